// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/wirereader.h"

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace WireDetail;

QJsonObject toJson(const Finding &finding)
{
    QJsonObject object{
        {u"id"_s, finding.id},
        {u"severity"_s, toApiName(finding.severity)},
        {u"text"_s, finding.text},
        {u"n"_s, timeOrNull(finding.n)},
        {u"since"_s, timeOrNull(finding.since)},
        {u"last"_s, timeOrNull(finding.last)},
    };
    if (finding.count > 0)
        object.insert(u"count"_s, finding.count);
    if (finding.cause) {
        object.insert(u"cause"_s, toApiName(*finding.cause));
        object.insert(u"error"_s, finding.error);
    }
    return object;
}

template <>
Result<Finding> fromJson(const QJsonObject &object)
{
    Reader in(object, u"findings"_s);
    Finding finding;
    finding.id = in.string(u"id");
    finding.severity = fromApiName<Severity>(in.text(u"severity"));
    finding.text = in.text(u"text");
    finding.n = in.time(u"n");
    finding.since = in.time(u"since");
    finding.last = in.time(u"last");
    finding.count = in.time(u"count");
    if (const QString cause = in.text(u"cause"); !cause.isEmpty())
        finding.cause = fromApiName<FetchCause>(cause);
    finding.error = in.text(u"error");
    return in.conclude(std::move(finding));
}

QJsonObject toJson(const UserSummary &user)
{
    return {
        {u"user_id"_s, user.userId.toString()},
        {u"server"_s, user.userId.server().toString()},
        {u"states"_s, QJsonArray::fromStringList(toApiNames(user.states))},
        {u"stream_id"_s, orNull(user.streamId.toString())},
        {u"device_count"_s, countOrNull(user.deviceCount)},
        {u"stale_since"_s, timeOrNull(user.staleSince)},
        {u"last_update"_s, timeOrNull(user.lastUpdate)},
        {u"retry_at"_s, timeOrNull(user.retryAt)},
        {u"findings"_s, arrayOf(user.findings)},
    };
}

template <>
Result<UserSummary> fromJson(const QJsonObject &object)
{
    Reader in(object, u"user"_s);
    UserSummary user;
    user.userId = UserId(in.string(u"user_id"));
    for (const QString &state : in.texts(u"states"))
        user.states.append(fromApiName<UserState>(state));
    user.streamId = in.streamText(u"stream_id");
    user.deviceCount = in.count(u"device_count");
    user.staleSince = in.time(u"stale_since");
    user.lastUpdate = in.time(u"last_update");
    user.retryAt = in.time(u"retry_at");
    user.findings = in.list<Finding>(u"findings");
    return in.conclude(std::move(user));
}

QJsonObject toJson(const Device &device)
{
    return {
        {u"device_id"_s, device.deviceId.toString()},
        {u"display_name"_s, device.displayName.isNull() ? QJsonValue() : QJsonValue(device.displayName)},
        {u"algorithms"_s, device.keys.value(u"algorithms").toArray()},
        {u"keys"_s, device.keys.value(u"keys").toObject()},
        {u"device_keys"_s, objectOrNull(device.keys)},
        {u"self_signature"_s, toApiName(device.selfSignature)},
        {u"cross_signature"_s, toApiName(device.crossSignature)},
    };
}

template <>
Result<Device> fromJson(const QJsonObject &object)
{
    Reader in(object, u"devices"_s);
    Device device;
    device.deviceId = DeviceId(in.string(u"device_id"));
    device.displayName = in.text(u"display_name");
    device.keys = in.part(u"device_keys");
    device.selfSignature = fromApiName<SignatureState>(in.text(u"self_signature"));
    device.crossSignature = fromApiName<CrossSignatureState>(in.text(u"cross_signature"));
    return in.conclude(std::move(device));
}

namespace {

QJsonObject crossSigningToJson(const CrossSigning &crossSigning)
{
    QJsonArray history;
    for (const CrossSigning::Entry &entry : crossSigning.history)
        history.append(QJsonObject{{u"usage"_s, entry.usage}, {u"stream_id"_s, orNull(entry.streamId)}, {u"key"_s, entry.key}});
    return {
        {u"master"_s, objectOrNull(crossSigning.master)},
        {u"self_signing"_s, objectOrNull(crossSigning.selfSigning)},
        {u"history"_s, history},
    };
}

Result<CrossSigning> crossSigningFromJson(const QJsonObject &object)
{
    Reader in(object, u"cross_signing"_s);
    CrossSigning crossSigning;
    crossSigning.master = in.part(u"master");
    crossSigning.selfSigning = in.part(u"self_signing");
    const QJsonArray history = in.optionalArray(u"history").value_or(QJsonArray());
    for (const QJsonValue &value : history) {
        Reader entry(value.toObject(), u"cross_signing.history"_s);
        crossSigning.history.append({entry.string(u"usage"), entry.streamText(u"stream_id").toString(), entry.part(u"key")});
        if (!entry.ok())
            return failure(entry.error());
    }
    return in.conclude(std::move(crossSigning));
}

} // namespace

QJsonObject toJson(const UserDetails &user)
{
    QJsonObject object = toJson(user.summary);
    object.insert(u"devices"_s, arrayOf(user.devices));
    object.insert(u"cross_signing"_s, crossSigningToJson(user.crossSigning));
    object.insert(u"destination"_s, user.destination ? QJsonValue(toJson(*user.destination)) : QJsonValue());
    return object;
}

template <>
Result<UserDetails> fromJson(const QJsonObject &object)
{
    Result<UserSummary> summary = fromJson<UserSummary>(object);
    if (!summary)
        return failure(summary.error());
    Reader in(object, u"user"_s);
    UserDetails user;
    user.summary = std::move(*summary);
    in.array(u"devices");
    user.devices = in.list<Device>(u"devices");
    Result<CrossSigning> crossSigning = crossSigningFromJson(in.part(u"cross_signing"));
    if (!crossSigning)
        return failure(crossSigning.error());
    user.crossSigning = std::move(*crossSigning);
    user.destination = in.member<Destination>(u"destination");
    return in.conclude(std::move(user));
}

QJsonObject toJson(const DeviceListUpdate &update)
{
    return {
        {u"n"_s, update.n},
        {u"received"_s, timeOrNull(update.received)},
        {u"kind"_s, toApiName(update.kind)},
        {u"stream_id"_s, orNull(update.streamId.toString())},
        {u"prev_ids"_s, textsOf(update.prevIds)},
        {u"device_id"_s, orNull(update.deviceId.toString())},
        {u"display_name"_s, update.displayName.isNull() ? QJsonValue() : QJsonValue(update.displayName)},
        {u"deleted"_s, update.deleted},
        {u"content_known"_s, update.contentKnown},
        {u"keys"_s, objectOrNull(update.keys)},
        {u"verdict"_s, toApiName(update.verdict)},
        {u"breaks"_s, QJsonArray::fromStringList(toApiNames(update.breaks))},
        {u"sources"_s, QJsonArray::fromStringList(toApiNames(update.sources))},
        {u"verified"_s, update.verified ? QJsonValue(*update.verified) : QJsonValue()},
        {u"detail"_s, orNull(update.detail)},
    };
}

template <>
Result<DeviceListUpdate> fromJson(const QJsonObject &object)
{
    Reader in(object, u"update"_s);
    DeviceListUpdate update;
    update.n = in.integer(u"n");
    update.received = in.time(u"received");
    update.kind = fromApiName<UpdateKind>(in.string(u"kind"));
    update.streamId = in.streamText(u"stream_id");
    if (in.optionalArray(u"prev_ids"))
        update.prevIds = in.streamIds(u"prev_ids");
    update.deviceId = DeviceId(in.text(u"device_id"));
    update.displayName = in.text(u"display_name");
    update.deleted = in.flag(u"deleted");
    update.keys = in.part(u"keys");
    update.contentKnown = in.optionalBoolean(u"content_known").value_or(!update.keys.isEmpty() || update.deleted);
    update.verdict = fromApiName<Verdict>(in.text(u"verdict"));
    update.breaks = flagsFromApiNames<Break>(in.texts(u"breaks"));
    update.sources = flagsFromApiNames<UpdateSource>(in.texts(u"sources"));
    update.verified = in.optionalBoolean(u"verified");
    update.detail = in.text(u"detail");
    return in.conclude(std::move(update));
}

QJsonObject toJson(const DeviceListChange &change)
{
    return {
        {u"added"_s, textsOf(change.added)},
        {u"removed"_s, textsOf(change.removed)},
        {u"changed"_s, textsOf(change.changed)},
        {u"cross_signing_changed"_s, change.crossSigningChanged},
        {u"from_stream_id"_s, orNull(change.fromStreamId.toString())},
        {u"to_stream_id"_s, orNull(change.toStreamId.toString())},
    };
}

template <>
Result<DeviceListChange> fromJson(const QJsonObject &object)
{
    Reader in(object, u"change"_s);
    const auto devices = [&in](QStringView key) {
        QList<DeviceId> ids;
        for (const QString &text : in.strings(key))
            ids.append(DeviceId(text));
        return ids;
    };
    DeviceListChange change;
    change.added = devices(u"added");
    change.removed = devices(u"removed");
    change.changed = devices(u"changed");
    change.crossSigningChanged = in.flag(u"cross_signing_changed");
    change.fromStreamId = in.streamText(u"from_stream_id");
    change.toStreamId = in.streamText(u"to_stream_id");
    return in.conclude(std::move(change));
}

QJsonObject toJson(const RefreshStatus &status)
{
    return {
        {u"user_id"_s, status.userId.toString()},
        {u"state"_s, toApiName(status.state)},
        {u"requested"_s, timeOrNull(status.requested)},
        {u"finished"_s, timeOrNull(status.finished)},
        {u"errcode"_s, orNull(status.errcode)},
        {u"error"_s, orNull(status.error)},
        {u"retry_at"_s, timeOrNull(status.retryAt)},
        {u"change"_s, status.change ? QJsonValue(toJson(*status.change)) : QJsonValue()},
    };
}

template <>
Result<RefreshStatus> fromJson(const QJsonObject &object)
{
    Reader in(object, u"refresh"_s);
    RefreshStatus status;
    status.userId = UserId(in.text(u"user_id"));
    status.state = fromApiName<RefreshState>(in.string(u"state"));
    status.requested = in.time(u"requested");
    status.finished = in.time(u"finished");
    status.errcode = in.text(u"errcode");
    status.error = in.text(u"error");
    status.retryAt = in.time(u"retry_at");
    status.change = in.member<DeviceListChange>(u"change");
    return in.conclude(std::move(status));
}

QJsonObject toJson(const Page<UserSummary> &page)
{
    return pageToJson(u"users"_s, page);
}
QJsonObject toJson(const Page<DeviceListUpdate> &page)
{
    return pageToJson(u"updates"_s, page);
}
template <>
Result<Page<UserSummary>> fromJson(const QJsonObject &object)
{
    return pageFromJson<UserSummary>(u"users", object);
}
template <>
Result<Page<DeviceListUpdate>> fromJson(const QJsonObject &object)
{
    return pageFromJson<DeviceListUpdate>(u"updates", object);
}

} // namespace Lockstep::Inspection
