// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/httpcall.h"
#include "core/ids.h"
#include "matrix/clientapi.h"

#include <QObject>

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
    void start(const QString &typed, Done<Homeserver> done);
    void cancel();

private:
    void askWellKnown(const ServerName &server);
    void readWellKnown(const Result<HttpAnswer> &answer);
    void askVersions(const QUrl &base, const QString &whereFrom);
    void finish(const Result<Homeserver> &result);

    QNetworkAccessManager *m_manager;
    Done<Homeserver> m_done;
    ServerInput m_input;
    CallHandle m_call;
};

} // namespace Lockstep::Matrix
