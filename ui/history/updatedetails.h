// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"
#include "ui/history/loglinesview.h"
#include "ui/history/view/historyviewtext.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QLabel;
class QTabWidget;
class QTreeWidget;
class QVBoxLayout;

namespace Lockstep {

class JsonView;

/// What is known of the selected row of a history: what its breaks mean, its members, its JSON, the device list as it was
/// then, the lines of the log that it was read from; with a second row marked, what changed between the two.
class UpdateDetails : public QWidget
{
    Q_OBJECT
public:
    enum Tab { Meaning, Json, List, Difference, LogLines };

    explicit UpdateDetails(QWidget *parent = nullptr);

    /// The model outlives this.
    void setModel(HistoryModel *model);
    /// Adds what shows the lines of the log behind a row; after setModel().
    void searchLinesBy(LogLinesView::Fetch fetch);
    /// Rows of the model, -1 for none. Looked up a moment later, so that keys held down do not wait.
    void setRows(int row, int comparedRow);
    void showTab(Tab tab);
    Tab tab() const;
    /// How times are said here too.
    void setTimeStyle(const HistoryText::RowTimes &style);
    /// Copies the JSON to the clipboard as soon as it is there.
    void copyJson(qint64 n);
    bool isSettled() const { return !m_delay.isActive() && !m_fetching && !(m_lines && m_lines->isSearching()); }

    /// The update as the inspection API gives it, indented, cut to a sane length.
    static QString jsonText(const DeviceListUpdate &update);

Q_SIGNALS:
    void tabChanged();
    void statusMessage(const QString &text);

private:
    void refresh();
    void showMeaning(const HistoryItem &item);
    void showFields(const HistoryItem &item);
    QString name(const HistoryItem &item) const;
    QString received(const HistoryItem &item) const;
    QString resyncNote(const HistoryItem &from, const HistoryItem *downTo) const;
    void showList(const HistoryItem &item);
    void setUpDifference();
    void showDifference(const HistoryItem &item);
    void fillDifference(const DeviceListUpdate *before, const DeviceListUpdate &after);
    void showComparison(const HistoryItem &one, const HistoryItem &other);
    void fetch(const HistoryItem &item);
    void tryAgain();
    QLabel *addField(const QString &title);
    void setField(QLabel *value, const QString &text);
    QString prevIds(const HistoryItem &item) const;

    HistoryModel *m_model = nullptr;
    QPersistentModelIndex m_row;
    QPersistentModelIndex m_compared;
    HistoryText::RowTimes m_times;
    QTimer m_delay;
    bool m_fetching = false;
    bool m_failed = false; ///< the content of what is shown could not be read
    qint64 m_shownJson = 0;
    QTabWidget *m_tabs;
    QLabel *m_title;
    QVBoxLayout *m_sentences;
    QGridLayout *m_fields;
    QList<std::pair<QLabel *, QLabel *>> m_pairs; ///< name and value; hidden where there is none
    QLabel *m_stream, *m_prev, *m_device, *m_name, *m_received, *m_verdict, *m_sources, *m_verified, *m_number;
    JsonView *m_json;
    LogLinesView *m_lines = nullptr; ///< null where nobody could search
    QLabel *m_listNote;
    QTreeWidget *m_list;
    QLabel *m_differenceNote;
    QTreeWidget *m_difference;
    std::pair<qint64, qint64> m_shownDifference; ///< updates: before, after
};

} // namespace Lockstep
