// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/devicelists.h"

#include "domain/signatures.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Synapse ignores lists of more than a thousand devices, but a list may grow beyond that by single updates.
constexpr int countedDevices = 10'000;
constexpr int usersPerStatement = 500;
/// Devices whose keys are looked at for one page of users.
constexpr int devicesPerStatement = 10'000;

} // namespace

Result<void> DeviceLists::addTracking(QHash<UserId, UserFacts> &facts, const QVariantList &names) const
{
    const QString in = Database::placeholders(names.size());
    auto done = m_database.each(
        u"SELECT user_id, stream_id FROM device_lists_remote_extremeties WHERE user_id IN (%1)"_s.arg(in), names, [&](const Row &row) {
            UserFacts &user = facts[UserId(row.text(0))];
            user.streamId = StreamId(row.text(1));
            user.tracked = !row.text(1).isEmpty();
        });
    if (!done)
        return done;
    done = m_database.each(
        u"SELECT user_id, added_ts FROM device_lists_remote_resync WHERE user_id IN (%1)"_s.arg(in), names, [&](const Row &row) {
            UserFacts &user = facts[UserId(row.text(0))];
            user.marked = true;
            user.markedSince = row.integer(1);
        });
    if (!done)
        return done;
    return m_database.each(
        u"WITH k(user_id) AS (VALUES %1) SELECT k.user_id, (SELECT count(*) FROM (SELECT 1 FROM device_lists_remote_cache c"
        " WHERE c.user_id = k.user_id LIMIT %2) n) FROM k"_s.arg(QStringList(names.size(), u"(?)"_s).join(", "_L1))
            .arg(countedDevices),
        names, [&](const Row &row) { facts[UserId(row.text(0))].deviceCount = row.integer(1); });
}

/// Who of those that wait for a first fetch is in a room at all, and of those whose stored list is empty.
Result<void> DeviceLists::addMembership(QHash<UserId, UserFacts> &facts) const
{
    if (!m_schema.membership().available)
        return {};
    const qint64 youngest = QDateTime::currentMSecsSinceEpoch() - leftOverAfterMs;
    QVariantList names;
    for (auto it = facts.begin(); it != facts.end(); ++it) {
        const bool waitsLong = it->marked && !it->tracked && it->markedSince <= youngest;
        if (waitsLong || (it->tracked && !it->marked && it->deviceCount == 0)) {
            it->sharesRoom = false;
            names += it.key().toString();
        }
    }
    for (qsizetype from = 0; from < names.size(); from += usersPerStatement) {
        const QVariantList some = names.mid(from, usersPerStatement);
        const auto done = m_database.each(
            u"WITH k(user_id) AS (VALUES %1) SELECT k.user_id FROM k WHERE EXISTS (%2 AND c.state_key = k.user_id) LIMIT %3"_s
                .arg(QStringList(some.size(), u"(?)"_s).join(", "_L1), joinedMembers)
                .arg(usersPerStatement),
            some, [&](const Row &row) { facts[UserId(row.text(0))].sharesRoom = true; });
        if (!done)
            return done;
    }
    return {};
}

Result<std::optional<bool>> DeviceLists::sharesRoom(const UserId &user) const
{
    if (!m_schema.membership().available)
        return std::nullopt;
    const auto found = m_database.value(u"SELECT 1 WHERE EXISTS (%1 AND c.state_key = ?)"_s.arg(joinedMembers), {user.toString()});
    if (!found)
        return failure(found.error());
    return std::optional(found->isValid());
}

Result<void> DeviceLists::addSigning(QHash<UserId, UserFacts> &facts, const QVariantList &names) const
{
    if (!m_schema.crossSigning().available)
        return {};
    // Append-only: the newest row of a user is the one that counts.
    QHash<UserId, QJsonObject> selfSigning;
    auto done = m_database.each(
        u"SELECT user_id, keydata FROM e2e_cross_signing_keys WHERE keytype = 'self_signing' AND user_id IN (%1) ORDER BY stream_id"_s.arg(
            Database::placeholders(names.size())),
        names, [&](const Row &row) { selfSigning[UserId(row.text(0))] = QJsonDocument::fromJson(row.bytes(1)).object(); });
    if (!done)
        return done;
    selfSigning.removeIf([](const auto &item) { return !crossSigningPublicKey(item.value(), item.key(), u"self_signing"_s); });
    if (selfSigning.isEmpty())
        return {};
    QVariantList signers;
    for (auto it = selfSigning.cbegin(); it != selfSigning.cend(); ++it)
        signers += it.key().toString();
    signers += devicesPerStatement;
    return m_database.each(u"SELECT user_id, device_id, content FROM device_lists_remote_cache WHERE user_id IN (%1) LIMIT ?"_s.arg(
                               Database::placeholders(signers.size() - 1)),
        signers, [&](const Row &row) {
            const UserId user(row.text(0));
            if (isUnsigned(user, selfSigning.value(user), QJsonDocument::fromJson(row.bytes(2)).object().value(u"keys").toObject()))
                facts[user].unsignedDevices += DeviceId(row.text(1));
        });
}

Result<QList<UserFacts>> DeviceLists::facts(const QList<UserId> &users) const
{
    QHash<UserId, UserFacts> facts;
    QSet<ServerName> servers;
    for (qsizetype from = 0; from < users.size(); from += usersPerStatement) {
        QVariantList names;
        for (const UserId &user : users.mid(from, usersPerStatement)) {
            names += user.toString();
            servers += user.server();
        }
        if (auto done = addTracking(facts, names); !done)
            return failure(done.error());
        if (auto done = addSigning(facts, names); !done)
            return failure(done.error());
    }
    if (auto done = addMembership(facts); !done)
        return failure(done.error());
    const auto destinations = m_destinations.lookup(servers);
    if (!destinations)
        return failure(destinations.error());
    QList<UserFacts> result;
    result.reserve(users.size());
    for (const UserId &user : users) {
        UserFacts one = facts.value(user);
        one.user = user;
        if (const auto found = destinations->constFind(user.server()); found != destinations->cend())
            one.destination = *found;
        if (m_ledger) {
            one.trouble = m_ledger->userTrouble(user);
            one.serverTrouble = m_ledger->serverTrouble(user.server());
            one.loop = m_ledger->loop(user);
        }
        if (m_keys && one.tracked)
            one.keyProblems = m_keys->problems(user);
        if (m_history) {
            const auto history = m_history->userHistory(user);
            if (!history)
                return failure(history.error());
            one.history = *history;
        }
        result += std::move(one);
    }
    return result;
}

} // namespace Lockstep::Synapse
