// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wirepages.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"

namespace Lockstep::Inspection {

// Its table is wiretables.cpp's.
extern template QJsonObject toJson(const DeviceListChange &);
extern template Result<DeviceListChange> fromJson<DeviceListChange>(const QJsonObject &);

namespace WireDetail {

// --- why something waits ------------------------------------------------------------------------------------------------

template <>
struct Wire<Waiting>
{
    static constexpr QStringView path = u"waiting";
    static constexpr auto members = std::tuple(as<TextOrNull>(u"reason", &Waiting::reason), //
        as<Time>(u"since", &Waiting::since), //
        as<Time>(u"next_try", &Waiting::nextTry), //
        as<TextOrNull>(u"cause", &Waiting::cause), //
        as<TextOrNull>(u"error", &Waiting::error), //
        as<TextOrNull>(u"evidence", &Waiting::evidence));
};

template <>
struct Wire<Growth>
{
    static constexpr QStringView path = u"growth";
    static constexpr auto members = std::tuple(as<Number>(u"messages", &Growth::messages), as<Time>(u"since", &Growth::since));
};

// --- queues ---------------------------------------------------------------------------------------------------------------

template <>
struct Wire<InboxQueue>
{
    static constexpr QStringView path = u"queue";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &InboxQueue::userId), //
        as<Text>(u"device_id", &InboxQueue::deviceId), //
        as<Count>(u"messages", &InboxQueue::messages), //
        as<Flag>(u"messages_at_least", &InboxQueue::messagesAtLeast), //
        as<Count>(u"bytes", &InboxQueue::bytes), //
        as<Stream>(u"oldest_stream_id", &InboxQueue::oldestStreamId), //
        as<Stream>(u"newest_stream_id", &InboxQueue::newestStreamId), //
        as<Flag>(u"device_known", &InboxQueue::deviceKnown), //
        as<Time>(u"last_seen", &InboxQueue::lastSeen), //
        as<Part>(u"waiting", &InboxQueue::waiting), //
        as<OptionalPart>(u"growth", &InboxQueue::growth));
};

template <>
struct Wire<OutboxQueue>
{
    static constexpr QStringView path = u"queue";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &OutboxQueue::destination), //
        as<Count>(u"messages", &OutboxQueue::messages), //
        as<Flag>(u"messages_at_least", &OutboxQueue::messagesAtLeast), //
        as<Count>(u"bytes", &OutboxQueue::bytes), //
        as<Time>(u"oldest_queued", &OutboxQueue::oldestQueued), //
        as<Time>(u"newest_queued", &OutboxQueue::newestQueued), //
        as<Time>(u"failing_since", &OutboxQueue::failingSince), //
        as<Time>(u"retry_at", &OutboxQueue::retryAt), //
        as<Part>(u"waiting", &OutboxQueue::waiting));
};

template <>
struct Wire<UpdatesQueue>
{
    static constexpr QStringView path = u"queue";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &UpdatesQueue::destination), //
        as<Count>(u"updates", &UpdatesQueue::updates), //
        as<Flag>(u"updates_at_least", &UpdatesQueue::updatesAtLeast), //
        as<Count>(u"users", &UpdatesQueue::users), //
        as<Time>(u"oldest", &UpdatesQueue::oldest), //
        as<Time>(u"failing_since", &UpdatesQueue::failingSince), //
        as<Time>(u"retry_at", &UpdatesQueue::retryAt), //
        as<Part>(u"waiting", &UpdatesQueue::waiting));
};

using Recipient = std::pair<UserId, DeviceId>;

template <>
struct Wire<Recipient>
{
    static constexpr QStringView path = u"message.recipients";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &Recipient::first), as<Text>(u"device_id", &Recipient::second));
};

template <>
struct Wire<ToDeviceMessage>
{
    static constexpr QStringView path = u"message";
    static constexpr auto members = std::tuple(as<Stream>(u"stream_id", &ToDeviceMessage::streamId), //
        as<Time>(u"queued", &ToDeviceMessage::queued), //
        as<TextOrNull>(u"sender", &ToDeviceMessage::sender), //
        as<LooseText>(u"type", &ToDeviceMessage::type), //
        as<Number>(u"bytes", &ToDeviceMessage::bytes), //
        as<TextOrNull>(u"message_id", &ToDeviceMessage::messageId), //
        as<LooseParts>(u"recipients", &ToDeviceMessage::recipients), //
        onlyIf([](const ToDeviceMessage &message) { return message.content.has_value(); },
            as<OptionalObject>(u"content", &ToDeviceMessage::content)));
};

// --- the trail --------------------------------------------------------------------------------------------------------------

template <>
struct Wire<TrailEntry>
{
    static constexpr QStringView path = u"entry";
    static constexpr auto members = std::tuple(as<Integer>(u"n", &TrailEntry::n), //
        as<Time>(u"at", &TrailEntry::at), //
        as<Time>(u"finished", &TrailEntry::finished), //
        as<Text>(u"by", &TrailEntry::by), //
        as<LooseText>(u"role", &TrailEntry::role), //
        as<Text>(u"action", &TrailEntry::action), //
        as<LooseText>(u"on", &TrailEntry::on), //
        as<Text>(u"outcome", &TrailEntry::outcome), //
        as<TextOrNull>(u"errcode", &TrailEntry::errcode), //
        as<TextOrNull>(u"error", &TrailEntry::error), //
        as<Number>(u"count", &TrailEntry::count), //
        as<OptionalPart>(u"change", &TrailEntry::change), //
        as<Number>(u"unlisted", &TrailEntry::unlisted));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(Waiting);
LOCKSTEP_ON_THE_WIRE(Growth);
LOCKSTEP_ON_THE_WIRE(InboxQueue);
LOCKSTEP_ON_THE_WIRE(OutboxQueue);
LOCKSTEP_ON_THE_WIRE(UpdatesQueue);
LOCKSTEP_ON_THE_WIRE(ToDeviceMessage);
LOCKSTEP_ON_THE_WIRE(TrailEntry);
LOCKSTEP_ON_THE_WIRE(Page<InboxQueue>);
LOCKSTEP_ON_THE_WIRE(Page<OutboxQueue>);
LOCKSTEP_ON_THE_WIRE(Page<UpdatesQueue>);
LOCKSTEP_ON_THE_WIRE(Page<ToDeviceMessage>);
LOCKSTEP_ON_THE_WIRE(Page<TrailEntry>);

} // namespace Lockstep::Inspection
