// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Files of the systemd journal among what was opened: read as a gateway follows them, to their end.

#include "capture/capturereader.h"

#include "core/log.h"
#include "logs/journalplace.h"
#include "logs/journalreader.h"
#include "logs/logreader.h"
#include "synapse/log/logline.h"

#include <QDateTime>
#include <QFileInfo>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

using Inspection::Check;
using Inspection::CheckArea;
using Inspection::CheckState;

namespace {

constexpr qsizetype entriesPerBatch = 5'000;
constexpr qsizetype noEntries = 0;

Logs::JournalPlace placeOf(const QStringList &files)
{
    return {.directory = files.size() > 1 ? QFileInfo(files.constFirst()).path() : QString(),
        .file = files.constFirst(),
        .units = {},
        .given = files};
}

QString failureOf(const QList<Inspection::SourceStatus> &statuses)
{
    QStringList all;
    for (const Inspection::SourceStatus &status : statuses) {
        if (status.state == Inspection::SourceState::Failing)
            all += displayable(status.detail);
    }
    return all.join(u' ');
}

} // namespace

/// What was opened is one journal, however often it was rotated and whoever's clock it has: read file by file it would not be in order.
Result<void> CaptureReader::readJournals(const QStringList &paths)
{
    const auto obstacle = [this](const QStringList &files) {
        const Logs::LogDialect dialect = Synapse::logDialect();
        Logs::JournalReader reader(placeOf(files), dialect, QTimeZone::utc(), Logs::LogReader::Limits{}.maxLine);
        reader.read(noEntries, *m_stop);
        return failureOf(reader.status());
    };
    QStringList files;
    for (const QString &path : paths) { // one that cannot be opened at all does not take the others with it
        if (*m_stop)
            return {};
        const QString problem = obstacle({path});
        if (problem.isEmpty()) {
            files += path;
            continue;
        }
        m_report.sources.append(
            {.kind = Inspection::SourceKind::Log, .state = Inspection::SourceState::Failing, .detail = problem, .behind = 0});
        m_report.checks.append({.area = CheckArea::Log,
            .state = CheckState::Fault,
            .subject = displayable(QFileInfo(path).fileName()),
            .text = problem,
            .restsOn = path});
        m_before += QFileInfo(path).size();
    }
    const QString problem = files.size() > 1 ? obstacle(files) : QString();
    if (problem.isEmpty())
        return files.isEmpty() ? Result<void>() : readJournal(files);
    // As where a process may not open as many: at least those that were written first come first.
    m_report.checks.append({.area = CheckArea::Log,
        .state = CheckState::Warning,
        .subject = u"journals"_s,
        .text
        = u"They cannot be read together, so that each was read by itself: what is in two of them may stand in the wrong order, and gaps may be none. %1"_s
              .arg(problem),
        .remedy = u"Open fewer at once."_s});
    std::stable_sort(files.begin(), files.end(),
        [](const QString &a, const QString &b) { return QFileInfo(a).lastModified() < QFileInfo(b).lastModified(); });
    Result<void> done;
    for (qsizetype i = 0; i < files.size() && done && !*m_stop; ++i)
        done = readJournal({files[i]});
    return done;
}

Result<void> CaptureReader::readJournal(const QStringList &files)
{
    const Logs::LogDialect dialect = Synapse::logDialect();
    qint64 size = 0;
    for (const QString &file : files)
        size += QFileInfo(file).size();
    const QString first = displayable(QFileInfo(files.constFirst()).fileName());
    const QString name = files.size() == 1 ? first : u"%1 and %L2 more"_s.arg(first).arg(files.size() - 1);
    Logs::JournalReader journal(placeOf(files), dialect, QTimeZone::utc(), Logs::LogReader::Limits{}.maxLine);
    qint64 facts = 0;
    for (bool isMore = true; isMore && !*m_stop;) {
        isMore = journal.read(entriesPerBatch, *m_stop);
        QList<History::Recorder::Item> items = journal.items();
        for (History::Recorder::Item &item : items)
            item.feed.isForgeable = false; // as of logs: no database is here that could ever confirm it
        facts += items.size();
        if (const auto done = record(items); !done)
            return done;
        journal.recorded();
        qint64 behind = 0;
        for (const Inspection::SourceStatus &status : journal.status())
            behind += status.behind;
        tell(name, m_before + std::max<qint64>(0, size - behind));
    }
    m_before += size;
    Check check{.area = CheckArea::Log, .state = CheckState::Ok, .subject = name, .restsOn = files.constFirst()};
    check.text = facts > 0 ? u"%L1 facts about device lists were read."_s.arg(facts) : u"No entry in it tells of a device list."_s;
    const QList<Inspection::SourceStatus> statuses = journal.status();
    if (const QString failure = failureOf(statuses); !failure.isEmpty()) {
        check.state = CheckState::Fault;
        check.text += u' ' + failure;
    } else if (facts == 0) {
        check.state = CheckState::Warning;
        check.remedy
            = u"Ask for a journal with the logger synapse.handlers.device at DEBUG, of the unit that receives federation traffic."_s;
    }
    m_report.sources += statuses;
    m_report.checks.append(check);
    return {};
}

} // namespace Lockstep::Capture
