// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

class Storage;

/// Updates that wait for the whole list to be fetched, and the one that asked for it: kept across a restart, until the fetch has succeeded
/// and each has its verdict. State thread, inside a transaction.
class WaitingUpdates
{
public:
    struct Update
    {
        qint64 tag = 0; ///< a number of its own among those of its user, in order of arrival
        StreamId streamId;
        /// All that it names came before it: without the fetch it would have been applied.
        bool chains = false;
        QString transaction;
        int index = 0;
        QJsonObject content;
    };

    explicit WaitingUpdates(Storage *storage)
        : m_storage(storage)
    {
    }
    qint64 nextTag(const UserId &user) const;
    void add(const UserId &user, const Update &update);
    /// This update asked for the fetch: it does not wait any more, but others may stand on it.
    void addDecided(const UserId &user, qint64 tag, const StreamId &streamId);
    /// Whether an update with this ID waits, or asked for the fetch.
    bool has(const UserId &user, const StreamId &streamId) const;
    /// Those that wait, in order of arrival.
    QList<Update> list(const UserId &user) const;
    void remove(const UserId &user, qint64 tag);
    /// Those that wait no more: the fetch has ended.
    void removeDecided(const UserId &user);
    void removeAll(const UserId &user);

private:
    Storage *m_storage;
};

} // namespace Lockstep::Lab
