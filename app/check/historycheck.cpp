// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "history/store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr qint64 mib = 1024 * 1024;
constexpr qint64 scarce = 512 * mib, noneLeft = 32 * mib;

/// Whether some process holds a lock on the file, by the kernel's list: taking the lock to find out would keep a gateway from starting.
bool isLocked(const QString &path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return false;
    QFile locks(u"/proc/locks"_s);
    if (!locks.open(QIODevice::ReadOnly))
        return false;
    const QByteArray device = QByteArray::number(major(info.st_dev), 16).rightJustified(2, '0') + ':'
        + QByteArray::number(minor(info.st_dev), 16).rightJustified(2, '0');
    const QByteArray wanted = ' ' + device + ':' + QByteArray::number(qulonglong(info.st_ino)) + ' ';
    return locks.readAll().contains(wanted);
}

bool may(const QString &path, int mode)
{
    return ::access(QFile::encodeName(path).constData(), mode) == 0;
}

/// The nearest folder above that is there.
QString existing(QString folder)
{
    while (!QDir(folder).exists() && folder != u"/"_s)
        folder = QFileInfo(folder).path();
    return folder;
}

void checkSpace(const QString &folder, qint64 size, Findings &found)
{
    const QStorageInfo disk(folder);
    const qint64 left = disk.bytesAvailable();
    if (!disk.isValid() || left < 0) {
        found.notChecked(u"disk"_s, u"How much is free at %1 could not be read."_s.arg(folder));
        return;
    }
    const QString text = u"%1 are free at %2, the history has %3."_s.arg(spellBytes(left), folder, spellBytes(size));
    if (left < noneLeft)
        found.fault(u"disk"_s, text + u" Nothing can be recorded before long."_s, u"Make room, or name another place with --history."_s);
    else if (left < std::min(scarce, disk.bytesTotal() / 10))
        found.warn(u"disk"_s, text, u"Make room, or name another place with --history."_s);
    else
        found.ok(u"disk"_s, text);
}

void checkFile(const QString &path, Findings &found)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        found.fault(path, u"The history cannot be read: %1."_s.arg(file.errorString()),
            u"Run it as the user that the gateway runs as, or correct the file's permissions."_s);
        return;
    }
    const QByteArray head = file.read(16);
    if (!head.isEmpty() && !head.startsWith("SQLite format 3")) {
        found.fault(path, u"This is no history: it is not a SQLite file."_s, u"Name another file with --history, or move this one away."_s);
        return;
    }
    if (!may(path, W_OK) || !may(QFileInfo(path).absolutePath(), W_OK)) {
        found.fault(path, u"The history or its folder may not be written to, so nothing is recorded."_s,
            u"Run it as the user that the gateway runs as, or correct the permissions."_s);
        return;
    }
    const bool isHeld = isLocked(QFileInfo(path).canonicalFilePath() + u".lock"_s);
    found.ok(path, isHeld ? u"A gateway records into it now."_s : u"It can be written to; no gateway records into it now."_s,
        isHeld ? u"the lock beside it"_s : QString());
}

} // namespace

Checks checkHistory(const Context &context)
{
    Findings found(CheckArea::History);
    const QString path = context.subject.historyPath;
    if (!context.subject.sharedHistory.isEmpty())
        checkSharedHistory(context, found);
    const QString folder = existing(QFileInfo(path).absolutePath());
    if (QFileInfo(path).isDir())
        found.fault(path, u"This is a folder."_s, u"Name a file with --history."_s);
    else if (QFileInfo::exists(path))
        checkFile(path, found);
    else if (QFileInfo(folder).isDir() && may(folder, W_OK))
        found.ok(path, u"There is none yet; the gateway will make it."_s);
    else
        found.fault(path, u"There is none yet, and %1 may not be written to."_s.arg(folder), u"Name a writable place with --history."_s);
    if (!context.subject.keeps.isEmpty())
        found.ok(u"what is kept"_s, u"Of updates are kept: %1; older ones are let go, but for what is still open."_s.arg(context.subject.keeps));
    for (const QString &aside : History::Store::asideFiles(path))
        found.warn(aside, u"A damaged history was set aside, and a new one was begun."_s,
            u"Save what can be read of it with \"lockstep-gateway history export\", and move it away."_s);
    checkSpace(folder, QFileInfo(path).size() + QFileInfo(path + u"-wal"_s).size(), found);
    return found.all();
}

} // namespace Lockstep::Checking
