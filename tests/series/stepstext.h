// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "series/keeper.h"
#include "series/rollup.h"

#include <QStringList>

/// Steps as small text: "minute:value" for a step of one look, "minute:last(min..max,sum/minutes)" for others. Minutes count from \c begin.
namespace Lockstep::Series::Text {

using namespace Qt::StringLiterals;

/// A midnight: steps of all widths begin there.
inline constexpr qint64 begin = 20'000LL * 86'400'000;

inline qint64 at(qint64 minute)
{
    return begin + minute * minuteMs;
}

inline QString shown(const QList<Step> &steps)
{
    QStringList words;
    for (const Step &step : steps) {
        const QString head = u"%1:%2"_s.arg((step.at - begin) / minuteMs).arg(step.last);
        const bool isFlat = step.minutes == 1 && step.min == step.last && step.max == step.last && step.sum == step.last;
        words.append(isFlat ? head
                            : head + u"(%1..%2,%3/%4)"_s.arg(step.min).arg(step.max).arg(step.sum).arg(step.minutes));
    }
    return words.join(u' ');
}

/// "3:7 4:7 9:0" as steps of a minute.
inline QList<Step> stepsOf(const QString &text)
{
    QList<Step> steps;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const qint64 value = word.section(u':', 1).toLongLong();
        steps.append({.at = at(word.section(u':', 0, 0).toLongLong()), .min = value, .max = value, .last = value, .sum = value, .minutes = 1});
    }
    return steps;
}

} // namespace Lockstep::Series::Text
