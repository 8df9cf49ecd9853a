// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/pagedmodel.h"
#include "model/spacedtimer.h"

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Remote users that match a query, by keyset pages. Rows that an event names are read again one by one, a short while later, so that
/// a burst of events costs one request for each user; a row whose user does not match the query any more stays until the next reload,
/// because a list that moves under the pointer is worse than one that shows what was just repaired.
class UserModel : public KeysetModel<Inspection::UserSummary>
{
    Q_OBJECT
public:
    enum Column { User, State, Devices, Updated, ColumnCount };
    enum Role {
        StatesRole = FirstOwnRole, ///< QList<Inspection::UserState>
        StaleSinceRole, ///< ms since the epoch, nothing if not stale
        MatchedRole, ///< QList<Inspection::Match>: what a search found, the best first
    };
    /// More users than this changing at once are read by one refresh of the list.
    static constexpr int maxSingleReads = 16;

    explicit UserModel(Inspection::Client *client, QObject *parent = nullptr);

    const Inspection::UserQuery &query() const { return m_query; }
    /// Reads the list anew.
    void setQuery(const Inspection::UserQuery &query);

    /// How much the search looked through that the newest rows are from; nothing if nothing was searched for, or an older server searched.
    const std::optional<Inspection::SearchState> &searched() const { return m_searched; }

    /// Something about this user changed. Users that the list does not hold are read only where they may belong into it.
    void touch(const UserId &user);
    /// How long touched users are collected after a reading; for tests.
    void setTouchDelay(int ms) { m_touchTimer.setSpacing(ms); }

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    UserId userAt(int row) const;
    int rowOf(const UserId &user) const { return rowOfKey(user.toString()); }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::UserSummary>> done) override;
    QString keyOf(const Inspection::UserSummary &row) const override { return row.userId.toString(); }
    QVariant value(const Inspection::UserSummary &row, int column) const override;

private:
    void readTouched();
    void readOne(const UserId &user);

    Inspection::Client *m_client;
    Inspection::UserQuery m_query;
    std::optional<Inspection::SearchState> m_searched;
    QSet<UserId> m_touched;
    SpacedTimer m_touchTimer{400};
};

} // namespace Lockstep
