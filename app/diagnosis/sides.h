// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/casefiles/casefile.h"

/// Two servers' views of one user, and where the chain between them broke.
namespace Lockstep::Diagnosis {

/// How one side has what the other has.
enum class Likeness : quint8 {
    Same,
    OnlyThere, ///< the user's own server has it, the other has not
    OnlyHere, ///< the other way round: it was deleted
    KeyDiffers,
    SignaturesDiffer, ///< those of the user
    NameDiffers, ///< a name that the other server was never told is none
};

/// Where a change stopped on its way from the user's own server (the sender) to the other one (the receiver).
enum class Station : quint8 {
    InStep, ///< it arrived, or there is none
    NeverSent, ///< it is still at the sender
    LostBetween, ///< the sender has a confirmation for it, and the receiver never saw it
    LostHere, ///< the receiver saw it, or knows that it has to fetch the list, and does not have it
    SenderForgot, ///< the sender remembers nothing of having told the receiver, and has nothing to send
    CannotTell,
};

enum class Side : quint8 {
    Neither,
    Sender,
    Between,
    Receiver,
    Unknown,
};

/// What a station rests on.
enum class Ground : quint8 {
    None,
    // never sent
    WaitsInQueue, ///< an update waits; TwoSides::why says for what
    NotGivenToQueues, ///< the sender has not made updates of the change yet
    NotQueued, ///< it made updates, for other servers alone: nothing waits, and what was confirmed is older
    // lost between
    NotInHistory, ///< the receiver's history covers the time, and has no such update
    NamedByLater, ///< a later update names one that never came
    // lost here
    FetchPending, ///< the list is marked to be fetched
    FetchFailing, ///< and that fails
    Ignored, ///< the update was dropped
    NotStored, ///< it was applied, or a whole list was fetched since, and the list does not have it
    FateUnknown, ///< it came, and nothing tells what was made of it
    // the sender forgot
    NothingRemembered,
    // cannot tell
    NoSendersView,
    NoReceiversView,
    SendersListUnread,
    SendersQueuesUnread, ///< or not those for this receiver
    NotTracked, ///< the receiver does not follow the user
    RecordedLater, ///< the change was made before the receiver's recording began, or nobody knows when
    NothingRecorded, ///< the receiver records no single updates of this user
    SourcesFailing, ///< what the receiver's history is made of is not whole
    TapAlone, ///< nothing tells what came while the gateway was down
    ViewsApart, ///< one view is older than what the other one tells
    JustNow, ///< it may be on its way
    QueueTooLong, ///< more waits than is told
};

struct SidesRow
{
    enum Subject : quint8 { Device, Master, SelfSigning };
    Subject subject = Device;
    DeviceId device = {}; ///< of a cross-signing key: its public part, at the sender if there
    QString thereName = {}, hereName = {}; ///< of the device; null for none
    QString thereKey = {}, hereKey = {}; ///< ed25519, empty for none
    Likeness likeness = Likeness::Same;
    Station station = Station::InStep;
    Ground ground = Ground::None;
    qint64 change = 0; ///< the sender's number of its newest change, 0 if not known
    qint64 changedAt = 0; ///< ms since the epoch, 0 if not known
    qint64 waits = 0; ///< number of the update that waits, 0 if none
    qint64 seen = 0; ///< n of the receiver's row of it, 0 if there is none
};

struct TwoSides
{
    UserId user = {};
    ServerName sender = {}, receiver = {}; ///< empty where there is no view, and it is not known whose it would be
    Station station = Station::CannotTell; ///< of the change that stopped first
    Ground ground = Ground::None;
    Side side = Side::Unknown; ///< where somebody has to look
    bool isMixed = false; ///< others stopped elsewhere: the rows tell
    QList<SidesRow> rows = {}; ///< what differs first, then by device ID
    qsizetype differing = 0;

    StreamId held = {}; ///< the last stream_id that the receiver's homeserver holds
    StreamId answers = {}; ///< what the sender's list says now
    qint64 newestChange = 0; ///< the sender's number of the newest change
    qint64 confirmed = 0; ///< the last update that the receiver confirmed, by the sender; 0: none
    qint64 waiting = 0; ///< updates that wait for the receiver
    Inspection::Waiting why = {}; ///< why they do
    QString error = {}; ///< why the receiver's fetch fails, text of a remote server
    qint64 senderAt = 0, receiverAt = 0; ///< how old the views are; ms since the epoch
    qint64 recordedSince = 0;
};

} // namespace Lockstep::Diagnosis
