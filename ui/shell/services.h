// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace Lockstep {

class GatewayLauncher;
class SecretStore;
class Settings;
class Tray;

/// What all windows share. Owned by main(), outlives every window.
struct Services
{
    Settings *settings = nullptr;
    SecretStore *secrets = nullptr;
    GatewayLauncher *launcher = nullptr;
    Tray *tray = nullptr; ///< null: none
};

} // namespace Lockstep
