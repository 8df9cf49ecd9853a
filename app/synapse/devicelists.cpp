// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/devicelists.h"

#include "domain/signatures.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// A bound for hostile lists only; Synapse itself ignores snapshots of more than a thousand devices.
constexpr int mostDevices = 20'000;
constexpr int mostKeys = 2'000;

/// Two shapes are stored: the device of a resync's answer, and the content of an update without its ids. The device ID is
/// the column's in both.
Device toDevice(const QString &deviceId, const QByteArray &content)
{
    const QJsonObject object = QJsonDocument::fromJson(content).object();
    Device device;
    device.deviceId = DeviceId(deviceId);
    if (const auto name = object.value(u"device_display_name"); name.isString())
        device.displayName = name.toString();
    device.keys = object.value(u"keys").toObject();
    return device;
}

/// Checking takes some 0.2 ms a device; lists beyond this are hostile, and shown unchecked.
constexpr qsizetype mostChecked = 5'000;

/// As much of a history as findings look at.
constexpr int newestUpdates = 200;

} // namespace

DeviceLists::DeviceLists(
    const Database &database, const Schema &schema, const Destinations &destinations, const History::Store *history, ServerName own)
    : m_database(database)
    , m_schema(schema)
    , m_destinations(destinations)
    , m_history(history)
    , m_own(std::move(own))
{
}

Result<void> DeviceLists::checkRemote(const UserId &user) const
{
    if (!user.isValid())
        return failure(Error::BadInput, u"\"%1\" is not a user ID; it has to look like @name:server."_s.arg(user.toString().left(80)), 400,
            u"M_INVALID_PARAM"_s);
    if (user.server() == m_own)
        return failure(Error::BadInput,
            u"%1 is a user of this homeserver; only the lists of other servers' users are copies that can be out of step."_s.arg(
                user.toString()),
            400, u"M_INVALID_PARAM"_s);
    return {};
}

Result<bool> DeviceLists::isTracked(const UserId &user) const
{
    const auto found = m_database.value(u"SELECT stream_id FROM device_lists_remote_extremeties WHERE user_id = ?"_s, {user.toString()});
    if (!found)
        return failure(found.error());
    return !found->toString().isEmpty();
}

Result<bool> DeviceLists::isMarked(const UserId &user) const
{
    const auto found = m_database.value(u"SELECT 1 FROM device_lists_remote_resync WHERE user_id = ?"_s, {user.toString()});
    if (!found)
        return failure(found.error());
    return found->isValid();
}

Result<QList<Device>> DeviceLists::devices(const UserId &user) const
{
    QList<Device> devices;
    const auto done
        = m_database.each(u"SELECT device_id, content FROM device_lists_remote_cache WHERE user_id = ? ORDER BY device_id LIMIT ?"_s,
            {user.toString(), mostDevices}, [&](const Row &row) { devices += toDevice(row.text(0), row.bytes(1)); });
    if (!done)
        return failure(done.error());
    std::sort(devices.begin(), devices.end(), [](const Device &a, const Device &b) { return a.deviceId < b.deviceId; });
    return devices;
}

Result<CrossSigning> DeviceLists::crossSigning(const UserId &user) const
{
    CrossSigning signing;
    if (!m_schema.crossSigning().available)
        return signing;
    // Rows are never changed: the newest of each type is in force, the others are the history of the user's identity.
    QList<CrossSigning::Entry> all;
    const auto done = m_database.each(u"SELECT keytype, stream_id, keydata FROM e2e_cross_signing_keys WHERE user_id = ?"
                                      " AND keytype IN ('master', 'self_signing') ORDER BY stream_id DESC LIMIT ?"_s,
        {user.toString(), mostKeys}, [&](const Row &row) {
            all.append({row.text(0), row.text(1), QJsonDocument::fromJson(row.bytes(2)).object()});
        });
    if (!done)
        return failure(done.error());
    bool master = false, selfSigning = false;
    for (const auto &entry : all) {
        bool &seen = entry.usage == "master"_L1 ? master : selfSigning;
        if (seen)
            signing.history.prepend(entry);
        else
            (entry.usage == "master"_L1 ? signing.master : signing.selfSigning) = entry.key;
        seen = true;
    }
    return signing;
}

Result<QList<Finding>> DeviceLists::findings(const UserFacts &facts, const DeviceList &list) const
{
    FindingFacts all = findingFacts(facts);
    all.list = list;
    if (m_history && facts.history.updates > 0) {
        auto updates = m_history->updates(facts.user, 0, newestUpdates, true);
        if (!updates)
            return failure(updates.error());
        std::reverse(updates->begin(), updates->end());
        all.addHistory(*updates);
        // The whole history knows better than its end.
        all.openGap = facts.history.openGap;
    }
    return findingsOf(all);
}

Result<UserDetails> DeviceLists::user(const UserId &user) const
{
    if (const auto remote = checkRemote(user); !remote)
        return failure(remote.error());
    const auto facts = this->facts({user});
    if (!facts)
        return failure(facts.error());
    if (!facts->constFirst().isKnown())
        return failure(Error::NotFound,
            u"The homeserver holds nothing about %1: no local user shares a room with them."_s.arg(user.toString()), 404, u"M_NOT_FOUND"_s);
    UserDetails details;
    auto devices = this->devices(user);
    if (!devices)
        return failure(devices.error());
    auto signing = crossSigning(user);
    if (!signing)
        return failure(signing.error());
    details.summary = toSummary(facts->constFirst());
    details.summary.deviceCount = devices->size();
    DeviceList list{user, details.summary.streamId, std::move(*devices), std::move(*signing)};
    if (list.devices.size() <= mostChecked)
        checkSignatures(list);
    auto findings = this->findings(facts->constFirst(), list);
    if (!findings)
        return failure(findings.error());
    details.summary.findings = std::move(*findings);
    details.devices = std::move(list.devices);
    details.crossSigning = std::move(list.crossSigning);
    details.destination = facts->constFirst().destination;
    return details;
}

} // namespace Lockstep::Synapse
