// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Files of the systemd journal among what was opened: read as a gateway follows them, to their end.

#include "capture/capturereader.h"

#include "core/log.h"
#include "logs/journalplace.h"
#include "logs/journalreader.h"
#include "logs/logreader.h"
#include "synapse/log/logline.h"

#include <QFileInfo>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

using Inspection::Check;
using Inspection::CheckArea;
using Inspection::CheckState;

namespace {

constexpr qsizetype entriesPerBatch = 5'000;

} // namespace

Result<void> CaptureReader::readJournals(const QStringList &paths)
{
    QStringList files; // of those that one was rotated into, the one: a reader finds the others
    for (const QString &path : paths)
        files += Logs::JournalPlace::activeFile(path);
    files.removeDuplicates();
    const Logs::LogDialect dialect = Synapse::logDialect();
    for (const QString &file : std::as_const(files)) {
        const QString name = displayable(QFileInfo(file).fileName());
        Logs::JournalReader journal(
            {.directory = {}, .file = file, .units = {}}, dialect, QTimeZone::utc(), Logs::LogReader::Limits{}.maxLine);
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
            tell(name, m_before);
        }
        Check check{.area = CheckArea::Log, .state = CheckState::Ok, .subject = name, .restsOn = file};
        check.text = facts > 0 ? u"%L1 facts about device lists were read."_s.arg(facts) : u"No entry in it tells of a device list."_s;
        const QList<Inspection::SourceStatus> statuses = journal.status();
        for (const Inspection::SourceStatus &status : statuses) {
            if (status.state == Inspection::SourceState::Failing) {
                check.state = CheckState::Fault;
                check.text += u' ' + displayable(status.detail);
            }
        }
        if (facts == 0 && check.state == CheckState::Ok) {
            check.state = CheckState::Warning;
            check.remedy
                = u"Ask for a journal with the logger synapse.handlers.device at DEBUG, of the unit that receives federation traffic."_s;
        }
        m_report.sources += statuses;
        m_report.checks.append(check);
    }
    for (const QString &path : paths)
        m_before += QFileInfo(path).size();
    return {};
}

} // namespace Lockstep::Capture
