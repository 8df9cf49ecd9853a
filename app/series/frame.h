// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"

#include <QByteArray>

namespace Lockstep::Series {

using Inspection::SeriesKind;
using SeriesId = qint64;

/// What changed in a series by one look.
struct Entry
{
    SeriesId id = 0;
    bool isThere = true; ///< false: it is not known any more
    qint64 value = 0;
    qint64 zeroAt = 0; ///< the look before, which showed that it was 0 then; 0: nothing is known of before
};

/// What one minute's looks found, as it is written down until the hour is over: a kill loses the minute under way at most.
struct Frame
{
    /// A kind that was looked at; what it has no entry for is as it was.
    struct Part
    {
        SeriesKind kind = SeriesKind::Unknown;
        QList<Entry> entries = {};
    };
    qint64 minute = 0; ///< where it begins, ms since the epoch
    bool isKey = false; ///< nothing is as it was: what has no entry is not known any more
    QList<Part> parts = {};
};

QByteArray toBytes(const Frame &frame);
/// Nothing for bytes that are damaged.
std::optional<Frame> frameOf(const QByteArray &bytes);

} // namespace Lockstep::Series
