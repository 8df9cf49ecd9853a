// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "http/httpcall.h"
#include "matrix/clientapi.h"

#include <QObject>

#include <optional>

namespace Lockstep::Matrix {

/// What an operator typed to say which homeserver is meant.
struct ServerInput
{
    QUrl url; ///< of the client API, if a URL was typed
    ServerName server; ///< otherwise
    UserId user; ///< if a user ID was typed
};

/// Server name, user ID or URL. Errors (BadInput) say what to type instead: plain http to another machine, user:password or a query in
/// the URL, text that is none of the three.
Result<ServerInput> parseServerInput(const QString &typed);

struct Homeserver
{
    QUrl clientApi; ///< base URL, no trailing slash
    Versions versions;
    UserId user; ///< if a user ID was typed
};

/// Finds the client API: by .well-known from a server name (specification, "Well-known URIs"), or as typed, and asks it for its
/// versions. Every failure says which address was asked and what to type instead.
class Discovery : public QObject
{
    Q_OBJECT
public:
    Discovery(QNetworkAccessManager *manager, QObject *parent);

    /// \a done is called once, unless cancelled or destroyed before.
    void start(const QString &typed, Http::Done<Homeserver> done);
    void cancel();

private:
    /// How the address came up that is asked for its versions.
    enum class Origin { Typed, WellKnown, Default };

    void askWellKnown(const QString &host);
    void readWellKnown(const QString &host, const Result<Http::HttpAnswer> &answer);
    void askVersions(const QUrl &base, Origin origin);
    void readVersions(const QUrl &base, Origin origin, const Result<Versions> &versions);
    void refuse(const QString &reason, Error::Kind kind);
    void finish(const Result<Homeserver> &result);

    QNetworkAccessManager *m_manager;
    Http::Done<Homeserver> m_done;
    ServerInput m_input;
    Http::CallHandle m_call;
    /// Why the typed URL itself is not the client API, while .well-known is asked.
    std::optional<Error> m_urlError;
};

} // namespace Lockstep::Matrix
