// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/journaljson.h"

#include <algorithm>
#include <charconv>

namespace Lockstep::Logs {

namespace {

size_t skipBlanks(std::string_view line, size_t at)
{
    return std::min(line.find_first_not_of(" \t", at), line.size());
}

/// Where the string ends whose content begins at \a at: its closing quote; npos if it has none.
size_t endOfText(std::string_view line, size_t at)
{
    for (at = line.find_first_of("\"\\", at); at != std::string_view::npos; at = line.find_first_of("\"\\", at)) {
        if (line[at] == '"')
            return at;
        at += 2;
    }
    return std::string_view::npos;
}

/// Where the list ends that begins at \a at: its closing bracket; npos if it has none.
size_t endOfList(std::string_view line, size_t at)
{
    int depth = 0;
    for (at = line.find_first_of("[]\"", at); at < line.size(); at = line.find_first_of("[]\"", at + 1)) {
        depth += int(line[at] == '[') - int(line[at] == ']');
        if (depth == 0)
            return at;
        if (line[at] == '"')
            at = endOfText(line, at + 1);
        if (at == std::string_view::npos)
            break;
    }
    return std::string_view::npos;
}

std::optional<JsonValue> valueAt(std::string_view line, size_t at)
{
    if (at >= line.size())
        return std::nullopt;
    JsonValue value{.kind = JsonValue::Other, .begin = at, .end = at, .outerBegin = at, .outerEnd = at};
    if (line[at] == '"') {
        value.kind = JsonValue::Text;
        value.begin = at + 1;
        value.end = endOfText(line, at + 1);
        value.outerEnd = value.end + 1;
        return value.end == std::string_view::npos ? std::nullopt : std::optional(value);
    }
    if (line[at] != '[') {
        value.end = value.outerEnd = std::min(line.find_first_of(",} ", at), line.size());
        return value;
    }
    const size_t end = endOfList(line, at), first = skipBlanks(line, at + 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    if (line[first] >= '0' && line[first] <= '9') {
        value.kind = JsonValue::Bytes;
        value.begin = first;
        value.end = end;
    } else if (auto inner = valueAt(line, first)) { // several values
        value = *inner;
    }
    value.outerBegin = at;
    value.outerEnd = end + 1;
    return value;
}

} // namespace

std::optional<JsonValue> JsonValue::of(std::string_view line, std::string_view name)
{
    std::string needle;
    needle.reserve(name.size() + 2);
    needle.append(1, '"').append(name).append(1, '"');
    for (size_t at = line.find(needle); at != std::string_view::npos; at = line.find(needle, at + 1)) {
        const size_t colon = skipBlanks(line, at + needle.size());
        if (colon < line.size() && line[colon] == ':')
            return valueAt(line, skipBlanks(line, colon + 1));
    }
    return std::nullopt;
}

std::string_view jsonText(std::string_view line, std::string_view name)
{
    const auto value = JsonValue::of(line, name);
    return value && value->kind == JsonValue::Text ? line.substr(value->begin, value->end - value->begin) : std::string_view();
}

std::string jsonEscaped(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 16);
    for (const char byte : bytes) {
        if (byte == '"' || byte == '\\') {
            text += '\\';
            text += byte;
        } else if (byte == '\n') {
            text += "\\n";
        } else if (static_cast<unsigned char>(byte) < 0x20) {
            text += "\\u00";
            text += digits[static_cast<unsigned char>(byte) >> 4U];
            text += digits[static_cast<unsigned char>(byte) & 15U];
        } else {
            text += byte;
        }
    }
    return text;
}

std::optional<std::string> jsonEscapedBytes(std::string_view numbers)
{
    std::string bytes;
    for (const char *at = numbers.data(), *const last = at + numbers.size(); at < last;) {
        unsigned value = 0;
        while (at < last && (*at == ' ' || *at == ','))
            ++at;
        if (at == last)
            break;
        const auto [end, error] = std::from_chars(at, last, value);
        if (error != std::errc() || value > 255)
            return std::nullopt;
        bytes += char(value);
        at = end;
    }
    return jsonEscaped(bytes);
}

bool isJournalLine(std::string_view line)
{
    return line.starts_with('{') && JsonValue::of(line, "__REALTIME_TIMESTAMP") && !line.starts_with("{\"log\":");
}

bool beginsAsJournal(std::string_view head)
{
    const std::string_view line = head.substr(0, head.find('\n'));
    if (!line.starts_with('{') || line.starts_with("{\"log\":"))
        return false;
    for (const std::string_view field : {"\"__CURSOR\"", "\"__REALTIME_TIMESTAMP\"", "\"_BOOT_ID\"", "\"MESSAGE\""}) {
        if (line.find(field) != std::string_view::npos)
            return true;
    }
    return false;
}

std::string journalProcess(std::string_view line)
{
    std::string process;
    for (const std::string_view field : {"_HOSTNAME", "_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT", "CONTAINER_ID", "_PID"}) {
        const std::string_view text = jsonText(line, field).substr(0, 256);
        if (!text.empty())
            process.append(process.empty() ? 0 : 1, ' ').append(text);
    }
    return process;
}

std::string journalUnit(std::string_view line, bool withHost)
{
    std::string unit(withHost ? jsonText(line, "_HOSTNAME").substr(0, 256) : std::string_view());
    if (!unit.empty())
        unit += ' ';
    const auto append = [&unit](std::string_view text) { // systemd escapes with backslashes
        for (size_t at = 0; at < text.size(); ++at)
            unit += text[at] == '\\' && at + 1 < text.size() ? text[++at] : text[at];
        return unit;
    };
    for (const std::string_view field : {"CONTAINER_NAME", "_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT"}) {
        const std::string_view text = jsonText(line, field).substr(0, 256);
        if (!text.empty())
            return append(text);
    }
    return unit;
}

std::optional<std::string> withPlainMessage(std::string_view line)
{
    const auto message = JsonValue::of(line, "MESSAGE");
    if (!message || message->kind != JsonValue::Bytes)
        return std::nullopt;
    const auto bytes = jsonEscapedBytes(line.substr(message->begin, message->end - message->begin));
    if (!bytes)
        return std::nullopt;
    std::string plain(line.substr(0, message->outerBegin));
    plain.append(1, '"').append(*bytes).append(1, '"').append(line.substr(message->outerEnd));
    return plain;
}

bool lacksMessage(std::string_view line)
{
    const auto message = JsonValue::of(line, "MESSAGE");
    return message && message->kind == JsonValue::Other && line.substr(message->begin).starts_with("null");
}

} // namespace Lockstep::Logs
