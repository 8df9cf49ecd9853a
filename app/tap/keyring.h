// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/xmatrix.h"
#include "http/homeservercall.h"

#include <QStringList>
#include <QUrl>

#include <mutex>

namespace Lockstep::Tap {

/// Other servers' published keys, as the homeserver's notary tells them. Thread-safe; only fetch() blocks.
class KeyRing
{
public:
    /// \a homeserver: where /_matrix/key/v2/query is served.
    explicit KeyRing(QUrl homeserver);

    struct Answer
    {
        bool settled = false; ///< no need to fetch: one of the keys is here, or there was a try just now
        std::optional<ServerKeys> keys;
        /// The server's keys are here, the notary was asked for each of the named ones just now, and has none: a signature by them is
        /// forged.
        bool lacking = false;
    };
    /// What is known of the server and of its keys of these ids.
    Answer lookUp(const ServerName &server, const QStringList &keyIds) const;
    /// Asks the notary for these keys, and remembers its answer. Errors: Network, Timeout, BadAnswer, NotFound; where the notary itself is
    /// missing, with how to make it available.
    Result<void> fetch(const ServerName &server, const QStringList &keyIds);
    /// Ends the fetches under way; later ones fail at once. Repeat it until they have ended.
    void cutOff() { m_cutOff.cut(); }

private:
    struct Entry
    {
        std::optional<ServerKeys> keys;
        qint64 usableUntil = 0;
        qint64 fetched = 0;
        QHash<QString, qint64> asked; ///< ids that the notary was asked for by name, and when
    };
    void remember(const ServerName &server, Entry entry);
    Result<void> read(const Http::HomeserverAnswer &answer, const ServerName &server, Entry &entry) const;

    QUrl m_homeserver;
    Http::CutOff m_cutOff;
    mutable std::mutex m_mutex;
    QHash<ServerName, Entry> m_entries;
};

} // namespace Lockstep::Tap
