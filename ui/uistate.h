// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QObject>
#include <QSet>

class QHeaderView;
class QSettings;
class QSplitter;
class QWidget;

namespace Lockstep {

/// Keeps the geometry of windows, splitters and table headers, but only what the user changed: what was not touched follows the
/// program's defaults, also after an update. Widgets are found by their object names, which must be unique below the root.
/// Restoring is queued, so that it never runs within a model's change or a layout.
class UiState : public QObject
{
    Q_OBJECT
public:
    /// \a settings outlives this.
    explicit UiState(QSettings *settings, QObject *parent = nullptr);

    /// Looks after all named splitters and headers below \a root, now and after the next layout.
    void watch(QWidget *root);
    /// The window's size and place; call before show().
    void restoreWindow(QWidget *window);
    void saveWindow(QWidget *window);
    /// Forgets everything; what is on screen stays until the next start.
    void clear();

private:
    void restore(QWidget *root);
    void watchSplitter(QSplitter *splitter, const QString &key);
    void watchHeader(QHeaderView *header, const QString &key);
    bool claim(const QString &key, QWidget *widget);

    QSettings *m_settings;
    QHash<QString, QWidget *> m_known;
    bool m_restoring = false;
};

} // namespace Lockstep
