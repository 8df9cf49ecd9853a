// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overviewpage.h"

#include "core/log.h"
#include "inspection/client.h"
#include "model/sourcesmodel.h"
#include "session/session.h"
#include "ui/pages/overviewfindings.h"
#include "ui/pages/overviewline.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int refreshEveryMs = 3'000;
constexpr int refreshHiddenEveryMs = 10'000; // the side bar's badge shows it
constexpr int headIconSize = 28;
constexpr int maxSourceRows = 8;

QList<PresentedColumn> sourceColumns()
{
    using C = PresentedColumn;
    const auto stateOf = [](const QModelIndex &index) { return index.siblingAtColumn(SourcesModel::StateColumn).data().toString(); };
    QList<C> columns(SourcesModel::ColumnCount);
    columns[SourcesModel::Kind]
        = {.title = OverviewPage::tr("Source"), .kind = C::Words, .width = 140, .text = [](const QModelIndex &index) {
               return Presentation::sourceKindText(index.data().toString());
           }};
    columns[SourcesModel::StateColumn] = {.title = OverviewPage::tr("State"),
        .kind = C::Words,
        .width = 130,
        .text = [](const QModelIndex &index) { return Presentation::sourceStateText(index.data().toString()); },
        .tone =
            [stateOf](const QModelIndex &index) {
                const Tone tone = Presentation::sourceStateTone(stateOf(index));
                return tone == Tone::Good ? Tone::Quiet : tone;
            },
        .icon =
            [stateOf](const QModelIndex &index) {
                const Tone tone = Presentation::sourceStateTone(stateOf(index));
                return Presentation::icon(tone == Tone::Critical ? u"error"_s : tone == Tone::Good ? u"check"_s : u"info"_s, tone);
            }};
    columns[SourcesModel::Behind] = {.title = OverviewPage::tr("Unread"),
        .explanation = OverviewPage::tr("How much of a log is still to be read."),
        .kind = C::Bytes,
        .width = 90,
        .text
        = [](const QModelIndex &index) { return index.data().toLongLong() > 0 ? Presentation::bytes(index.data().toLongLong()) : u"–"_s; }};
    columns[SourcesModel::Detail] = {.title = OverviewPage::tr("Detail"), .width = 460, .hint = [](const QModelIndex &index) {
                                         return displayable(index.data().toString(), 1000);
                                     }};
    return columns;
}
} // namespace

OverviewPage::OverviewPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_sources(new SourcesModel(this))
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
    m_stack->showLoading(tr("Looking at the homeserver …"));
}

PageKind OverviewPage::kind()
{
    return {.name = u"overview"_s, .title = tr("&Overview"), .icon = u"overview"_s, .make = makePage<OverviewPage>};
}

void OverviewPage::activate(const QVariantMap &)
{
    refreshIfDirty();
}

void OverviewPage::reload()
{
    session()->reloadInfo();
    read();
}

bool OverviewPage::isSettled() const
{
    return !m_call.isRunning() && m_stack->state() != StateStack::Loading;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    QTimer::singleShot(0, this, &OverviewPage::refreshIfDirty);
}

QWidget *OverviewPage::makeContent()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(scroll);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    m_failure = new Banner(content);
    connect(m_failure, &Banner::actionTriggered, this, &OverviewPage::reload);
    auto *head = new QHBoxLayout;
    m_headIcon = new QLabel(content);
    m_headIcon->setFixedSize(headIconSize, headIconSize);
    m_headline = Presentation::plainLabel({}, content);
    QFont font = m_headline->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_headline->setFont(font);
    head->addWidget(m_headIcon);
    head->addWidget(m_headline, 1);
    m_summary = Presentation::plainLabel({}, content);
    Presentation::setQuiet(m_summary);
    m_linesArea = new QWidget(content);
    m_lines = new QVBoxLayout(m_linesArea);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(6);
    layout->addWidget(m_failure);
    layout->addLayout(head);
    layout->addWidget(m_summary);
    layout->addWidget(m_linesArea);
    layout->addSpacing(8);
    layout->addWidget(makeSources());
    layout->addStretch(1);
    scroll->setWidget(content);
    return scroll;
}

QWidget *OverviewPage::makeSources()
{
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *title = Presentation::plainLabel(tr("Where this is known from"), area);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_history = Presentation::plainLabel({}, area);
    Presentation::setQuiet(m_history);
    m_sourcesView = new QTableView(area);
    setUpTable(m_sourcesView, u"overviewSources"_s);
    giveRoom(m_sourcesView);
    ViewActions::install(m_sourcesView);
    auto *table = new PresentedTable(m_sources, sourceColumns(), this);
    m_sourcesView->setModel(table);
    for (int column = 0; column < table->columns().size(); ++column)
        m_sourcesView->setColumnWidth(column, table->columns().at(column).width);
    // The last column takes the rest; what it has no room for is in its tool tip and among the findings.
    m_sourcesView->horizontalHeader()->setSectionResizeMode(SourcesModel::Detail, QHeaderView::Stretch);
    m_sourcesView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(title);
    layout->addWidget(m_history);
    layout->addWidget(m_sourcesView);
    return area;
}

void OverviewPage::handleEvent(const Inspection::Event &event)
{
    if (event.type == u"source" || event.type == u"gap")
        session()->reloadInfo();
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
    if (m_call.isRunning())
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
        m_overview = *result;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const auto record = [&](const QString &queue, const Inspection::QueueTotals &totals) {
            // Two estimates differ without anything having happened.
            if (totals.messages >= 0 && !totals.estimate)
                m_trends.record(queue, totals.messages, now);
        };
        record(u"inbox"_s, m_overview->inbox);
        record(u"outbox"_s, m_overview->outbox);
        record(u"updates"_s, m_overview->updates);
        showAll();
    });
}

void OverviewPage::showAll()
{
    showSources();
    if (!m_overview)
        return;
    showFindings();
    m_summary->setText(overviewSummary(*m_overview));
    m_stack->showContent();
}

void OverviewPage::showFindings()
{
    const QList<OverviewFinding> findings = overviewFindings(session()->info(), *m_overview,
        {.inbox = m_trends.trend(u"inbox"_s), .outbox = m_trends.trend(u"outbox"_s), .updates = m_trends.trend(u"updates"_s)});
    const int serious = int(std::ranges::count_if(findings, [](const OverviewFinding &finding) { return finding.tone >= Tone::Warning; }));
    const Tone tone = serious == 0 ? Tone::Good : findings.first().tone;
    m_headIcon->setPixmap(
        Presentation::icon(serious == 0 ? u"check"_s : u"warning"_s, tone).pixmap(QSize(headIconSize, headIconSize), devicePixelRatioF()));
    m_headline->setText(serious == 0 ? overviewHeadline(*m_overview) : tr("%n thing(s) need(s) attention", nullptr, serious));
    Q_EMIT badgeChanged(serious);
    QStringList shown;
    for (const OverviewFinding &finding : findings)
        shown << finding.count + u'\n' + finding.sentence + u'\n' + finding.explanation;
    if (shown == m_shown)
        return;
    m_shown = shown;
    const auto old = m_linesArea->findChildren<OverviewLine *>(Qt::FindDirectChildrenOnly);
    QString focused;
    for (OverviewLine *line : old) {
        if (line->hasFocus())
            focused = line->property("findingKey").toString();
        m_lines->removeWidget(line);
        line->deleteLater();
    }
    for (const OverviewFinding &finding : findings) {
        auto *line = new OverviewLine(finding, m_linesArea);
        const QString key = finding.sentence;
        line->setProperty("findingKey", key);
        if (!finding.page.isEmpty())
            connect(line, &QAbstractButton::clicked, this, [this, finding] { Q_EMIT openRequested(finding.page, finding.arguments); });
        m_lines->addWidget(line);
        if (!focused.isEmpty() && key == focused)
            line->setFocus();
    }
}

void OverviewPage::showSources()
{
    const Inspection::Info &info = session()->info();
    m_sources->setSources(info.sources);
    m_history->setText(historyExtent(info));
    m_history->setVisible(!m_history->text().isEmpty());
    m_sourcesView->setVisible(!info.sources.isEmpty());
    const int rows = std::min(int(info.sources.size()), maxSourceRows);
    const int height = m_sourcesView->horizontalHeader()->sizeHint().height() + rows * m_sourcesView->verticalHeader()->defaultSectionSize()
        + 2 * m_sourcesView->frameWidth();
    m_sourcesView->setFixedHeight(height);
}

} // namespace Lockstep
