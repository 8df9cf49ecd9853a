// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userspage.h"

#include "inspection/apiwords.h"
#include "inspection/client/client.h"
#include "model/exportsource.h"
#include "model/mergedmodel.h"
#include "model/usermodel.h"
#include "session/preferences.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/history/historypane.h"
#include "ui/history/picture/historyexport.h"
#include "ui/history/view/historyactions.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/bulkdialog.h"
#include "ui/pages/copylink.h"
#include "ui/pages/savecase.h"
#include "ui/pages/together/timecomparison.h"
#include "ui/pages/users/sidesdialog.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userplace.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/presentation.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int countDelayMs = 1500;
/// As long as something is counted: the homeserver's marks come and go without an event of ours.
constexpr int recountMs = 10'000;
const QString stateSetting = u"users/state"_s;
const QString tabSetting = u"users/tab"_s;
} // namespace

UsersPage::UsersPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_list(new UserList(session, this))
    , m_pane(new UserPane(session, this))
    , m_refreshStale(new QPushButton(Presentation::icon(u"refresh"_s), tr("Refresh all &stale …"), this))
{
    auto *splitter = new QSplitter(this);
    splitter->setObjectName(u"users-splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 6);
    splitter->setSizes({500, 610}); // the list with all its columns in a window of the default size
    m_list->setMinimumWidth(240);
    m_pane->setMinimumWidth(320);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 6);
    layout->addWidget(splitter);

    auto *find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_list, &UserList::focusSearch);
    addAction(find);

    m_countDelay.setSingleShot(true);
    connect(&m_countDelay, &QTimer::timeout, this, &UsersPage::readCounts);
    connect(m_list, &UserList::selectionChanged, this, [this] { m_pane->setUsers(m_list->selection()); });
    connect(m_list, &UserList::activated, this, [this] { m_pane->setFocus(); });
    m_place = new UserPlace(m_list, m_pane, this); // hears of a selection after the pane does
    connect(m_place, &UserPlace::changed, this, &Page::placeChanged);
    connect(m_place, &UserPlace::backRequested, this, &Page::backRequested);
    m_refreshStale->setAutoDefault(false);
    m_refreshStale->setObjectName(u"users-refresh-stale"_s);
    m_refreshStale->hide(); // until there are some
    Presentation::setToolTip(m_refreshStale, tr("Shows first how many they are, how long it takes and who is left out"));
    m_list->panel()->bar()->addWidget(m_refreshStale);
    connect(m_refreshStale, &QPushButton::clicked, this, [this] { planRefresh({.state = Inspection::UserState::Stale, .server = {}}); });
    connect(m_pane, &UserPane::manyRequested, this, &UsersPage::planSelected);
    m_list->panel()->actions()->setMenuFiller([this](QMenu *menu) { fillSelectionMenu(menu); });
    connect(m_pane, &UserPane::statusMessage, this, &Page::statusMessage);
    connect(m_pane, &UserPane::openRequested, this, &Page::openRequested);
    connect(session, &Session::eventReceived, this, &UsersPage::handleEvent);
    if (auto *history = m_pane->findChild<HistoryPane *>())
        new HistoryExport(history, session);
    // Only what the operator chose by hand is remembered, not where a link of another page led.
    Settings *settings = session->settings();
    m_pane->setTab(UserPane::Tab(std::clamp(settings->uiValue(tabSetting, 0).toInt(), 0, UserPane::TabCount - 1)));
    connect(m_list, &UserList::stateFilterChanged, this, [settings](std::optional<Inspection::UserState> state) {
        settings->setUiValue(stateSetting, state ? toApiName(*state) : QString());
    });
    connect(m_pane, &UserPane::tabChanged, this, [settings](int tab) { settings->setUiValue(tabSetting, tab); });
    readCounts();
}

PageKind UsersPage::kind()
{
    return {.name = u"users"_s, .title = tr("&Users"), .icon = u"users"_s, .make = makePage<UsersPage>};
}

void UsersPage::activate(const QVariantMap &arguments)
{
    const UserId user(arguments.value(u"user"_s).toString());
    const bool restored = arguments.value(u"restored"_s).toBool();
    if (arguments.contains(u"state"_s) || arguments.contains(u"server"_s))
        m_list->setFilter(
            knownApiValue<Inspection::UserState>(arguments.value(u"state"_s).toString()), arguments.value(u"server"_s).toString());
    else if (!user.isEmpty() && !restored)
        m_list->load();
    else if (m_fresh)
        m_list->setFilter(knownApiValue<Inspection::UserState>(session()->settings()->uiValue(stateSetting).toString()), {});
    // A file bears the name of the homeserver that it is of.
    if (m_fresh && !session()->homeserver().isLocalFile()) {
        const QString key = u"users/selected/"_s + session()->info().serverName.toString();
        if (arguments.isEmpty() && Preferences::of(*session()->settings()).restore)
            m_list->want(UserId(session()->settings()->uiValue(key).toString()));
        connect(m_list, &UserList::selectionChanged, this, [this, key] {
            if (const QList<UserId> users = m_list->selection(); users.size() == 1)
                session()->settings()->setUiValue(key, users.constFirst().toString());
        });
    }
    m_fresh = false;
    if (!user.isEmpty()) {
        if (restored)
            m_list->want(user);
        else if (arguments.value(u"back"_s).toBool())
            m_list->selectIfShown(user); // the filters stay as they are: Forward would not bring them back
        else
            m_list->select(user);
        m_pane->setUsers({user});
    }
    if (arguments.value(u"back"_s).toBool()) {
        m_place->show(arguments);
        if (restored)
            restoreComparison(arguments.value(u"together"_s).toStringList());
    } else if (const qint64 n = arguments.value(u"update"_s).toLongLong(); n > 0)
        m_pane->showUpdate(n);
}

/// Of what was written down: anything may stand there.
void UsersPage::restoreComparison(const QStringList &ids)
{
    QList<UserId> users;
    for (const QString &id : ids) {
        if (const UserId user(id); user.isValid() && !users.contains(user))
            users << user;
    }
    if (!m_comparison && users.size() >= 2 && users.size() <= MergedModel::mostUsers)
        compareByTime(users);
}

void UsersPage::reload()
{
    m_list->reload();
    m_pane->reload();
    readCounts();
}

bool UsersPage::isSettled() const
{
    return m_list->isSettled() && m_pane->isSettled() && !m_countCall.isRunning();
}

void UsersPage::refreshSelected()
{
    m_pane->refresh();
}

QList<ExportSource> UsersPage::exports() const
{
    ExportSource users = exportOfUsers(session()->client(), m_list->model()->query());
    filterExport(&users, m_list->panel()->filter(), {u"user_id"_s});
    QList<ExportSource> sources{users};
    if (!m_pane->user().isEmpty())
        sources << exportOfHistory(session()->client(), m_pane->user(), m_pane->historyFilter());
    return sources;
}

void UsersPage::handleEvent(const Inspection::Event &event)
{
    if (event.type == Inspection::EventType::Gap) {
        reload(); // events were lost
        return;
    }
    if (event.type == Inspection::EventType::Destination) {
        const ServerName server(event.members.value(u"destination"_s).toString());
        m_list->touchServer(server);
        if (m_pane->user().server() == server)
            m_pane->touch(m_pane->user());
        countSoon();
        return;
    }
    if (event.type != Inspection::EventType::Update && event.type != Inspection::EventType::User
        && event.type != Inspection::EventType::Refresh)
        return;
    const UserId user(event.members.value(u"user_id"_s).toString());
    const bool isStart = event.type == Inspection::EventType::Refresh
        && event.members.value(u"state"_s).toString() == toApiName(Inspection::RefreshState::Running);
    if (!isStart) {
        m_list->touch(user);
        m_pane->touch(user);
    }
    countSoon();
}

void UsersPage::countSoon()
{
    if (!m_countDelay.isActive() || m_countDelay.remainingTime() > countDelayMs)
        m_countDelay.start(countDelayMs);
}

void UsersPage::readCounts()
{
    if (!session()->client())
        return;
    if (m_countCall.isRunning()) { // its answer may be older than what was asked for
        countSoon();
        return;
    }
    m_countCall = session()->client()->overview(this, [this](const Result<Inspection::Overview> &result) {
        if (!result)
            return; // the chips go without numbers; the list itself shows what is wrong
        const QMap<Inspection::UserState, qint64> &states = result->states;
        m_list->setCounts(states, result->trackedUsersEstimate ? -1 : result->trackedUsers);
        m_refreshStale->setVisible(states.value(Inspection::UserState::Stale) > 0 && this->session()->info().refresh.available);
        // A user can be in several; the largest number is the least that need a look.
        const qint64 worst = std::max(states.value(Inspection::UserState::Gap), states.value(Inspection::UserState::Stale));
        Q_EMIT badgeChanged(int(worst));
        if (worst > 0 && !m_countDelay.isActive())
            m_countDelay.start(recountMs);
    });
}

void UsersPage::planRefresh(const RefreshScope &scope)
{
    const BulkDialog *dialog = BulkDialog::open(session(), scope, this);
    connect(dialog, &BulkDialog::begun, this, [this] { Q_EMIT openRequested(u"activity"_s, {{u"tab"_s, u"many"_s}}); });
}

void UsersPage::planSelected()
{
    RefreshScope scope;
    const QList<UserId> users = m_list->selection();
    for (const UserId &user : users) {
        if (const int row = m_list->model()->rowOf(user); row >= 0)
            scope.selection.append(m_list->model()->at(row));
    }
    if (!scope.selection.isEmpty())
        planRefresh(scope);
}

bool UsersPage::print()
{
    auto *view = m_pane->findChild<HistoryView *>();
    if (!view || !view->isVisible() || !view->model() || view->model()->rowCount() == 0)
        return false;
    view->historyActions()->at(HistoryActions::Print)->trigger();
    return true;
}

Place UsersPage::place() const
{
    Place place = m_place->now();
    if (m_comparison) {
        QStringList together;
        const QList<UserId> users = m_comparison->users();
        for (const UserId &user : users)
            together << user.toString();
        place.look.insert(u"together"_s, together);
    }
    return place;
}

QString UsersPage::placeText(const Place &place) const
{
    return UserPlace::text(place);
}

bool UsersPage::hides(const Place &place) const
{
    return m_place->isHidden(place);
}

void UsersPage::compareByTime(const QList<UserId> &users)
{
    m_comparison = TimeComparison::open(session(), users, this);
    connect(m_comparison, &TimeComparison::updateRequested, this, [this](const UserId &user, qint64 n) {
        m_pane->setTab(UserPane::History);
        activate({{u"user"_s, user.toString()}, {u"update"_s, n}});
        window()->raise();
        window()->activateWindow();
    });
    Q_EMIT placeChanged(Place::Way::Jump);
    // It dies with the program's windows too, which all close at once: then it is there again next time.
    connect(
        m_comparison, &QObject::destroyed, this, [this] { Q_EMIT placeChanged(Place::Way::Jump); }, Qt::QueuedConnection);
}

void UsersPage::fillHistoryMenu(QMenu *menu)
{
    auto *view = m_pane->findChild<HistoryView *>();
    if (view && view->isVisible())
        view->fillMenu(menu);
    if (view && view->isVisible() && view->model() && view->currentRow() >= 0) {
        if (const qint64 n = view->model()->item(view->currentRow()).n; n > 0)
            addCopyLink(menu, session(), u"users"_s, {{u"user"_s, m_pane->user().toString()}, {u"update"_s, n}});
    }
}

void UsersPage::fillSelectionMenu(QMenu *menu)
{
    const QList<UserId> users = m_list->selection();
    if (!m_refreshStale->isHidden())
        menu->addAction(tr("Refresh all stale users …"), m_refreshStale, &QPushButton::click);
    // Without a selection too: of a local user, who is in no list, the ID can be typed.
    if (users.size() <= 1) {
        QAction *compare = menu->addAction(
            tr("Compare with the other side …"), this, [this, user = users.value(0)] { SidesDialog::open(session(), user, this); });
        compare->setObjectName(u"compareSides"_s);
    }
    if (users.isEmpty())
        return;
    if (users.size() > 1) {
        QAction *compare = menu->addAction(tr("Compare by time …"), this, [this, users] { compareByTime(users); });
        compare->setObjectName(u"compareByTime"_s);
        compare->setEnabled(users.size() <= MergedModel::mostUsers);
        if (!compare->isEnabled())
            compare->setText(tr("Compare by time (%n users at most)", nullptr, MergedModel::mostUsers));
    }
    if (users.size() == 1) {
        QAction *save = menu->addAction(
            tr("Save case …"), this, [this, user = users.constFirst()] { SaveCaseDialog::open(session(), user, {}, this); });
        save->setObjectName(u"saveCaseAction"_s);
    }
    QAction *refresh = menu->addAction(Presentation::icon(u"refresh"_s),
        users.size() == 1 ? tr("Refresh") : tr("Refresh %n users", nullptr, int(users.size())), this, &UsersPage::refreshSelected);
    refresh->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    refresh->setEnabled(m_pane->canRefresh());
    if (users.size() != 1)
        return;
    addCopyLink(menu, session(), u"users"_s, {{u"user"_s, users.constFirst().toString()}});
    const QString server = users.constFirst().server().toString();
    menu->addAction(
        Presentation::icon(u"users"_s), tr("Only users of this server"), this, [this, server] { m_list->setFilter({}, server); });
    menu->addAction(Presentation::icon(u"servers"_s), tr("Show the server"), this, [this, server] {
        Q_EMIT openRequested(u"servers"_s, {{u"server"_s, server}});
    });
}

} // namespace Lockstep
