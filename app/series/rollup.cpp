// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/rollup.h"

#include "series/packing.h"

#include <algorithm>

namespace Lockstep::Series {

namespace {

/// How a group of bytes begins; the distance to the step before stands above these bits.
enum Form : quint64 {
    Flat, ///< all figures of a minute are one number
    Full,
    Run, ///< so many more as the one before, without a gap
};
constexpr int formBits = 2;

bool isFlat(const Step &step)
{
    return step.min == step.last && step.max == step.last && step.sum == step.last * step.minutes;
}

bool isSame(const Step &a, const Step &b)
{
    Step moved = a;
    moved.at = b.at;
    return moved == b;
}

} // namespace

qint64 floorTo(qint64 at, qint64 width)
{
    const qint64 rest = at % width;
    return at - (rest < 0 ? rest + width : rest);
}

QList<Step> coarser(const QList<Step> &steps, qint64 width)
{
    QList<Step> wide;
    for (const Step &step : steps) {
        const qint64 at = floorTo(step.at, width);
        if (wide.isEmpty() || wide.constLast().at != at) {
            wide.append(step);
            wide.last().at = at;
            continue;
        }
        Step &last = wide.last();
        last.min = std::min(last.min, step.min);
        last.max = std::max(last.max, step.max);
        last.last = step.last;
        last.sum += step.sum;
        last.minutes += step.minutes;
    }
    return wide;
}

QList<Step> merged(const QList<Step> &older, const QList<Step> &newer)
{
    if (older.isEmpty() || newer.isEmpty())
        return older.isEmpty() ? newer : older;
    QList<Step> all;
    all.reserve(older.size() + newer.size());
    auto a = older.cbegin();
    for (const Step &step : newer) {
        for (; a != older.cend() && a->at < step.at; ++a)
            all.append(*a);
        if (a != older.cend() && a->at == step.at)
            ++a;
        all.append(step);
    }
    for (; a != older.cend(); ++a)
        all.append(*a);
    return all;
}

QByteArray packed(const QList<Step> &steps, qint64 start, qint64 width)
{
    Packer out;
    Step before{.at = start - width};
    for (qsizetype i = 0; i < steps.size(); ++i) {
        qsizetype run = 0;
        while (i > 0 && i + run < steps.size() && steps.at(i + run).at == before.at + width * (run + 1) && isSame(before, steps.at(i + run)))
            ++run;
        if (run > 0) {
            out.number((quint64(run) << formBits) | Run);
            before = steps.at(i + run - 1);
            i += run - 1;
            continue;
        }
        const Step &step = steps.at(i);
        const Form form = isFlat(step) ? Flat : Full;
        out.number((quint64((step.at - before.at) / width) << formBits) | form);
        out.number(quint64(step.minutes));
        out.difference(step.last - before.last);
        if (form == Full) {
            out.difference(step.last - step.min);
            out.difference(step.max - step.last);
            out.difference(step.sum - step.last * step.minutes);
        }
        before = step;
    }
    return out.bytes();
}

QList<Step> unpacked(const QByteArray &bytes, qint64 start, qint64 width, qsizetype most)
{
    QList<Step> steps;
    Unpacker in(bytes);
    Step before{.at = start - width};
    while (!in.atEnd()) {
        const auto head = in.number();
        const quint64 distance = head.value_or(0) >> formBits;
        if (!head || distance == 0 || distance > quint64(most) || steps.size() >= most)
            break;
        if ((*head & 3) == Run) {
            for (quint64 i = 0; i < distance && !steps.isEmpty() && steps.size() < most; ++i) {
                before.at += width;
                steps.append(before);
            }
            continue;
        }
        const auto minutes = in.number();
        const auto last = in.difference();
        if (!minutes || *minutes == 0 || !last)
            break;
        Step step{.at = before.at + qint64(distance) * width, .last = before.last + *last, .minutes = qint64(*minutes)};
        step.min = step.max = step.last;
        step.sum = step.last * step.minutes;
        if ((*head & 3) == Full) {
            const auto below = in.difference(), above = in.difference(), rest = in.difference();
            if (!below || !above || !rest)
                break;
            step.min -= *below;
            step.max += *above;
            step.sum += *rest;
        }
        before = step;
        steps.append(step);
    }
    return steps;
}

} // namespace Lockstep::Series
