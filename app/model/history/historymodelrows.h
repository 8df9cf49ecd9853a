// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/lanes.h"
#include "domain/updateoutline.h"
#include "model/history/historymodeltypes.h"
#include "model/history/historyrowindex.h"

#include <QHash>

#include <vector>

namespace Lockstep {

/// One user's history in memory, as few bytes a row as will do: ids and names are kept once, raw content is not kept at all.
/// Rows are numbered as in Lanes: 0 is the newest of the first page, older ones follow, newer ones have negative numbers.
class HistoryRows
{
public:
    /// More parents than this are not followed; an honest sender names a few, a transaction allows thousands.
    static constexpr int maxParents = UpdateOutline::mostPrevIds;
    /// How many rows room is made for at once: a history does not have to be moved while it grows.
    static constexpr qint64 mostReserved = 2'000'000;

    int begin() const { return m_lanes.begin(); }
    int end() const { return m_lanes.end(); }
    int size() const { return m_lanes.size(); }
    bool isEmpty() const { return size() == 0; }
    qint64 newest() const; ///< n, 0 if empty
    qint64 oldest() const;

    /// There will be about so many rows.
    void reserve(qint64 rows);
    void appendOlder(const DeviceListUpdate &update);
    /// Without the content; what the update changed is known as far as the outline tells.
    void appendOlder(const UpdateOutline &outline);
    void prependNewer(const DeviceListUpdate &update);
    /// Takes over what became known later; false if nothing of it is shown differently.
    bool revise(int row, const DeviceListUpdate &update);
    /// Compares the updates of one page among themselves, for rows whose content became known late. Newest first.
    void compareAgain(const QList<DeviceListUpdate> &page);
    /// The updates whose contents say what this row changed, the row's own first; none if that is known, or cannot be told yet.
    std::vector<qint64> contentsFor(int row) const;
    /// Takes a content for that; it is forgotten when there are many.
    void learn(const DeviceListUpdate &update);
    /// Whether what the row changed became known by what was learnt.
    bool compareLearnt(int row);
    bool hasLearnt(qint64 n) const { return m_learnt.contains(n); }
    /// There is nothing older. Returns the rows whose parents turned out to be gaps.
    std::vector<int> concludeOldest();
    /// What is older than the oldest row was recorded, and is no longer kept.
    void setCut(bool isCut) { m_isCut = isCut; }
    bool isComplete() const { return m_complete; }

    /// The row of this update, if it is here.
    std::optional<int> find(qint64 n) const;
    HistoryItem item(int row) const;
    HistoryItem gap(int row, int ghost) const;
    /// The parents (indexes into parents(row)) that were never received and have their place below this row.
    std::vector<int> ghosts(int row) const { return m_lanes.ghostsBelow(row); }
    /// The row and the index of the parent where this one's place is; the same missing update has one place for all who name it.
    std::pair<int, int> placeOfGhost(int row, int index) const;
    std::span<const int> parents(int row) const { return m_lanes.parents(row); }
    /// The nearest row above that names this one.
    std::optional<int> child(int row) const;
    StreamId parentStream(int row, int index) const;
    /// The newest recorded update of each device at or below this row, ordered by device ID. Takes time with what lies below.
    std::vector<int> devicesAt(int row) const;
    /// The newest resync at or below this row.
    std::optional<int> resyncAt(int row) const;
    /// All that updates of this device changed from the newer row (it too) down to the older one (not it).
    HistoryChanges changesBetween(int newer, int older, const DeviceId &device) const;
    /// Nothing about it needs to be seen when it is one of many: an update without a break that only the next one names, or a
    /// resync that went well and follows such a row.
    bool isPlain(int row) const;
    Lanes::Kind laneKind(int row) const { return at(row).flags & NotVerified ? Lanes::Kind::Aside : laneKind(at(row).kind); }
    bool isResync(int row) const { return at(row).kind == UpdateKind::Resync; }
    /// The name that the device had before this update; nothing if no older update of it is known.
    std::optional<QString> nameBefore(int row) const;
    /// The number of the update that an update is compared with: the one of the same device before it whose content is known and vouched
    /// for.
    std::optional<qint64> updateBefore(int row) const;
    bool isExpanded(int row) const;
    void setExpanded(int row, bool expanded);
    bool isBreak(int row) const;
    /// What an overview needs of a row.
    struct Brief
    {
        qint64 received = 0;
        Breaks breaks;
        bool resync = false;
        bool failedResync = false;
        bool unverified = false;
        bool isBreak() const { return breaks || resync || unverified; }
        friend bool operator==(const Brief &, const Brief &) = default;
    };
    Brief brief(int row) const;
    /// Whether the sender's next update should name this row: nothing newer names it, no newer list makes it past, and nothing was lost
    /// since that may have named it.
    bool isHead(int row) const;
    /// The newest resync that got the whole list, if there is one.
    std::optional<int> lastList() const;
    /// Counts the row, which came after the list.
    void addTo(HistoryGround &ground, int row) const;
    /// Whether the list, as it is held now, has something of this row: \a since is what lastList() says.
    bool isPartOfTheList(int row, std::optional<int> since) const;
    /// Whether device, name or stream_id contain the text.
    class Matcher
    {
    public:
        Matcher(const HistoryRows &rows, const QString &text);
        bool matches(int row) const;

    private:
        const HistoryRows &m_rows;
        QString m_text;
        std::vector<bool> m_devices;
        std::vector<bool> m_names;
    };

    Lanes &lanes() { return m_lanes; }
    /// Bytes in use, without raw content (there is none).
    std::size_t memory() const;

private:
    /// Integers as they are; other texts by their place in a table, as -1 - index.
    using StreamKey = qint64;
    enum Flag : quint8 {
        ContentKnown = 1,
        Expanded = 2,
        OtherChildren = 4, ///< named by more than the next update
        HasChild = 8,
        Verified = 16,
        NotVerified = 32,
        Deleted = 64,
        NamedChild = 128 ///< an update names it
    };
    struct Entry
    {
        qint64 n;
        qint64 received;
        StreamKey stream;
        quint32 device;
        quint32 name;
        int older; ///< the row of the next older update of the device whose content is known; noRow if there is none
        quint16 changes;
        quint16 breaks;
        UpdateKind kind;
        Verdict verdict;
        quint8 flags;
    };
    static constexpr int noRow = INT_MAX;
    /// The next older update of the row's device whose content is known and that is no stranger's copy; noRow if there is none.
    int vouchedBefore(int row) const;
    struct Content
    {
        bool whole = true; ///< otherwise the keys are told apart by the hash alone
        quint64 hash = 0; ///< 0: not known
        quint32 name = 0;
        bool deleted = false;
        int signatures = 0;
        size_t keys = 0;
        size_t others = 0; ///< what is beside keys and signatures
        size_t signatureHash = 0;
        size_t ed25519 = 0; ///< of these keys alone
        size_t curve25519 = 0;
    };
    /// The ends of what is known of one device: the next update at either end is compared with them.
    struct DeviceEnds
    {
        bool known = false;
        Content newest;
        Content oldest;
        int newestRow = 0;
        int oldestRow = 0;
    };
    /// Texts that come again and again. 0 is "none".
    class Strings
    {
    public:
        quint32 add(const QString &text);
        const QString &at(quint32 index) const { return m_texts[qsizetype(index)]; }
        qsizetype size() const { return m_texts.size(); }
        std::size_t memory() const;

    private:
        QHash<QString, quint32> m_index;
        QStringList m_texts{QString()};
    };
    struct Waiting
    {
        int id = 0;
        std::vector<std::pair<int, int>> edges; ///< row, index of the parent
    };
    struct Ghost
    {
        StreamKey stream = 0;
        GapState state = GapState::NeverReceived;
    };

    static Lanes::Kind laneKind(UpdateKind kind);
    Entry &at(int row);
    const Entry &at(int row) const { return const_cast<HistoryRows *>(this)->at(row); }
    Entry entryOf(const DeviceListUpdate &update);
    Content contentOf(const DeviceListUpdate &update);
    void appendOlder(const DeviceListUpdate &update, const std::optional<quint64> &contentHash);
    static HistoryChanges compare(const Content &before, const Content &after);
    StreamKey key(const StreamId &id);
    StreamId stream(StreamKey key) const;
    int makeGhost(StreamKey stream, GapState state);
    GapState stateOf(Breaks breaks) const;
    int wait(StreamKey stream, int row, int index);
    /// The newest row with this stream_id, or HistoryRowIndex::none.
    int newestNaming(StreamKey stream) const;
    void indexRow(int row);
    bool isFailed(int row) const;
    bool isGround(int row) const;
    void noteGround(int row);
    bool isNext(int newer, int older) const;
    void noteChild(int parent, int child);
    void settle(int row, const Waiting &waiting);
    std::vector<int> olderParents(const DeviceListUpdate &update, int row);
    std::vector<int> newerParents(const DeviceListUpdate &update);

    std::vector<Entry> m_older;
    std::vector<Entry> m_newer;
    mutable Lanes m_lanes; ///< laid out when somebody looks
    Strings m_devices;
    Strings m_names;
    QStringList m_streams;
    QHash<QString, StreamKey> m_streamIndex;
    HistoryRowIndex m_rowsOf;
    QHash<int, QString> m_details;
    std::vector<DeviceEnds> m_ends;
    QHash<qint64, Content> m_learnt; ///< by n
    QHash<StreamKey, Waiting> m_waiting;
    QHash<int, StreamKey> m_pendingStreams; ///< by the number of the pending parent
    Waiting m_waitingForNext; ///< resyncs and heads, which go on from whatever came before
    std::vector<Ghost> m_ghosts;
    QHash<StreamKey, int> m_ghostsOf;
    int m_oldestResync = INT_MIN; ///< its row
    int m_ground = INT_MAX; ///< the newest row that later updates rest on, whatever came before: a list, or a stored stream_id
    int m_newestGap = INT_MAX; ///< the newest row that names what was never received
    int m_nextPending = 1;
    bool m_complete = false;
    bool m_isCut = false;
};

} // namespace Lockstep
