// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/requestreader.h"

#include "http/requesttarget.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;
namespace http = boost::beast::http;

namespace {

constexpr size_t maxTarget = 8192;
constexpr std::string_view endOfHead = "\r\n\r\n";

QByteArray bytesOf(boost::beast::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

/// Beast takes a list of equal lengths, and whatever stands behind a number.
bool isNumber(boost::beast::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int statusOf(const boost::system::error_code &error)
{
    if (error == http::error::body_limit)
        return 413;
    if (error == http::error::header_limit)
        return 431;
    return 400;
}

} // namespace

struct RequestReader::Private
{
    http::request_parser<http::string_body> parser;
    size_t seen = 0; ///< of a head that is not whole yet: no need to look at it again
};

RequestReader::RequestReader(const HttpServerOptions &options)
    : m_options(options)
    , d(std::make_unique<Private>())
{
    d->parser.eager(true);
    d->parser.header_limit(std::uint32_t(options.maxHeaderBytes));
    d->parser.body_limit(std::uint64_t(options.maxBody));
}

RequestReader::~RequestReader() = default;

/// What Beast forgives. \a head may be the beginning of one only.
void RequestReader::checkHead(std::string_view head)
{
    for (size_t i = d->seen; i < head.size(); ++i) {
        const bool lonelyLf = head[i] == '\n' && (i == 0 || head[i - 1] != '\r');
        const bool lonelyCr = head[i] == '\r' && i + 1 < head.size() && head[i + 1] != '\n';
        const bool folded = (head[i] == ' ' || head[i] == '\t') && i > 0 && head[i - 1] == '\n';
        if (lonelyLf || lonelyCr || folded || head[i] == '\0')
            m_status = 400;
    }
    d->seen = head.empty() ? 0 : head.size() - 1; // a CR at the end is judged when more has come
}

/// Whether it is a request whose body may be larger than others.
bool RequestReader::isLarge(std::string_view firstLine) const
{
    const size_t from = firstLine.find(' ') + 1;
    const std::string_view target = firstLine.substr(from, firstLine.find_first_of(" ?", from) - from);
    return !m_options.largePath.isEmpty()
        && target == std::string_view(m_options.largePath.constData(), size_t(m_options.largePath.size()));
}

size_t RequestReader::feed(std::string_view bytes)
{
    size_t taken = 0;
    if (!isHeadDone()) {
        // Blank lines before a request are ignored (RFC 9112, section 2.2).
        while (d->seen == 0 && bytes.substr(taken, 2) == "\r\n")
            taken += 2;
        bytes.remove_prefix(taken);
        // Not from the beginning each time: a client may send a head byte by byte.
        const size_t end = bytes.find(endOfHead, d->seen - std::min(d->seen, endOfHead.size()));
        const std::string_view head = end == std::string_view::npos ? bytes : bytes.substr(0, end + endOfHead.size());
        checkHead(head);
        if (m_status)
            return taken;
        const size_t firstLine = std::min(head.find('\r'), head.size());
        if (firstLine > maxTarget + 32)
            m_status = 414;
        else if (head.size() > size_t(m_options.maxHeaderBytes))
            m_status = 431;
        if (m_status || end == std::string_view::npos)
            return taken;
        if (isLarge(head.substr(0, firstLine)))
            d->parser.body_limit(std::uint64_t(m_options.maxLargeBody));
    }
    while (!isDone() && !bytes.empty()) {
        const bool inHead = !isHeadDone();
        boost::system::error_code error;
        const size_t used = d->parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
        taken += used;
        bytes.remove_prefix(used);
        if (error && error != http::error::need_more) {
            m_status = statusOf(error);
            return taken;
        }
        if (inHead && isHeadDone())
            checkFields();
        if (m_status || error || used == 0)
            return taken;
    }
    return taken;
}

void RequestReader::checkFields()
{
    const auto &request = d->parser.get();
    const auto count = [&request](auto name) { return std::distance(request.equal_range(name).first, request.equal_range(name).second); };
    const auto encodings = count(http::field::transfer_encoding);
    if ((request.version() >= 11 && count(http::field::host) != 1) || count(http::field::host) > 1)
        m_status = 400;
    else if (count(http::field::authorization) > 1 || encodings + count(http::field::content_length) > 1)
        m_status = 400;
    else if (count(http::field::content_length) == 1 && !isNumber(request[http::field::content_length]))
        m_status = 400;
    else if (request.method() == http::verb::unknown)
        m_status = 400;
    else if (encodings == 1 && bytesOf(request[http::field::transfer_encoding]).trimmed().toLower() != "chunked")
        m_status = 501;
    else if (request.target().size() > maxTarget)
        m_status = 414;
    else if (count(http::field::content_encoding) > 0)
        m_status = 415; // Nobody compresses "{}"; and what unpacks to more than it weighs is not wanted.
}

bool RequestReader::isHeadDone() const
{
    return d->parser.is_header_done();
}

bool RequestReader::isDone() const
{
    return d->parser.is_done();
}

bool RequestReader::expectsContinue() const
{
    return bytesOf(d->parser.get()[http::field::expect]).toLower() == "100-continue";
}

bool RequestReader::keepsAlive() const
{
    return d->parser.keep_alive();
}

bool RequestReader::isHead() const
{
    return d->parser.get().method() == http::verb::head;
}

Result<IncomingRequest> RequestReader::take()
{
    const auto &request = d->parser.get();
    IncomingRequest incoming;
    incoming.method = isHead() ? QByteArray("GET") : bytesOf(request.method_string());
    for (const auto &field : request)
        incoming.headers.insert(bytesOf(field.name_string()).toLower(), bytesOf(field.value()));
    incoming.body = QByteArray(request.body().data(), qsizetype(request.body().size()));
    if (const auto read = readTarget(bytesOf(request.target()), incoming); !read)
        return failure(read.error());
    return incoming;
}

} // namespace Lockstep::Http
