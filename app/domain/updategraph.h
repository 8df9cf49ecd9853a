// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/breaks.h"
#include "domain/devicelistupdate.h"
#include "domain/olderrows.h"
#include "domain/streamidtable.h"

#include <QList>

#include <limits>
#include <set>
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
    /// When it was received, or a resync began, ms since the epoch.
    qint64 received = 0;
    /// For a resync that has ended: how many rows there were by then. 0: no other row came before its end.
    int rowsAtEnd = 0;
    /// Shown, but not believed: nothing is made of it.
    bool isOutside = false;
    /// Another update of its server came within the time of an outage before it, of whatever user.
    bool serverWasHeard = false;
    /// It is the first that bears a new signing key of its server.
    bool newSigningKey = false;
    /// Only what somebody else could have written tells of it (of a resync: of its end). Such a resync explains and heals nothing of what
    /// is no claim.
    bool isClaim = false;
    /// The same of its verdict alone.
    bool isVerdictClaimed = false;
    /// Of an update: what nobody else could have written tells of it, and not only the homeserver's database that it came. What is a claim
    /// does not stand in for what such a one names.
    bool isTold = false;
};

/// The node of a recorded entry, as far as the entry tells. Its hash is the same in every process and version.
GraphNode toGraphNode(const DeviceListUpdate &update);

/// The directed graph of one user's updates, in order of arrival. Rows are indexes from 0. A row's breaks can change when
/// later rows arrive (a fork's first branch; a gap whose missing update comes late). About 150 bytes a row; append takes
/// amortised constant time.
///
/// The first update of a history names what was sent before recording began: that is a gap only if the homeserver says so
/// by asking for a resync, and not while its first list is under way. An update that the homeserver applied is never a gap, since it knew
/// all that the update names. A resync has a start, which is its row, and an end. What it is the ground of, and what it heals, is decided
/// by its end: an update that came meanwhile stands on what was known before, and one that came after the end and is in the list already
/// (that of the resync's stream_id, and what such a one names) is no gap. Updates with verdict Ignored (a forged origin, no shared room),
/// what is not believed, and m.signing_key_update stay outside.
class UpdateGraph
{
public:
    static constexpr int notReceived = -1;
    /// Further prev_ids of an update are not looked at: no honest sender has as many heads.
    static constexpr int maxPrevIds = 256;
    /// After so long a sender collapses what it could not deliver, ms.
    static constexpr qint64 outage = 24LL * 60 * 60 * 1000;
    /// A fetch whose end nobody told is under way for so long at most, ms: Synapse gives a remote server a minute for an answer, a few
    /// times.
    static constexpr qint64 longestFetch = 10LL * 60 * 1000;

    /// \a outageMs: another length of an outage. 0: whoever names nothing after an update had an outage, for a world in which days
    /// last seconds and nobody restarts. \a older: what came before the first row and is no longer kept.
    explicit UpdateGraph(qint64 outageMs = outage, OlderRows older = {});

    /// Adds the newest row; returns the earlier rows whose breaks or edges changed, in order.
    std::vector<int> append(const GraphNode &node);
    /// The verdict became known later; returns the rows (this one too) whose breaks changed. Constant time, except for a change
    /// to or from Ignored or Duplicate and the end of a resync with updates behind it: those take the time of truncate().
    std::vector<int> setVerdict(int row, Verdict verdict);
    /// The same for a resync that ends now; only its end tells the stream_id.
    std::vector<int> setResyncResult(int row, Verdict verdict, const StreamId &streamId, bool isClaim = false);
    /// What is known of an update, or of its verdict, is a claim from now on, or none any more, or told; see GraphNode. Time for those that
    /// name it.
    std::vector<int> setClaims(int row, bool isClaim, bool isVerdictClaimed, bool isTold);
    /// Forgets the rows from \a rows on; returns the others whose breaks or edges changed. Takes time for what is forgotten as
    /// long as that is among the newest \c undoRows, for all rows otherwise.
    std::vector<int> truncate(int rows);
    static constexpr int undoRows = 4096;

    int size() const { return int(m_rows.size()); }
    Breaks breaks(int row) const;
    /// One entry for each prev_id, in its order: the row it names, or notReceived. For an id that came several times:
    /// the newest before this row that is no duplicate. Rows of other kinds have the entry that they continue, or none.
    /// An entry can be greater than \a row (OutOfOrder); with a sender that contradicts itself (6 names 7, 7 names 6) such
    /// edges make a cycle, so who walks along them needs a mark of where they were.
    std::span<const int> parents(int row) const;
    /// Stream ids that no later update refers to: what the next update should name. Time for the rows since the last resync.
    QList<StreamId> heads() const;
    /// Whether a receiver that follows the specification (see "What a receiver does" in PROTOCOL.md, the strict reading) would
    /// recognise this prev_id now.
    bool isKnown(const StreamId &id) const;
    /// Prev_ids that were never received and make a gap, each with the row that names it, in order of rows.
    QList<std::pair<StreamId, int>> missing() const;
    /// The newest row with a gap that is no claim and that no successful resync healed, or -1. One heals what came before its end; of what
    /// came while it ran, not what is newer than its list.
    int openGap() const;
    /// Whether the newest gap is among the rows that are no longer kept, and open.
    bool isOlderGapOpen() const;
    /// All rows as what came before others, and is no longer kept then.
    OlderRows asOlder() const;

private:
    enum Inclusion : quint8 {
        NotIncluded,
        InList,
        InClaimedList,
    };
    struct Row
    {
        quint64 contentHash = 0;
        qint64 received = 0;
        int id = StreamIdTable::none;
        int firstEdge = 0; ///< place in m_parents and its companions
        int firstChild = -1; ///< the first row that names this one, duplicates left out
        int childEdge = -1; ///< newest edge to this row; m_nextEdge leads to the others
        int end = 0; ///< for a resync: how many rows there were when it ended
        quint16 edges = 0;
        quint16 distinctPrevIds = 0;
        UpdateKind kind = UpdateKind::Update;
        Verdict verdict = Verdict::Unknown;
        // as the node says
        bool isOutside : 1 = false;
        bool serverWasHeard : 1 = false;
        bool newSigningKey : 1 = false;
        bool isClaim : 1 = false;
        bool isVerdictClaimed : 1 = false;
        bool isTold : 1 = false;
        // what was found out
        bool isTwin : 1 = false; ///< another update of its stream_id came before it
        bool isStart : 1 = false;
        bool isStartByClaim : 1 = false; ///< it is one if what came before it is believed, which is a claim
        bool nothingBefore : 1 = false;
        bool updateBefore : 1 = false;
        bool afterOutage : 1 = false;
        bool runsBackwards : 1 = false;
        bool repeatsPlaceholder : 1 = false;
        bool isRepeatedPlaceholder : 1 = false;
        bool repeatsContent : 1 = false;
        bool namesItself : 1 = false;
        bool standsOnClaim : 1 = false; ///< it names a list that is a claim, and no update of that id had come
        bool shared : 1 = false;
        bool duringFirstFetch : 1 = false; ///< it is the first update, and came before the first list
        bool mayNameOlder : 1 = false; ///< the sender did not count anew since rows were no longer kept
        quint8 included : 2 = NotIncluded;
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
    /// Where the history stands after the rows that are there.
    struct Tip
    {
        int newest = -1; ///< newest row inside the graph, duplicates left out
        int update = -1; ///< the newest update of these
        qint64 heard = std::numeric_limits<qint64>::min(); ///< when the newest update or head came; the first list, if none did
        qint64 highest = std::numeric_limits<qint64>::min(); ///< highest stream_id since the sender began to count
        bool anyUpdate = false;
        int firstFetch = -1; ///< the newest resync that began before anything else was known
        qint64 seen = OlderRows::nothing; ///< highest stream_id of any row since then
        bool mayNameOlder = false; ///< see Row
    };
    /// A resync from its end on.
    struct Epoch
    {
        int end = 0; ///< the first row that stands on it
        int row = -1;
    };
    /// The members that a new row changes in what was there before it.
    enum Slot : quint8 {
        NextEdge,
        Parent,
        ChildEdge,
        FirstChild,
        Shared,
        Included,
        RepeatedPlaceholder,
        ReceptionRow,
        ReceptionUpdate,
        WaitingEdge,
        FirstReferrer,
        IncludedBy,
        NamedBy,
    };
    struct Undo
    {
        Slot slot;
        int index;
        int before;
    };
    struct UndoStart
    {
        size_t place;
        Tip tip;
    };

    Row &at(int row) { return m_rows[size_t(row)]; }
    const Row &at(int row) const { return m_rows[size_t(row)]; }
    const Reception &reception(int id) const { return m_receptions[size_t(id)]; }
    int intern(const StreamId &id);
    int get(Slot slot, int index) const;
    void put(Slot slot, int index, int value);
    void set(Slot slot, int index, int value);
    void beginUndo();
    GraphNode nodeAt(int row) const;

    void place(int row, std::vector<int> &changed);
    void placeUpdate(int row, std::vector<int> &changed);
    void placeBaseline(int row);
    void moveTip(int row);
    void describe(int row, std::vector<int> &changed);
    void describeFirst(int row, std::vector<int> &changed);
    void describeStart(Row &entry) const;
    bool nothingYet() const;
    void noteSeen(int row);
    bool isOlder(int row, int edge) const;
    void link(int row, int edge, std::vector<int> &changed);
    void share(Slot slot, int index, int row, std::vector<int> &changed);
    void registerId(int row, std::vector<int> &changed);
    void resolveWaiting(int row, std::vector<int> &changed);
    void takeChildren(int from, int row, std::vector<int> &changed);
    void include(int row, std::vector<int> &changed);
    bool isSucceededResync(int row) const;
    bool isDuplicate(int row) const;
    bool repeats(int earlier, int row) const;
    int rowOfEdge(int edge) const;
    Epoch epochAt(int row) const;
    bool isSince(int parent, const Epoch &epoch) const;
    bool isEffective(int row) const;
    bool isRecognised(int row) const;
    bool isDuringFirstFetch(int row) const;
    bool isMissing(int row, int edge) const;
    bool heals(const Epoch &resync, int gap) const;
    Breaks evaluate(int row) const;
    void setBreaks(int row, Breaks breaks);
    void noteGap(int row);
    void refresh(int row, std::vector<int> &changed);
    void refreshWithChildren(int row, bool wasEffective, std::vector<int> &changed);
    void refreshChildren(int row, std::vector<int> &changed);
    std::vector<int> replaceRow(int row, const GraphNode &node);

    qint64 m_outage;
    OlderRows m_older;
    std::vector<Row> m_rows;
    // Edges lie row after row. A vector for each column, because parents() hands out a span.
    std::vector<int> m_parents;
    std::vector<int> m_prevIds;
    std::vector<int> m_nextEdge;
    StreamIdTable m_ids;
    std::vector<Reception> m_receptions; ///< by number of the id
    std::vector<Epoch> m_epochs; ///< by their end
    std::vector<Epoch> m_firmEpochs; ///< of these, those that are no claim
    std::set<int> m_gaps; ///< rows that are a gap
    std::set<int> m_firmGaps; ///< of these, those that are no claim
    Tip m_tip;
    // What the newest rows changed in older ones, so that they can be taken back.
    std::vector<Undo> m_undo;
    std::vector<UndoStart> m_undoStarts; ///< of the row m_undoFrom and those after it
    int m_undoFrom = 0;
};

} // namespace Lockstep
