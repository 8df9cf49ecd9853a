// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/seriestrends.h"
#include "ui/widgets/picture/pictureexport.h"

#include <QFont>
#include <QPalette>

namespace Lockstep {

class Picture;

/// A plot of a series as a picture, on paper and as a table.
struct SeriesPicture
{
    Inspection::SeriesKind kind = Inspection::SeriesKind::Unknown;
    TrendLine line = {};
    qint64 step = 60'000; ///< ms
    QString range = {}; ///< "day"
    QString subject = {}; ///< as SeriesKind says; empty: the whole
    QString server = {}; ///< whose figures they are
    QFont font = {};

    std::shared_ptr<Picture> picture(const QPalette &palette) const;
    /// CSV: a row for each step that was looked at; times are ISO 8601 in UTC, other names those of the API.
    FileTask::Job table() const;
    ExportOffer offer(const QPalette &palette) const;
};

} // namespace Lockstep
