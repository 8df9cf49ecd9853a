// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/sides.h"
#include "ui/words/presentation.h"

/// Words for two servers' views of one user. Names of servers and devices are made fit to be shown.
namespace Lockstep::SidesWords {

/// Who is behind and where the chain broke: one sentence.
QString verdict(const Diagnosis::TwoSides &sides);
/// What that rests on, and what helps.
QString ground(const Diagnosis::TwoSides &sides);
Presentation::Tone tone(Diagnosis::Station station);
/// A word or two for a cell.
QString stationText(Diagnosis::Station station);
QString likenessText(Diagnosis::Likeness likeness);
/// What a row rests on: a sentence.
QString rowText(const Diagnosis::SidesRow &row);
/// stream_ids, what waits and why, and how old either view is; a line each.
QStringList facts(const Diagnosis::TwoSides &sides);

} // namespace Lockstep::SidesWords
