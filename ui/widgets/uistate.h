// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>

class QHeaderView;
class QSplitter;
class QWidget;

namespace Lockstep {

class Settings;

/// Keeps the geometry of windows, splitters and table headers, but only what the user changed: what was not touched follows the
/// program's defaults, also after an update. Widgets are found by their object names, which must be unique below the root.
/// Restoring is queued, so that it never runs within a model's change or a layout.
/// A header gets a context menu in which columns are shown and hidden.
class UiState : public QObject
{
    Q_OBJECT
public:
    /// \a settings outlives this.
    explicit UiState(Settings *settings, QObject *parent = nullptr);

    /// Looks after all named splitters and headers of named views below \a root, those that are there when control returns to the event
    /// loop.
    void watch(QWidget *root);
    /// The window's size and place; call before show(). False if nothing is known.
    bool restoreWindow(QWidget *window, const QString &name);
    void saveWindow(const QWidget *window, const QString &name);

    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void adopt(QWidget *root);
    void adoptSplitter(QSplitter *splitter);
    void adoptHeader(QHeaderView *header, const QString &name);
    void restoreHeader(QHeaderView *header, const QString &name);
    void saveHeader(QHeaderView *header);
    void showColumnMenu(QHeaderView *header, const QPoint &position);
    bool claim(const QString &key, QWidget *widget);

    Settings *m_settings;
    QHash<QString, QPointer<QWidget>> m_known;
    /// A header's state when the mouse went down on it.
    QByteArray m_pressed;
};

} // namespace Lockstep
