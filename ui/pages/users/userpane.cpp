// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userpane.h"

#include "core/log.h"
#include "model/history/historymodel.h"
#include "session/refresh/refreshqueue.h"
#include "session/session.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/refreshbar.h"
#include "ui/pages/users/crosssigningview.h"
#include "ui/pages/users/devicesview.h"
#include "ui/pages/users/findingsview.h"
#include "ui/pages/users/userheader.h"
#include "ui/widgets/statestack.h"
#include "ui/words/presentation.h"

#include <QDateTime>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int ageMs = 5'000; ///< how often it is looked whether a result is still news
constexpr qint64 newsMs = 120'000;
constexpr qint64 stoppedMs = 30'000;
constexpr qint64 settleMs = 2'000; ///< the homeserver may tell the old state for a moment
} // namespace

UserPane::UserPane(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
    m_stack = new StateStack(makeUserView(), this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(&m_touch, &QTimer::timeout, this, &UserPane::load);
    connect(m_stack, &StateStack::actionRequested, this, &UserPane::refresh);
    connect(m_detailStack, &StateStack::retryRequested, this, &UserPane::reload);
    connect(m_session, &Session::infoChanged, this, &UserPane::updateRefreshable);
    followJobs();
    m_age.setInterval(ageMs);
    connect(&m_age, &QTimer::timeout, this, [this] {
        if (isVisible() && !user().isEmpty())
            showJob();
    });
    m_age.start();
    showSelection();
}

QWidget *UserPane::makeUserView()
{
    auto *view = new QWidget(this);
    m_header = new UserHeader(m_session, view);
    m_refreshBar = new RefreshBar(view);
    m_tabs = new QTabWidget(view);
    m_devices = new DevicesView(m_tabs);
    m_history = new HistoryPane(m_session, m_tabs);
    m_crossSigning = new CrossSigningView(m_tabs);
    m_findings = new FindingsView(m_session->client(), m_tabs);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"users-tabs"_s);
    m_tabs->addTab(m_devices, tr("Devices"));
    m_tabs->addTab(m_history, tr("History"));
    m_tabs->addTab(m_crossSigning, tr("Cross-signing"));
    m_tabs->addTab(m_findings, tr("Findings"));
    m_detailStack = new StateStack(m_tabs, view);

    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(10, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_header);
    layout->addWidget(m_refreshBar);
    layout->addWidget(m_detailStack, 1);

    connect(m_tabs, &QTabWidget::tabBarClicked, this, &UserPane::tabChanged);
    connect(m_header, &UserHeader::refreshRequested, this, &UserPane::refresh);
    connect(m_header, &UserHeader::auditRequested, this, [this](const QString &id) {
        Q_EMIT openRequested(u"audit"_s, {{u"audit"_s, id}});
    });
    connect(m_header, &UserHeader::checked, this, &UserPane::touch);
    connect(m_history, &HistoryPane::statusMessage, this, &UserPane::statusMessage);
    connect(m_findings, &FindingsView::opened, this, &UserPane::showTarget);
    connect(m_findings, &FindingsView::incidentRequested, this, [this](const QString &id) {
        Q_EMIT openRequested(u"overview"_s, {{u"incident"_s, id}});
    });
    return view;
}

void UserPane::setUsers(const QList<UserId> &users)
{
    if (users == m_users)
        return;
    m_users = users;
    m_call.cancel();
    m_recordCall.cancel();
    m_touch.stop();
    m_loading = false;
    m_details.reset();
    m_record.reset();
    m_change.reset();
    showSelection();
}

UserId UserPane::user() const
{
    return m_users.size() == 1 ? m_users.constFirst() : UserId();
}

void UserPane::showSelection()
{
    if (m_users.isEmpty()) {
        m_stack->showEmpty(
            tr("No user is selected"), tr("Select a user to see the devices, the history of updates and what is wrong with them."));
        m_history->setUser({});
        return;
    }
    if (m_users.size() > 1) {
        const int number = int(m_users.size());
        const bool possible = m_session->info().refresh.available;
        m_stack->showEmpty(tr("%n users are selected", nullptr, number),
            possible ? tr("They can be refreshed one after the other; progress and results are on the page Activity.")
                     : displayable(m_session->info().refresh.reason, 600),
            possible ? tr("Refresh %n users", nullptr, number) : QString());
        return;
    }
    m_header->setUser(user());
    m_history->setUser(user());
    m_stack->showContent();
    updateRefreshable();
    showJob();
    load();
}

void UserPane::load()
{
    if (user().isEmpty() || !m_session->client())
        return;
    m_loading = true;
    if (!m_details)
        m_detailStack->showLoading(tr("Loading the devices of %1 …").arg(displayable(user().toString(), 120)));
    readRecord();
    m_call.cancel();
    m_call = m_session->client()->user(user(), this, [this](const Result<Inspection::UserDetails> &result) {
        m_loading = false;
        if (result) {
            showDetails(*result);
        } else if (!m_details) {
            m_detailStack->showError(result.error());
        } else {
            Q_EMIT statusMessage(displayable(result.error().text, 400)); // what is shown stays, only older
        }
    });
}

/// Somebody else may have refreshed the user, or this program in an earlier run.
void UserPane::readRecord()
{
    m_recordCall.cancel();
    m_recordCall = m_session->client()->refreshStatus(user(), this, [this](const Result<Inspection::RefreshStatus> &result) {
        if (!result)
            return; // it says less than what is wrong with the list, which is shown
        m_record = *result;
        showJob();
    });
}

/// The server's record, unless a refresh of our own tells the same or more.
const Inspection::RefreshStatus *UserPane::recordToShow() const
{
    if (!m_record || m_dismissedRecords.value(user(), -1) == m_record->requested)
        return nullptr;
    const RefreshJob *job = m_session->refreshes() ? m_session->refreshes()->newestFor(user()) : nullptr;
    if (!job)
        return &*m_record;
    // Two clocks: a record within seconds of our own result is that result.
    constexpr qint64 sameMs = 5'000;
    return job->finished > 0 && m_record->requested > job->finished + sameMs ? &*m_record : nullptr;
}

void UserPane::showDetails(const Inspection::UserDetails &details)
{
    m_details = details;
    m_detailsRead = QDateTime::currentMSecsSinceEpoch();
    m_header->setDetails(details);
    m_devices->setDevices(user(), details.devices, details.summary.deviceCount >= 0);
    m_devices->setChange(m_change.value_or(DeviceListChange{}));
    m_crossSigning->setCrossSigning(details.crossSigning, details.devices);
    m_findings->setFindings(details);
    labelFindings(details.summary.findings.size());
    m_detailStack->showContent();
    showJob();
}

void UserPane::labelFindings(qsizetype number)
{
    m_tabs->setTabText(Findings, number == 0 ? tr("Findings") : tr("Findings (%1)").arg(number));
}

void UserPane::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

UserPane::Tab UserPane::tab() const
{
    return Tab(m_tabs->currentIndex());
}

void UserPane::showUpdate(qint64 n)
{
    setTab(History);
    m_history->showUpdate(n);
    m_history->setFocus();
}

/// What a finding is about.
void UserPane::showTarget(const Finding &finding, FindingWords::Target target)
{
    using FindingWords::Target;
    switch (target) {
    case Target::None:
        return;
    case Target::Update:
        return showUpdate(finding.n);
    case Target::History:
        setTab(History);
        return m_history->setFocus();
    case Target::Devices:
        setTab(Devices);
        return m_devices->showDevice(m_details ? FindingWords::devicesOf(finding, m_details->devices).value(0) : DeviceId());
    case Target::CrossSigning:
        setTab(CrossSigningTab);
        return m_crossSigning->setFocus();
    case Target::Server:
        Q_EMIT openRequested(u"servers"_s, {{u"server"_s, user().server().toString()}});
    }
}

bool UserPane::showNextBreak()
{
    return m_history->view()->goToBreak(1);
}

HistoryFilter UserPane::historyFilter() const
{
    // Of a user whose history has not been looked at, nothing is filtered.
    return m_history->model()->user() == user() ? m_history->model()->filter() : HistoryFilter();
}

void UserPane::reload()
{
    if (user().isEmpty())
        return;
    m_history->reload();
    load();
}

void UserPane::touch(const UserId &touched)
{
    if (touched == user())
        m_touch.ask();
}

bool UserPane::canRefresh() const
{
    return !m_users.isEmpty() && m_session->refreshes() && m_session->info().refresh.available;
}

void UserPane::refresh()
{
    if (!canRefresh())
        return;
    if (m_users.size() == 1) {
        m_session->refreshes()->refresh(user());
        return;
    }
    if (m_users.size() > maxAtOnce) {
        Q_EMIT manyRequested();
        return;
    }
    m_session->refreshes()->refreshAll(m_users);
    Q_EMIT openRequested(u"activity"_s, {});
}

void UserPane::followJobs()
{
    RefreshQueue *queue = m_session->refreshes();
    if (!queue)
        return;
    connect(queue, &RefreshQueue::jobAdded, this, &UserPane::jobChanged);
    connect(queue, &RefreshQueue::jobChanged, this, &UserPane::jobChanged);
    connect(m_refreshBar, &RefreshBar::cancelRequested, queue, &RefreshQueue::cancel);
    connect(m_refreshBar, &RefreshBar::retryRequested, this, &UserPane::refresh);
    connect(m_refreshBar, &RefreshBar::dismissed, this, [this](int id) {
        if (id != 0)
            m_dismissed.insert(id);
        else if (m_record)
            m_dismissedRecords.insert(user(), m_record->requested);
    });
}

void UserPane::jobChanged(int index)
{
    const RefreshJob &job = m_session->refreshes()->jobs().at(index);
    if (job.user != user())
        return;
    showJob();
    if (job.state == RefreshJob::State::Succeeded)
        load();
}

void UserPane::showJob()
{
    const RefreshJob *job = m_session->refreshes() ? m_session->refreshes()->newestFor(user()) : nullptr;
    if (const Inspection::RefreshStatus *record = recordToShow())
        m_refreshBar->showRecord(*record);
    else if (job && isOver(*job))
        showPast(*job);
    else if (job && !m_dismissed.contains(job->id))
        m_refreshBar->showJob(*job, user().server().toString());
    else
        m_refreshBar->clear();
    if (job && job->state == RefreshJob::State::Succeeded)
        m_change = job->outcome.change;
    else if (!job && m_record && m_record->state == Inspection::RefreshState::Succeeded)
        m_change = m_record->change;
    if (m_details && m_change)
        m_devices->setChange(*m_change);
    updateRefreshable();
}

/// A result is news until something newer contradicts it, or for a while.
bool UserPane::isOver(const RefreshJob &job) const
{
    if (job.finished == 0)
        return false;
    const qint64 age = QDateTime::currentMSecsSinceEpoch() - job.finished;
    if (job.state == RefreshJob::State::Cancelled)
        return age > stoppedMs;
    if (age > newsMs)
        return true;
    if (job.state != RefreshJob::State::Succeeded || m_detailsRead <= job.finished + settleMs || !m_details)
        return false;
    const QList<Inspection::UserState> &states = m_details->summary.states;
    return states.contains(Inspection::UserState::Gap) || states.contains(Inspection::UserState::Stale)
        || m_details->summary.lastUpdate > job.finished + settleMs;
}

/// As what it is by now: the last refresh, at a time.
void UserPane::showPast(const RefreshJob &job)
{
    if (m_dismissed.contains(job.id) || job.state == RefreshJob::State::Cancelled)
        return m_refreshBar->clear();
    Inspection::RefreshStatus record = job.outcome;
    record.state = job.state == RefreshJob::State::Succeeded ? Inspection::RefreshState::Succeeded : Inspection::RefreshState::Failed;
    record.requested = job.requested;
    record.finished = job.finished;
    if (record.error.isEmpty())
        record.error = job.error;
    m_refreshBar->showRecord(record);
}

void UserPane::updateRefreshable()
{
    const RefreshJob *job = m_session->refreshes() ? m_session->refreshes()->newestFor(user()) : nullptr;
    const bool busy = job && (job->state == RefreshJob::State::Waiting || job->state == RefreshJob::State::Running);
    m_header->setCompared(comparedAt());
    const Inspection::Availability &refresh = m_session->info().refresh;
    m_header->setRefreshable(refresh.available ? QString()
            : refresh.reason.isEmpty()         ? tr("This gateway cannot refresh.")
                                               : refresh.reason,
        busy);
}

/// When the whole list was last fetched from the user's server, 0 if that is not known.
qint64 UserPane::comparedAt() const
{
    const RefreshJob *job = m_session->refreshes() ? m_session->refreshes()->newestFor(user()) : nullptr;
    const qint64 own = job && job->state == RefreshJob::State::Succeeded ? job->finished : 0;
    return std::max(own, m_record && m_record->state == Inspection::RefreshState::Succeeded ? m_record->finished : 0);
}

bool UserPane::isSettled() const
{
    return !m_loading && !m_recordCall.isRunning() && !m_touch.isActive()
        && (user().isEmpty() || m_tabs->currentIndex() != History || m_history->isSettled());
}

} // namespace Lockstep
