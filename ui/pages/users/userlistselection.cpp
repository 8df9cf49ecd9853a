// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Who is selected in the list: by the operator, and by whoever leads to a user, whose row may not have been read yet.

#include "model/usermodel.h"
#include "ui/pages/users/userlist.h"
#include "ui/widgets/filter/filterinput.h"
#include "ui/widgets/listpanel.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QLineEdit>
#include <QTableView>

namespace Lockstep {

QList<UserId> UserList::selection() const
{
    QList<UserId> users;
    const QList<int> rows = m_panel->selectedRows();
    for (const int row : rows)
        users << m_model->userAt(row);
    return users;
}

void UserList::select(const UserId &user)
{
    m_wanted = user;
    m_beside = {};
    const bool hidden = state() || !m_server->text().isEmpty() || !m_search->text().isEmpty();
    if (m_model->rowOf(user) >= 0 || !m_loaded || m_model->isLoading()) {
        load();
        applyWanted();
        return;
    }
    if (hidden || !m_model->isComplete()) {
        m_group->buttons().constFirst()->setChecked(true);
        m_server->clear();
        m_search->setText(Filter::word(user.toString()));
        query();
    }
}

void UserList::selectIfShown(const UserId &user)
{
    m_wanted = user;
    load();
    applyWanted();
    if (selection() != QList{user}) {
        m_panel->view()->clearSelection();
        m_beside = user;
    }
}

void UserList::applyWanted()
{
    if (m_wanted.isEmpty())
        return;
    const int row = m_model->rowOf(m_wanted);
    if (row >= 0) {
        m_wanted = {};
        m_panel->setCurrentRow(row);
    } else if (m_model->hasLoaded() && !m_model->isLoading()) {
        m_wanted = {}; // not among what was read; the next page must not steal the selection
    }
}

} // namespace Lockstep
