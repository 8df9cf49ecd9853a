// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "inspection/types.h"

/// The words that the inspection API has for the enumerations of inspection/types.h; those of device lists stand in domain/apiwords.h.
/// No table holds a word for Unknown: a server never says it.
namespace Lockstep {

template <>
struct ApiWords<Inspection::UserState>
{
    using State = Inspection::UserState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::InStep, "in_step"},
        {State::Stale, "stale"},
        {State::Queued, "queued"},
        {State::Orphaned, "orphaned"},
        {State::LeftoverMarker, "leftover_marker"},
        {State::Gap, "gap"},
        {State::RemoteFailing, "remote_failing"},
        {State::UnsignedDevices, "unsigned_devices"},
        {State::UnusableKeys, "unusable_keys"},
        {State::CrossSigningBroken, "cross_signing_broken"},
        {State::TooManyDevices, "too_many_devices"},
        {State::ResyncLoop, "resync_loop"},
        {State::Differs, "differs"},
        {State::Untracked, "untracked"},
    };
};

template <>
struct ApiWords<Inspection::MatchField>
{
    using Field = Inspection::MatchField;
    static constexpr auto otherwise = Field::Unknown;
    static constexpr std::pair<Field, const char *> table[]{
        {Field::UserId, "user_id"},
        {Field::Server, "server"},
        {Field::DeviceId, "device_id"},
        {Field::DisplayName, "display_name"},
        {Field::Ed25519, "ed25519"},
        {Field::Curve25519, "curve25519"},
    };
};

template <>
struct ApiWords<Inspection::ServerKind>
{
    using Kind = Inspection::ServerKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::Synapse, "synapse"},
        {Kind::Lab, "lab"},
        {Kind::Matrix, "matrix"},
        {Kind::Capture, "capture"},
        {Kind::Case, "case"},
    };
};

template <>
struct ApiWords<Inspection::SourceKind>
{
    using Kind = Inspection::SourceKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::Database, "database"},
        {Kind::Log, "log"},
        {Kind::Tap, "tap"},
        {Kind::Heads, "heads"},
        {Kind::Redis, "redis"},
        {Kind::Updates, "updates"},
        {Kind::History, "history"},
        {Kind::Index, "index"},
        {Kind::Lab, "lab"},
    };
};

template <>
struct ApiWords<Inspection::SourceState>
{
    using State = Inspection::SourceState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::Ok, "ok"},
        {State::Starting, "starting"},
        {State::CatchingUp, "catching_up"},
        {State::Failing, "failing"},
        {State::Off, "off"},
    };
};

template <>
struct ApiWords<Inspection::RefreshState>
{
    using State = Inspection::RefreshState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::Idle, "idle"},
        {State::Running, "running"},
        {State::Succeeded, "succeeded"},
        {State::Failed, "failed"},
    };
};

template <>
struct ApiWords<Inspection::Role>
{
    using Role = Inspection::Role;
    static constexpr auto otherwise = Role::Unknown;
    static constexpr std::pair<Role, const char *> table[]{
        {Role::Viewer, "viewer"},
        {Role::Operator, "operator"},
    };
};

template <>
struct ApiWords<Inspection::TrailAction>
{
    using Action = Inspection::TrailAction;
    static constexpr auto otherwise = Action::Unknown;
    static constexpr std::pair<Action, const char *> table[]{
        {Action::Refresh, "refresh"},
        {Action::ResetDestination, "reset"},
        {Action::ReadContents, "contents"},
        {Action::AcknowledgeIncident, "acknowledge"},
        {Action::MuteIncidents, "mute"},
        {Action::UnmuteIncidents, "unmute"},
        {Action::Audit, "audit"},
    };
};

template <>
struct ApiWords<Inspection::TrailOutcome>
{
    using Outcome = Inspection::TrailOutcome;
    static constexpr auto otherwise = Outcome::Unknown;
    static constexpr std::pair<Outcome, const char *> table[]{
        {Outcome::Running, "running"},
        {Outcome::Succeeded, "succeeded"},
        {Outcome::Failed, "failed"},
        {Outcome::Refused, "refused"},
    };
};

template <>
struct ApiWords<Inspection::QueueKind>
{
    using Kind = Inspection::QueueKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::Inbox, "inbox"},
        {Kind::Outbox, "outbox"},
        {Kind::Updates, "updates"},
    };
};

template <>
struct ApiWords<Inspection::EventType>
{
    using Type = Inspection::EventType;
    static constexpr auto otherwise = Type::Unknown;
    static constexpr std::pair<Type, const char *> table[]{
        {Type::Update, "update"},
        {Type::User, "user"},
        {Type::Queue, "queue"},
        {Type::Refresh, "refresh"},
        {Type::Destination, "destination"},
        {Type::Source, "source"},
        {Type::Trail, "trail"},
        {Type::Incident, "incident"},
        {Type::Audit, "audit"},
        {Type::Gap, "gap"},
    };
};

template <>
struct ApiWords<Inspection::InboxOrder>
{
    using Order = Inspection::InboxOrder;
    static constexpr auto otherwise = Order::ByUser;
    static constexpr std::pair<Order, const char *> table[]{
        {Order::ByUser, "user"},
        {Order::ByDepth, "depth"},
    };
};

template <>
struct ApiWords<Inspection::UpdateOrder>
{
    using Order = Inspection::UpdateOrder;
    static constexpr auto otherwise = Order::OfArrival;
    static constexpr std::pair<Order, const char *> table[]{
        {Order::OfArrival, "f"},
        {Order::NewestFirst, "b"},
    };
};

template <>
struct ApiWords<Inspection::WaitReason>
{
    using Reason = Inspection::WaitReason;
    static constexpr auto otherwise = Reason::Unknown;
    static constexpr std::pair<Reason, const char *> table[]{
        {Reason::NeverSynced, "never_synced"},
        {Reason::NotSeenLately, "not_seen_lately"},
        {Reason::DeviceDeleted, "device_deleted"},
        {Reason::BeingDeleted, "being_deleted"},
        {Reason::Hidden, "hidden"},
        {Reason::Dehydrated, "dehydrated"},
        {Reason::DoesNotFetch, "does_not_fetch"},
        {Reason::Lags, "lags"},
        {Reason::Backoff, "backoff"},
        {Reason::Unreachable, "unreachable"},
        {Reason::NotWoken, "not_woken"},
        {Reason::BeingSent, "being_sent"},
        {Reason::CannotTell, "cannot_tell"},
    };
};

} // namespace Lockstep
