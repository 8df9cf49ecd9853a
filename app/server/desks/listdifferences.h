// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/file/audits.h"
#include "inspection/source.h"

#include <chrono>
#include <mutex>

namespace Lockstep::Server {

/// What audits found of lists, beside what a source says of them: a list that differed from its origin's word, and of which no whole list
/// came since, is in the state Differs and has the finding "list_differs"; where only names differ it has the finding alone. Thread-safe;
/// blocks as the history's file and the source do. Whoever reads a list of it pays for what differs, not for what was compared.
class ListDifferences
{
public:
    /// Counted up to this number.
    static constexpr qint64 mostCounted = 100'000;
    /// Told to whom looks for incidents, in order of user IDs.
    static constexpr int mostTold = 1'000;

    /// Both outlive it.
    ListDifferences(Inspection::Source *source, History::Audits *kept);

    /// Adds what is known of these.
    Result<void> addTo(QList<Inspection::UserSummary> &users) const;
    /// Those in the state Differs that the query asks for; its state is not looked at. BadInput for a place that this did not give out.
    Result<Inspection::Page<Inspection::UserSummary>> page(const Inspection::UserQuery &query) const;
    /// Those in the state Differs with nothing but their ID, state and finding. Those whom the homeserver holds no list of any more are
    /// left out as soon as that was noticed: a few are asked for at each call.
    Result<Inspection::Page<Inspection::UserSummary>> all();
    /// How many are in the state Differs, no older than two seconds.
    Result<qint64> count() const;
    /// The homeserver fetched the whole list.
    void fetched(const UserId &user);

private:
    void lookForGone(const QList<History::LastAuditedRow> &rows);

    Inspection::Source *const m_source;
    History::Audits *const m_kept;
    mutable std::mutex m_mutex;
    mutable std::optional<std::pair<qint64, std::chrono::steady_clock::time_point>> m_count;
    QSet<UserId> m_gone;
    UserId m_asked; ///< the last one that was asked for
};

} // namespace Lockstep::Server
