// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/devicelistupdate.h"

#include <QHash>
#include <QList>

#include <span>
#include <vector>

namespace Lockstep {

/// What the graph keeps of one update, resync or head. Small: a user may have a hundred thousand.
struct GraphNode
{
    UpdateKind kind = UpdateKind::Update;
    Verdict verdict = Verdict::Unknown;
    StreamId streamId;
    QList<StreamId> prevIds;
    /// Hash of device, name, deleted and keys; equal hashes and ids make a duplicate. 0: content not known.
    quint64 contentHash = 0;
};

/// The directed acyclic graph of one user's updates, in order of arrival. Rows are indexes from 0. A row's breaks can
/// change when later rows arrive (a fork's first branch; a gap whose missing update comes late).
class UpdateGraph
{
public:
    static constexpr int notReceived = -1;

    /// Adds the newest row; returns the earlier rows whose breaks or edges changed.
    std::vector<int> append(const GraphNode &node);
    /// The verdict became known later; returns the rows (this one too) whose breaks changed.
    std::vector<int> setVerdict(int row, Verdict verdict);

    int size() const { return int(m_rows.size()); }
    Breaks breaks(int row) const;
    /// One entry for each prev_id, in its order: the row it names, or notReceived. For an id that came several times:
    /// the newest before this row. Rows of other kinds have the entry that they continue, or none.
    std::span<const int> parents(int row) const;
    /// Stream ids that no later update refers to: what the next update should name.
    QList<StreamId> heads() const;
    /// Whether a receiver that follows the specification (strict reading, protocol section 10.4) would recognise this prev_id now.
    bool isKnown(const StreamId &id) const;
    /// Prev_ids that were never received, each with the row that names it.
    QList<std::pair<StreamId, int>> missing() const;
    /// The newest row with a gap after which no successful resync came, or -1.
    int openGap() const;

private:
    struct Row;
    std::vector<Row> m_rows;
    // helper A completes the private part
};

} // namespace Lockstep
