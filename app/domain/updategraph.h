// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/breaks.h"
#include "domain/devicelistupdate.h"
#include "domain/streamidtable.h"

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

/// The node of a recorded entry. Its hash is the same in every process and version.
GraphNode toGraphNode(const DeviceListUpdate &update);

/// The directed graph of one user's updates, in order of arrival. Rows are indexes from 0. A row's breaks can change when
/// later rows arrive (a fork's first branch; a gap whose missing update comes late). About 100 bytes a row; append takes
/// amortised constant time.
///
/// The first update of a history names what was sent before recording began: that is a gap only if the homeserver says so
/// by asking for a resync. An update that the homeserver applied is never a gap, since it knew all that the update names.
/// Nor is one that a resync's list holds already: that of the resync's stream_id, and what such a one names.
/// Updates with verdict Ignored (a forged origin, no shared room) and m.signing_key_update stay outside.
class UpdateGraph
{
public:
    static constexpr int notReceived = -1;
    /// Further prev_ids of an update are not looked at: no honest sender has as many heads.
    static constexpr int maxPrevIds = 256;

    /// Adds the newest row; returns the earlier rows whose breaks or edges changed, in order.
    std::vector<int> append(const GraphNode &node);
    /// The verdict became known later; returns the rows (this one too) whose breaks changed. Constant time, except for a
    /// change to or from Ignored or Duplicate and the end of a resync with updates behind it: those take time for all rows.
    std::vector<int> setVerdict(int row, Verdict verdict);
    /// The same for a resync of which only the end tells the stream_id.
    std::vector<int> setResyncResult(int row, Verdict verdict, const StreamId &streamId);

    int size() const { return int(m_rows.size()); }
    Breaks breaks(int row) const;
    /// One entry for each prev_id, in its order: the row it names, or notReceived. For an id that came several times:
    /// the newest before this row that is no duplicate. Rows of other kinds have the entry that they continue, or none.
    /// An entry can be greater than \a row (OutOfOrder); with a sender that contradicts itself (6 names 7, 7 names 6) such
    /// edges make a cycle, so who walks along them needs a mark of where they were.
    std::span<const int> parents(int row) const;
    /// Stream ids that no later update refers to: what the next update should name. Time for the rows since the last resync.
    QList<StreamId> heads() const;
    /// Whether a receiver that follows the specification (strict reading, protocol section 10.4) would recognise this prev_id now.
    bool isKnown(const StreamId &id) const;
    /// Prev_ids that were never received and make a gap, each with the row that names it, in order of rows.
    QList<std::pair<StreamId, int>> missing() const;
    /// The newest row with a gap after which no successful resync came, or -1.
    int openGap() const;

private:
    struct Row
    {
        quint64 contentHash = 0;
        int id = StreamIdTable::none;
        int firstEdge = 0; ///< place in m_parents and its companions
        int firstChild = -1; ///< the first row that names this one, duplicates left out
        int childEdge = -1; ///< newest edge to this row; m_nextEdge leads to the others
        quint16 edges = 0;
        quint16 distinctPrevIds = 0;
        UpdateKind kind = UpdateKind::Update;
        Verdict verdict = Verdict::Unknown;
        BreakFacts::Start start = BreakFacts::Start::No;
        bool nothingBefore : 1 = false;
        bool repeatsPlaceholder : 1 = false;
        bool repeatsContent : 1 = false;
        bool namesItself : 1 = false;
        bool shared : 1 = false;
        bool included : 1 = false;
        Breaks breaks;
    };
    struct Reception
    {
        int row = -1; ///< the newest row with this id, duplicates left out
        int update = -1; ///< the same among updates alone: a resync can stand before it
        int waitingEdge = -1; ///< edges that name this id and found no row; m_nextEdge leads on
        int firstReferrer = -1; ///< the first row with such an edge
        int includedBy = -1; ///< the newest resync whose list is known to hold the update of this id
        int namedBy = -1; ///< the newest row that names it: finds repetitions within one update
    };

    Row &at(int row) { return m_rows[size_t(row)]; }
    const Row &at(int row) const { return m_rows[size_t(row)]; }
    Reception &reception(int id) { return m_receptions[size_t(id)]; }
    const Reception &reception(int id) const { return m_receptions[size_t(id)]; }
    int intern(const StreamId &id);
    void place(int row, std::vector<int> &changed);
    void placeUpdate(int row, std::vector<int> &changed);
    void placeBaseline(int row);
    void describe(int row);
    bool nothingYet() const;
    void link(int row, int edge, std::vector<int> &changed);
    void share(int &firstReferrer, int row, std::vector<int> &changed);
    void registerId(int row, std::vector<int> &changed);
    void resolveWaiting(int row, std::vector<int> &changed);
    void include(int row, std::vector<int> &changed);
    bool isSucceededResync(int row) const;
    bool isDuplicate(int row) const;
    bool repeats(int earlier, int row) const;
    int rowOfEdge(int edge) const;
    int epochStart(int row) const;
    bool isEffective(int row) const;
    bool isRecognised(int row) const;
    Breaks evaluate(int row) const;
    void setBreaks(int row, Breaks breaks);
    void refresh(int row, std::vector<int> &changed);
    void refreshChildren(int row, std::vector<int> &changed);
    std::vector<int> rebuild();

    std::vector<Row> m_rows;
    // Edges lie row after row. A vector for each column, because parents() hands out a span.
    std::vector<int> m_parents;
    std::vector<int> m_prevIds;
    std::vector<int> m_nextEdge;
    StreamIdTable m_ids;
    std::vector<Reception> m_receptions; ///< by number of the id
    std::vector<int> m_resyncs; ///< rows of successful resyncs
    std::vector<int> m_gaps; ///< rows that are a gap, in order
    int m_newest = -1; ///< newest row inside the graph, duplicates left out
};

} // namespace Lockstep
