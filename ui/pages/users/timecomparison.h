// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QDialog>
#include <QTimer>

namespace Lockstep {

class ListPanel;
class MergedModel;
class Session;
class SideBySide;

/// What came of several users, in one table by time: whether their lists broke together, and what came between; of two, above it what they
/// differ in now. A window of its own, beside the page; follows what is new.
class TimeComparison : public QDialog
{
    Q_OBJECT
public:
    /// \a users: from 2 to MergedModel::mostUsers.
    static TimeComparison *open(Session *session, const QList<UserId> &users, QWidget *parent);

    QList<UserId> users() const;
    bool isSettled() const;
    ListPanel *list() const { return m_list; }

Q_SIGNALS:
    /// The entry is to be shown in its user's history.
    void updateRequested(const Lockstep::UserId &user, qint64 n);

private:
    TimeComparison(Session *session, const QList<UserId> &users, QWidget *parent);

    MergedModel *m_model;
    ListPanel *m_list;
    SideBySide *m_sides = nullptr; ///< of two users
    QTimer m_readSoon;
};

} // namespace Lockstep
