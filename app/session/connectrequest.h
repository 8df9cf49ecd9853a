// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>

namespace Lockstep {

/// What the gateway inside the process needs; mirrors the options of lockstep-gateway.
struct LocalGatewayOptions
{
    QStringList homeserverConfigs;
    QString serverName;
    QUrl clientApi;
    QString database;
    QString markerDatabase;
    QStringList logs;
    QString history;
    bool readOnly = false;

    friend bool operator==(const LocalGatewayOptions &, const LocalGatewayOptions &) = default;
};

/// Where the inspection API is.
enum class GatewayPlace {
    AtHomeserver, ///< behind the same reverse proxy as the client API
    Given, ///< at an address of its own
    InProcess, ///< started inside the program, on the homeserver's machine
};

/// What the connect dialog asks for.
struct ConnectRequest
{
    using GatewayPlace = Lockstep::GatewayPlace;
    QString server; ///< server name, user ID, or URL of the client API; not needed for InProcess
    QString user; ///< localpart or full user ID; not needed with an access token
    QString password; ///< one of password and accessToken
    QString accessToken;
    bool rememberSecret = true; ///< keep the token in the keychain
    GatewayPlace gatewayPlace = GatewayPlace::AtHomeserver;
    QUrl gateway;
    LocalGatewayOptions local;
};

} // namespace Lockstep
