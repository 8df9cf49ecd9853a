// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/timestyle.h"

#include <QApplication>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
const char *const zoneProperty = "lockstepTimeZone";
const char *const formatProperty = "lockstepTimeFormat";
} // namespace

TimeStyle TimeStyle::current()
{
    const QCoreApplication *application = QCoreApplication::instance();
    if (!application)
        return {};
    return {.zone = application->property(zoneProperty).toInt() == int(Zone::Utc) ? Zone::Utc : Zone::Local,
        .format = application->property(formatProperty).toInt() == int(Format::Absolute) ? Format::Absolute : Format::Relative};
}

void TimeStyle::setCurrent(const TimeStyle &style)
{
    QCoreApplication *application = QCoreApplication::instance();
    if (!application || style == current())
        return;
    application->setProperty(zoneProperty, int(style.zone));
    application->setProperty(formatProperty, int(style.format));
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets)
        widget->update();
}

namespace Presentation {

QDateTime inZone(qint64 ms)
{
    return TimeStyle::current().zone == TimeStyle::Zone::Utc ? QDateTime::fromMSecsSinceEpoch(ms).toUTC()
                                                             : QDateTime::fromMSecsSinceEpoch(ms);
}

QString inZone(qint64 ms, const QString &format)
{
    const QString text = inZone(ms).toString(format);
    return TimeStyle::current().zone == TimeStyle::Zone::Utc ? text + u" UTC"_s : text;
}

QString zoneName(qint64 ms)
{
    return inZone(ms).timeZoneAbbreviation();
}

} // namespace Presentation

} // namespace Lockstep
