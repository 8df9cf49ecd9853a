// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "inspection/wire.h"

/// GET /_lockstep/v1/users/{userId}/updates/{n}/lines: the lines of the homeserver's log that one row of a history was read from.
namespace Lockstep::Inspection {

/// What a line says for its row.
enum class LineTells : quint8 {
    Unknown, ///< another program's newer word
    Content, ///< the whole update as it came, or the transaction that brought it
    Handling, ///< the homeserver began to work on it
    SigningKeys, ///< the user's cross-signing keys
    Verdict, ///< what the homeserver decided
    Ignored, ///< it was dropped, and why
    FetchStarted, ///< the homeserver began to fetch the whole list
    FetchedDevice, ///< one device of the fetched list was stored
    FetchSkipped, ///< the fetched list is the stored one
    Fetched, ///< the list was fetched
    FetchFailed, ///< it was not, or was too long
};

struct RowLine
{
    QString path; ///< the file as it is called now
    /// Where the line begins; in a compressed file, of the text inside.
    qint64 offset = 0;
    qint64 length = 0; ///< bytes, without the newline
    /// As it stands there, no more than mostText bytes of it; bytes that are no UTF-8 are replaced. Whatever a remote server sent may be in it.
    QString text;
    qint64 at = 0; ///< what the line says that the time was, ms since the epoch
    LineTells tells = LineTells::Unknown;
    ServerName origin; ///< who sent it, where the line says so
    QString transaction; ///< its txnId, where the line says so
    /// Whether somebody who sends the homeserver text could have written the line.
    bool isForgeable = false;
};

/// Why a log was not looked at, or not to its end.
enum class UnreadReason : quint8 {
    Unknown, ///< another program's newer word
    BeginsLater, ///< what is left of it begins after the row: the lines were rotated away
    Journal, ///< a journal of systemd
    Pipe, ///< what came through a pipe is gone
    Missing, ///< no such file
    Unreadable, ///< it cannot be opened, or is damaged
    TooMuch, ///< it holds more than one search reads
};

struct UnreadLog
{
    QString path; ///< file, pattern or name
    UnreadReason reason = UnreadReason::Unknown;
    QString detail = {}; ///< a sentence; may be empty
    qint64 begins = 0; ///< of BeginsLater: the time of its first line, ms since the epoch
};

struct RowLines
{
    static constexpr qsizetype mostText = 16 * 1024;
    static constexpr qsizetype mostLines = 200;

    /// Whether a log told of the row; if not, nothing was looked for.
    bool isFromLog = false;
    QList<RowLine> lines = {}; ///< in order of time
    bool isMore = false; ///< the row came from more lines than these
    QList<UnreadLog> unread = {};
    qint64 files = 0; ///< looked into
    qint64 bytes = 0; ///< read, about
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::LineTells>
{
    using Tells = Inspection::LineTells;
    static constexpr auto otherwise = Tells::Unknown;
    static constexpr std::pair<Tells, const char *> table[]{
        {Tells::Content, "content"},
        {Tells::Handling, "handling"},
        {Tells::SigningKeys, "signing_keys"},
        {Tells::Verdict, "verdict"},
        {Tells::Ignored, "ignored"},
        {Tells::FetchStarted, "fetch_started"},
        {Tells::FetchedDevice, "fetched_device"},
        {Tells::FetchSkipped, "fetch_skipped"},
        {Tells::Fetched, "fetched"},
        {Tells::FetchFailed, "fetch_failed"},
    };
};

template <>
struct ApiWords<Inspection::UnreadReason>
{
    using Reason = Inspection::UnreadReason;
    static constexpr auto otherwise = Reason::Unknown;
    static constexpr std::pair<Reason, const char *> table[]{
        {Reason::BeginsLater, "begins_later"},
        {Reason::Journal, "journal"},
        {Reason::Pipe, "pipe"},
        {Reason::Missing, "missing"},
        {Reason::Unreadable, "unreadable"},
        {Reason::TooMuch, "too_much"},
    };
};

} // namespace Lockstep
