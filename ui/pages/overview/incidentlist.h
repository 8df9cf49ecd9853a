// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QListView>
#include <QTimer>

namespace Lockstep {

class IncidentDelegate;
class IncidentDetails;
class IncidentLines;
class IncidentModel;

/// Incidents as lines, as high as they are: it is the page that scrolls. Enter, Right, Space or a click opens one into its details, Left,
/// Escape or another click closes it.
///
/// The model is held while the pointer or the focus is in here and somebody uses it: moved the pointer, pressed a key or a button within
/// the last holdMs, or writes a note. A pointer that was left lying does not keep a list from being in order.
class IncidentList : public QListView
{
    Q_OBJECT
public:
    static constexpr int holdMs = 20'000;

    /// \a details show the one that is opened; they become this list's.
    IncidentList(IncidentModel *model, IncidentDetails *details, QWidget *parent = nullptr);
    ~IncidentList() override;

    /// Opens it, whatever heading it stands under, and shows it; false if it is not known.
    bool openIncident(const QString &id);
    void closeIncident();
    /// Empty if none is.
    QString openedIncident() const { return m_opened; }

    QSize minimumSizeHint() const override { return {120, 0}; }
    void doItemsLayout() override;

Q_SIGNALS:
    /// openedIncident() is another one, or none.
    void openedChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;
    void dataChanged(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) override;

private:
    void press(const QModelIndex &index);
    void updateDetails();
    void placeDetails();
    void used();
    void updateHold();
    void showRow(const QModelIndex &index);

    IncidentModel *m_model;
    IncidentLines *m_lines;
    IncidentDelegate *m_delegate;
    IncidentDetails *m_details;
    QString m_opened;
    QElapsedTimer m_used;
    QTimer m_hold;
    QPersistentModelIndex m_anchor; ///< the row that stays where it is on screen
    int m_anchorTop = -1;
    bool m_isPointed = false;
};

} // namespace Lockstep
