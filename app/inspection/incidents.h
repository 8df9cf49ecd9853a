// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "inspection/wire.h"

/// What GET /_lockstep/v1/incidents says: one cause is one incident, whoever it touches. Times are ms since the epoch, 0 where there is
/// none; counts are -1 where they are not known.
namespace Lockstep::Inspection {

/// What is wrong. Unknown here and below: another program's newer word.
enum class IncidentKind : quint8 {
    Unknown,
    ServerUnreachable, ///< a server gives no answer, or one that makes the homeserver wait (500 and above)
    ServerDeclines, ///< a server answers no to fetches of lists (403, 404, a redirect)
    UnusableAnswer, ///< a server's answers are no device lists
    OwnBlock, ///< the homeserver's own configuration forbids to ask the server
    NoNetwork, ///< the homeserver has no way to any server
    TooManyDevices, ///< lists that are longer than the homeserver takes
    LostUpdate, ///< an update was lost, and no resync put the list right
    ListStale, ///< lists are out of date and not fetched, and nothing tells why
    ResyncLoop, ///< lists are fetched again and again without any update
    LeftoverMarkers, ///< fetches that nobody needs and that never succeed
    UnusableKeys, ///< devices whose keys clients refuse
    CrossSigningBroken,
    IdentityReset, ///< a user has a new master key
    DeviceKeyChanged, ///< a device has another identity key under its ID
    SenderPruned, ///< a sender collapsed its queue after an outage
    SenderRestarted,
    SenderRewound, ///< a sender's stream_ids run backwards: restored from a backup
    SenderRebuilt, ///< a sender counts anew with a new signing key
    ForgedUpdates, ///< updates that their sender may not send, or that bear a wrong signature
    MalformedUpdates, ///< updates that no homeserver can take: the sender repeats them, and what stands beside them waits
    SourceFailing, ///< a source is blind or loses something
    OutboxWaits, ///< messages to a server wait although it is not in backoff
    UpdatesWait, ///< the same of our users' device list updates
    InboxUnread, ///< messages wait for devices that never read any
    InboxOrphaned, ///< messages wait for devices that do not exist any more
    StreamStandsStill, ///< the homeserver does not see what one of its processes has written
    FanOutStopped, ///< changes of our users' lists are not turned into updates
    ListsDiffer, ///< lists are not what their origin said when they were compared, and nothing fetched them since
};

/// What the subject of an incident is.
enum class IncidentSubject : quint8 {
    Unknown,
    Server, ///< another server
    User, ///< a remote user
    Source, ///< one of our sources: a SourceKind
    Homeserver, ///< the operator's own
};

enum class IncidentState : quint8 {
    Unknown,
    Open,
    Ended,
};

/// What helps.
enum class IncidentAction : quint8 {
    Unknown,
    RefreshUsers, ///< refresh the users that it names
    EndBackoff, ///< end the homeserver's wait for the server
    CheckSources, ///< look at the sources and what is to be set
};

enum class EvidenceKind : quint8 {
    Unknown,
    Database, ///< a fact of the homeserver's database
    Log, ///< what the homeserver logs
    History, ///< a recorded row: user and n say which
    Source, ///< what a source says of itself
    Gateway, ///< what the gateway itself noticed
};

/// What a fact of an incident says, so that it can be said in another language; Evidence::args fill it in order.
enum class EvidenceFact : quint8 {
    Unknown, ///< its text alone says it
    ServerFails,
    MarkedOutOfDate, ///< user
    FetchFailed, ///< user, what the homeserver got
    ListDropped, ///< user
    FetchedAgain, ///< user, number
    PrevIdUnknown, ///< user
    MalformedUpdate, ///< user
    UpdateRewound, ///< stream_id, user
    UpdateRebuilt, ///< stream_id, user
    UpdatePruned, ///< stream_id, user
    UpdateRestarted, ///< stream_id, user
    WrongSignature, ///< user
    WrongSender, ///< user
    MasterKeyChanged,
    DeviceKeyChanged, ///< device
    MessageQueued,
    UpdateQueued,
    ConversionBehind, ///< two numbers
    StreamBehind, ///< stream, process, number, table, number
    ListDiffers, ///< user, whose word it was compared with
};

/// A fact that an incident rests on.
struct Evidence
{
    EvidenceKind kind = EvidenceKind::Unknown;
    qint64 at = 0; ///< when it was so, 0 if not known
    QString text; ///< one line, fit to be shown; may hold a remote server's words
    UserId user = {}; ///< whose, where it is a user's
    qint64 n = 0; ///< the row of their history; of what is logged, the row that the log made of it. 0: none, or not known
    /// A log told of that row: GET /users/{user}/updates/{n}/lines finds the lines that this rests on.
    bool isFromLog = false;
    EvidenceFact fact = EvidenceFact::Unknown;
    QStringList args = {}; ///< of fact
    QString audit = {}; ///< ID of the audit that found it, empty if none did

    friend bool operator==(const Evidence &, const Evidence &) = default;
};

/// What an operator said about an incident, or a kind of incidents of one subject.
struct OperatorNote
{
    UserId by;
    qint64 at = 0; ///< 0: nobody said anything
    QString text;

    friend bool operator==(const OperatorNote &, const OperatorNote &) = default;
};

struct Incident
{
    static constexpr qsizetype namedUsers = 10;
    static constexpr qsizetype keptEvidence = 40;

    QString id; ///< the same over restarts
    qint64 n = 0; ///< rises with every incident
    IncidentKind kind = IncidentKind::Unknown;
    Severity severity = Severity::Unknown;
    IncidentSubject subjectKind = IncidentSubject::Unknown;
    QString subject; ///< a server name, a user ID, a word of a source
    QString text; ///< one sentence without times and counts: what is wrong
    QString advice; ///< one sentence: what helps, and who can do it
    qint64 since = 0; ///< when the cause began, as far as it was seen
    qint64 opened = 0; ///< when it was noticed
    qint64 lastSeen = 0; ///< when it was so for the last time
    qint64 ended = 0; ///< 0: it goes on
    std::optional<FetchCause> cause = {}; ///< for what is about fetches
    QString error = {}; ///< what the homeserver got, one line: text of a remote server
    qint64 tries = 0; ///< how often it was tried, 0 if that is not known
    qint64 nextTry = 0;
    qint64 users = 0; ///< users whose lists it touches; -1: not known
    bool usersAtLeast = false; ///< counting stopped at this number
    QList<UserId> firstUsers = {}; ///< up to namedUsers of them
    qint64 devices = 0; ///< devices that it touches, where that is what it is about
    qint64 messages = 0; ///< messages to devices that wait for it
    qint64 updates = 0; ///< device list updates of our users that wait for it
    QList<Evidence> evidence = {}; ///< in order of time, at most keptEvidence
    QList<IncidentAction> actions = {};
    OperatorNote acknowledged = {};
    OperatorNote muted = {}; ///< of its kind and subject: it is kept, and asks for nobody's attention

    IncidentState state() const { return ended > 0 ? IncidentState::Ended : IncidentState::Open; }
    friend bool operator==(const Incident &, const Incident &) = default;
};

/// Worst first: by severity, then users, then age; never equal for two of them.
bool isWorse(const Incident &a, const Incident &b);

struct IncidentQuery : PageQuery
{
    std::optional<IncidentState> state; ///< open ones worst first, others newest first; nothing: all, newest first
    std::optional<IncidentKind> kind;
    QString subject; ///< exactly
    qint64 since = 0; ///< only those that went on then or later, ms since the epoch
};

/// What an operator does with incidents.
enum class IncidentDeed : quint8 {
    Unknown,
    Acknowledge,
    Mute, ///< its kind, for its subject
    Unmute,
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::IncidentKind>
{
    using Kind = Inspection::IncidentKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::ServerUnreachable, "server_unreachable"},
        {Kind::ServerDeclines, "server_declines"},
        {Kind::UnusableAnswer, "unusable_answer"},
        {Kind::OwnBlock, "own_block"},
        {Kind::NoNetwork, "no_network"},
        {Kind::TooManyDevices, "too_many_devices"},
        {Kind::LostUpdate, "lost_update"},
        {Kind::ListStale, "list_stale"},
        {Kind::ResyncLoop, "resync_loop"},
        {Kind::LeftoverMarkers, "leftover_markers"},
        {Kind::UnusableKeys, "unusable_keys"},
        {Kind::CrossSigningBroken, "cross_signing_broken"},
        {Kind::IdentityReset, "identity_reset"},
        {Kind::DeviceKeyChanged, "device_key_changed"},
        {Kind::SenderPruned, "sender_pruned"},
        {Kind::SenderRestarted, "sender_restarted"},
        {Kind::SenderRewound, "sender_rewound"},
        {Kind::SenderRebuilt, "sender_rebuilt"},
        {Kind::ForgedUpdates, "forged_updates"},
        {Kind::MalformedUpdates, "malformed_updates"},
        {Kind::SourceFailing, "source_failing"},
        {Kind::OutboxWaits, "outbox_waits"},
        {Kind::UpdatesWait, "updates_wait"},
        {Kind::InboxUnread, "inbox_unread"},
        {Kind::InboxOrphaned, "inbox_orphaned"},
        {Kind::StreamStandsStill, "stream_stands_still"},
        {Kind::FanOutStopped, "fan_out_stopped"},
        {Kind::ListsDiffer, "lists_differ"},
    };
};

template <>
struct ApiWords<Inspection::IncidentSubject>
{
    using Subject = Inspection::IncidentSubject;
    static constexpr auto otherwise = Subject::Unknown;
    static constexpr std::pair<Subject, const char *> table[]{
        {Subject::Server, "server"},
        {Subject::User, "user"},
        {Subject::Source, "source"},
        {Subject::Homeserver, "homeserver"},
    };
};

template <>
struct ApiWords<Inspection::IncidentState>
{
    using State = Inspection::IncidentState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::Open, "open"},
        {State::Ended, "ended"},
    };
};

template <>
struct ApiWords<Inspection::IncidentAction>
{
    using Action = Inspection::IncidentAction;
    static constexpr auto otherwise = Action::Unknown;
    static constexpr std::pair<Action, const char *> table[]{
        {Action::RefreshUsers, "refresh_users"},
        {Action::EndBackoff, "end_backoff"},
        {Action::CheckSources, "check_sources"},
    };
};

template <>
struct ApiWords<Inspection::EvidenceKind>
{
    using Kind = Inspection::EvidenceKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::Database, "database"},
        {Kind::Log, "log"},
        {Kind::History, "history"},
        {Kind::Source, "source"},
        {Kind::Gateway, "gateway"},
    };
};

template <>
struct ApiWords<Inspection::EvidenceFact>
{
    using Fact = Inspection::EvidenceFact;
    static constexpr auto otherwise = Fact::Unknown;
    static constexpr std::pair<Fact, const char *> table[]{
        {Fact::ServerFails, "server_fails"},
        {Fact::MarkedOutOfDate, "marked_out_of_date"},
        {Fact::FetchFailed, "fetch_failed"},
        {Fact::ListDropped, "list_dropped"},
        {Fact::FetchedAgain, "fetched_again"},
        {Fact::PrevIdUnknown, "prev_id_unknown"},
        {Fact::MalformedUpdate, "malformed_update"},
        {Fact::UpdateRewound, "update_rewound"},
        {Fact::UpdateRebuilt, "update_rebuilt"},
        {Fact::UpdatePruned, "update_pruned"},
        {Fact::UpdateRestarted, "update_restarted"},
        {Fact::WrongSignature, "wrong_signature"},
        {Fact::WrongSender, "wrong_sender"},
        {Fact::MasterKeyChanged, "master_key_changed"},
        {Fact::DeviceKeyChanged, "device_key_changed"},
        {Fact::MessageQueued, "message_queued"},
        {Fact::UpdateQueued, "update_queued"},
        {Fact::ConversionBehind, "conversion_behind"},
        {Fact::StreamBehind, "stream_behind"},
        {Fact::ListDiffers, "list_differs"},
    };
};

template <>
struct ApiWords<Inspection::IncidentDeed>
{
    using Deed = Inspection::IncidentDeed;
    static constexpr auto otherwise = Deed::Unknown;
    static constexpr std::pair<Deed, const char *> table[]{
        {Deed::Acknowledge, "acknowledge"},
        {Deed::Mute, "mute"},
        {Deed::Unmute, "unmute"},
    };
};

} // namespace Lockstep
