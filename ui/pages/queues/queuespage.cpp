// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/queues/queuespage.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "model/exportsource.h"
#include "model/queuemodel.h"
#include "model/wholetrends.h"
#include "session/favourites.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/pages/queues/queuemessagespanel.h"
#include "ui/pages/seriesview.h"
#include "ui/pages/queues/queuespagecolumns.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/sparkline.h"
#include "ui/words/choicename.h"
#include "ui/words/queuewords.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShowEvent>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int tickMs = 5'000; ///< rates decay, and not every homeserver tells of every change
const QString orderSetting = u"queues/deepestFirst"_s;
const QString tabSetting = u"queues/tab"_s;
constexpr Inspection::QueueKind queueKinds[]
    = {Inspection::QueueKind::Inbox, Inspection::QueueKind::Outbox, Inspection::QueueKind::Updates};
} // namespace

QueuesPage::QueuesPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_tabs(new QTabWidget(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_messages(new QueueMessagesPanel(session->client(), this))
    , m_inbox(new InboxModel(session->client(), this))
    , m_outbox(new OutboxModel(session->client(), this))
    , m_updates(new UpdatesQueueModel(session->client(), this))
    , m_totalTrends(new WholeTrends(session->client(), this))
{
    m_models[Inbox] = m_inbox;
    m_models[Outbox] = m_outbox;
    m_models[Updates] = m_updates;
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"queueTabs"_s);
    m_tabs->addTab(makeInbox(), tr("&Inbox"));
    m_tabs->addTab(makeOutbox(), tr("&Outbox"));
    m_tabs->addTab(makeUpdates(), tr("Device list &updates"));
    m_splitter->setObjectName(u"queuesSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tabs);
    m_splitter->addWidget(m_messages);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({300, 300});
    m_messages->findChild<SeriesView *>()->setSession(session);
    m_messages->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_splitter);
    connect(m_messages, &QueueMessagesPanel::closed, this, &QueuesPage::hideMessages);
    auto *close = new QAction(this);
    close->setShortcut(Qt::Key_Escape);
    close->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(close, &QAction::triggered, this, &QueuesPage::hideMessages);
    addAction(close);
    m_tabs->setCurrentIndex(std::clamp(session->settings()->uiValue(tabSetting, 0).toInt(), 0, QueueCount - 1));
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        this->session()->settings()->setUiValue(tabSetting, index);
        hideMessages();
        refreshDirty();
    });
    connect(session, &Session::eventReceived, this, &QueuesPage::handleEvent);
    connect(session, &Session::infoChanged, this, &QueuesPage::updateEmptyTexts);
    connect(m_totalTrends, &WholeTrends::changed, this, &QueuesPage::showTotals);
    connect(&m_refreshTimer, &QTimer::timeout, this, &QueuesPage::refreshDirty);
    connect(&m_tick, &QTimer::timeout, this, &QueuesPage::tick);
    m_tick.start(tickMs);
    updateEmptyTexts();
}

PageKind QueuesPage::kind()
{
    return {.name = u"queues"_s, .title = tr("&Queues"), .icon = u"queues"_s, .make = makePage<QueuesPage>};
}

void QueuesPage::activate(const QVariantMap &arguments)
{
    const auto queue = fromApiName<Inspection::QueueKind>(arguments.value(u"queue"_s).toString());
    for (int i = 0; i < QueueCount; ++i) {
        if (queue == queueKinds[i])
            m_tabs->setCurrentIndex(i);
    }
    if (arguments.contains(u"search"_s))
        m_panels[current()]->searchEdit()->setText(Filter::word(arguments.value(u"search"_s).toString()));
    if (!m_totalsRead)
        readTotals();
    refreshDirty();
}

QList<ExportSource> QueuesPage::exports() const
{
    Inspection::Client *client = session()->client();
    ExportSource source = current() == Inbox ? exportOfInbox(client, m_inbox->isByDepth(), {})
        : current() == Outbox                ? exportOfOutbox(client, {})
                                             : exportOfUpdateQueues(client, {});
    filterExport(&source, m_panels[current()]->filter(),
        current() == Inbox ? QStringList{u"user_id"_s, u"device_id"_s} : QStringList{u"destination"_s});
    return {source};
}

void QueuesPage::reload()
{
    std::fill(std::begin(m_dirty), std::end(m_dirty), true);
    readTotals();
    // What the operator asks for is read however long the list is.
    m_models[current()]->refresh();
    m_dirty[current()] = false;
    m_messages->refresh();
}

bool QueuesPage::isSettled() const
{
    return m_panels[current()]->isSettled() && m_messages->isSettled() && !m_totalsCall.isRunning();
}

QueuesPage::Queue QueuesPage::current() const
{
    return Queue(std::clamp(m_tabs->currentIndex(), 0, QueueCount - 1));
}

QWidget *QueuesPage::makeTab(Queue queue, ListPanel *panel, const QString &explanation)
{
    m_panels[queue] = panel;
    auto *tab = new QWidget(this);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 8, 0, 0);
    auto *text = Presentation::plainLabel(explanation, tab);
    Presentation::setQuiet(text);
    layout->addWidget(text);
    layout->addWidget(panel, 1);
    m_totalLabels[queue] = new ElidedLabel(Qt::ElideRight, panel);
    panel->bar()->addStretch(1);
    panel->bar()->addWidget(m_totalLabels[queue]);
    if (queue != Updates) {
        auto *show = new QPushButton(tr("Show &messages"), panel);
        show->setAutoDefault(false);
        show->setEnabled(false);
        connect(show, &QPushButton::clicked, this, &QueuesPage::showMessagesOfCurrent);
        connect(panel, &ListPanel::currentRowChanged, show, [panel, show] { show->setEnabled(panel->currentRow() >= 0); });
        panel->bar()->addWidget(show);
        connect(panel, &ListPanel::activated, this, &QueuesPage::showMessagesOfCurrent);
        // An open panel follows the selection; a closed one stays closed.
        connect(panel, &ListPanel::currentRowChanged, this, [this] {
            if (!m_messages->isHidden())
                showMessagesOfCurrent();
        });
    }
    const int trend = queue == Inbox ? int(InboxModel::TrendColumn)
        : queue == Outbox            ? int(OutboxModel::TrendColumn)
                                     : int(UpdatesQueueModel::TrendColumn);
    panel->view()->setItemDelegateForColumn(trend, new SparklineDelegate(TrendLineRole, panel));
    panel->actions()->setMenuFiller([this, queue](QMenu *menu) { fillMenu(queue, menu); });
    return tab;
}

QWidget *QueuesPage::makeInbox()
{
    auto *panel = new ListPanel(m_inbox, QueueColumns::inbox(), u"inboxQueues"_s, this);
    panel->setSearch({InboxModel::User, InboxModel::Device}, tr("Search user or device"));
    panel->view()->setAccessibleName(tr("Queues of local devices"));
    panel->setFields(QueueColumns::inboxFields(), session()->settings());
    panel->setFavourites(new Favourites(session()->settings(), session()->info().serverName, Favourites::Kind::Users), InboxModel::User);
    panel->setCountText([](int rows) { return tr("%n queue(s)", nullptr, rows); });
    panel->setLoadingText(tr("Reading what waits for local devices …"));
    auto *order = new QComboBox(panel);
    order->addItems({tr("By user"), tr("Deepest first")});
    order->setCurrentIndex(session()->settings()->uiValue(orderSetting, true).toBool() ? 1 : 0);
    Presentation::nameChoice(order, tr("Order of the queues"));
    connect(order, &QComboBox::currentIndexChanged, this, [this](int index) {
        session()->settings()->setUiValue(orderSetting, index == 1);
        m_inbox->setByDepth(index == 1);
    });
    panel->bar()->addWidget(order);
    m_inbox->startByDepth(order->currentIndex() == 1);
    // Why a queue stands is asked before how large it is.
    QHeaderView *header = panel->view()->horizontalHeader();
    header->moveSection(header->visualIndex(InboxModel::DeviceKnown), header->visualIndex(InboxModel::Bytes));
    return makeTab(Inbox, panel,
        tr("Send-to-device messages for devices of this homeserver: keys for rooms, verification requests. Each waits until its device "
           "asks for "
           "it with a sync, at most 100 at a time. Looking at a queue takes nothing out of it."));
}

QWidget *QueuesPage::makeOutbox()
{
    auto *panel = new ListPanel(m_outbox, QueueColumns::outbox(), u"outboxQueues"_s, this);
    panel->setSearch({OutboxModel::Destination}, tr("Search server"));
    panel->view()->setAccessibleName(tr("Queues of messages to other servers"));
    panel->setFields(QueueColumns::outboxFields(), session()->settings());
    panel->setFavourites(
        new Favourites(session()->settings(), session()->info().serverName, Favourites::Kind::Servers), OutboxModel::Destination);
    panel->setCountText([](int rows) { return tr("%n server(s)", nullptr, rows); });
    panel->setLoadingText(tr("Reading what waits for other servers …"));
    return makeTab(Outbox, panel,
        tr("Send-to-device messages that local users sent to devices elsewhere. They wait here until the other server has confirmed them. "
           "Looking at a queue takes nothing out of it."));
}

QWidget *QueuesPage::makeUpdates()
{
    auto *panel = new ListPanel(m_updates, QueueColumns::updates(), u"updateQueues"_s, this);
    panel->setSearch({UpdatesQueueModel::Destination}, tr("Search server"));
    panel->view()->setAccessibleName(tr("Queues of device list updates"));
    panel->setFields(QueueColumns::updatesFields(), session()->settings());
    panel->setFavourites(
        new Favourites(session()->settings(), session()->info().serverName, Favourites::Kind::Servers), UpdatesQueueModel::Destination);
    panel->setCountText([](int rows) { return tr("%n server(s)", nullptr, rows); });
    panel->setLoadingText(tr("Reading device list updates that wait to be sent …"));
    return makeTab(Updates, panel,
        tr("Changes of local users' devices that other servers do not know yet. Until they arrive, those servers may encrypt for the wrong "
           "devices. After a day of silence a homeserver drops them and sends one update that makes the other side fetch the whole list."));
}

void QueuesPage::fillMenu(Queue queue, QMenu *menu)
{
    const int row = m_panels[queue]->currentRow();
    if (row < 0)
        return;
    if (queue != Updates)
        menu->addAction(tr("Show messages"), this, &QueuesPage::showMessagesOfCurrent);
    if (queue == Inbox)
        return;
    const QString server = queue == Outbox ? m_outbox->at(row).destination.toString() : m_updates->at(row).destination.toString();
    menu->addAction(tr("Show the server"), this, [this, server] { Q_EMIT openRequested(u"servers"_s, {{u"server"_s, server}}); });
    menu->addAction(tr("Show its users"), this, [this, server] { Q_EMIT openRequested(u"users"_s, {{u"server"_s, server}}); });
}

void QueuesPage::showMessagesOfCurrent()
{
    const int row = m_panels[current()]->currentRow();
    if (row < 0 || current() == Updates)
        return;
    const QString key = m_models[current()]->index(row, 0).data(PagedModel::KeyRole).toString();
    if (!m_messages->isHidden() && key == m_shownQueue)
        return;
    m_shownQueue = key;
    if (current() == Inbox)
        m_messages->showInbox(m_inbox->at(row).userId, m_inbox->at(row).deviceId);
    else
        m_messages->showOutbox(m_outbox->at(row).destination);
    m_messages->show();
}

void QueuesPage::hideMessages()
{
    if (m_messages->isHidden())
        return;
    m_messages->hide();
    m_messages->showNothing();
    m_panels[current()]->view()->setFocus();
}

void QueuesPage::handleEvent(const Inspection::Event &event)
{
    if (event.type == Inspection::EventType::Queue) {
        const auto queue = fromApiName<Inspection::QueueKind>(event.members.value(u"queue"_s).toString());
        for (int i = 0; i < QueueCount; ++i)
            m_dirty[i] = m_dirty[i] || queue == queueKinds[i];
    } else if (event.type == Inspection::EventType::Destination) {
        m_dirty[Outbox] = m_dirty[Updates] = true;
    } else if (event.type == Inspection::EventType::Gap) {
        std::fill(std::begin(m_dirty), std::end(m_dirty), true);
    } else {
        return;
    }
    m_totalsRead = false;
    m_refreshTimer.ask();
}

void QueuesPage::refreshDirty()
{
    // A page that nobody sees reads nothing; what changed meanwhile is read when it is shown.
    if (!isVisible())
        return;
    const Queue queue = current();
    PagedModel *model = m_models[queue];
    // Totals and rows are read together, so that they tell of the same moment.
    if (!model->hasLoaded() && !model->isLoading() && !model->error()) {
        readTotals();
        model->restart();
    } else if (m_dirty[queue]) {
        readTotals();
        m_panels[queue]->refreshRows();
        m_messages->refresh();
    } else if (!m_totalsRead) {
        readTotals();
    }
    m_dirty[queue] = false;
}

void QueuesPage::tick()
{
    if (!isVisible())
        return;
    showTotals();
    refreshDirty();
    readTotals();
    // Rows that do not change move all the same, by what was before.
    if (current() == Inbox)
        m_inbox->refreshTrends();
    else if (current() == Outbox)
        m_outbox->refreshTrends();
    else
        m_updates->refreshTrends();
}

void QueuesPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    // After the event: what is read here changes the layout.
    QTimer::singleShot(0, this, &QueuesPage::refreshDirty);
}

void QueuesPage::updateEmptyTexts()
{
    const Inspection::Info &info = session()->info();
    m_messages->setMayReadContents(!info.caller || info.caller->contents);
    const auto set = [](ListPanel *panel, const Inspection::Availability &available, const QString &title, const QString &explanation) {
        if (available.available)
            panel->setEmptyText(title, explanation);
        else
            panel->setEmptyText(tr("This queue cannot be read here"), displayable(available.reason, 600));
    };
    set(m_panels[Inbox], info.inbox, tr("No messages wait for local devices"), tr("Every device has fetched what was sent to it."));
    set(m_panels[Outbox], info.outbox, tr("No messages wait for other servers"), tr("Everything that local users sent has arrived."));
    set(m_panels[Updates], info.outbox, tr("No device list updates wait"),
        tr("Every server that shares a room with local users knows their devices."));
}

void QueuesPage::readTotals()
{
    if (m_totalsCall.isRunning())
        return;
    m_totalsRead = true;
    m_isWithRows = m_dirty[current()];
    m_totalsCall = session()->client()->overview(this, [this](const Result<Inspection::Overview> &result) {
        if (!result) {
            // The lists say what is wrong; totals that are old would contradict them.
            for (ElidedLabel *label : m_totalLabels)
                label->setText({});
            return;
        }
        const Inspection::QueueTotals fresh[QueueCount] = {result->inbox, result->outbox, result->updates};
        for (int i = 0; i < QueueCount; ++i) {
            // Moved without an event: rows that were read before would contradict the sum above them.
            if (m_totalsShown && fresh[i].messages != m_totals[i].messages)
                m_dirty[i] = true;
            m_totals[i] = fresh[i];
        }
        m_totalsShown = true;
        m_totalTrends->record(*result);
        showTotals();
        if (!m_isWithRows && m_dirty[current()])
            m_refreshTimer.ask();
    });
}

void QueuesPage::showTotals()
{
    for (int i = 0; i < QueueCount; ++i) {
        QString text = i == Updates ? QueueWords::updateTotalsText(m_totals[i]) : QueueWords::totalsText(m_totals[i]);
        const auto trend = m_totalTrends->trend(queueKinds[i]);
        if (!text.isEmpty() && trend)
            text += u" · "_s + QueueWords::trendText(trend);
        m_totalLabels[i]->setText(text);
        if (!text.isEmpty())
            Presentation::setToolTip(m_totalLabels[i], text + u'\n' + QueueWords::trendHint(trend));
    }
}

} // namespace Lockstep
