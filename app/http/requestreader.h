// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

#include <memory>
#include <string_view>

namespace Lockstep::Http {

/// Reads one HTTP/1.1 request from the bytes of a connection, with Boost.Beast's parser behind checks that are stricter than RFC 9112
/// allows a lenient recipient to be: what two programs may read differently is how requests are smuggled past a proxy, so a line folded, a
/// lone LF or CR, a blank before a colon, NUL, no Host or two, two Authorization headers, two lengths or a length beside chunks are 400.
/// Not thread-safe.
class RequestReader
{
public:
    /// \a options outlive the reader.
    explicit RequestReader(const HttpServerOptions &options);
    ~RequestReader();

    /// Takes from \a bytes what belongs to the request and returns how many those are. Call again with more until isDone() or status(). The
    /// head is taken only when it is there as a whole, so what is left is to be given again.
    size_t feed(std::string_view bytes);
    /// Whether the head of the request was taken.
    bool isHeadDone() const;
    bool isDone() const;
    /// What is wrong with the request, as HTTP status: 400, 413, 414, 415, 431, 501; 0 if nothing so far.
    int status() const { return m_status; }
    /// The client waits for "100 Continue" before it sends the body.
    bool expectsContinue() const;
    /// Whether another request may follow on the connection.
    bool keepsAlive() const;
    bool isHead() const;
    /// The request, without remoteAddress and isAbandoned. Error: BadInput (the target is not a path, not percent-encoded UTF-8, or holds
    /// NUL).
    Result<IncomingRequest> take();

private:
    struct Private;
    void checkHead(std::string_view head);
    bool isLarge(std::string_view firstLine) const;
    void checkFields();

    const HttpServerOptions &m_options;
    std::unique_ptr<Private> d;
    int m_status = 0;
};

} // namespace Lockstep::Http
