// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/rowcodec.h"

#include "core/canonicaljson.h"
#include "history/file/keyspack.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

// Never change it: rows were compressed against it. A later one needs a format byte of its own.
constexpr char dictionary[]
    = R"({"master_key":{"keys":{"ed25519:":""},"signatures":{"@:":{"ed25519:":""}},"usage":["master"],"user_id":"@"},)"
      R"("self_signing_key":{"keys":{"ed25519:":""},"usage":["self_signing"],"user_id":"@"}})"
      R"({"algorithms":["m.olm.v1.curve25519-aes-sha2","m.megolm.v1.aes-sha2"],"device_id":"","keys":{"curve25519:":"","ed25519:":""},)"
      R"("signatures":{"@":{"ed25519:":""}},"user_id":"@"})";

enum Format : char {
    Plain = 0,
    Deflated = 1, ///< 4 bytes big endian: size; then raw deflate with the dictionary above
    Packed = 2, ///< as packKeys() has it; since format 11 of a file and format 2 of shared tables
};

// Bounds what a damaged or foreign row can make us allocate; a transaction holds far less.
constexpr quint32 maxKeysSize = 64 * 1024 * 1024;

std::optional<QByteArray> inflated(const QByteArray &bytes, quint32 size)
{
    z_stream stream{};
    if (size > maxKeysSize || inflateInit2(&stream, -15) != Z_OK)
        return std::nullopt;
    inflateSetDictionary(&stream, reinterpret_cast<const Bytef *>(dictionary), sizeof dictionary - 1);
    QByteArray out(qsizetype(size), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(size);
    const bool done = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == size;
    inflateEnd(&stream);
    return done ? std::optional(out) : std::nullopt;
}

} // namespace

struct KeysEncoder::Private
{
    z_stream stream{};
    bool isUsable = false;

    QByteArray out; ///< where it is encoded, so that room is made once

    /// Appends to \c out; returns by how much, 0 on an error.
    qsizetype deflate(const QByteArray &bytes)
    {
        if (!isUsable || deflateReset(&stream) != Z_OK)
            return 0;
        deflateSetDictionary(&stream, reinterpret_cast<const Bytef *>(dictionary), sizeof dictionary - 1);
        const qsizetype before = out.size();
        const auto room = qsizetype(deflateBound(&stream, uLong(bytes.size())));
        out.resize(before + room);
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
        stream.avail_in = uInt(bytes.size());
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + before);
        stream.avail_out = uInt(room);
        const bool done = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
        out.resize(before + (done ? qsizetype(stream.total_out) : 0));
        return out.size() - before;
    }
};

KeysEncoder::KeysEncoder()
    : d(std::make_unique<Private>())
{
    // A window of 4 KiB is enough for what is stored here, and quickly cleared.
    d->isUsable = deflateInit2(&d->stream, 1, Z_DEFLATED, -12, 5, Z_DEFAULT_STRATEGY) == Z_OK;
}

KeysEncoder::~KeysEncoder()
{
    if (d->isUsable)
        deflateEnd(&d->stream);
}

void bindStreamId(Sql::Statement &to, int index, const StreamId &id)
{
    if (const auto number = id.toInteger())
        to.bind(index, *number);
    else if (!id.isEmpty())
        to.bind(index, id.toString());
}

StreamId decodeStreamId(const QVariant &value)
{
    return value.isNull() ? StreamId() : StreamId(value.toString());
}

void bindPrevIds(Sql::Statement &to, int index, const QList<StreamId> &ids)
{
    if (ids.isEmpty())
        return;
    if (ids.size() == 1) {
        if (const auto number = ids.first().toInteger()) {
            to.bind(index, *number);
            return;
        }
    }
    QJsonArray array;
    for (const StreamId &id : ids)
        array.append(id.toString());
    to.bind(index, QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact)));
}

QList<StreamId> decodePrevIds(const QVariant &value)
{
    if (value.isNull())
        return {};
    if (value.typeId() == QMetaType::LongLong || value.typeId() == QMetaType::Int)
        return {StreamId(value.toLongLong())};
    QList<StreamId> ids;
    const QJsonArray array = QJsonDocument::fromJson(value.toString().toUtf8()).array();
    for (const QJsonValue &id : array)
        ids.append(StreamId(id.toString()));
    return ids;
}

QByteArray KeysEncoder::encode(const QJsonObject &keys, const UserId &user, const QByteArray &canonical)
{
    if (keys.isEmpty())
        return {};
    // Qt's are for keys that canonical JSON cannot carry.
    QByteArray plain = canonical.isNull() ? canonicalJson(keys).value_or(QByteArray()) : canonical;
    if (plain.isNull())
        plain = QJsonDocument(keys).toJson(QJsonDocument::Compact);
    const QByteArray packed = packKeys(plain, user.toString().toUtf8());
    return packed.isNull() ? compress(plain) : char(Packed) + packed;
}

QByteArray KeysEncoder::compress(const QByteArray &plain)
{
    QByteArray &out = d->out;
    out.resize(0);
    out.append(char(Deflated));
    const auto size = quint32(plain.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.append(char(size >> shift));
    const qsizetype small = d->deflate(plain);
    if (small > 0 && small + 4 < plain.size())
        return QByteArray(out.constData(), out.size());
    return char(Plain) + plain;
}

std::optional<QJsonObject> decodeKeys(const QVariant &value, const UserId &user)
{
    if (value.isNull())
        return QJsonObject();
    const QByteArray bytes = value.toByteArray();
    if (bytes.isEmpty())
        return std::nullopt;
    QByteArray plain;
    if (bytes.front() == char(Plain)) {
        plain = bytes.mid(1);
    } else if (bytes.front() == char(Deflated) && bytes.size() > 5) {
        quint32 size = 0;
        for (int i = 1; i <= 4; ++i)
            size = size << 8 | quint8(bytes[i]);
        const auto all = inflated(bytes.mid(5), size);
        if (!all)
            return std::nullopt;
        plain = *all;
    } else if (bytes.front() == char(Packed)) {
        const auto all = unpackKeys(QByteArrayView(bytes).sliced(1), user.toString().toUtf8());
        if (!all)
            return std::nullopt;
        plain = *all;
    }
    const QJsonDocument document = QJsonDocument::fromJson(plain);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

UserHistory readUserHistory(const Sql::Row &row)
{
    UserHistory history;
    history.updates = row.integer(0);
    history.lastReceived = row.integer(1);
    history.openGap = row.integer(2);
    history.lastNeedlessResync = row.integer(3);
    history.lastPruned = row.integer(4);
    history.lastPlaceholder = row.integer(5);
    history.lastRestarted = row.integer(6);
    history.lastRewound = row.integer(7);
    history.lastRebuilt = row.integer(8);
    history.lastMalformed = row.integer(9);
    history.lastResync = row.integer(10);
    history.droppedList = row.integer(11);
    history.first = row.integer(12);
    history.mended.setFlag(Break::Rewound, history.lastRewound > 0 && history.lastResync > history.lastRewound);
    history.mended.setFlag(Break::Rebuilt, history.lastRebuilt > 0 && history.lastResync > history.lastRebuilt);
    return history;
}

} // namespace Lockstep::History
