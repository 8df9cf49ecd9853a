// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPushButton>

class QLineEdit;

namespace Lockstep {

/// A flat button whose focus is seen: styles draw none around flat ones.
class FlatButton : public QPushButton
{
    Q_OBJECT
public:
    explicit FlatButton(const QString &text = {}, QWidget *parent = nullptr);
    FlatButton(const QIcon &icon, const QString &text, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// A field to search in: with a picture that says so (see Presentation::icon), and a button that empties it. Qt leaves both without a name.
void makeSearchField(QLineEdit *field, const QString &icon = QStringLiteral("search"));

} // namespace Lockstep
