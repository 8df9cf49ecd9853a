// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/overviewpage.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/incidentmodel.h"
#include "model/wholetrends.h"
#include "session/refresh/refreshqueue.h"
#include "session/session.h"
#include "ui/pages/overview/incidentsection.h"
#include "ui/pages/overview/overviewknown.h"
#include "ui/pages/overview/overviewline.h"
#include "ui/pages/seriesview.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/scrolled.h"
#include "ui/widgets/statestack.h"

#include <QDateTime>
#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int refreshEveryMs = 3'000;
constexpr int refreshHiddenEveryMs = 10'000; // the side bar's badge shows it
constexpr int tickMs = 5'000; ///< rates decay by the clock
constexpr int settleMs = 1'500;
constexpr int headIconSize = 28;
constexpr int firstLookMs = 1'500;
} // namespace

OverviewPage::OverviewPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_trends(new WholeTrends(session->client(), this))
{
    m_stack = new StateStack(makeContent(), this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_stack, &StateStack::retryRequested, this, &OverviewPage::reload);
    connect(session, &Session::infoChanged, this, &OverviewPage::showAll);
    connect(session, &Session::eventReceived, this, &OverviewPage::handleEvent);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &OverviewPage::refreshIfDirty);
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_overview && m_detailsLeft == 0)
            showFindings();
    });
    m_tick.start();
    connect(m_trends, &WholeTrends::changed, this, [this] {
        if (m_overview && m_detailsLeft == 0)
            showFindings();
    });
    m_firstLook.setSingleShot(true);
    m_firstLook.setInterval(firstLookMs);
    connect(&m_firstLook, &QTimer::timeout, session, &Session::reloadInfo);
    m_stack->showLoading(tr("Looking at the homeserver …"));
}

PageKind OverviewPage::kind()
{
    return {.name = u"overview"_s, .title = tr("&Overview"), .icon = u"overview"_s, .make = makePage<OverviewPage>};
}

void OverviewPage::reload()
{
    session()->reloadInfo();
    if (isTold())
        m_incidents->reload();
    read();
}

bool OverviewPage::isSettled() const
{
    return !m_call.isRunning() && m_detailsLeft == 0 && m_incidents->isSettled() && m_stack->state() != StateStack::Loading;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    QTimer::singleShot(0, this, &OverviewPage::refreshIfDirty);
}

QWidget *OverviewPage::makeContent()
{
    QScrollArea *scroll = scrolled(tr("Overview"), this);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(scroll);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    m_failure = new Banner(content);
    connect(m_failure, &Banner::actionTriggered, this, &OverviewPage::reload);
    m_incidents = new IncidentSection(session(), content);
    connect(m_incidents, &IncidentSection::openRequested, this, &Page::openRequested);
    connect(m_incidents, &IncidentSection::statusMessage, this, &Page::statusMessage);
    connect(m_incidents, &IncidentSection::openedChanged, this, [this] { Q_EMIT placeChanged(Place::Way::Jump); });
    connect(m_incidents, &IncidentSection::changed, this, [this] {
        if (m_overview && isTold())
            showFindings();
    });
    m_known = new OverviewKnown(content);
    connect(m_known, &OverviewKnown::openRequested, this, &Page::openRequested);
    m_linesArea = new QWidget(content);
    m_linesArea->installEventFilter(this);
    m_lines = new QVBoxLayout(m_linesArea);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(6);
    layout->addWidget(m_failure);
    layout->addWidget(makeHead(content));
    layout->addWidget(m_incidents);
    layout->addWidget(m_linesArea);
    layout->addSpacing(8);
    layout->addWidget(m_known);
    layout->addWidget(wholeSeries(session(), content));
    layout->addStretch(1);
    scroll->setWidget(content);
    return scroll;
}

QWidget *OverviewPage::makeHead(QWidget *parent)
{
    auto *area = new QWidget(parent);
    m_headIcon = new QLabel(area);
    m_headIcon->setFixedSize(headIconSize, headIconSize);
    m_headline = Presentation::plainLabel({}, area);
    QFont font = m_headline->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_headline->setFont(font);
    auto *head = new QHBoxLayout;
    head->addWidget(m_headIcon);
    head->addWidget(m_headline, 1);
    m_summary = Presentation::plainLabel({}, area);
    Presentation::setQuiet(m_summary);
    m_basis = Presentation::plainLabel({}, area);
    Presentation::setQuiet(m_basis);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_summary);
    layout->addWidget(m_basis);
    return area;
}

/// Whether incidents tell what is wrong.
bool OverviewPage::isTold() const
{
    return IncidentSection::isToldBy(session()->info());
}

void OverviewPage::handleEvent(const Inspection::Event &event)
{
    if (event.type == Inspection::EventType::Source || event.type == Inspection::EventType::Gap)
        session()->reloadInfo();
    if (isTold())
        m_incidents->onEvent(event);
    m_dirty = true;
    if (!m_refreshTimer.isActive())
        refreshIfDirty();
}

void OverviewPage::refreshIfDirty()
{
    if (!m_dirty)
        return;
    // The first event shows at once, a stream of them every few seconds.
    m_refreshTimer.start(isVisible() ? refreshEveryMs : refreshHiddenEveryMs);
    session()->reloadInfo();
    read();
}

void OverviewPage::read()
{
    if (m_call.isRunning() || m_detailsLeft > 0)
        return;
    m_dirty = false;
    if (!m_overview)
        m_stack->showLoading(tr("Looking at the homeserver …"));
    m_call = session()->client()->overview(this, [this](const Result<Inspection::Overview> &result) {
        m_call = {};
        if (!result) {
            if (!m_overview)
                m_stack->showError(result.error());
            else
                //: %1: what went wrong
                m_failure->showMessage(
                    Tone::Warning, tr("This is not up to date: %1").arg(displayable(result.error().text, 400)), tr("Try again"), false);
            return;
        }
        m_failure->hide();
        m_freshOverview = *result;
        m_trends->record(m_freshOverview);
        if (isTold()) {
            m_detailsLeft = 1;
            detailRead();
        } else {
            readDetails();
        }
    });
}

/// Who is behind the counts: first pages only, and nothing that is known to be empty. Shown when all are here, so that lines and counts
/// are of one moment; what cannot be read is left to the counts.
void OverviewPage::readDetails()
{
    m_fresh = {};
    m_detailsLeft = 1;
    Inspection::Client *client = session()->client();
    if (m_freshOverview.destinationsFailing > 0) {
        ++m_detailsLeft;
        Inspection::DestinationQuery query;
        query.failingOnly = true;
        client->destinations(query, this, [this](const Result<Inspection::Page<Inspection::Destination>> &page) {
            if (page)
                m_fresh.failing = page->items;
            detailRead();
        });
        ++m_detailsLeft;
        client->outbox({}, this, [this](const Result<Inspection::Page<Inspection::OutboxQueue>> &page) {
            if (page)
                m_fresh.outbox = page->items;
            detailRead();
        });
    }
    for (const Inspection::UserState state : {Inspection::UserState::Gap, Inspection::UserState::Stale}) {
        if (m_freshOverview.states.value(state) <= 0)
            continue;
        ++m_detailsLeft;
        Inspection::UserQuery query;
        query.state = state;
        client->users(query, this, [this](const Result<Inspection::Page<Inspection::UserSummary>> &page) {
            const auto isThere = [this](const UserId &user) {
                return std::ranges::any_of(m_fresh.users, [&user](const Inspection::UserSummary &one) { return one.userId == user; });
            };
            if (page) {
                for (const Inspection::UserSummary &user : page->items) {
                    if (!isThere(user.userId))
                        m_fresh.users.append(user);
                }
            }
            detailRead();
        });
    }
    detailRead();
}

void OverviewPage::detailRead()
{
    if (--m_detailsLeft > 0)
        return;
    m_overview = m_freshOverview;
    m_readAt = QDateTime::currentMSecsSinceEpoch();
    m_details = std::exchange(m_fresh, {});
    showAll();
}

void OverviewPage::showAll()
{
    const bool told = isTold();
    m_incidents->setVisible(told);
    // Beside incidents the lines are what may be read as well.
    auto *layout = qobject_cast<QVBoxLayout *>(m_known->parentWidget()->layout());
    if (told != (layout->indexOf(m_linesArea) > layout->indexOf(m_known))) {
        layout->removeWidget(m_linesArea);
        layout->insertWidget(layout->indexOf(m_known) + (told ? 1 : 0), m_linesArea);
    }
    m_known->setInfo(session()->info());
    if (told && !IncidentSection::isFirstLook(session()->info()))
        m_incidents->load();
    if (!m_overview)
        return;
    showFindings();
    m_summary->setText(overviewSummary(*m_overview));
    m_summary->setVisible(!told);
    m_stack->showContent();
}

void OverviewPage::showFindings()
{
    const OverviewTrends trends{.inbox = m_trends->trend(Inspection::QueueKind::Inbox),
        .outbox = m_trends->trend(Inspection::QueueKind::Outbox),
        .updates = m_trends->trend(Inspection::QueueKind::Updates)};
    const Inspection::Info &info = session()->info();
    const QList<OverviewFinding> findings
        = isTold() ? overviewBesides(info, trends) : overviewFindings(info, *m_overview, trends, m_details);
    showHead(findings);
    m_known->setOverview(info, *m_overview, m_readAt, isTold());
    placeLines(findings);
}

/// \a findings: what is wrong where no incidents tell it.
void OverviewPage::showHead(const QList<OverviewFinding> &findings)
{
    const bool told = isTold();
    if (told && IncidentSection::isFirstLook(session()->info()))
        m_firstLook.start();
    const bool isKnown = !told || m_incidents->isKnown();
    const qint64 serious = told
        ? m_incidents->openOnes()->urgent()
        : std::ranges::count_if(findings, [](const OverviewFinding &finding) { return finding.tone >= Tone::Warning; });
    // No green: that nothing is known to be wrong was not checked with anybody.
    const Tone tone = serious == 0 ? Tone::Quiet : told ? m_incidents->tone() : findings.first().tone;
    Presentation::setPicture(m_headIcon, Presentation::icon(serious == 0 ? u"info"_s : u"warning"_s, tone), headIconSize);
    const int count = int(std::min<qint64>(serious, INT_MAX));
    m_headline->setText(told && m_overview->trackedUsers != 0 ? m_incidents->headline()
            : serious == 0                                    ? overviewHeadline(*m_overview)
                                                              : tr("%n thing(s) need(s) attention", nullptr, count));
    m_basis->setText(serious == 0 && isKnown ? overviewBasis(session()->info(), *m_overview, m_readAt)
                                             : tr("As of %1.").arg(Presentation::clockTime(m_readAt)));
    m_basis->setVisible(!m_basis->text().isEmpty());
    Q_EMIT badgeChanged(count);
}

/// Lines keep their places while the pointer is over them: what is solved is struck out, what is new comes last.
void OverviewPage::placeLines(QList<OverviewFinding> findings)
{
    const bool hold = m_linesArea->underMouse() && isActiveWindow();
    if (hold) {
        QList<OverviewFinding> ordered;
        for (OverviewLine *line : std::as_const(m_shown)) {
            const auto same = std::ranges::find(findings, line->finding().key, &OverviewFinding::key);
            OverviewFinding finding = same != findings.end() ? *same : line->finding();
            finding.solved = same == findings.end();
            ordered.append(finding);
            if (same != findings.end())
                findings.erase(same);
        }
        findings = ordered + findings;
    }
    QHash<QString, OverviewLine *> old;
    for (OverviewLine *line : std::as_const(m_shown))
        old.insert(line->finding().key + line->finding().snippet, line);
    m_shown.clear();
    for (const OverviewFinding &finding : std::as_const(findings)) {
        OverviewLine *line = old.take(finding.key + finding.snippet);
        if (line)
            line->setFinding(finding);
        else
            line = makeLine(finding);
        if (m_lines->indexOf(line) != m_shown.size())
            m_lines->insertWidget(int(m_shown.size()), line);
        if (!m_shown.isEmpty())
            QWidget::setTabOrder(m_shown.constLast(), line);
        m_shown.append(line);
    }
    for (OverviewLine *line : std::as_const(old)) {
        m_lines->removeWidget(line);
        line->hide();
        line->deleteLater();
    }
}

OverviewLine *OverviewPage::makeLine(const OverviewFinding &finding)
{
    auto *line = new OverviewLine(finding, m_linesArea);
    connect(line, &QAbstractButton::clicked, this, [this, line] {
        if (!line->finding().page.isEmpty() && !line->finding().solved)
            Q_EMIT openRequested(line->finding().page, line->finding().arguments);
    });
    connect(line, &OverviewLine::actionRequested, this, [this, line] {
        const OverviewFinding wanted = line->finding();
        if (!wanted.refresh.isEmpty() && session()->refreshes())
            session()->refreshes()->refreshAll(wanted.refresh);
        const bool many = wanted.refresh.size() > 1;
        Q_EMIT openRequested(many ? u"activity"_s : wanted.page, many ? QVariantMap() : wanted.arguments);
    });
    return line;
}

bool OverviewPage::eventFilter(QObject *object, QEvent *event)
{
    // Then the lines may move again.
    if (object == m_linesArea && event->type() == QEvent::Leave && m_overview)
        QTimer::singleShot(settleMs, this, &OverviewPage::showFindings);
    return Page::eventFilter(object, event);
}

} // namespace Lockstep
