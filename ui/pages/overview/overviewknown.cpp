// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/overviewknown.h"

#include "inspection/apiwords.h"
#include "model/sourcesmodel.h"
#include "ui/pages/overview/overviewfindings.h"
#include "ui/pages/sourcecolumns.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/flatbutton.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/presentation.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int maxSourceRows = 8;

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    QLabel *title = Presentation::plainLabel(text, parent);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    return title;
}
} // namespace

OverviewKnown::OverviewKnown(QWidget *parent)
    : QWidget(parent)
    , m_sources(new SourcesModel(this))
    , m_title(makeTitle(tr("What is known to be right"), this))
    , m_known(Presentation::plainLabel({}, this))
    , m_counts(new QWidget(this))
{
    m_counts->setLayout(new FlowLayout(4));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_known);
    layout->addWidget(m_counts);
    layout->addSpacing(8);
    layout->addWidget(makeSources());
    for (QWidget *part : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_known), m_counts})
        part->hide();
}

QWidget *OverviewKnown::makeSources()
{
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_history = Presentation::plainLabel({}, area);
    Presentation::setQuiet(m_history);
    m_sourcesView = new QTableView(area);
    setUpTable(m_sourcesView, u"overviewSources"_s);
    m_sourcesView->setAccessibleName(tr("Sources"));
    giveRoom(m_sourcesView);
    ViewActions::install(m_sourcesView);
    auto *table = new PresentedTable(m_sources, sourceColumns(), this);
    m_sourcesView->setModel(table);
    for (int column = 0; column < table->columns().size(); ++column)
        m_sourcesView->setColumnWidth(column, table->columns().at(column).width);
    // The last column takes the rest; what it has no room for is in its tool tip and among the findings.
    m_sourcesView->horizontalHeader()->setSectionResizeMode(SourcesModel::Detail, QHeaderView::Stretch);
    m_sourcesView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *check = new QPushButton(tr("&Check all of it"), area);
    check->setAutoDefault(false);
    Presentation::setToolTip(check, tr("The gateway looks at its database, logs, proxy, clocks and history, and says what to do."));
    connect(check, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(u"sources"_s, {}); });
    auto *head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Where this is known from"), area), 1);
    head->addWidget(check);
    layout->addLayout(head);
    layout->addWidget(m_history);
    layout->addWidget(m_sourcesView);
    return area;
}

void OverviewKnown::setInfo(const Inspection::Info &info)
{
    m_sources->setSources(info.sources);
    m_history->setText(historyExtent(info));
    m_history->setVisible(!m_history->text().isEmpty());
    m_sourcesView->setVisible(!info.sources.isEmpty());
    const int rows = std::min(int(info.sources.size()), maxSourceRows);
    const int height = m_sourcesView->horizontalHeader()->sizeHint().height() + rows * m_sourcesView->verticalHeader()->defaultSectionSize()
        + 2 * m_sourcesView->frameWidth();
    m_sourcesView->setFixedHeight(height);
}

void OverviewKnown::setOverview(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt, bool told)
{
    m_title->setVisible(told);
    m_known->setVisible(told);
    m_counts->setVisible(told);
    if (!told)
        return;
    m_known->setText(overviewKnown(info, overview, readAt).join(u'\n'));
    showCounts(overview);
}

/// Users by state and servers in backoff: each leads to its list.
void OverviewKnown::showCounts(const Inspection::Overview &overview)
{
    QList<std::pair<Inspection::UserState, qint64>> counts;
    for (auto state = overview.states.begin(); state != overview.states.end(); ++state) {
        if (state.key() != Inspection::UserState::InStep && state.key() != Inspection::UserState::Unknown && state.value() > 0)
            counts.append({state.key(), state.value()});
    }
    std::ranges::sort(counts, std::greater{}, [](const auto &count) { return Presentation::badness(count.first); });
    if (counts == m_shownCounts && overview.destinationsFailing == m_shownFailing)
        return;
    m_shownCounts = counts;
    m_shownFailing = overview.destinationsFailing;
    // The focus stays with the button that had it.
    QHash<QString, QPushButton *> old;
    const auto before = m_counts->findChildren<QPushButton *>(QString(), Qt::FindDirectChildrenOnly);
    for (QPushButton *button : before)
        old.insert(button->objectName(), button);
    QLayout *flow = m_counts->layout();
    while (QLayoutItem *item = flow->takeAt(0))
        delete item;
    const auto add = [&](const QString &name, const QIcon &icon, const QString &text, const QString &page, const QVariantMap &arguments) {
        QPushButton *button = old.take(name);
        if (!button) {
            button = new FlatButton(icon, {}, m_counts);
            button->setObjectName(name);
            connect(button, &QPushButton::clicked, this, [this, page, arguments] { Q_EMIT openRequested(page, arguments); });
        }
        button->setText(text);
        flow->addWidget(button);
        button->show();
    };
    for (const auto &[state, number] : std::as_const(counts)) {
        const QString name = toApiName(state);
        //: %1 a state of users, %2 how many are in it
        add(name, Presentation::stateIcon(state), tr("%1: %2").arg(Presentation::stateText(state), Presentation::count(number)), u"users"_s,
            {{u"state"_s, name}});
    }
    if (overview.destinationsFailing > 0)
        add(u"servers"_s, Presentation::icon(u"servers"_s),
            tr("servers in backoff: %1").arg(Presentation::count(overview.destinationsFailing)), u"servers"_s, {{u"failing"_s, true}});
    for (QPushButton *button : std::as_const(old)) {
        button->hide();
        button->deleteLater();
    }
    m_counts->setVisible(flow->count() > 0);
}

} // namespace Lockstep
