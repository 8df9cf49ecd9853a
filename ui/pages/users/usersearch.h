// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QObject>

#include <optional>

class QLabel;
class QLineEdit;

namespace Lockstep {

class ListPanel;
class UserModel;

/// What the list of users shows of a search: the field's words, what matched in each row, the best first, how much was looked through,
/// and why there is nothing. It searches nothing itself.
class UserSearch : public QObject
{
    Q_OBJECT
public:
    /// \a field, \a panel and \a model outlive it.
    UserSearch(QLineEdit *field, ListPanel *panel, UserModel *model, QWidget *parent);

    /// What the search is not: a line that is only there while something is to be said.
    QLabel *note() const { return m_note; }
    /// The list is asked for this now.
    void begin(const Inspection::UserQuery &query);

private:
    void update();
    void showEmpty();
    void orderByRank(bool isSearch);
    QString notIndexed() const;

    QLineEdit *m_field;
    ListPanel *m_panel;
    UserModel *m_model;
    QLabel *m_note;
    Inspection::UserQuery m_query;
    bool m_isByRank = false;
    int m_sortedBy = -1; ///< before the search
    Qt::SortOrder m_sortedOrder = Qt::DescendingOrder;
};

} // namespace Lockstep
