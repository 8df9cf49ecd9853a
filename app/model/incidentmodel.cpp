// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/incidentmodel.h"

#include "inspection/apiwords.h"
#include "inspection/client/client.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int endedStep = 100;
/// Pages that are read to count what is not shown, and how seldom, ms.
constexpr int mostCounted = 5;
constexpr qint64 countEveryMs = 60'000;
} // namespace

QString IncidentModel::Place::key() const
{
    return kind == Line::Incident ? u"incident "_s + id : kind == Line::Notes ? u"notes"_s : u"muted"_s;
}

IncidentModel::IncidentModel(Client *client, IncidentState state, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
    , m_state(state)
    , m_spaced(m_times.spacingMs)
    , m_limit(state == IncidentState::Open ? mostShown : endedAtFirst)
{
    m_clock.start();
    connect(&m_spaced, &QTimer::timeout, this, &IncidentModel::refresh);
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        place();
        Q_EMIT stateChanged();
    });
}

QVariant IncidentModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_lines.size())
        return {};
    const Place &line = m_lines.at(index.row());
    if (role == Qt::DisplayRole && line.kind == Line::Incident)
        return line.id;
    return role == KeyRole ? QVariant(line.key()) : QVariant();
}

const Incident *IncidentModel::at(int row) const
{
    return row < 0 || row >= m_lines.size() || m_lines.at(row).kind != Line::Incident ? nullptr : find(m_lines.at(row).id);
}

const Incident *IncidentModel::find(const QString &id) const
{
    const auto known = m_known.constFind(id);
    return known == m_known.constEnd() ? nullptr : &*known;
}

int IncidentModel::rowOf(const QString &id) const
{
    return m_rows.value(Place{.kind = Line::Incident, .id = id}.key(), -1);
}

void IncidentModel::setOpened(Line heading, bool opened)
{
    bool &state = heading == Line::Notes ? m_notesOpened : m_mutedOpened;
    if (std::exchange(state, opened) == opened)
        return;
    // The operator asked for it: this moves rows whatever holds them, and only those below the heading.
    apply(sorted());
}

int IncidentModel::reveal(const QString &id)
{
    const Incident *incident = find(id);
    if (!incident)
        return -1;
    if (rowOf(id) < 0)
        setOpened(incident->muted.at > 0 ? Line::Muted : Line::Notes, true);
    if (rowOf(id) < 0)
        apply(sorted());
    return rowOf(id);
}

void IncidentModel::setHeld(bool held)
{
    if (std::exchange(m_held, held) == held || held)
        return;
    place();
    Q_EMIT stateChanged();
}

void IncidentModel::setTimes(const Times &times)
{
    m_times = times;
    m_spaced.setSpacing(times.spacingMs);
}

void IncidentModel::onEvent(const Event &event)
{
    if (event.type == EventType::Incident) {
        if (event.members.value("state"_L1).toString() == toApiName(IncidentState::Ended))
            m_saidEnded.insert(event.members.value("incident_id"_L1).toString());
        if (m_state == IncidentState::Open || !m_saidEnded.isEmpty())
            refreshSoon();
    } else if (event.type == EventType::Gap) {
        refreshSoon();
    }
}

void IncidentModel::refresh()
{
    if (m_call.isRunning())
        m_again = true;
    else
        read();
}

void IncidentModel::showMore()
{
    m_limit = std::min(m_limit + endedStep, PageQuery::maxLimit);
    refresh();
}

void IncidentModel::read()
{
    IncidentQuery query;
    query.state = m_state;
    query.limit = m_limit;
    m_call = m_client->incidents(query, this, [this](const Result<Page<Incident>> &page) {
        m_call = {};
        if (page) {
            m_error.reset();
            received(*page);
        } else {
            m_error = page.error();
        }
        if (std::exchange(m_again, false))
            m_spaced.ask();
        Q_EMIT stateChanged();
    });
    Q_EMIT stateChanged();
}

void IncidentModel::received(const Page<Incident> &page)
{
    const qint64 now = m_clock.elapsed();
    const bool isWhole = page.next.isEmpty();
    const QSet<QString> saidEnded = std::exchange(m_saidEnded, {});
    QSet<QString> here, changed;
    m_dropped.clear();
    for (const Incident &incident : page.items) {
        here.insert(incident.id);
        const auto known = m_known.constFind(incident.id);
        if (known != m_known.constEnd() && *known == incident && !m_over.contains(incident.id))
            continue;
        changed.insert(incident.id);
        m_known.insert(incident.id, incident);
        m_over.remove(incident.id); // it is back
    }
    for (auto known = m_known.begin(); known != m_known.end();) {
        const QString id = known.key();
        const bool isShown = rowOf(id) >= 0;
        if (here.contains(id) || m_over.contains(id)) {
            ++known;
        } else if (isShown && m_state == IncidentState::Open && (isWhole || saidEnded.contains(id))) {
            m_over.insert(id, now + m_times.overMs);
            changed.insert(id);
            ++known;
        } else if (isShown) {
            m_dropped.insert(id);
            ++known;
        } else {
            m_waiting.remove(id);
            known = m_known.erase(known);
        }
    }
    m_hasMore = !isWhole && m_limit < PageQuery::maxLimit;
    m_loaded = true;
    told(changed);
    place();
    if (m_state != IncidentState::Open)
        return;
    if (isWhole) {
        m_more = m_moreUrgent = 0;
        m_moreAtLeast = false;
        m_countedAt = -1;
        m_countCall.cancel();
    } else if (!m_countCall.isRunning() && (m_countedAt < 0 || now - m_countedAt > countEveryMs)) {
        m_counting = m_countingUrgent = 0;
        if (m_countedAt < 0)
            m_more = -1;
        countMore(page.next);
    }
}

/// What the page leaves out: pages that are read for their number alone, and so seldom.
void IncidentModel::countMore(const QString &after)
{
    m_countedAt = m_clock.elapsed();
    IncidentQuery query;
    query.state = m_state;
    query.limit = PageQuery::maxLimit;
    query.after = after;
    m_countCall = m_client->incidents(query, this, [this, after](const Result<Page<Incident>> &page) {
        m_countCall = {};
        if (!page)
            return; // at the next reading
        m_counting += page->items.size();
        for (const Incident &incident : page->items)
            m_countingUrgent += isNote(incident) || incident.muted.at > 0 ? 0 : 1;
        const bool isEnd = page->next.isEmpty() || page->next == after;
        if (!isEnd && m_counting < qint64(mostCounted) * PageQuery::maxLimit) {
            countMore(page->next);
            return;
        }
        m_more = m_counting;
        m_moreUrgent = m_countingUrgent;
        m_moreAtLeast = !isEnd;
        Q_EMIT stateChanged();
    });
}

void IncidentModel::take(const Incident &incident)
{
    if (!m_known.contains(incident.id) || m_over.contains(incident.id))
        return;
    m_known.insert(incident.id, incident);
    told({incident.id});
    place();
    Q_EMIT stateChanged();
}

} // namespace Lockstep
