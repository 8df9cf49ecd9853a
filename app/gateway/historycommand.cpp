// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/historycommand.h"

#include "core/counted.h"
#include "core/log.h"
#include "gateway/historylock.h"
#include "gateway/keeping.h"
#include "gateway/sharedhistory.h"
#include "history/archive/archive.h"
#include "history/archive/move.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <unistd.h>

#include <cstdio>
#include <optional>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr auto historyHelp
    = "lockstep-gateway history check FILE            looks whether all of a history can be read and fits together\n"
      "lockstep-gateway history export FILE ARCHIVE   writes all of it as lines of JSON; compressed if ARCHIVE ends with .gz\n"
      "lockstep-gateway history import ARCHIVE FILE   makes a new history of such an archive\n"
      "lockstep-gateway history compact FILE          gives room that is not used any more back to the disk;\n"
      "    [--keep-days N] [--keep-updates N]          before that lets go of older updates, as the gateway's --history-keep-… do\n"
      "lockstep-gateway history move FROM TO          from FILE to postgresql://…, or back; then both are read and compared\n\n"
      "For FILE of check, export and import a database may be named, too: postgresql://user@host/name, with its password in PGPASSFILE.\n"
      "After a move into a database, give the file to the gateway with --history-spool: what is its own stays in it.\n"
      "check and export only read, and may run beside the gateway that records; compact may not. export writes what can still be read\n"
      "of a damaged history, and import makes a whole one of that. It ends with 0 if all is well, 1 if it could not be done, 2 if it was\n"
      "called wrongly, 3 if the history is damaged.\n";

constexpr int damaged = 3;

Said misused()
{
    return {.exitCode = 2,
        .output = {},
        .error = u"Say what to do with which file: lockstep-gateway history check|compact|export|import|move …; --help says more."_s};
}

Said failed(const Error &error)
{
    return {.exitCode = 1, .output = {}, .error = error.text};
}

QString updatesOf(qint64 updates, qint64 users)
{
    return counted(updates, u"update"_s, u"updates"_s) + u" of "_s + counted(users, u"user"_s, u"users"_s);
}

/// Shows how far it is, twice a second.
History::ArchiveWatch progress()
{
    if (!::isatty(STDERR_FILENO))
        return {};
    return [clock = std::make_shared<QElapsedTimer>()](const History::ArchiveProgress &now) {
        if (!clock->isValid() || clock->hasExpired(500)) {
            clock->start();
            const QString of = now.of > 0 ? u" of about "_s + grouped(now.of) : QString();
            std::fprintf(stderr, "\r%s rows%s ", qPrintable(grouped(now.rows)), qPrintable(of));
        }
        return true;
    };
}

QString lossesOf(const History::ArchiveOutcome &outcome)
{
    QString text;
    if (outcome.shortened > 0)
        text += u"Not all could be read or kept; shorter than it was: %1.\n"_s.arg(counted(outcome.shortened, u"part"_s, u"parts"_s));
    for (const QString &loss : outcome.losses)
        text += u"  "_s + displayable(loss) + u'\n';
    return text;
}

Said said(const QString &done, const History::ArchiveOutcome &outcome)
{
    const QString text
        = u"%1: %2, %3 in all.\n"_s.arg(done, updatesOf(outcome.updates, outcome.users), counted(outcome.rows, u"row"_s, u"rows"_s));
    return {.exitCode = outcome.shortened > 0 ? damaged : 0, .output = (text + lossesOf(outcome)).toUtf8()};
}

Result<History::HistoryPlace> placeOf(const QString &named)
{
    if (!isSharedHistory(named))
        return History::HistoryPlace{.path = named};
    auto address = Sql::DatabaseAddress::parse(named);
    if (!address)
        return failure(address.error());
    return History::HistoryPlace{.database = std::move(*address)};
}

Said check(const QString &named)
{
    const auto place = placeOf(named);
    if (!place)
        return failed(place.error());
    const QString file = place->describe();
    const auto found
        = place->database ? History::checkSharedHistory(*place->database, progress()) : History::checkHistory(file, progress());
    if (!found)
        return failed(found.error());
    QString text = place->database ? u"%1: format %2, %3, %4 bytes with all that is in the database.\n"_s.arg(file)
                                         .arg(found->format)
                                         .arg(updatesOf(found->updates, found->users), grouped(found->bytes))
                                   : u"%1: format %2, %3, %4 bytes, of which compacting would give back about %5.\n"_s.arg(file)
                                         .arg(found->format)
                                         .arg(updatesOf(found->updates, found->users), grouped(found->bytes), grouped(found->unused));
    if (found->faults.isEmpty())
        return {.output = (text + u"All of it can be read and fits together.\n"_s).toUtf8()};
    for (const QString &fault : found->faults)
        text += u"  "_s + displayable(fault) + u'\n';
    text += u"To save what can be read: lockstep-gateway history export FILE ARCHIVE, and import it into a new file.\n"_s;
    return {.exitCode = damaged, .output = text.toUtf8()};
}

Said move(const QString &from, const QString &to)
{
    const auto source = placeOf(from), target = placeOf(to);
    for (const auto *place : {&source, &target}) {
        if (!*place)
            return failed(place->error());
    }
    // Nobody may record meanwhile: of a file this is known.
    std::unique_ptr<HistoryLock> lock;
    if (!source->database && QFileInfo(source->path).isFile()) {
        auto taken = HistoryLock::take(source->path);
        if (!taken)
            return failed(taken.error());
        lock = std::move(*taken);
    }
    const auto moved = History::moveHistory(*source, *target, progress());
    if (!moved)
        return failed(moved.error());
    QString text = u"%1 holds %2, each the same as in %3, and the positions of %4.\n"_s.arg(
        target->describe(), updatesOf(moved->updates, moved->users), source->describe(), counted(moved->positions, u"log"_s, u"logs"_s));
    for (const QString &remark : moved->remarks)
        text += u"  "_s + remark + u'\n';
    if (target->database)
        text += u"Start the gateway with --history naming the database and --history-spool %1: what is its own stays in that file.\n"_s.arg(
            source->path);
    return {.output = text.toUtf8()};
}

/// An archive is of a file: a database goes by way of one.
Said exportFrom(const QString &named, const QString &archive)
{
    const auto place = placeOf(named);
    if (!place)
        return failed(place.error());
    std::optional<QTemporaryDir> folder;
    QString file = place->path;
    if (place->database) {
        folder.emplace(QString(QFileInfo(archive).absolutePath() + u"/.lockstep-export-XXXXXX"_s));
        file = folder->filePath(u"history.sqlite"_s);
        if (const auto moved = History::moveHistory(*place, {.path = file}, progress()); !moved)
            return failed(moved.error());
    }
    const auto done = History::exportHistory(file, archive, progress());
    return done ? said(archive + u" is written"_s, *done) : failed(done.error());
}

Said importInto(const QString &archive, const QString &named)
{
    const auto place = placeOf(named);
    if (!place)
        return failed(place.error());
    std::optional<QTemporaryDir> folder;
    QString file = place->path;
    if (place->database) {
        folder.emplace(QString(QFileInfo(archive).absolutePath() + u"/.lockstep-import-XXXXXX"_s));
        file = folder->filePath(u"history.sqlite"_s);
    }
    const auto done = History::importHistory(archive, file, progress());
    if (!done)
        return failed(done.error());
    if (place->database) {
        if (const auto moved = History::moveHistory({.path = file}, *place, progress()); !moved)
            return failed(moved.error());
    }
    return said(place->describe() + u" is made"_s, *done);
}

/// "--keep-days", "90" or "--keep-days=90", and nothing else.
Result<History::KeepRules> rulesOf(QStringList words)
{
    qint64 days = 0, updates = 0;
    while (!words.isEmpty()) {
        QString name = words.takeFirst(), value;
        if (const qsizetype sign = name.indexOf(u'='); sign >= 0) {
            value = name.sliced(sign + 1);
            name.truncate(sign);
        } else if (!words.isEmpty()) {
            value = words.takeFirst();
        }
        const bool isDays = name == u"--keep-days"_s;
        if (value.isEmpty() || (!isDays && name != u"--keep-updates"_s))
            return failure(Error::BadInput, u"compact takes --keep-days N and --keep-updates N, and nothing else."_s);
        const auto read = isDays ? readKeepDays(value) : readKeepUpdates(value);
        if (!read)
            return failure(read.error());
        (isDays ? days : updates) = *read;
    }
    return keepRules(days, updates);
}

/// What was let go of, in a sentence.
Result<QString> letGo(const QString &file, const History::KeepRules &rules)
{
    if (rules.isAll())
        return QString();
    const auto store = History::Store::open(file);
    if (!store)
        return failure(store.error());
    History::Retention::Options options;
    options.rules = rules;
    options.rowsAtOnce = 20'000;
    options.isExact = true;
    const auto done = History::Retention(store->get(), options).runOnce();
    if (!done)
        return failure(done.error());
    QString text = u"%1 let go; kept: %2.\n"_s.arg(
        updatesOf(done->updates, done->users) + (done->updates == 1 ? u" was"_s : u" were"_s), described(rules));
    if (done->held > 0)
        text += describedHeld(done->held) + u'\n';
    return text;
}

Said compact(const QString &file, const QStringList &words)
{
    const auto rules = rulesOf(words);
    if (!rules)
        return {.exitCode = 2, .output = {}, .error = rules.error().text};
    if (!QFileInfo(file).isFile())
        return failed({.kind = Error::Io, .text = u"There is no history %1."_s.arg(file)});
    const auto lock = HistoryLock::take(file);
    if (!lock)
        return failed(lock.error());
    const auto gone = letGo(file, *rules);
    if (!gone)
        return failed(gone.error());
    const auto before = History::compactHistory(file);
    if (!before)
        return failed(before.error());
    const QString size = u"%1 had %2 bytes and has %3.\n"_s.arg(file, grouped(*before), grouped(QFileInfo(file).size()));
    return {.output = QString(*gone + size).toUtf8()};
}

} // namespace

Said runHistory(const QStringList &arguments)
{
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s))
        return {.output = historyHelp};
    const QString command = arguments.value(0), first = arguments.value(1), second = arguments.value(2);
    const auto is = [&](QStringView name, qsizetype files) { return command == name && arguments.size() == files + 1; };
    if (is(u"check", 1))
        return check(first);
    if (command == u"compact"_s && arguments.size() > 1)
        return compact(first, arguments.sliced(2));
    if (is(u"export", 2))
        return exportFrom(first, second);
    if (is(u"import", 2))
        return importInto(first, second);
    if (is(u"move", 2))
        return move(first, second);
    return misused();
}

} // namespace Lockstep::Gateway
