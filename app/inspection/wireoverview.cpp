// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/wirereader.h"

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace WireDetail;

namespace {

QJsonObject toJson(const QueueTotals &totals)
{
    return {{u"messages"_s, countOrNull(totals.messages)}, {u"bytes"_s, countOrNull(totals.bytes)}, {u"estimate"_s, totals.estimate}};
}

QJsonObject toJson(const KeyCheck &check)
{
    return {
        {u"checked"_s, countOrNull(check.checked)}, {u"total"_s, countOrNull(check.total)}, {u"finished"_s, timeOrNull(check.finished)}};
}

} // namespace

QJsonObject toJson(const Trouble &trouble)
{
    return {
        {u"state"_s, toApiName(trouble.state)},
        {u"server"_s, trouble.server.toString()},
        {u"cause"_s, trouble.cause ? QJsonValue(toApiName(*trouble.cause)) : QJsonValue()},
        {u"error"_s, orNull(trouble.error)},
        {u"users"_s, trouble.users},
        {u"since"_s, timeOrNull(trouble.since)},
    };
}

template <>
Result<Trouble> fromJson(const QJsonObject &object)
{
    Reader in(object, u"overview.troubles"_s);
    Trouble trouble;
    trouble.state = fromApiName<UserState>(in.string(u"state"));
    trouble.server = ServerName(in.text(u"server"));
    if (const QString cause = in.text(u"cause"); !cause.isEmpty())
        trouble.cause = fromApiName<FetchCause>(cause);
    trouble.error = in.text(u"error");
    trouble.users = in.time(u"users");
    trouble.since = in.time(u"since");
    return in.conclude(std::move(trouble));
}

template <>
Result<QueueTotals> fromJson(const QJsonObject &object)
{
    Reader in(object, u"queues"_s);
    QueueTotals totals;
    totals.messages = in.count(u"messages");
    totals.bytes = in.count(u"bytes");
    totals.estimate = in.flag(u"estimate");
    return in.conclude(std::move(totals));
}

template <>
Result<KeyCheck> fromJson(const QJsonObject &object)
{
    Reader in(object, u"overview.key_check"_s);
    KeyCheck check;
    check.checked = in.count(u"checked");
    check.total = in.count(u"total");
    check.finished = in.time(u"finished");
    return in.conclude(check);
}

QJsonObject toJson(const Overview &overview)
{
    QJsonObject states;
    for (auto it = overview.states.cbegin(); it != overview.states.cend(); ++it)
        states.insert(toApiName(it.key()), countOrNull(it.value()));
    return {
        {u"users"_s,
            QJsonObject{
                {u"tracked"_s, countOrNull(overview.trackedUsers)}, {u"estimate"_s, overview.trackedUsersEstimate}, {u"states"_s, states}}},
        {u"destinations"_s, QJsonObject{{u"failing"_s, countOrNull(overview.destinationsFailing)}}},
        {u"queues"_s,
            QJsonObject{
                {u"inbox"_s, toJson(overview.inbox)}, {u"outbox"_s, toJson(overview.outbox)}, {u"updates"_s, toJson(overview.updates)}}},
        {u"refreshes"_s, QJsonObject{{u"running"_s, overview.refreshesRunning}}},
        {u"key_check"_s, toJson(overview.keyCheck)},
        {u"troubles"_s, arrayOf(overview.troubles)},
    };
}

template <>
Result<Overview> fromJson(const QJsonObject &object)
{
    Reader in(object, u"overview"_s);
    Reader users(in.objectAt(u"users"), u"overview.users"_s);
    Reader destinations(in.part(u"destinations"), u"overview.destinations"_s);
    Reader queues(in.part(u"queues"), u"overview.queues"_s);
    Reader refreshes(in.part(u"refreshes"), u"overview.refreshes"_s);
    Overview overview;
    overview.trackedUsers = users.count(u"tracked");
    overview.trackedUsersEstimate = users.flag(u"estimate");
    const QJsonObject states = users.part(u"states");
    Reader counts(states, u"overview.users.states"_s);
    for (auto it = states.begin(); it != states.end(); ++it)
        overview.states.insert(fromApiName<UserState>(it.key()), counts.count(it.key()));
    overview.destinationsFailing = destinations.count(u"failing");
    overview.inbox = queues.member<QueueTotals>(u"inbox").value_or(QueueTotals());
    overview.outbox = queues.member<QueueTotals>(u"outbox").value_or(QueueTotals());
    overview.updates = queues.member<QueueTotals>(u"updates").value_or(QueueTotals());
    overview.refreshesRunning = refreshes.time(u"running");
    overview.keyCheck = in.member<KeyCheck>(u"key_check").value_or(KeyCheck());
    if (in.optionalArray(u"troubles"))
        overview.troubles = in.list<Trouble>(u"troubles");
    for (const Reader *part : {&users, &destinations, &queues, &refreshes, &counts}) {
        if (!part->ok())
            return failure(part->error());
    }
    return in.conclude(std::move(overview));
}

} // namespace Lockstep::Inspection
