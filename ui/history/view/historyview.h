// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"
#include "ui/history/view/historytrail.h"
#include "ui/history/view/historyviewpaint.h"
#include "ui/history/view/historyviewtext.h"

#include <QAbstractScrollArea>
#include <QPersistentModelIndex>
#include <QTimer>

class QHeaderView;
class QHelpEvent;
class QMenu;

namespace Lockstep {

class HistoryActions;
class HistoryMap;

/// The graph of a user's updates as lanes beside a table. Paints what is visible and nothing else, scrolls by rows: its cost does not
/// depend on the length of the history. One current row; a second one may be marked to compare it with.
class HistoryView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit HistoryView(QWidget *parent = nullptr);
    ~HistoryView() override;

    /// The model outlives the view or is replaced before.
    void setModel(HistoryModel *model);
    HistoryModel *model() const { return m_model; }
    QHeaderView *header() const { return m_header; }
    /// Widths and order of the columns.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    int currentRow() const { return m_current.row(); } ///< -1 if there is none
    void setCurrentRow(int row);
    int comparedRow() const { return m_compared.row(); }
    void setComparedRow(int row);
    int topRow() const;
    int rowHeight() const { return m_metrics.rowHeight; }
    QRect rowRect(int row) const;
    void scrollToRow(int row);
    /// What the column of times says and in which zone times are; the menus offer it, T goes to the next, U changes the zone.
    void setTimeStyle(const HistoryText::RowTimes &style);
    void setTimes(HistoryText::Times times);
    void setUtc(bool utc);
    void nextTimes();
    const HistoryText::RowTimes &timeStyle() const { return m_times; }
    HistoryText::Times times() const { return m_times.times; }
    /// Times are counted from the current row; M does it too. Of the same row again: no longer.
    void toggleMark();
    void unmark();
    /// The update that times are counted from; 0 if none is marked.
    qint64 markedUpdate() const { return m_marked; }
    /// What the column of times says of a row.
    QString timeText(int row) const;
    void fillTimesMenu(QMenu *menu);
    /// The axis of time beside the rows. Kept with the times.
    void setMapShown(bool shown);
    bool isMapShown() const;
    HistoryMap *map() const { return m_map; }
    /// Scrolls to what was received then.
    void goToTime(qint64 ms);
    /// Shows what was received in this stretch of time alone, ms, both in it; 0, 0: all again. Escape does that too.
    void setRange(qint64 from, qint64 to);
    void showMarkedRange();
    bool goToBreak(int step);
    /// Where somebody was before, -1, or after that, 1.
    void goBack(int step);
    bool canGoBack(int step) const { return m_trail.canGo(step); }
    /// Back and forward are somebody else's, who hears of every visited() row and is asked by backRequested().
    void setGuided(bool guided) { m_guided = guided; }
    /// Makes a row the current one: the update's, or that of one it names and nobody received. What stands for it, as a fold does, is taken
    /// too. False if none is shown.
    bool goTo(qint64 n, int ghost);
    /// Where the current row came from stays lit, wherever one scrolls; again on the same row: no longer.
    void togglePin();
    bool isPinned(int row) const;
    /// Lights up what the list, as it is held now, rests on; again: no longer.
    void toggleExplanation();
    /// That, while it is lit.
    const std::optional<HistoryGround> &explanation() const { return m_lit.ground; }
    /// Nothing is lit any more. False if nothing was.
    bool unlight();
    /// All runs of unremarkable updates fold, or, if there are folds, open.
    void toggleFolds();
    /// All that can be done whatever row is selected, with its keys.
    HistoryActions *historyActions() const { return m_actions; }
    /// Enables and checks them as the view is now. To be called before they are shown; fillMenu() does.
    void updateActions();
    void goToParent();
    void goToChild();
    void copyRows();
    /// The context menu's actions; also for a page's own menu. Those for the current row if there is one.
    void fillMenu(QMenu *menu);

Q_SIGNALS:
    void currentChanged();
    /// Another row became the current one, by a step to the next one or by a jump.
    void visited(bool jumped);
    void backRequested(int step);
    void comparedChanged();
    void explanationChanged();
    void timesChanged();
    /// Enter or a double click.
    void activated();
    void findRequested();
    void jsonRequested(qint64 n);
    void listRequested();
    /// The rows are to be written to a file, or printed.
    void exportRequested();
    void printRequested();
    /// Nothing there to go to, and the like.
    void statusMessage(const QString &text);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void adoptStyle();
    void layoutScrollBars();
    void placeHeader();
    void modelReset();
    void rowsInserted(int first, int last);
    void repaintRow(int row);
    void setHovered(int row);
    void announceCurrent();
    void showToolTip(QHelpEvent *event);
    bool moveByKey(int key);
    bool foldByKey(int key);
    int columnAt(int x) const;
    void noteVisit(bool jumped);
    void renewExplanation();
    void moveRows(int dy);
    void addCopies(QMenu *menu);
    void addOtherParents(QMenu *menu);
    void addRowActions(QMenu *menu);
    bool pressOnArrow(QPointF position);
    void connectActions();
    void connectMap();
    int placeMap(int headerHeight);
    void showWindow();
    void showTitles();
    void showHeaderMenu(const QPoint &position);

    HistoryModel *m_model = nullptr;
    QHeaderView *m_header;
    HistoryMap *m_map;
    HistoryMetrics m_metrics;
    HistoryColours m_colours;
    HistoryPainter m_painter;
    QPersistentModelIndex m_current;
    QPersistentModelIndex m_compared;
    HistoryTrail m_trail;
    HistoryPainter::Lit m_lit;
    bool m_pinned = false; ///< what is lit stays when the mouse goes
    bool m_walking = false; ///< from row to row, by keys
    bool m_guided = false;
    HistoryActions *m_actions;
    qint64 m_wantedUpdate = 0; ///< the current one before the model was reset
    int m_wantedGhost = -1;
    int m_hovered = -1;
    HistoryText::RowTimes m_times;
    qint64 m_marked = 0;
    QTimer m_age; ///< ages are painted anew
    int m_lastColumn = HistoryModel::Stream; ///< where the mouse was last: its cell is copied
};

} // namespace Lockstep
