// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QSet>

#include <unordered_map>

namespace Lockstep::History {

/// What the homeserver's database said last, as far as it was polled. Bounded: what is forgotten is told again. Not thread-safe.
class PolledLists
{
public:
    /// Whether this head is the one that was settled last. By hash, so that a poll of everything costs no query a user.
    bool isHead(const UserId &user, const StreamId &id) const
    {
        const auto known = m_heads.find(qHash(user));
        return known != m_heads.end() && known->second == qHash(id);
    }
    bool hasHead(const UserId &user) const { return m_heads.contains(qHash(user)); }
    void settleHead(const UserId &user, const StreamId &id)
    {
        if (m_heads.size() >= maxHeads)
            m_heads.clear();
        m_heads[qHash(user)] = qHash(id);
    }
    void forgetHead(const UserId &user) { m_heads.erase(qHash(user)); }
    void forgetHeads() { m_heads.clear(); }

    /// The list is marked as out of date, or is so no more.
    void setMarked(const UserId &user, bool isMarked)
    {
        QSet<UserId> &users = isMarked ? m_marked : m_unmarked;
        (isMarked ? m_unmarked : m_marked).remove(user);
        if (users.size() < maxUsers)
            users.insert(user);
    }
    bool isMarked(const UserId &user) const { return m_marked.contains(user); }
    /// It was told that the list is not marked; of most lists nothing is told.
    bool isUnmarked(const UserId &user) const { return m_unmarked.contains(user); }

private:
    static constexpr size_t maxHeads = 2'000'000;
    static constexpr qsizetype maxUsers = 100'000;

    std::unordered_map<size_t, size_t> m_heads; ///< hash of user → hash of stream_id
    QSet<UserId> m_marked, m_unmarked;
};

} // namespace Lockstep::History
