// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logfragments.h"

#include "logs/journaljson.h"

#include <algorithm>
#include <cstring>

namespace Lockstep::Logs {

namespace {

/// Lines that may stand between two pieces, and how far back one looks for an earlier piece.
constexpr int maxBetween = 1000;
constexpr int maxBack = 64;

/// Where journald and Docker's drivers cut, bytes. Journald takes blanks from the end of a piece.
constexpr size_t journaldsPiece = 48 * 1024, dockersPiece = 16 * 1024, maxBlanks = 16;

bool isStream(std::string_view word)
{
    return word == "stdout" || word == "stderr";
}

/// Takes a word and the space behind it from the front.
std::string_view word(std::string_view &rest)
{
    const size_t end = rest.substr(0, 64).find(' ');
    if (end == std::string_view::npos)
        return {};
    const std::string_view found = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return found;
}

std::optional<LogFragment> criFragment(std::string_view line)
{
    std::string_view rest = line;
    const std::string_view time = word(rest);
    if (time.find('T') == std::string_view::npos) // as of most logs' lines
        return std::nullopt;
    const std::string_view stream = word(rest), tags = word(rest);
    const std::string_view tag = tags.substr(0, tags.find(':'));
    if (!isStream(stream) || (tag != "P" && tag != "F"))
        return std::nullopt;
    return LogFragment{.before = line.substr(0, line.size() - rest.size()), .text = rest, .after = {}, .key = stream, .goesOn = tag == "P"};
}

bool endsWithNewline(std::string_view text)
{
    if (!text.ends_with("\\n"))
        return false;
    text.remove_suffix(1);
    const size_t other = text.find_last_not_of('\\');
    return (text.size() - (other == std::string_view::npos ? 0 : other + 1)) % 2 == 1;
}

LogFragment jsonFragment(std::string_view line, const JsonValue &text)
{
    return {.before = line.substr(0, text.outerBegin),
        .text = line.substr(text.begin, text.end - text.begin),
        .after = line.substr(text.outerEnd),
        .key = {},
        .isList = text.kind == JsonValue::Bytes,
        .isJson = true};
}

std::optional<LogFragment> dockerFragment(std::string_view line)
{
    const auto text = JsonValue::of(line, "log");
    if (!text || text->kind != JsonValue::Text)
        return std::nullopt;
    LogFragment fragment = jsonFragment(line, *text);
    fragment.key = jsonText(fragment.after, "stream"); // Synapse's own JSON has none
    if (!isStream(fragment.key))
        return std::nullopt;
    fragment.goesOn = !endsWithNewline(fragment.text);
    return fragment;
}

std::optional<LogFragment> journalFragment(std::string_view line)
{
    std::string_view key;
    for (const std::string_view field : {"CONTAINER_PARTIAL_ID", "CONTAINER_ID_FULL", "CONTAINER_ID", "_STREAM_ID"}) {
        key = jsonText(line, field);
        if (!key.empty())
            break;
    }
    const auto text = key.empty() ? std::nullopt : JsonValue::of(line, "MESSAGE");
    if (!text || text->kind == JsonValue::Other)
        return std::nullopt;
    LogFragment fragment = jsonFragment(line, *text);
    fragment.key = key;
    fragment.goesOn = jsonText(line, "CONTAINER_PARTIAL_MESSAGE") == "true" || jsonText(line, "_LINE_BREAK") == "line-max";
    return fragment;
}

/// Begin of the line before the one that begins at \a begin.
size_t lineBefore(std::string_view text, size_t begin)
{
    const auto *newline = begin < 2 ? nullptr : static_cast<const char *>(memrchr(text.data(), '\n', begin - 1));
    return newline ? size_t(newline - text.data()) + 1 : 0;
}

std::string_view lineAt(std::string_view text, size_t begin)
{
    return text.substr(begin, text.find('\n', begin) - begin);
}

/// What journalctl's short formats put before a message, up to and with "name[pid]: "; empty if the line has none.
std::string_view shortPrefix(std::string_view line)
{
    const size_t end = line.substr(0, 256).find("]: ");
    if (end == std::string_view::npos)
        return {};
    const size_t open = line.substr(0, end).find_last_not_of("0123456789");
    if (open == std::string_view::npos || line[open] != '[' || open + 1 == end)
        return {};
    return line.substr(0, end + 3);
}

/// "name[pid]: ": of the prefix what is the same for all lines of a process.
std::string_view writerIn(std::string_view prefix)
{
    const size_t name = prefix.rfind(' ', prefix.size() < 2 ? 0 : prefix.size() - 2);
    return name == std::string_view::npos ? prefix : prefix.substr(name);
}

bool isCutAt(size_t size, size_t limit)
{
    return size <= limit && size + maxBlanks >= limit;
}

/// "2026-11-26 05:05:22": what a line of a log begins with, and the rest of one does not.
bool beginsWithTime(std::string_view text)
{
    constexpr std::string_view form = "dddd-dd-dd dd:dd:dd";
    return text.size() >= form.size() && std::equal(form.begin(), form.end(), text.begin(), [](char wanted, char found) {
        return wanted == 'd' ? found >= '0' && found <= '9' : found == wanted || (wanted == ' ' && found == 'T');
    });
}

} // namespace

size_t blanksLost(size_t size)
{
    return isCutAt(size, journaldsPiece) ? journaldsPiece - size : 0;
}

std::optional<LogFragment> LogFragment::of(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (!line.starts_with('{'))
        return criFragment(line);
    return line.starts_with("{\"log\":") ? dockerFragment(line) : journalFragment(line);
}

void LogFragment::appendTo(std::string &line) const
{
    if (isList)
        line += jsonEscapedBytes(text).value_or(std::string());
    else
        line += text;
}

JoinedLine joinFragments(const LogFragment &first, std::string_view text, size_t next)
{
    JoinedLine joined;
    joined.line = first.before;
    if (first.isJson)
        joined.line += '"';
    first.appendTo(joined.line);
    joined.isWhole = !first.goesOn;
    for (int looked = 0; !joined.isWhole; ++looked) {
        const size_t end = text.find('\n', next);
        joined.isLost = looked >= maxBetween;
        if (end == std::string_view::npos || joined.isLost)
            break;
        const auto fragment = LogFragment::of(text.substr(next, end - next));
        if (fragment && fragment->key == first.key) {
            fragment->appendTo(joined.line);
            joined.pieces.push_back(next);
            joined.isWhole = !fragment->goesOn;
        }
        next = end + 1;
    }
    if (first.isJson)
        joined.line += '"';
    joined.line += first.after;
    return joined;
}

size_t firstFragment(std::string_view text, size_t from, size_t begin)
{
    const auto piece = begin < text.size() ? LogFragment::of(lineAt(text, begin)) : std::nullopt;
    if (!piece)
        return begin;
    size_t at = begin;
    for (int looked = 0; at > from && looked < maxBack; ++looked) {
        at = lineBefore(text, at);
        const auto earlier = LogFragment::of(lineAt(text, at));
        if (!earlier || earlier->key != piece->key)
            continue;
        if (at < from || !earlier->goesOn)
            break;
        begin = at;
        looked = 0;
    }
    return begin;
}

size_t openFragment(std::string_view text, size_t from)
{
    std::vector<std::string_view> seen;
    size_t open = text.size();
    size_t at = text.size();
    for (int looked = 0; at > from && looked < maxBack; ++looked) {
        at = lineBefore(text, at);
        const auto piece = at < from ? std::nullopt : LogFragment::of(lineAt(text, at));
        if (!piece || std::find(seen.begin(), seen.end(), piece->key) != seen.end())
            continue;
        seen.push_back(piece->key);
        if (piece->goesOn)
            open = std::min(open, firstFragment(text, from, at));
    }
    return open;
}

bool mayBeCut(std::string_view line)
{
    if (line.size() + maxBlanks < dockersPiece || line.starts_with('{'))
        return false;
    const size_t size = line.size() - shortPrefix(line).size();
    return isCutAt(size, dockersPiece) || isCutAt(size, journaldsPiece);
}

JoinedLine joinText(std::string_view first, std::string_view text, size_t next)
{
    JoinedLine joined;
    joined.line = first;
    const std::string_view writer = writerIn(shortPrefix(first));
    bool isCut = true;
    size_t blanks = blanksLost(first.size() - shortPrefix(first).size());
    for (int looked = 0; isCut; ++looked) {
        const size_t end = text.find('\n', next);
        joined.isLost = looked >= maxBetween;
        if (end == std::string_view::npos || joined.isLost)
            return joined;
        const std::string_view line = text.substr(next, end - next), prefix = shortPrefix(line), rest = line.substr(prefix.size());
        if (writerIn(prefix) == writer) {
            if (beginsWithTime(rest))
                break;
            joined.line.append(blanks, ' ').append(rest);
            joined.pieces.push_back(next);
            isCut = mayBeCut(line);
            blanks = blanksLost(rest.size());
        }
        next = end + 1;
    }
    joined.isWhole = true;
    return joined;
}

} // namespace Lockstep::Logs
