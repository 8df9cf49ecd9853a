// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QDialog>
#include <QTimer>

class QPushButton;

namespace Lockstep {

class Banner;
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
    /// \a users: from 2 to MergedModel::mostUsers. \a who: what is said of them above the table, if there is more to say than how many.
    static TimeComparison *open(Session *session, const QList<UserId> &users, QWidget *parent, const QString &who = {});

    QList<UserId> users() const;
    bool isSettled() const;
    ListPanel *list() const { return m_list; }

Q_SIGNALS:
    /// The entry is to be shown in its user's history.
    void updateRequested(const Lockstep::UserId &user, qint64 n);

private:
    TimeComparison(Session *session, const QList<UserId> &users, QWidget *parent, const QString &who);
    /// The table to a file, as it is searched now.
    QPushButton *makeExport(Session *session);

    MergedModel *m_model;
    ListPanel *m_list;
    Banner *m_banner;
    SideBySide *m_sides = nullptr; ///< of two users
    QTimer m_readSoon;
};

} // namespace Lockstep
