// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/fakes.h"
#include "searchtext.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace Lockstep::Test {

/// A homeserver that tracks lists which the test sets. Searched by itself it finds parts of IDs, in order, as the real ones do.
class ListSource : public Inspection::FakeSource
{
public:
    void set(const QString &lines)
    {
        const std::lock_guard lock(m_lock);
        for (const auto &list : listsOf(lines))
            m_lists[list.user] = list;
    }
    void remove(const QString &user)
    {
        const std::lock_guard lock(m_lock);
        m_lists.erase(UserId(user));
    }
    void change(const QString &line)
    {
        set(line);
        events().publish(Inspection::EventType::User, {{u"user_id"_s, line.section(u' ', 0, 0)}});
    }
    /// The scan gets no further than this user; empty: it may go on.
    void holdAt(const QString &user)
    {
        const std::lock_guard lock(m_lock);
        m_heldAt = UserId(user);
    }
    void setFailing(bool isFailing)
    {
        const std::lock_guard lock(m_lock);
        m_isFailing = isFailing;
    }
    int textsRead() const
    {
        const std::lock_guard lock(m_lock);
        return m_textsRead;
    }

    Result<Inspection::Overview> overview() override
    {
        const std::lock_guard lock(m_lock);
        Inspection::Overview overview;
        overview.trackedUsers = qint64(m_lists.size());
        return overview;
    }
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) override
    {
        const std::lock_guard lock(m_lock);
        if (m_isFailing || (!m_heldAt.isEmpty() && after >= m_heldAt))
            return failure(Error::Timeout, u"The database does not answer."_s);
        QList<UserId> users;
        for (auto it = m_lists.upper_bound(after); it != m_lists.end() && users.size() < limit; ++it)
            users.append(it->first);
        return users;
    }
    Result<QList<Inspection::ListTexts>> listTexts(const QList<UserId> &users) override
    {
        const std::lock_guard lock(m_lock);
        QList<Inspection::ListTexts> texts;
        for (const UserId &user : users) {
            if (const auto found = m_lists.find(user); found != m_lists.end())
                texts.append(found->second);
        }
        m_textsRead += int(texts.size());
        return texts;
    }
    Result<QList<Inspection::UserSummary>> summaries(const QList<UserId> &users) override
    {
        const std::lock_guard lock(m_lock);
        QList<Inspection::UserSummary> all;
        for (const UserId &user : users) {
            if (m_lists.contains(user))
                all.append(summary(user));
        }
        return all;
    }
    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) override
    {
        const std::lock_guard lock(m_lock);
        Inspection::Page<Inspection::UserSummary> page;
        for (auto it = m_lists.upper_bound(query.after.isEmpty() ? query.beyond : UserId(query.after)); it != m_lists.end(); ++it) {
            const QString id = it->first.toString();
            const auto row = summary(it->first);
            if ((query.search.startsWith(u'@') ? !id.startsWith(query.search) : !id.contains(query.search))
                || (!query.server.isEmpty() && it->first.server().toString() != query.server)
                || (query.state && !row.states.contains(*query.state)))
                continue;
            if (page.items.size() == query.limit) {
                page.next = page.items.constLast().userId.toString();
                break;
            }
            page.items.append(row);
        }
        return page;
    }

private:
    /// Whose local part ends with "stale" is that.
    static Inspection::UserSummary summary(const UserId &user)
    {
        Inspection::UserSummary summary;
        summary.userId = user;
        summary.states = {user.localpart().endsWith("stale"_L1) ? Inspection::UserState::Stale : Inspection::UserState::InStep};
        return summary;
    }

    mutable std::mutex m_lock;
    std::map<UserId, Inspection::ListTexts> m_lists;
    UserId m_heldAt;
    bool m_isFailing = false;
    int m_textsRead = 0;
};

/// As many lists: "@u000017:s3.example | D17 = Phone 17".
inline QString manyLists(int from, int to)
{
    QString lines;
    for (int i = from; i < to; ++i)
        lines += u"@u%1:s%2.example | D%3 = Phone %3\n"_s.arg(i, 6, 10, QChar(u'0')).arg(i % 7).arg(i);
    return lines;
}

} // namespace Lockstep::Test
