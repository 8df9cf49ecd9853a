// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/frame.h"

#include "series/packing.h"
#include "series/rollup.h"

namespace Lockstep::Series {

namespace {

/// Bits below an entry's distance from the ID before.
enum EntryBit : quint64 { There = 1, ZeroBefore = 2 };

} // namespace

QByteArray toBytes(const Frame &frame)
{
    Packer out;
    out.difference(frame.minute / minuteMs);
    out.number(frame.isKey ? 1 : 0);
    for (const Frame::Part &part : frame.parts) {
        out.number(quint64(part.kind));
        out.number(quint64(part.entries.size()));
        SeriesId before = 0;
        for (const Entry &entry : part.entries) {
            out.number((entry.isThere ? quint64(There) : 0) | (entry.zeroAt != 0 ? quint64(ZeroBefore) : 0));
            out.difference(entry.id - before);
            if (entry.isThere)
                out.difference(entry.value);
            if (entry.zeroAt != 0)
                out.difference((frame.minute - entry.zeroAt) / minuteMs);
            before = entry.id;
        }
    }
    return out.bytes();
}

std::optional<Frame> frameOf(const QByteArray &bytes)
{
    Unpacker in(bytes);
    const auto minute = in.difference();
    const auto key = in.number();
    if (!minute || !key || std::abs(*minute) > (1LL << 40))
        return {};
    Frame frame{.minute = *minute * minuteMs, .isKey = *key == 1};
    while (!in.atEnd()) {
        const auto kind = in.number(), entries = in.number();
        if (!kind || !entries || *kind > quint64(SeriesKind::DestinationsFailing) || *entries > quint64(bytes.size()))
            return {};
        Frame::Part part{.kind = SeriesKind(*kind)};
        SeriesId id = 0;
        for (quint64 i = 0; i < *entries; ++i) {
            const auto bits = in.number();
            const auto distance = in.difference();
            if (!bits || !distance)
                return {};
            Entry entry{.id = id + *distance, .isThere = (*bits & There) != 0};
            if (entry.isThere) {
                const auto value = in.difference();
                if (!value)
                    return {};
                entry.value = *value;
            }
            if (*bits & ZeroBefore) {
                const auto back = in.difference();
                if (!back)
                    return {};
                entry.zeroAt = frame.minute - *back * minuteMs;
            }
            id = entry.id;
            part.entries.append(entry);
        }
        frame.parts.append(part);
    }
    return frame;
}

} // namespace Lockstep::Series
