// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>

namespace Lockstep {

/// How the operator wants points in time to be said. As with the palette and the locale there is one for the whole application, and
/// it goes with the application object; before one is set, and without an application, it is local and relative. GUI thread.
struct TimeStyle
{
    enum class Zone : quint8 { Local, Utc };
    /// What a column of times says: "3 min", or the time itself; the other one is in the tool tip.
    enum class Format : quint8 { Relative, Absolute };

    Zone zone = Zone::Local;
    Format format = Format::Relative;

    friend bool operator==(const TimeStyle &, const TimeStyle &) = default;

    static TimeStyle current();
    /// Every widget of the application is painted again; those that keep texts have to be told (MainWindow reloads its pages).
    static void setCurrent(const TimeStyle &style);
};

namespace Presentation {

/// The point in time (ms since the epoch) in the zone of the current style.
QDateTime inZone(qint64 ms);
/// Which zone that is, short: "UTC", "CET" or "UTC+01:00", whatever the system calls the local one at that time.
QString zoneName(qint64 ms);
/// The time as text in this format; where it is not the local one, the zone is said: "14:02 UTC".
QString inZone(qint64 ms, const QString &format);

} // namespace Presentation

} // namespace Lockstep
