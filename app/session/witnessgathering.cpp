// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/witnessgathering.h"

#include "inspection/client/client.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr qsizetype atOnce = 4; ///< questions to the other gateway
}

QJsonObject asFederationAnswer(const OwnUser &own)
{
    QJsonArray devices;
    for (const Device &device : own.devices) {
        if (device.keys.isEmpty())
            continue; // that answer leaves them out
        // Without names: most homeservers do not tell them to others, and whether this one does is not known.
        devices.append(QJsonObject{{u"device_id"_s, device.deviceId.toString()}, {u"keys"_s, device.keys}});
    }
    QJsonObject answer{{u"user_id"_s, own.userId.toString()}, {u"devices"_s, devices}};
    // As that answer has it: a number where it is one.
    if (const auto number = own.streamId.toInteger())
        answer.insert(u"stream_id"_s, *number);
    else
        answer.insert(u"stream_id"_s, own.streamId.toString());
    if (!own.crossSigning.master.isEmpty())
        answer.insert(u"master_key"_s, own.crossSigning.master);
    if (!own.crossSigning.selfSigning.isEmpty())
        answer.insert(u"self_signing_key"_s, own.crossSigning.selfSigning);
    return answer;
}

WitnessGathering::WitnessGathering(Client *here, Client *there, ServerName server, QObject *parent)
    : QObject(parent)
    , m_there(there)
    , m_server(std::move(server))
    , m_users(here)
{
    connect(&m_users, &UserGathering::failed, this, &WitnessGathering::failed);
    connect(&m_users, &UserGathering::finished, this, [this] {
        m_all = std::min(m_users.users().size(), mostLists);
        m_cut = m_users.isCut() || m_users.users().size() > mostLists;
        if (m_all == 0)
            Q_EMIT finished();
        for (qsizetype i = 0; i < atOnce; ++i)
            askNext();
    });
}

void WitnessGathering::start()
{
    cancel();
    m_asked = m_answered = m_all = m_unknown = 0;
    m_lists = {};
    m_bytes = 0;
    m_readAt = 0;
    m_cut = false;
    UserQuery query;
    query.server = m_server.toString();
    m_users.start(query);
}

void WitnessGathering::cancel()
{
    m_users.cancel();
    for (Http::CallHandle &call : m_calls)
        call.cancel();
    m_calls.clear();
}

void WitnessGathering::askNext()
{
    if (m_asked >= m_all || !m_there)
        return;
    const UserId user = m_users.users().at(m_asked++).userId;
    m_calls.removeIf([](const Http::CallHandle &call) { return !call.isRunning(); });
    // Of destinations nothing is needed: the shortest page.
    OwnUserQuery query;
    query.limit = 1;
    m_calls.append(m_there->ownUser(user, query, this, [this, user](const Result<OwnUser> &own) { take(user, own); }));
}

void WitnessGathering::take(const UserId &user, const Result<OwnUser> &own)
{
    if (!own && own.error().http != 404) {
        cancel();
        Q_EMIT failed(own.error());
        return;
    }
    if (own && own->userId == user && own->listAvailable.available && !own->isPartial) {
        const QJsonObject list = asFederationAnswer(*own);
        const qsizetype bytes = QJsonDocument(list).toJson(QJsonDocument::Compact).size() + 1;
        if (m_bytes + bytes > mostBytes) {
            cancel();
            m_cut = true;
            Q_EMIT finished();
            return;
        }
        m_bytes += bytes;
        m_lists.append(list);
        m_readAt = m_readAt == 0 ? own->at : std::min(m_readAt, own->at);
    } else {
        ++m_unknown;
    }
    ++m_answered;
    Q_EMIT progressed(m_answered, m_all);
    if (m_answered == m_all)
        Q_EMIT finished();
    else
        askNext();
}

QJsonObject WitnessGathering::witness() const
{
    return {{u"origin"_s, m_server.toString()}, {u"read_at"_s, m_readAt}, {u"lists"_s, m_lists}};
}

} // namespace Lockstep
