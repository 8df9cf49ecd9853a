// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/serieswords.h"

#include "ui/words/presentation.h"

#include <QCoreApplication>

#include <algorithm>

namespace Lockstep::SeriesWords {

using Inspection::SeriesKind;
using Inspection::SeriesPoint;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SeriesWords)
};

bool isOldest(SeriesKind kind)
{
    return kind == SeriesKind::OutboxOldest || kind == SeriesKind::UpdatesOldest;
}
} // namespace

QString title(SeriesKind kind)
{
    switch (kind) {
    case SeriesKind::InboxDepth:
        return Words::tr("Messages for local devices that wait");
    case SeriesKind::InboxBytes:
        return Words::tr("Size of messages for local devices");
    case SeriesKind::OutboxDepth:
        return Words::tr("Messages to other servers that wait");
    case SeriesKind::OutboxBytes:
        return Words::tr("Size of messages to other servers");
    case SeriesKind::OutboxOldest:
        return Words::tr("Oldest message that waits");
    case SeriesKind::UpdatesDepth:
        return Words::tr("Device list updates that wait");
    case SeriesKind::UpdatesOldest:
        return Words::tr("Oldest update that waits");
    case SeriesKind::Updates:
        return Words::tr("Updates that came");
    case SeriesKind::Resyncs:
        return Words::tr("Resyncs");
    case SeriesKind::Failures:
        return Words::tr("Failures");
    case SeriesKind::StaleUsers:
        return Words::tr("Stale users");
    case SeriesKind::DestinationsFailing:
        return Words::tr("Servers in backoff");
    case SeriesKind::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

QString value(SeriesKind kind, qint64 number, qint64 at)
{
    if (kind == SeriesKind::InboxBytes || kind == SeriesKind::OutboxBytes)
        return Presentation::bytes(number);
    if (isOldest(kind))
        return Presentation::duration(std::max<qint64>(0, at - number));
    return Presentation::count(number);
}

qint64 unknownTime(const TrendLine &line, qint64 step)
{
    qint64 before = line.from, unknown = 0;
    for (const SeriesPoint &point : line.points) {
        if (point.at - before > line.every)
            unknown += point.at - before;
        before = point.at + step;
    }
    return unknown + (line.to - before > line.every ? line.to - before : 0);
}

QString summary(SeriesKind kind, const TrendLine &line, qint64 step, const QString &range)
{
    if (line.points.isEmpty())
        return Words::tr("Nothing is known of the last %1.").arg(range);
    QString text;
    if (Inspection::isCounted(kind)) {
        qint64 sum = 0;
        for (const SeriesPoint &point : line.points)
            sum += point.sum;
        //: %1: a number, %2: "hour", "day", …
        text = Words::tr("%1 within the last %2.").arg(Presentation::count(sum), range);
    } else {
        const SeriesPoint &first = line.points.constFirst(), &last = line.points.constLast();
        const auto most = std::max_element(
            line.points.cbegin(), line.points.cend(), [](const SeriesPoint &a, const SeriesPoint &b) { return a.max < b.max; });
        //: %1, %2: figures, %3: "hour", "day", …
        text = Words::tr("From %1 to %2 within the last %3.")
                   .arg(value(kind, first.last, first.at + step), value(kind, last.last, last.at + step), range);
        if (!isOldest(kind) && most->max > std::max(first.last, last.last))
            text += QLatin1Char(' ') + Words::tr("At most %1.").arg(value(kind, most->max, most->at));
    }
    if (const qint64 unknown = unknownTime(line, step); unknown > 0)
        text += QLatin1Char(' ') + Words::tr("Not known for %1 of it: nobody looked.").arg(Presentation::duration(unknown / 60'000 * 60'000));
    return text;
}

QString point(SeriesKind kind, const SeriesPoint &point, qint64 step)
{
    const QString when = Presentation::clockTime(point.at);
    if (Inspection::isCounted(kind))
        //: %1: a time, %2: a number, %3: "1 min"
        return Words::tr("%1: %2 within %3").arg(when, Presentation::count(point.sum), Presentation::duration(step));
    const QString last = value(kind, point.last, point.at + step);
    if (point.min == point.max || isOldest(kind))
        return Words::tr("%1: %2").arg(when, last);
    return Words::tr("%1: %2, between %3 and %4").arg(when, last, value(kind, point.min, point.at), value(kind, point.max, point.at));
}

} // namespace Lockstep::SeriesWords
