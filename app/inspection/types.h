// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/device.h"
#include "domain/devicelistupdate.h"
#include "domain/findings.h"
#include "domain/keptfrom.h"
#include "inspection/audited.h"
#include "inspection/searched.h"
#include "inspection/waiting.h"

#include <QJsonObject>
#include <QMap>

/// The values of the inspection API (server/serverroutes.cpp lists its calls), one struct for each JSON object. wire.h turns them into JSON
/// and back. Times are ms since the epoch, 0 where there is none (null on the wire). Counts are -1 where they are not known.
namespace Lockstep::Inspection {

using Lockstep::Finding;

template <typename T>
struct Page
{
    QList<T> items;
    /// Opaque; empty on the last page.
    QString next;
    /// Whether items were left out because looking further would have taken too long; \c next goes on from there.
    bool partial = false;
    std::optional<SearchState> searched = {}; ///< of users that were searched for
    KeptFrom kept = {}; ///< of a user's updates
};

struct PageQuery
{
    static constexpr int defaultLimit = 100, maxLimit = 1000;
    int limit = defaultLimit;
    QString after;
};

struct Availability
{
    bool available = false;
    QString reason; ///< why not; empty if available
};

/// What a source reads. Unknown here and in the enumerations below: another program's newer word.
enum class SourceKind : quint8 {
    Unknown,
    Database,
    Log,
    Tap,
    Heads, ///< polling of the database
    Redis, ///< the homeserver's replication channel, which says when to look at the database
    Updates, ///< what is made of what the others read
    History, ///< the database that updates are kept in, where gateways share one
    Index, ///< what is searched: made from the others
    Lab,
};

enum class SourceState : quint8 {
    Unknown,
    Ok,
    Starting,
    CatchingUp,
    Failing,
    Off,
};

struct SourceStatus
{
    SourceKind kind = SourceKind::Unknown;
    SourceState state = SourceState::Unknown;
    QString detail; ///< a sentence: the file, or what is wrong and what to do
    qint64 behind = 0; ///< bytes not yet read, for logs
};

enum class ServerKind : quint8 {
    Unknown,
    Synapse,
    Lab,
    Matrix, ///< any other homeserver
    Capture, ///< files that tell of one: logs, transactions, HAR
    Case, ///< a case file
};

/// What a caller may: a viewer looks at everything but contents of messages, an operator acts as well (refresh, end of a backoff).
enum class Role : quint8 {
    Unknown,
    Viewer,
    Operator,
};

/// Who asks, and what they may.
struct Caller
{
    UserId userId;
    Role role = Role::Unknown;
    bool contents = false; ///< may read contents of messages: a right of its own
};

struct Info
{
    ServerName serverName;
    ServerKind kind = ServerKind::Unknown;
    QString serverVersion;
    Availability refresh, history, inbox, outbox, destinations;
    QList<SourceStatus> sources;
    qint64 historyUpdates = 0, recordedSince = 0, historyRemoved = 0; ///< removed: those that are no longer kept
    std::optional<Caller> caller; ///< not there where the server knows no roles: then whoever may look may do everything
    Availability trail; ///< whether it is kept who did what
    Availability incidents; ///< whether causes are told, and why not
    Availability audit; ///< whether lists can be compared with their origin by federation, and why not; the other ways need nothing
};

struct QueueTotals
{
    qint64 messages = -1;
    qint64 bytes = -1;
    bool estimate = false;
};

/// The background check of all lists' keys. Counts of states that it finds are as complete as it is.
struct KeyCheck
{
    qint64 checked = -1; ///< lists checked so far, until all were checked once; then all; -1: there is no such check
    qint64 total = -1; ///< lists there are, -1 while not known
    qint64 finished = 0; ///< when all lists had been checked last; 0: not yet
    bool isComplete() const { return finished > 0; }
};

/// States of a user, a user has one or more.
enum class UserState : quint8 {
    Unknown,
    InStep, ///< tracked, and nothing below applies
    Stale, ///< tracked, marked for a resync
    Queued, ///< marked for a resync, not tracked yet
    Orphaned, ///< cached devices without tracking
    /// marked for a resync, not tracked, and no local user shares a room: a fetch that nobody needs, tried for ever
    LeftoverMarker,
    Gap, ///< the last recorded gap was not followed by a resync
    RemoteFailing, ///< the user's server is in backoff
    UnsignedDevices, ///< has cross-signing keys and devices they do not sign
    UnusableKeys, ///< has devices whose keys clients refuse, by the background check
    CrossSigningBroken, ///< its cross-signing keys or signatures do not hold or are incomplete, by the background check
    TooManyDevices, ///< the last list fetched was too long and was dropped
    ResyncLoop, ///< its list is fetched again and again without any update
    Untracked, ///< the homeserver holds nothing about this user
    Differs, ///< its origin said something else when it was compared last, and it was not fetched since
};

/// Users for whom the same thing goes wrong with the same server.
struct Trouble
{
    UserState state = UserState::Unknown; ///< what they are in
    ServerName server;
    std::optional<FetchCause> cause; ///< as Finding::cause
    QString error; ///< one user's; text of a remote server
    qint64 users = 0;
    qint64 since = 0; ///< the oldest one's
};

struct Overview
{
    qint64 trackedUsers = -1;
    bool trackedUsersEstimate = false;
    /// Number of users in a state; a state that is too costly to count is absent.
    QMap<UserState, qint64> states;
    qint64 destinationsFailing = -1;
    QueueTotals inbox, outbox, updates;
    qint64 refreshesRunning = 0;
    KeyCheck keyCheck = {};
    QList<Trouble> troubles = {}; ///< most users first; the largest ones only
    AuditTotals audited = {};
};

struct UserSummary
{
    UserId userId;
    QList<UserState> states;
    StreamId streamId;
    qint64 deviceCount = -1;
    qint64 staleSince = 0;
    qint64 lastUpdate = 0;
    qint64 retryAt = 0;
    QList<Finding> findings;
    QList<Match> matched = {}; ///< what a search found, the best first and a few at most
};

struct Destination
{
    ServerName destination;
    qint64 failingSince = 0; ///< 0: not failing
    qint64 retryLast = 0;
    qint64 retryInterval = 0; ///< ms
    qint64 retryAt = 0;
    qint64 usersTracked = -1;
    qint64 usersStale = -1;
};

struct UserDetails
{
    UserSummary summary;
    QList<Device> devices; ///< ordered by device ID
    CrossSigning crossSigning;
    std::optional<Destination> destination;
    std::optional<LastAudit> audited = {};
};

struct UserQuery : PageQuery
{
    std::optional<UserState> state; ///< nothing for all
    QString server; ///< exactly this server name
    QString search; ///< a part of the user ID, of a device's ID, name or key; one that starts with '@' is a prefix of the user ID
    UserId beyond = {}; ///< only users after this one, where the list is in order of IDs; not on the wire
};

enum class UpdateOrder : quint8 { OfArrival, NewestFirst };

struct UpdateQuery : PageQuery
{
    UpdateOrder order = UpdateOrder::OfArrival;
};

enum class RefreshState : quint8 {
    Unknown,
    Idle, ///< none is known
    Running,
    Succeeded,
    Failed,
};

struct RefreshStatus
{
    UserId userId;
    RefreshState state = RefreshState::Idle;
    qint64 requested = 0;
    qint64 finished = 0;
    QString errcode;
    QString error;
    qint64 retryAt = 0;
    std::optional<DeviceListChange> change;
};

enum class TrailAction : quint8 {
    Unknown,
    Refresh, ///< of a user's list
    ResetDestination, ///< the end of a backoff
    ReadContents, ///< a look at contents of messages
    AcknowledgeIncident, ///< of one incident, by its ID
    MuteIncidents, ///< of a kind of incidents, for a server or another subject
    UnmuteIncidents,
    Audit, ///< of lists, by its ID
};

enum class TrailOutcome : quint8 {
    Unknown, ///< the server ended before it was known
    Running,
    Succeeded,
    Failed, ///< by the homeserver, or a remote server
    Refused, ///< the caller may not
};

/// Something that somebody did by this API, as it is kept.
struct TrailEntry
{
    qint64 n = 0; ///< rises with every entry
    qint64 at = 0;
    qint64 finished = 0;
    UserId by;
    Role role = Role::Unknown; ///< Unknown: any user of the homeserver, as MSC2638 allows
    TrailAction action = TrailAction::Unknown;
    QString on; ///< a user ID, a server name, or a user ID and a device ID with a space between
    TrailOutcome outcome = TrailOutcome::Unknown;
    QString errcode;
    QString error; ///< why it failed; of one that succeeded: why it failed before
    qint64 count = 1; ///< looks at the same contents soon one after the other are one entry
    std::optional<DeviceListChange> change; ///< of a refresh; of long lists of devices the first ones
    qint64 unlisted = 0; ///< devices that changed and are not named in change
};

struct TrailQuery : PageQuery
{
    std::optional<TrailAction> action;
    QString by; ///< exactly this user ID
    QString on; ///< exactly this user ID or server name, or a user ID all of whose devices are meant
};

struct InboxQueue
{
    UserId userId;
    DeviceId deviceId;
    qint64 messages = -1;
    bool messagesAtLeast = false; ///< counting stopped at this number
    qint64 bytes = -1;
    qint64 oldestStreamId = 0;
    qint64 newestStreamId = 0;
    bool deviceKnown = false;
    qint64 lastSeen = 0;
    Waiting waiting = {};
    std::optional<Growth> growth = {}; ///< known of the deepest queues only
};

enum class InboxOrder : quint8 {
    ByUser,
    ByDepth, ///< deepest first
};

struct InboxQuery : PageQuery
{
    InboxOrder order = InboxOrder::ByUser;
};

struct ToDeviceMessage
{
    qint64 streamId = 0;
    qint64 queued = 0; ///< outbox only
    UserId sender;
    QString type;
    qint64 bytes = 0;
    QString messageId;
    QList<std::pair<UserId, DeviceId>> recipients; ///< outbox only
    std::optional<QJsonObject> content; ///< only when asked for
};

struct MessageQuery : PageQuery
{
    bool content = false;
};

struct OutboxQueue
{
    ServerName destination;
    qint64 messages = -1;
    bool messagesAtLeast = false;
    qint64 bytes = -1;
    qint64 oldestQueued = 0;
    qint64 newestQueued = 0;
    qint64 failingSince = 0;
    qint64 retryAt = 0;
    Waiting waiting = {};
};

/// Device list updates of local users that wait to be sent to one server.
struct UpdatesQueue
{
    ServerName destination;
    qint64 updates = -1;
    bool updatesAtLeast = false;
    qint64 users = -1;
    qint64 oldest = 0; ///< ms since the epoch
    qint64 failingSince = 0;
    qint64 retryAt = 0;
    Waiting waiting = {};
};

struct DestinationQuery : PageQuery
{
    bool failingOnly = false;
};

enum class QueueKind : quint8 {
    Unknown,
    Inbox,
    Outbox,
    Updates, ///< of device lists, to other servers
};

enum class EventType : quint8 {
    Unknown,
    Update, ///< {user_id, n}: one was recorded
    User, ///< {user_id}: state or list changed
    Queue, ///< {queue}: a QueueKind
    Refresh, ///< {user_id, state}: a RefreshState
    Destination, ///< {destination}
    Source, ///< {kind, state}: a SourceKind and its SourceState
    Trail, ///< {n}: an entry was made or changed
    Incident, ///< {incident_id, state}: one began, changed or ended
    Audit, ///< {audit_id, state}: one began, went on or ended
    Gap, ///< events were lost: reload
};

/// Something changed. Members beside \c type depend on it.
struct Event
{
    qint64 id = 0;
    EventType type = EventType::Unknown;
    QJsonObject members;
};

struct EventBatch
{
    qint64 next = 0; ///< for the following call's \c since
    QList<Event> events;
};

} // namespace Lockstep::Inspection
