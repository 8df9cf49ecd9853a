// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/devicelisttracker.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "lab/federation/observationjournal.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QByteArray encoded(const TrackedList::State &state)
{
    QJsonArray known;
    for (const StreamId &id : state.known)
        known.append(id.toString());
    return QJsonDocument(QJsonObject{{u"hasList"_s, state.hasList}, {u"stale"_s, state.stale}, {u"known"_s, known}})
        .toJson(QJsonDocument::Compact);
}

TrackedList::State decoded(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    TrackedList::State state{.hasList = object.value("hasList"_L1).toBool(), .stale = object.value("stale"_L1).toBool(), .known = {}};
    const QJsonArray known = object.value("known"_L1).toArray();
    for (const QJsonValue &id : known)
        state.known.append(StreamId(id.toString()));
    return state;
}

} // namespace

DeviceListTracker::DeviceListTracker(
    HomeserverState *state, const Peers *peers, ObservationJournal *journal, Inspection::EventFeed *events, Options options)
    : m_state(state)
    , m_peers(peers)
    , m_journal(journal)
    , m_waiting(&state->storage())
    , m_events(events)
    , m_options(std::move(options))
{
    m_state->onTransactionEnd([this](bool isCommitted) { transactionEnded(isCommitted); });
    // What was stale when the server stopped is still to be fetched.
    m_state->actor().call([&] {
        Rows query = m_state->storage().run(u"SELECT user_id, retry_at FROM tracked WHERE stale_since > 0"_s);
        while (query.next())
            m_due.push_back({UserId(query.value(0).toString()), query.value(1).toLongLong()});
    });
    for (int i = 0; i < m_options.threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

DeviceListTracker::~DeviceListTracker()
{
    m_state->onTransactionEnd({});
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_finished.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

TrackedList &DeviceListTracker::listOf(const UserId &user)
{
    const auto found = m_lists.find(user);
    if (found != m_lists.end())
        return *found;
    const QVariant state = m_state->storage().value(u"SELECT state FROM tracked WHERE user_id = ?"_s, {user.toString()});
    return *m_lists.insert(user, state.isValid() && !state.isNull() ? TrackedList(decoded(state.toByteArray())) : TrackedList());
}

TrackedList &DeviceListTracker::changing(const UserId &user)
{
    TrackedList &list = listOf(user);
    if (!m_before.contains(user))
        m_before.insert(user, list);
    return list;
}

void DeviceListTracker::transactionEnded(bool isCommitted)
{
    if (!isCommitted) {
        for (auto list = m_before.cbegin(); list != m_before.cend(); ++list)
            m_lists.insert(list.key(), list.value());
    }
    m_before.clear();
    m_journal->transactionEnded(isCommitted);
}

void DeviceListTracker::save(const UserId &user, const TrackedList &list)
{
    m_state->storage().execute(u"UPDATE tracked SET state = ?, stream_id = ? WHERE user_id = ?"_s,
        {encoded(list.state()), list.state().known.isEmpty() ? QVariant() : QVariant(list.state().known.last().toString()),
            user.toString()});
}

void DeviceListTracker::markStale(const UserId &user)
{
    m_state->storage().execute(u"UPDATE tracked SET stale_since = CASE stale_since WHEN 0 THEN ? ELSE stale_since END WHERE user_id = ?"_s,
        {m_state->clock().now(), user.toString()});
    tell(user);
}

void DeviceListTracker::tell(const UserId &user)
{
    m_events->publish(Inspection::EventType::User, {{u"user_id"_s, user.toString()}});
}

void DeviceListTracker::startTracking(const UserId &user)
{
    if (!user.isCompliant())
        return;
    const int added
        = m_state->storage().execute(u"INSERT INTO tracked (user_id, server, stale_since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"_s,
            {user.toString(), user.server().toString(), m_state->clock().now()});
    if (added == 0)
        return;
    TrackedList &list = changing(user);
    list = TrackedList();
    list.requestResync();
    save(user, list);
    tell(user);
    schedule(user, m_state->clock().now());
}

void DeviceListTracker::stopTracking(const UserId &user)
{
    // Later updates will not reach this server, so what is cached is worth nothing.
    forgetWaiting(user);
    changing(user) = TrackedList();
    int removed = 0;
    for (const QString &table : {u"tracked"_s, u"remote_devices"_s, u"remote_cross_signing"_s})
        removed += m_state->storage().execute(u"DELETE FROM %1 WHERE user_id = ?"_s.arg(table), {user.toString()});
    if (removed > 0)
        tell(user);
}

std::optional<DeviceList> DeviceListTracker::cached(const UserId &user) const
{
    Storage &storage = m_state->storage();
    DeviceList list;
    list.userId = user;
    const QVariant streamId = storage.value(u"SELECT COALESCE(stream_id, '') FROM tracked WHERE user_id = ?"_s, {user.toString()});
    if (!streamId.isValid())
        return {};
    list.streamId = StreamId(streamId.toString());
    {
        Rows query = storage.run(
            u"SELECT device_id, display_name, keys FROM remote_devices WHERE user_id = ? ORDER BY device_id"_s, {user.toString()});
        while (query.next()) {
            Device device;
            device.deviceId = DeviceId(query.value(0).toString());
            device.displayName = query.value(1).isNull() ? QString() : query.value(1).toString();
            device.keys = compactJson(query.value(2).toString());
            list.devices.append(device);
        }
    }
    Rows query
        = storage.run(u"SELECT usage, stream_id, key FROM remote_cross_signing WHERE user_id = ? ORDER BY stream_id"_s, {user.toString()});
    while (query.next()) {
        const QString usage = query.value(0).toString();
        const QJsonObject key = compactJson(query.value(2).toString());
        QJsonObject &newest = usage == "master"_L1 ? list.crossSigning.master : list.crossSigning.selfSigning;
        newest = key;
        list.crossSigning.history.append({usage, query.value(1).toString(), key});
    }
    return list;
}

std::optional<DeviceList> DeviceListTracker::fresh(const UserId &user)
{
    return m_state->actor().call([&]() -> std::optional<DeviceList> {
        const TrackedList &list = listOf(user);
        if (!list.state().hasList || list.isStale())
            return {};
        return cached(user);
    });
}

Result<DeviceListUpdate> readUpdate(const QJsonObject &content)
{
    JsonReader in(content);
    DeviceListUpdate update;
    update.deviceId = DeviceId(in.string(u"device_id"));
    update.streamId = in.streamId(u"stream_id");
    if (in.optionalArray(u"prev_id"))
        update.prevIds = in.streamIds(u"prev_id");
    update.displayName = in.optionalString(u"device_display_name").value_or(QString());
    update.deleted = in.optionalBoolean(u"deleted").value_or(false);
    update.keys = in.optionalObject(u"keys").value_or(QJsonObject());
    if (!in.ok())
        return failure(in.error());
    return update;
}

void DeviceListTracker::receive(const Arrival &arrival, const QJsonObject &content)
{
    const UserId user(content.value("user_id"_L1).toString());
    const Result<DeviceListUpdate> read = readUpdate(content);
    if (!read) {
        qCInfo(lcLab) << "dropped a device list update from" << arrival.origin.toString() << ":" << read.error().text;
        return;
    }
    const DeviceListUpdate &update = *read;
    const Admission admitted = admission(user, arrival.origin, m_state->rooms().isSharedWith(user));
    if (admitted == Admission::WrongOrigin || admitted == Admission::NotCompliant) {
        qCInfo(lcLab) << "dropped a device list update from" << arrival.origin.toString() << "that is not about one of its users";
        return;
    }
    if (admitted == Admission::NoSharedRoom) {
        stopTracking(user);
        return;
    }
    startTracking(user);
    TrackedList &list = changing(user);
    m_journal->add(History::UpdateContent{.user = user,
        .content = content,
        .at = m_state->clock().now(),
        .origin = arrival.origin,
        .transaction = arrival.transaction,
        .index = arrival.index,
        .verified = true});
    // The first list holds whatever it names.
    const bool chains = !update.prevIds.isEmpty()
        && (!list.state().hasList || std::all_of(update.prevIds.begin(), update.prevIds.end(), [&](const StreamId &id) {
               return list.knows(id) || m_waiting.has(user, id);
           }));
    const bool mayWait = !chains || !list.state().hasList || list.isStale();
    const qint64 tag = mayWait ? m_waiting.nextTag(user) : 0;
    switch (list.decide({.streamId = update.streamId, .prevIds = update.prevIds, .tag = tag})) {
    case TrackedList::Decision::Apply:
        applyDevice(user, update);
        decided(user, update, arrival, Verdict::Applied);
        m_state->changes().deviceListChanged(user);
        break;
    case TrackedList::Decision::Resync:
        decided(user, update, arrival, Verdict::Resync);
        m_waiting.addDecided(user, tag, update.streamId);
        markStale(user);
        schedule(user, m_state->clock().now());
        break;
    case TrackedList::Decision::Ignore:
        decided(user, update, arrival, Verdict::Duplicate);
        break;
    case TrackedList::Decision::Queue: // its verdict follows the fetch
        m_waiting.add(user,
            {.tag = tag,
                .streamId = update.streamId,
                .chains = chains,
                .transaction = arrival.transaction,
                .index = arrival.index,
                .content = content});
        break;
    }
    save(user, list);
}

void DeviceListTracker::decided(
    const UserId &user, const DeviceListUpdate &update, const Arrival &arrival, Verdict verdict, const QString &why)
{
    m_journal->add(History::UpdateDecision{.user = user,
        .device = update.deviceId,
        .streamId = update.streamId,
        .prevIds = update.prevIds,
        .transaction = arrival.transaction,
        .index = arrival.index,
        .verdict = verdict,
        .why = why,
        .at = m_state->clock().now()});
}

void DeviceListTracker::applyDevice(const UserId &user, const DeviceListUpdate &update)
{
    if (update.deleted)
        m_state->storage().execute(
            u"DELETE FROM remote_devices WHERE user_id = ? AND device_id = ?"_s, {user.toString(), update.deviceId.toString()});
    else
        storeDevice(user, update.deviceId, update.displayName, update.keys);
}

void DeviceListTracker::storeDevice(const UserId &user, const DeviceId &device, const QString &displayName, const QJsonObject &keys)
{
    m_state->storage().execute(u"INSERT OR REPLACE INTO remote_devices (user_id, device_id, display_name, keys) VALUES (?, ?, ?, ?)"_s,
        {user.toString(), device.toString(), displayName.isNull() ? QVariant() : QVariant(displayName),
            keys.isEmpty() ? QVariant() : QVariant(compactText(keys))});
}

void DeviceListTracker::receiveSigningKeys(const Arrival &arrival, const QJsonObject &content)
{
    const UserId user(content.value("user_id"_L1).toString());
    if (admission(user, arrival.origin, m_state->rooms().isSharedWith(user)) != Admission::Accepted)
        return;
    startTracking(user);
    m_journal->add(History::SigningKeys{.user = user,
        .masterKey = content.value("master_key"_L1).toObject(),
        .selfSigningKey = content.value("self_signing_key"_L1).toObject(),
        .at = m_state->clock().now(),
        .origin = arrival.origin,
        .transaction = arrival.transaction,
        .index = arrival.index,
        .verified = true,
        .verdict = Verdict::Applied});
    applySigningKeys(user, content, false);
    // It has no stream_id: whether a list that is being fetched holds these keys or older ones cannot be told, so it is fetched again.
    if (listOf(user).isResyncing())
        m_keysMeanwhile.insert(user);
    m_state->changes().deviceListChanged(user);
}

void DeviceListTracker::applySigningKeys(const UserId &user, const QJsonObject &content, bool isSnapshot)
{
    Storage &storage = m_state->storage();
    for (const QString &usage : {u"master"_s, u"self_signing"_s}) {
        const QJsonObject key = content.value(usage + u"_key"_s).toObject();
        if (key.isEmpty()) {
            if (isSnapshot) // the whole truth: what it does not have is gone. In an EDU, absent means unchanged.
                storage.execute(u"DELETE FROM remote_cross_signing WHERE user_id = ? AND usage = ?"_s, {user.toString(), usage});
            continue;
        }
        const QString known
            = storage
                  .value(u"SELECT key FROM remote_cross_signing WHERE user_id = ? AND usage = ? ORDER BY stream_id DESC LIMIT 1"_s,
                      {user.toString(), usage})
                  .toString();
        if (compactJson(known) != key)
            storage.execute(u"INSERT INTO remote_cross_signing (user_id, usage, stream_id, key) VALUES (?, ?, ?, ?)"_s,
                {user.toString(), usage, storage.nextStreamId(), compactText(key)});
    }
}

} // namespace Lockstep::Lab
