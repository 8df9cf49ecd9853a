// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"

#include <httplib.h>

#include <chrono>

namespace Lockstep::Inspection {

/// One connection to a client, as cpp-httplib's stream. cpp-httplib 0.11 itself limits neither the length of a line, nor the number of
/// headers, nor the time of a head that trickles in, forgets what a client sent ahead of time (pipelining), and reads a POST without a
/// length until the connection ends; so the bytes pass through here.
class HttpConnection : public httplib::Stream
{
public:
    enum class Trouble { None, TooLong, Timeout, Broken };

    /// \a stopFd becomes readable, and stays so, when the server stops.
    HttpConnection(int fd, int stopFd, const HttpServerOptions &options);

    /// Waits for the first byte of a request. False: idle for too long, closed by the client, or the server stops.
    bool waitForRequest(int timeoutMs);
    /// From here on the limits of a head hold.
    void beginHead();
    /// Reads the body that the headers announce. What is wrong with it, as status: 400, 408, 413, 501; 0 if nothing.
    int readBody(const httplib::Headers &headers, QByteArray &body);
    /// Why a head was not read to its end.
    Trouble trouble() const { return m_trouble; }
    /// Whether the client closed its side, or the server stops.
    bool isAbandoned() const;
    /// Writes what cpp-httplib cannot: an answer before there is a request.
    void writeRaw(const QByteArray &bytes);
    /// Closes so that an answer written before unread input still reaches the client.
    void closeGently();

    // httplib::Stream
    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char *ptr, size_t size) override;
    ssize_t write(const char *ptr, size_t size) override;
    void get_remote_ip_and_port(std::string &ip, int &port) const override;
    void get_local_ip_and_port(std::string &ip, int &port) const override;
    socket_t socket() const override;

    bool routed = false; ///< the request in work was well-formed
    bool closeAfter = false; ///< what follows on this connection cannot be trusted to be a request

private:
    using Clock = std::chrono::steady_clock;

    bool fill();
    int waitFor(short events, Clock::time_point deadline);
    int readExactly(qint64 length, QByteArray &body);
    int readChunked(QByteArray &body);
    bool readLine(QByteArray &line, int maxLength);
    int statusOfTrouble() const;

    int m_fd;
    int m_stopFd;
    const HttpServerOptions &m_options;
    std::vector<char> m_buffer;
    size_t m_begin = 0;
    size_t m_end = 0;
    bool m_inHead = false;
    int m_headBytes = 0;
    Trouble m_trouble = Trouble::None;
    Clock::time_point m_readDeadline;
    std::optional<Clock::time_point> m_writeDeadline;
};

} // namespace Lockstep::Inspection
