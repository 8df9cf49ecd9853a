// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/findings.h"

#include <QWidget>

class QListWidget;

namespace Lockstep {

class StateStack;

/// What is wrong with a user's list or history, worst first; Enter leads to the update that a finding is about.
class FindingsView : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsView(QWidget *parent = nullptr);

    void setFindings(const QList<Finding> &findings);

Q_SIGNALS:
    void updateRequested(qint64 n);

private:
    QListWidget *m_list;
    StateStack *m_stack;
};

} // namespace Lockstep
