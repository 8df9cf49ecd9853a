// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/journaljson.h"
#include "logs/journalreader.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

#include <systemd/sd-journal.h>

using namespace Qt::StringLiterals;

// What a journal's reader remembers, and what it says of itself.
namespace Lockstep::Logs {

QJsonObject JournalReader::Stretch::toJson() const
{
    return {
        {u"cursor"_s, QString::fromStdString(cursor)}, {u"end"_s, QString::number(end)}, {u"units"_s, QJsonArray::fromStringList(units)}};
}

JournalReader::Stretch JournalReader::Stretch::of(const QJsonObject &json)
{
    Stretch stretch{.cursor = json[u"cursor"_s].toString().toStdString(), .end = json[u"end"_s].toString().toULongLong(), .units = {}};
    for (const QJsonValue &unit : json[u"units"_s].toArray())
        stretch.units += unit.toString();
    return stretch;
}

QString JournalReader::fileIdOf(const QString &unit) const
{
    return unit.isEmpty() ? m_place.id() : m_place.id() + u'\n' + unit;
}

void JournalReader::restore(const QList<History::LogPosition> &positions)
{
    const QString unitPrefix = fileIdOf({}) + u'\n';
    for (const History::LogPosition &position : positions) {
        if (position.fileId.startsWith(unitPrefix)) {
            Unit &unit = unitOf(position.fileId.sliced(unitPrefix.size()).toStdString());
            unit.tally.restore(position.state, m_dialect);
            unit.isChanged = false;
            continue;
        }
        if (position.fileId != fileIdOf({}))
            continue;
        const QJsonObject state = QJsonDocument::fromJson(position.state).object();
        m_removed = state[u"removed"_s].toInteger();
        m_removedUnknown = state[u"unknown"_s].toInteger();
        m_removedAt = state[u"removedAt"_s].toInteger();
        for (const QJsonValue &one : state[u"done"_s].toArray())
            m_done.push_back(Stretch::of(one.toObject()));
        const Stretch read = Stretch::of(state);
        if (!read.cursor.empty())
            m_done.push_back(read);
    }
    // Units that are new here are read from the beginning, and the others' entries are passed over until where they were.
    const auto isCovered
        = [](const Stretch &stretch, const QString &unit) { return stretch.units.isEmpty() || stretch.units.contains(unit); };
    const auto start = std::min_element(m_done.begin(), m_done.end(), [](const Stretch &a, const Stretch &b) { return a.end < b.end; });
    if (start == m_done.end())
        return;
    const bool isWhole = m_place.units.isEmpty()
        ? start->units.isEmpty()
        : std::all_of(m_place.units.begin(), m_place.units.end(), [&](const QString &unit) { return isCovered(*start, unit); });
    if (!isWhole)
        return;
    m_lastRead = start->cursor;
    m_at = start->end;
    m_reached = m_recorded = {.end = 0, .cursor = start->cursor, .at = start->end};
    m_done.erase(start);
}

QList<History::LogPosition> JournalReader::positions() const
{
    QList<History::LogPosition> all;
    if (m_reached.cursor != m_recorded.cursor) {
        QJsonObject state = Stretch{.cursor = m_reached.cursor, .end = m_reached.at, .units = m_place.units}.toJson();
        state[u"removed"_s] = m_removed;
        state[u"unknown"_s] = m_removedUnknown;
        state[u"removedAt"_s] = m_removedAt;
        QJsonArray done;
        for (const Stretch &stretch : m_done)
            done += stretch.toJson();
        state[u"done"_s] = done;
        all.append(
            {.fileId = fileIdOf({}), .path = m_place.name(), .offset = 0, .state = QJsonDocument(state).toJson(QJsonDocument::Compact)});
    }
    for (const auto &[name, unit] : m_units) {
        if (unit.isChanged && !name.empty())
            all.append(
                {.fileId = fileIdOf(QString::fromStdString(name)), .path = m_place.name(), .offset = 0, .state = unit.tally.save(0)});
    }
    return all;
}

void JournalReader::recorded()
{
    m_items.clear();
    m_recorded = m_reached;
    for (auto &[name, unit] : m_units)
        unit.isChanged = false;
}

QStringList JournalReader::present() const
{
    if (!m_journal)
        return {};
    QStringList all{fileIdOf({})};
    for (const auto &[name, unit] : m_units)
        all += fileIdOf(QString::fromStdString(name));
    return all;
}

/// Bytes that were not read yet, guessed by how much of the journal's time was read.
qint64 JournalReader::behind() const
{
    uint64_t first = 0, last = 0, bytes = 0;
    if (m_isAtEnd || !m_journal || sd_journal_get_cutoff_realtime_usec(m_journal, &first, &last) <= 0
        || sd_journal_get_usage(m_journal, &bytes) < 0 || last <= first)
        return 0;
    const double rest = double(last - std::clamp<uint64_t>(m_at, first, last)) / double(last - first);
    return std::max<qint64>(1, qint64(rest * double(bytes)));
}

bool JournalReader::hasContents() const
{
    return std::any_of(m_units.begin(), m_units.end(), [](const auto &one) { return one.second.tally.hasContents(); });
}

QList<Inspection::SourceStatus> JournalReader::status(bool contentsElsewhere) const
{
    using Inspection::SourceState;
    const auto one = [](SourceState state, const QString &detail) {
        return Inspection::SourceStatus{.kind = Inspection::SourceKind::Log, .state = state, .detail = detail, .behind = 0};
    };
    QList<Inspection::SourceStatus> all;
    for (const auto &[name, unit] : m_units)
        all.append(unit.tally.status(m_place.id() + QString::fromStdString(name), contentsElsewhere));
    if (!m_problem.isEmpty())
        all = {one(SourceState::Failing, m_problem)};
    else if (!m_journal)
        all = {one(SourceState::Starting, m_place.name())};
    for (const QString &pattern : m_place.units) {
        const bool isSeen = std::any_of(m_units.begin(), m_units.end(), [&](const auto &unit) {
            const size_t space = unit.first.rfind(' ');
            return JournalPlace::matches(pattern, std::string_view(unit.first).substr(space == std::string::npos ? 0 : space + 1));
        });
        if (m_journal && m_isAtEnd && m_problem.isEmpty() && !isSeen)
            all.append(one(SourceState::Failing,
                u"%1: the journal has no entry of %2. \"systemctl list-units\" shows the names of units."_s.arg(m_place.name(), pattern)));
    }
    if (m_place.units.isEmpty() && all.isEmpty())
        all.append(one(SourceState::Ok, m_place.name() + u": no device list update in it yet."_s));
    if (m_removed > 0 || m_removedUnknown > 0) {
        const QString number = m_removedUnknown > 0 ? m_removed > 0 ? u"more than %1"_s.arg(m_removed) : u"an unknown number of"_s
                                                    : QString::number(m_removed);
        all.append(one(LogTally::isRecent(m_removedAt) ? SourceState::Failing : SourceState::Ok,
            u"%1: %2 entries, of all units, were removed before they were read: give the journal more room (SystemMaxUse= in journald.conf)."_s
                .arg(m_place.name(), number)));
    }
    if (const qint64 rest = behind(); rest > 0 && !all.isEmpty()) {
        for (Inspection::SourceStatus &status : all) {
            if (status.state == SourceState::Ok)
                status.state = SourceState::CatchingUp;
        }
        all.first().behind = rest;
    }
    return all;
}

} // namespace Lockstep::Logs
