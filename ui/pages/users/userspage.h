// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "ui/pages/page.h"

#include <QPointer>
#include <QTimer>

class QMenu;
class QPushButton;

namespace Lockstep {

class UserList;
class UserPane;
class UserPlace;
class TimeComparison;
struct RefreshScope;

namespace Inspection {
struct Event;
}

/// Tracked remote users, and all about the selected one.
class UsersPage : public Page
{
    Q_OBJECT
public:
    explicit UsersPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    /// {"state": API name}, {"server": name}, {"user": ID}, {"update": n} together with a user; a place of UserPlace. With "back" the row
    /// of a user is shown where it is and the filters stay, with "restored" those of last time hold too.
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;

    bool canRefreshSelected() const override { return true; }
    void refreshSelected() override;
    void fillSelectionMenu(QMenu *menu) override;
    bool print() override;
    void fillHistoryMenu(QMenu *menu) override;
    QList<ExportSource> exports() const override;
    Place place() const override;
    QString placeText(const Place &place) const override;
    bool hides(const Place &place) const override;
    UserList *list() const { return m_list; }
    UserPane *pane() const { return m_pane; }

private:
    void handleEvent(const Inspection::Event &event);
    void countSoon();
    void readCounts();
    /// Shows the plan of a refresh of many.
    void planRefresh(const RefreshScope &scope);
    void planSelected();
    void restoreComparison(const QStringList &ids);
    void compareByTime(const QList<UserId> &users);

    UserList *m_list;
    UserPane *m_pane;
    UserPlace *m_place = nullptr;
    QPushButton *m_refreshStale;
    QPointer<TimeComparison> m_comparison; ///< the newest, while it is open
    bool m_fresh = true; ///< not shown yet
    QTimer m_countDelay;
    Http::CallHandle m_countCall;
};

} // namespace Lockstep
