// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/activitypage.h"

#include "core/log.h"
#include "model/exportsource.h"
#include "session/session.h"
#include "ui/pages/activity/activitypagecolumns.h"
#include "ui/pages/activity/activitypagemodel.h"
#include "ui/pages/activity/bulkview.h"
#include "ui/pages/activity/trailview.h"
#include "ui/pages/refreshbar.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;
using JobState = RefreshJob::State;

namespace {
constexpr int tickMs = 1'000;
constexpr qsizetype maxErrors = 3;
} // namespace

ActivityPage::ActivityPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_model(new ActivityModel(session->refreshes(), this))
    , m_table(new PresentedTable(m_model, ActivityColumns::all(), this))
    , m_problems(new Banner(this))
    , m_view(new QTableView(this))
    , m_tabs(new QTabWidget(this))
    , m_many(new BulkView(session, this))
    , m_trail(new TrailView(session, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_problems);
    auto *own = new QWidget(this);
    auto *ownLayout = new QVBoxLayout(own);
    ownLayout->setContentsMargins(0, 4, 0, 0);
    ownLayout->addWidget(makeProgress());
    ownLayout->addWidget(makeFailures());
    m_stack = new StateStack(makeList(), this);
    ownLayout->addWidget(m_stack, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"activityTabs"_s);
    m_tabs->addTab(own, tr("This &session"));
    m_tabs->addTab(m_many, tr("&Many at once"));
    m_tabs->addTab(m_trail, tr("&Trail"));
    layout->addWidget(m_tabs, 1);
    connect(m_many, &BulkView::openRequested, this, &Page::openRequested);
    connect(m_trail, &TrailView::openRequested, this, &Page::openRequested);
    connect(m_problems, &Banner::actionTriggered, this, [this] { Q_EMIT openRequested(u"overview"_s, {}); });
    connect(m_stack, &StateStack::actionRequested, this, [this] { Q_EMIT openRequested(u"users"_s, {}); });
    connect(m_model, &ActivityModel::countsChanged, this, &ActivityPage::updateProgress);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ActivityPage::showCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ActivityPage::showCurrent);
    connect(session, &Session::infoChanged, this, &ActivityPage::updateProblems);
    connect(session, &Session::liveProblem, this, [this](const QString &text) {
        m_liveProblem = text;
        updateProblems();
    });
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ActivityPage::tick);
    m_tick.start();
    updateProgress();
    updateProblems();
    showCurrent();
}

PageKind ActivityPage::kind()
{
    return {.name = u"activity"_s, .title = tr("&Activity"), .icon = u"activity"_s, .make = makePage<ActivityPage>};
}

void ActivityPage::activate(const QVariantMap &arguments)
{
    if (arguments.value(u"tab"_s) == u"many"_s) {
        m_wasShown = true;
        m_tabs->setCurrentWidget(m_many);
        return;
    }
    // Who has done nothing yet comes to see what was done.
    if (!std::exchange(m_wasShown, true) && m_model->rowCount() == 0 && hasTrail())
        m_tabs->setCurrentWidget(m_trail);
    // The newest is last: the list is worked off from its top.
    if (currentRow() < 0 && m_model->rowCount() > 0)
        m_view->setCurrentIndex(m_table->mapFromSource(m_model->index(m_model->rowCount() - 1, 0)));
}

void ActivityPage::reload()
{
    session()->reloadInfo();
    if (m_tabs->currentWidget() == m_trail)
        m_trail->reload();
}

bool ActivityPage::isSettled() const
{
    return m_tabs->currentWidget() != m_trail || m_trail->isSettled();
}

QList<ExportSource> ActivityPage::exports() const
{
    if (m_tabs->currentWidget() == m_many)
        return {m_many->exported()};
    return hasTrail() ? QList{m_trail->exported()} : QList<ExportSource>();
}

/// A gateway of before has none, and says no roles either.
bool ActivityPage::hasTrail() const
{
    return session()->info().caller.has_value();
}

QWidget *ActivityPage::makeProgress()
{
    auto *line = new QWidget(this);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    m_progressText = Presentation::plainLabel({}, line);
    m_progress = new QProgressBar(line);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setMaximumWidth(220);
    m_progress->setAccessibleName(tr("Progress of all refreshes"));
    m_cancelAll = new QPushButton(tr("Stop &all"), line);
    m_cancelAll->setAutoDefault(false);
    Presentation::setToolTip(m_cancelAll, tr("Drops what waits. What is under way the homeserver finishes by itself."));
    m_clear = new QPushButton(tr("&Clear finished"), line);
    m_clear->setAutoDefault(false);
    layout->addWidget(m_progressText, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancelAll);
    layout->addWidget(m_clear);
    connect(m_cancelAll, &QPushButton::clicked, session()->refreshes(), &RefreshQueue::cancelAll);
    connect(m_clear, &QPushButton::clicked, m_model, &ActivityModel::clearFinished);
    return line;
}

/// Equal errors are one line: fifteen of them say no more than one, and hide what else failed.
QWidget *ActivityPage::makeFailures()
{
    m_failures = new QWidget(this);
    auto *layout = new QHBoxLayout(m_failures);
    layout->setContentsMargins(0, 0, 0, 0);
    m_failureText = Presentation::plainLabel({}, m_failures);
    m_failureText->setMinimumWidth(60);
    m_retryFailed = new QPushButton(Presentation::icon(u"refresh"_s), {}, m_failures);
    m_retryFailed->setAutoDefault(false);
    m_showServer = new QPushButton(tr("Show the &server"), m_failures);
    m_showServer->setAutoDefault(false);
    layout->addWidget(m_failureText, 1);
    layout->addWidget(m_showServer, 0, Qt::AlignTop);
    layout->addWidget(m_retryFailed, 0, Qt::AlignTop);
    connect(m_retryFailed, &QPushButton::clicked, this, [this] {
        const QList<UserId> users = m_failedUsers; // each that is queued changes the list of failures
        session()->refreshes()->refreshAll(users);
    });
    connect(m_showServer, &QPushButton::clicked, this, [this] {
        if (!m_failedUsers.isEmpty())
            Q_EMIT openRequested(u"servers"_s, {{u"server"_s, m_failedUsers.constFirst().server().toString()}});
    });
    m_failures->hide();
    return m_failures;
}

void ActivityPage::updateFailures()
{
    m_failedUsers.clear();
    QMap<QString, int> errors;
    QSet<ServerName> servers;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const RefreshJob &job = m_model->at(row);
        // What was tried again has a newer result.
        const RefreshJob *newest = session()->refreshes()->newestFor(job.user);
        if (job.state != JobState::Failed || (newest && newest->id != job.id))
            continue;
        m_failedUsers.append(job.user);
        servers.insert(job.user.server());
        ++errors[ActivityColumns::wordsOf(job).text];
    }
    QList<std::pair<int, QString>> order;
    for (auto it = errors.cbegin(); it != errors.cend(); ++it)
        order.append({-it.value(), it.key()});
    std::ranges::sort(order);
    QStringList lines;
    for (const auto &[number, error] : order.mid(0, maxErrors))
        //: %1: how often, %2: an error
        lines << tr("%1 × %2").arg(Presentation::count(-number), error);
    if (order.size() > maxErrors)
        lines << tr("and %n other error(s)", nullptr, int(order.size() - maxErrors));
    m_failureText->setText(lines.join(u'\n'));
    m_retryFailed->setText(tr("&Retry %n failed", nullptr, int(m_failedUsers.size())));
    m_showServer->setVisible(servers.size() == 1);
    m_failures->setVisible(!m_failedUsers.isEmpty());
}

QWidget *ActivityPage::makeList()
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    setUpTable(m_view, u"activity"_s);
    giveRoom(m_view);
    m_view->setModel(m_table);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = 0; column < m_table->columns().size(); ++column)
        m_view->setColumnWidth(column, m_table->columns().at(column).width);
    m_view->horizontalHeader()->setSortIndicatorClearable(true);
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    ViewActions::install(m_view)->setMenuFiller([this](QMenu *menu) { fillSelectionMenu(menu); });
    letCurrentFollow(m_view);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ActivityPage::showCurrent);
    connect(m_view, &QTableView::activated, this, &ActivityPage::openUser);
    layout->addWidget(m_view, 1);
    layout->addWidget(makeDetails());
    return content;
}

QWidget *ActivityPage::makeDetails()
{
    m_detailsArea = new QWidget(this);
    auto *layout = new QHBoxLayout(m_detailsArea);
    layout->setContentsMargins(0, 4, 0, 0);
    m_details = new RefreshBar(m_detailsArea);
    m_showUser = new QPushButton(tr("Show the &user"), m_detailsArea);
    m_showUser->setAutoDefault(false);
    layout->addWidget(m_details, 1);
    layout->addWidget(m_showUser, 0, Qt::AlignTop);
    connect(m_showUser, &QPushButton::clicked, this, &ActivityPage::openUser);
    connect(m_details, &RefreshBar::cancelRequested, session()->refreshes(), &RefreshQueue::cancel);
    connect(m_details, &RefreshBar::retryRequested, this, [this] {
        if (const int row = currentRow(); row >= 0)
            session()->refreshes()->refresh(m_model->at(row).user);
    });
    connect(m_details, &RefreshBar::dismissed, this, [this] { m_view->setCurrentIndex({}); });
    return m_detailsArea;
}

int ActivityPage::currentRow() const
{
    const QModelIndex current = m_view->currentIndex();
    return current.isValid() ? m_table->mapToSource(current).row() : -1;
}

QList<int> ActivityPage::selectedRows() const
{
    QList<int> rows;
    const QModelIndexList selected = m_view->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows.append(m_table->mapToSource(index).row());
    return rows;
}

void ActivityPage::fillSelectionMenu(QMenu *menu)
{
    const QList<int> rows = selectedRows();
    const auto isUnfinished
        = [this](int row) { return m_model->at(row).state == JobState::Waiting || m_model->at(row).state == JobState::Running; };
    const bool anyRunning = std::ranges::any_of(rows, isUnfinished);
    const bool anyFinished = !std::ranges::all_of(rows, isUnfinished);
    menu->addAction(tr("Show the user"), this, &ActivityPage::openUser)->setEnabled(currentRow() >= 0);
    menu->addAction(tr("Refresh again"), this, &ActivityPage::retrySelected)->setEnabled(anyFinished);
    menu->addAction(tr("Stop"), this, &ActivityPage::cancelSelected)->setEnabled(anyRunning);
}

void ActivityPage::retrySelected()
{
    QList<UserId> users;
    for (const int row : selectedRows())
        users.append(m_model->at(row).user);
    session()->refreshes()->refreshAll(users);
}

void ActivityPage::cancelSelected()
{
    QList<int> ids;
    for (const int row : selectedRows())
        ids.append(m_model->at(row).id);
    for (const int id : std::as_const(ids))
        session()->refreshes()->cancel(id);
}

void ActivityPage::openUser()
{
    if (const int row = currentRow(); row >= 0)
        Q_EMIT openRequested(u"users"_s, {{u"user"_s, m_model->at(row).user.toString()}});
}

void ActivityPage::updateProgress()
{
    const ActivityModel::Counts &counts = m_model->counts();
    QStringList parts;
    if (counts.unfinished() > 0)
        //: %1 finished refreshes of %2
        parts << tr("%1 of %2 refreshes finished").arg(Presentation::count(counts.finished()), Presentation::count(counts.total()));
    else if (counts.total() > 0)
        parts << tr("%n refresh(es) in this session", nullptr, counts.total());
    if (counts.failed > 0)
        parts << tr("%n failed", nullptr, counts.failed);
    if (counts.cancelled > 0)
        parts << tr("%n stopped", nullptr, counts.cancelled);
    m_progressText->setText(parts.join(u" · "_s));
    updateFailures();
    m_progress->setRange(0, std::max(1, counts.total()));
    m_progress->setValue(counts.finished());
    m_progress->setVisible(counts.unfinished() > 0);
    m_cancelAll->setVisible(counts.total() > 0);
    m_cancelAll->setEnabled(counts.unfinished() > 0);
    m_clear->setVisible(counts.total() > 0);
    m_clear->setEnabled(counts.finished() > 0);
    if (counts.total() > 0) {
        m_stack->showContent();
    } else {
        const Inspection::Availability &refresh = session()->info().refresh;
        m_stack->showEmpty(tr("No user was refreshed in this session"),
            refresh.available
                ? tr("A refresh makes the homeserver fetch a user's whole device list from the user's server. Select one or more "
                     "users on the Users page and press Refresh; progress and result appear here.")
                : tr("Refreshing is not possible here: %1").arg(displayable(refresh.reason, 400)),
            tr("Go to users"));
    }
    Q_EMIT badgeChanged(counts.unfinished());
}

void ActivityPage::updateProblems()
{
    m_tabs->setTabVisible(m_tabs->indexOf(m_trail), hasTrail());
    QStringList lines;
    if (const Inspection::Availability &trail = session()->info().trail; hasTrail() && !trail.available && !trail.reason.isEmpty())
        lines << displayable(trail.reason, 400);
    if (!m_liveProblem.isEmpty())
        lines << tr("Live updates have stopped: %1").arg(displayable(m_liveProblem, 400));
    for (const Inspection::SourceStatus &source : session()->info().sources) {
        if (source.state == Inspection::SourceState::Failing)
            //: %1: kind of the source, %2: what is wrong with it
            lines << tr("%1 is not working: %2").arg(Presentation::sourceKindText(source.kind), displayable(source.detail, 400));
    }
    if (lines.isEmpty())
        m_problems->hide();
    else
        m_problems->showMessage(Tone::Warning, lines.join(u'\n'), tr("Show the sources"), false);
}

void ActivityPage::showCurrent()
{
    const int row = currentRow();
    m_detailsArea->setVisible(row >= 0);
    if (row < 0)
        m_details->clear();
    else
        m_details->showJob(m_model->at(row), m_model->at(row).user.server().toString());
}

void ActivityPage::tick()
{
    // Ages and durations are made when painted.
    if (m_view->isVisible())
        m_view->viewport()->update();
}

} // namespace Lockstep
