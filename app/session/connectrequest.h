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
    Files, ///< there is none: captures, logs or a case are read, see ConnectRequest::files
};

/// How the operator signs in.
enum class SignInWay {
    Password, ///< or access token, where one is given
    Browser, ///< in a browser on this machine: OAuth 2.0, or single sign-on where there is none
    DeviceCode, ///< with a code that is typed on any device: OAuth 2.0
};

/// What the connect dialog asks for.
struct ConnectRequest
{
    using GatewayPlace = Lockstep::GatewayPlace;
    QString server; ///< server name, user ID, or URL of the client API; not needed for InProcess
    QString user; ///< localpart or full user ID; not needed with an access token
    QString password; ///< one of password and accessToken
    QString accessToken;
    SignInWay way = SignInWay::Password;
    bool adminRights = true; ///< ask an authorization server for admin rights
    QString identityProvider; ///< of single sign-on; empty: the server lets the person choose
    bool rememberSecret = true; ///< keep the token in the keychain
    GatewayPlace gatewayPlace = GatewayPlace::AtHomeserver;
    QUrl gateway;
    LocalGatewayOptions local;
    QStringList files; ///< for Files: paths of files and folders; nothing else is needed then
};

} // namespace Lockstep
