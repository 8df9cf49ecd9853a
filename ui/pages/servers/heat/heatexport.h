// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/files/filetask.h"
#include "ui/widgets/picture/pictureexport.h"

#include <QPalette>

namespace Lockstep {

class HeatMap;
class HeatMapModel;
class Picture;

/// The heat map as pictures, on paper and as a table. Every row is written, whether it was looked at or not.
namespace HeatExport {

/// \a server: whose counts they are, for the heading. Model and font are the map's; both outlive what is made here.
std::shared_ptr<Picture> picture(HeatMapModel *model, const QString &server, const QPalette &palette, const QFont &font);
/// CSV: a row for each server, a column for each stretch of time, named by its beginning (ISO 8601, UTC). What is not known is empty.
FileTask::Job table(HeatMapModel *model);
ExportOffer offer(HeatMapModel *model, const QString &server, const QPalette &palette, const QFont &font);

} // namespace HeatExport

} // namespace Lockstep
