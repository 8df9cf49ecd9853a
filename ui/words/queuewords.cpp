// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/queuewords.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace Lockstep::QueueWords {

using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(QueueWords)
};

constexpr qint64 day = 24LL * 3600 * 1000;
constexpr qint64 idleAfter = 30 * day;
constexpr qsizetype maxJson = 64 * 1024;

qint64 orNow(qint64 now)
{
    return now != 0 ? now : QDateTime::currentMSecsSinceEpoch();
}

/// A rate in the smallest unit of time in which it is at least one.
QString rateText(double perSecond)
{
    const auto number = [](double value) { return QLocale().toString(qRound64(value)); };
    if (perSecond >= 1)
        return Words::tr("%1/s").arg(number(perSecond));
    if (perSecond * 60 >= 1)
        return Words::tr("%1/min").arg(number(perSecond * 60));
    if (perSecond * 3600 >= 1)
        //: per hour
        return Words::tr("%1/h").arg(number(perSecond * 3600));
    //: per day
    return Words::tr("%1/d").arg(number(perSecond * 86400));
}
} // namespace

QString trendText(const std::optional<Trend> &trend)
{
    if (!trend)
        return u"–"_s;
    if (trend->delta() == 0)
        //: a queue that neither grows nor shrinks
        return Words::tr("steady");
    const QString rate = rateText(std::abs(trend->perSecond()));
    return (trend->delta() > 0 ? u"▲ "_s : u"▼ "_s) + rate;
}

QString trendHint(const std::optional<Trend> &trend)
{
    if (!trend)
        return Words::tr("Not known yet: it takes two looks at the queue, and an exact count.");
    const QString elapsed = Presentation::duration(trend->elapsed / 1000 * 1000);
    if (trend->delta() == 0)
        return Words::tr("The same as %1 ago.").arg(elapsed);
    QString text
        = Words::tr("From %1 to %2 in the last %3.").arg(Presentation::count(trend->from), Presentation::count(trend->to), elapsed);
    if (const auto left = trend->emptyIn())
        text += u'\n' + Words::tr("Empty in about %1 if it goes on like this.").arg(Presentation::duration(*left));
    return text;
}

Tone trendTone(const std::optional<Trend> &trend)
{
    return trend && trend->delta() > 0 ? Tone::Notice : Tone::Quiet;
}

QString nextTry(qint64 retryAt, qint64 now)
{
    if (retryAt <= 0)
        return u"–"_s;
    if (retryAt <= orNow(now))
        //: the time of the next try has come
        return Words::tr("due now");
    return Presentation::relativeTime(retryAt, now);
}

QString waitText(QueueWait wait, qint64 failingSince, qint64 retryAt, qint64 now)
{
    switch (wait) {
    case QueueWait::Sending:
        return Words::tr("waits for the server's answer");
    case QueueWait::OtherTraffic:
        return Words::tr("waits for other traffic");
    case QueueWait::ServerDown:
        break;
    }
    const QString since = Presentation::clockTime(failingSince, now);
    if (retryAt <= 0)
        return Words::tr("server is down since %1").arg(since);
    //: %1: clock time or date, %2: "in 10 min" or "due now"
    return Words::tr("server is down since %1, next try %2").arg(since, nextTry(retryAt, now));
}

QString waitExplanation(QueueWait wait)
{
    switch (wait) {
    case QueueWait::Sending:
        return Words::tr("The homeserver is sending: no try has failed so far, and the oldest entry is less than a minute old. A server "
                         "that is down looks "
                         "the same until the first try has failed.");
    case QueueWait::OtherTraffic:
        return Words::tr("The server is not in backoff, yet this is more than a minute old. A homeserver may look at a queue only when "
                         "something else goes to that server: after a restart, for example. A message to anybody there starts it again.");
    case QueueWait::ServerDown:
        return Words::tr(
            "The last tries failed, so the homeserver waits longer and longer between them. Nothing is lost: the queue is sent "
            "when the server answers again. The Servers page can end the wait.");
    }
    return {};
}

Tone waitTone(QueueWait wait)
{
    switch (wait) {
    case QueueWait::Sending:
        return Tone::Quiet;
    case QueueWait::OtherTraffic:
        return Tone::Notice;
    case QueueWait::ServerDown:
        return Tone::Warning;
    }
    return Tone::Quiet;
}

static QString withBytes(const QString &text, qint64 size)
{
    return size < 0 ? text : Words::tr("%1, %2").arg(text, Presentation::bytes(size));
}

QString totalsText(const Inspection::QueueTotals &totals)
{
    if (totals.messages < 0)
        return {};
    const int plural = int(std::min<qint64>(totals.messages, 1'000'000));
    const QString number = QLocale().toString(totals.messages);
    return withBytes(
        //: %1 is the number with separators; %n only chooses the form
        totals.estimate ? Words::tr("about %1 message(s)", nullptr, plural).arg(number)
                        : Words::tr("%1 message(s)", nullptr, plural).arg(number),
        totals.bytes);
}

QString updateTotalsText(const Inspection::QueueTotals &totals)
{
    if (totals.messages < 0)
        return {};
    const int plural = int(std::min<qint64>(totals.messages, 1'000'000));
    const QString number = QLocale().toString(totals.messages);
    return withBytes(totals.estimate ? Words::tr("about %1 update(s)", nullptr, plural).arg(number)
                                     : Words::tr("%1 update(s)", nullptr, plural).arg(number),
        totals.bytes);
}

bool isIdle(qint64 lastSeen, qint64 now)
{
    return lastSeen > 0 && orNow(now) - lastSeen > idleAfter;
}

QString prettyJson(const QJsonObject &object)
{
    const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Indented);
    QString text = QString::fromUtf8(json.left(maxJson));
    if (json.size() > maxJson)
        text += u'\n' + Words::tr("… cut: %1 in all").arg(Presentation::bytes(json.size()));
    // Line by line, so that the lines stay and everything else that could deceive becomes visible.
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line = displayable(line, maxJson);
    return lines.join(u'\n');
}

} // namespace Lockstep::QueueWords
