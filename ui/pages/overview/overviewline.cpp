// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/overviewline.h"

#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

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
    , m_icon(new QLabel(this))
    , m_sentence(Presentation::plainLabel({}, this))
    , m_explanation(Presentation::plainLabel({}, this))
    , m_next(new QLabel(this))
    , m_action(new QPushButton(this))
{
    setAttribute(Qt::WA_Hover);
    m_icon->setFixedSize(symbolSize, symbolSize);
    m_icon->setAttribute(Qt::WA_TransparentForMouseEvents);
    letThrough(m_sentence);
    Presentation::setQuiet(m_explanation);
    letThrough(m_explanation);
    // Remote text may hold a long word, which must not widen the window.
    m_sentence->setMinimumWidth(60);
    m_explanation->setMinimumWidth(60);
    m_action->setAutoDefault(false);
    Presentation::setPicture(m_next, Presentation::icon(u"next"_s), symbolSize);
    m_next->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(12 + edge, 8, 10, 8);
    layout->setHorizontalSpacing(10);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_sentence, 0, 1);
    layout->addWidget(m_explanation, 1, 1);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_action, 0, 2, 2, 1, Qt::AlignVCenter);
    layout->addWidget(m_next, 0, 3, 2, 1, Qt::AlignVCenter);
    if (!finding.snippet.isEmpty())
        layout->addWidget(makeSnippet(finding.snippet), 2, 1);
    connect(m_action, &QPushButton::clicked, this, &OverviewLine::actionRequested);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFinding(finding);
}

void OverviewLine::setFinding(const OverviewFinding &finding)
{
    m_finding = finding;
    setText(finding.count.isEmpty() ? finding.sentence : finding.count + u' ' + finding.sentence);
    //: said of a line of the overview that is not true any more
    setAccessibleName(finding.solved ? tr("Solved: %1").arg(text()) : text());
    setAccessibleDescription(finding.explanation);
    setFocusPolicy(leadsOn() ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(leadsOn() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const QString icon = finding.solved ? u"check"_s : finding.icon;
    const Presentation::Tone tone = finding.solved ? Presentation::Tone::Quiet : finding.tone;
    Presentation::setPicture(m_icon, Presentation::icon(icon, tone), symbolSize);
    QFont font = m_sentence->font();
    font.setBold(true);
    font.setStrikeOut(finding.solved);
    m_sentence->setFont(font);
    // "host:8448" is one word.
    m_sentence->setText(text().replace(u":"_s, u":\u2060"_s));
    m_explanation->setText(finding.explanation);
    m_explanation->setVisible(!finding.explanation.isEmpty());
    m_action->setText(finding.action);
    m_action->setVisible(!finding.action.isEmpty() && !finding.solved);
    m_next->setVisible(leadsOn());
    updateGeometry();
    update();
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
    if (leadsOn() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void OverviewLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor colour = Presentation::toneColor(m_finding.solved ? Presentation::Tone::Quiet : m_finding.tone, palette());
    painter.fillRect(QRect(0, 0, edge, height()), colour);
    colour.setAlphaF(leadsOn() && (underMouse() || isDown()) ? hoverTint : restTint);
    painter.fillRect(rect().adjusted(edge, 0, 0, 0), colour);
    if (hasFocus()) {
        // The style's own frame is shown for the keyboard only, and hardly on this ground.
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(rect().adjusted(edge + 2, 2, -2, -2));
    }
}

} // namespace Lockstep
