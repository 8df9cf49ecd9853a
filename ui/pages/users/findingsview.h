// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/words/findingwords.h"

#include <QTimer>
#include <QWidget>

class QListWidget;
class QListWidgetItem;

namespace Lockstep {

class StateStack;

/// What is wrong with a user's list or history, worst first: the sentence, since when, how often and on what it rests, and a link to
/// what it is about, by a click on it, Enter or a double click.
class FindingsView : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsView(QWidget *parent = nullptr);

    /// The current row stays with its finding.
    void setFindings(const Inspection::UserDetails &details);

Q_SIGNALS:
    void opened(const Lockstep::Finding &finding, Lockstep::FindingWords::Target target);

private:
    void open(const QListWidgetItem *item);
    void fill(QListWidgetItem *item, const Finding &finding) const;
    void updateAges();

    Inspection::UserSummary m_user;
    QList<Device> m_devices;
    QList<Finding> m_findings; ///< as they are shown
    QListWidget *m_list;
    StateStack *m_stack;
    QTimer m_age;
};

} // namespace Lockstep
