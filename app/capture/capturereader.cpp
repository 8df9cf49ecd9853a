// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/capturereader.h"

#include "capture/jsonmembers.h"
#include "core/log.h"
#include "logs/logbytes.h"
#include "logs/logset.h"
#include "synapse/log/logline.h"

#include <QDateTime>
#include <QFileInfo>
#include <QTimeZone>

#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

using Inspection::Check;
using Inspection::CheckArea;
using Inspection::CheckState;
using Inspection::SourceKind;
using Inspection::SourceState;

namespace {

constexpr int linesPerBatch = 10'000;
constexpr qsizetype observationsPerBatch = 5'000;
constexpr qsizetype blockSize = 1024 * 1024;
constexpr qint64 tellEveryMs = 100;

qint64 steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

QString nameOf(const QString &path)
{
    return displayable(QFileInfo(path).fileName());
}

QString counted(qint64 number, const QString &what)
{
    return number > 0 ? u"%L1 %2"_s.arg(number).arg(what) : QString();
}

QString joined(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

/// Words of a follower that waits for more, as they are for a file that stays as it is.
QString settled(QString problem)
{
    return problem.replace("; it is read again when it is complete."_L1, ": it is cut off. What came before was read."_L1);
}

} // namespace

CaptureReader::CaptureReader(History::Recorder *recorder, SeenUsers *seen, Synapse::FetchLedger *ledger)
    : m_recorder(recorder)
    , m_seen(seen)
    , m_ledger(ledger)
{
    recorder->setWitness([this](const History::Observation &what, const History::Feed &) { see(what); });
}

void CaptureReader::see(const History::Observation &what)
{
    const auto [user, at] = std::visit([](const auto &one) { return std::pair(one.user, one.at); }, what);
    m_observations += user.isEmpty() ? 0 : 1;
    m_seen->note(user);
    if (const auto *outcome = std::get_if<History::ResyncOutcome>(&what); outcome && outcome->step == History::ResyncOutcome::Failed)
        m_seen->noteFailed(user);
    m_ledger->note(what);
    if (at > 0 && (m_report.oldest == 0 || at < m_report.oldest))
        m_report.oldest = at;
    m_report.newest = std::max(m_report.newest, at);
}

void CaptureReader::tell(const QString &file, qint64 done)
{
    if (!m_progress || steadyNow() - m_lastTold < tellEveryMs)
        return;
    m_lastTold = steadyNow();
    m_told.done = std::min(done, m_told.total);
    m_told.file = file;
    m_told.updates = m_observations;
    m_progress(m_told);
}

Result<void> CaptureReader::record(const QList<History::Recorder::Item> &items)
{
    if (items.isEmpty())
        return {};
    if (const auto done = m_recorder->recordBehind(items); !done)
        return done;
    return m_seen->flush();
}

Result<void> CaptureReader::readLogs(const QStringList &paths)
{
    qint64 size = 0;
    for (const QString &path : paths)
        size += QFileInfo(path).size();
    // Whoever attached it was somewhere else: most homeservers' clocks are in UTC.
    Logs::LogSet set(paths, Synapse::logDialect(), QTimeZone::utc(), {.isWhole = true});
    set.search();
    struct Told
    {
        qint64 handled = 0, contents = 0, verdicts = 0, text = 0;
        qint64 last = 0, later = 0, earlier = 0; ///< a line's time, and how often one was after and before the last one's
    };
    QMap<QString, Told> told; ///< by log
    for (bool isMore = true; isMore && !*m_stop;) {
        Logs::LogSet::Chunk chunk = set.next(linesPerBatch, *m_stop);
        for (History::Recorder::Item &item : chunk.items) {
            Told &one = told[item.feed.stream];
            one.text += item.feed.isForgeable ? 1 : 0;
            // What text tells counts for nothing until the database confirms it. No database is here that ever could: then no gap of a
            // log of text would show, and no fetch would close one. So it counts, and the check says on how much of it that rests.
            item.feed.isForgeable = false;
            one.handled += std::holds_alternative<History::HandledUpdate>(item.what) ? 1 : 0;
            one.contents += std::holds_alternative<History::UpdateContent>(item.what) ? 1 : 0;
            one.verdicts += std::holds_alternative<History::BatchVerdict>(item.what) ? 1 : 0;
            const qint64 at = std::visit([](const auto &what) { return what.at; }, item.what);
            one.later += one.last > 0 && at > one.last ? 1 : 0;
            one.earlier += at < one.last ? 1 : 0;
            one.last = at;
        }
        if (const auto done = record(chunk.items); !done)
            return done;
        isMore = !chunk.atEnd || !chunk.items.isEmpty();
        qint64 behind = 0;
        for (const Inspection::SourceStatus &one : set.status())
            behind += one.behind;
        tell(paths.size() == 1 ? nameOf(paths.first()) : u"%L1 logs"_s.arg(paths.size()), m_before + std::max<qint64>(0, size - behind));
    }
    m_before += size;
    QList<Inspection::SourceStatus> statuses = set.status();
    for (Inspection::SourceStatus &status : statuses) {
        status.behind = 0;
        status.detail = settled(status.detail);
    }
    const auto problems = set.problems();
    // What a log does not tell is no fault of it: the checks say so.
    for (Inspection::SourceStatus &status : statuses) {
        if (problems.isEmpty())
            status.state = SourceState::Ok;
    }
    m_report.sources += statuses;
    const auto lines = set.lines();
    for (auto it = lines.cbegin(); it != lines.cend(); ++it) {
        const Told one = told.value(it.key());
        const bool isEmpty = it->read == 0;
        const bool isBad = it->notUnderstood * 100 >= it->read + it->notUnderstood && it->notUnderstood > 0;
        Check check{.area = CheckArea::Log, .state = isBad || isEmpty ? CheckState::Warning : CheckState::Ok, .subject = nameOf(it.key())};
        const bool isOthers = isEmpty && !it->otherProgram.isEmpty();
        check.text = isOthers ? u"It is a log of %1, not of Synapse."_s.arg(it->otherProgram)
            : isEmpty && it->notUnderstood == 0
            ? u"No line in it tells of a device list."_s
            : joined({u"%L1 lines about device lists were read"_s.arg(it->read), counted(it->notUnderstood, u"could not be"_s),
                  counted(it->refused, u"were not believed"_s),
                  counted(one.text, u"facts rest on text alone, of which other servers may have written some"_s)})
                + u'.';
        if (isBad)
            check.remedy
                = u"Its lines were changed on the way here, such as wrapped or with other quotes: ask for the file itself, or for one line of JSON for each."_s;
        else if (isOthers)
            check.remedy = u"Ask for the log of a Synapse: of other homeservers' no line is read."_s;
        else if (isEmpty)
            check.remedy
                = u"Ask for a log with the logger synapse.handlers.device at DEBUG, of the process that receives federation traffic."_s;
        check.restsOn = it.key();
        m_report.checks.append(check);
        const auto warn = [&](const QString &text, const QString &remedy) {
            m_report.checks.append({.area = CheckArea::Log,
                .state = CheckState::Warning,
                .subject = nameOf(it.key()),
                .text = text,
                .remedy = remedy,
                .restsOn = it.key()});
        };
        if (it->untimed > 0)
            warn(u"%L1 lines have no time that can be read: they have that of the file, so when anything happened is not known."_s.arg(
                     it->untimed),
                u"Ask for the log with its times: journalctl -o short-iso-precise, docker logs -t."_s);
        if (one.earlier > one.later)
            warn(
                u"Its lines stand in the opposite order, the newest first: what an update names seems to come after it, and gaps may be none."_s,
                u"Turn it round (tac FILE > OTHER) and open that."_s);
        if (one.verdicts > 0 && one.handled + one.contents == 0 && !isBad)
            warn(
                u"%L1 updates are told without stream_id and prev_id, as at the level INFO: there is no graph, and a lost update shows only by the fetch that it led to."_s
                    .arg(one.verdicts),
                u"Ask for a log with the logger synapse.handlers.device at DEBUG."_s);
    }
    for (auto it = problems.cbegin(); it != problems.cend(); ++it)
        m_report.checks.append({.area = CheckArea::Log,
            .state = CheckState::Fault,
            .subject = nameOf(it.key()),
            .text = settled(it.value()),
            .restsOn = it.key()});
    return {};
}

Result<void> CaptureReader::readTraffic(const QString &path, FileKind kind)
{
    Logs::LogBytes bytes;
    Check check{.area = CheckArea::Tap, .state = CheckState::Ok, .subject = nameOf(path), .restsOn = path};
    QString problem;
    if (const auto opened = bytes.open(path, 0); !opened)
        return failure(opened.error());
    TrafficReader traffic;
    JsonMembers members("log", "entries");
    const qint64 size = bytes.size();
    qint64 readBytes = 0, tooLong = 0;
    QByteArray block(blockSize, Qt::Uninitialized), line;
    bool isSkipping = false;
    const auto flush = [&](bool isLast) -> Result<void> {
        if (!isLast && traffic.observations().size() < observationsPerBatch)
            return {};
        QList<History::Recorder::Item> items;
        for (History::Observation &what : traffic.observations())
            items.append({.feed = {.source = UpdateSource::File, .stream = nameOf(path)}, .what = std::move(what)});
        for (const SeenList &list : std::as_const(traffic.lists()))
            m_seen->note(list);
        traffic.observations().clear();
        traffic.lists().clear();
        return record(items);
    };
    for (;;) {
        if (*m_stop)
            return {};
        const auto count = bytes.read(block.data(), block.size());
        if (!count)
            problem = settled(count.error().text);
        if (!count || *count == 0)
            break;
        readBytes += *count;
        QByteArrayView rest(block.constData(), *count);
        if (readBytes == *count && rest.startsWith("\xef\xbb\xbf"))
            rest = rest.sliced(3);
        if (kind == FileKind::Har) {
            members.feed(rest, [&](const QByteArray &entry) { traffic.readHarEntry(entry); });
        } else {
            for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
                line.append(rest.first(end));
                rest = rest.sliced(end + 1);
                if (!isSkipping)
                    traffic.readLine(line);
                isSkipping = false;
                line.clear();
            }
            if (line.size() + rest.size() > JsonMembers::longestMember) {
                tooLong += isSkipping ? 0 : 1;
                isSkipping = true;
                line.clear();
            } else if (!isSkipping) {
                line.append(rest);
            }
        }
        if (const auto done = flush(false); !done)
            return done;
        tell(nameOf(path), m_before + (bytes.isCompressed() ? size / 2 : readBytes));
    }
    if (kind == FileKind::Transactions && !line.isEmpty() && !isSkipping)
        traffic.readLine(line);
    if (const auto done = flush(true); !done)
        return done;
    m_before += size;
    tooLong += members.tooLong();
    const TrafficCount &count = traffic.count();
    if (kind == FileKind::Har && problem.isEmpty() && !members.isWhole())
        problem = members.wasFound() ? u"The file is cut off: what came before was read."_s : u"It is a HAR file without entries."_s;
    check.text
        = joined({u"%L1 %2"_s.arg(count.entries).arg(kind == FileKind::Har ? u"requests"_s : u"lines"_s),
              u"%L1 transactions with device list updates"_s.arg(count.transactions), counted(count.lists, u"whole lists"_s),
              counted(count.failures, u"lists asked for in vain"_s), counted(count.unusable, u"could not be read"_s),
              counted(tooLong, u"left out because they are too long"_s), counted(count.withoutBody, u"saved without their content"_s),
              counted(count.unnamed, u"saved without their sender (Authorization)"_s), counted(count.malformed, u"malformed updates"_s),
              counted(count.otherServers, u"updates of other servers' users"_s), counted(count.untimed, u"without a time"_s)})
        + (problem.isEmpty() ? u"."_s : u". "_s + problem);
    const bool isBad
        = count.unusable + tooLong + count.withoutBody + count.unnamed > 0 || count.transactions + count.lists + count.failures == 0;
    check.state = !problem.isEmpty() ? CheckState::Fault : isBad ? CheckState::Warning : CheckState::Ok;
    if (count.withoutBody > 0)
        check.remedy = u"Save the HAR file with content."_s;
    else if (count.unnamed > 0)
        check.remedy
            = u"Save the HAR file with sensitive data, as browsers call it: the header Authorization says who sent a transaction."_s;
    m_report.sources.append({.kind = SourceKind::Tap,
        .state = check.state == CheckState::Fault ? SourceState::Failing : SourceState::Ok,
        .detail = path + u": "_s + check.text,
        .behind = 0});
    m_report.checks.append(check);
    if (const ServerName receiver = traffic.receiver(); !receiver.isEmpty())
        m_receivers[receiver] += count.transactions + count.lists + count.failures;
    return {};
}

Result<ReadReport> CaptureReader::read(
    const QList<std::pair<QString, FileKind>> &files, const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop)
{
    m_progress = progress;
    m_stop = &stop;
    QStringList logs, journals;
    for (const auto &[path, kind] : files) {
        m_told.total += QFileInfo(path).size();
        if (kind == FileKind::Log)
            logs += path;
        else if (kind == FileKind::Journal)
            journals += path;
    }
    auto done = logs.isEmpty() ? Result<void>() : readLogs(logs);
    if (done && !journals.isEmpty())
        done = readJournals(journals);
    for (const auto &[path, kind] : files) {
        if (done && kind != FileKind::Log && kind != FileKind::Journal)
            done = readTraffic(path, kind);
    }
    if (const auto written = m_recorder->flush(); done)
        done = written;
    if (stop)
        return failure(Error::Cancelled, u"The reading was cancelled."_s);
    if (!done)
        return failure(done.error());
    if (m_observations == 0) {
        QStringList said;
        for (const Check &check : std::as_const(m_report.checks))
            said += check.subject + u": "_s + check.text + (check.remedy.isEmpty() ? QString() : u' ' + check.remedy);
        return failure(Error::BadInput, displayable(u"Nothing in it tells of device lists. "_s + said.join(u' '), 600));
    }
    qint64 most = 0;
    for (auto it = m_receivers.cbegin(); it != m_receivers.cend(); ++it) {
        if (it.value() > most) {
            most = it.value();
            m_report.receiver = it.key();
        }
    }
    if (!logs.isEmpty())
        m_report.checks.append({.area = CheckArea::Clock,
            .state = CheckState::NotChecked,
            .subject = u"time zone"_s,
            .text = u"Times of logs that name no zone are read as UTC: a server with another zone is hours off, by the same for all."_s});
    m_report.checks.append({.area = CheckArea::History,
        .state = CheckState::Ok,
        .subject = u"time"_s,
        .text = u"What is told happened from %1 to %2 (UTC)."_s.arg(
            QDateTime::fromMSecsSinceEpoch(m_report.oldest, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm:ss"_s),
            QDateTime::fromMSecsSinceEpoch(m_report.newest, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm:ss"_s))});
    return m_report;
}

} // namespace Lockstep::Capture
