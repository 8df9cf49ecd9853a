// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/strip.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace Lockstep {

/// A strip with one message above or within a page, instead of a dialog that gets in the way.
class Banner : public Strip
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    /// Plain text; what comes from a remote server has been made displayable before. \a action: text of a button, none if empty.
    void showMessage(Presentation::Tone tone, const QString &text, const QString &action = {}, bool closable = true);
    QString text() const;

Q_SIGNALS:
    void actionTriggered();
    void closed();

private:
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QToolButton *m_close;
};

} // namespace Lockstep
