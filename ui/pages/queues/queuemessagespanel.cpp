// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/queues/queuemessagespanel.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "ui/pages/seriesview.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/queuewords.h"
#include "ui/words/waitwords.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::ToDeviceMessage;

namespace {
constexpr int maxRecipientsShown = 50;
constexpr int factLines = 5;

QList<PresentedColumn> messageColumns()
{
    using C = PresentedColumn;
    QList<C> columns(QueueMessagesModel::ColumnCount);
    columns[QueueMessagesModel::StreamIdColumn] = {.title = QueueMessagesPanel::tr("Stream id"), .kind = C::Number, .width = 100};
    columns[QueueMessagesModel::Queued] = {.title = QueueMessagesPanel::tr("Queued"), .kind = C::Age, .width = 90};
    columns[QueueMessagesModel::Sender] = {.title = QueueMessagesPanel::tr("Sender"), .kind = C::Id, .width = 220};
    columns[QueueMessagesModel::Type] = {.title = QueueMessagesPanel::tr("Type"), .kind = C::Id, .width = 220};
    columns[QueueMessagesModel::Bytes] = {.title = QueueMessagesPanel::tr("Size"), .kind = C::Bytes, .width = 90};
    columns[QueueMessagesModel::Recipients] = {.title = QueueMessagesPanel::tr("Devices"),
        .explanation = QueueMessagesPanel::tr("To how many devices the message goes."),
        .kind = C::Count,
        .width = 80};
    columns[QueueMessagesModel::MessageId] = {.title = QueueMessagesPanel::tr("Message id"), .kind = C::Id, .width = 200};
    return columns;
}
} // namespace

QueueMessagesPanel::QueueMessagesPanel(Inspection::Client *client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(new QueueMessagesModel(client, this))
    , m_series(new SeriesView(client, {}, this))
    , m_list(new ListPanel(m_model, messageColumns(), u"queueMessages"_s, this))
{
    m_list->view()->setAccessibleName(tr("Messages of the queue"));
    m_list->setLoadingText(tr("Reading the queue's messages …"));
    m_list->setEmptyText(tr("No messages wait in this queue any more"), tr("They were delivered, or the device or the server is gone."));
    m_list->setCountText([](int rows) { return tr("%n message(s)", nullptr, rows); });
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(u"queueMessagesSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(makeDetails());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({600, 400});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(makeHeader());
    m_summary = Presentation::plainLabel({}, this);
    m_summary->setObjectName(u"queueSummary"_s);
    m_summary->setWordWrap(true);
    m_summary->setAccessibleName(tr("What the queue holds"));
    m_summary->hide();
    m_copyStatement = new QPushButton(Presentation::icon(u"copy"_s), tr("Copy the statement"), this);
    m_copyStatement->setObjectName(u"copyStatement"_s);
    m_copyStatement->setAutoDefault(false);
    m_copyStatement->hide();
    Presentation::setToolTip(m_copyStatement,
        tr("SQL that shows the droppable messages in the homeserver's database, to be read. Nothing of it is run from here."));
    connect(m_copyStatement, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_statement); });
    layout->addWidget(m_series);
    layout->addWidget(m_summary);
    layout->addWidget(m_copyStatement, 0, Qt::AlignLeft);
    layout->addWidget(splitter, 1);
    connect(m_list, &ListPanel::currentRowChanged, this, &QueueMessagesPanel::showCurrent);
    connect(m_model, &PagedModel::stateChanged, this, &QueueMessagesPanel::showCurrent);
}

QWidget *QueueMessagesPanel::makeHeader()
{
    auto *header = new QWidget(this);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    m_title = new ElidedLabel(Qt::ElideMiddle, header);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    auto *close = new QToolButton(header);
    close->setIcon(Presentation::icon(u"close"_s));
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide the messages (Esc)"));
    close->setAccessibleName(tr("Hide the messages"));
    connect(close, &QToolButton::clicked, this, &QueueMessagesPanel::closed);
    layout->addWidget(m_title, 1);
    layout->addWidget(close);
    return header;
}

QWidget *QueueMessagesPanel::makeDetails()
{
    auto *details = new QWidget(this);
    auto *layout = new QVBoxLayout(details);
    layout->setContentsMargins(6, 0, 0, 0);
    // Not a label: IDs are long words, and a label would get as wide as they are.
    m_facts = new QPlainTextEdit(tr("Select a message."), details);
    m_facts->setObjectName(u"messageFacts"_s);
    m_facts->setReadOnly(true);
    m_facts->setTabChangesFocus(true);
    m_facts->setFrameShape(QFrame::NoFrame);
    m_facts->viewport()->setAutoFillBackground(false);
    m_facts->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_facts->document()->setDocumentMargin(0);
    m_facts->setFixedHeight(factLines * m_facts->fontMetrics().lineSpacing());
    m_facts->setAccessibleName(tr("The message"));
    layout->addWidget(m_facts);

    auto *ask = new QWidget(details);
    auto *askLayout = new QVBoxLayout(ask);
    askLayout->setContentsMargins(0, 0, 0, 0);
    m_warning = Presentation::plainLabel({}, ask);
    m_warning->setWordWrap(true);
    Presentation::setQuiet(m_warning);
    m_showContent = new QPushButton(tr("Show content"), ask);
    m_showContent->setAutoDefault(false);
    askLayout->addWidget(m_warning);
    askLayout->addWidget(m_showContent, 0, Qt::AlignLeft);
    askLayout->addStretch(1);
    connect(m_showContent, &QPushButton::clicked, this, [this] {
        m_model->askForContent();
        showCurrent();
    });

    m_content = new QPlainTextEdit(details);
    m_content->setObjectName(u"messageContent"_s);
    m_content->setReadOnly(true);
    m_content->setFont(Presentation::fixedFont());
    m_content->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_content->setAccessibleName(tr("Content of the message"));
    m_content->setTabChangesFocus(true);
    m_contentStack = new QStackedWidget(details);
    m_contentStack->addWidget(ask);
    m_contentStack->addWidget(m_content);
    layout->addWidget(m_contentStack, 1);
    m_contentStack->hide();
    return details;
}

void QueueMessagesPanel::prepareList()
{
    m_list->view()->setColumnHidden(QueueMessagesModel::Queued, !m_model->isOutbox());
    m_list->view()->setColumnHidden(QueueMessagesModel::Recipients, !m_model->isOutbox());
    m_shownKey.clear();
    showCurrent();
}

void QueueMessagesPanel::showInbox(const UserId &user, const DeviceId &device)
{
    //: %1: a device ID, %2: a user ID
    m_title->setText(tr("Messages that wait for %1 of %2").arg(displayable(device.toString(), 80), displayable(user.toString())));
    m_model->showInbox(user, device);
    m_series->setKinds({Inspection::SeriesKind::InboxDepth, Inspection::SeriesKind::InboxBytes});
    m_series->setSubject(user.toString() + u' ' + device.toString());
    m_asking = [this, user, device](auto done) { return m_client->inboxSummary(user, device, this, std::move(done)); };
    showSummary(Inspection::QueueSummary());
    askSummary();
    prepareList();
}

void QueueMessagesPanel::showOutbox(const ServerName &destination)
{
    //: %1: a server name
    m_title->setText(tr("Messages that wait to be sent to %1").arg(displayable(destination.toString())));
    m_model->showOutbox(destination);
    m_series->setKinds({Inspection::SeriesKind::OutboxDepth, Inspection::SeriesKind::OutboxBytes, Inspection::SeriesKind::OutboxOldest});
    m_series->setSubject(destination.toString());
    m_asking = [this, destination](auto done) { return m_client->outboxSummary(destination, this, std::move(done)); };
    showSummary(Inspection::QueueSummary());
    askSummary();
    prepareList();
}

void QueueMessagesPanel::showNothing()
{
    m_model->showNothing();
    m_series->setSubject(std::nullopt);
    m_asking = {};
    m_summaryCall.cancel();
    prepareList();
}

void QueueMessagesPanel::refresh()
{
    if (!m_model->hasQueue())
        return;
    m_list->refreshRows();
    askSummary();
}

void QueueMessagesPanel::askSummary()
{
    m_summaryCall.cancel();
    m_summaryCall = m_asking([this](const Result<Inspection::QueueSummary> &result) {
        m_summaryCall = {};
        showSummary(result);
    });
}

void QueueMessagesPanel::showSummary(const Result<Inspection::QueueSummary> &result)
{
    // An older gateway has none, and an empty queue needs none: the list says what is wrong.
    const QString text = result ? WaitWords::summaryText(*result) : QString();
    m_summary->setText(text);
    m_summary->setVisible(!text.isEmpty());
    m_statement = result ? result->sql : QString();
    m_copyStatement->setVisible(!m_statement.isEmpty());
}

bool QueueMessagesPanel::isSettled() const
{
    return !m_model->hasQueue() || (m_list->isSettled() && !m_summaryCall.isRunning() && m_series->isSettled());
}

void QueueMessagesPanel::focusList()
{
    m_list->view()->setFocus();
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
}

QString QueueMessagesPanel::facts(const ToDeviceMessage &message) const
{
    QStringList lines;
    lines << tr("%1 from %2").arg(displayable(message.type), displayable(message.sender.toString()));
    if (message.queued > 0)
        lines << tr("Queued %1").arg(Presentation::absoluteTime(message.queued));
    if (!message.messageId.isEmpty())
        lines << tr("Message id %1").arg(displayable(message.messageId));
    if (!message.recipients.isEmpty()) {
        QStringList names;
        for (const auto &[user, device] : message.recipients.mid(0, maxRecipientsShown))
            names << displayable(user.toString(), 120) + u' ' + displayable(device.toString(), 60);
        if (message.recipients.size() > maxRecipientsShown)
            names << tr("and %n more", nullptr, int(message.recipients.size() - maxRecipientsShown));
        lines << tr("For %1").arg(names.join(u", "_s));
    }
    return lines.join(u'\n');
}

void QueueMessagesPanel::showCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0) {
        m_shownKey.clear();
        m_facts->setPlainText(m_model->rowCount() > 0 ? tr("Select a message.") : QString());
        m_contentStack->hide();
        return;
    }
    const ToDeviceMessage &message = m_model->at(row);
    if (const QString text = facts(message); text != m_facts->toPlainText())
        m_facts->setPlainText(text);
    m_contentStack->show();
    m_showContent->setEnabled(m_mayReadContents && !m_model->hasContent());
    m_warning->setText(m_mayReadContents
            ? tr("The content is not shown. It may hold metadata, and secrets where a client sent them without "
                 "encryption. Looking at it takes nothing out of the queue, and is kept in the trail.")
            : tr("You may not read contents of messages: that is a right of its own here, which the gateway gives with --contents and your "
                 "user ID."));
    m_showContent->setText(m_model->hasContent() && m_model->isLoading() ? tr("Reading the content …") : tr("Show content"));
    if (m_model->hasContent() && !message.content && !m_model->isLoading())
        m_showContent->setText(tr("This message has no content"));
    showContent(message);
}

void QueueMessagesPanel::setMayReadContents(bool may)
{
    m_mayReadContents = may;
    showCurrent();
}

void QueueMessagesPanel::showContent(const ToDeviceMessage &message)
{
    if (!message.content) {
        m_contentStack->setCurrentIndex(0);
        return;
    }
    // Setting a text again would scroll back to its start at each refresh.
    const QString key = m_model->index(m_list->currentRow(), 0).data(PagedModel::KeyRole).toString();
    if (key != m_shownKey || m_contentStack->currentIndex() == 0)
        m_content->setPlainText(QueueWords::prettyJson(*message.content));
    m_shownKey = key;
    m_contentStack->setCurrentIndex(1);
}

} // namespace Lockstep
