// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/usersearch.h"

#include "core/log.h"
#include "model/usermodel.h"
#include "ui/pages/users/matchdelegate.h"
#include "ui/widgets/flatbutton.h"
#include "ui/widgets/density.h"
#include "ui/widgets/listpanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int linePadding = 2;
constexpr int shownRows = 200;
constexpr qsizetype longestShown = 60;
} // namespace

UserSearch::UserSearch(QLineEdit *field, ListPanel *panel, UserModel *model, QWidget *parent)
    : QObject(parent)
    , m_field(field)
    , m_panel(panel)
    , m_model(model)
    , m_note(Presentation::plainLabel({}, parent))
{
    m_field->setObjectName(u"users-search"_s);
    m_field->setPlaceholderText(tr("User, device, name, key or server"));
    m_field->setAccessibleName(tr("Search users"));
    Presentation::setToolTip(m_field,
        tr("Any part of a user ID, a server's name, a device's ID or a device's name; of a device's key its beginning, or any 11 "
           "characters. "
           "What starts with @ is a user ID from its beginning."));
    makeSearchField(m_field);
    m_note->setObjectName(u"users-search-note"_s);
    m_note->setWordWrap(true);
    Presentation::setQuiet(m_note);
    m_note->hide();
    m_panel->view()->setItemDelegateForColumn(UserModel::User, new MatchDelegate(UserModel::MatchedRole, this));
    connect(m_model, &PagedModel::stateChanged, this, &UserSearch::update);
    showEmpty();
}

void UserSearch::begin(const Inspection::UserQuery &query)
{
    m_query = query;
    orderByRank(!query.search.isEmpty() && !query.search.startsWith(u'@'));
    update();
}

void UserSearch::orderByRank(bool isSearch)
{
    if (isSearch == m_isByRank)
        return;
    m_isByRank = isSearch;
    QHeaderView *header = m_panel->view()->horizontalHeader();
    if (isSearch) {
        m_sortedBy = header->sortIndicatorSection();
        m_sortedOrder = header->sortIndicatorOrder();
        m_panel->view()->sortByColumn(-1, Qt::AscendingOrder); // the server's order: the best first
    } else if (header->sortIndicatorSection() < 0) { // what the operator chose meanwhile stays
        m_panel->view()->sortByColumn(m_sortedBy, m_sortedOrder);
    }
}

void UserSearch::update()
{
    const auto &rows = m_model->rows();
    const bool needsTwo = std::ranges::any_of(rows.cbegin(), rows.cbegin() + std::min<qsizetype>(rows.size(), shownRows),
        [](const Inspection::UserSummary &user) { return std::ranges::any_of(user.matched, std::not_fn(isInUserId)); });
    const int line = rowHeightOf(m_panel->view());
    const int height = needsTwo ? line + m_panel->view()->fontMetrics().height() + linePadding : line;
    QHeaderView *header = m_panel->view()->verticalHeader();
    if (header->defaultSectionSize() != height && (!rows.isEmpty() || m_query.search.isEmpty()))
        header->setDefaultSectionSize(height);
    const QString note = m_query.search.isEmpty() && m_query.server.isEmpty() ? QString() : notIndexed();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    showEmpty();
}

/// What the search did not look through; empty if there is nothing of it.
QString UserSearch::notIndexed() const
{
    const auto &searched = m_model->searched();
    if (!searched)
        return {};
    QStringList sentences;
    if (!searched->complete && searched->total > 0)
        sentences << tr("The search index is being built: %1 of %2 users so far. The others are found by their IDs alone.")
                         .arg(Presentation::count(searched->indexed), Presentation::count(searched->total));
    else if (!searched->complete)
        sentences << tr("The search index is being built: %n user(s) so far. The others are found by their IDs alone.", nullptr,
            int(searched->indexed));
    if (searched->cut > 0)
        sentences << tr("Of %n user(s) not everything is indexed: their lists are too long.", nullptr, int(searched->cut));
    return sentences.join(u' ');
}

void UserSearch::showEmpty()
{
    const QString text = m_query.search;
    const bool isFiltered = m_query.state || !text.isEmpty() || !m_query.server.isEmpty();
    const auto &searched = m_model->searched();
    if (!m_query.state && text.startsWith(u'@') && UserId(text).isValid()) {
        m_panel->setEmptyText(tr("Not tracked"),
            tr("%1 is not tracked: either no local user shares a room with them, or nobody here has needed their devices yet. The first "
               "encrypted message, or a client's question for their keys, makes the homeserver fetch the list.")
                .arg(displayable(text)),
            tr("Show all users"));
    } else if (!text.isEmpty() && searched && searched->complete) {
        m_panel->setEmptyText(tr("Nothing contains “%1”").arg(displayable(text, longestShown)),
            (m_query.state || !m_query.server.isEmpty()
                    ? tr("Of the users that the filters leave, no ID, server, device ID, device name or device key contains it.")
                    : tr("No ID, server, device ID, device name or device key of a tracked user contains it."))
                + u' '
                + tr("%1 users are indexed, as of %2 or later.")
                      .arg(Presentation::count(searched->indexed), Presentation::clockTime(searched->asOf)),
            tr("Show all users"));
    } else if (!text.isEmpty() && searched) {
        m_panel->setEmptyText(tr("Nothing found for “%1” so far").arg(displayable(text, longestShown)), notIndexed(), tr("Show all users"));
    } else if (isFiltered) {
        m_panel->setEmptyText(tr("No user matches"), tr("No remote user fits the search and the filters."), tr("Show all users"));
    } else {
        m_panel->setEmptyText(tr("No remote users yet"),
            tr("The homeserver tracks no device list of a remote user: its users share no encrypted room with users of other servers."));
    }
}

} // namespace Lockstep
