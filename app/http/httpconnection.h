// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace Lockstep::Http {

class RequestReader;

/// One connection to a client: reads requests, pipelined ones too, has them answered and writes the answers. Bounded in bytes and time
/// whatever the client does. Used by one thread at a time.
class HttpConnection
{
public:
    using Handler = std::function<OutgoingAnswer(const IncomingRequest &)>;

    /// \a stopFd becomes readable, and stays so, when the server stops. \a options and \a handler outlive the connection, which owns \a fd.
    HttpConnection(int fd, int stopFd, const HttpServerOptions &options, const Handler &handler);
    HttpConnection(const HttpConnection &) = delete;
    HttpConnection &operator=(const HttpConnection &) = delete;
    /// Closes so that an answer written before unread input still reaches the client.
    ~HttpConnection();

    enum class State {
        Ended,
        Idle, ///< the next request has not begun: of interest when there is something to read
        Waiting, ///< for a LaterAnswer: of interest when that wakes the server, or when the client is gone
    };
    /// Serves until the connection has ended or has to be waited for.
    State serve();
    State state() const { return m_state; }
    /// Of a connection that is waited for: when that is over.
    std::chrono::steady_clock::time_point deadline() const;
    int descriptor() const { return m_fd; }
    /// Of a LaterAnswer that has just been given.
    void setWaker(std::function<void()> waker) { m_waker = std::move(waker); }

    /// One answer without a request, written at once or not at all: for a connection that is one too many.
    static void refuse(int fd);

private:
    using Clock = std::chrono::steady_clock;
    enum class Wait { Ready, Timeout, Stopping };

    State serveOne();
    State answerLater();
    bool give(const OutgoingAnswer &outgoing, bool closes, bool isHead);
    bool read(RequestReader &reader);
    bool fill(Clock::time_point deadline, int &status);
    OutgoingAnswer answer(RequestReader &reader);
    bool isAbandoned() const;
    Wait waitFor(short events, Clock::time_point deadline);
    bool write(const QByteArray &bytes);

    int m_fd;
    int m_stopFd;
    const HttpServerOptions &m_options;
    const Handler &m_handler;
    std::vector<char> m_buffer;
    size_t m_begin = 0;
    size_t m_end = 0;
    bool m_inputLeft = false; ///< the client may still be sending what nobody will read
    std::optional<Clock::time_point> m_writeDeadline;
    State m_state = State::Idle;
    Clock::time_point m_idleUntil;
    std::function<void()> m_waker;
    // while it waits
    std::shared_ptr<LaterAnswer> m_later;
    bool m_closes = false;
    bool m_isHead = false;
};

} // namespace Lockstep::Http
