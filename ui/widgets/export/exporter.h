// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/listexport.h"

#include <QPointer>

#include <functional>

class QAction;
class QFileDialog;
class QMenu;

namespace Lockstep {

class Banner;
class Settings;

/// Export of what a page or a dialog shows: the actions of the menu, the question for a file, and a strip that tells how far it is, offers
/// to stop it, and says what became of it.
class Exporter : public QObject
{
    Q_OBJECT
public:
    /// \a banner: shows progress and result; not owned.
    Exporter(Settings *settings, Banner *banner, QWidget *window);

    /// The lists that can be written now, as they are filtered; the first is the list as such, the second a history.
    using Sources = std::function<QList<ExportSource>()>;

    void addActions(QMenu *menu);
    /// Whose lists are meant; null while there is nobody, which ends an export that is under way.
    void setSources(QObject *owner, Sources sources);
    /// Asks for a file for one of them.
    void ask(int which);
    void setServer(const ServerName &server) { m_server = server; }

private:
    void begin(const QString &path, const QString &nameFilter);
    void showProgress();
    void showEnd(ListExport::End end);
    void bannerAction();

    Settings *m_settings;
    Banner *m_banner;
    QWidget *m_window;
    QList<QAction *> m_actions;
    QPointer<QObject> m_owner;
    Sources m_sources;
    ServerName m_server;
    ListExport m_export;
    ExportSource m_source;
    int m_which = 0;
    bool m_isHint = false; ///< what the strip says is true of the present page only
    QPointer<QFileDialog> m_dialog;
};

} // namespace Lockstep
