// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/bulkjournal.h"

#include "session/refresh/refreshplan.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

using State = BulkEntry::State;

constexpr qint64 maxBytes = 128 * 1024 * 1024;
constexpr qint64 maxLine = 8 * 1024;
constexpr qsizetype maxError = 400;
constexpr int version = 1;

const std::array<std::pair<State, QLatin1StringView>, 5> stateNames{{{State::Running, "running"_L1}, {State::Succeeded, "succeeded"_L1},
    {State::Failed, "failed"_L1}, {State::NotAsked, "not_asked"_L1}, {State::Waiting, "waiting"_L1}}};

std::optional<State> stateOf(const QString &name)
{
    const auto found = std::ranges::find(stateNames, name, [](const auto &pair) { return pair.second; });
    return found == stateNames.end() ? std::nullopt : std::optional(found->first);
}

int number(const QJsonObject &object, QLatin1StringView key)
{
    return int(std::clamp<qint64>(object.value(key).toInteger(), 0, std::numeric_limits<int>::max() / 4));
}

void take(const QJsonObject &object, QList<BulkEntry> &entries)
{
    if (object.contains("user"_L1)) {
        BulkEntry entry;
        entry.user = UserId(object.value("user"_L1).toString());
        if (entry.user.isValid() && entries.size() < RefreshPlan::maxUsers)
            entries.append(entry);
        return;
    }
    const qint64 index = object.value("n"_L1).toInteger(-1);
    const auto state = stateOf(object.value("state"_L1).toString());
    if (index < 0 || index >= entries.size() || !state)
        return;
    BulkEntry entry;
    entry.user = entries.at(index).user;
    // One that was under way when the program ended waits again; that it was asked for is known by its time.
    entry.state = *state == State::Running ? State::Waiting : *state;
    entry.asked = std::max<qint64>(0, object.value("asked"_L1).toInteger());
    entry.finished = std::max<qint64>(0, object.value("finished"_L1).toInteger());
    entry.added = number(object, "added"_L1);
    entry.removed = number(object, "removed"_L1);
    entry.changed = number(object, "changed"_L1);
    entry.crossSigning = object.value("cross_signing"_L1).toBool();
    entry.error = object.value("error"_L1).toString().left(maxError);
    entries[index] = entry;
}

QByteArray toLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

BulkJournal::BulkJournal(const QString &folder, const QUrl &gateway, const QString &user)
{
    const QString address = gateway.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo);
    m_mark = toLine({{u"lockstep_refresh"_s, version}, {u"gateway"_s, address}, {u"by"_s, user}});
    const QByteArray name = QCryptographicHash::hash(m_mark, QCryptographicHash::Sha256).toHex().left(32);
    m_path = folder + u"/refresh-"_s + QString::fromLatin1(name) + u".jsonl"_s;
}

BulkJournal::~BulkJournal() = default;

Result<void> BulkJournal::lock()
{
    if (m_lock)
        return {};
    const QString folder = QFileInfo(m_path).path();
    if (!QDir().mkpath(folder))
        return failure(Error::Io, u"The folder %1 cannot be made."_s.arg(folder));
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto lock = std::make_unique<QLockFile>(m_path + u".lock"_s);
    lock->setStaleLockTime(0); // its owner's death alone frees it, not its age
    if (!lock->tryLock()) {
        if (lock->error() == QLockFile::LockFailedError)
            return failure(
                Error::Forbidden, u"Another window refreshes many users of this server already: wait for it, or cancel it there."_s);
        return failure(Error::Io, u"The file %1.lock cannot be made."_s.arg(m_path));
    }
    m_lock = std::move(lock);
    return {};
}

QList<BulkEntry> BulkJournal::read()
{
    QList<BulkEntry> entries;
    if (!QFile::exists(m_path) || !lock())
        return entries;
    QFile file(m_path);
    if (file.size() <= maxBytes && file.open(QIODevice::ReadOnly) && file.readLine(maxLine) == m_mark) {
        while (!file.atEnd()) {
            const QByteArray line = file.readLine(maxLine);
            if (line.endsWith('\n'))
                take(QJsonDocument::fromJson(line).object(), entries);
        }
    }
    const bool isOpen = std::ranges::any_of(entries, [](const BulkEntry &entry) { return entry.state == State::Waiting; });
    if (!isOpen) {
        remove(); // of another version, broken, or done
        return {};
    }
    return entries;
}

Result<void> BulkJournal::begin(const QList<BulkEntry> &entries)
{
    if (const auto locked = lock(); !locked)
        return locked;
    m_file.close();
    const QString unfinished = m_path + u".new"_s;
    QFile::remove(unfinished);
    m_file.setFileName(unfinished);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"The file %1 cannot be written: %2."_s.arg(unfinished, m_file.errorString()));
    QByteArray lines = m_mark;
    for (const BulkEntry &entry : entries)
        lines += toLine({{u"user"_s, entry.user.toString()}});
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (entries.at(i).state != State::Waiting || entries.at(i).asked > 0)
            lines += line(i, entries.at(i));
    }
    if (const auto written = append(lines); !written)
        return written;
    // What was there stays until this is whole.
    if (std::rename(QFile::encodeName(unfinished).constData(), QFile::encodeName(m_path).constData()) != 0) {
        const QString why = qt_error_string(errno);
        remove();
        return failure(Error::Io, u"The file %1 cannot be made: %2."_s.arg(m_path, why));
    }
    return {};
}

Result<void> BulkJournal::note(qsizetype index, const BulkEntry &entry)
{
    return append(line(index, entry));
}

QByteArray BulkJournal::line(qsizetype index, const BulkEntry &entry)
{
    const auto name = std::ranges::find(stateNames, entry.state, &std::pair<State, QLatin1StringView>::first);
    if (name == stateNames.end())
        return {};
    QJsonObject object{{u"n"_s, index}, {u"state"_s, QString(name->second)}};
    const auto add = [&](const QString &key, qint64 value) {
        if (value > 0)
            object.insert(key, value);
    };
    add(u"asked"_s, entry.asked);
    add(u"finished"_s, entry.finished);
    add(u"added"_s, entry.added);
    add(u"removed"_s, entry.removed);
    add(u"changed"_s, entry.changed);
    if (entry.crossSigning)
        object.insert(u"cross_signing"_s, true);
    if (!entry.error.isEmpty())
        object.insert(u"error"_s, entry.error.left(maxError));
    return toLine(object);
}

Result<void> BulkJournal::append(const QByteArray &lines)
{
    if (!m_file.isOpen() || lines.isEmpty())
        return {};
    if (m_file.write(lines) == lines.size())
        return {};
    const QString why = m_file.errorString();
    // Half a story would be told wrongly after a restart.
    remove();
    return failure(Error::Io, u"The file %1 cannot be written: %2."_s.arg(m_path, why));
}

void BulkJournal::close()
{
    m_file.close();
    m_lock.reset();
}

void BulkJournal::remove()
{
    m_file.close();
    QFile::remove(m_path + u".new"_s);
    QFile::remove(m_path);
    m_lock.reset();
}

} // namespace Lockstep
