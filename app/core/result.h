// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <tl/expected.hpp>

namespace Lockstep {

/// Why something did not work. A plain value; it crosses threads and, as Matrix's standard error, the wire.
struct Error
{
    enum Kind {
        Network, ///< no connection, name not found, refused, cut off
        Tls, ///< certificate not valid, handshake failed
        Timeout, ///< no answer in time
        Http, ///< an HTTP answer that is an error; \c http and perhaps \c errcode are set
        BadAnswer, ///< an answer that is not what the protocol says
        BadInput, ///< what the user or the configuration gave is not usable
        Unauthorized, ///< no token, or one that is not valid any more
        Forbidden, ///< a valid token that may not do this
        NotFound,
        RateLimited, ///< \c retryAfterMs says how long to wait
        Unsupported, ///< the other side does not have this
        Database,
        Io, ///< a file or directory
        Cancelled,
        Internal,
    };

    Kind kind = Internal;
    /// HTTP status, 0 if none.
    int http = 0;
    /// Matrix error code ("M_FORBIDDEN"), empty if none.
    QString errcode = {};
    /// One sentence for a person: names the thing, and the way out where there is one. Never holds a token.
    QString text = {};
    /// Milliseconds to wait before trying again, -1 if not known.
    qint64 retryAfterMs = -1;
    /// When the remote server will be tried next, ms since the epoch, 0 if not known.
    qint64 retryAt = 0;
    /// Status that a remote homeserver gave, where the error relays one; 0 if none.
    int remoteStatus = 0;
    /// With Unauthorized: the homeserver keeps the device, which may sign in again (specification: soft_logout).
    bool softLogout = false;

    friend bool operator==(const Error &, const Error &) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// \code return failure(Error::BadInput, u"…"_qs); \endcode
inline tl::unexpected<Error> failure(Error::Kind kind, QString text, int http = 0, QString errcode = {})
{
    return tl::unexpected<Error>(Error{.kind = kind, .http = http, .errcode = std::move(errcode), .text = std::move(text)});
}
inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::Error)
