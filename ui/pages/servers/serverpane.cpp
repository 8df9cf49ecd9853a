// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverpane.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "session/session.h"
#include "ui/pages/seriesview.h"
#include "ui/pages/servers/linelist.h"
#include "ui/pages/servers/reachstrip.h"
#include "ui/pages/servers/serverfacts.h"
#include "ui/pages/servers/serverroute.h"
#include "ui/pages/servers/serverspagepanel.h"
#include "ui/pages/servers/serverwords.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/scrolled.h"
#include "ui/widgets/statestack.h"
#include "ui/words/incidentwords.h"
#include "ui/words/presentation.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int tickMs = 30'000;
constexpr qsizetype maxReason = 300;
constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

QLabel *makeText(const QString &text, QWidget *parent)
{
    QLabel *label = Presentation::plainLabel(text, parent);
    label->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window
    return label;
}

void showText(QLabel *label, const QString &text)
{
    if (label->text() != text)
        label->setText(text);
    label->setVisible(!text.isEmpty());
}

/// Whether the gateway is of a time before the call.
bool isTooOld(const Error &error)
{
    return error.errcode == "M_UNRECOGNIZED"_L1 || error.kind == Error::Unsupported;
}
} // namespace

ServerPane::ServerPane(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_facts(new ServerFacts(session, this))
    , m_panel(new ServerPanel(session->client(), this))
    , m_note(makeText({}, this))
    , m_series(new SeriesView(session->client(),
          {SeriesKind::OutboxDepth, SeriesKind::OutboxOldest, SeriesKind::UpdatesDepth, SeriesKind::Updates, SeriesKind::Resyncs,
              SeriesKind::Failures},
          this))
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(6, 0, 6, 6);
    layout->setSpacing(12);
    layout->addWidget(m_panel);
    layout->addWidget(m_note);
    Presentation::setQuiet(m_note);
    const auto lines = [&](const QString &title, LineList *&list) {
        const Section section = addSection(layout, title);
        list = new LineList(section.whole);
        connect(list, &LineList::openRequested, this, &ServerPane::openRequested);
        section.body->addWidget(list);
        return section;
    };
    m_incidents = lines(tr("Incidents"), m_incidentLines);
    makeReachability(layout);
    m_waiting = lines(tr("What waits"), m_waitingLines);
    m_series->setTitle(tr("How it went"));
    m_series->setSession(session);
    layout->addWidget(m_series);
    m_users = lines(tr("Users tracked there"), m_userLines);
    m_answers = lines(tr("Its last answers"), m_answerLines);
    const Section where = addSection(layout, tr("Where it is reached"));
    m_route = new ServerRoute(session, where.whole);
    where.body->addWidget(m_route);
    layout->addStretch(1);
    QScrollArea *scroll = scrolled(tr("Server"), this);
    scroll->setWidget(content);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // or all lines are laid out twice, and move where it comes and goes
    scroll->setFocusPolicy(Qt::NoFocus);
    m_stack = new StateStack(scroll, this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);

    connect(m_panel, &ServerPanel::refreshRequested, this, &ServerPane::refreshRequested);
    connect(m_panel, &ServerPanel::usersRequested, this, [this](const QString &server) {
        Q_EMIT openRequested(u"users"_s, {{u"server"_s, server}});
    });
    connect(m_panel, &ServerPanel::reset, this, [this] {
        m_facts->refreshSoon();
        Q_EMIT reset();
    });
    connect(m_facts, &ServerFacts::changed, this, &ServerPane::showFacts);
    // "in 9 min" is true for a minute only, and the strip's end is now.
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            showFacts();
    });
    m_tick.start();
    showNothing({}, {});
}

ServerPane::Section ServerPane::addSection(QVBoxLayout *layout, const QString &title)
{
    Section section;
    section.whole = new QWidget;
    section.title = makeText(title, section.whole);
    QFont bold = section.title->font();
    bold.setBold(true);
    section.title->setFont(bold);
    section.body = new QVBoxLayout(section.whole);
    section.body->setContentsMargins(0, 0, 0, 0);
    section.body->setSpacing(4);
    section.body->addWidget(section.title);
    layout->addWidget(section.whole);
    return section;
}

void ServerPane::makeReachability(QVBoxLayout *layout)
{
    m_reach = addSection(layout, tr("Reachability"));
    auto *bar = new QWidget(m_reach.whole);
    auto *flow = new FlowLayout(6, bar); // in a narrow window they stand one below the other
    m_ranges = new QButtonGroup(this);
    const std::pair<QString, qint64> ranges[] = {{tr("24 hours"), day}, {tr("7 days"), 7 * day}, {tr("30 days"), 30 * day}};
    m_strip = new ReachStrip(m_reach.whole);
    for (const auto &[text, range] : ranges) {
        auto *button = new QPushButton(text, m_reach.whole);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setChecked(range == day);
        button->setAccessibleName(tr("Reachability of the last %1").arg(text));
        m_ranges->addButton(button);
        flow->addWidget(button);
        connect(button, &QPushButton::clicked, m_strip, [this, ms = range] { m_strip->setRange(ms); });
        connect(button, &QPushButton::clicked, this, &ServerPane::updateReachability);
    }
    m_recorded = makeText({}, m_reach.whole);
    m_chosen = makeText({}, m_reach.whole);
    Presentation::setQuiet(m_recorded);
    m_reach.body->addWidget(bar);
    m_reach.body->addWidget(m_strip);
    m_reach.body->addWidget(m_chosen);
    m_reach.body->addWidget(m_recorded);
    connect(m_strip, &ReachStrip::chosenChanged, this, [this] { showText(m_chosen, m_strip->chosenText()); });
    m_chosen->hide();
}

void ServerPane::showServer(const Destination &destination)
{
    m_stack->showContent();
    m_panel->showServer(destination);
    m_facts->show(destination.destination);
    m_route->setServer(destination.destination);
    m_series->setSubject(destination.destination.toString());
}

void ServerPane::showNothing(const QString &title, const QString &text)
{
    m_panel->showNothing();
    m_facts->show({});
    m_series->setSubject(std::nullopt);
    m_stack->showEmpty(title.isEmpty() ? tr("No server is selected") : title,
        title.isEmpty() ? tr("Select one in the list to see how things stand with it.") : text);
}

void ServerPane::setMayAct(bool may)
{
    m_panel->setMayReset(may);
    m_route->setMayAct(may);
}

void ServerPane::handleEvent(const Event &event)
{
    if (m_facts->concerns(event))
        m_facts->refreshSoon();
}

void ServerPane::reload()
{
    m_facts->refreshNow();
}

void ServerPane::showTime(SeriesKind figure, qint64 from, qint64 to)
{
    m_series->showTime(figure, from, to);
}

bool ServerPane::isSettled() const
{
    return m_facts->isSettled() && m_series->isSettled();
}

void ServerPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_facts->setWatched(true);
}

void ServerPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_facts->setWatched(false);
}

void ServerPane::showFacts()
{
    QString note;
    if (m_facts->details && *m_facts->details) {
        m_panel->showServer((*m_facts->details)->destination, **m_facts->details);
    } else if (m_facts->details) {
        const Error &error = m_facts->details->error();
        note = isTooOld(error)
            ? tr("This gateway is older than this program: it does not tell when the server could be reached, nor its answers. Upgrade the "
                 "gateway to see them.")
            : error.errcode == "M_NOT_FOUND"_L1 ? displayable(error.text, maxReason)
                                                : tr("More about this server cannot be read: %1").arg(displayable(error.text, maxReason));
    } else if (!m_facts->server().isEmpty()) {
        note = tr("Reading what is known of it …");
    }
    showText(m_note, note);
    updateIncidents();
    updateReachability();
    updateWaiting();
    updateUsers();
    updateAnswers();
}

void ServerPane::updateIncidents()
{
    QList<LineList::Line> lines;
    if (m_facts->open && !*m_facts->open)
        lines.append({.text = tr("Not read: %1").arg(displayable(m_facts->open->error().text, maxReason)), .isQuiet = true});
    else if (m_facts->open) {
        for (const Incident &incident : (*m_facts->open)->items)
            lines.append({.text = IncidentWords::line(incident),
                .link = tr("Open"),
                .page = u"overview"_s,
                .arguments = {{u"incident"_s, incident.id}}});
        if (lines.isEmpty())
            lines.append({.text = tr("None is going on."), .isQuiet = true});
    }
    if (m_facts->ended && *m_facts->ended) {
        for (const Incident &incident : (*m_facts->ended)->items)
            lines.append(
                {.text = tr("Over: %1%2").arg(IncidentWords::title(incident), IncidentWords::endedRest(incident)), .isQuiet = true});
    }
    m_incidents.whole->setVisible(m_facts->open.has_value());
    m_incidentLines->setLines(lines);
}

void ServerPane::updateReachability()
{
    const bool isTold = m_facts->details && *m_facts->details;
    m_reach.whole->setVisible(isTold);
    if (!isTold)
        return;
    const DestinationDetails &details = **m_facts->details;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_strip->setVisible(details.reachAvailable.available);
    if (!details.reachAvailable.available)
        return showText(m_recorded, displayable(details.reachAvailable.reason, maxReason));
    m_strip->setReach(details.destination.destination.toString(), details.reach, now);
    QStringList parts{
        tr("Full height: in backoff; two thirds, dotted: tries failed; low: reachable, as far as was seen; hatched: not known.")};
    if (!details.reach.watched.isEmpty())
        parts.prepend(tr("Recorded since %1. Of the time before nothing is claimed but what the homeserver still told then.")
                          .arg(Presentation::clockTime(details.reach.watched.constFirst().since, now)));
    if (const QString range = rangeText(m_strip->segments()); !range.isEmpty())
        parts.prepend(tr("Within the last %1: %2.").arg(m_ranges->checkedButton()->text(), range));
    showText(m_recorded, parts.join(u' '));
}

void ServerPane::updateWaiting()
{
    const bool isTold = m_facts->details && *m_facts->details;
    m_waiting.whole->setVisible(isTold);
    if (!isTold)
        return;
    const DestinationDetails &details = **m_facts->details;
    const QString server = details.destination.destination.toString();
    QList<LineList::Line> lines;
    const auto link = [&](bool waits, const QString &queue) {
        LineList::Line line;
        if (waits)
            line = {.link = tr("Show"), .page = u"queues"_s, .arguments = {{u"queue"_s, queue}, {u"search"_s, server}}};
        return line;
    };
    LineList::Line outbox = link(details.outbox.has_value(), u"outbox"_s);
    outbox.text = ServerWords::outboxText(details);
    LineList::Line updates = link(details.updates.has_value(), u"updates"_s);
    updates.text = ServerWords::updatesText(details);
    lines << outbox << updates;
    if (m_facts->waiting && *m_facts->waiting) {
        for (const WaitingUpdates &one : (*m_facts->waiting)->items)
            lines.append({.text = u"· "_s + ServerWords::updatesText(one), .isQuiet = true});
        if (!(*m_facts->waiting)->next.isEmpty())
            lines.append({.text = tr("· and of more users"), .isQuiet = true});
    }
    if (details.reachAvailable.available)
        lines.append({.text = ServerWords::heardText(details.reach)});
    lines.append(
        {.text = tr("Which messages came from it and wait for our devices is not told: the homeserver keeps them by device alone."),
            .isQuiet = true});
    m_waitingLines->setLines(lines);
}

void ServerPane::updateUsers()
{
    QList<LineList::Line> lines;
    const QString server = m_facts->server().toString();
    if (m_facts->usersError) {
        lines.append({.text = tr("Not read: %1").arg(displayable(m_facts->usersError->text, maxReason)), .isQuiet = true});
    } else if (!m_facts->areUsersRead) {
        lines.append({.text = tr("Counting …"), .isQuiet = true});
    } else {
        bool isAnything = false;
        for (auto it = m_facts->counts.cbegin(); it != m_facts->counts.cend(); ++it) {
            if (it->users == 0 && !it->atLeast)
                continue;
            isAnything = true;
            lines.append({.text = u"%1: %2"_s.arg(Presentation::stateText(it.key()), Presentation::count(it->users, false, it->atLeast)),
                .link = tr("Show"),
                .page = u"users"_s,
                .arguments = {{u"server"_s, server}, {u"state"_s, toApiName(it.key())}}});
        }
        if (!isAnything)
            lines.append(
                {.text = m_facts->users.isEmpty() ? tr("None is tracked.")
                                                  : tr("None is stale, has a gap, too many devices, a loop of fetches or broken keys."),
                    .isQuiet = true});
        for (const UserSummary &user : std::as_const(m_facts->users))
            lines.append({.text = u"· %1: %2"_s.arg(displayable(user.userId.toString(), maxReason), ServerWords::userText(user)),
                .link = tr("Open"),
                .page = u"users"_s,
                .arguments = {{u"user"_s, user.userId.toString()}}});
        if (m_facts->details && *m_facts->details && (*m_facts->details)->destination.usersTracked > 1)
            lines.append({.text = tr("What came of several of them, in one table by time"),
                .link = tr("Compare"),
                .page = u"servers"_s,
                .arguments = {{u"together"_s, true}}});
    }
    m_userLines->setLines(lines);
}

void ServerPane::updateAnswers()
{
    const bool isTold = m_facts->details && *m_facts->details;
    m_answers.whole->setVisible(isTold);
    if (!isTold)
        return;
    const DestinationDetails &details = **m_facts->details;
    QList<LineList::Line> lines;
    if (!details.contactsAvailable.available)
        lines.append({.text = displayable(details.contactsAvailable.reason, maxReason), .isQuiet = true});
    for (const QString &text : ServerWords::contactTexts(details.reach.contacts, details.destination.destination.toString()))
        lines.append({.text = text});
    if (details.reach.contacts.isEmpty() && details.contactsAvailable.available)
        lines.append({.text = tr("None was seen yet. What succeeds is told by the log at DEBUG for synapse.handlers.device alone."),
            .isQuiet = true});
    m_answerLines->setLines(lines);
}

} // namespace Lockstep
