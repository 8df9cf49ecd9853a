// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/flatbutton.h"

#include "ui/words/presentation.h"

#include <QAction>
#include <QLineEdit>
#include <QPaintEvent>
#include <QPainter>
#include <QToolButton>

namespace Lockstep {

FlatButton::FlatButton(const QString &text, QWidget *parent)
    : FlatButton({}, text, parent)
{
}

FlatButton::FlatButton(const QIcon &icon, const QString &text, QWidget *parent)
    : QPushButton(icon, text, parent)
{
    setFlat(true);
    setAutoDefault(false);
}

void FlatButton::paintEvent(QPaintEvent *event)
{
    QPushButton::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(palette().color(QPalette::Highlight));
    constexpr qreal half = 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 2, 2);
}

void makeSearchField(QLineEdit *field, const QString &icon)
{
    const QAction *picture = field->addAction(Presentation::icon(icon), QLineEdit::LeadingPosition);
    field->setClearButtonEnabled(true);
    const auto buttons = field->findChildren<QToolButton *>(QString(), Qt::FindDirectChildrenOnly);
    for (QToolButton *button : buttons) {
        if (button->defaultAction() == picture)
            button->setAccessibleName(FlatButton::tr("Search"));
        else //: The button in a field that empties it
            button->setAccessibleName(FlatButton::tr("Empty the field"));
    }
}

} // namespace Lockstep
