// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "core/ids.h"
#include "domain/fetchtrouble.h"

#include <QList>

#include <optional>

/// When a remote server could be reached, as far as somebody looked. Times are ms since the epoch.
namespace Lockstep {

enum class ReachState : quint8 {
    Unknown, ///< another program's newer word
    Failing, ///< tries failed, and the homeserver did not wait: they were repeated at once, or the answer makes no backoff
    Backoff, ///< the homeserver waited before it tried again
};

/// A time in which the server was not reached.
struct ReachSpan
{
    ReachState state = ReachState::Unknown;
    qint64 since = 0;
    qint64 until = 0; ///< 0: it goes on; of Failing the last try that failed
    std::optional<FetchCause> cause = {}; ///< of the last try, if the homeserver's log tells
    QString error = {}; ///< in the homeserver's words, one line: text of a remote server
    qint64 tries = 0; ///< that were seen to fail

    friend bool operator==(const ReachSpan &, const ReachSpan &) = default;
};

/// A time in which it was looked at which servers the homeserver waits for.
struct WatchedSpan
{
    qint64 since = 0;
    qint64 until = 0;

    friend bool operator==(const WatchedSpan &, const WatchedSpan &) = default;
};

enum class ContactKind : quint8 {
    Unknown,
    Fetch, ///< a user's list was asked for
    Transaction, ///< something was sent
};

/// What became of one try to reach the server.
struct Contact
{
    qint64 at = 0;
    ContactKind kind = ContactKind::Unknown;
    UserId user = {}; ///< whose list, for Fetch
    bool answered = false; ///< with what was asked for
    std::optional<FetchCause> cause = {}; ///< why not
    QString error = {}; ///< as ReachSpan::error

    friend bool operator==(const Contact &, const Contact &) = default;
};

/// All that is kept of one server.
struct Reachability
{
    static constexpr int keptSpans = 200;
    static constexpr int keptContacts = 20;

    /// When \c spans has all there was, oldest first, none touching another. Nothing is known of what is outside of both.
    QList<WatchedSpan> watched = {};
    QList<ReachSpan> spans = {}; ///< oldest first; those of one state do not overlap
    QList<Contact> contacts = {}; ///< newest first
    qint64 lastUpdate = 0; ///< when an update of a list came from it last
    qint64 updates = -1; ///< how many came since \c updatesSince; -1: not known
    qint64 updatesSince = 0; ///< an hour ago, or when the counting began
};

template <>
struct ApiWords<ReachState>
{
    static constexpr auto otherwise = ReachState::Unknown;
    static constexpr std::pair<ReachState, const char *> table[]{
        {ReachState::Failing, "failing"},
        {ReachState::Backoff, "backoff"},
    };
};

template <>
struct ApiWords<ContactKind>
{
    static constexpr auto otherwise = ContactKind::Unknown;
    static constexpr std::pair<ContactKind, const char *> table[]{
        {ContactKind::Fetch, "fetch"},
        {ContactKind::Transaction, "transaction"},
    };
};

} // namespace Lockstep
