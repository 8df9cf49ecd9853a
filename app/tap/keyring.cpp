// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/keyring.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/homeservercall.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 tryAgainMs = 60'000;
constexpr qsizetype maxEntries = 20'000;
/// The notary asks the other server first.
constexpr int fetchTimeoutMs = 10'000;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

KeyRing::KeyRing(QUrl homeserver)
    : m_homeserver(std::move(homeserver))
{
}

KeyRing::Answer KeyRing::lookUp(const ServerName &server, const QStringList &keyIds) const
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_entries.constFind(server);
    if (it == m_entries.constEnd())
        return {};
    const bool fresh = now() - it->fetched < tryAgainMs;
    const bool usable = it->keys && it->usableUntil > now();
    const bool hasKey
        = usable && std::any_of(keyIds.begin(), keyIds.end(), [&](const QString &id) { return it->keys->verifyKeys.contains(id); });
    return {.settled = hasKey || fresh, .keys = usable ? it->keys : std::nullopt};
}

void KeyRing::remember(const ServerName &server, Entry entry)
{
    const std::lock_guard lock(m_mutex);
    // Forged requests may name any number of servers.
    if (m_entries.size() >= maxEntries)
        m_entries.removeIf([](const auto &it) { return !it.value().keys || it.value().usableUntil <= now(); });
    if (m_entries.size() >= maxEntries)
        m_entries.clear();
    if (!entry.keys) { // what was known stays, as long as it is usable
        const auto known = m_entries.constFind(server);
        if (known != m_entries.constEnd()) {
            entry.keys = known->keys;
            entry.usableUntil = known->usableUntil;
        }
    }
    m_entries.insert(server, std::move(entry));
}

Result<void> KeyRing::fetch(const ServerName &server)
{
    const QByteArray path
        = "/_matrix/key/v2/query/" + encodePathSegment(server.toString()) + "?minimum_valid_until_ts=" + QByteArray::number(now());
    const auto answer
        = Inspection::callHomeserver({.base = m_homeserver, .path = path, .token = {}, .body = {}, .timeoutMs = fetchTimeoutMs});
    Entry entry{.keys = {}, .usableUntil = 0, .fetched = now()};
    Result<void> result;
    if (answer.status == 404) {
        result = failure(Error::NotFound,
            u"Signatures cannot be checked: %1 has no /_matrix/key/v2/query. Name a listener of Synapse with the resource federation or keys by --notary."_s
                .arg(m_homeserver.toDisplayString(QUrl::RemoveUserInfo)));
    } else if (answer.status != 200) {
        result = failure(Error::Network, u"The keys of %1 cannot be had: %2"_s.arg(displayable(server.toString()), answer.explain()));
    } else {
        result = failure(Error::BadAnswer, u"The homeserver's notary has no valid keys of %1."_s.arg(displayable(server.toString())));
        const auto object = parseJsonObject(answer.body);
        const QJsonArray entries = object ? object->value("server_keys"_L1).toArray() : QJsonArray();
        for (const QJsonValue &value : entries) {
            const auto keys = readServerKeys(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact), server);
            if (!keys || (entry.keys && entry.keys->validUntil >= keys->validUntil))
                continue;
            entry.keys = *keys;
            entry.usableUntil = keys->usableUntil(entry.fetched);
            result = {};
        }
    }
    remember(server, std::move(entry));
    return result;
}

} // namespace Lockstep::Gateway
