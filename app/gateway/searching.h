// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "search/indexer.h"
#include "server/desks/searchdesk.h"

namespace Lockstep::Gateway {

/// The search index of a gateway, in a file beside its history, and who answers from it.
struct Searching
{
    /// \a source outlives it; it begins at once.
    Searching(Inspection::Source *source, const QString &historyPath);
    ~Searching() { indexer.stop(); }

    /// "F.search.sqlite" for "F.history.sqlite", and the same behind any other name.
    static QString pathBeside(const QString &historyPath);

    Search::Indexer indexer;
    Server::SearchDesk desk;
};

} // namespace Lockstep::Gateway
