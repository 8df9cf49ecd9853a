// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/bulkview.h"

#include "model/exportsource.h"
#include "session/session.h"
#include "ui/pages/activity/bulkmodel.h"
#include "ui/pages/bulkwords.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/choicename.h"

#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;
using EntryState = BulkEntry::State;

namespace {
constexpr qsizetype pageSize = 500;

const BulkEntry &entryOf(const QModelIndex &index)
{
    return static_cast<const BulkModel *>(index.model())->at(index.row());
}

Tone toneOf(const QModelIndex &index)
{
    const EntryState state = entryOf(index).state;
    return state == EntryState::Failed || state == EntryState::NotAsked ? Tone::Critical : Tone::Quiet;
}

QIcon iconOf(EntryState state)
{
    switch (state) {
    case EntryState::Waiting:
        return Presentation::icon(u"state-queued"_s, Tone::Quiet);
    case EntryState::Running:
        return Presentation::icon(u"refresh"_s, Tone::Notice);
    case EntryState::Succeeded:
        return Presentation::icon(u"check"_s, Tone::Good);
    case EntryState::Failed:
    case EntryState::NotAsked:
        return Presentation::icon(u"error"_s, Tone::Critical);
    case EntryState::NotStarted:
    case EntryState::Unfinished:
        return Presentation::icon(u"cancel"_s, Tone::Quiet);
    }
    return {};
}

QList<PresentedColumn> columns()
{
    using C = PresentedColumn;
    QList<C> columns(BulkModel::ColumnCount);
    columns[BulkModel::User] = {.title = BulkView::tr("User"), .kind = C::Id, .width = 280};
    columns[BulkModel::StateColumn] = {.title = BulkView::tr("State"),
        .kind = C::Words,
        .width = 140,
        .text = [](const QModelIndex &index) { return BulkWords::state(entryOf(index).state); },
        .icon = [](const QModelIndex &index) { return iconOf(entryOf(index).state); }};
    columns[BulkModel::Outcome] = {.title = BulkView::tr("Result"),
        .kind = C::Words,
        .width = 420,
        .text = [](const QModelIndex &index) { return BulkWords::outcome(entryOf(index)); },
        .hint = [](const QModelIndex &index) { return BulkWords::outcome(entryOf(index)); },
        .tone = toneOf};
    columns[BulkModel::Finished] = {.title = BulkView::tr("When"), .kind = C::Age, .width = 100};
    return columns;
}

/// As the API names its own, whatever the language of the window.
QJsonObject rowOf(const BulkEntry &entry)
{
    static constexpr std::array words{"waiting", "running", "succeeded", "failed", "not_asked", "not_started", "unfinished"};
    return {{u"user_id"_s, entry.user.toString()}, {u"server"_s, entry.user.server().toString()},
        {u"state"_s, QString::fromLatin1(words.at(size_t(entry.state)))}, {u"added"_s, entry.added}, {u"removed"_s, entry.removed},
        {u"changed"_s, entry.changed}, {u"cross_signing_changed"_s, entry.crossSigning}, {u"error"_s, entry.error},
        {u"finished"_s, entry.finished > 0 ? QJsonValue(entry.finished) : QJsonValue()}};
}
} // namespace

BulkView::BulkView(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new BulkModel(session->bulk(), this))
    , m_table(new PresentedTable(m_model, columns(), this))
    , m_show(new QComboBox(this))
    , m_view(new QTableView(this))
{
    setUpTable(m_view, u"bulk"_s);
    giveRoom(m_view);
    m_view->setModel(m_table);
    m_view->setAccessibleName(tr("Users of the refresh of many"));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = 0; column < m_table->columns().size(); ++column)
        m_view->setColumnWidth(column, m_table->columns().at(column).width);
    m_view->horizontalHeader()->setSortIndicatorClearable(true);
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    ViewActions::install(m_view)->setMenuFiller(
        [this](QMenu *menu) { menu->addAction(tr("Show the user"), this, &BulkView::open)->setEnabled(m_view->currentIndex().isValid()); });
    m_show->setObjectName(u"bulkShow"_s);
    Presentation::nameChoice(m_show, tr("Which users are shown"));
    for (int i = 0; i < 3; ++i)
        m_show->addItem({});
    m_stack = new StateStack(m_view, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_show, 0, Qt::AlignLeft);
    layout->addWidget(m_stack, 1);
    connect(m_show, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setShow(BulkModel::Show(index));
        update();
    });
    connect(m_view, &QTableView::activated, this, &BulkView::open);
    connect(session->bulk(), &BulkRefresh::changed, this, &BulkView::update);
    update();
}

void BulkView::update()
{
    const BulkCounts &counts = m_session->bulk()->counts();
    const auto label
        = [this](int index, const QString &text, qsizetype number) { m_show->setItemText(index, text.arg(Presentation::count(number))); };
    //: %1: how many users
    label(0, tr("What changed (%1)"), counts.changed);
    //: %1: how many users
    label(1, tr("Failed (%1)"), counts.failed + counts.notAsked);
    //: %1: how many users
    label(2, tr("All (%1)"), counts.total);
    if (m_model->rowCount() > 0)
        m_stack->showContent();
    else if (counts.total == 0)
        m_stack->showEmpty(tr("Many users were not refreshed yet"),
            tr("\"Refresh all stale …\" on the page Users and \"Refresh its stale users …\" on the page Servers show a plan first."));
    else if (m_show->currentIndex() == 0)
        m_stack->showEmpty(tr("No list changed"), tr("Every list that was fetched so far was the same as before."));
    else
        m_stack->showEmpty(tr("Nobody failed"), tr("Every refresh that has ended so far succeeded."));
}

void BulkView::open()
{
    const QModelIndex current = m_view->currentIndex();
    if (current.isValid())
        Q_EMIT openRequested(u"users"_s, {{u"user"_s, m_model->at(m_table->mapToSource(current).row()).user.toString()}});
}

ExportSource BulkView::exported() const
{
    QList<QJsonObject> rows;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows.append(rowOf(m_model->at(row)));
    const auto read = [rows](const QString &after, QObject *context, const Http::Done<ExportSource::Rows> &done) {
        auto wanted = std::make_shared<bool>(true);
        // As an answer from far: not before this has returned.
        QTimer::singleShot(0, context, [rows, from = after.toLongLong(), done, wanted] {
            if (!std::exchange(*wanted, false))
                return;
            const bool isLast = from + pageSize >= rows.size();
            done(ExportSource::Rows{.items = rows.mid(from, pageSize), .next = isLast ? QString() : QString::number(from + pageSize)});
        });
        return Http::CallHandle(nullptr, wanted);
    };
    constexpr auto text = ExportColumn::Text;
    constexpr auto number = ExportColumn::Number;
    return {.name = u"refreshed"_s,
        .subject = {},
        .columns = {{u"user_id"_s, text}, {u"server"_s, text}, {u"state"_s, text}, {u"added"_s, number}, {u"removed"_s, number},
            {u"changed"_s, number}, {u"cross_signing_changed"_s, ExportColumn::Flag}, {u"error"_s, text},
            {u"finished"_s, ExportColumn::Time}},
        .read = read};
}

} // namespace Lockstep
