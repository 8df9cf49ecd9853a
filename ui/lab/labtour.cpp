// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/labtour.h"

#include "lab/stage/scenario.h"
#include "lab/stage/scenarioplayer.h"
#include "ui/lab/locallab.h"
#include "ui/shell/mainwindow.h"
#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
/// So that there is something to be seen when the page is opened.
constexpr int firstUpdateMs = 2'500;

struct Stop
{
    QString title;
    QString text;
    QString scenario; ///< empty: what goes on goes on
    QString page;
    QVariantMap arguments;
};

Stop stopAt(int step)
{
    const auto history = [](const QString &user) { return QVariantMap{{u"user"_s, user}, {u"update"_s, 1}}; };
    switch (step) {
    case 1:
        return {LabTour::tr("1 of 5: a chain"),
            LabTour::tr(
                "Bob's devices get new names, and beta tells alpha each time. Every row is one update; the line leads down to the update "
                "before it, which it names as its prev_id. As long as the line has no hole, alpha's copy of Bob's list is in step."),
            u"healthy"_s, u"users"_s, history(u"@bob:beta.lab"_s)};
    case 2:
        return {LabTour::tr("2 of 5: an update is lost"),
            LabTour::tr(
                "Now one transaction from beta never arrives. Nothing is seen of that, until the next update names a prev_id that alpha "
                "does not have: the row “never received” stands where the hole is. alpha then fetches the whole list: a resync."),
            u"lost-update"_s, u"users"_s, history(u"@bob:beta.lab"_s)};
    case 3:
        return {LabTour::tr("3 of 5: a fork"),
            LabTour::tr(
                "Two writers of beta do not see each other: two updates name the same one before them, and the line forks. The next "
                "update names both and joins them. Nothing was lost, and nobody has to do anything."),
            u"clustered-sender"_s, u"users"_s, history(u"@carl:beta.lab"_s)};
    case 4:
        return {LabTour::tr("4 of 5: a list that cannot be put right"),
            LabTour::tr(
                "An update is lost, and gamma is down when alpha wants to fetch the list: it stays stale. The overview tells the cause "
                "once, with everybody it touches. Press Enter on it to see why, and what helps."),
            u"resync-fails"_s, u"overview"_s, {}};
    case 5:
        return {LabTour::tr("5 of 5: putting it right"),
            LabTour::tr(
                "Here are the stale users. Choose one and press Ctrl+R: the list is fetched, and the result says what changed. While gamma "
                "is down it says so, and when the next try is. In the lab's map you can lose updates and take servers down yourself."),
            {}, u"users"_s, {{u"state"_s, u"stale"_s}}};
    default:
        return {LabTour::tr("How the graph is read, in five steps"),
            LabTour::tr("Each step makes something happen in the lab and shows where it is seen. It takes about two minutes."), {}, {}, {}};
    }
}
} // namespace

LabTour::LabTour(LocalLab *lab, MainWindow *window)
    : QDockWidget(tr("Tour"), window)
    , m_lab(lab)
    , m_window(window)
{
    setObjectName(u"labTour"_s);
    auto *box = new QWidget(this);
    m_title = Presentation::plainLabel({}, box);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_text = Presentation::plainLabel({}, box);
    m_text->setWordWrap(true);
    m_text->setObjectName(u"tourText"_s);
    m_back = new QPushButton(tr("&Back"), box);
    m_next = new QPushButton(tr("&Next"), box);
    m_next->setObjectName(u"tourNext"_s);
    m_end = new QPushButton(tr("&End the tour"), box);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton *button : {m_back, m_next, m_end}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(box);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    setWidget(box);
    connect(m_back, &QPushButton::clicked, this, [this] { goTo(m_step - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] {
        if (m_step == steps)
            close();
        else
            goTo(m_step + 1);
    });
    connect(m_end, &QPushButton::clicked, this, &QWidget::close);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        // Hidden with the window, or behind a tab, is not closed.
        if (!visible && isHidden() && m_window->isVisible())
            Q_EMIT over();
    });
    goTo(0);
}

void LabTour::goTo(int step)
{
    m_step = std::clamp(step, 0, steps);
    const Stop stop = stopAt(m_step);
    m_title->setText(stop.title);
    m_text->setText(stop.text);
    m_back->setVisible(m_step > 1);
    m_next->setText(m_step == 0 ? tr("&Begin") : m_step == steps ? tr("&Done") : tr("&Next"));
    m_end->setText(m_step == 0 ? tr("Not &now") : tr("&End the tour"));
    m_end->setVisible(m_step < steps);
    if (m_step > 0)
        enter();
}

void LabTour::enter()
{
    const Stop stop = stopAt(m_step);
    if (const Lab::Scenario *scenario = Lab::Scenario::find(stop.scenario))
        m_lab->player()->play(*scenario);
    m_window->openPage(stop.page, stop.arguments);
    if (stop.scenario.isEmpty())
        return;
    // The user may have had no update before: what the step is about is there a moment later.
    QTimer::singleShot(firstUpdateMs, this, [this, step = m_step, stop] {
        // Nobody is called back who has gone elsewhere meanwhile.
        if (m_step == step && isVisible() && m_window->shows(stop.page))
            m_window->openPage(stop.page, stop.arguments);
    });
}

} // namespace Lockstep
