// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <QUrl>

namespace Lockstep {

/// How one may sign in at a homeserver, as it says itself.
struct SignInOffers
{
    /// A way of single sign-on.
    struct Provider
    {
        QString id;
        QString name; ///< fit to be shown

        friend bool operator==(const Provider &, const Provider &) = default;
    };

    bool browser = false; ///< OAuth 2.0 by a browser on this machine, or single sign-on
    bool deviceCode = false; ///< OAuth 2.0 by a code
    bool password = false;
    /// Users are with an authorization server: a password signs in, but never with admin rights.
    bool oauth = false;
    QList<Provider> providers; ///< of single sign-on, where there is no OAuth 2.0
    QString problem; ///< why this is not known, or not all of it; a sentence

    friend bool operator==(const SignInOffers &, const SignInOffers &) = default;
};

/// What a person is waited for who signs in in a browser.
struct SignInWait
{
    enum class Way { Browser, DeviceCode };

    Way way = Way::Browser;
    QUrl address; ///< to open here, or on another device: https, or http on this machine
    QUrl completeAddress; ///< with the code in it; empty if there is none
    QString userCode; ///< to type there
    bool asksForAdmin = false; ///< a server that does not give this account admin rights shows a page, and nothing comes back
};

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::SignInWait)
