// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/source.h"

#include <map>
#include <memory>
#include <mutex>

namespace Lockstep::History {
class Store;
class Trail;
} // namespace Lockstep::History

namespace Lockstep::Server {

/// What is kept in \a store's file; what a former process left under way is of unknown outcome.
Result<std::unique_ptr<History::Trail>> openTrail(const History::Store &store);

/// Keeps what callers did, in the history's file, and tells that on the event feed. Thread-safe. Where it cannot be kept, that is logged
/// and availability() says so; whether the deed is done all the same is the caller's to decide.
class Trail
{
public:
    /// \a kept may be null: then nothing is kept, and nothing fails by it. Both outlive the trail.
    Trail(History::Trail *kept, Inspection::EventFeed *feed);

    struct Deed
    {
        UserId by;
        Inspection::Role role = Inspection::Role::Unknown; ///< Unknown: any user of the homeserver
        Inspection::TrailAction action = Inspection::TrailAction::Unknown;
        QString on;
    };
    /// Something begins. Its number, 0 where nothing is kept. Errors: those of the history's file.
    Result<qint64> begin(const Deed &deed);
    /// How it ended; \a change of a refresh. A number of 0 is ignored. May be called again when more is known.
    void conclude(qint64 n, const Result<void> &outcome, const std::optional<DeviceListChange> &change = {});
    /// Something that is over at once. The same again within some minutes is counted in one entry.
    Result<void> note(const Deed &deed, const Result<void> &outcome);

    Result<Inspection::Page<Inspection::TrailEntry>> entries(const Inspection::TrailQuery &query) const;
    Inspection::Availability availability() const;

private:
    Result<qint64> append(const Deed &deed, Inspection::TrailOutcome outcome, qint64 finished, const Error *error);
    void failed(const Error &error) const;
    void tell(qint64 n) const;

    History::Trail *m_kept;
    Inspection::EventFeed *m_feed;
    struct Last
    {
        qint64 n = 0;
        qint64 at = 0;
    };
    std::mutex m_notes;
    std::map<QString, Last> m_last; ///< of each deed that is over at once; guarded by m_notes
    mutable std::mutex m_mutex;
    mutable QString m_problem; ///< why it could not be kept the last time; guarded by m_mutex
};

} // namespace Lockstep::Server
