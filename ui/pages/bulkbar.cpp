// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/bulkbar.h"

#include "session/refresh/bulkrefresh.h"
#include "ui/pages/bulkwords.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;
using State = BulkRefresh::State;

namespace {
constexpr int iconSize = 16;
constexpr qsizetype failureLines = 3;

QString iconName(State state, Tone tone)
{
    if (state == State::Running)
        return u"refresh"_s;
    return tone == Tone::Warning ? u"warning"_s : tone == Tone::Good ? u"check"_s : u"info"_s;
}
} // namespace

BulkBar::BulkBar(QWidget *parent)
    : Strip(parent)
    , m_icon(new QLabel(this))
    , m_text(Presentation::plainLabel({}, this))
    , m_failures(Presentation::plainLabel({}, this))
    , m_progress(new QProgressBar(this))
    , m_list(new QPushButton(tr("Show the &list"), this))
    , m_pause(add(tr("&Pause"), &BulkRefresh::pause))
    , m_resume(add(tr("&Resume"), &BulkRefresh::resume))
    , m_cancel(add(tr("Cancel"), &BulkRefresh::cancel))
    , m_retry(add({}, &BulkRefresh::retryFailed))
    , m_goOn(add(tr("&Go on"), &BulkRefresh::goOn))
    , m_forget(add(tr("&Forget"), &BulkRefresh::forget))
    , m_close(new QToolButton(this))
{
    setObjectName(u"bulkBar"_s);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    for (QLabel *label : {m_text, m_failures})
        label->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window
    m_icon->setContentsMargins(0, 2, 4, 0);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setAccessibleName(tr("Progress of the refresh of many users"));
    m_list->setAutoDefault(false);
    Presentation::setToolTip(m_pause, tr("Those under way come to their end, and no other begins."));
    Presentation::setToolTip(m_cancel, tr("At once. Those under way the homeserver may still finish; the others are not started."));
    m_close->setIcon(Presentation::icon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(12 + edge, 6, 8, 6);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1);
    auto *buttons = new QHBoxLayout;
    for (QWidget *button : std::initializer_list<QWidget *>{m_list, m_pause, m_resume, m_cancel, m_retry, m_goOn, m_forget, m_close})
        buttons->addWidget(button);
    layout->addLayout(buttons, 0, 2, Qt::AlignTop);
    layout->addWidget(m_progress, 1, 1, 1, 2);
    layout->addWidget(m_failures, 2, 1, 1, 2);
    connect(m_list, &QPushButton::clicked, this, &BulkBar::listRequested);
    connect(m_close, &QToolButton::clicked, this, [this] {
        if (m_bulk)
            m_bulk->forget();
    });
    hide();
}

QPushButton *BulkBar::add(const QString &text, void (BulkRefresh::*deed)())
{
    auto *button = new QPushButton(text, this);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, deed] {
        if (m_bulk)
            (m_bulk->*deed)();
    });
    return button;
}

void BulkBar::setBulk(BulkRefresh *bulk)
{
    if (m_bulk)
        m_bulk->disconnect(this);
    m_bulk = bulk;
    if (bulk)
        connect(bulk, &BulkRefresh::changed, this, &BulkBar::update);
    update();
}

QString BulkBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void BulkBar::update()
{
    const State state = m_bulk ? m_bulk->state() : State::Idle;
    if (state == State::Idle) {
        hide();
        return;
    }
    const BulkCounts &counts = m_bulk->counts();
    setTone(BulkWords::tone(*m_bulk));
    Presentation::setPicture(m_icon, Presentation::icon(iconName(state, tone()), tone()), iconSize);
    m_text->setText(BulkWords::line(*m_bulk));
    const bool hasFailures = state == State::Ended && counts.failed + counts.notAsked > 0;
    m_failures->setText(hasFailures ? BulkWords::failures(*m_bulk, failureLines).join(u'\n') : QString());
    m_failures->setVisible(hasFailures);
    m_progress->setRange(0, int(std::max<qsizetype>(1, counts.total)));
    m_progress->setValue(int(counts.done()));
    m_progress->setVisible(state == State::Running || state == State::Paused);
    m_retry->setText(tr("&Retry %n failed", nullptr, int(counts.failed + counts.notAsked)));
    // The focus does not get lost when the button that has it gives way to its opposite.
    const bool hadFocus = m_pause->hasFocus() || m_resume->hasFocus();
    m_pause->setVisible(state == State::Running);
    m_resume->setVisible(state == State::Paused);
    m_cancel->setVisible(state == State::Running || state == State::Paused);
    m_retry->setVisible(hasFailures);
    m_goOn->setVisible(state == State::Interrupted);
    m_forget->setVisible(state == State::Interrupted);
    m_close->setVisible(state == State::Ended);
    if (hadFocus)
        (state == State::Paused ? m_resume : m_pause)->setFocus();
    show();
    Strip::update();
}

} // namespace Lockstep
