// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overviewline.h"

#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyleOptionFocusRect>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int symbolSize = 18;
constexpr int edge = 3;
constexpr float hoverTint = 0.08F;
constexpr float restTint = 0.04F;

/// Presses go through to the button behind.
void letThrough(QLabel *label)
{
    label->setTextInteractionFlags(Qt::NoTextInteraction);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
}
} // namespace

OverviewLine::OverviewLine(const OverviewFinding &finding, QWidget *parent)
    : QAbstractButton(parent)
    , m_tone(finding.tone)
    , m_leadsOn(!finding.page.isEmpty())
{
    setText(finding.count.isEmpty() ? finding.sentence : finding.count + u' ' + finding.sentence);
    setAccessibleName(text());
    setAccessibleDescription(finding.explanation);
    setFocusPolicy(m_leadsOn ? Qt::StrongFocus : Qt::NoFocus);
    if (m_leadsOn)
        setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    auto *icon = new QLabel(this);
    icon->setFixedSize(symbolSize, symbolSize);
    icon->setPixmap(Presentation::icon(finding.icon, finding.tone).pixmap(QSize(symbolSize, symbolSize), devicePixelRatioF()));
    icon->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *sentence = Presentation::plainLabel(text(), this);
    QFont font = sentence->font();
    font.setBold(true);
    sentence->setFont(font);
    letThrough(sentence);
    sentence->setMinimumWidth(60);
    auto *explanation = Presentation::plainLabel(finding.explanation, this);
    Presentation::setQuiet(explanation);
    letThrough(explanation);
    // Remote text may hold a long word, which must not widen the window.
    explanation->setMinimumWidth(60);
    explanation->setVisible(!finding.explanation.isEmpty());
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(12 + edge, 8, 10, 8);
    layout->setHorizontalSpacing(10);
    layout->setVerticalSpacing(2);
    layout->addWidget(icon, 0, 0, Qt::AlignTop);
    layout->addWidget(sentence, 0, 1);
    layout->addWidget(explanation, 1, 1);
    layout->setColumnStretch(1, 1);
    if (m_leadsOn) {
        auto *next = new QLabel(this);
        next->setPixmap(Presentation::icon(u"next"_s).pixmap(QSize(symbolSize, symbolSize), devicePixelRatioF()));
        next->setAttribute(Qt::WA_TransparentForMouseEvents);
        layout->addWidget(next, 0, 2, 2, 1, Qt::AlignVCenter);
    }
    if (!finding.snippet.isEmpty())
        layout->addWidget(makeSnippet(finding.snippet), 2, 1);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QWidget *OverviewLine::makeSnippet(const QString &snippet)
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 4, 0, 0);
    auto *lines = Presentation::plainLabel(snippet, box);
    lines->setFont(Presentation::fixedFont());
    lines->setWordWrap(false);
    auto *copy = new QPushButton(Presentation::icon(u"copy"_s), tr("Copy"), box);
    copy->setAutoDefault(false);
    copy->setAccessibleName(tr("Copy the lines for the configuration"));
    connect(copy, &QPushButton::clicked, this, [snippet] { QGuiApplication::clipboard()->setText(snippet + u'\n'); });
    layout->addWidget(lines);
    layout->addWidget(copy, 0, Qt::AlignTop);
    layout->addStretch(1);
    return box;
}

QSize OverviewLine::sizeHint() const
{
    return layout()->sizeHint();
}

QSize OverviewLine::minimumSizeHint() const
{
    // The height of the narrowest form would make the page scroll at any width; heightForWidth() says what is needed.
    return {layout()->minimumSize().width(), symbolSize};
}

int OverviewLine::heightForWidth(int width) const
{
    return layout()->heightForWidth(width);
}

bool OverviewLine::event(QEvent *event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    return QAbstractButton::event(event);
}

void OverviewLine::keyPressEvent(QKeyEvent *event)
{
    // A line is more like an entry of a list than like a button: Enter opens it as well.
    if (m_leadsOn && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void OverviewLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor colour = Presentation::toneColor(m_tone, palette());
    painter.fillRect(QRect(0, 0, edge, height()), colour);
    colour.setAlphaF(m_leadsOn && (underMouse() || isDown()) ? hoverTint : restTint);
    painter.fillRect(rect().adjusted(edge, 0, 0, 0), colour);
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect().adjusted(edge + 1, 1, -1, -1);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace Lockstep
