// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/survey.h"
#include "history/reader.h"
#include "inspection/incidents.h"
#include "inspection/source.h"

#include <functional>
#include <memory>

namespace Lockstep::History {
class Incidents;
} // namespace Lockstep::History

namespace Lockstep::Server {

/// Looks at the homeserver again and again, keeps what is wrong with it as incidents, and tells of them on the source's event feed.
/// It looks when something changed, and every few seconds; seldom enough to take a hundredth of the time at most. A thread of its own;
/// everything else is thread-safe.
class IncidentDesk
{
public:
    struct Options
    {
        ServerName serverName; ///< the homeserver's own
        int restMs = 2'000; ///< between two looks when nothing changes
        int leastMs = 500; ///< between two looks when much does
        int longestMs = 30'000;
        /// Present time of the homeserver, ms since the epoch.
        std::function<qint64()> clock = {};
        /// Tells of lists that differ from what their origins said; empty: nobody compares them. Called on the desk's thread.
        Diagnosis::Survey::Differing differing = {};
    };

    /// \a history tells of rows and may be null; \a kept may be null: then incidents end with the process. All outlive the desk.
    IncidentDesk(Options options, Inspection::Source *source, const History::Reader *history, History::Incidents *kept);
    ~IncidentDesk();

    /// Takes up what was kept, and starts to look. Errors: those of the history's file.
    Result<void> start();
    /// Waits for the thread. What it waits for in the source has to be cut off before.
    void stop();

    Result<Inspection::Page<Inspection::Incident>> page(const Inspection::IncidentQuery &query) const;
    /// NotFound.
    Result<Inspection::Incident> incident(const QString &id) const;
    /// Errors: NotFound; BadInput where the incident is over and cannot be acknowledged.
    Result<void> perform(const QString &id, Inspection::IncidentDeed deed, const UserId &by, const QString &note);
    /// Fills in which open incident each of these findings belongs to.
    void name(Inspection::UserSummary &user) const;

    struct Figure
    {
        Inspection::IncidentKind kind = Inspection::IncidentKind::Unknown;
        Severity severity = Severity::Unknown;
        qint64 open = 0;
    };
    /// Open incidents that are not muted, by kind and severity.
    QList<Figure> figures() const;
    /// Not available until the first look is over, and where the last one could not be kept.
    Inspection::Availability availability() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
