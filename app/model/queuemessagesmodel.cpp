// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/queuemodel.h"

#include "inspection/client/client.h"

namespace Lockstep {

using namespace Inspection;

QueueMessagesModel::QueueMessagesModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
}

void QueueMessagesModel::showInbox(const UserId &user, const DeviceId &device)
{
    m_user = user;
    m_device = device;
    m_destination = {};
    m_content = false;
    restart();
}

void QueueMessagesModel::showOutbox(const ServerName &destination)
{
    m_user = {};
    m_device = {};
    m_destination = destination;
    m_content = false;
    restart();
}

void QueueMessagesModel::showNothing()
{
    m_user = {};
    m_device = {};
    m_destination = {};
    m_content = false;
    clear();
}

void QueueMessagesModel::askForContent()
{
    if (m_content)
        return;
    m_content = true;
    refresh();
}

Http::CallHandle QueueMessagesModel::requestPage(const PageQuery &query, Http::Done<Page<ToDeviceMessage>> done)
{
    // One message may have the 64 KiB of an event: contents come in small pages.
    constexpr int contentLimit = 100;
    MessageQuery messages;
    messages.limit = m_content ? std::min(query.limit, contentLimit) : query.limit;
    messages.after = query.after;
    messages.content = m_content;
    if (isOutbox())
        return m_client->outboxMessages(m_destination, messages, this, std::move(done));
    return m_client->inboxMessages(m_user, m_device, messages, this, std::move(done));
}

QString QueueMessagesModel::keyOf(const ToDeviceMessage &row) const
{
    return QString::number(row.streamId) + QLatin1Char(' ') + row.messageId + QLatin1Char(' ') + row.sender.toString() + QLatin1Char(' ')
        + row.type;
}

QVariant QueueMessagesModel::value(const ToDeviceMessage &row, int column) const
{
    switch (Column(column)) {
    case StreamIdColumn:
        return row.streamId;
    case Queued:
        return rawTime(row.queued);
    case Sender:
        return row.sender.toString();
    case Type:
        return row.type;
    case Bytes:
        return rawCount(row.bytes);
    case Recipients:
        return isOutbox() ? QVariant(qint64(row.recipients.size())) : QVariant();
    case MessageId:
        return row.messageId;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
