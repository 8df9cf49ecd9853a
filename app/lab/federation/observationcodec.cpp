// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/observationcodec.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace History;

namespace {

QJsonArray idsOf(const QList<StreamId> &ids)
{
    QJsonArray result;
    for (const StreamId &id : ids)
        result.append(id.toString());
    return result;
}

QList<StreamId> readIds(const QJsonValue &ids)
{
    QList<StreamId> result;
    const QJsonArray array = ids.toArray();
    for (const QJsonValue &id : array)
        result.append(StreamId(id.toString()));
    return result;
}

QJsonObject toEntry(const UpdateContent &update)
{
    return {{u"is"_s, u"update"_s}, {u"content"_s, update.content}, {u"origin"_s, update.origin.toString()}, {u"txn"_s, update.transaction},
        {u"index"_s, update.index}};
}

QJsonObject toEntry(const SigningKeys &keys)
{
    return {{u"is"_s, u"keys"_s}, {u"master"_s, keys.masterKey}, {u"self"_s, keys.selfSigningKey}, {u"origin"_s, keys.origin.toString()},
        {u"txn"_s, keys.transaction}, {u"index"_s, keys.index}};
}

QJsonObject toEntry(const UpdateDecision &decision)
{
    QJsonObject entry{{u"is"_s, u"decision"_s}, {u"device"_s, decision.device.toString()}, {u"id"_s, decision.streamId.toString()},
        {u"prev"_s, idsOf(decision.prevIds)}, {u"txn"_s, decision.transaction}, {u"index"_s, decision.index},
        {u"verdict"_s, int(decision.verdict)}};
    if (!decision.why.isEmpty())
        entry.insert(u"why"_s, decision.why);
    return entry;
}

QJsonObject toEntry(const ResyncOutcome &outcome)
{
    return {{u"is"_s, u"resync"_s}, {u"step"_s, int(outcome.step)}, {u"id"_s, outcome.streamId.toString()}, {u"devices"_s, outcome.devices},
        {u"error"_s, outcome.error}};
}

template <typename Other>
QJsonObject toEntry(const Other &)
{
    Q_ASSERT_X(false, "encodeObservation", "not an observation of the lab's");
    return {};
}

} // namespace

QByteArray encodeObservation(const Observation &what)
{
    return std::visit(
        [](const auto &value) {
            QJsonObject entry = toEntry(value);
            entry.insert(u"at"_s, value.at);
            entry.insert(u"user"_s, value.user.toString());
            return QJsonDocument(entry).toJson(QJsonDocument::Compact);
        },
        what);
}

std::optional<Observation> decodeObservation(const QByteArray &text)
{
    const QJsonObject entry = QJsonDocument::fromJson(text).object();
    const QString is = entry.value("is"_L1).toString();
    const UserId user(entry.value("user"_L1).toString());
    const qint64 at = entry.value("at"_L1).toInteger();
    const ServerName origin(entry.value("origin"_L1).toString());
    const QString transaction = entry.value("txn"_L1).toString();
    const int index = entry.value("index"_L1).toInt();
    const StreamId streamId(entry.value("id"_L1).toString());
    // What is not properly signed is never received, and signing keys that are received are applied.
    if (is == "update"_L1)
        return UpdateContent{.user = user,
            .content = entry.value("content"_L1).toObject(),
            .at = at,
            .origin = origin,
            .transaction = transaction,
            .index = index,
            .verified = true};
    if (is == "keys"_L1)
        return SigningKeys{.user = user,
            .masterKey = entry.value("master"_L1).toObject(),
            .selfSigningKey = entry.value("self"_L1).toObject(),
            .at = at,
            .origin = origin,
            .transaction = transaction,
            .index = index,
            .verified = true,
            .verdict = Verdict::Applied};
    if (is == "decision"_L1)
        return UpdateDecision{.user = user,
            .device = DeviceId(entry.value("device"_L1).toString()),
            .streamId = streamId,
            .prevIds = readIds(entry.value("prev"_L1)),
            .transaction = transaction,
            .index = index,
            .verdict = Verdict(entry.value("verdict"_L1).toInt()),
            .why = entry.value("why"_L1).toString(),
            .at = at};
    if (is == "resync"_L1)
        return ResyncOutcome{.user = user,
            .step = ResyncOutcome::Step(entry.value("step"_L1).toInt()),
            .streamId = streamId,
            .devices = entry.value("devices"_L1).toInteger(-1),
            .error = entry.value("error"_L1).toString(),
            .at = at};
    return {};
}

} // namespace Lockstep::Lab
