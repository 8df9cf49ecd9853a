// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "inspection/types.h"

#include <QMap>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <optional>

class QButtonGroup;
class QLineEdit;
class QToolButton;

namespace Lockstep {

class ListPanel;
class Session;
class UserFilter;
class UserModel;
class UserSearch;
class ViewActions;

/// The users of the homeserver's cache: search, filters by state and by server, the list.
class UserList : public QWidget
{
    Q_OBJECT
public:
    explicit UserList(Session *session, QWidget *parent = nullptr);

    /// Narrows the list down; what is not given stays. Reads it for the first time, if it has not been read.
    void setFilter(std::optional<Inspection::UserState> state, const QString &server);
    void load();
    void reload();
    /// What the list is narrowed down to; nothing for all.
    std::optional<Inspection::UserState> state() const;
    /// How many users are in a state and how many there are, for the chips; a state that is absent, and -1, were not counted.
    void setCounts(const QMap<Inspection::UserState, qint64> &states, qint64 all);
    void touch(const UserId &user);
    /// The state of a server is a state of its users.
    void touchServer(const ServerName &server);

    QList<UserId> selection() const;
    /// Selects the user once the row is there, and searches for it if the filters hide it.
    void select(const UserId &user);
    /// Selects the user once the row is there, if the filters show it.
    void want(const UserId &user)
    {
        m_wanted = user;
        m_beside = {};
    }
    /// The same, at once if the row is there; until then, and if the filters leave the user out, nobody is selected.
    void selectIfShown(const UserId &user);
    void focusSearch();
    bool isSettled() const;
    ListPanel *panel() const { return m_panel; }
    UserModel *model() const { return m_model; }

Q_SIGNALS:
    void selectionChanged();
    void stateFilterChanged(std::optional<Lockstep::Inspection::UserState> state);
    void activated();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// -1 where it was not counted.
    struct Counts
    {
        qint64 all = -1;
        QMap<Inspection::UserState, qint64> inState;
    };

    QWidget *makeFilters();
    /// In a narrow window the ID goes before what can be seen at the right as well.
    void makeRoom();
    /// Users with several states want more room for them than most: what the IDs leave. A width that the operator chose stays.
    void widenStates();
    void addChip(std::optional<Inspection::UserState> state, const QString &text);
    void labelChips();
    void query();
    void readTyped(bool finished);
    void applyWanted();
    /// What the rows say themselves, where all users are here: then chips and rows cannot contradict each other.
    std::optional<Counts> ownCounts() const;

    UserModel *m_model;
    ListPanel *m_panel;
    QLineEdit *m_search;
    UserFilter *m_filter = nullptr;
    UserSearch *m_found = nullptr;
    QLineEdit *m_server;
    QWidget *m_chips;
    QButtonGroup *m_group;
    Counts m_counts;
    QString m_shownSearch; ///< what the rows were asked for with
    QString m_shownServer;
    UserId m_wanted;
    UserId m_beside; ///< shown beside the list, whose filters leave the user out
    QTimer m_delay;
    QSet<int> m_givenWay; ///< columns hidden for want of room
    int m_stateWidth = 0; ///< as it was set last
    bool m_loaded = false;
};

} // namespace Lockstep
