// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/exportsource.h"
#include "model/history/historymodelloader.h"
#include "model/pagedmodel.h"

namespace Lockstep {

/// One entry of one of several histories.
struct MergedUpdate
{
    UserId user;
    DeviceListUpdate update; ///< as an outline has it: without keys
};

/// A page of several histories as one list by time, newest first; each user's entries stay in their order of arrival. It asks for so many
/// entries of each user as it has rows, so that what it gives is the newest of all for sure.
Http::CallHandle fetchMerged(const FetchOutline &fetch, const QList<UserId> &users, const Inspection::PageQuery &query, QObject *context,
    Http::Done<Inspection::Page<MergedUpdate>> done);
/// All of it, for a file: members of an update, without its keys, and "user_id".
ExportSource exportOfMerged(const FetchOutline &fetch, const QList<UserId> &users);

/// Histories of several users, a page at a time.
class MergedModel : public KeysetModel<MergedUpdate>
{
    Q_OBJECT
public:
    enum Column { Received, User, What, Device, Name, Breaks, Verdict, Stream, ColumnCount };
    static constexpr int mostUsers = 20;

    explicit MergedModel(FetchOutline fetch, QObject *parent = nullptr);

    /// At most mostUsers of them; the rest is left out. Reads.
    void setUsers(const QList<UserId> &users);
    const QList<UserId> &users() const { return m_users; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<MergedUpdate>> done) override;
    QString keyOf(const MergedUpdate &row) const override;
    /// Raw: What, Breaks and Verdict as int of kind, flags and verdict.
    QVariant value(const MergedUpdate &row, int column) const override;

private:
    FetchOutline m_fetch;
    QList<UserId> m_users;
};

} // namespace Lockstep
