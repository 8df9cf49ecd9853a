// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/presentation.h"
#include "ui/words/timestyle.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

namespace {
struct Units
{
    Q_DECLARE_TR_FUNCTIONS(Units)
};

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

QString unknown()
{
    return u"–"_s;
}

qint64 orNow(qint64 now)
{
    return now != 0 ? now : QDateTime::currentMSecsSinceEpoch();
}

/// An age or a wait in its largest unit.
QString span(qint64 ms)
{
    if (ms < minute)
        return Units::tr("%1 s").arg(ms / second);
    if (ms < hour)
        return Units::tr("%1 min").arg(ms / minute);
    if (ms < 2 * day)
        return Units::tr("%1 h").arg(ms / hour);
    //: days
    return Units::tr("%1 d").arg(QLocale().toString(ms / day));
}

/// With the date, unless it is today's.
QString pointInTime(qint64 ms, qint64 now, const QString &format)
{
    const bool today = inZone(ms).date() == inZone(orNow(now)).date();
    return inZone(ms, today ? format : u"yyyy-MM-dd "_s + format);
}
} // namespace

QString bytes(qint64 count)
{
    constexpr qint64 kilo = 1000;
    if (count < 0)
        return unknown();
    // Qt writes "1 bytes".
    return count < kilo ? Units::tr("%n byte(s)", nullptr, int(count)) : QLocale().formattedDataSize(count, 1, QLocale::DataSizeSIFormat);
}

QString count(qint64 number, bool estimate, bool atLeast)
{
    if (number < 0)
        return unknown();
    const QString text = QLocale().toString(number);
    if (atLeast)
        return u"≥ "_s + text;
    return estimate ? u"≈ "_s + text : text;
}

QString relativeTime(qint64 ms, qint64 now)
{
    if (ms == 0)
        return unknown();
    const qint64 age = orNow(now) - ms;
    if (age >= 0)
        return age < 5 * second ? Units::tr("now") : span(age);
    //: a time to come: "in 3 min"
    return age > -second ? Units::tr("now") : Units::tr("in %1").arg(span(-age));
}

QString absoluteTime(qint64 ms)
{
    return ms == 0 ? QString() : inZone(ms, u"yyyy-MM-dd HH:mm:ss"_s);
}

QString clockTime(qint64 ms, qint64 now)
{
    return ms == 0 ? unknown() : pointInTime(ms, now, u"HH:mm"_s);
}

QString secondsTime(qint64 ms, qint64 now)
{
    return ms == 0 ? unknown() : pointInTime(ms, now, u"HH:mm:ss"_s);
}

QString duration(qint64 ms)
{
    if (ms < 0)
        return unknown();
    if (ms < second)
        return Units::tr("%1 ms").arg(ms);
    const auto two = [](const QString &large, const QString &small, qint64 rest) { return rest == 0 ? large : large + u' ' + small; };
    if (ms < minute)
        return Units::tr("%1 s").arg(ms / second);
    if (ms < hour)
        return two(Units::tr("%1 min").arg(ms / minute), Units::tr("%1 s").arg(ms % minute / second), ms % minute / second);
    if (ms < day)
        return two(Units::tr("%1 h").arg(ms / hour), Units::tr("%1 min").arg(ms % hour / minute), ms % hour / minute);
    return two(Units::tr("%1 d").arg(ms / day), Units::tr("%1 h").arg(ms % day / hour), ms % day / hour);
}

QString fingerprint(const QString &unpaddedBase64)
{
    QString result;
    for (qsizetype i = 0; i < unpaddedBase64.size(); i += 4) {
        if (i > 0)
            result += u' ';
        result += QStringView(unpaddedBase64).mid(i, 4);
    }
    return result;
}

} // namespace Lockstep::Presentation
