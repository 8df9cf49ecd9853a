// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/oauthapi.h"

#include <QObject>

#include <functional>

namespace Lockstep::Matrix {

/// Where the IDs are remembered under which Lockstep is registered, one for each issuer.
struct ClientMemory
{
    /// Answers an empty text if there is none; never before it has returned.
    std::function<void(const QString &issuer, QObject *context, std::function<void(const QString &)>)> recall;
    std::function<void(const QString &issuer, const QString &clientId)> remember;
};

/// Finds the ID under which Lockstep is known at an authorization server. A remembered one is tried before anybody is sent there: what a
/// browser shows to a client that the server has forgotten never comes back to us.
class ClientRegistration : public QObject
{
    Q_OBJECT
public:
    ClientRegistration(OAuthApi api, ClientMemory memory, QObject *parent);

    /// \a done is called once, unless destroyed before.
    void obtain(Http::Done<QString> done);
    /// The server refused \a clientId after all: registers anew.
    void renew(Http::Done<QString> done);

private:
    void recalled(const QString &clientId);
    void enroll();
    void finish(const Result<QString> &result);

    OAuthApi m_api;
    ClientMemory m_memory;
    Http::Done<QString> m_done;
};

} // namespace Lockstep::Matrix
