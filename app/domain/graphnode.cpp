// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"
#include "domain/contenthash.h"
#include "domain/updategraph.h"

#include <QJsonDocument>
#include <QtEndian>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// As canonicalJson() of the object that contentOf() makes, without making it; nothing if canonical JSON cannot carry it.
std::optional<QByteArray> canonicalContent(const DeviceListUpdate &update, const QByteArray &keys)
{
    if (keys.isNull())
        return std::nullopt;
    QByteArray bytes;
    bytes.reserve(keys.size() + 256);
    bytes += update.deleted ? R"({"deleted":true,"device_display_name":)" : R"({"deleted":false,"device_display_name":)";
    if (update.displayName.isNull())
        bytes += "null";
    else if (!appendCanonicalString(bytes, update.displayName))
        return std::nullopt;
    bytes += R"(,"device_id":)";
    if (!appendCanonicalString(bytes, update.deviceId.toString()))
        return std::nullopt;
    bytes += R"(,"keys":)";
    bytes += keys;
    bytes += '}';
    return bytes;
}

QJsonObject contentOf(const DeviceListUpdate &update)
{
    return {
        {u"deleted"_s, update.deleted},
        {u"device_display_name"_s, update.displayName.isNull() ? QJsonValue() : QJsonValue(update.displayName)},
        {u"device_id"_s, update.deviceId.toString()},
        {u"keys"_s, update.keys},
    };
}

} // namespace

QByteArray canonicalKeys(const DeviceListUpdate &update)
{
    return canonicalJson(update.keys).value_or(QByteArray());
}

quint64 contentHash(const DeviceListUpdate &update, const QByteArray &keys)
{
    // Keys that canonical JSON cannot carry are content all the same; Qt writes them in one way too.
    const auto canonical = canonicalContent(update, keys);
    const QByteArray bytes = canonical ? *canonical : QJsonDocument(contentOf(update)).toJson(QJsonDocument::Compact);
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char *>(bytes.constData()),
        static_cast<unsigned long long>(bytes.size()), nullptr, 0);
    const auto hash = qFromLittleEndian<quint64>(digest);
    return hash == 0 ? 1 : hash; // 0 stands for content that is not known
}

GraphNode toGraphNode(const DeviceListUpdate &update)
{
    GraphNode node;
    node.kind = update.kind;
    node.verdict = update.verdict;
    node.streamId = update.streamId;
    node.prevIds = update.prevIds;
    node.contentHash = update.contentKnown ? contentHash(update, canonicalKeys(update)) : 0;
    node.received = update.received;
    return node;
}

} // namespace Lockstep
