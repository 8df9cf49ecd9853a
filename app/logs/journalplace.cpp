// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/journalplace.h"

#include "logs/fileerror.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>

#include <fnmatch.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

constexpr QLatin1StringView prefix = "journal:"_L1;
constexpr QLatin1StringView suffix = ".journal"_L1;
const QStringList roots{u"/var/log/journal"_s, u"/run/log/journal"_s};

/// As systemctl does: what is no name of another kind of unit is a service's.
QString unitName(const QString &given)
{
    static const QStringList kinds{u".service"_s, u".scope"_s, u".slice"_s, u".socket"_s, u".timer"_s, u".target"_s, u".mount"_s};
    const bool isPattern = std::any_of(given.begin(), given.end(), [](QChar c) { return u"*?["_s.contains(c); });
    const bool hasKind = std::any_of(kinds.begin(), kinds.end(), [&](const QString &kind) { return given.endsWith(kind); });
    return isPattern || hasKind ? given : given + kinds.first();
}

/// Folders with files of a journal: the root, and in it those of machines.
QStringList foldersOf(const QString &root)
{
    QStringList folders{root};
    for (const QString &name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        folders += root + u'/' + name;
    return folders;
}

} // namespace

bool JournalPlace::isJournal(const QString &source)
{
    return source.startsWith(prefix);
}

Result<JournalPlace> JournalPlace::parse(const QString &source)
{
    JournalPlace place;
    QString names = source.sliced(prefix.size());
    if (names.startsWith(u'/')) {
        const QString path = QDir::cleanPath(names);
        if (path.endsWith(suffix)) {
            place.file = activeFile(path);
            return place;
        }
        if (QFileInfo(path).isDir()) {
            place.directory = path;
            return place;
        }
        place.directory = QFileInfo(path).path();
        names = QFileInfo(path).fileName();
    }
    const QStringList given = names.split(u',');
    for (const QString &name : given) {
        if (name.trimmed().isEmpty() || name.contains(u'/'))
            return failure(Error::BadInput,
                u"%1 names no unit: write journal:matrix-synapse.service, journal:/var/log/journal/remote/matrix-synapse.service, or the path of a .journal file."_s
                    .arg(source));
        place.units += unitName(name.trimmed());
    }
    return place;
}

QString JournalPlace::activeFile(const QString &path)
{
    const qsizetype at = path.lastIndexOf(u'@');
    return path.endsWith(suffix) && at > path.lastIndexOf(u'/') + 1 ? path.left(at) + suffix : path;
}

QString JournalPlace::id() const
{
    if (!given.isEmpty()) // what is said of its units follows
        return prefix + (given.size() > 1 ? u"%1 and %L2 more "_s.arg(file).arg(given.size() - 1) : file + u' ');
    return prefix + (!file.isEmpty() ? file : directory.isEmpty() ? QString() : directory + u'/');
}

QString JournalPlace::name() const
{
    return units.isEmpty() ? id().trimmed() : id() + units.join(u',');
}

bool JournalPlace::matches(const QString &pattern, std::string_view unit)
{
    const QByteArray wanted = pattern.toUtf8(), service = ".service";
    const std::string name(unit);
    return ::fnmatch(wanted.constData(), name.c_str(), 0) == 0
        || (wanted.endsWith(service) && ::fnmatch(wanted.chopped(service.size()).constData(), name.c_str(), 0) == 0);
}

bool JournalPlace::takes(std::string_view unit) const
{
    return units.isEmpty() || std::any_of(units.begin(), units.end(), [&](const QString &pattern) { return matches(pattern, unit); });
}

QStringList JournalPlace::files() const
{
    if (!given.isEmpty())
        return given;
    const QFileInfo info(file);
    if (!info.fileName().endsWith(suffix)) // it was renamed: nothing tells what it was rotated into
        return info.exists() ? QStringList{file} : QStringList();
    const QString stem = info.fileName().chopped(suffix.size());
    QStringList all;
    for (const QString &other : QDir(info.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name)) {
        if (other.startsWith(stem + u'@') && other.endsWith(suffix))
            all += info.path() + u'/' + other;
    }
    if (info.exists())
        all += file;
    return all;
}

QString JournalPlace::obstacle() const
{
    if (!file.isEmpty()) {
        if (files().isEmpty())
            return fileError(file, ENOENT).text;
        return QFileInfo(files().last()).isReadable() ? QString() : fileError(file, EACCES).text;
    }
    if (!directory.isEmpty() && !QFileInfo(directory).isDir())
        return u"%1 does not exist: check the path, or wait until systemd-journal-remote writes it."_s.arg(directory);
    QString unreadable;
    for (const QString &root : directory.isEmpty() ? roots : QStringList(directory)) {
        for (const QString &folder : foldersOf(root)) {
            if (QFileInfo(folder).isDir() && !QFileInfo(folder).isReadable())
                unreadable = folder;
            // Everybody may read a journal of their own; a service's entries are in the system's.
            const QString pattern = directory.isEmpty() ? u"system*"_s : u"*"_s;
            const QFileInfoList found = QDir(folder).entryInfoList({pattern + suffix}, QDir::Files | QDir::Hidden);
            if (std::any_of(found.begin(), found.end(), [](const QFileInfo &one) { return one.isReadable(); }))
                return {};
            if (!found.isEmpty())
                unreadable = folder;
        }
    }
    if (!unreadable.isEmpty())
        return u"The journal in %1 may not be read: add the user that runs the gateway to the group systemd-journal (in its unit: SupplementaryGroups=systemd-journal), and restart it."_s
            .arg(unreadable);
    return directory.isEmpty()
        ? u"There is no journal on this machine: give the log's file with --log, or the folder where the journal lies as journal:/DIR/UNIT (in a container it has to be mounted)."_s
        : u"There is no journal in %1: wait until something is written, or check the path."_s.arg(directory);
}

} // namespace Lockstep::Logs
