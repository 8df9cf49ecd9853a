// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/devicelists.h"

#include "core/log.h"
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

/// After a restart the log has not told yet what a failed fetch left in the history. \a updates is in order of arrival.
void addFromHistory(FindingFacts &facts, const QList<DeviceListUpdate> &updates)
{
    if (!facts.isStale || facts.trouble.isKnown() || facts.newestFailedResync == 0)
        return;
    for (const DeviceListUpdate &update : updates) {
        if (update.n != facts.newestFailedResync)
            continue;
        facts.trouble = {.cause = fetchCauseOf(update.detail),
            .error = bareError(update.detail),
            .since = update.received,
            .last = update.received,
            .tries = 1};
    }
}

} // namespace

DeviceLists::DeviceLists(const Database &database, const Schema &schema, Sources sources, ServerName own)
    : m_database(database)
    , m_schema(schema)
    , m_destinations(sources.destinations)
    , m_history(sources.history)
    , m_ledger(sources.ledger)
    , m_keys(sources.keys)
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

Result<StreamId> DeviceLists::streamId(const UserId &user) const
{
    const auto found = m_database.value(u"SELECT stream_id FROM device_lists_remote_extremeties WHERE user_id = ?"_s, {user.toString()});
    if (!found)
        return failure(found.error());
    return StreamId(found->toString());
}

Result<bool> DeviceLists::isTracked(const UserId &user) const
{
    const auto stored = streamId(user);
    if (!stored)
        return failure(stored.error());
    return !stored->isEmpty();
}

Result<bool> DeviceLists::isMarked(const UserId &user) const
{
    const auto found = m_database.value(u"SELECT 1 FROM device_lists_remote_resync WHERE user_id = ?"_s, {user.toString()});
    if (!found)
        return failure(found.error());
    return found->isValid();
}

Result<QList<Device>> DeviceLists::devices(const UserId &user, int most) const
{
    QList<Device> devices;
    const auto done
        = m_database.each(u"SELECT device_id, content FROM device_lists_remote_cache WHERE user_id = ? ORDER BY device_id LIMIT ?"_s,
            {user.toString(), most}, [&](const Row &row) { devices += toDevice(row.text(0), row.bytes(1)); });
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

Result<DeviceList> DeviceLists::list(const UserId &user, int mostDevices) const
{
    auto devices = this->devices(user, mostDevices);
    if (!devices)
        return failure(devices.error());
    auto signing = crossSigning(user);
    if (!signing)
        return failure(signing.error());
    DeviceList list{user, {}, std::move(*devices), std::move(*signing)};
    if (list.devices.size() <= mostChecked)
        checkSignatures(list);
    return list;
}

Result<QList<Finding>> DeviceLists::findings(const UserFacts &facts, const DeviceList &list) const
{
    FindingFacts all = findingFacts(facts);
    all.list = list;
    // The list itself tells it better.
    all.hasUnusableKeys = all.hasBrokenCrossSigning = false;
    if (m_history && facts.history.updates > 0) {
        auto updates = m_history->updates(facts.user, 0, newestUpdates, true);
        if (!updates)
            return failure(updates.error());
        std::reverse(updates->begin(), updates->end());
        all.addHistory(*updates, facts.history.lastResync);
        // The whole history knows better than its end.
        all.openGap = facts.history.openGap;
        all.mended = facts.history.mended;
        addFromHistory(all, *updates);
        // Whatever failed before was made good by a fetch that no log told of.
        if (!facts.marked)
            all.newestFailedResync = 0;
    }
    return findingsOf(facts, all);
}

/// Why the homeserver holds nothing about somebody.
Error DeviceLists::unknownUser(const UserId &user) const
{
    Error error{.kind = Error::NotFound, .http = 404, .errcode = u"M_NOT_FOUND"_s};
    const auto shares = sharesRoom(user);
    const QString id = displayable(user.toString());
    if (shares && *shares == std::optional(true))
        error.text
            = u"%1 is not tracked: a local user shares a room with them, and nobody here has needed their devices yet; the first encrypted message, or a client's question for their keys, makes the homeserver fetch the list."_s
                  .arg(id);
    else if (shares && *shares == std::optional(false))
        error.text
            = u"%1 is not tracked: no local user shares a room with them, so that the homeserver needs no list of their devices."_s.arg(id);
    else
        error.text
            = u"%1 is not tracked, and the homeserver holds nothing about them: either no local user shares a room with them, or nobody here has needed their devices yet."_s
                  .arg(id);
    return error;
}

Result<UserDetails> DeviceLists::user(const UserId &user) const
{
    if (const auto remote = checkRemote(user); !remote)
        return failure(remote.error());
    const auto facts = this->facts({user});
    if (!facts)
        return failure(facts.error());
    if (!facts->constFirst().isKnown())
        return failure(unknownUser(user));
    auto found = list(user, mostDevices);
    if (!found)
        return failure(found.error());
    DeviceList list = std::move(*found);
    UserFacts known = facts->constFirst();
    if (known.tracked && list.devices.size() <= mostChecked) {
        known.keyProblems = KeyCheck::problemsOf(list);
        if (m_keys)
            m_keys->note(user, known.keyProblems);
    }
    UserDetails details;
    details.summary = toSummary(known);
    details.summary.deviceCount = list.devices.size();
    list.streamId = details.summary.streamId;
    auto findings = this->findings(known, list);
    if (!findings)
        return failure(findings.error());
    details.summary.findings = std::move(*findings);
    details.devices = std::move(list.devices);
    details.crossSigning = std::move(list.crossSigning);
    details.destination = facts->constFirst().destination;
    return details;
}

} // namespace Lockstep::Synapse
