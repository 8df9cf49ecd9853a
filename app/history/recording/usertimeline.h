// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/updategraph.h"
#include "history/store.h"

#include <QHash>
#include <QSet>

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace Lockstep::History {

/// One user's rows as the recorder works on them: outlines, the graph over them, and what changed since the last write.
/// Rows are indexes from 0, of those that are kept; n is the row + Ground::first. Not thread-safe.
class UserTimeline
{
public:
    static constexpr int none = -1;
    using Row = RowOutline;
    struct Content
    {
        QString displayName;
        QJsonObject keys;
        QByteArray canonicalKeys;
    };

    /// \a outageMs: see UpdateGraph.
    explicit UserTimeline(QList<Row> stored, qint64 outageMs = UpdateGraph::outage, Ground ground = {});
    /// Of a store that others write into, too.
    UserTimeline(StoredTimeline stored, qint64 outageMs);

    qint64 outage() const { return m_outage; }

    int size() const { return int(m_rows.size()); }
    const Row &row(int index) const { return m_rows[size_t(index)]; }
    const Ground &ground() const { return m_ground; }
    /// What the graph is told of a row; \a before: how many rows are no longer kept.
    static GraphNode nodeOf(const Row &row, qint64 before);

    /// Adds a row; sets its n. Content is taken from the update. \a canonicalKeys, here and below: of it, where they are made already.
    int append(DeviceListUpdate update, const RowMarks &marks, QByteArray canonicalKeys = {});
    /// Puts another entry in the place of a row.
    void replace(int index, DeviceListUpdate update, const RowMarks &marks, QByteArray canonicalKeys = {});
    void setVerdict(int index, Verdict verdict);
    /// The resync has ended: what is recorded by now came before that.
    void setResyncResult(int index, Verdict verdict, const StreamId &streamId, bool isClaim);
    void setDetail(int index, const QString &detail);
    void setMarks(int index, const RowMarks &marks);
    void addFlags(int index, quint32 flags);
    void clearFlags(int index, quint32 flags);
    /// Another source told the same entry.
    void addSource(int index, UpdateSource source, qint64 received, std::optional<bool> verified);
    /// Content (and ids, for a row that had none) of an entry that came without.
    void setContent(int index, const DeviceListUpdate &content, QByteArray canonicalKeys = {});
    /// A row that nothing was made of is believed from now on, as \a source tells it; its content was not.
    void adopt(int index, UpdateSource source);

    /// The key that the newest verified update of this user bore, as far as is remembered.
    const QString &signingKey() const { return m_signingKey; }
    void setSigningKey(const QString &key) { m_signingKey = key; }

    /// Rows with the same device, stream_id and prev_ids (for m.signing_key_update: the same content), newest first, at most \a limit.
    std::vector<int> similar(const DeviceListUpdate &update, int limit) const;
    /// Rows that have this flag, in the order in which they got it (read from the store: in order of arrival). Only for AwaitsVerdict,
    /// ResyncOpen, ResyncCounting, IgnoredOnly, and only the newest \c maxWatched: what is left over for so long stays so.
    std::vector<int> flagged(quint32 flag) const;
    static constexpr size_t maxWatched = 1000;
    const std::vector<int> &heads() const { return m_heads; }
    bool hasStreamId(const StreamId &id) const;

    /// The homeserver's database names this stream_id: its row is confirmed, and so are those that it follows. Looks at the newest
    /// thousand. Returns whether that changed anything.
    bool confirm(const StreamId &head);
    /// The homeserver's database marks the list as out of date: updates that led to a resync are confirmed, back to the last resync that
    /// succeeded. Looks at the newest thousand. Returns whether that changed anything.
    bool confirmMarked();
    /// The mark is gone that it had: a resync is confirmed that somebody told of. Returns whether that changed anything.
    bool confirmFetched();
    /// The homeserver's database tells that a list of this stream_id was fetched: whether somebody told of that resync, which is confirmed.
    bool confirmResync(const StreamId &streamId, UpdateSource source);
    /// Resyncs that somebody who may have made it up says to have brought a list, in order.
    const std::set<int> &claims() const { return m_claims; }

    /// Of a shared store: the revision that the rows rest on, with what collect() took out of it counted as written; -1 of a file.
    qint64 revision() const { return m_shared ? m_shared->revision : -1; }
    /// Whether another gateway told the observation with this digest already: as often as it told it more often than this gateway did, and
    /// then this one has told it too. Of equal lines each is told, once.
    bool wasTold(quint64 digest);
    /// Until endTelling() the first row that changes keeps that this gateway told it. With 0, or of a file, nothing is kept.
    void beginTelling(quint64 digest);
    void endTelling() { m_telling = 0; }

    /// Of a shared store: what changed so far is written.
    void settle();
    /// It was not, and is forgotten: rows from the lowest that changed on, and what was told since settle(). refresh() is due then.
    void undo();
    /// Whether undo() took rows away that are in the store.
    bool isCut() const { return m_shared && m_shared->isCut; }
    /// n of the row that would come next.
    qint64 nextNumber() const { return size() + m_ground.first; }
    /// Rows from \a from on, at most nextNumber(), are now these; those before did not change. Time for the rows that are read and those
    /// that they replace. False if they do not fit: then all is to be read again.
    bool refresh(qint64 from, StoredTimeline tail);
    /// Until it is called with null, rows that an observation adds, or says something of, are appended to \a trace: not those whose breaks
    /// follow from it, or of which it only ends the waiting. A row may come more than once. \a trace outlives that.
    void setTrace(std::vector<int> *trace) { m_trace = trace; }

    /// Whether the batch under way is about it; kept for the recorder.
    bool isTouched() const { return m_isTouched; }
    void setTouched(bool touched) { m_isTouched = touched; }

    /// n of the newest gap that no resync healed, 0 if none; those that are not confirmed do not count. After collect().
    qint64 openGap() const;
    /// Moves what changed into the batch: breaks are up to date then. Returns the n that changed.
    std::vector<qint64> collect(const UserId &user, Batch &batch);

private:
    enum Change : quint8 {
        OutlineChanged = 1,
        ContentChanged = 2,
        Added = 4,
    };

    /// What a shared store wants beside the rows.
    struct Shared
    {
        qint64 revision = 0;
        std::vector<int> months; ///< of each row; those that are new may be missing at the end
        quint32 gateway = 0; ///< this one's number
        QSet<quint32> others;
        QHash<quint64, quint32> told; ///< how often, by digest and gateway
        QHash<quint64, quint32> unwritten; ///< of these, what this gateway told after others and no row keeps yet
        std::map<int, QByteArray> newlyTold; ///< by row, since the last write
        std::vector<int> tellings; ///< how many each row has in the store and are counted above

        // since settle()
        qint64 settledRevision = 0;
        QString settledKey;
        int lowest = std::numeric_limits<int>::max(); ///< the first row that changed
        bool isCut = false;
        struct Told
        {
            quint64 key = 0;
            int told = 0, unwritten = 0; ///< by how much it became more
        };
        std::vector<Told> newly;
        std::vector<std::pair<int, int>> newTellings; ///< of rows
    };

    SharedMarks takeShared(int index);
    void tell(int index);
    void count(quint64 key, int told, int unwritten);
    void cut(int rows);
    void appendStored(Row row);
    static quint64 keyOf(quint64 digest, quint32 gateway) { return digest ^ (gateway * 0x9e3779b97f4a7c15ULL); }
    static size_t keyOf(const DeviceListUpdate &update, quint64 contentHash);
    static bool isWatched(quint32 flags);
    static Verdict verdictFor(const Row &row);
    GraphNode nodeOf(const Row &row) const { return nodeOf(row, before()); }
    qint64 before() const { return m_ground.first - 1; }
    Row &at(int index) { return m_rows[size_t(index)]; }
    quint64 keepContent(int row, DeviceListUpdate &update, QByteArray &&canonicalKeys);
    void index(int row);
    void unindex(int row);
    void watch(int row);
    void unwatch(int row);
    void outdate(int row) { m_graphValid = std::min(m_graphValid, row); }
    /// \a isTold: not only because of another row.
    void touch(int index, Change change, bool isTold = true);
    int newestOf(size_t key) const { return m_newestByKey.value(key, none); }
    void take(const std::vector<int> &changed);
    void takeBreaks(int index);
    void updateGraph();
    void noteClaim(int row);
    bool endedBefore(int resync, int index) const;
    bool reachesOpenGap(const StreamId &head, int resync);

    const Ground m_ground;
    std::vector<Row> m_rows;
    std::unique_ptr<Shared> m_shared; ///< null of a file
    quint64 m_telling = 0;
    std::vector<int> *m_trace = nullptr;
    qint64 m_outage;
    UpdateGraph m_graph;
    bool m_isTouched = false;
    /// From this row on the graph must be made anew before it is asked.
    int m_graphValid = std::numeric_limits<int>::max();
    /// The first of the rows that got content which the graph has without: matters as soon as the same ids come again.
    int m_hashesValid = std::numeric_limits<int>::max();
    /// Rows of one keyOf() hang together: the newest of each, and of each row the next older one.
    QHash<size_t, int> m_newestByKey;
    std::vector<int> m_olderByKey;
    QHash<size_t, int> m_byStreamId; ///< how many rows have it
    QString m_signingKey;
    std::vector<int> m_watched;
    std::vector<int> m_heads;
    std::set<int> m_claims;
    std::vector<quint8> m_changes; ///< of each row since the last write
    std::vector<int> m_changed; ///< rows that have some
    std::map<int, Content> m_contents; ///< of rows that changed; those that are not here have neither name nor keys
};

} // namespace Lockstep::History
