// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

#include <string>
#include <vector>

namespace Lockstep::Benchmark {

enum class Shape {
    Standard, ///< mostly a chain; forks that merge again; an update lost now and then
    Wide, ///< 64 writers at once, some of whose updates merge
    Swapped, ///< a chain of which every second update arrives before the one that it names
};

/// A history's topology, in order of arrival: for each update the indexes of those it names; -1 was never received.
struct Topology
{
    std::vector<std::vector<int>> parents;
    std::vector<qint64> streamIds;
    std::vector<qint64> missingIds; ///< of each update that names one that was never received, in order
    std::size_t edges = 0;
};

/// The same numbers give the same history on every machine.
Topology generate(Shape shape, int count, quint32 seed = 20260701);

/// With devices, names, keys and signatures that change now and then, breaks, verdicts and the resyncs that follow gaps.
QList<DeviceListUpdate> updatesOf(const Topology &topology);

/// "stream_id prev_id …" a line: what both lane programs read.
std::string edgeText(const Topology &topology);
/// The same graph for git fast-import: a commit for each update and for each one that is missing, a branch for each head.
std::string fastImportText(const Topology &topology);

} // namespace Lockstep::Benchmark
