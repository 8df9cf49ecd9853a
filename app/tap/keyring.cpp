// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/keyring.h"

#include "core/jsonreader.h"
#include "core/log.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace Lockstep::Tap {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 tryAgainMs = 60'000;
constexpr qsizetype maxEntries = 20'000;
/// Forged requests may name any number of keys of one server; more than these are not asked for within tryAgainMs, and stay unchecked.
constexpr qsizetype maxAsked = 8;
/// The notary asks the other server first.
constexpr int fetchTimeoutMs = 10'000;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

bool isFresh(qint64 time)
{
    return now() - time < tryAgainMs;
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
    const bool usable = it->keys && it->usableUntil > now();
    Answer answer{.keys = usable ? it->keys : std::nullopt};
    if (!usable) {
        answer.settled = isFresh(it->fetched);
        return answer;
    }
    const auto isHere = [&](const QString &id) { return it->keys->verifyKeys.contains(id); };
    const auto wasAsked = [&](const QString &id) { return isFresh(it->asked.value(id)); };
    answer.lacking = std::none_of(keyIds.begin(), keyIds.end(), isHere) && std::all_of(keyIds.begin(), keyIds.end(), wasAsked);
    const auto asked = std::count_if(it->asked.begin(), it->asked.end(), isFresh);
    answer.settled = answer.lacking || asked >= maxAsked || std::any_of(keyIds.begin(), keyIds.end(), isHere);
    return answer;
}

void KeyRing::remember(const ServerName &server, Entry entry)
{
    const std::lock_guard lock(m_mutex);
    // Forged requests may name any number of servers.
    if (m_entries.size() >= maxEntries)
        m_entries.removeIf([](const auto &it) { return !it.value().keys || it.value().usableUntil <= now(); });
    if (m_entries.size() >= maxEntries)
        m_entries.clear();
    const auto known = m_entries.constFind(server);
    if (known != m_entries.constEnd()) {
        if (!entry.keys) { // what was known stays, as long as it is usable
            entry.keys = known->keys;
            entry.usableUntil = known->usableUntil;
        }
        for (auto it = known->asked.cbegin(); it != known->asked.cend(); ++it) {
            if (isFresh(it.value()) && !entry.asked.contains(it.key()))
                entry.asked.insert(it.key(), it.value());
        }
    }
    m_entries.insert(server, std::move(entry));
}

Result<void> KeyRing::read(const Http::HomeserverAnswer &answer, const ServerName &server, Entry &entry) const
{
    if (answer.status == 404)
        return failure(Error::NotFound,
            u"Signatures cannot be checked: %1 has no /_matrix/key/v2/query. Name a listener of Synapse with the resource federation or keys by --notary."_s
                .arg(m_homeserver.toDisplayString(QUrl::RemoveUserInfo)));
    if (answer.status != 200)
        return failure(Error::Network, u"The keys of %1 cannot be had: %2"_s.arg(displayable(server.toString()), answer.explain()));
    const auto object = parseJsonObject(answer.body);
    const QJsonArray entries = object ? object->value("server_keys"_L1).toArray() : QJsonArray();
    for (const QJsonValue &value : entries) {
        const auto keys = readServerKeys(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact), server);
        if (!keys || (entry.keys && entry.keys->validUntil >= keys->validUntil))
            continue;
        entry.keys = *keys;
        entry.usableUntil = keys->usableUntil(entry.fetched);
    }
    if (!entry.keys)
        return failure(Error::BadAnswer, u"The homeserver's notary has no valid keys of %1."_s.arg(displayable(server.toString())));
    return {};
}

Result<void> KeyRing::fetch(const ServerName &server, const QStringList &keyIds)
{
    Entry entry{.keys = {}, .usableUntil = 0, .fetched = now(), .asked = {}};
    // By name: only then does the notary ask the server itself for a key that it has not seen yet, as after a change of keys.
    QJsonObject criteria;
    for (const QString &id : keyIds.mid(0, maxAsked))
        criteria.insert(id, QJsonObject{{u"minimum_valid_until_ts"_s, entry.fetched}});
    const QJsonObject question{{u"server_keys"_s, QJsonObject{{server.toString(), criteria}}}};
    const auto named = Http::callHomeserver({.base = m_homeserver,
                                                .path = "/_matrix/key/v2/query",
                                                .token = {},
                                                .body = QJsonDocument(question).toJson(QJsonDocument::Compact),
                                                .timeoutMs = fetchTimeoutMs},
        &m_cutOff);
    Result<void> result = read(named, server, entry);
    if (named.status == 200) {
        for (const QString &id : keyIds)
            entry.asked.insert(id, entry.fetched);
    }
    if (!result && named.status != 0) {
        // All that it has. A set without the named key tells more than none.
        const auto all = Http::callHomeserver({.base = m_homeserver,
                                                  .path = "/_matrix/key/v2/query/" + encodePathSegment(server.toString())
                                                      + "?minimum_valid_until_ts=" + QByteArray::number(entry.fetched),
                                                  .token = {},
                                                  .body = {},
                                                  .timeoutMs = fetchTimeoutMs},
            &m_cutOff);
        result = read(all, server, entry);
    }
    remember(server, std::move(entry));
    return result;
}

} // namespace Lockstep::Tap
