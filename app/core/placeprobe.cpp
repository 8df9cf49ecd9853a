// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/placeprobe.h"

#include "core/log.h"
#include "core/placeprobeprocess.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds slice(5);
/// A look that not even a signal ends is left alone, and no other begun, unless something was mounted or unmounted: so many times.
constexpr int mostLeft = 4;

struct Look
{
    PlaceProbeProcess::Number number = 0;
    bool isOver = false;
    bool isGivenUp = false; ///< was killed, and may still be there
    QByteArray mounts = {}; ///< what was mounted when it began
    int left = 0; ///< looks at the same place before it that were given up and stay
};

/// What is mounted, in short. The kernel's own list asks no file system.
QByteArray mounted()
{
    QFile list(u"/proc/self/mountinfo"_s);
    return list.open(QIODevice::ReadOnly) ? QCryptographicHash::hash(list.readAll(), QCryptographicHash::Sha1) : QByteArray();
}

/// The looks of this process, all threads' together, for what waits in the kernel belongs to the process: a look that still waits is not
/// begun again.
class Prober
{
public:
    bool start()
    {
        const std::lock_guard lock(m_mutex);
        return startLocked();
    }

    std::shared_ptr<Look> look(const QString &path, const QByteArray &mounts, Clock::time_point until)
    {
        const std::lock_guard lock(m_mutex);
        if (!startLocked())
            return nullptr;
        hear();
        int left = 0;
        if (const auto known = m_byPath.value(path); known && !known->isOver) {
            if (!known->isGivenUp || known->mounts == mounts || known->left + 1 >= mostLeft)
                return known;
            left = known->left + 1;
        }
        const auto begun = std::make_shared<Look>(Look{.number = ++m_last, .mounts = mounts, .left = left});
        bool isFull = false;
        while (!m_process.look(begun->number, QFile::encodeName(path), &isFull)) {
            if (!isFull || Clock::now() >= until)
                return nullptr;
            hear(); // so that it can go on
            std::this_thread::sleep_for(slice);
        }
        m_byNumber.insert(begun->number, path);
        m_byPath.insert(path, begun);
        return begun;
    }

    /// Whether all of them are over.
    bool areOver(const std::vector<std::pair<QString, std::shared_ptr<Look>>> &looks)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_process.isRunning())
            forget();
        hear();
        return std::ranges::all_of(looks, [](const auto &look) { return look.second->isOver || look.second->isGivenUp; });
    }

    /// Whether it never came to its end by itself; it is ended then.
    bool giveUp(Look &look)
    {
        const std::lock_guard lock(m_mutex);
        if (!look.isOver && !look.isGivenUp) {
            look.isGivenUp = true;
            m_process.end(look.number);
        }
        return look.isGivenUp;
    }

private:
    bool startLocked()
    {
        if (m_process.isRunning())
            return true;
        forget();
        return m_process.start();
    }

    void hear()
    {
        while (const auto number = m_process.over()) {
            const QString path = m_byNumber.take(*number);
            const auto look = m_byPath.value(path);
            if (!look || look->number != *number)
                continue; // said twice, or an older one
            look->isOver = true;
            m_byPath.remove(path);
        }
    }

    /// Somebody ended the process: what it was to look at says nothing.
    void forget()
    {
        for (const auto &look : std::as_const(m_byPath))
            look->isOver = true;
        m_byPath.clear();
        m_byNumber.clear();
    }

    std::mutex m_mutex;
    PlaceProbeProcess m_process;
    PlaceProbeProcess::Number m_last = 0;
    QHash<QString, std::shared_ptr<Look>> m_byPath; ///< the newest of each
    QHash<PlaceProbeProcess::Number, QString> m_byNumber;
};

Prober &prober()
{
    static Prober one;
    return one;
}

} // namespace

void startPlaceProbe()
{
    prober().start();
}

QStringList placesThatHang(const QStringList &paths, std::chrono::milliseconds patience)
{
    const Clock::time_point until = Clock::now() + patience;
    const QByteArray mounts = mounted();
    std::vector<std::pair<QString, std::shared_ptr<Look>>> looks;
    QSet<QString> known;
    for (const QString &path : paths) {
        if (path.isEmpty() || known.contains(path))
            continue;
        known.insert(path);
        if (const auto look = prober().look(path, mounts, until))
            looks.emplace_back(path, look);
    }
    while (!prober().areOver(looks) && Clock::now() < until)
        std::this_thread::sleep_for(slice);
    QStringList hanging;
    for (const auto &[path, look] : looks) {
        if (prober().giveUp(*look))
            hanging += path;
    }
    return hanging;
}

QString hangs(const QString &path)
{
    return u"%1 does not answer within %2 s: the file system that it lies on hangs."_s.arg(displayable(path, 500))
        .arg(std::chrono::duration_cast<std::chrono::seconds>(placePatience).count());
}

QString hangsRemedy()
{
    return u"See in /proc/mounts from where it is mounted, and bring that server back or unmount it (umount -l); until then all who look wait."_s;
}

} // namespace Lockstep
