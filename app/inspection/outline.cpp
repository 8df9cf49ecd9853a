// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/outline.h"

#include "inspection/outlineformat.h"

#include <QCborStreamReader>
#include <QCborStreamWriter>
#include <QHash>

#include <optional>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace OutlineFormat;

namespace {

/// What rows name by place.
template <typename T>
struct Table
{
    QHash<T, quint64> places;
    QList<T> values;

    quint64 place(const T &value)
    {
        quint64 &place = places[value];
        if (place == 0) {
            values.append(value);
            place = quint64(values.size());
        }
        return place;
    }
};

void append(QCborStreamWriter &out, const QString &text)
{
    out.append(text);
}
void append(QCborStreamWriter &out, quint64 number)
{
    out.append(number);
}

template <typename T>
void write(QCborStreamWriter &out, QLatin1StringView name, const QList<T> &values)
{
    out.append(name);
    out.startArray(quint64(values.size()));
    for (const T &value : values)
        append(out, value);
    out.endArray();
}

quint64 stateOf(const DeviceListUpdate &update)
{
    const quint64 flags = Deleted * quint64(update.deleted) | ContentKnown * quint64(update.contentKnown)
        | VerifiedKnown * quint64(update.verified.has_value()) | Verified * quint64(update.verified == true);
    return quint64(update.kind) + verdictFactor * quint64(update.verdict) + flagsFactor * flags
        + sourcesFactor * quint64(update.sources.toInt());
}

struct Places
{
    quint64 device = 0;
    quint64 name = 0;
    quint64 detail = 0;
    quint64 content = 0;
};

void writeRow(QCborStreamWriter &out, const DeviceListUpdate &update, const Places &places, Previous &last, bool first)
{
    constexpr int fixed = 9;
    out.startArray(quint64(fixed + update.prevIds.size()));
    out.append(first ? update.n : difference(last.n, update.n));
    out.append(first ? update.received : difference(last.received, update.received));
    out.append(stateOf(update));
    out.append(quint64(update.breaks.toInt()));
    const std::optional<qint64> stream = update.streamId.toInteger();
    if (stream)
        out.append(difference(last.stream, *stream));
    else if (update.streamId.isEmpty())
        out.append(nullptr);
    else
        out.append(update.streamId.toString());
    for (const quint64 place : {places.device, places.name, places.detail, places.content})
        out.append(place);
    for (const StreamId &id : update.prevIds) {
        const std::optional<qint64> named = id.toInteger();
        if (stream && named)
            out.append(difference(*stream, *named));
        else
            out.append(id.toString());
    }
    out.endArray();
    last = {.n = update.n, .received = update.received, .stream = stream.value_or(last.stream)};
}

} // namespace

QByteArray toCbor(const Outline &outline)
{
    Table<QString> devices;
    Table<QString> names;
    Table<QString> details;
    Table<quint64> contents;
    QList<Places> places;
    places.reserve(outline.rows.size());
    for (const UpdateOutline &row : outline.rows) {
        const DeviceListUpdate &update = row.update;
        places.append({.device = update.deviceId.isEmpty() ? 0 : devices.place(update.deviceId.toString()),
            .name = update.displayName.isNull() ? 0 : names.place(update.displayName),
            .detail = update.detail.isEmpty() ? 0 : details.place(update.detail),
            .content = row.contentHash == 0 ? 0 : contents.place(row.contentHash)});
    }
    QByteArray bytes;
    constexpr qsizetype usualRow = 32;
    bytes.reserve(outline.rows.size() * usualRow + 1024);
    QCborStreamWriter out(&bytes);
    out.startMap();
    out.append("next"_L1);
    out.append(outline.next);
    if (!outline.kept.isAll()) {
        out.append("kept_first"_L1);
        out.append(outline.kept.first);
        out.append("kept_until"_L1);
        out.append(outline.kept.until);
    }
    out.append("pages"_L1);
    out.startArray(quint64(outline.pages.size()));
    for (const auto &[n, place] : outline.pages) {
        out.startArray(2);
        out.append(n);
        out.append(place);
        out.endArray();
    }
    out.endArray();
    write(out, "devices"_L1, devices.values);
    write(out, "names"_L1, names.values);
    write(out, "details"_L1, details.values);
    write(out, "contents"_L1, contents.values);
    out.append("rows"_L1);
    out.startArray(quint64(outline.rows.size()));
    Previous last;
    for (qsizetype i = 0; i < outline.rows.size(); ++i)
        writeRow(out, outline.rows[i].update, places[i], last, i == 0);
    out.endArray();
    out.endMap();
    return bytes;
}

} // namespace Lockstep::Inspection
