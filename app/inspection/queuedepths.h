// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

/// What a source tells for the record of how deep queues are. It does not cross the wire.
namespace Lockstep::Inspection {

/// How deep one queue is.
struct QueueDepth
{
    QString subject = {}; ///< as SeriesKind says
    qint64 depth = 0;
    qint64 bytes = -1; ///< known of the deeper ones only; -1: not known
    qint64 oldest = 0; ///< ms since the epoch; 0: not known
};

/// The queues of a kind, by one look.
struct QueueDepths
{
    QList<QueueDepth> queues = {}; ///< deepest first
    bool isWhole = false; ///< all were counted: one that is not listed is empty, if nothing is left out
    qint64 leftOut = 0; ///< queues that were seen and are not listed
};

} // namespace Lockstep::Inspection
