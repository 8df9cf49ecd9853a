// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverspage.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/destinationmodel.h"
#include "model/exportsource.h"
#include "session/favourites.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/pages/bulkdialog.h"
#include "ui/pages/copylink.h"
#include "ui/pages/servers/heat/heatpanel.h"
#include "ui/pages/servers/serverpane.h"
#include "ui/pages/servers/serverspagecolumns.h"
#include "ui/pages/together/serverusers.h"
#include "ui/pages/together/timecomparison.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/presentedtable.h"

#include <QCheckBox>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int refreshEveryMs = 2'000;
const QString failingSetting = u"servers/failingOnly"_s;

} // namespace

ServersPage::ServersPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_model(new DestinationModel(session->client(), this))
    , m_failingOnly(new QCheckBox(tr("&Failing only"), this))
    , m_list(makeList())
    , m_pane(new ServerPane(session, this))
    , m_views(new QStackedWidget(this))
    , m_heat(new HeatPanel(session, m_views))
{
    auto *splitter = new QSplitter(this);
    splitter->setObjectName(u"servers-splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 6);
    splitter->setSizes({500, 560});
    m_list->setMinimumWidth(240);
    m_pane->setMinimumWidth(280);
    auto *layout = new QVBoxLayout(this);
    m_views->addWidget(splitter);
    m_views->addWidget(m_heat);
    layout->addWidget(m_views);
    connect(m_heat, &HeatPanel::closeRequested, this, [this] { showHeat(false); });
    connect(m_heat, &HeatPanel::serverRequested, this, &ServersPage::showServerThen);
    if (session->settings()->uiValue(failingSetting, false).toBool()) {
        m_failingOnly->setChecked(true);
        m_model->startFailingOnly(true);
    }
    // Only what the operator chose by hand is remembered, not where a link or Back led.
    connect(
        m_failingOnly, &QCheckBox::clicked, this, [settings = session->settings()](bool on) { settings->setUiValue(failingSetting, on); });
    connect(m_failingOnly, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setFailingOnly(on);
        updateEmptyText();
    });
    connect(m_list, &ListPanel::currentRowChanged, this, &ServersPage::showCurrent);
    connect(m_list, &ListPanel::currentRowChanged, this, [this] { Q_EMIT placeChanged(Place::Way::Jump); });
    // What was left out and is listed again, once the list has taken its rows in.
    connect(m_list->table(), &QAbstractItemModel::rowsInserted, this, &ServersPage::selectBeside, Qt::QueuedConnection);
    connect(m_list->table(), &PresentedTable::filteredAnew, this, &ServersPage::selectBeside, Qt::QueuedConnection);
    connect(m_list, &ListPanel::activated, this, [this](int row) { showUsers(m_model->at(row).destination.toString()); });
    connect(m_list, &ListPanel::emptyAction, m_failingOnly, [this] {
        if (m_failingOnly->isChecked())
            m_failingOnly->click();
    });
    connect(m_model, &PagedModel::stateChanged, this, &ServersPage::modelChanged);
    connect(m_pane, &ServerPane::refreshRequested, this, &ServersPage::planRefresh);
    connect(m_pane, &ServerPane::openRequested, this, [this](const QString &page, const QVariantMap &arguments) {
        if (!arguments.value(u"together"_s).toBool())
            Q_EMIT openRequested(page, arguments);
        else if (const int row = shownRow(); row >= 0)
            compareByTime(m_model->at(row).destination);
    });
    connect(m_pane, &ServerPane::reset, this, &ServersPage::scheduleRefresh);
    connect(session, &Session::eventReceived, this, &ServersPage::handleEvent);
    connect(session, &Session::infoChanged, this, &ServersPage::updateEmptyText);
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(refreshEveryMs);
    connect(&m_refreshTimer, &QTimer::timeout, this, &ServersPage::refreshIfDirty);
    updateEmptyText();
    // Once the window has had a chance to connect to the badge.
    QTimer::singleShot(0, this, &ServersPage::refreshIfDirty);
}

ListPanel *ServersPage::makeList()
{
    auto *list = new ListPanel(m_model, ServerColumns::all(), u"servers"_s, this);
    list->setSearch({DestinationModel::Destination}, tr("Search server"));
    list->view()->setAccessibleName(tr("Servers"));
    using M = DestinationModel;
    list->setFields({{{.key = u"server"_s, .kind = FilterField::Exact, .member = u"destination"_s}, M::Destination},
                        {{.key = u"failing"_s, .kind = FilterField::Time, .member = u"failing_since"_s}, M::FailingSince},
                        {{.key = u"retry"_s, .kind = FilterField::Time, .member = u"retry_at"_s}, M::RetryAt},
                        {{.key = u"tracked"_s, .kind = FilterField::Number, .member = u"users_tracked"_s}, M::UsersTracked},
                        {{.key = u"stale"_s, .kind = FilterField::Number, .member = u"users_stale"_s}, M::UsersStale}},
        session()->settings());
    list->setFavourites(new Favourites(session()->settings(), session()->info().serverName, Favourites::Kind::Servers), M::Destination);
    list->setCountText([](int rows) { return tr("%n server(s)", nullptr, rows); });
    list->setLoadingText(tr("Reading the state of other servers …"));
    list->bar()->addWidget(m_failingOnly);
    list->bar()->addStretch(1);
    auto *heat = new QPushButton(tr("Heat &map"), this);
    heat->setObjectName(u"servers-heat"_s);
    heat->setAutoDefault(false);
    Presentation::setToolTip(heat, tr("What every server did, by time"));
    connect(heat, &QPushButton::clicked, this, [this] { showHeat(true); });
    list->bar()->addWidget(heat);
    list->actions()->setMenuFiller([this](QMenu *menu) { fillSelectionMenu(menu); });
    return list;
}

void ServersPage::showHeat(bool shown)
{
    m_views->setCurrentIndex(shown ? 1 : 0);
    if (shown)
        m_heat->setFocus();
    else
        m_list->view()->setFocus();
    Q_EMIT placeChanged(Place::Way::Jump);
}

bool ServersPage::print()
{
    return m_views->currentWidget() == m_heat && m_heat->print();
}

void ServersPage::fillSelectionMenu(QMenu *menu)
{
    if (m_views->currentWidget() == m_heat) {
        m_heat->fillMenu(menu);
        addCopyLink(menu, session(), u"servers"_s, {{u"view"_s, u"heat"_s}});
        return;
    }
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const QString server = m_model->at(row).destination.toString();
    menu->addAction(tr("Show its users"), this, [this, server] { showUsers(server); });
    if (m_model->at(row).usersStale > 0)
        menu->addAction(tr("Refresh its stale users …"), this, [this, server] { planRefresh(server, false); });
    menu->addAction(tr("Refresh all its users …"), this, [this, server] { planRefresh(server, true); });
    if (const qint64 tracked = m_model->at(row).usersTracked; tracked < 0 || tracked > 1) {
        QAction *compare = menu->addAction(tr("Compare its users by time …"), this, [this, server] { compareByTime(ServerName(server)); });
        compare->setObjectName(u"compareByTime"_s);
    }
    addCopyLink(menu, session(), u"servers"_s, {{u"server"_s, server}});
    menu->addAction(tr("Show what waits for it"), this, [this, server] {
        Q_EMIT openRequested(u"queues"_s, {{u"queue"_s, u"outbox"_s}, {u"search"_s, server}});
    });
}

PageKind ServersPage::kind()
{
    return {.name = u"servers"_s, .title = tr("&Servers"), .icon = u"servers"_s, .make = makePage<ServersPage>};
}

QList<ExportSource> ServersPage::exports() const
{
    ExportSource source = exportOfDestinations(session()->client(), m_model->isFailingOnly(), {});
    filterExport(&source, m_list->filter(), {u"destination"_s});
    return {source};
}

void ServersPage::reload()
{
    m_dirty = false;
    m_model->refresh();
    if (m_views->currentWidget() == m_heat)
        m_heat->reload();
    m_pane->reload();
}

bool ServersPage::isSettled() const
{
    return m_list->isSettled() && m_pane->isSettled() && (!m_heat->isVisible() || m_heat->isSettled());
}

void ServersPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    QTimer::singleShot(0, this, &ServersPage::refreshIfDirty);
}

void ServersPage::showUsers(const QString &server)
{
    Q_EMIT openRequested(u"users"_s, {{u"server"_s, server}});
}

void ServersPage::planRefresh(const QString &server, bool all)
{
    RefreshScope scope{.state = Inspection::UserState::Stale, .server = ServerName(server)};
    if (all)
        scope.state.reset();
    const BulkDialog *dialog = BulkDialog::open(session(), scope, this);
    connect(dialog, &BulkDialog::begun, this, [this] { Q_EMIT openRequested(u"activity"_s, {{u"tab"_s, u"many"_s}}); });
}

/// As many of the server's users as fit, the stale ones first.
void ServersPage::compareByTime(const ServerName &server)
{
    const int row = m_model->rowOf(server);
    if (row < 0 || !session()->client())
        return;
    const Inspection::Destination destination = m_model->at(row);
    chooseServerUsers(session()->client(), destination.destination, this, [this, destination](const Result<ServerUsers> &chosen) {
        const QString name = displayable(destination.destination.toString(), 120);
        if (!chosen)
            return void(Q_EMIT statusMessage(tr("Users of %1 could not be read: %2").arg(name, displayable(chosen.error().text, 400))));
        if (chosen->users.size() < 2)
            return void(Q_EMIT statusMessage(tr("%1 has no two tracked users to compare.").arg(name)));
        const TimeComparison *dialog = TimeComparison::open(
            session(), chosen->users, this, textOf(*chosen, destination.destination, destination.usersTracked, destination.usersStale));
        connect(dialog, &TimeComparison::updateRequested, this, [this](const UserId &user, qint64 n) {
            Q_EMIT openRequested(u"users"_s, {{u"user"_s, user.toString()}, {u"update"_s, n}});
            window()->raise();
            window()->activateWindow();
        });
    });
}

void ServersPage::handleEvent(const Inspection::Event &event)
{
    m_pane->handleEvent(event);
    // A user's state counts in the row of the user's server.
    if (event.type == Inspection::EventType::Destination || event.type == Inspection::EventType::User
        || event.type == Inspection::EventType::Queue || event.type == Inspection::EventType::Gap)
        scheduleRefresh();
}

void ServersPage::scheduleRefresh()
{
    m_dirty = true;
    if (!m_refreshTimer.isActive())
        m_refreshTimer.start();
}

void ServersPage::refreshIfDirty()
{
    if (!isVisible()) {
        readCount();
        return;
    }
    if (!m_model->hasLoaded() && !m_model->isLoading() && !m_model->error())
        m_model->restart();
    else if (m_dirty)
        m_list->refreshRows();
    m_dirty = false;
}

void ServersPage::countFailing()
{
    if (!m_model->hasLoaded())
        return;
    // Failing servers come first, so their number is known as soon as one is read that does not fail.
    int failing = 0;
    while (failing < m_model->rowCount() && m_model->at(failing).failingSince > 0)
        ++failing;
    Q_EMIT badgeChanged(failing);
}

/// The list is read when somebody looks at it; the side bar tells of failing servers before that.
void ServersPage::readCount()
{
    if (!session()->client())
        return;
    if (m_countCall.isRunning()) { // its answer may be older than what was asked for
        scheduleRefresh();
        return;
    }
    m_countCall = session()->client()->overview(this, [this](const Result<Inspection::Overview> &result) {
        if (result && !isVisible())
            Q_EMIT badgeChanged(int(std::clamp<qint64>(result->destinationsFailing, 0, INT_MAX)));
    });
}

void ServersPage::updateEmptyText()
{
    const std::optional<Inspection::Caller> &caller = session()->info().caller;
    m_pane->setMayAct(!caller || caller->role != Inspection::Role::Viewer); // a role of a later gateway may do more
    const Inspection::Availability &available = session()->info().destinations;
    if (!available.available)
        m_list->setEmptyText(tr("The state of other servers cannot be read here"), displayable(available.reason, 600));
    else if (m_model->isFailingOnly())
        m_list->setEmptyText(tr("No server is failing"), tr("Every server that was tried has answered."), tr("Show all servers"));
    else
        m_list->setEmptyText(tr("No other servers are known"),
            tr("This homeserver has not sent anything to another server yet. They appear when local users share rooms with users "
               "elsewhere."));
}

} // namespace Lockstep
