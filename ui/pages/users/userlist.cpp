// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userlist.h"

#include "core/log.h"
#include "model/usermodel.h"
#include "session/favourites.h"
#include "session/session.h"
#include "ui/pages/users/userfilter.h"
#include "ui/pages/users/userlistcolumns.h"
#include "ui/pages/users/usersearch.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/flatbutton.h"
#include "ui/widgets/filter/filterinput.h"
#include "ui/widgets/filter/savedfilters.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/listpanel.h"

#include <QAction>
#include <QButtonGroup>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::UserState;

namespace {
constexpr int searchDelayMs = 200;
constexpr int updatedNeeds = 440;
constexpr int devicesNeeds = 320;
const char *const stateProperty = "state";
const char *const textProperty = "text0";

/// What the list is narrowed down to by \a chip; nothing for all.
std::optional<UserState> stateOf(const QAbstractButton *chip)
{
    const QVariant state = chip->property(stateProperty);
    return state.isValid() ? std::optional(state.value<UserState>()) : std::nullopt;
}
} // namespace

UserList::UserList(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_model(new UserModel(session->client(), this))
    , m_panel(new ListPanel(m_model, UserColumns::all(), u"users-list"_s, this))
    , m_search(new QLineEdit(this))
    , m_server(new QLineEdit(this))
    , m_chips(new QWidget(this))
    , m_group(new QButtonGroup(this))
{
    m_panel->setSearchedByServer();
    m_panel->setLoadingText(tr("Loading users …"));
    m_panel->setCountText([](int rows) { return tr("%n user(s)", nullptr, rows); });
    m_panel->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_panel->view()->setAccessibleName(tr("Users"));
    m_panel->view()->setTextElideMode(Qt::ElideRight); // users of one server differ in their beginnings
    m_panel->table()->setSortKey(UserModel::State, UserColumns::worst);
    // Worst first; the header's third click goes back to the server's own order.
    m_panel->view()->sortByColumn(UserModel::State, Qt::DescendingOrder);
    // The ID takes what room there is: everything else about a user is short.
    QHeaderView *header = m_panel->view()->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(UserModel::User, QHeaderView::Stretch);
    m_stateWidth = header->sectionSize(UserModel::State);
    m_found = new UserSearch(m_search, m_panel, m_model, this);
    m_filter = new UserFilter(m_search, m_panel, session->settings(), this);
    m_panel->setFavourites(new Favourites(session->settings(), session->info().serverName, Favourites::Kind::Users), UserModel::User);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(makeFilters());
    layout->addWidget(m_filter->input()->note());
    layout->addWidget(m_chips);
    layout->addWidget(m_found->note());
    layout->addWidget(m_panel, 1);

    m_delay.setSingleShot(true);
    m_delay.setInterval(searchDelayMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { readTyped(false); });
    connect(m_panel->view()->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this](const QItemSelection &selected) {
        if (!selected.isEmpty())
            m_beside = {};
        Q_EMIT selectionChanged();
    });
    // A reset takes the selection away without a word. One user is selected again when the row is there; of many there is no telling.
    connect(m_panel->table(), &QAbstractItemModel::modelReset, this, [this] {
        if (m_wanted.isEmpty())
            Q_EMIT selectionChanged();
    });
    connect(m_panel, &ListPanel::activated, this, &UserList::activated);
    connect(m_model, &PagedModel::stateChanged, this, &UserList::applyWanted);
    connect(m_model, &PagedModel::stateChanged, this, &UserList::labelChips);
    connect(m_model, &PagedModel::stateChanged, this, &UserList::widenStates);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &UserList::labelChips);
    connect(m_panel, &ListPanel::emptyAction, this, [this] {
        m_search->clear();
        setFilter({}, {});
    });
}

QWidget *UserList::makeFilters()
{
    auto *filters = new QWidget(this);
    m_server->setObjectName(u"users-server"_s);
    m_server->setPlaceholderText(tr("Server"));
    m_server->setAccessibleName(tr("Only users of this server"));
    Presentation::setToolTip(m_server, tr("Only users of exactly this server"));
    makeSearchField(m_server, u"servers"_s);
    auto *line = new QHBoxLayout(filters);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_search, 3);
    line->addWidget(m_server, 2);
    line->addWidget(m_filter->saved());

    new FlowLayout(4, m_chips);
    addChip(std::nullopt, tr("All"));
    addChip(UserState::Stale, tr("Stale"));
    addChip(UserState::Gap, tr("Gap"));
    addChip(UserState::Differs, tr("Differs"));
    addChip(UserState::RemoteFailing, tr("Remote failing"));
    addChip(UserState::UnsignedDevices, tr("Unsigned"));
    addChip(UserState::UnusableKeys, tr("Unusable keys"));
    addChip(UserState::CrossSigningBroken, tr("Cross-signing broken"));
    addChip(UserState::TooManyDevices, tr("Too many devices"));
    addChip(UserState::LeftoverMarker, tr("Leftover"));
    addChip(UserState::ResyncLoop, tr("Loop"));
    m_group->buttons().constFirst()->setChecked(true);
    // Filters, chips, list: as they stand.
    QWidget::setTabOrder(m_search, m_server);
    QWidget::setTabOrder(m_server, m_filter->saved());
    QWidget *before = m_filter->saved();
    const auto chips = m_group->buttons();
    for (QAbstractButton *chip : chips) {
        QWidget::setTabOrder(before, chip);
        before = chip;
    }
    QWidget::setTabOrder(before, m_panel->view());
    labelChips();

    connect(m_search, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_server, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    const auto now = [this] {
        readTyped(true);
        m_panel->view()->setFocus();
    };
    connect(m_search, &QLineEdit::returnPressed, this, now);
    connect(m_server, &QLineEdit::returnPressed, this, now);
    leadDownTo(m_search, m_panel->view());
    leadDownTo(m_server, m_panel->view());
    connect(m_group, &QButtonGroup::idClicked, this, [this] {
        query();
        Q_EMIT stateFilterChanged(state());
    });
    return filters;
}

void UserList::addChip(std::optional<UserState> state, const QString &text)
{
    auto *chip = new QToolButton(m_chips);
    chip->setCheckable(true);
    chip->setText(text);
    if (state)
        chip->setProperty(stateProperty, QVariant::fromValue(*state));
    chip->setProperty(textProperty, text);
    chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chip->setIconSize(QSize(12, 12));
    if (state) {
        chip->setIcon(Presentation::stateIcon(*state));
        Presentation::setToolTip(chip, Presentation::stateExplanation(*state));
    }
    m_group->addButton(chip, int(m_group->buttons().size()));
    m_chips->layout()->addWidget(chip);
}

void UserList::widenStates()
{
    QTableView *view = m_panel->view();
    QHeaderView *header = view->horizontalHeader();
    const int present = header->sectionSize(UserModel::State);
    if (present != m_stateWidth)
        return;
    int wanted = present, forIds = 0;
    for (int row = 0; row < std::min(m_panel->table()->rowCount(), 200); ++row) {
        const auto need = [&](int column) { return view->sizeHintForIndex(m_panel->table()->index(row, column)).width(); };
        wanted = std::max(wanted, need(UserModel::State));
        forIds = std::max(forIds, need(UserModel::User));
    }
    m_stateWidth = std::min(wanted, present + std::max(0, header->sectionSize(UserModel::User) - forIds));
    if (m_stateWidth != present)
        header->resizeSection(UserModel::State, m_stateWidth);
}

void UserList::labelChips()
{
    const Counts counts = ownCounts().value_or(m_counts);
    const auto chips = m_group->buttons();
    for (QAbstractButton *chip : chips) {
        const std::optional<UserState> state = stateOf(chip);
        const qint64 count = state ? counts.inState.value(*state, -1) : counts.all;
        QString text = chip->property(textProperty).toString();
        if (count >= 0)
            text += u' ' + Presentation::count(count);
        if (chip->text() != text)
            chip->setText(text);
        // What is rare has no place in the row before it happens.
        static const QList<UserState> rare{UserState::TooManyDevices, UserState::LeftoverMarker, UserState::ResyncLoop, UserState::Differs};
        chip->setVisible(!state || !rare.contains(*state) || chip->isChecked() || count > 0);
    }
    m_chips->layout()->invalidate();
    m_chips->updateGeometry();
}

std::optional<UserList::Counts> UserList::ownCounts() const
{
    const bool all = !m_model->query().state && m_shownSearch.isEmpty() && m_shownServer.isEmpty();
    if (!all || !m_model->isComplete() || m_model->isPartial() || m_model->rowCount() > PagedModel::maxRefreshRows)
        return std::nullopt;
    Counts counts{.all = m_model->rowCount(), .inState = {}};
    const auto chips = m_group->buttons();
    for (const QAbstractButton *chip : chips) {
        if (const auto state = stateOf(chip))
            counts.inState.insert(*state, 0);
    }
    for (const Inspection::UserSummary &user : m_model->rows()) {
        for (const UserState state : user.states) {
            if (counts.inState.contains(state))
                ++counts.inState[state];
        }
    }
    return counts;
}

void UserList::setFilter(std::optional<UserState> state, const QString &server)
{
    const auto chips = m_group->buttons();
    for (QAbstractButton *chip : chips) {
        if (stateOf(chip) == state)
            chip->setChecked(true);
    }
    m_server->setText(server);
    query();
}

void UserList::load()
{
    if (!m_loaded)
        query();
}

void UserList::reload()
{
    // Rows stay while they are read again, and if that fails.
    if (m_model->rowCount() > 0 && m_model->rowCount() <= PagedModel::maxRefreshRows && !m_delay.isActive())
        m_model->refresh();
    else
        query();
}

void UserList::setCounts(const QMap<UserState, qint64> &states, qint64 all)
{
    m_counts = {.all = all, .inState = states};
    // The whole list is here and says something else: it is older, or newer, than the counts. Read again, it is what is shown.
    if (const auto own = ownCounts()) {
        const auto differs = [&](UserState state) { return states.contains(state) && states.value(state) != own->inState.value(state); };
        if (std::ranges::any_of(own->inState.keys(), differs) && !m_model->isLoading())
            m_model->refresh();
    }
    labelChips();
}

void UserList::touch(const UserId &user)
{
    if (m_loaded)
        m_model->touch(user);
}

void UserList::readTyped(bool finished)
{
    const bool isNew = m_delay.isActive() || !finished;
    m_delay.stop();
    if (m_filter->understands(finished) && isNew)
        query();
}

void UserList::query()
{
    m_delay.stop();
    // The selection is kept by its user: rows of the new answer are other rows.
    if (const QList<UserId> selected = selection(); m_wanted.isEmpty() && selected.size() == 1)
        m_wanted = selected.constFirst();
    else if (m_wanted.isEmpty() && selected.isEmpty())
        m_wanted = m_beside; // the new answer may hold the row
    m_loaded = true;
    Inspection::UserQuery users;
    users.state = state();
    users.server = m_server->text().trimmed();
    m_filter->narrow(&users);
    m_shownSearch = users.search;
    m_shownServer = users.server;
    m_model->setQuery(users);
    m_panel->setFilter(m_filter->rest());
    m_found->begin(users);
}

std::optional<UserState> UserList::state() const
{
    const QAbstractButton *chip = m_group->checkedButton();
    return chip ? stateOf(chip) : std::nullopt;
}

void UserList::touchServer(const ServerName &server)
{
    if (!m_loaded)
        return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const UserId user = m_model->userAt(row);
        if (user.server() == server)
            m_model->touch(user);
    }
}

void UserList::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void UserList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
}

void UserList::makeRoom()
{
    QTableView *view = m_panel->view();
    const auto giveWay = [this, view](int column, int belowWidth) {
        const bool narrow = width() < belowWidth;
        if (narrow && !view->isColumnHidden(column))
            m_givenWay.insert(column);
        else if (narrow || !m_givenWay.remove(column))
            return; // hidden by the operator, or as it should be
        view->setColumnHidden(column, narrow);
    };
    giveWay(UserModel::Updated, updatedNeeds);
    giveWay(UserModel::Devices, devicesNeeds);
}

bool UserList::isSettled() const
{
    return !m_delay.isActive() && m_panel->isSettled();
}

} // namespace Lockstep
