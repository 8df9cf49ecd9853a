// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"

namespace Lockstep::History {

/// Sides from which one EDU can be told, a bit of RowMarks::flags each; one row takes each side once.
enum Mark : quint32 {
    HandledSide = 1, ///< the homeserver's log said that it works on it
    LogSide = 2, ///< its content, from the homeserver's log
    TapSide = 4, ///< its content, from a copy of the federation traffic
    OtherSide = 8, ///< its content, from a file or the lab
    AwaitsVerdict = 16, ///< in the stream RowMarks::stream
    ResyncOpen = 32, ///< a resync whose end is outstanding, in that stream
    ResyncCounting = 64, ///< a resync whose devices are being listed, in that stream
    Forged = 128, ///< its sender's signature is wrong
    IgnoredOnly = 256, ///< known only from the line that says it was ignored
    Unproven = 512, ///< only a source said it that anybody could have fed: it stays outside the graph until another one tells the same
    ServerHeard = 1024, ///< its server was heard of within the time of an outage before it
    NewSigningKey = 2048, ///< the first of its user that bears another key of the server than the one before
    Unconfirmed = 4096, ///< only lines that somebody else could have written tell of it (of a resync: of its end): see Feed::isForgeable
    WithoutIds = 8192, ///< known only from the line that says what was decided
    SeenMarked = 16384, ///< the database marked the list as out of date after it came
    ClaimedVerdict = 32768, ///< only such lines tell that it was applied or ignored
    Told = 65536, ///< of an update: a source that nobody else could have written to tells of it, other than the database by its head
};

/// Whether a row with these flags takes part in breaks, states, findings and figures.
constexpr bool isBelieved(quint32 flags)
{
    return !(flags & (Forged | Unproven));
}

Mark contentSide(UpdateSource source);
/// A number for a stream's name, never 0.
quint32 streamNumber(const QString &name);
/// A number for one EDU of a transaction, 0 if the transaction is not known.
quint64 transactionNumber(const UserId &user, const QString &transaction, int index);

/// Cut as recorder.h says; a number that was written as a fraction (2015.0) is the number.
StreamId boundedStreamId(const StreamId &id);
DeviceId boundedDeviceId(const DeviceId &id);
QList<StreamId> boundedPrevIds(QList<StreamId> ids);

/// The update that an EDU's content says, without n and verdict. Nothing for content that is malformed: a homeserver refuses that.
/// \a canonicalKeys, if given: becomes canonicalKeys() of it, or null.
std::optional<DeviceListUpdate> toUpdate(const UpdateContent &content, QByteArray *canonicalKeys = nullptr);
DeviceListUpdate toUpdate(const SigningKeys &keys);
/// A row for content that is malformed, outside of the graph; its detail says what is wrong.
DeviceListUpdate toMalformed(const UpdateContent &content);

/// What the detail of a resync says whose list was too long, and the number that such a detail names: -1 if it names none, nothing if it
/// is another one.
QString droppedDetail(qint64 devices);
std::optional<qint64> droppedDevices(const QString &detail);

} // namespace Lockstep::History
