// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/ownside.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace Lockstep {

class Session;

/// How the homeserver itself does what others wait for: changes that are not on their way, streams that stand still, servers that nothing
/// wakes, known faults of its version.
class OwnSidePanel : public QWidget
{
    Q_OBJECT
public:
    explicit OwnSidePanel(Session *session, QWidget *parent = nullptr);

    /// Asks again.
    void refresh();
    bool isSettled() const { return !m_call.isRunning(); }

private:
    void show(const Result<Inspection::OwnSide> &result);

    Session *m_session;
    QLabel *m_lines;
    QToolButton *m_more;
    QLabel *m_faults;
    Http::CallHandle m_call;
};

} // namespace Lockstep
