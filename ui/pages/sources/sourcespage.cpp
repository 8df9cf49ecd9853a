// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/sources/sourcespage.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/checksmodel.h"
#include "model/sourcesmodel.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/pages/sourcecolumns.h"
#include "ui/pages/sources/checkcolumns.h"
#include "ui/pages/sources/ownsidepanel.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/checkwords.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::CheckState;
using Presentation::Tone;

namespace {

constexpr int maxSourceRows = 6;
constexpr qsizetype longest = 1000;
const QString wrongSetting = u"sources/wrongOnly"_s;

QLabel *boldLabel(const QString &text, QWidget *parent)
{
    auto *label = Presentation::plainLabel(text, parent);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

} // namespace

SourcesPage::SourcesPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_sources(new SourcesModel(this))
    , m_checks(new ChecksModel(this))
    , m_table(new PresentedTable(m_checks, checkColumns(), this))
    , m_own(new OwnSidePanel(session, this))
    , m_failure(new Banner(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(makeSources());
    layout->addSpacing(6);
    layout->addWidget(m_own);
    layout->addWidget(makeBar());
    layout->addWidget(m_failure);
    m_stack = new StateStack(makeChecks(), this);
    layout->addWidget(m_stack, 1);
    connect(m_failure, &Banner::actionTriggered, this, &SourcesPage::reload);
    connect(m_stack, &StateStack::retryRequested, this, &SourcesPage::reload);
    connect(session, &Session::infoChanged, this, &SourcesPage::showSources);
    m_wrongOnly->setChecked(session->settings()->uiValue(wrongSetting, false).toBool());
    showSources();
    showCurrent();
}

PageKind SourcesPage::kind()
{
    return {.name = u"sources"_s, .title = tr("S&ources"), .icon = u"sources"_s, .make = makePage<SourcesPage>};
}

void SourcesPage::activate(const QVariantMap &)
{
    m_own->refresh();
    if (!m_report && !m_call.isRunning())
        check();
}

void SourcesPage::reload()
{
    session()->reloadInfo();
    m_own->refresh();
    check();
}

bool SourcesPage::isSettled() const
{
    return !m_call.isRunning() && m_own->isSettled() && m_stack->state() != StateStack::Loading;
}

QWidget *SourcesPage::makeSources()
{
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_extent = Presentation::plainLabel({}, area);
    Presentation::setQuiet(m_extent);
    m_sourcesView = new QTableView(area);
    setUpTable(m_sourcesView, u"sources"_s);
    giveRoom(m_sourcesView);
    m_sourcesView->setAccessibleName(tr("Where this is known from"));
    ViewActions::install(m_sourcesView);
    auto *table = new PresentedTable(m_sources, sourceColumns(), this);
    m_sourcesView->setModel(table);
    for (int column = 0; column < table->columns().size(); ++column)
        m_sourcesView->setColumnWidth(column, table->columns().at(column).width);
    m_sourcesView->horizontalHeader()->setSectionResizeMode(SourcesModel::Detail, QHeaderView::Stretch);
    m_sourcesView->setHorizontalScrollBarPolicy(
        Qt::ScrollBarAlwaysOff); // as high as its rows; what a narrow window cuts is in the tool tip
    layout->addWidget(boldLabel(tr("Where this is known from"), area));
    layout->addWidget(m_extent);
    layout->addWidget(m_sourcesView);
    return area;
}

QWidget *SourcesPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_summary = Presentation::plainLabel({}, bar);
    m_progress = new QProgressBar(bar);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setMaximumWidth(160);
    m_progress->setAccessibleName(tr("The gateway is checking"));
    m_wrongOnly = new QCheckBox(tr("Only what needs &attention"), bar);
    m_copy = new QPushButton(Presentation::icon(u"copy"_s), tr("&Copy all"), bar);
    m_copy->setAutoDefault(false);
    Presentation::setToolTip(m_copy, tr("The whole report as text, to hand on."));
    m_again = new QPushButton(Presentation::icon(u"refresh"_s), tr("Check a&gain"), bar);
    m_again->setAutoDefault(false);
    Presentation::setToolTip(m_again,
        tr("The gateway looks at its database, logs, proxy, clocks and history. It writes nothing, and takes half a minute at most."));
    layout->addWidget(boldLabel(tr("Checks"), bar));
    layout->addWidget(m_summary, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_wrongOnly);
    layout->addWidget(m_copy);
    layout->addWidget(m_again);
    connect(m_again, &QPushButton::clicked, this, &SourcesPage::reload);
    connect(m_copy, &QPushButton::clicked, this, &SourcesPage::copyAll);
    connect(m_wrongOnly, &QCheckBox::toggled, this, [this](bool on) {
        session()->settings()->setUiValue(wrongSetting, on);
        showReport();
    });
    setBusy(false);
    return bar;
}

QWidget *SourcesPage::makeChecks()
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    m_view = new QTableView(content);
    setUpTable(m_view, u"checks"_s);
    giveRoom(m_view);
    m_view->setAccessibleName(tr("Checks"));
    m_view->setModel(m_table);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = 0; column < m_table->columns().size(); ++column) {
        m_view->setColumnWidth(column, m_table->columns().at(column).width);
        m_view->setColumnHidden(column, m_table->columns().at(column).hidden);
    }
    m_view->horizontalHeader()->setSortIndicatorClearable(true);
    m_view->horizontalHeader()->setSortIndicator(ChecksModel::State, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    ViewActions::install(m_view)->setMenuFiller([this](QMenu *menu) { fillSelectionMenu(menu); });
    letCurrentFollow(m_view);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SourcesPage::showCurrent);
    layout->addWidget(m_view, 1);
    layout->addWidget(makeDetails());
    return content;
}

QWidget *SourcesPage::makeDetails()
{
    m_detailsArea = new QWidget(this);
    auto *layout = new QVBoxLayout(m_detailsArea);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    m_text = Presentation::plainLabel({}, m_detailsArea);
    m_remedy = boldLabel({}, m_detailsArea);
    m_restsOn = Presentation::plainLabel({}, m_detailsArea);
    Presentation::setQuiet(m_restsOn);
    for (QLabel *label : {m_text, m_remedy, m_restsOn})
        layout->addWidget(label);
    return m_detailsArea;
}

void SourcesPage::fillSelectionMenu(QMenu *menu)
{
    const int row = currentRow();
    if (row < 0)
        return;
    const QString remedy = m_checks->at(row).remedy;
    menu->addAction(tr("Copy what to do"), this, [remedy] { QApplication::clipboard()->setText(remedy); })->setEnabled(!remedy.isEmpty());
    menu->addAction(tr("Check again"), this, &SourcesPage::reload);
}

void SourcesPage::check()
{
    if (m_call.isRunning() || !session()->client())
        return;
    if (!m_report)
        m_stack->showLoading(tr("The gateway looks at what it rests on …"));
    setBusy(true);
    m_call = session()->client()->check(this, [this](const Result<Inspection::CheckReport> &result) {
        m_call = {};
        setBusy(false);
        take(result);
    });
}

void SourcesPage::take(const Result<Inspection::CheckReport> &result)
{
    if (result) {
        m_failure->hide();
        m_report = *result;
        showReport();
        return;
    }
    if (m_report) {
        //: %1: what went wrong
        m_failure->showMessage(
            Tone::Warning, tr("This is not up to date: %1").arg(displayable(result.error().text, 400)), tr("Try again"), false);
    } else if (result.error().http == 404) {
        m_summary->clear();
        m_stack->showEmpty(tr("This gateway cannot check itself"),
            tr("It is older than this program. Update it, or run “lockstep-gateway check” of a newer one beside it."));
    } else {
        m_summary->clear();
        m_stack->showError(result.error());
    }
}

void SourcesPage::showReport()
{
    m_copy->setEnabled(m_report && m_report->at > 0);
    if (!m_report)
        return;
    if (m_report->at == 0) {
        m_summary->clear();
        m_stack->showEmpty(tr("There is nothing to check"),
            tr("The lab records what it receives by itself: it has no database of another program, no log and no proxy that could be "
               "wrong."));
        Q_EMIT badgeChanged(0);
        return;
    }
    //: %1: a time, %2: "1 fault, 2 warnings, …"
    m_summary->setText(tr("As of %1: %2.").arg(Presentation::secondsTime(m_report->at), CheckWords::summary(*m_report)));
    const auto isWrong
        = [](const Inspection::Check &check) { return check.state == CheckState::Fault || check.state == CheckState::Warning; };
    const int wrong = int(std::ranges::count_if(m_report->checks, isWrong));
    QList<Inspection::Check> shown;
    std::ranges::copy_if(m_report->checks, std::back_inserter(shown),
        [&](const Inspection::Check &check) { return !m_wrongOnly->isChecked() || isWrong(check); });
    m_checks->setChecks(shown);
    Q_EMIT badgeChanged(wrong);
    if (shown.isEmpty())
        m_stack->showEmpty(
            tr("Nothing needs attention"), tr("All that could be looked at is in order. What was looked at is shown without the filter."));
    else
        m_stack->showContent();
    showCurrent();
}

void SourcesPage::showSources()
{
    const Inspection::Info &info = session()->info();
    m_sources->setSources(info.sources);
    m_extent->setText(historyExtent(info));
    m_extent->setVisible(!m_extent->text().isEmpty());
    const int rows = std::clamp(int(info.sources.size()), 1, maxSourceRows);
    m_sourcesView->setFixedHeight(m_sourcesView->horizontalHeader()->sizeHint().height()
        + rows * m_sourcesView->verticalHeader()->defaultSectionSize() + 2 * m_sourcesView->frameWidth());
}

void SourcesPage::setBusy(bool isBusy)
{
    m_progress->setVisible(isBusy);
    m_again->setEnabled(!isBusy);
    m_copy->setEnabled(m_report && m_report->at > 0);
}

int SourcesPage::currentRow() const
{
    const QModelIndex current = m_view ? m_view->currentIndex() : QModelIndex();
    return current.isValid() ? m_table->mapToSource(current).row() : -1;
}

void SourcesPage::showCurrent()
{
    const int row = currentRow();
    m_detailsArea->setVisible(row >= 0);
    if (row < 0)
        return;
    const Inspection::Check &check = m_checks->at(row);
    m_text->setText(displayable(check.subject, longest) + u": "_s + displayable(check.text, longest));
    //: %1: what to do, in the gateway's words
    m_remedy->setText(check.remedy.isEmpty() ? QString() : tr("To do: %1").arg(displayable(check.remedy, longest)));
    m_remedy->setVisible(!check.remedy.isEmpty());
    //: %1: a file, an address, "its last lines"
    m_restsOn->setText(check.restsOn.isEmpty() ? QString() : tr("Known from: %1").arg(displayable(check.restsOn, longest)));
    m_restsOn->setVisible(!check.restsOn.isEmpty());
}

void SourcesPage::copyAll() const
{
    if (m_report)
        QApplication::clipboard()->setText(CheckWords::wholeText(*m_report));
}

} // namespace Lockstep
