// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"

#include "core/log.h"
#include "domain/signatures.h"
#include "lab/stage/labpages.h"
#include "lab/state/actor.h"
#include "lab/state/keys.h"
#include "lab/state/publisher.h"
#include "lab/state/storage.h"

#include <QDateTime>
#include <QJsonArray>

// A local user's list, as other servers are told of it.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

/// Updates of one destination that are handed out.
constexpr qsizetype mostNamed = 200;

/// What an update that waits says: the device it is about, its own number, and the newest one that it follows. Of cross-signing keys the
/// public part is the device, and there are no numbers.
struct Said
{
    DeviceId device;
    qint64 streamId = 0;
    qint64 previous = 0;
};

Said saidBy(const QString &eduType, const QJsonObject &content, qint64 id)
{
    if (eduType != "m.device_list_update"_L1) {
        const QJsonObject key = content.value(content.contains("self_signing_key"_L1) ? "self_signing_key"_L1 : "master_key"_L1).toObject();
        return {.device = DeviceId(publicKeyOf(key)), .streamId = id};
    }
    Said said{.device = DeviceId(content.value("device_id"_L1).toString()), .streamId = content.value("stream_id"_L1).toInteger()};
    for (const QJsonValue &prev : content.value("prev_id"_L1).toArray())
        said.previous = std::max(said.previous, prev.toInteger());
    return said;
}

} // namespace

ToldServer LabSource::toldServer(const UserId &user, const ServerName &destination) const
{
    Storage &storage = m_state->storage();
    ToldServer told{.destination = destination, .state = destinationOf(destination)};
    // One update follows the other: what the first one that waits follows has arrived.
    bool isFirst = true;
    qint64 oldest = 0;
    for (Rows rows = storage.run(u"SELECT edu_type, id, content, queued FROM outgoing WHERE destination = ? AND user_id = ?"
                                 " AND edu_type <> 'm.direct_to_device' ORDER BY id"_s,
             {destination.toString(), user.toString()});
         rows.next();) {
        ++told.updates;
        oldest = oldest == 0 ? rows.value(3).toLongLong() : oldest;
        const Said said = saidBy(rows.value(0).toString(), compactJson(rows.value(2).toString()), rows.value(1).toLongLong());
        if (isFirst && said.streamId > 0 && rows.value(0).toString() == "m.device_list_update"_L1) {
            told.confirmed = said.previous;
            isFirst = false;
        }
        if (told.waiting.size() < mostNamed)
            told.waiting += WaitingChange{.deviceId = said.device, .streamId = said.streamId, .queued = rows.value(3).toLongLong()};
    }
    const bool isTold
        = storage.value(u"SELECT 1 FROM told_servers WHERE user_id = ? AND destination = ?"_s, {user.toString(), destination.toString()})
              .isValid();
    if (isFirst && isTold)
        told.confirmed = m_state->publisher().streamId(user);
    if (told.updates > 0)
        told.why = waitingFor(destination, oldest);
    told.transactionsAvailable = {.available = false, .reason = u"The lab keeps no transactions that were answered."_s};
    return told;
}

Result<OwnUser> LabSource::ownUser(const UserId &user, const OwnUserQuery &query)
{
    if (!user.isValid() || user.server() != m_state->serverName())
        return failure(
            Error::BadInput, u"%1 is not a user of this homeserver."_s.arg(displayable(user.toString())), 400, u"M_INVALID_PARAM"_s);
    OwnUser own{.userId = user, .at = QDateTime::currentMSecsSinceEpoch()};
    own.listAvailable = own.destinationsAvailable = {.available = true, .reason = {}};
    own.changesAvailable = {.available = false, .reason = u"The lab keeps the number of a user's newest update alone."_s};
    bool isKnown = false;
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        isKnown = storage.value(u"SELECT 1 FROM users WHERE user_id = ?"_s, {user.toString()}).isValid();
        if (!isKnown)
            return;
        own.devices = m_state->keys().devices(user);
        own.crossSigning.master = m_state->keys().crossSigningKey(user, u"master"_s);
        own.crossSigning.selfSigning = m_state->keys().crossSigningKey(user, u"self_signing"_s);
        if (const qint64 newest = m_state->publisher().streamId(user); newest > 0)
            own.streamId = StreamId(QString::number(newest));
        if (query.destination) {
            own.destinations = {toldServer(user, *query.destination)};
            return;
        }
        QStringList names;
        for (Rows rows
             = storage.run(u"SELECT destination FROM told_servers WHERE user_id = ? AND destination > ? UNION SELECT destination FROM"
                           " outgoing WHERE user_id = ? AND destination > ? ORDER BY 1 LIMIT ?"_s,
                 {user.toString(), afterOf(query).first(), user.toString(), afterOf(query).first(), query.limit + 1});
             rows.next();)
            names += rows.value(0).toString();
        if (names.size() > query.limit) {
            names.resize(query.limit);
            own.next = cursor(names.constLast());
        }
        for (const QString &name : std::as_const(names))
            own.destinations += toldServer(user, ServerName(name));
    });
    if (!isKnown)
        return failure(Error::NotFound, u"There is no user %1."_s.arg(displayable(user.toString())), 404, u"M_NOT_FOUND"_s);
    DeviceList list{.userId = user, .streamId = {}, .devices = std::move(own.devices), .crossSigning = own.crossSigning};
    checkSignatures(list);
    own.devices = std::move(list.devices);
    return own;
}

} // namespace Lockstep::Lab
