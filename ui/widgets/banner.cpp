// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int iconSize = 16;

QString iconName(Tone tone)
{
    switch (tone) {
    case Tone::Critical:
        return u"error"_s;
    case Tone::Warning:
        return u"warning"_s;
    case Tone::Good:
        return u"check"_s;
    case Tone::Quiet:
    case Tone::Notice:
        break;
    }
    return u"info"_s;
}
} // namespace

Banner::Banner(QWidget *parent)
    : Strip(parent)
    , m_icon(new QLabel(this))
    , m_text(Presentation::plainLabel({}, this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    m_close->setIcon(Presentation::icon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_text->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12 + edge, 6, 8, 6);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    m_icon->setContentsMargins(0, 2, 4, 0);

    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void Banner::showMessage(Tone tone, const QString &text, const QString &action, bool closable)
{
    setTone(tone);
    Presentation::setPicture(m_icon, Presentation::icon(iconName(tone), tone), iconSize);
    m_text->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_close->setVisible(closable);
    show();
    update();
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

} // namespace Lockstep
