// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep {

class Settings;

/// What the operator chose in the dialog Preferences. An unknown word in the file counts as the default.
struct Preferences
{
    enum class Theme : quint8 { System, Light, Dark };
    enum class Density : quint8 { Roomy, Compact };

    Theme theme = Theme::System; ///< key "look/theme": "system", "light", "dark"
    Density density = Density::Roomy; ///< "look/density": "roomy", "compact"
    bool utc = false; ///< "time/zone": "local", "utc"
    bool absoluteTimes = false; ///< "time/format": "relative", "absolute"
    bool notify = false; ///< "notify/incidents": new incidents are told to the desktop
    bool notifyWarnings = false; ///< "notify/warnings": those that are warnings too, not errors alone
    bool tray = false; ///< "tray/shown": an icon with the state in the desktop's tray
    bool restore = true; ///< "keep/place": page, selection and filters are there again at the next start

    friend bool operator==(const Preferences &, const Preferences &) = default;

    static Preferences of(const Settings &settings);
    /// Only what differs is written, and told by Settings::preferenceChanged().
    void writeTo(Settings *settings) const;
};

} // namespace Lockstep
