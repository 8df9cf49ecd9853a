// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "check/journaltail.h"
#include "core/placeprobe.h"
#include "logs/fileerror.h"
#include "logs/journaljson.h"
#include "logs/linescanner.h"
#include "logs/logfiles.h"
#include "logs/logstream.h"
#include "logs/pastedtext.h"
#include "synapse/log/logline.h"

#include <QDateTime>
#include <QFile>
#include <QMap>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

/// What of a log's end is looked at.
constexpr qint64 tailBytes = 4 * 1024 * 1024;
constexpr size_t headBytes = 64 * 1024; ///< of that, for what has written it
constexpr int tailEntries = 20'000;
/// A Synapse that has anything to do writes something.
constexpr qint64 silentMs = 15 * 60'000;
/// Lines at the end that are asked for their time.
constexpr int timedLines = 50;

/// What the end of a log tells.
struct Told
{
    qint64 ids = 0, contents = 0, verdicts = 0, read = 0, unread = 0, refused = 0;
    qint64 lastTime = 0; ///< of its last line; 0 if lines have no time
    bool isSynapse = false;
    bool isEmpty = true;
    QString otherProgram = {}; ///< that has written it, if it is one that is known
};

Told tell(QByteArrayView text, bool isJournal)
{
    const Logs::LogDialect dialect = Synapse::logDialect();
    Logs::LogTally tally;
    Logs::LineScanner scanner(dialect, tally);
    scanner.setJournal(isJournal);
    Logs::LineParsers parsers(dialect, QTimeZone::systemTimeZone(), tally);
    Told told{.isEmpty = text.isEmpty()};
    const std::string_view all(text.data(), size_t(text.size()));
    told.isSynapse = all.find("synapse") != std::string_view::npos;
    told.otherProgram = dialect.otherProgram(all.substr(0, headBytes));
    scanner.setPasted(Logs::looksPasted(all.substr(0, headBytes)));
    scanner.scan(all, 0, true, [&](std::string_view line, qint64) {
        std::vector<History::Observation> observations;
        const auto result = parsers.of(isJournal ? Logs::journalProcess(line) : std::string()).parse(line, observations);
        told.read += result.outcome == Logs::LineResult::Read;
        told.unread += result.outcome == Logs::LineResult::NotUnderstood;
        told.refused += result.outcome == Logs::LineResult::Refused;
        for (const History::Observation &what : observations) {
            told.ids += std::holds_alternative<History::HandledUpdate>(what);
            told.contents += std::holds_alternative<History::UpdateContent>(what);
            told.verdicts += std::holds_alternative<History::BatchVerdict>(what);
        }
    });
    // The last lines, for their time.
    size_t end = all.size();
    const auto parser = dialect.parser(QTimeZone::systemTimeZone(), dialect.memory());
    for (int n = 0; n < timedLines && end > 0 && !parser->hasTimes(); ++n) {
        const size_t last = all.rfind('\n', end - 1);
        const size_t begin = last == end - 1 ? (end > 1 ? all.rfind('\n', end - 2) : std::string_view::npos) : last;
        const size_t from = begin == std::string_view::npos ? 0 : begin + 1;
        parser->learn(all.substr(from, end - from - (last == end - 1 ? 1 : 0)));
        end = from;
    }
    told.lastTime = parser->hasTimes() ? parser->lastTime() : 0;
    return told;
}

/// What is wrong with what a log tells, or that nothing is.
void judge(const Context &context, const QString &log, const Told &told, qint64 written, Findings &found)
{
    const QString restsOn = u"its last lines"_s;
    if (told.isEmpty) {
        found.warn(log, u"It is empty."_s, u"See to it that this is the log of the Synapse that runs."_s);
        return;
    }
    const qint64 newest = told.lastTime > 0 ? told.lastTime : written;
    const qint64 age = QDateTime::currentMSecsSinceEpoch() - newest;
    if (age > silentMs)
        found.warn(log, u"Nothing was written for %1."_s.arg(spell(age)),
            u"See to it that this is the log of the Synapse that runs, and that its level is INFO or DEBUG; a pattern such as homeserver.log* finds rotated names too."_s,
            restsOn);
    if (!told.isSynapse)
        found.warn(log,
            told.otherProgram.isEmpty() ? u"None of its last lines looks like one of Synapse."_s
                                        : u"It is a log of %1, not of Synapse."_s.arg(told.otherProgram),
            u"Name Synapse's own log with --log."_s, restsOn);
    if (told.unread > 0)
        found.warn(log, u"%1 of its last %2 lines with updates are not understood."_s.arg(told.unread).arg(told.read + told.unread),
            u"Use Synapse's own format or a JSON one (TerseJsonFormatter), with the message last in the line."_s, restsOn);
    if (told.lastTime == 0 && told.isSynapse)
        found.warn(
            log, u"Its lines have no time that can be read."_s, u"Put %(asctime)s into the format of the log configuration."_s, restsOn);
    if (told.verdicts > 0 && told.ids + told.contents == 0)
        found.warn(log,
            u"It tells of %1 updates without stream_id and prev_id: DEBUG is off for synapse.handlers.device."_s.arg(told.verdicts),
            u"Set synapse.handlers.device to DEBUG in the log configuration (resources/synapse/log.yaml)."_s, restsOn);
    else if (told.ids > 0 && told.contents == 0 && context.subject.tap.isEmpty())
        found.warn(log, u"It tells of %1 updates without names and keys: DEBUG is off for synapse.8631_debug."_s.arg(told.ids),
            u"Set synapse.8631_debug to DEBUG in the log configuration (resources/synapse/log.yaml)."_s, restsOn);
    if (age <= silentMs && told.isSynapse && told.unread == 0 && told.lastTime > 0)
        found.ok(log,
            told.ids + told.contents + told.verdicts > 0
                ? u"Its last line is %1 old; updates of device lists in it are understood (%2)."_s.arg(spell(std::max<qint64>(age, 0)))
                      .arg(told.read)
                : u"Its last line is %1 old; there is no update of a device list in what was looked at."_s.arg(
                    spell(std::max<qint64>(age, 0))),
            restsOn);
}

void checkFile(const Context &context, const QString &log, const Logs::FoundFile &file, Findings &found)
{
    if (file.path.endsWith(u".gz"_s)) {
        found.ok(log, u"Only compressed files of it are there (%1)."_s.arg(file.path));
        return;
    }
    QFile bytes(file.path);
    if (!bytes.open(QIODevice::ReadOnly)) {
        const Error error = Logs::fileError(file.path, errno ? errno : EACCES);
        found.fault(
            log, error.text, u"Let the gateway's user read it: in Debian usermod -aG adm, or SupplementaryGroups=adm in its unit."_s);
        return;
    }
    const bool isCut = bytes.size() > tailBytes;
    if (isCut)
        bytes.seek(bytes.size() - tailBytes);
    QByteArray text = bytes.read(tailBytes);
    if (isCut)
        text.remove(0, text.indexOf('\n') + 1);
    text.truncate(text.lastIndexOf('\n') + 1);
    judge(context, log, tell(text, false), file.modified, found);
}

void checkJournal(const Context &context, const QString &source, Findings &found)
{
    const auto place = Logs::JournalPlace::parse(source);
    if (!place) {
        found.fault(source, place.error().text, u"Write journal:UNIT, journal:/DIR/UNIT, or the path of a .journal file."_s);
        return;
    }
    const auto tail = readJournalTail(*place, tailEntries, [&context] { return context.isOver(); });
    if (!tail) {
        found.fault(source, tail.error().text, {});
        return;
    }
    if (tail->units.isEmpty()) {
        found.fault(source, u"The journal has no entry of %1."_s.arg(place->name()),
            u"See how the unit is called (systemctl list-units 'matrix*'), and whether Synapse logs to the journal at all."_s);
        return;
    }
    judge(context, source, tell(tail->lines, true), tail->newest, found);
}

} // namespace

Checks checkLogs(const Context &context)
{
    Findings found(CheckArea::Log);
    QStringList patterns;
    for (const QString &log : context.subject.settings.logs) {
        if (context.isOver())
            found.notChecked(log, u"There was no time left."_s);
        else if (context.hanging.contains(log))
            found.fault(log, hangs(log), hangsRemedy());
        else if (Logs::JournalPlace::isJournal(log))
            checkJournal(context, log, found);
        else if (Logs::LogStream::isStream(log))
            found.notChecked(log, u"What comes through a pipe can be read once, and that is the gateway's."_s);
        else
            patterns += log;
    }
    if (patterns.isEmpty())
        return found.all();
    const Logs::Search search = Logs::findLogFiles(patterns);
    for (const auto &[what, why] : search.problems)
        found.fault(what, why, u"Correct --log, or let the gateway's user read the file and its folder (in Debian: the group adm)."_s);
    QMap<QString, Logs::FoundFile> newest;
    for (const Logs::FoundFile &file : search.files) {
        const QString log = Logs::logName(file.path);
        const auto known = newest.constFind(log);
        if (known == newest.constEnd() || known->modified < file.modified || file.path == log)
            newest.insert(log, file);
    }
    for (auto it = newest.cbegin(); it != newest.cend(); ++it) {
        if (context.isOver())
            found.notChecked(it.key(), u"There was no time left."_s);
        else
            checkFile(context, it.key(), *it, found);
    }
    return found.all();
}

} // namespace Lockstep::Checking
