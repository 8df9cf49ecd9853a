// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/typed/filterlanguage.h"

namespace Lockstep::FilterWords {

/// What is wrong with a filter, where, and what to write instead, in one sentence. Plain text.
QString problemText(const FilterProblem &problem, const QList<FilterField> &fields);
/// What a field is, for the list of completions: "how many devices"; of an unknown key nothing.
QString fieldText(const QString &key);
/// What the field of a list says when the mouse rests on it: all keys, and an example.
QString helpText(const QList<FilterField> &fields);

} // namespace Lockstep::FilterWords
