// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/observation.h"

#include "domain/contenthash.h"
#include "domain/findings.h"
#include "domain/updategraph.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qsizetype maxId = 1024;
constexpr qsizetype maxContent = 64 * 1024; // what an EDU may be; no honest server comes near

quint64 number(const QByteArray &text)
{
    const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha1);
    quint64 value = 0;
    memcpy(&value, digest.constData(), sizeof value);
    return value;
}

std::optional<StreamId> toStreamId(const QJsonValue &value)
{
    if (value.isString())
        return boundedStreamId(StreamId(value.toString()));
    if (value.isDouble()) {
        const qint64 integer = value.toInteger(std::numeric_limits<qint64>::min());
        if (integer != std::numeric_limits<qint64>::min())
            return StreamId(integer);
    }
    return std::nullopt;
}

/// Canonical JSON is as long as Qt's, and quicker made.
qsizetype sizeOf(const DeviceListUpdate &update, const QByteArray &canonical)
{
    return canonical.isNull() ? QJsonDocument(update.keys).toJson(QJsonDocument::Compact).size() : canonical.size();
}

/// Returns canonicalKeys() of what was set.
QByteArray setContent(DeviceListUpdate &update, const QString &displayName, const QJsonObject &keys)
{
    if (displayName.size() > maxContent)
        return {};
    update.keys = keys;
    QByteArray canonical = canonicalKeys(update);
    if (sizeOf(update, canonical) > maxContent) {
        update.keys = {};
        return {};
    }
    update.contentKnown = true;
    update.displayName = displayName;
    return canonical;
}

} // namespace

Mark contentSide(UpdateSource source)
{
    if (source == UpdateSource::Log)
        return LogSide;
    return source == UpdateSource::Tap ? TapSide : OtherSide;
}

quint32 streamNumber(const QString &name)
{
    const quint32 value = quint32(number(name.toUtf8()));
    return value == 0 ? 1 : value;
}

quint64 transactionNumber(const UserId &user, const QString &transaction, int index)
{
    if (transaction.isEmpty())
        return 0;
    const quint64 value = number(user.server().toString().toUtf8() + '\n' + QByteArray::number(index) + '\n' + transaction.toUtf8());
    return value == 0 ? 1 : value;
}

StreamId boundedStreamId(const StreamId &id)
{
    // Python writes a JSON number with a fraction as one. Content that has it as a number says the integer.
    const QString text = id.toString();
    if (text.endsWith(u".0"_s)) {
        const StreamId whole(text.chopped(2));
        if (whole.toInteger())
            return whole;
    }
    return id.toString().size() > maxId ? StreamId(id.toString().left(maxId)) : id;
}

DeviceId boundedDeviceId(const DeviceId &id)
{
    return id.toString().size() > maxId ? DeviceId(id.toString().left(maxId)) : id;
}

QList<StreamId> boundedPrevIds(QList<StreamId> ids)
{
    if (ids.size() > UpdateGraph::maxPrevIds)
        ids.resize(UpdateGraph::maxPrevIds);
    for (StreamId &id : ids)
        id = boundedStreamId(id);
    return ids;
}

std::optional<DeviceListUpdate> toUpdate(const UpdateContent &content, QByteArray *canonicalKeys)
{
    const QJsonObject &edu = content.content;
    const auto streamId = toStreamId(edu[u"stream_id"_s]);
    const QJsonValue device = edu[u"device_id"_s];
    const QJsonValue prevIds = edu[u"prev_id"_s];
    if (!streamId || !device.isString() || !(prevIds.isUndefined() || prevIds.isArray()))
        return std::nullopt;
    DeviceListUpdate update;
    update.received = content.at;
    update.streamId = *streamId;
    update.deviceId = boundedDeviceId(DeviceId(device.toString()));
    const QJsonArray named = prevIds.toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(named.size(), UpdateGraph::maxPrevIds); ++i) {
        const auto id = toStreamId(named[i]);
        if (!id)
            return std::nullopt;
        update.prevIds.append(*id);
    }
    update.deleted = edu[u"deleted"_s].toBool();
    update.verified = content.verified;
    const QJsonValue name = edu[u"device_display_name"_s];
    const QByteArray keys = setContent(update, name.isString() ? name.toString() : QString(), edu[u"keys"_s].toObject());
    if (canonicalKeys)
        *canonicalKeys = keys;
    return update;
}

DeviceListUpdate toMalformed(const UpdateContent &content)
{
    const QJsonObject &edu = content.content;
    const QJsonValue device = edu[u"device_id"_s], prevIds = edu[u"prev_id"_s];
    const auto streamId = toStreamId(edu[u"stream_id"_s]);
    DeviceListUpdate update;
    update.received = content.at;
    update.streamId = streamId.value_or(StreamId());
    update.deviceId = boundedDeviceId(DeviceId(device.toString()));
    update.verified = content.verified;
    update.verdict = Verdict::Ignored;
    const QString what = !streamId ? u"it has no stream_id that can be used"_s
        : !device.isString()       ? u"it has no device_id"_s
                                   : u"its prev_id is no list of stream_ids"_s;
    update.detail = malformedDetail + what;
    return update;
}

DeviceListUpdate toUpdate(const SigningKeys &keys)
{
    DeviceListUpdate update;
    update.kind = UpdateKind::SigningKeys;
    update.received = keys.at;
    update.verdict = keys.verdict;
    update.verified = keys.verified;
    QJsonObject content;
    if (!keys.masterKey.isEmpty())
        content.insert(u"master_key"_s, keys.masterKey);
    if (!keys.selfSigningKey.isEmpty())
        content.insert(u"self_signing_key"_s, keys.selfSigningKey);
    setContent(update, {}, content);
    return update;
}

QString droppedDetail(qint64 devices)
{
    return devices < 0 ? u"the list has too many devices; it was dropped"_s
                       : u"the list has %1 devices, more than the homeserver takes; it was dropped"_s.arg(devices);
}

std::optional<qint64> droppedDevices(const QString &detail)
{
    if (!detail.startsWith("the list has "_L1) || !detail.endsWith("; it was dropped"_L1))
        return std::nullopt;
    bool isNumber = false;
    const qint64 devices = detail.section(u' ', 3, 3).toLongLong(&isNumber);
    return isNumber ? devices : -1;
}

} // namespace Lockstep::History
