// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/labdock.h"

#include "core/log.h"
#include "ui/lab/labmap.h"
#include "ui/lab/scenariowords.h"
#include "ui/widgets/flowlayout.h"
#include "ui/words/choicename.h"
#include "ui/words/presentation.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr int burstSize = 20;

QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

// Scenarios write "bob@beta"; "beta" is the first part of the server's name.
QString shortName(const ServerName &server)
{
    return server.toString().section(u'.', 0, 0);
}

Lab::ScenarioStep step(const QString &action, const QVariantMap &parameters)
{
    return {.action = action, .parameters = parameters, .line = 0};
}

} // namespace

LabDock::LabDock(LocalLab *lab, QWidget *parent)
    : QDockWidget(tr("Lab"), parent)
    , m_lab(lab)
    , m_map(new LabMap(lab, this))
{
    setObjectName(u"labDock"_s);
    setFeatures(DockWidgetMovable | DockWidgetFloatable | DockWidgetClosable);
    setTitleBarWidget(makeTitle());
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->addWidget(m_map);
    layout->addWidget(makeTrouble());
    layout->addWidget(makeScenario());
    layout->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    scroll->setMinimumWidth(content->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    setWidget(scroll);

    connect(m_map, &LabMap::choiceChanged, this, &LabDock::showChoice);
    connect(m_lab, &LocalLab::scenarioChanged, this, &LabDock::showScenario);
    connect(m_lab, &LocalLab::scenarioChanged, this, &LabDock::showChoice);
    connect(m_lab, &LocalLab::acted, this, [this](const QString &problem) {
        if (!problem.isEmpty())
            m_action->setText(displayable(problem, 300));
        showChoice();
    });
    showChoice();
    showScenario();
    scroll->setMinimumWidth(content->minimumSizeHint().width() + scroll->verticalScrollBar()->sizeHint().width());
}

/// Instead of the style's, whose buttons are black on any ground.
QWidget *LabDock::makeTitle()
{
    auto *title = new QWidget(this);
    auto *layout = new QHBoxLayout(title);
    layout->setContentsMargins(9, 3, 3, 3);
    auto *name = textLabel(title);
    name->setText(windowTitle());
    auto *close = new QToolButton(title);
    close->setIcon(Presentation::icon(u"close"_s));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close the lab's controls"));
    close->setToolTip(tr("Close; the View menu shows it again"));
    layout->addWidget(name, 1);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    return title;
}

QWidget *LabDock::makeTrouble()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    m_choice = textLabel(box);
    QFont font = m_choice->font();
    font.setBold(true);
    m_choice->setFont(font);
    m_lose = new QPushButton(tr("&Lose the next update"), box);
    m_lose->setToolTip(tr("The next transaction on this link is answered as if it had arrived, and forgotten."));
    m_down = new QPushButton(box);
    m_burst = new QPushButton(tr("&Burst: %n changes", nullptr, burstSize), box);
    m_burst->setToolTip(tr("A user of this server renames a device again and again."));
    // How any other client joins in: Element, Nheko, a bot, curl.
    m_address = textLabel(box);
    m_address->setObjectName(u"labAddress"_s);
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy = new QToolButton(box);
    m_copy->setText(tr("&Copy address"));
    m_copy->setToolTip(tr("Copies the address of this server's client API, for the sign-in of another Matrix client on this machine."));
    layout->addWidget(m_choice);
    layout->addWidget(m_address);
    // Side by side they would make the dock as wide as the longest language needs.
    auto *buttons = new FlowLayout(4);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_lose);
    buttons->addWidget(m_down);
    buttons->addWidget(m_burst);
    layout->addLayout(buttons);
    connect(m_copy, &QToolButton::clicked, this, &LabDock::copyAddress);
    connect(m_lose, &QPushButton::clicked, this, &LabDock::loseNext);
    connect(m_down, &QPushButton::clicked, this, &LabDock::toggleServer);
    connect(m_burst, &QPushButton::clicked, this, &LabDock::burst);
    return box;
}

QWidget *LabDock::makeScenario()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 6, 0, 0);
    m_scenario = new QComboBox(box);
    Presentation::nameChoice(m_scenario, tr("Scenario"));
    // Its longest title alone would make the dock wide; the open list shows all of it.
    m_scenario->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scenario->setMinimumContentsLength(12);
    const QList<Lab::Scenario> &all = Lab::Scenario::builtIn();
    for (const Lab::Scenario &scenario : all)
        m_scenario->addItem(scenarioWords(scenario.title), scenario.name);
    if (const int playing = m_scenario->findData(m_lab->player()->status().scenario); playing >= 0)
        m_scenario->setCurrentIndex(playing);
    m_about = textLabel(box);
    m_action = textLabel(box);
    m_action->setForegroundRole(QPalette::PlaceholderText);
    const auto button = [&](const QString &icon, const QString &text) {
        auto *result = new QToolButton(box);
        result->setIcon(Presentation::icon(icon)); // the style's own stay black on a dark ground
        result->setToolTip(text);
        result->setAccessibleName(text);
        return result;
    };
    m_play = button(u"play"_s, tr("Play this scenario from its start"));
    m_pause = button(u"pause"_s, tr("Pause"));
    m_pause->setCheckable(true);
    m_step = button(u"step"_s, tr("Next step, then pause"));
    m_speed = new QComboBox(box);
    Presentation::nameChoice(m_speed, tr("Speed"));
    for (const double speed : {0.25, 0.5, 1.0, 2.0, 4.0, 10.0})
        m_speed->addItem(tr("%1×").arg(locale().toString(speed)), speed);
    m_speed->setCurrentIndex(2);

    auto *row = new QHBoxLayout;
    layout->addWidget(m_scenario);
    row->addWidget(m_play);
    row->addWidget(m_pause);
    row->addWidget(m_step);
    row->addWidget(m_speed);
    row->addStretch();
    layout->addLayout(row);
    layout->addWidget(m_about);
    layout->addWidget(m_action);

    connect(m_scenario, &QComboBox::currentIndexChanged, this, &LabDock::showScenario);
    connect(m_play, &QToolButton::clicked, this, &LabDock::playChosen);
    connect(m_pause, &QToolButton::toggled, this, [this](bool paused) { m_lab->player()->setPaused(paused); });
    connect(m_step, &QToolButton::clicked, this, [this] {
        m_lab->player()->step();
        m_pause->setChecked(true);
    });
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { m_lab->player()->setSpeed(m_speed->currentData().toDouble()); });
    return box;
}

void LabDock::showChoice()
{
    const bool isServer = m_map->from() == m_map->to();
    const QString from = m_map->from().toString();
    m_choice->setText(isServer ? from : tr("%1 → %2").arg(from, m_map->to().toString()));
    m_lose->setVisible(!isServer);
    m_down->setVisible(isServer);
    m_burst->setVisible(isServer);
    const QUrl address = addressOf(m_map->from());
    m_address->setText(tr("Clients sign in at %1 as admin or as a user of the scenario; the password is %2.")
                           .arg(address.toString(), QString::fromLatin1(Lab::Lab::adminPassword)));
    m_address->setVisible(isServer && !address.isEmpty());
    m_copy->setVisible(isServer && !address.isEmpty());
    m_down->setText(m_lab->isDown(m_map->from()) ? tr("Bring &up") : tr("Take &down"));
}

QUrl LabDock::addressOf(const ServerName &server) const
{
    const QList<LocalLab::ServerState> servers = m_lab->servers();
    for (const LocalLab::ServerState &state : servers)
        if (state.name == server)
            return state.clientApi;
    return {};
}

void LabDock::copyAddress()
{
    QGuiApplication::clipboard()->setText(addressOf(m_map->from()).toString());
}

void LabDock::showScenario()
{
    const Lab::Scenario *chosen = Lab::Scenario::find(m_scenario->currentData().toString());
    m_about->setText(chosen ? scenarioWords(chosen->text) : QString());
    const Lab::ScenarioPlayer::Status status = m_lab->player()->status();
    m_pause->setEnabled(!status.scenario.isEmpty());
    m_step->setEnabled(!status.scenario.isEmpty());
    const Lab::Scenario *playing = Lab::Scenario::find(status.scenario);
    if (!playing)
        m_action->setText(status.lastAction.isEmpty() ? QString() : tr("Played to its end."));
    else
        m_action->setText(tr("%1, step %2 of %3: %4")
                              .arg(scenarioWords(playing->title))
                              .arg(status.step)
                              .arg(status.steps)
                              .arg(displayable(status.lastAction, 160)));
}

void LabDock::loseNext()
{
    m_lab->act({step(u"lose"_s, {{u"from"_s, shortName(m_map->from())}, {u"to"_s, shortName(m_map->to())}, {u"transactions"_s, 1}})});
}

void LabDock::toggleServer()
{
    m_lab->act({step(m_lab->isDown(m_map->from()) ? u"up"_s : u"down"_s, {{u"server"_s, shortName(m_map->from())}})});
}

void LabDock::burst()
{
    const ServerName server = m_map->from();
    const QString user = u"burst@"_s + shortName(server);
    QList<Lab::ScenarioStep> steps;
    if (!m_bursting.contains(server)) {
        m_bursting.insert(server);
        QVariantList members{user};
        const QList<LocalLab::ServerState> servers = m_lab->servers();
        for (const LocalLab::ServerState &other : servers)
            if (other.name != server && !other.isDown)
                members.append(QString(u"alice@"_s + shortName(other.name)));
        steps.append(step(u"room"_s, {{u"name"_s, u"Burst"_s}, {u"members"_s, members}}));
        steps.append(step(u"device"_s, {{u"user"_s, user}, {u"id"_s, u"BURST"_s}, {u"name"_s, u"burst"_s}}));
    }
    ++m_bursts;
    for (int i = 1; i <= burstSize; ++i)
        steps.append(
            step(u"rename"_s, {{u"user"_s, user}, {u"id"_s, u"BURST"_s}, {u"name"_s, u"burst %1, change %2"_s.arg(m_bursts).arg(i)}}));
    m_lab->act(steps);
}

void LabDock::playChosen()
{
    if (const Lab::Scenario *chosen = Lab::Scenario::find(m_scenario->currentData().toString())) {
        m_pause->setChecked(false);
        m_lab->player()->play(*chosen);
        showScenario();
    }
}

} // namespace Lockstep
