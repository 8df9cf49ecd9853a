// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/xmatrix.h"

#include <QStringList>
#include <QUrl>

#include <mutex>

namespace Lockstep::Gateway {

/// Other servers' published keys, as the homeserver's notary tells them. Thread-safe; only fetch() blocks.
class KeyRing
{
public:
    /// \a homeserver: where /_matrix/key/v2/query is served.
    explicit KeyRing(QUrl homeserver);

    struct Answer
    {
        bool settled = false; ///< no need to fetch: there are keys, or there was a try just now
        std::optional<ServerKeys> keys;
    };
    /// What is known. Settled with keys if one of \a keyIds is among them; without if a fetch just now did not help.
    Answer lookUp(const ServerName &server, const QStringList &keyIds) const;
    /// Asks the notary, and remembers its answer. Errors: Network, Timeout, BadAnswer, NotFound; where the notary itself is missing, with
    /// how to make it available.
    Result<void> fetch(const ServerName &server);

private:
    struct Entry
    {
        std::optional<ServerKeys> keys;
        qint64 usableUntil = 0;
        qint64 fetched = 0;
    };
    void remember(const ServerName &server, Entry entry);

    QUrl m_homeserver;
    mutable std::mutex m_mutex;
    QHash<ServerName, Entry> m_entries;
};

} // namespace Lockstep::Gateway
