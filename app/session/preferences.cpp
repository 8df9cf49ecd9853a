// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/preferences.h"

#include "session/settings.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
const QString themeKey = u"look/theme"_s;
const QString densityKey = u"look/density"_s;
const QString zoneKey = u"time/zone"_s;
const QString formatKey = u"time/format"_s;
const QString notifyKey = u"notify/incidents"_s;
const QString warningsKey = u"notify/warnings"_s;
const QString trayKey = u"tray/shown"_s;
const QString restoreKey = u"keep/place"_s;

QString themeName(Preferences::Theme theme)
{
    switch (theme) {
    case Preferences::Theme::System:
        return u"system"_s;
    case Preferences::Theme::Light:
        return u"light"_s;
    case Preferences::Theme::Dark:
        return u"dark"_s;
    }
    return {};
}
} // namespace

Preferences Preferences::of(const Settings &settings)
{
    const auto is = [&settings](const QString &key, QStringView word) { return settings.preference(key).toString() == word; };
    Preferences result;
    result.theme = is(themeKey, u"dark") ? Theme::Dark : is(themeKey, u"light") ? Theme::Light : Theme::System;
    result.density = is(densityKey, u"compact") ? Density::Compact : Density::Roomy;
    result.utc = is(zoneKey, u"utc");
    result.absoluteTimes = is(formatKey, u"absolute");
    result.notify = settings.preference(notifyKey, false).toBool();
    result.notifyWarnings = settings.preference(warningsKey, false).toBool();
    result.tray = settings.preference(trayKey, false).toBool();
    result.restore = settings.preference(restoreKey, true).toBool();
    return result;
}

void Preferences::writeTo(Settings *settings) const
{
    const Preferences before = of(*settings);
    if (theme != before.theme)
        settings->setPreference(themeKey, themeName(theme));
    if (density != before.density)
        settings->setPreference(densityKey, density == Density::Compact ? u"compact"_s : u"roomy"_s);
    if (utc != before.utc)
        settings->setPreference(zoneKey, utc ? u"utc"_s : u"local"_s);
    if (absoluteTimes != before.absoluteTimes)
        settings->setPreference(formatKey, absoluteTimes ? u"absolute"_s : u"relative"_s);
    if (notify != before.notify)
        settings->setPreference(notifyKey, notify);
    if (notifyWarnings != before.notifyWarnings)
        settings->setPreference(warningsKey, notifyWarnings);
    if (tray != before.tray)
        settings->setPreference(trayKey, tray);
    if (restore != before.restore)
        settings->setPreference(restoreKey, restore);
}

} // namespace Lockstep
