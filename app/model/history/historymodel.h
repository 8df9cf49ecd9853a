// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/client/client.h"
#include "model/history/historycontraction.h"
#include "model/history/historymodelloader.h"
#include "model/history/historymodelrows.h"
#include "model/history/historytimeline.h"

#include <QAbstractTableModel>

#include <deque>

namespace Lockstep {

struct HistoryFilter
{
    bool breaksOnly = false;
    QString text = {}; ///< within device ID, name or stream_id
    qint64 from = 0; ///< received then or later, ms
    qint64 to = 0; ///< received then or before; 0: whenever
    bool hasRange() const { return to > 0; }
    bool isEmpty() const { return !breaksOnly && text.isEmpty() && !hasRange(); }
    friend bool operator==(const HistoryFilter &, const HistoryFilter &) = default;
};

/// One user's history, newest first, as rows to be shown: updates, the places of updates that were never received, and runs of
/// unremarkable updates folded into one row. Raw values; words and colours are the view's. Large histories come in outline, block by
/// block, and are taken, filtered and folded in slices: nothing here keeps the event loop for long. What an outline does not tell, which
/// keys or signatures an update changed, is read for the rows that are looked at; until then they have HistoryChange::NotYetKnown.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Graph, Stream, Device, Change, Received, VerdictColumn, ColumnCount };
    enum Role { ItemRole = Qt::UserRole + 1, SortRole };
    enum class State { Empty, Loading, Ready, Failed };
    Q_ENUM(State)

    /// Runs shorter than this stay as they are.
    static constexpr int shortestFold = 5;
    /// The newest rows of a history are never folded by themselves.
    static constexpr int newestShown = 12;

    explicit HistoryModel(FetchUpdates fetch, QObject *parent = nullptr)
        : HistoryModel(std::move(fetch), {}, parent)
    {
    }
    HistoryModel(FetchUpdates fetch, FetchOutline outline, QObject *parent = nullptr);
    /// Over the inspection API. The client outlives the model.
    static FetchUpdates fetchFrom(Inspection::Client *client)
    {
        return [client](const auto &user, const auto &query, QObject *context, auto done) {
            return client->updates(user, query, context, std::move(done));
        };
    }
    static FetchOutline outlineFrom(Inspection::Client *client)
    {
        return [client](const auto &user, qint64 before, int limit, QObject *context, auto done) {
            return client->outline(user, before, limit, context, std::move(done));
        };
    }

    void setUser(const UserId &user);
    const UserId &user() const { return m_user; }
    void reload();
    /// Stops loading older updates, or goes on with it.
    void stopLoading();
    void continueLoading();
    /// Ready as soon as the first page is there, also while older ones are still coming.
    State state() const { return m_state; }
    bool isComplete() const { return m_rows.isComplete(); }
    bool isLoadingOlder() const;
    const Error &error() const { return m_error; }
    qint64 loaded() const { return m_rows.size(); }
    /// How many there will be, as far as is known.
    qint64 expected() const;
    /// Whether the recorded history begins with the user's first update: then a device that it did not name before is seen first. Lists
    /// that were fetched as a whole may have held it all the same.
    bool knowsTheStart() const;
    /// Of a history that is complete: how many older updates there were that are no longer kept.
    qint64 noLongerKept() const;
    /// When the newest of them was received, ms since the epoch; 0 if that is not told.
    qint64 keptSince() const { return m_loader.kept().until; }
    void handleEvent(const Inspection::Event &event);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    HistoryItem item(int row) const;
    /// These rows of the model are looked at: what is not known of them is asked for, soon. Instead of those before.
    void look(int first, int count);
    /// Grows with every change of what is shown.
    quint64 version() const { return m_version; }
    /// Lanes of these rows of the model; each answers one row. A fold has the lines that come into its newest row and those that
    /// leave its oldest.
    std::vector<LaneRow> layout(int first, int count);
    std::span<const int> parents(int historyRow) const { return m_rows.parents(historyRow); }
    StreamId parentStream(int historyRow, int index) const { return m_rows.parentStream(historyRow, index); }

    /// See HistoryRows.
    QList<HistoryItem> devicesAt(int historyRow) const;
    std::optional<HistoryItem> resyncAt(int historyRow) const;
    std::optional<QString> nameBefore(int historyRow) const { return m_rows.nameBefore(historyRow); }
    std::optional<qint64> updateBefore(int historyRow) const { return m_rows.updateBefore(historyRow); }
    HistoryChanges changesBetween(int newer, int older, const DeviceId &device) const
    {
        return m_rows.changesBetween(newer, older, device);
    }

    /// What explains the list as it is now. Takes time with the rows since the list was last fetched.
    HistoryGround ground() const;
    /// See HistoryRows.
    bool isPartOfTheList(int historyRow, const HistoryGround &ground) const { return m_rows.isPartOfTheList(historyRow, ground.list); }

    /// The row that shows this history row (perhaps a fold), or -1.
    int shownRow(int historyRow, int ghost = -1) const;
    int rowOfUpdate(qint64 n) const;
    /// The next incident from \a row on, not the one it belongs to; step 1 is older, -1 newer. -1 if there is none. Breaks and
    /// resyncs in a row are one incident; of its rows, the one that says most.
    int nextBreak(int row, int step) const;
    int parentOf(int row) const;
    int childOf(int row) const;
    /// What a shown row goes on from, as it is drawn.
    struct Edge
    {
        int row = -1; ///< of the model; -1: none that is shown, or not loaded
        StreamId stream = {}; ///< that is named; empty where rows between are hidden
        int hidden = 0; ///< rows on the way that the filter hides
        bool isGap = false; ///< what is named was never received
    };
    /// Of a fold: those of its oldest row. None of a gap.
    std::vector<Edge> edges(int row) const;
    /// The number of the oldest update that the row stands for.
    qint64 oldestIn(int row) const;
    qint64 timeOfOldest(int row) const { return m_rows.brief(item(row).lastRow).received; }
    /// How many updates these rows of the model stand for, those in folds too.
    qint64 updatesIn(int first, int count) const;
    /// Whether nothing of these rows of the model is still to be read, as far as it can be: see look().
    bool isKnown(int first, int count) const;

    const HistoryFilter &filter() const { return m_filter; }
    void setFilter(const HistoryFilter &filter);
    bool canFold(int row) const;
    /// Opens the fold, or folds the run that this row belongs to; returns the row where it is now.
    int unfold(int row);
    int fold(int row);
    bool hasFolds() const;
    /// How many folds there are now, among the rows that are shown so far.
    int foldAll();
    void unfoldAll();

    /// Updates and breaks over time: of the whole history, or of the filter's range. Follows what is loaded a moment later.
    const HistoryTimeline &timeline() const { return m_timeline; }
    /// Breaks along the rows of the model, in at most mostMarks places of the same length; of rows that are shown.
    const std::vector<HistoryPlace> &marks() const { return m_marks; }
    static constexpr int mostMarks = 1024;
    /// When the row was received; of a gap, when the row that names it was.
    qint64 timeOf(int row) const { return m_rows.brief(m_shown[std::size_t(row)].row).received; }
    /// The row that was received then, or the first one before; the oldest if there is none. -1 if there are no rows.
    int rowAtTime(qint64 ms) const;
    /// The next older row that is a break and was received from \a from to \a to; after the oldest comes the newest of them. -1: none
    /// is shown.
    int nextBreakWithin(int row, qint64 from, qint64 to) const;

    void wantUpdate(qint64 n, HistoryLoader::Wanted done) { m_loader.want(n, std::move(done)); }
    std::size_t memory() const;

Q_SIGNALS:
    void stateChanged();
    void progressChanged();
    void userChanged();
    /// timeline() or marks() are others.
    void overviewChanged();

private:
    struct Shown
    {
        int row;
        int extra; ///< plain, or the ghost's index, or minus the number of folded rows
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    static constexpr int plain = -1;
    static constexpr int sliceRows = 20'000;

    void clear();
    struct Block
    {
        QList<UpdateOutline> rows;
        bool last = false;
        qsizetype taken = 0;
    };
    void takeOutline(const QList<UpdateOutline> &rows, bool last);
    void workOnBlocks();
    void takeContents(const QList<DeviceListUpdate> &updates);
    void askForLooked();
    void compareLooked();
    void showOlder(int before, const std::vector<int> &gaps);
    void takePage(const QList<DeviceListUpdate> &updates, bool last);
    void takeNewest(const QList<DeviceListUpdate> &updates);
    void takeFailure(const Error &error);
    void setState(State state);
    void build(int from, int to, std::vector<Shown> &shown) const;
    void buildMore();
    void rebuild();
    bool isFilterHit(int row) const;
    void startFiltering();
    void showNewest(int oldBegin, const std::vector<int> &touched);
    void workOnFilter();
    void addShown(int row, std::vector<Shown> &shown) const;
    bool isFiltered() const { return !m_filter.isEmpty(); }
    void rebuildRange(int from, int to);
    void replace(std::size_t first, std::size_t last, const std::vector<Shown> &rows);
    void changed(int first, int last);
    void startTimeline();
    void followTimeline();
    void followMarks();
    void workOnTimeline();
    void workOnMarks();
    std::pair<int, int> runAround(int historyRow) const;
    bool isShownBreak(int row) const;
    std::pair<int, int> incidentAround(int row) const;

    HistoryLoader m_loader;
    HistoryRows m_rows;
    UserId m_user;
    State m_state = State::Empty;
    Error m_error;
    HistoryFilter m_filter;
    mutable HistoryContraction m_contraction; ///< while a filter is set; its lanes are laid out when somebody looks
    bool m_filtering = false; ///< the rows that are shown are those of before
    std::vector<Shown> m_shown;
    int m_builtTo = 0; ///< history rows before this are shown, as far as the filter lets them
    quint64 m_version = 0;
    QTimer m_slice;
    std::deque<Block> m_blocks; ///< of outlines, to be worked on
    QTimer m_blockTimer;
    QTimer m_lookTimer;
    HistoryTimeline m_timeline;
    HistoryTimeline m_newTimeline; ///< if it is being made anew
    bool m_timelineAnew = false;
    QTimer m_timelineTimer;
    std::vector<HistoryPlace> m_marks;
    std::vector<HistoryPlace> m_newMarks; ///< as far as the rows were looked at
    int m_marksTo = 0; ///< that far
    int m_marksOf = 0; ///< of so many
    QTimer m_marksTimer;
    std::pair<int, int> m_looked; ///< first row of the model, and how many
};

} // namespace Lockstep
