// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/listexport.h"

#include <QPointer>

class QAction;
class QFileDialog;
class QMenu;

namespace Lockstep {

class Banner;
class Page;
class Settings;

/// Export of what a page shows: the actions of the menu, the question for a file, and a strip that tells how far it is, offers to stop
/// it, and says what became of it.
class Exporter : public QObject
{
    Q_OBJECT
public:
    /// \a banner: shows progress and result; not owned.
    Exporter(Settings *settings, Banner *banner, QWidget *window);

    void addActions(QMenu *menu);
    /// The page whose lists are meant; null while there is none, which ends an export that is under way.
    void setPage(Page *page);
    void setServer(const ServerName &server) { m_server = server; }

private:
    void ask(int which);
    void begin(const QString &path, const QString &nameFilter);
    void showProgress();
    void showEnd(ListExport::End end);
    void bannerAction();

    Settings *m_settings;
    Banner *m_banner;
    QWidget *m_window;
    QList<QAction *> m_actions;
    QPointer<Page> m_page;
    ServerName m_server;
    ListExport m_export;
    ExportSource m_source;
    int m_which = 0;
    bool m_isHint = false; ///< what the strip says is true of the present page only
    QPointer<QFileDialog> m_dialog;
};

} // namespace Lockstep
