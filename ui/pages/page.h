// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/pagekind.h"
#include "ui/pages/place.h"

#include <QVariantMap>
#include <QWidget>

class QMenu;

namespace Lockstep {

class UserId;
struct ExportSource;

/// A page of the main window. It is made when a session has connected and dies with it. It loads when first shown, keeps itself
/// current by the session's events, and shows its empty, loading and failed state through a StateStack.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(Session *session, QWidget *parent = nullptr);

    Session *session() const { return m_session; }
    /// The page became visible. \a arguments come from a link of another page: {"state": "stale"}, {"user": "@bob:…"}, {"failing": true}.
    virtual void activate(const QVariantMap &arguments) = 0;
    /// Reads everything again (F5).
    virtual void reload() = 0;
    /// Whether what is on screen has finished loading (for --screenshot and tests).
    virtual bool isSettled() const = 0;
    /// Whether Refresh (Ctrl+R) means something here; it acts on what is selected.
    virtual bool canRefreshSelected() const { return false; }
    virtual void refreshSelected() { }
    /// What can be done with what is selected: the context menu of the page's list, and the window's menu Selection.
    virtual void fillSelectionMenu(QMenu *) { }
    /// What can be done in a history that is shown, for the window's menu History; nothing if none is.
    virtual void fillHistoryMenu(QMenu *) { }
    /// Shows how what can be printed of the page will look on paper. False if there is nothing.
    virtual bool print() { return false; }
    /// What of the page can be written to files, as it is filtered now: the list first.
    virtual QList<ExportSource> exports() const;
    /// Where one is on the page.
    virtual Place place() const { return {}; }
    /// In words for a menu, without the name of the page; nothing for the page as such. Also of places where one was.
    virtual QString placeText(const Place &) const { return {}; }
    /// Whether the page cannot show a place as it is filtered now.
    virtual bool hides(const Place &) const { return false; }

Q_SIGNALS:
    /// place() is another one, or is looked at otherwise.
    void placeChanged(Lockstep::Place::Way way);
    /// Where one was before, -1, or after that, 1.
    void backRequested(int step);
    /// Leads to another page: "overview", "users", "queues", "servers", "activity", "audit", "sources".
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// Number beside the page's name in the side bar; 0 hides it.
    void badgeChanged(int count);
    /// One line for the status bar.
    void statusMessage(const QString &text);

private:
    Session *m_session;
};

} // namespace Lockstep
