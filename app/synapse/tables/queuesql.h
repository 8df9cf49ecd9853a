// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/database.h"

namespace Lockstep::Synapse {

/// The distinct values of one or two leading columns of an index, after "?" (or "?, ?"), at most "?": the loose index scan.
QString looseIndexScan(Sql::Engine engine, const QString &table, const QStringList &columns);
/// Size in bytes of a text column, without reading it where the engine can do that.
QString octetLength(Sql::Engine engine, const QString &column);
/// "(?, ?), (?, ?)" for VALUES.
QString valueRows(qsizetype rows, int columns);

/// No queue is counted further than this.
constexpr int countedMessages = 10'000;

/// How far one queue of a page is counted, and how many of its messages are measured (those have to be visited in the table). A page of
/// a thousand queues gets less each, so that it costs no more than one of a hundred.
int countLimit(qsizetype queues);
int measureLimit(qsizetype queues);

struct Count
{
    qint64 messages = -1;
    bool atLeast = false;
    qint64 bytes = -1;
};
/// From a count that stopped at \a limit + 1 and the size of the first \a measure messages.
Count toCount(qint64 seen, int limit, int measure, qint64 bytes);

} // namespace Lockstep::Synapse
