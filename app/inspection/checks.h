// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "inspection/wire.h"

/// What "lockstep-gateway check" and GET /_lockstep/v1/check say of a gateway's surroundings.
namespace Lockstep::Inspection {

enum class CheckArea : quint8 {
    Unknown, ///< another program's newer word, as in CheckState
    Configuration,
    Homeserver,
    Database,
    Log,
    Redis,
    Tap,
    Proxy,
    History,
    Clock,
    Gateway,
};

/// In order of how much they matter to who looks.
enum class CheckState : quint8 {
    Unknown,
    Fault, ///< something does not work
    Warning, ///< it works, and less is seen than could be, or not for long
    NotChecked, ///< for want of something; it may be well or not
    Ok,
};

struct Check
{
    CheckArea area = CheckArea::Unknown;
    CheckState state = CheckState::Unknown;
    QString subject = {}; ///< what was looked at: a file, an address, a logger; fit to be shown
    QString text = {}; ///< a sentence: what is so
    QString remedy = {}; ///< what to do about it; empty if nothing
    QString restsOn = {}; ///< how it is known; empty where the text says it
};

struct CheckReport
{
    qint64 at = 0; ///< when they were done, ms since the epoch; 0: there is nothing to check
    qint64 tookMs = 0;
    QList<Check> checks = {};

    /// The worst of them; Ok if there are none.
    CheckState worst() const;
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::CheckArea>
{
    using Area = Inspection::CheckArea;
    static constexpr auto otherwise = Area::Unknown;
    static constexpr std::pair<Area, const char *> table[]{
        {Area::Configuration, "configuration"},
        {Area::Homeserver, "homeserver"},
        {Area::Database, "database"},
        {Area::Log, "log"},
        {Area::Redis, "redis"},
        {Area::Tap, "tap"},
        {Area::Proxy, "proxy"},
        {Area::History, "history"},
        {Area::Clock, "clock"},
        {Area::Gateway, "gateway"},
    };
};

template <>
struct ApiWords<Inspection::CheckState>
{
    using State = Inspection::CheckState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::Fault, "fault"},
        {State::Warning, "warning"},
        {State::NotChecked, "not_checked"},
        {State::Ok, "ok"},
    };
};

} // namespace Lockstep
