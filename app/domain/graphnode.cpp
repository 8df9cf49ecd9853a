// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"
#include "domain/updategraph.h"

#include <QJsonDocument>
#include <QtEndian>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

quint64 contentHash(const DeviceListUpdate &update)
{
    const QJsonObject content{
        {u"deleted"_s, update.deleted},
        {u"device_display_name"_s, update.displayName.isNull() ? QJsonValue() : QJsonValue(update.displayName)},
        {u"device_id"_s, update.deviceId.toString()},
        {u"keys"_s, update.keys},
    };
    // Keys that canonical JSON cannot carry are content all the same; Qt writes them in one way too.
    const auto canonical = canonicalJson(content);
    const QByteArray bytes = canonical ? *canonical : QJsonDocument(content).toJson(QJsonDocument::Compact);
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char *>(bytes.constData()),
        static_cast<unsigned long long>(bytes.size()), nullptr, 0);
    const auto hash = qFromLittleEndian<quint64>(digest);
    return hash == 0 ? 1 : hash; // 0 stands for content that is not known
}

} // namespace

GraphNode toGraphNode(const DeviceListUpdate &update)
{
    GraphNode node;
    node.kind = update.kind;
    node.verdict = update.verdict;
    node.streamId = update.streamId;
    node.prevIds = update.prevIds;
    node.contentHash = update.contentKnown ? contentHash(update) : 0;
    node.received = update.received;
    return node;
}

} // namespace Lockstep
