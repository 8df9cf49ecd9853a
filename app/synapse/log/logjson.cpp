// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logjson.h"

#include "synapse/log/logprefix.h"

#include <QString>

#include <simdjson.h>

#include <charconv>

namespace Lockstep::Synapse {

struct LogJson::Private
{
    simdjson::dom::parser parser;
    simdjson::dom::object object; ///< that holds the message
    simdjson::dom::object outer; ///< that holds the line's time if the other has none
    QByteArray repaired; ///< lives as long as the parser's strings are used
    std::string bytes; ///< a message that came as numbers
};

namespace {

/// journald writes what is not plain text as a list of bytes.
bool readBytes(const simdjson::dom::element &element, std::string &out)
{
    simdjson::dom::array list;
    if (element.get(list))
        return false;
    out.clear();
    for (const simdjson::dom::element byte : list) {
        int64_t value = 0;
        if (byte.get(value) || value < 0 || value > 255)
            return false;
        out += char(value);
    }
    return true;
}

/// Seconds, or the milli-, micro- or nanoseconds that a number so large must be.
double toSeconds(double value)
{
    for (const double perSecond : {1e9, 1e6, 1e3}) {
        if (value >= 1e8 * perSecond)
            return value / perSecond;
    }
    return value;
}

/// Not what is a date in digits, or no time.
bool readNumber(double number, Logs::LogClock &clock)
{
    constexpr double oldest = 6e8; // 1989, before anything that could be logged
    return toSeconds(number) >= oldest && clock.readEpoch(toSeconds(number));
}

} // namespace

LogJson::LogJson()
    : d(std::make_unique<Private>())
{
}

LogJson::~LogJson() = default;

std::optional<size_t> LogJson::placeIn(std::string_view line)
{
    const std::string_view head = line.substr(0, maxPrefix);
    size_t begin = head.find('{');
    while (begin != std::string_view::npos) {
        const size_t next = head.find_first_not_of(' ', begin + 1);
        if (next != std::string_view::npos && head[next] == '"')
            break;
        begin = head.find('{', begin + 1);
    }
    if (begin == std::string_view::npos || line.substr(0, begin).find_first_of("'\"") != std::string_view::npos)
        return std::nullopt;
    return begin;
}

bool LogJson::findMessage()
{
    for (const char *key : {"log", "message", "msg", "line", "event", "short_message", "textPayload", "_msg"}) {
        if (!d->object[key].get(m_message))
            return true;
    }
    return false;
}

/// Whether the message is one of Synapse's, and not a line that it wrote. Kubernetes calls namespaces, and others call loggers, what is
/// none of Python's: these have no dot, and stand in objects without a level.
bool LogJson::isFromSynapse()
{
    std::string_view level;
    const bool hasLevel = !d->object["level"].get(level) || !d->object["severity"].get(level);
    for (const char *key : {"namespace", "logger"}) {
        if (!d->object[key].get(m_logger))
            return hasLevel || m_logger.find('.') != std::string_view::npos;
    }
    for (const char *key : {"name", "logger_name", "_logger"}) {
        if (!d->object[key].get(m_logger))
            return m_logger.starts_with("synapse");
    }
    return false;
}

bool LogJson::read(std::string_view text)
{
    text = text.substr(0, text.find_last_not_of(" \t,") + 1); // one of an array's objects, a line each
    simdjson::dom::element document;
    if (d->parser.parse(text.data(), text.size()).get(document)) {
        // Bytes that are no UTF-8 are the one thing worth a second look.
        d->repaired = QString::fromUtf8(text.data(), qsizetype(text.size())).toUtf8();
        if (d->parser.parse(d->repaired.constData(), size_t(d->repaired.size())).get(document))
            return false;
    }
    if (document.get(d->object))
        return false;
    d->outer = d->object;
    m_message = m_logger = m_request = {};
    m_hasMessage = m_isSynapses = m_keepsRecords = false;
    std::string_view other;
    simdjson::dom::element journal;
    if (!d->object["MESSAGE"].get(journal)) {
        m_hasMessage = !journal.get(m_message);
        if (!m_hasMessage && readBytes(journal, d->bytes)) {
            m_message = d->bytes;
            m_hasMessage = true;
        }
        // Docker's and Podman's drivers are such a program too, and carry lines.
        m_keepsRecords = (!d->object["LOGGER"].get(other) || (!d->object["_TRANSPORT"].get(other) && other == "journal"))
            && d->object["CONTAINER_ID"].get(other) && d->object["CONTAINER_NAME"].get(other);
        return true;
    }
    m_hasMessage = findMessage();
    // What Elasticsearch, Google's and Datadog's stores export, and what collectors make of Synapse's own JSON, has it one object deeper.
    for (const char *key : {"_source", "jsonPayload", "content", "message", "log"}) {
        if (m_hasMessage || d->outer[key].get(d->object))
            continue;
        m_hasMessage = findMessage();
    }
    m_isSynapses = isFromSynapse();
    if (d->object["request"].get(m_request))
        m_request = {};
    return true;
}

bool LogJson::tellTime(Logs::LogClock &clock) const
{
    double number = 0;
    std::string_view text;
    for (const simdjson::dom::object &object : {d->object, d->outer}) {
        for (const char *key :
            {"time", "timestamp", "@timestamp", "ts", "_time", "asctime", "date", "_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"}) {
            if (!object[key].get(number)) {
                if (readNumber(number, clock))
                    return true;
                continue;
            }
            if (object[key].get(text))
                continue;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool isNumber = error == std::errc() && end == text.data() + text.size();
            if (isNumber ? readNumber(number, clock) : clock.readTime(text))
                return true;
        }
    }
    return false;
}

} // namespace Lockstep::Synapse
