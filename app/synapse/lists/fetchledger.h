// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/fetchtrouble.h"
#include "history/observed.h"

#include <QHash>
#include <QSet>

#include <map>
#include <mutex>
#include <optional>

namespace Lockstep::Synapse {

/// What a text that Synapse logs or answers for a failed fetch says. Neither of the homeserver's own settings is taken from it: a remote
/// server chooses a part of the text.
FetchCause fetchCauseOf(const QString &error);

/// The text without what Synapse's own layers put before it: "500: Internal Server Error".
QString bareError(const QString &error);

/// Remembers how the fetches of remote lists went, as the homeserver's logs tell it: what failed, why, since when and how often, which
/// lists were dropped as too long, and which are fetched again and again without an update between. Bounded; not kept over a restart,
/// because what goes on failing is told again. Times are those of the logs. Thread-safe.
class FetchLedger
{
public:
    /// Whole lists in a row without an update, within an hour of one another, that make a loop.
    static constexpr int loopLength = 5;
    static constexpr qint64 mostApartMs = 60 * 60 * 1000;
    static constexpr qsizetype mostUsers = 100'000;
    static constexpr qsizetype mostServers = 20'000;

    /// What is forgeable (see History::Feed) ends no trouble until the database agrees: until the mark of the list is gone.
    void note(const History::Observation &what, bool isForgeable = false);
    /// The homeserver's configuration lets it ask these servers alone, or all: that explains what no log has explained yet.
    void setWhitelist(const std::optional<QList<ServerName>> &servers);
    /// What an earlier run saw, and nobody tells again: the homeserver has no marker for a list that it dropped.
    void restore(const QList<History::DroppedList> &dropped);
    /// The same of loops. \a newest: when the newest entry of the history was received, ms since the epoch.
    void restore(const QList<History::FetchRun> &runs, qint64 newest);
    /// An operator asked for the user's list: the next fetch of it is no sign of a loop.
    void expectFetch(const UserId &user);
    /// Whether that fetch was not told yet; never, where no log tells of anything.
    bool isExpected(const UserId &user) const;
    /// An operator's refresh fetched it; \a at is the gateway's own time.
    void noteRefreshed(const UserId &user, qint64 at);
    /// When one did so last, 0 if none did.
    qint64 refreshed(const UserId &user) const;
    /// The list is not marked as out of date any more, so what failed before has ended; what was dropped as too long only if it was told
    /// that a list was taken since.
    void markerGone(const UserId &user);

    /// Why the user's list is not fetched; not known if the last fetch went well or nothing was seen.
    FetchTrouble userTrouble(const UserId &user) const;
    /// Why lists of this server are not fetched, from any of its users.
    FetchTrouble serverTrouble(const ServerName &server) const;

    struct Loop
    {
        qint64 fetches = 0; ///< 0: there is none
        qint64 since = 0;
        qint64 until = 0;
    };
    Loop loop(const UserId &user) const;

    /// Users whose last list was too long, and users with a loop, after \a after in order of their IDs.
    QList<UserId> tooLong(const UserId &after, int limit) const;
    QList<UserId> loops(const UserId &after, int limit) const;
    qint64 tooLongCount() const;
    qint64 loopCount() const;

    /// How often the homeserver failed on an m.device_list_update, and when it did last: a sentence, empty if it was not lately. A sender
    /// repeats what fails, until it gives up or is mended. \a now: ms since the epoch.
    QString failedUpdates(qint64 now) const;
    static constexpr qint64 failedUpdatesForMs = 15 * 60 * 1000;

private:
    struct User
    {
        FetchTrouble trouble;
        Loop run; ///< fetches since the last update
        StreamId fetchedId; ///< of the list whose devices are being told
        StreamId keptHead; ///< the list that is kept because the fetched one is too long
        bool fetching = false; ///< a fetch began, and nothing was told of its end
        bool claimed = false; ///< since the trouble, somebody who could have made it up told that a list was taken
        int expected = 0;
        qint64 refreshed = 0;
        qint64 touched = 0;
    };
    struct Server
    {
        FetchTrouble trouble;
        FetchTrouble denied;
        qint64 touched = 0;
    };

    void noteOutcome(const History::ResyncOutcome &outcome, bool isForgeable);
    void noteServer(const History::ServerTrouble &trouble);
    void noteUpdate(const UserId &user);
    void noteHead(const History::HeadSeen &seen);
    void fetched(const UserId &user, User &entry, qint64 at, bool isForgeable);
    bool isLoop(const Loop &run) const;
    FetchTrouble deniedNow(const ServerName &server) const;
    User &entryOf(const UserId &user);
    Server &entryOf(const ServerName &server);
    template <typename Test>
    QList<UserId> usersWhere(const UserId &after, int limit, Test test) const;

    mutable std::mutex m_mutex;
    std::map<UserId, User> m_users;
    QHash<ServerName, Server> m_servers;
    std::optional<QSet<ServerName>> m_whitelist;
    QHash<QString, qint64> m_blocked; ///< host → when the homeserver's own list of addresses forbade it last
    qint64 m_newest = 0; ///< time of the newest line
    qint64 m_restored = 0; ///< of the newest entry before this run
    qint64 m_failedUpdates = 0;
    qint64 m_lastFailedUpdate = 0;
};

} // namespace Lockstep::Synapse
