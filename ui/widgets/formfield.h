// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;

namespace Lockstep {

/// An input with a line below it that names what is wrong with it, hidden while nothing is.
class FormField : public QWidget
{
    Q_OBJECT
public:
    explicit FormField(QWidget *input, QWidget *parent = nullptr);

    void setProblem(const QString &text);
    QString problem() const;
    QWidget *input() const { return m_input; }

private:
    QWidget *m_input;
    QWidget *m_line;
    QLabel *m_text;
};

} // namespace Lockstep
