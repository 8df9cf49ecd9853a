// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "diagnosis/sides.h"

/// The words of this room's enumerations, for programs that read them.
namespace Lockstep {

template <>
struct ApiWords<Diagnosis::Likeness>
{
    using enum Diagnosis::Likeness;
    static constexpr auto otherwise = Same;
    static constexpr std::pair<Diagnosis::Likeness, const char *> table[]{
        {Same, "same"},
        {OnlyThere, "only_there"},
        {OnlyHere, "only_here"},
        {KeyDiffers, "key_differs"},
        {SignaturesDiffer, "signatures_differ"},
        {NameDiffers, "name_differs"},
    };
};

template <>
struct ApiWords<Diagnosis::Station>
{
    using enum Diagnosis::Station;
    static constexpr auto otherwise = CannotTell;
    static constexpr std::pair<Diagnosis::Station, const char *> table[]{
        {InStep, "in_step"},
        {NeverSent, "never_sent"},
        {LostBetween, "lost_between"},
        {LostHere, "lost_here"},
        {SenderForgot, "sender_forgot"},
        {CannotTell, "cannot_tell"},
    };
};

template <>
struct ApiWords<Diagnosis::Side>
{
    using enum Diagnosis::Side;
    static constexpr auto otherwise = Unknown;
    static constexpr std::pair<Diagnosis::Side, const char *> table[]{
        {Neither, "neither"},
        {Sender, "sender"},
        {Between, "between"},
        {Receiver, "receiver"},
        {Unknown, "unknown"},
    };
};

template <>
struct ApiWords<Diagnosis::Ground>
{
    using enum Diagnosis::Ground;
    static constexpr auto otherwise = None;
    static constexpr std::pair<Diagnosis::Ground, const char *> table[]{
        {None, "none"},
        {WaitsInQueue, "waits_in_queue"},
        {NotGivenToQueues, "not_given_to_queues"},
        {NotQueued, "not_queued"},
        {NotInHistory, "not_in_history"},
        {NamedByLater, "named_by_later"},
        {FetchPending, "fetch_pending"},
        {FetchFailing, "fetch_failing"},
        {Ignored, "ignored"},
        {NotStored, "not_stored"},
        {FateUnknown, "fate_unknown"},
        {NothingRemembered, "nothing_remembered"},
        {NoSendersView, "no_senders_view"},
        {NoReceiversView, "no_receivers_view"},
        {SendersListUnread, "senders_list_unread"},
        {SendersQueuesUnread, "senders_queues_unread"},
        {NotTracked, "not_tracked"},
        {RecordedLater, "recorded_later"},
        {NothingRecorded, "nothing_recorded"},
        {SourcesFailing, "sources_failing"},
        {TapAlone, "tap_alone"},
        {ViewsApart, "views_apart"},
        {JustNow, "just_now"},
        {QueueTooLong, "queue_too_long"},
    };
};

} // namespace Lockstep
