// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverspagepanel.h"

#include "core/log.h"
#include "inspection/client.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/words/presentation.h"
#include "ui/words/queuewords.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr qsizetype maxErrorLength = 600;
constexpr int tickMs = 5'000;

void paintText(QLabel *label, Tone tone)
{
    QPalette colours = label->palette();
    colours.setColor(QPalette::WindowText, Presentation::toneColor(tone, label->palette()));
    label->setPalette(colours);
}
} // namespace

ServerPanel::ServerPanel(Inspection::Client *client, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_name(new ElidedLabel(Qt::ElideMiddle, this))
    , m_text(Presentation::plainLabel({}, this))
    , m_result(Presentation::plainLabel({}, this))
    , m_users(new QPushButton(tr("Show its &users"), this))
    , m_refresh(new QPushButton(tr("Refresh its &stale users …"), this))
    , m_try(new QPushButton(Presentation::icon(u"refresh"_s), tr("&Try again now"), this))
    , m_confirm(new QPushButton(tr("End the wait"), this))
    , m_question(makeQuestion())
{
    QFont font = Presentation::fixedFont();
    font.setBold(true);
    m_name->setFont(font);
    m_users->setAutoDefault(false);
    m_refresh->setAutoDefault(false);
    m_try->setAutoDefault(false);
    for (QLabel *label : {m_text, m_result})
        label->setMinimumWidth(60); // an error may hold a long word, which must not widen the window
    auto *head = new QHBoxLayout;
    head->addWidget(m_name, 1);
    head->addWidget(m_try);
    head->addWidget(m_refresh);
    head->addWidget(m_users);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_text);
    layout->addWidget(m_result);
    layout->addWidget(m_question);
    connect(m_users, &QPushButton::clicked, this, [this] { Q_EMIT usersRequested(m_destination.destination.toString()); });
    connect(m_refresh, &QPushButton::clicked, this, [this] { Q_EMIT refreshRequested(m_destination.destination.toString()); });
    connect(m_try, &QPushButton::clicked, this, &ServerPanel::ask);
    // "in 9 min" is true for a minute only.
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_text->setText(sentence(m_destination));
    });
    m_tick.start();
    hide();
}

QWidget *ServerPanel::makeQuestion()
{
    auto *question = new QWidget(this);
    auto *layout = new QVBoxLayout(question);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(
        Presentation::plainLabel(tr("The homeserver forgets that this server failed and tries it again in the background. If the cause is "
                                    "still there, it fails again and "
                                    "the wait starts anew; whether it worked shows here within a minute or so. Nothing else changes."),
            question));
    auto *buttons = new QHBoxLayout;
    m_confirm->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Leave it"), question);
    cancel->setAutoDefault(false);
    buttons->addWidget(m_confirm);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(m_confirm, &QPushButton::clicked, this, &ServerPanel::resetBackoff);
    connect(cancel, &QPushButton::clicked, this, [this] {
        m_question->hide();
        m_try->setVisible(true);
        m_try->setFocus();
    });
    question->hide();
    return question;
}

QString ServerPanel::sentence(const Inspection::Destination &destination) const
{
    QStringList parts;
    if (destination.failingSince > 0) {
        parts << tr("Has not answered since %1; last tried %2, next try %3.")
                     .arg(Presentation::clockTime(destination.failingSince), Presentation::clockTime(destination.retryLast),
                         QueueWords::nextTry(destination.retryAt));
        if (destination.retryInterval > 0)
            parts << tr("The homeserver now waits %1 between tries.").arg(Presentation::duration(destination.retryInterval));
    } else {
        parts << tr("Answers: not in backoff.");
    }
    const auto plural = [](qint64 number) { return int(std::min<qint64>(number, 1'000'000)); };
    if (destination.usersTracked >= 0)
        parts << tr("%n user(s) of it are tracked.", nullptr, plural(destination.usersTracked));
    if (destination.usersStale > 0)
        parts << tr("%n of them wait(s) for a resync, which needs this server.", nullptr, plural(destination.usersStale));
    return parts.join(u' ');
}

void ServerPanel::setMayReset(bool may)
{
    m_try->setEnabled(may);
    m_mayReset = may;
    Presentation::setToolTip(
        m_try, may ? QString() : tr("You may look here and not act. The gateway lets those end a wait whom it is given with --operator."));
    if (!may)
        m_question->hide();
}

void ServerPanel::showServer(const Inspection::Destination &destination)
{
    const bool same = destination.destination == m_destination.destination && !isHidden();
    m_destination = destination;
    m_name->setText(displayable(destination.destination.toString()));
    m_text->setText(sentence(destination));
    const bool failing = destination.failingSince > 0;
    if (!same || !failing)
        m_question->hide();
    m_try->setVisible(failing && m_question->isHidden());
    m_users->setEnabled(destination.usersTracked != 0);
    m_refresh->setVisible(destination.usersStale > 0);
    updateResult();
    show();
}

void ServerPanel::showNothing()
{
    m_question->hide();
    hide();
}

void ServerPanel::ask()
{
    m_try->hide();
    m_question->show();
    m_confirm->setFocus();
}

void ServerPanel::resetBackoff()
{
    const ServerName server = m_destination.destination;
    if (m_outcomes.value(server).running)
        return;
    m_outcomes.insert(server, {.running = true, .ok = false, .at = 0, .text = tr("Asking the homeserver to try again …")});
    m_question->hide();
    m_try->setVisible(true);
    updateResult();
    m_client->resetDestination(server, this, [this, server](const Result<bool> &result) {
        if (result) {
            m_outcomes.insert(server,
                {.running = false,
                    .ok = true,
                    .at = QDateTime::currentMSecsSinceEpoch(),
                    .text = tr("The wait was ended at %1. The homeserver tries again in the background.")
                                .arg(Presentation::clockTime(QDateTime::currentMSecsSinceEpoch()))});
            Q_EMIT reset();
        } else {
            m_outcomes.insert(server, {.running = false, .ok = false, .at = 0, .text = displayable(result.error().text, maxErrorLength)});
        }
        updateResult();
    });
}

void ServerPanel::updateResult()
{
    // It failed again since: that is what there is to say.
    const Outcome known = m_outcomes.value(m_destination.destination);
    if (known.ok && m_destination.failingSince > 0 && m_destination.retryLast > known.at)
        m_outcomes.remove(m_destination.destination);
    const Outcome outcome = m_outcomes.value(m_destination.destination);
    m_result->setText(outcome.text);
    m_result->setVisible(!outcome.text.isEmpty());
    paintText(m_result, outcome.running ? Tone::Quiet : outcome.ok ? Tone::Good : Tone::Critical);
    m_try->setEnabled(m_mayReset && !outcome.running);
}

} // namespace Lockstep
