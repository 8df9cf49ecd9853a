// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "ui/pages/place.h"

#include <QObject>

namespace Lockstep {

class HistoryPane;
class UserList;
class UserPane;

/// Where one is among the users: whose list is shown, in which tab, at which row of the history. Members of a Place: "user", "update" and
/// "missing" (an update that nobody received: which of those that "update" names, -1 for none); "tab", "details", "compared" and "stream",
/// the row's stream_id.
class UserPlace : public QObject
{
    Q_OBJECT
public:
    /// Both outlive this. Back and forward of the history are asked for here from now on.
    UserPlace(UserList *list, UserPane *pane, QObject *parent);

    Place now() const;
    static QString text(const Place &place);
    /// Whether the history's filter hides the row of a place of the user who is shown.
    bool isHidden(const Place &place) const;
    /// Goes to a place of the user who is shown, by Place::arguments(). What is no longer there is left out.
    void show(const QVariantMap &arguments);

    bool eventFilter(QObject *object, QEvent *event) override;

Q_SIGNALS:
    void changed(Lockstep::Place::Way way);
    void backRequested(int step);

private:
    UserList *m_list;
    UserPane *m_pane;
    HistoryPane *m_history;
    bool m_walking = false; ///< a key steps through the list
    bool m_showing = false; ///< show() sets the tabs, whose row is not there yet: that is nowhere
};

} // namespace Lockstep
