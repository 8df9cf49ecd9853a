// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <memory>

namespace Lockstep::Audits {

/// The homeserver's signing key, for the one question that an audit asks in the homeserver's name. There is no way to have it sign
/// anything else, and none to have the key. Thread-safe.
class HomeserverKey
{
public:
    /// Reads a key file of Synapse's ("ed25519 a_ABCD seed" a line) and takes the first key, as Synapse does. Errors, each one sentence
    /// without anything of the content: Io, BadInput.
    static Result<std::unique_ptr<const HomeserverKey>> read(const QString &path, const ServerName &homeserver);
    ~HomeserverKey();
    HomeserverKey(const HomeserverKey &) = delete;
    HomeserverKey &operator=(const HomeserverKey &) = delete;

    /// "ed25519:a_ABCD"; no secret.
    QString id() const;
    /// Why the file should not be as it is, one sentence; empty if all is well.
    QString warning() const;

    /// GET /_matrix/federation/v1/user/devices/{userId}, without a body, to the user's server.
    struct ListRequest
    {
        QByteArray target; ///< the path
        QByteArray authorization; ///< value of the header
    };
    /// BadInput for what is no user ID, and for a user of the homeserver itself.
    Result<ListRequest> requestFor(const UserId &user) const;

private:
    struct Private;
    explicit HomeserverKey(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Audits
