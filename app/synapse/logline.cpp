// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/logline.h"

#include "synapse/logmessage.h"

#include <QByteArray>
#include <QString>

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace Lockstep::Synapse {

namespace {

constexpr int maxWrapping = 3; // Docker's JSON around Kubernetes' prefix around Synapse's JSON
constexpr size_t maxPrefix = 400;

/// What stands in front of the message in Synapse's default format.
struct Head
{
    std::string_view logger;
    std::string_view message;
};

bool isLevel(std::string_view text)
{
    static constexpr std::array<std::string_view, 5> levels{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};
    return std::find(levels.begin(), levels.end(), text) != levels.end();
}

/// Takes text up to " - " from the front.
std::optional<std::string_view> field(std::string_view &rest)
{
    const size_t end = rest.substr(0, 256).find(" - ");
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 3);
    return text;
}

/// "time - logger - line - LEVEL - request - message", from behind the time.
std::optional<Head> defaultHead(std::string_view rest)
{
    if (!rest.starts_with(" - "))
        return std::nullopt;
    rest.remove_prefix(3);
    const auto logger = field(rest);
    const auto number = logger ? field(rest) : std::nullopt;
    const auto level = number ? field(rest) : std::nullopt;
    const auto context = level ? field(rest) : std::nullopt;
    if (!context || !isLevel(*level) || number->empty() || number->find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return Head{.logger = *logger, .message = rest};
}

/// Whether a message may follow this text: a prefix of an operator's own format, and not the beginning of another message that quotes one.
bool mayPrecede(std::string_view prefix)
{
    if (prefix.size() > maxPrefix || prefix.find_first_of("'\"{}") != std::string_view::npos)
        return false;
    if (!prefix.empty() && std::string_view(" \t:]|>-)=").find(prefix.back()) == std::string_view::npos)
        return false;
    const size_t logger = prefix.find("synapse.");
    if (logger == std::string_view::npos)
        return true;
    const size_t end = prefix.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", logger);
    return isReadLogger(prefix.substr(logger, end - logger));
}

} // namespace

struct LogLineParser::Private
{
    explicit Private(QTimeZone zone)
        : clock(std::move(zone))
    {
    }

    Logs::LogClock clock;
    simdjson::dom::parser json;
    /// A line in Synapse's default format was seen: then every text message has it.
    bool usesDefaultFormat = false;

    void parse(std::string_view line, int depth, std::vector<History::Observation> &out);
    bool parseJson(std::string_view line, int depth, std::vector<History::Observation> &out);
    void parseText(std::string_view line, std::vector<History::Observation> &out);
    void readJsonTime(const simdjson::dom::object &object);
};

LogLineParser::LogLineParser(QTimeZone zone)
    : d(std::make_unique<Private>(std::move(zone)))
{
}

LogLineParser::~LogLineParser() = default;
LogLineParser::LogLineParser(LogLineParser &&) noexcept = default;
LogLineParser &LogLineParser::operator=(LogLineParser &&) noexcept = default;

void LogLineParser::setFallbackTime(qint64 at)
{
    d->clock.set(at);
}

qint64 LogLineParser::lastTime() const
{
    return d->clock.last();
}

void LogLineParser::learn(std::string_view line)
{
    std::vector<History::Observation> ignored;
    d->parse(line.substr(0, 64 * 1024), 0, ignored);
}

void LogLineParser::parse(std::string_view line, std::vector<History::Observation> &out)
{
    d->parse(line, 0, out);
}

void LogLineParser::Private::parse(std::string_view line, int depth, std::vector<History::Observation> &out)
{
    // A file that was truncated under its writer, or a machine that lost power, leaves a hole of zeros.
    line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    if (!parseJson(line, depth, out))
        parseText(line, out);
}

bool LogLineParser::Private::parseJson(std::string_view line, int depth, std::vector<History::Observation> &out)
{
    const size_t begin = line.substr(0, maxPrefix).find("{\"");
    if (begin == std::string_view::npos || depth >= maxWrapping || line.substr(0, begin).find_first_of("'\"") != std::string_view::npos)
        return false;
    const std::string_view text = line.substr(begin);
    simdjson::dom::element document;
    QByteArray repaired; // lives as long as the parser's strings are used
    if (json.parse(text.data(), text.size()).get(document)) {
        // Bytes that are no UTF-8 are the one thing worth a second look.
        repaired = QString::fromUtf8(text.data(), qsizetype(text.size())).toUtf8();
        if (json.parse(repaired.constData(), size_t(repaired.size())).get(document))
            return false;
    }
    simdjson::dom::object object;
    std::string_view message, logger, other;
    if (document.get(object))
        return false;
    if (object["log"].get(message) && object["message"].get(message) && object["msg"].get(message))
        return true;
    const bool named = !object["namespace"].get(logger) || !object["logger"].get(logger) || !object["name"].get(logger);
    clock.read(line.substr(0, begin)); // a prefix's time, unless the object has a better one
    readJsonTime(object);
    if (named) {
        if (isReadLogger(logger))
            readMessage(message, clock.last(), out);
        return true;
    }
    if (object["stream"].get(other) && readMessage(message, clock.last(), out))
        return true;
    const std::string nested(message); // the parser is used again for what is inside
    parse(nested, depth + 1, out);
    return true;
}

void LogLineParser::Private::readJsonTime(const simdjson::dom::object &object)
{
    double seconds = 0;
    std::string_view text;
    for (const char *key : {"time", "timestamp", "@timestamp", "ts"}) {
        if (!object[key].get(seconds)) {
            clock.readEpoch(seconds);
            return;
        }
        if (!object[key].get(text)) {
            clock.read(text);
            return;
        }
    }
}

void LogLineParser::Private::parseText(std::string_view line, std::vector<History::Observation> &out)
{
    const qint64 before = clock.last();
    const auto time = clock.read(line);
    if (const auto head = time ? defaultHead(line.substr(time->end)) : std::nullopt) {
        usesDefaultFormat = true;
        if (isReadLogger(head->logger))
            readMessage(head->message, clock.last(), out);
        return;
    }
    clock.set(before);
    if (usesDefaultFormat)
        return;
    const size_t message = findMessage(line);
    clock.read(line.substr(0, message));
    if (message == std::string_view::npos || !mayPrecede(line.substr(0, message)))
        return;
    readMessage(line.substr(message), clock.last(), out);
}

Logs::LogDialect logDialect()
{
    return {.parser = [](const QTimeZone &zone) { return std::make_unique<LogLineParser>(zone); }, .findMarker = findMarker};
}

} // namespace Lockstep::Synapse
