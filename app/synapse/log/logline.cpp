// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logline.h"

#include "synapse/log/defaulthead.h"
#include "synapse/log/logdecoration.h"
#include "synapse/log/logjson.h"
#include "synapse/log/logmessage.h"
#include "synapse/log/logprefix.h"
#include "synapse/log/otherserver.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using Logs::LineResult;

namespace {

constexpr int maxWrapping = 3; // Docker's JSON around Kubernetes' prefix around Synapse's JSON

/// Docker cuts what is longer.
constexpr size_t dockersLine = 16'000;

/// Whether a logger that ends with a colon stands before a message.
bool hasLoggerInFront(std::string_view line)
{
    const size_t end = std::min({line.find('\n'), findMessage(line.substr(0, maxPrefix)), maxPrefix});
    return timePart(line).size() < line.substr(0, end).size();
}

/// Where a record's object begins: at the front, or behind what a carrier puts there. What stands behind Synapse's own words is the text of
/// a message, of which others choose much (a device's ID, an EDU's type, a transaction's ID, an error), even where it is JSON.
std::optional<size_t> objectIn(std::string_view line, bool wrapped)
{
    const auto begin = LogJson::placeIn(line);
    return begin && *begin > 0 && (wrapped || !isCarriers(line.substr(0, *begin))) ? std::nullopt : begin;
}

/// As UserId::server(), without making a text of it.
QStringView serverIn(const UserId &user)
{
    const QStringView id = user.toString();
    const qsizetype colon = id.indexOf(u':');
    return colon < 0 ? QStringView() : id.sliced(colon + 1);
}

/// Whose the observation is to be by its request, and how sure that has to be.
LogTrust::Need needOf(const History::Observation &what)
{
    if (const auto *keys = std::get_if<History::SigningKeys>(&what))
        return keys->transaction.isEmpty() ? LogTrust::NotContradict : LogTrust::BeToldOf;
    const bool isOwnWork = std::holds_alternative<History::ResyncOutcome>(what) || std::holds_alternative<History::ServerTrouble>(what);
    return isOwnWork ? LogTrust::NotContradict : LogTrust::BeToldOf;
}

} // namespace

struct LogLineParser::Private
{
    Private(QTimeZone zone, std::shared_ptr<LogTrust> memory)
        : clock(std::move(zone))
        , trust(memory ? std::move(memory) : std::make_shared<LogTrust>())
    {
    }

    Logs::LogClock clock;
    LogJson json;
    std::shared_ptr<LogTrust> trust;
    /// The file holds lines of text, so that even what looks like JSON can be somebody's text.
    bool hasText = false;
    /// Lines of text begin with a time: what does not continues a line.
    bool isTimed = false;
    /// When the line that is read was written, as what carries it says.
    std::optional<qint64> carriedAt;

    void learn(std::string_view line, int depth);
    LineResult parse(std::string_view line, int depth, bool wrapped, std::vector<History::Observation> &out);
    std::optional<LineResult> parseJson(std::string_view line, int depth, bool wrapped, std::vector<History::Observation> &out);
    std::optional<LineResult> parseExported(std::string_view line, int depth, std::vector<History::Observation> &out);
    LineResult parseAll(std::vector<std::string_view> objects, int depth, std::vector<History::Observation> &out);
    LineResult parseText(std::string_view line, bool wrapped, std::vector<History::Observation> &out);
    LineResult take(std::string_view line, std::string_view message, std::string_view request, std::vector<History::Observation> &out);
    bool believes(const History::Observation &what, std::string_view request);

    /// The user whose list Synapse began to fetch last: "Federation denied" tells the server only.
    UserId fetching;
    void nameDenied(std::vector<History::Observation> &out, size_t from);
};

LogLineParser::LogLineParser(QTimeZone zone, std::shared_ptr<LogTrust> memory)
    : d(std::make_unique<Private>(std::move(zone), std::move(memory)))
{
}

LogLineParser::~LogLineParser() = default;
LogLineParser::LogLineParser(LogLineParser &&) noexcept = default;
LogLineParser &LogLineParser::operator=(LogLineParser &&) noexcept = default;

void LogLineParser::setFallbackTime(qint64 at)
{
    d->clock.set(at);
}

bool LogLineParser::hasTimes() const
{
    return d->clock.hasRead();
}

qint64 LogLineParser::lastTime() const
{
    return d->clock.last();
}

void LogLineParser::learn(std::string_view line)
{
    if (d->trust->isQuarantined(line))
        return;
    d->learn(line, 0);
}

void LogLineParser::Private::learn(std::string_view line, int depth)
{
    const auto place = depth < maxWrapping ? objectIn(line, false) : std::nullopt;
    if (place && json.read(line.substr(*place))) {
        clock.read(line.substr(0, *place));
        json.tellTime(clock);
        if (json.hasMessage() && !json.isSynapses())
            learn(std::string(json.message()), depth + 1);
        return;
    }
    const bool timed = clock.read(timePart(line)).has_value();
    if (timed && hasLevel(line)) {
        hasText = true;
        isTimed = isTimed || !line.starts_with('"'); // a table's first cell is a store's time
    }
}

void LogLineParser::Private::nameDenied(std::vector<History::Observation> &out, size_t from)
{
    for (size_t i = from; i < out.size(); ++i) {
        if (const auto *outcome = std::get_if<History::ResyncOutcome>(&out[i])) {
            fetching = outcome->step == History::ResyncOutcome::Started ? outcome->user : UserId();
        } else if (const auto *trouble = std::get_if<History::ServerTrouble>(&out[i]);
                   trouble && trouble->kind == History::ServerTrouble::FederationDenied && fetching.server() == trouble->server) {
            out.emplace_back(History::ResyncOutcome{.user = fetching,
                .step = History::ResyncOutcome::Failed,
                .streamId = {},
                .error = u"403: Federation denied with %1"_s.arg(trouble->server.toString()),
                .at = trouble->at});
            return;
        }
    }
}

LineResult LogLineParser::parse(std::string_view line, std::vector<History::Observation> &out)
{
    const size_t before = out.size();
    const Logs::LogClock::State clock = d->clock.state();
    const LineResult result = d->parse(line, 0, false, out);
    // What is not believed, or somebody quotes, has no say in when the lines behind it were written.
    if (result.outcome == LineResult::Refused || result.outcome == LineResult::NotUnderstood)
        d->clock.restore(clock);
    d->nameDenied(out, before);
    return result;
}

/// \a wrapped: the line is one record of somebody who keeps a record's line feeds.
LineResult LogLineParser::Private::parse(std::string_view line, int depth, bool wrapped, std::vector<History::Observation> &out)
{
    // Also what would be read as JSON or a table is somebody's text where that somebody said it.
    if (!wrapped && trust->isQuarantined(line))
        return {.outcome = LineResult::Refused, .forgeable = true};
    line = withoutDecoration(line);
    if (auto result = depth < maxWrapping ? parseJson(line, depth, wrapped, out) : std::nullopt)
        return *result;
    if (auto result = depth < maxWrapping ? parseExported(line, depth, out) : std::nullopt)
        return *result;
    if (line.find('\x1b') != std::string_view::npos)
        return parseText(withoutColours(line), wrapped, out);
    return parseText(line, wrapped, out);
}

std::optional<LineResult> LogLineParser::Private::parseJson(
    std::string_view line, int depth, bool wrapped, std::vector<History::Observation> &out)
{
    const auto begin = objectIn(line, wrapped);
    if (!begin)
        return std::nullopt;
    if (!json.read(line.substr(*begin))) {
        const size_t end = line.find_last_not_of(" \t,");
        const std::vector<std::string_view> objects = line[end] == ']' ? objectsOf(line.substr(*begin)) : std::vector<std::string_view>();
        return objects.empty() ? std::nullopt : std::optional(parseAll(objects, depth + 1, out));
    }
    if (!json.hasMessage())
        return LineResult{.outcome = findMessage(line) == std::string_view::npos ? LineResult::Nothing : LineResult::NotUnderstood};
    clock.read(line.substr(0, *begin)); // a prefix's time, unless the object has a better one
    const bool isTold = json.tellTime(clock);
    // What has no dot may be a namespace of Kubernetes', around a whole line of text.
    const bool isAround = json.logger().find('.') == std::string_view::npos && findMessage(json.message()) != std::string_view::npos;
    if (json.isSynapses() && (isReadLogger(json.logger()) || !isAround)) {
        if (!isReadLogger(json.logger()))
            return LineResult{};
        if (hasText)
            return take(line, json.message(), json.request(), out);
        const MessageKind kind = readMessage(json.message(), clock.last(), out);
        return LineResult{.outcome = kind == MessageKind::Read ? LineResult::Read
                : kind == MessageKind::NotUnderstood           ? LineResult::NotUnderstood
                                                               : LineResult::Nothing};
    }
    // In a log of text even this may be somebody's text.
    const bool keepsRecords = json.keepsRecords() && !hasText;
    const std::string nested(json.message()); // the reader is used again for what is inside
    carriedAt = isTold ? std::optional(clock.last()) : std::nullopt;
    const LineResult result = parse(nested, depth + 1, keepsRecords, out);
    carriedAt.reset();
    return result;
}

/// An array in one line. Stores export the newest first.
LineResult LogLineParser::Private::parseAll(std::vector<std::string_view> objects, int depth, std::vector<History::Observation> &out)
{
    const auto timeOf = [this](std::string_view object) {
        Logs::LogClock told(QTimeZone::utc());
        return json.read(object) && json.tellTime(told) ? told.last() : 0;
    };
    if (timeOf(objects.front()) > timeOf(objects.back()))
        std::reverse(objects.begin(), objects.end());
    LineResult all;
    for (const std::string_view object : objects) {
        const LineResult one = parse(object, depth, false, out);
        all.outcome = std::max(all.outcome, one.outcome);
        all.forgeable = all.forgeable || one.forgeable;
    }
    return all;
}

/// A row of a table, or a member of an object that is spread over lines.
std::optional<LineResult> LogLineParser::Private::parseExported(std::string_view line, int depth, std::vector<History::Observation> &out)
{
    const size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] != '"')
        return std::nullopt;
    if (const auto object = memberAsObject(line))
        return parseJson(*object, depth, false, out);
    for (const std::string &cell : cellsOf(line)) {
        if (findMessage(cell) != std::string_view::npos)
            return parse(cell, depth + 1, false, out);
        clock.read(cell);
    }
    return std::nullopt;
}

LineResult LogLineParser::Private::parseText(std::string_view line, bool wrapped, std::vector<History::Observation> &out)
{
    const Logs::LogClock::State before = clock.state();
    // A record may have several lines (a traceback, or somebody's text): the first one says what it is.
    const auto time = clock.read(line.substr(0, line.find('\n')));
    if (time && carriedAt)
        clock.settle(*carriedAt);
    // Behind another format's own words, or a sentence, it is what somebody wrote.
    const bool isOwn = time && (time->begin == 0 || isCarriers(line.substr(0, time->begin)));
    const auto head = isOwn ? DefaultHead::of(line.substr(time->end)) : std::nullopt;
    if (!wrapped && !hasText)
        hasText = head || (time && hasLevel(withoutColours(line.substr(0, maxPrefix)))) || hasLoggerInFront(line);
    const size_t inHead = head ? findMessage(head->message.substr(0, maxPrefix)) : std::string_view::npos;
    if (inHead == 0) {
        // What is inside of quotes ends with them, and is escaped in a way that is not known.
        if (std::count(line.begin(), line.begin() + std::ptrdiff_t(time->begin), '"') % 2 != 0)
            return {.outcome = LineResult::NotUnderstood, .forgeable = true};
        isTimed = true;
        if (!isReadLogger(head->logger))
            return {};
        return take(line, head->message, head->request, out);
    }
    if (head && (inHead == std::string_view::npos || !areFields(head->message.substr(0, inHead))))
        return {}; // another message, in which it is quoted
    clock.restore(before);
    const size_t at = findMessage(line.substr(0, maxPrefix + 64));
    if (at == std::string_view::npos || (wrapped && line.substr(0, at).find('\n') != std::string_view::npos))
        return {};
    const auto own = clock.read(timePart(line));
    if (own && carriedAt)
        clock.settle(*carriedAt);
    const LogPrefix prefix = readPrefix(line.substr(0, at), own ? own->end : 0);
    if (prefix.kind == LogPrefix::OtherLogger) {
        clock.restore(before);
        return {};
    }
    if (prefix.kind == LogPrefix::Unlikely)
        return {.outcome = LineResult::NotUnderstood, .forgeable = true};
    if (wrapped) {
        const MessageKind kind = readMessage(line.substr(at), clock.last(), out);
        return {.outcome = kind == MessageKind::Read ? LineResult::Read : LineResult::Nothing};
    }
    if (!own && isTimed && clock.last() == before.last)
        return {.outcome = LineResult::Refused, .forgeable = true};
    isTimed = isTimed || own;
    return take(line, line.substr(at), prefix.request, out);
}

/// A line that somebody else may have written.
LineResult LogLineParser::Private::take(
    std::string_view line, std::string_view message, std::string_view request, std::vector<History::Observation> &out)
{
    hasText = true;
    if (const std::string_view server = senderTold(message); !server.empty()) {
        trust->tells(request, server);
        return {};
    }
    const size_t first = out.size();
    // A line that `docker logs -t` joined has a time at each seam, which may lie inside a name.
    const bool hasSeams = message.size() > dockersLine && line.size() > message.size()
        && hasDockersTime(line.substr(0, std::min(line.size() - message.size(), maxPrefix)));
    MessageKind kind = readMessage(hasSeams ? withoutInnerTimes(message) : message, clock.last(), out);
    if (const auto plain = kind == MessageKind::NotUnderstood ? withoutEntities(message) : std::nullopt)
        kind = readMessage(*plain, clock.last(), out);
    if (kind != MessageKind::Read)
        return {.outcome = kind == MessageKind::NotUnderstood ? LineResult::NotUnderstood : LineResult::Nothing, .forgeable = true};
    const auto begin = out.begin() + std::ptrdiff_t(first);
    const auto refused = std::remove_if(begin, out.end(), [&](const History::Observation &what) { return !believes(what, request); });
    const bool isRefused = refused != out.end();
    out.erase(refused, out.end());
    return {.outcome = isRefused ? LineResult::Refused : LineResult::Read, .forgeable = true};
}

bool LogLineParser::Private::believes(const History::Observation &what, std::string_view request)
{
    if (const auto *handled = std::get_if<History::HandledUpdate>(&what))
        trust->quarantine(handled->device.toString());
    else if (const auto *content = std::get_if<History::UpdateContent>(&what))
        trust->quarantine(content->content.value(QLatin1String("device_id")).toString());
    const auto *ignored = std::get_if<History::IgnoredUpdate>(&what);
    if (ignored && ignored->reason == History::IgnoredUpdate::WrongOrigin)
        return true; // that it speaks of another server's user is what it says
    const auto *trouble = std::get_if<History::ServerTrouble>(&what);
    if (trouble && (trouble->server.isEmpty() || trouble->kind == History::ServerTrouble::AddressBlocked))
        return true; // it names nobody, or a host, which need not be called as the server is
    const UserId &user = std::visit([](const auto &value) -> const UserId & { return value.user; }, what);
    const QByteArray utf8 = (trouble ? QStringView(trouble->server.toString()) : serverIn(user)).toUtf8();
    const std::string_view server(utf8.constData(), size_t(utf8.size()));
    const LogTrust::Need need = needOf(what);
    if (!trust->mayTell(request, server, need))
        return false;
    if (need == LogTrust::BeToldOf)
        trust->assume(request, server);
    return true;
}

Logs::LogDialect logDialect()
{
    return {.memory = [] { return std::make_shared<LogTrust>(); },
        .parser =
            [](const QTimeZone &zone, const std::shared_ptr<Logs::LogMemory> &memory) {
                return std::make_unique<LogLineParser>(zone, std::dynamic_pointer_cast<LogTrust>(memory));
            },
        .findMarker = findMarker,
        .otherProgram = otherServer};
}

} // namespace Lockstep::Synapse
