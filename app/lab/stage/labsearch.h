// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/stage/labsource.h"
#include "lab/state/clock.h"
#include "search/indexer.h"
#include "server/desks/searchdesk.h"

namespace Lockstep::Lab {

/// The index of a lab server's lists, in memory, and who searches it.
struct LabSearch
{
    /// \a clock: null for the system's.
    LabSearch(LabSource *source, const Clock *clock)
        : indexer(source,
            [time = clock ? clock : &Clock::system()] {
                Search::Indexer::Options options;
                options.clock = [time] { return time->now(); };
                return options;
            }())
        , desk(source, &indexer)
    {
        indexer.start();
    }

    Search::Indexer indexer;
    Server::SearchDesk desk;
};

} // namespace Lockstep::Lab
