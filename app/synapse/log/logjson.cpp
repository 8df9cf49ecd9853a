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
    simdjson::dom::object object;
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

} // namespace

LogJson::LogJson()
    : d(std::make_unique<Private>())
{
}

LogJson::~LogJson() = default;

std::optional<size_t> LogJson::placeIn(std::string_view line)
{
    const size_t begin = line.substr(0, maxPrefix).find("{\"");
    if (begin == std::string_view::npos || line.substr(0, begin).find_first_of("'\"") != std::string_view::npos)
        return std::nullopt;
    return begin;
}

bool LogJson::read(std::string_view text)
{
    simdjson::dom::element document;
    if (d->parser.parse(text.data(), text.size()).get(document)) {
        // Bytes that are no UTF-8 are the one thing worth a second look.
        d->repaired = QString::fromUtf8(text.data(), qsizetype(text.size())).toUtf8();
        if (d->parser.parse(d->repaired.constData(), size_t(d->repaired.size())).get(document))
            return false;
    }
    if (document.get(d->object))
        return false;
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
    for (const char *key : {"log", "message", "msg", "line"}) {
        m_hasMessage = !d->object[key].get(m_message);
        if (m_hasMessage)
            break;
    }
    m_isSynapses = !d->object["namespace"].get(m_logger) || !d->object["logger"].get(m_logger)
        || (!d->object["name"].get(m_logger) && m_logger.starts_with("synapse"));
    if (d->object["request"].get(m_request))
        m_request = {};
    return true;
}

bool LogJson::tellTime(Logs::LogClock &clock) const
{
    double number = 0;
    std::string_view text;
    for (const char *key : {"time", "timestamp", "@timestamp", "ts", "_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"}) {
        if (!d->object[key].get(number)) {
            clock.readEpoch(toSeconds(number));
            return true;
        }
        if (d->object[key].get(text))
            continue;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            clock.readEpoch(toSeconds(number));
        else
            clock.read(text);
        return true;
    }
    return false;
}

} // namespace Lockstep::Synapse
