// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/trackedlist.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace Lockstep {

Admission admission(const UserId &user, const ServerName &authenticatedOrigin, bool sharesRoom)
{
    if (user.server() != authenticatedOrigin)
        return Admission::WrongOrigin;
    if (!user.isCompliant())
        return Admission::NotCompliant;
    return sharesRoom ? Admission::Accepted : Admission::NoSharedRoom;
}

TrackedList::TrackedList(State state)
    : m_state(std::move(state))
    , m_due(m_state.stale)
{
}

TrackedList::Decision TrackedList::decide(const ListUpdate &update)
{
    const bool namesAny = !update.prevIds.isEmpty();
    if (namesAny && knows(update.streamId))
        return Decision::Ignore;
    if (m_due || m_resyncing) {
        m_queue.append(update);
        if (m_queue.size() > maxQueued) {
            m_queue.removeFirst();
            m_lostQueued = m_resyncing;
        }
        return Decision::Queue;
    }
    const bool chains = m_state.hasList && !m_state.stale && namesAny
        && std::all_of(update.prevIds.begin(), update.prevIds.end(), [this](const StreamId &id) { return knows(id); });
    if (chains) {
        learn(update.streamId);
        return Decision::Apply;
    }
    m_state.stale = true;
    m_due = true;
    return Decision::Resync;
}

QList<TrackedList::Decided> TrackedList::decide(const QList<ListUpdate> &updates)
{
    QList<Decided> result;
    for (const ListUpdate &update : updates)
        result.append({update, decide(update)});
    return result;
}

bool TrackedList::requestResync()
{
    m_state.stale = true;
    if (m_due || m_resyncing)
        return false;
    m_due = true;
    return true;
}

void TrackedList::resyncStarted()
{
    m_state.stale = true;
    m_due = false;
    m_resyncing = true;
    m_lostQueued = false;
    m_queue.clear();
}

QList<TrackedList::Decided> TrackedList::resyncSucceeded(const StreamId &streamId)
{
    m_resyncing = false;
    m_due = false;
    m_state.hasList = true;
    m_state.stale = false;
    m_state.known = {streamId};
    QList<Decided> outcome;
    dropIncluded(streamId, outcome);
    const QList<ListUpdate> waiting = std::exchange(m_queue, {});
    for (const ListUpdate &update : waiting)
        outcome.append({update, decide(update)});
    if (std::exchange(m_lostQueued, false))
        requestResync();
    return outcome;
}

void TrackedList::resyncFailed()
{
    m_resyncing = false;
    m_due = true;
}

void TrackedList::learn(const StreamId &id)
{
    m_state.known.append(id);
    if (m_state.known.size() > maxKnown)
        m_state.known.removeFirst();
}

/// The list holds the update of its stream_id and all that this one builds on: those that wait are done with.
void TrackedList::dropIncluded(const StreamId &snapshot, QList<Decided> &outcome)
{
    QSet<StreamId> included{snapshot};
    QList<ListUpdate> rest;
    // Backwards, because updates come after what they build on.
    for (auto update = m_queue.crbegin(); update != m_queue.crend(); ++update) {
        // Without prev_id it may be a sender's one id for ever, and newer than the list.
        const bool isPlaceholder = update->prevIds.isEmpty() && update->streamId == snapshot;
        if (isPlaceholder || !included.contains(update->streamId)) {
            rest.prepend(*update);
            continue;
        }
        for (const StreamId &id : update->prevIds)
            included.insert(id);
        outcome.prepend({*update, Decision::Ignore});
    }
    m_queue = rest;
}

} // namespace Lockstep
