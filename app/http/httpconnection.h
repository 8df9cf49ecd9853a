// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace Lockstep::Http {

class RequestReader;

/// One connection to a client: reads requests, pipelined ones too, has them answered and writes the answers. Bounded in bytes and time
/// whatever the client does. Nothing here waits for the client, so that one that is slow, either way, costs no thread. Used by one thread
/// at a time.
class HttpConnection
{
public:
    using Handler = std::function<OutgoingAnswer(const IncomingRequest &)>;
    using Clock = std::chrono::steady_clock;

    /// \a stopFd becomes readable, and stays so, when the server stops. \a options and \a handler outlive the connection, which owns \a fd.
    HttpConnection(int fd, int stopFd, const HttpServerOptions &options, const Handler &handler);
    HttpConnection(const HttpConnection &) = delete;
    HttpConnection &operator=(const HttpConnection &) = delete;
    /// Closes.
    ~HttpConnection();

    enum class State {
        Ended,
        Idle, ///< the next request has not begun: of interest when there is something to read
        Reading, ///< a request has begun and is not whole: likewise
        Ready, ///< a request is whole: serve() it
        Waiting, ///< for a LaterAnswer: of interest when that wakes the server, or when the client is gone
        Writing, ///< the client has not taken the answer yet: of interest when it takes more
        Lingering, ///< the last answer is written, and what the client still sends is thrown away: of interest when there is some
    };
    State state() const { return m_state; }
    /// Answers what is whole, or looks for the LaterAnswer; on a thread that may be held up by the handler. With \a stays it waits for a
    /// moment for the next request, which costs less than to come back to it.
    State serve(bool stays);
    /// The connection has become of interest. Does not block.
    State advance();
    /// deadline() has passed, and the state is not Waiting. Does not block.
    State expire();
    /// Of a state that is waited for: when that is over.
    Clock::time_point deadline() const;
    /// Since when it has been in a state of waiting for the client: since it was accepted, its request began, or its answer did.
    Clock::time_point since() const { return m_since; }
    /// Whether a whole request has ever come.
    bool wasAnswered() const { return m_wasAnswered; }
    /// Whether the client has sent something that was not read yet.
    bool hasUnread() const;
    int descriptor() const { return m_fd; }
    /// Of a LaterAnswer that has just been given.
    void setWaker(std::function<void()> waker) { m_waker = std::move(waker); }

    /// One answer without a request, written at once or not at all: for a connection that is one too many.
    static void refuse(int fd);

private:
    enum class Input { Some, None, Over };

    void rest();
    State readOn();
    State takeInput();
    State refuseRequest(int status);
    void answerRequest();
    void answerLater();
    State give(const OutgoingAnswer &outgoing, bool closes, bool isHead);
    State writeOn(qsizetype most);
    State linger();
    Input fill();
    bool isThereSoon() const;
    bool isAbandoned() const;
    OutgoingAnswer answer(RequestReader &reader);

    int m_fd;
    int m_stopFd;
    const HttpServerOptions &m_options;
    const Handler &m_handler;
    State m_state = State::Idle;
    Clock::time_point m_since;
    Clock::time_point m_deadline;
    bool m_wasAnswered = false;
    std::function<void()> m_waker;
    // what came
    std::vector<char> m_buffer;
    size_t m_begin = 0;
    size_t m_end = 0;
    std::unique_ptr<RequestReader> m_reader; ///< of the request that has begun
    bool m_inBody = false;
    // what goes
    QByteArray m_output;
    qsizetype m_written = 0;
    bool m_closes = false; ///< the connection ends with this answer
    bool m_inputLeft = false; ///< the client may still be sending what nobody will read
    size_t m_drained = 0;
    // while it waits
    std::shared_ptr<LaterAnswer> m_later;
    bool m_isHead = false;
};

} // namespace Lockstep::Http
