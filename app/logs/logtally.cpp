// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logtally.h"

#include "core/log.h"

#include <QDataStream>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

constexpr qsizetype shownLength = 160;
/// A line that a crash tore is no reason for alarm: one of a hundred is.
constexpr qint64 bearable = 100;
constexpr qint64 alarmMs = 86'400'000;

} // namespace

std::shared_ptr<LogMemory> LogTally::memory(const LogDialect &dialect)
{
    if (!m_memory)
        m_memory = dialect.memory();
    return m_memory;
}

void LogTally::count(LineResult::Outcome outcome, std::string_view line)
{
    switch (outcome) {
    case LineResult::Nothing:
        return;
    case LineResult::Read:
        ++m_read;
        m_lastIsUnread = false;
        return;
    case LineResult::Refused:
        ++m_refused;
        return;
    case LineResult::NotUnderstood:
        ++m_unread;
        m_lastIsUnread = true;
        m_newestUnread = displayable(
            redacted(QString::fromUtf8(line.data(), std::min<qsizetype>(qsizetype(line.size()), 2 * shownLength))), shownLength);
        return;
    }
}

void LogTally::count(const History::Observation &what)
{
    m_handled += int(std::holds_alternative<History::HandledUpdate>(what));
    m_contents += int(std::holds_alternative<History::UpdateContent>(what));
    m_verdicts += int(std::holds_alternative<History::BatchVerdict>(what));
}

QByteArray LogTally::save(qint64 begin) const
{
    QByteArray rest;
    QDataStream out(&rest, QDataStream::WriteOnly);
    out << m_read << m_unread << m_refused << m_handled << m_contents << m_verdicts << m_newestUnread << m_lastIsUnread
        << (m_memory ? m_memory->save() : QByteArray()) << m_untimed << m_withoutText << m_tooLong << m_suppressed << m_suppressedAt;
    return QByteArray::number(begin) + ' ' + rest.toBase64();
}

qint64 LogTally::beginOf(const QByteArray &state)
{
    return state.left(state.indexOf(' ')).toLongLong();
}

void LogTally::restore(const QByteArray &state, const LogDialect &dialect)
{
    const qsizetype space = state.indexOf(' ');
    if (space < 0)
        return; // written by an earlier version
    QDataStream in(QByteArray::fromBase64(state.sliced(space + 1)));
    QByteArray saved;
    in >> m_read >> m_unread >> m_refused >> m_handled >> m_contents >> m_verdicts >> m_newestUnread >> m_lastIsUnread >> saved >> m_untimed
        >> m_withoutText >> m_tooLong >> m_suppressed >> m_suppressedAt;
    if (!saved.isEmpty())
        memory(dialect)->restore(saved);
}

bool LogTally::isRecent(qint64 at)
{
    return at > QDateTime::currentMSecsSinceEpoch() - alarmMs;
}

QString LogTally::trouble() const
{
    if (m_handled == 0 && m_verdicts > 0 && m_contents == 0)
        return u"%1 device list updates are told without stream_id and prev_id. Set the logger synapse.handlers.device to DEBUG."_s.arg(
            m_verdicts);
    return {};
}

Inspection::SourceStatus LogTally::status(const QString &log, bool contentsElsewhere) const
{
    QStringList sentences;
    bool isFailing = false;
    if (m_unread > 0) {
        sentences
            += u"read %1 of %2 lines with updates; newest not understood: %3"_s.arg(m_read).arg(m_read + m_unread).arg(m_newestUnread);
        isFailing = m_lastIsUnread || m_unread * bearable >= m_read + m_unread;
    }
    if (!m_other.isEmpty() && m_handled + m_contents + m_verdicts == 0) {
        sentences += u"it is a log of %1, not of Synapse."_s.arg(m_other);
        isFailing = true;
    } else if (const QString told = trouble(); !told.isEmpty()) {
        sentences += told;
        isFailing = true;
    } else if (m_handled > 0 && m_contents == 0 && contentsElsewhere) {
        sentences += u"ids; names and keys come from another source."_s;
    } else if (m_handled > 0 && m_contents == 0) {
        sentences += u"ids only. Set the logger synapse.8631_debug to DEBUG to see names and keys too."_s;
    } else if (m_handled + m_contents == 0 && m_unread == 0) {
        sentences += u"no device list update in it yet."_s;
    }
    if (m_untimed > 0)
        sentences += u"its lines have no time: what they tell has the time at which the file was written last as it was read."_s;
    if (m_refused > 0)
        sentences += u"%1 lines were refused, because their request was not their user's server's, or they continue another line: a text "
                     u"log can be forged by remote servers, one of JSON cannot."_s.arg(m_refused);
    if (m_withoutText > 0) {
        sentences += u"%1 entries came without their text, because they are long: give journalctl the option --all."_s.arg(m_withoutText);
        isFailing = true;
    }
    if (m_tooLong > 0)
        sentences += u"%1 entries were left out, because they are too long."_s.arg(m_tooLong);
    if (m_suppressed > 0) {
        sentences += u"journald suppressed %1 messages, so updates may be missing: set LogRateLimitIntervalSec=0 for the unit."_s.arg(
            m_suppressed);
        isFailing = isFailing || isRecent(m_suppressedAt);
    }
    return {.kind = Inspection::SourceKind::Log,
        .state = isFailing ? Inspection::SourceState::Failing : Inspection::SourceState::Ok,
        .detail = sentences.isEmpty() ? log : log + u": "_s + sentences.join(u' '),
        .behind = 0};
}

} // namespace Lockstep::Logs
