// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/incidentmodel.h"

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
/// Rows that are added in one turn of the event loop: their words and heights take time.
constexpr int addedAtOnce = 150;
} // namespace

bool IncidentModel::isNote(const Incident &incident) const
{
    return incident.severity == Severity::Info;
}

qint64 IncidentModel::urgent() const
{
    return m_moreUrgent + std::ranges::count_if(m_known, [this](const Incident &incident) {
        return !isNote(incident) && incident.muted.at == 0 && !m_over.contains(incident.id);
    });
}

qint64 IncidentModel::errors() const
{
    return std::ranges::count_if(m_known, [this](const Incident &incident) {
        return incident.severity == Severity::Error && incident.muted.at == 0 && !m_over.contains(incident.id);
    });
}

qint64 IncidentModel::notes() const
{
    return std::ranges::count_if(
        m_known, [this](const Incident &incident) { return isNote(incident) && incident.muted.at == 0 && !m_over.contains(incident.id); });
}

qint64 IncidentModel::muted() const
{
    return std::ranges::count_if(
        m_known, [this](const Incident &incident) { return incident.muted.at > 0 && !m_over.contains(incident.id); });
}

/// As they stand when nobody holds them.
QList<IncidentModel::Place> IncidentModel::sorted() const
{
    QList<const Incident *> main, notes, muted;
    for (const Incident &incident : m_known) {
        const bool isApart = m_state == IncidentState::Open;
        (isApart && incident.muted.at > 0 ? muted : isApart && isNote(incident) ? notes : main).append(&incident);
    }
    const auto sort = [this](QList<const Incident *> &list) {
        std::ranges::sort(list, [this](const Incident *a, const Incident *b) {
            if (m_state == IncidentState::Open)
                return isWorse(*a, *b);
            return std::pair(b->ended, b->n) < std::pair(a->ended, a->n);
        });
    };
    QList<Place> lines;
    const auto add = [&](QList<const Incident *> &list) {
        sort(list);
        for (const Incident *incident : std::as_const(list))
            lines.append({.kind = Line::Incident, .id = incident->id});
    };
    add(main);
    if (!notes.isEmpty()) {
        lines.append({.kind = Line::Notes, .id = {}});
        if (m_notesOpened)
            add(notes);
    }
    if (!muted.isEmpty()) {
        lines.append({.kind = Line::Muted, .id = {}});
        if (m_mutedOpened)
            add(muted);
    }
    return lines;
}

/// As they stand while they are held: where they are, and what has waited for long enough at the end.
QList<IncidentModel::Place> IncidentModel::heldOrder()
{
    const qint64 now = m_clock.elapsed();
    QList<Place> lines = m_lines;
    QSet<QString> shown;
    for (const Place &line : std::as_const(m_lines))
        shown.insert(line.key());
    const QList<Place> all = sorted();
    for (const Place &line : all) {
        if (shown.contains(line.key()))
            continue;
        if (!m_waiting.contains(line.key()))
            m_waiting.insert(line.key(), now);
        const qint64 since = m_waiting.value(line.key());
        if (m_lines.isEmpty() || now - since >= m_times.newAfterMs)
            lines.append(line);
        else
            plan(since + m_times.newAfterMs);
    }
    return lines;
}

void IncidentModel::plan(qint64 at)
{
    const int wait = int(std::clamp<qint64>(at - m_clock.elapsed(), 1, INT_MAX));
    if (!m_settle.isActive() || m_settle.remainingTime() > wait)
        m_settle.start(wait);
}

void IncidentModel::place()
{
    m_settle.stop();
    // What follows of a long list comes after all that is there.
    if (m_held && !m_unplaced) {
        apply(heldOrder());
        return;
    }
    const qint64 now = m_clock.elapsed();
    for (auto over = m_over.begin(); over != m_over.end();) {
        if (over.value() > now) {
            plan(over.value());
            ++over;
            continue;
        }
        m_known.remove(over.key());
        over = m_over.erase(over);
    }
    for (const QString &id : std::exchange(m_dropped, {}))
        m_known.remove(id);
    m_waiting.clear();
    apply(sorted());
}

/// Makes the rows what is wanted, without a reset: removes what is gone, adds what is new, then moves.
void IncidentModel::apply(const QList<Place> &wanted)
{
    QHash<QString, int> target;
    QList<Place> added;
    m_unplaced = false;
    for (const Place &line : wanted) {
        if (!m_rows.contains(line.key())) {
            if (added.size() == addedAtOnce) {
                m_unplaced = true;
                continue;
            }
            added.append(line);
        }
        target.insert(line.key(), int(target.size()));
    }
    if (m_unplaced)
        plan(0);
    for (int last = int(m_lines.size()) - 1; last >= 0; --last) {
        if (target.contains(m_lines.at(last).key()))
            continue;
        int first = last;
        while (first > 0 && !target.contains(m_lines.at(first - 1).key()))
            --first;
        beginRemoveRows({}, first, last);
        m_lines.remove(first, last - first + 1);
        indexLines();
        endRemoveRows();
        last = first;
    }
    if (!added.isEmpty()) {
        beginInsertRows({}, int(m_lines.size()), int(m_lines.size() + added.size()) - 1);
        m_lines += added;
        indexLines();
        endInsertRows();
    }
    QList<Place> ordered(m_lines.size());
    for (const Place &line : std::as_const(m_lines))
        ordered[target.value(line.key())] = line;
    if (ordered == m_lines)
        return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    for (const QModelIndex &old : from)
        to.append(index(target.value(m_lines.at(old.row()).key())));
    m_lines = ordered;
    indexLines();
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

/// Headings tell counts, and so change with anything.
void IncidentModel::told(const QSet<QString> &changed)
{
    int first = -1;
    for (int row = 0; row <= m_lines.size(); ++row) {
        const bool isTold = row < m_lines.size() && (m_lines.at(row).kind != Line::Incident || changed.contains(m_lines.at(row).id));
        if (isTold && first < 0)
            first = row;
        if (!isTold && first >= 0)
            Q_EMIT dataChanged(index(std::exchange(first, -1)), index(row - 1));
    }
}

void IncidentModel::indexLines()
{
    m_rows.clear();
    for (int row = 0; row < m_lines.size(); ++row)
        m_rows.insert(m_lines.at(row).key(), row);
}

} // namespace Lockstep
