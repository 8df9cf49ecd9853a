// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/statestack.h"

#include "core/log.h"
#include "ui/words/presentation.h"
#include "ui/words/wraplabel.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int loadingDelayMs = 150;
constexpr int textWidth = 460;
constexpr int iconSize = 40;
constexpr qsizetype maxErrorLength = 1000;

QLabel *centredLabel(QWidget *parent)
{
    auto *label = new WrapLabel(parent);
    label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    label->setMaximumWidth(textWidth);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Centres a narrow column in whatever room there is.
QVBoxLayout *centredColumn(QWidget *page)
{
    auto *across = new QHBoxLayout(page);
    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    across->addStretch(1);
    across->addLayout(column, 4);
    across->addStretch(1);
    return column;
}
} // namespace

StateStack::StateStack(QWidget *content, QWidget *parent)
    : QStackedWidget(parent)
    , m_content(content)
    , m_loading(makeLoading())
    , m_notice(makeNotice())
{
    addWidget(m_content);
    addWidget(m_loading);
    addWidget(m_notice);
    m_delay.setSingleShot(true);
    m_delay.setInterval(loadingDelayMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { setCurrentWidget(m_loading); });
}

void StateStack::showContent()
{
    m_delay.stop();
    m_state = Content;
    setCurrentWidget(m_content);
}

void StateStack::showLoading(const QString &text)
{
    m_loadingText->setText(text);
    if (m_state == Loading)
        return;
    m_state = Loading;
    m_delay.start();
}

void StateStack::showEmpty(const QString &title, const QString &explanation, const QString &actionText)
{
    m_state = Empty;
    showNotice(u"empty"_s, title, explanation, actionText);
}

void StateStack::showError(const Error &error)
{
    m_state = Failed;
    // The sentence may quote a remote server.
    showNotice(u"warning"_s, tr("This could not be loaded"), displayable(error.text, maxErrorLength), tr("Try again"));
}

QString StateStack::message() const
{
    switch (m_state) {
    case Content:
        return {};
    case Loading:
        return m_loadingText->text();
    case Empty:
    case Failed:
        break;
    }
    return m_noticeText->text().isEmpty() ? m_noticeTitle->text() : m_noticeTitle->text() + u": "_s + m_noticeText->text();
}

QWidget *StateStack::makeLoading()
{
    auto *page = new QWidget(this);
    auto *column = centredColumn(page);
    auto *bar = new QProgressBar(page);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumHeight(6);
    bar->setMaximumWidth(220);
    m_loadingText = centredLabel(page);
    column->addStretch(2);
    column->addWidget(bar, 0, Qt::AlignHCenter);
    column->addWidget(m_loadingText, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return page;
}

QWidget *StateStack::makeNotice()
{
    auto *page = new QWidget(this);
    auto *column = centredColumn(page);
    m_noticeIcon = new QLabel(page);
    m_noticeTitle = centredLabel(page);
    QFont bold = m_noticeTitle->font();
    bold.setBold(true);
    m_noticeTitle->setFont(bold);
    m_noticeText = centredLabel(page);
    m_noticeButton = new QPushButton(page);
    connect(m_noticeButton, &QPushButton::clicked, this, [this] {
        if (m_state == Failed)
            Q_EMIT retryRequested();
        else
            Q_EMIT actionRequested();
    });
    column->addStretch(2);
    column->addWidget(m_noticeIcon, 0, Qt::AlignHCenter);
    column->addWidget(m_noticeTitle);
    column->addWidget(m_noticeText);
    column->addSpacing(4);
    column->addWidget(m_noticeButton, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return page;
}

void StateStack::showNotice(const QString &iconName, const QString &title, const QString &explanation, const QString &actionText)
{
    m_delay.stop();
    Presentation::setPicture(m_noticeIcon, Presentation::icon(iconName, m_state == Failed ? Presentation::Tone::Warning : Presentation::Tone::Quiet), iconSize);
    m_noticeTitle->setText(title);
    m_noticeText->setText(explanation);
    m_noticeText->setVisible(!explanation.isEmpty());
    m_noticeButton->setText(actionText);
    m_noticeButton->setVisible(!actionText.isEmpty());
    setCurrentWidget(m_notice);
}

} // namespace Lockstep
