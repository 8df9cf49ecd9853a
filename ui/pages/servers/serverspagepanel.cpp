// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverspagepanel.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "ui/pages/servers/serverwords.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/flowlayout.h"
#include "ui/words/presentation.h"

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
} // namespace

ServerPanel::ServerPanel(Inspection::Client *client, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_name(new ElidedLabel(Qt::ElideMiddle, this))
    , m_text(Presentation::plainLabel({}, this))
    , m_result(Presentation::plainLabel({}, this))
    , m_users(new QPushButton(tr("Show its &users"), this))
    , m_refresh(new QPushButton(tr("Refresh its &stale users …"), this))
    , m_refreshAll(new QPushButton(tr("Refresh &its users …"), this))
    , m_try(new QPushButton(Presentation::icon(u"refresh"_s), tr("&Try again now"), this))
    , m_confirm(new QPushButton(tr("End the wait"), this))
    , m_question(makeQuestion())
{
    QFont font = Presentation::fixedFont();
    font.setBold(true);
    m_name->setFont(font);
    for (QPushButton *button : {m_users, m_refresh, m_refreshAll, m_try})
        button->setAutoDefault(false);
    for (QLabel *label : {m_text, m_result})
        label->setMinimumWidth(60); // an error may hold a long word, which must not widen the window
    auto *deeds = new FlowLayout(6);
    for (QPushButton *button : {m_try, m_refresh, m_refreshAll, m_users})
        deeds->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_name);
    layout->addWidget(m_text);
    layout->addLayout(deeds);
    layout->addWidget(m_result);
    layout->addWidget(m_question);
    connect(m_users, &QPushButton::clicked, this, [this] { Q_EMIT usersRequested(m_destination.destination.toString()); });
    connect(m_refresh, &QPushButton::clicked, this, [this] { Q_EMIT refreshRequested(m_destination.destination.toString(), false); });
    connect(m_refreshAll, &QPushButton::clicked, this, [this] { Q_EMIT refreshRequested(m_destination.destination.toString(), true); });
    connect(m_try, &QPushButton::clicked, this, &ServerPanel::ask);
    // "in 9 min" is true for a minute only.
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_text->setText(ServerWords::stateText(m_destination, m_details));
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

void ServerPanel::setMayReset(bool may)
{
    m_mayReset = may;
    updateButtons();
    if (!may)
        m_question->hide();
}

/// What is off says why.
void ServerPanel::updateButtons()
{
    const auto set = [](QPushButton *button, const QString &why) {
        button->setEnabled(why.isEmpty());
        Presentation::setToolTip(button, why);
    };
    const bool isFailing = m_destination.failingSince > 0;
    set(m_try,
        !m_mayReset      ? tr("You may look here and not act. The gateway lets those end a wait whom it is given with --operator.")
            : !isFailing ? tr("The homeserver does not wait with this server: there is nothing to end.")
            : m_outcomes.value(m_destination.destination).running ? tr("This is under way.")
                                                                  : QString());
    const QString nobody = m_destination.usersTracked == 0 ? tr("The homeserver follows no user of this server.") : QString();
    set(m_refresh, !nobody.isEmpty() ? nobody : m_destination.usersStale == 0 ? tr("None of its users is stale.") : QString());
    set(m_refreshAll, nobody);
    set(m_users, nobody);
}

void ServerPanel::showServer(const Inspection::Destination &destination, const std::optional<Inspection::DestinationDetails> &details)
{
    const bool same = destination.destination == m_destination.destination && !isHidden();
    m_destination = destination;
    if (details || !same)
        m_details = details;
    m_name->setText(displayable(destination.destination.toString()));
    m_text->setText(ServerWords::stateText(destination, m_details));
    const bool failing = destination.failingSince > 0;
    if (!same || !failing)
        m_question->hide();
    m_try->setVisible(m_question->isHidden());
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
    Presentation::setTone(m_result, outcome.running ? Tone::Quiet : outcome.ok ? Tone::Good : Tone::Critical);
    updateButtons();
}

} // namespace Lockstep
