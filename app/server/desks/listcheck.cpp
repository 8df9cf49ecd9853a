// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/listcheck.h"

#include "audit/comparison.h"
#include "audit/missed.h"
#include "core/jsonreader.h"
#include "core/log.h"
#include "domain/wholelist.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <algorithm>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr int mostLooks = 3;
constexpr int newestUpdates = 1'000;
constexpr int refreshWaitMs = 90'000, waitSliceMs = 200;

AuditedList notCompared(const UserId &user, const QString &origin, qint64 at, const Error &error)
{
    return {.n = 0, .userId = user, .outcome = ListOutcome::NotCompared, .at = at, .origin = origin, .error = displayable(error.text, 500)};
}

/// Whether something tells of each update as it comes.
bool isFed(const QList<SourceStatus> &sources)
{
    bool tells = false;
    for (const SourceStatus &source : sources) {
        if (source.kind != SourceKind::Log && source.kind != SourceKind::Tap && source.kind != SourceKind::Lab)
            continue;
        if (source.state == SourceState::Failing)
            return false;
        tells = tells || source.state == SourceState::Ok;
    }
    return tells;
}

} // namespace

struct ListCheck::Copy
{
    DeviceList list;
    bool isStale = false;
    qint64 lastUpdate = 0;
};

ListCheck::ListCheck(Parts parts)
    : m_parts(std::move(parts))
{
}

qint64 ListCheck::now() const
{
    return m_parts.clock ? m_parts.clock() : QDateTime::currentMSecsSinceEpoch();
}

Result<ListCheck::Copy> ListCheck::copyOf(const UserId &user) const
{
    auto details = m_parts.source->user(user);
    if (!details)
        return failure(details.error());
    const auto has = [&](UserState state) { return details->summary.states.contains(state); };
    if (has(UserState::Untracked) || has(UserState::Orphaned) || has(UserState::Queued) || has(UserState::LeftoverMarker))
        return failure(Error::NotFound, u"The homeserver does not track this list any more."_s);
    return Copy{.list = {.userId = user,
                    .streamId = details->summary.streamId,
                    .devices = std::move(details->devices),
                    .crossSigning = std::move(details->crossSigning)},
        // A list that was fetched and dropped for its length is known to be out of date, too.
        .isStale = has(UserState::Stale) || has(UserState::TooManyDevices),
        .lastUpdate = details->summary.lastUpdate};
}

Result<DeviceList> ListCheck::originOf(const Job &job, const Way &way, Http::CutOff *cutOff) const
{
    if (way.method == AuditMethod::Witness) {
        const auto brought = parseJsonObject(job.task.brought);
        if (!brought)
            return failure(brought.error());
        return readDeviceList(*brought, job.task.user, Audits::FederationOrigins::mostDevices);
    }
    if (!m_parts.origins)
        return failure(Error::Unsupported, u"Lists' origins cannot be asked from here."_s);
    return m_parts.origins->list(job.task.user, cutOff);
}

AuditedList ListCheck::listOf(const Job &job, const Way &way, ListOutcome outcome, const Copy &copy, const DeviceList &origin) const
{
    AuditedList list{.n = 0,
        .userId = job.task.user,
        .outcome = outcome,
        .at = now(),
        .origin = way.witness.isEmpty() ? job.task.user.server().toString() : way.witness,
        .here = copy.list.streamId,
        .there = origin.streamId};
    if (outcome == ListOutcome::Same)
        return list;
    Audits::Comparison comparison = Audits::compare(copy.list, origin);
    list.differences = std::move(comparison.differences);
    list.unlisted = comparison.unlisted;
    if (outcome == ListOutcome::Differs)
        explain(list, origin);
    return list;
}

void ListCheck::explain(AuditedList &list, const DeviceList &origin) const
{
    Audits::Recorded recorded;
    const auto extent = m_parts.history ? m_parts.history->extent() : Result<std::pair<qint64, qint64>>();
    auto updates = m_parts.history ? m_parts.history->updates(list.userId, 0, newestUpdates, true) : Result<QList<DeviceListUpdate>>();
    const auto info = m_parts.source->info();
    if (extent && updates && info) {
        std::reverse(updates->begin(), updates->end());
        recorded = {.updates = std::move(*updates), .isWhole = true, .since = extent->second, .isFed = isFed(info->sources)};
        recorded.isWhole = recorded.updates.size() < newestUpdates;
    }
    const Audits::Missed missed = Audits::whyMissed(list.differences, origin, recorded);
    list.missed = missed.cause;
    list.missedN = missed.n;
}

ListCheck::Outcome ListCheck::look(Job &job, const Way &way, Http::CutOff *cutOff) const
{
    const QString whose = way.witness.isEmpty() ? job.task.user.server().toString() : way.witness;
    const auto failed = [&](const Error &error) {
        if (error.kind == Error::Cancelled)
            return Outcome{.list = {}, .error = error, .againMs = 0};
        return Outcome{.list = notCompared(job.task.user, whose, now(), error), .error = error, .againMs = 0};
    };
    if (!job.dead.isEmpty())
        return failed({.kind = Error::Unsupported, .text = job.dead});
    if (way.method == AuditMethod::Refresh)
        return lookByRefresh(job, way, cutOff);
    const auto copy = copyOf(job.task.user);
    if (!copy) {
        // That is no matter of the server's.
        Outcome outcome = failed(copy.error());
        outcome.error.reset();
        return outcome;
    }
    const auto origin = originOf(job, way, cutOff);
    if (!origin)
        return failed(origin.error());
    const auto over
        = [&](ListOutcome outcome) { return Outcome{.list = listOf(job, way, outcome, *copy, *origin), .error = {}, .againMs = 0}; };
    if (Audits::compare(copy->list, *origin).isSame())
        return over(ListOutcome::Same);
    // What was brought was read some time ago: an update may have come since, on either side.
    if (copy->isStale || (way.method == AuditMethod::Witness && copy->lastUpdate > way.readAt))
        return over(ListOutcome::Known);
    if (job.last && Audits::isUnchanged(job.last->copy, copy->list) && Audits::isUnchanged(job.last->origin, *origin))
        return over(ListOutcome::Differs);
    if (++job.looks >= mostLooks)
        return over(ListOutcome::Known);
    job.last = std::make_shared<const Look>(Look{.copy = copy->list, .origin = *origin});
    return {.list = {}, .error = {}, .againMs = m_parts.againMs};
}

Result<void> ListCheck::refresh(const UserId &user, const Way &way, Http::CutOff *cutOff) const
{
    const auto ticket = m_parts.refreshes->begin(way.caller, user);
    if (!ticket)
        return failure(ticket.error());
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(refreshWaitMs)) {
        if (const auto done = m_parts.refreshes->wait(*ticket, waitSliceMs))
            return *done;
        if (cutOff->isCut())
            return failure(Error::Cancelled, u"The audit was ended."_s);
    }
    return failure(Error::Timeout, u"%1 did not answer in time."_s.arg(user.server().toString()));
}

ListCheck::Outcome ListCheck::lookByRefresh(const Job &job, const Way &way, Http::CutOff *cutOff) const
{
    const auto failed = [&](const Error &error) {
        if (error.kind == Error::Cancelled)
            return Outcome{.list = {}, .error = error, .againMs = 0};
        return Outcome{.list = notCompared(job.task.user, job.task.user.server().toString(), now(), error), .error = error, .againMs = 0};
    };
    const auto before = copyOf(job.task.user);
    if (!before) {
        Outcome outcome = failed(before.error());
        outcome.error.reset();
        return outcome;
    }
    if (const auto done = refresh(job.task.user, way, cutOff); !done)
        return failed(done.error());
    const auto after = copyOf(job.task.user);
    if (!after)
        return failed({.kind = Error::Database, .text = after.error().text});
    const bool isSame = Audits::compare(before->list, after->list).isSame();
    const ListOutcome outcome = isSame ? ListOutcome::Same : before->isStale ? ListOutcome::Known : ListOutcome::Differs;
    return {.list = listOf(job, way, outcome, *before, after->list), .error = {}, .againMs = 0};
}

} // namespace Lockstep::Server
