// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QToolButton;

namespace Lockstep {

class HistoryModel;

/// The row of controls above a history: filter, search, next and previous break, folding, and how far loading has come.
class HistoryPaneBar : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPaneBar(QWidget *parent = nullptr);

    void setModel(HistoryModel *model);
    void find();
    void clearFilter();
    void updateState();
    /// The range that is shown is said in this zone.
    void setUtc(bool utc);
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void breakRequested(int step);
    void copyRequested();
    void foldRequested();
    /// Enter or Escape in the search field: back to the rows.
    void left();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void arrange();
    QToolButton *button(const QString &iconName, const QString &text, const QString &tip);
    void applyFilter();

    HistoryModel *m_model = nullptr;
    QBoxLayout *m_rows;
    QHBoxLayout *m_first;
    QHBoxLayout *m_second;
    QToolButton *m_breaks;
    QLineEdit *m_find;
    QToolButton *m_newer;
    QToolButton *m_older;
    QToolButton *m_fold;
    QToolButton *m_unfold;
    QToolButton *m_copy;
    QToolButton *m_range;
    QLabel *m_status;
    QProgressBar *m_progress;
    QToolButton *m_stop;
    QTimer m_typing;
    bool m_utc = false;
};

} // namespace Lockstep
