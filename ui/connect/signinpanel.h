// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/signinoffers.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

/// What is shown while a person signs in in a browser: here, or with a code on any device.
class SignInPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SignInPanel(QWidget *parent = nullptr);

    /// Shows what is waited for, and opens the browser where the sign-in is on this machine.
    void showWait(const SignInWait &wait);

Q_SIGNALS:
    /// The person wants to go on without admin rights.
    void withoutAdminRequested();

private:
    void open();

    QLabel *m_title;
    QLabel *m_text;
    QLabel *m_address;
    QLabel *m_code;
    QPushButton *m_open;
    QPushButton *m_copyAddress;
    QPushButton *m_copyCode;
    QLabel *m_noBrowser;
    QWidget *m_admin; ///< what to do if the server refuses admin rights
    SignInWait m_wait;
};

} // namespace Lockstep
