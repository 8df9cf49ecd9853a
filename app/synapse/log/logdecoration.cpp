// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logdecoration.h"

#include <algorithm>
#include <array>

namespace Lockstep::Synapse {

namespace {

constexpr std::string_view blanks = " \t";
constexpr size_t longestKey = 64;
constexpr size_t mostCells = 1'000;

std::string_view fromFirst(std::string_view text)
{
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

/// A quoted cell with its doubled quotes, from behind its first quote; \a text goes on behind the last one.
std::optional<std::string> quotedCell(std::string_view &text)
{
    std::string cell;
    for (;;) {
        const size_t quote = text.find('"');
        if (quote == std::string_view::npos)
            return std::nullopt;
        cell += text.substr(0, quote);
        text.remove_prefix(quote + 1);
        if (!text.starts_with('"'))
            return cell;
        cell += '"';
        text.remove_prefix(1);
    }
}

} // namespace

std::string_view withoutDecoration(std::string_view line)
{
    // A file that was truncated under its writer, or a machine that lost power, leaves a hole of zeros.
    line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
    const auto dropEnds = [&line] {
        while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == '\0' || line.back() == '`'))
            line.remove_suffix(1);
    };
    dropEnds();
    while (line.ends_with("#000") || line.ends_with("#012")) {
        line.remove_suffix(4);
        dropEnds();
    }
    if (line.empty() || (line.front() >= '0' && line.front() <= '9'))
        return line;
    if (const std::string_view rest = fromFirst(line); rest.starts_with('|') && line.ends_with(" |"))
        line = rest.substr(1, rest.size() - 3);
    if (const std::string_view rest = fromFirst(line); rest.starts_with('`'))
        line = rest.substr(std::min(rest.find_first_not_of('`'), rest.size()));
    return line;
}

std::optional<std::string> withoutEntities(std::string_view text)
{
    struct Entity
    {
        std::string_view name;
        char character;
    };
    static constexpr std::array<Entity, 8> entities{{{"&#39;", '\''}, {"&#x27;", '\''}, {"&apos;", '\''}, {"&quot;", '"'}, {"&#34;", '"'},
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
    std::string plain;
    bool isFound = false;
    for (size_t at = 0; at < text.size();) {
        const auto entity = text[at] != '&'
            ? entities.end()
            : std::find_if(entities.begin(), entities.end(), [&](const Entity &one) { return text.substr(at).starts_with(one.name); });
        if (entity == entities.end()) {
            plain += text[at++];
            continue;
        }
        plain += entity->character;
        at += entity->name.size();
        isFound = true;
    }
    return isFound ? std::optional(plain) : std::nullopt;
}

std::vector<std::string> cellsOf(std::string_view line)
{
    std::vector<std::string> cells;
    line = fromFirst(line);
    if (!line.starts_with('"'))
        return {};
    for (;;) {
        if (line.starts_with('"')) {
            line.remove_prefix(1);
            auto cell = quotedCell(line);
            if (!cell || (!line.empty() && line.front() != ',' && line.front() != ';' && line.front() != '\t'))
                return {};
            cells.push_back(std::move(*cell));
        } else {
            const size_t end = std::min(line.find_first_of(",;\t"), line.size());
            cells.emplace_back(line.substr(0, end));
            line.remove_prefix(end);
        }
        if (line.empty())
            return cells;
        if (cells.size() > mostCells)
            return {};
        line.remove_prefix(1);
    }
}

std::optional<std::string> memberAsObject(std::string_view line)
{
    line = fromFirst(line);
    if (!line.starts_with('"'))
        return std::nullopt;
    const size_t end = line.substr(0, longestKey).find('"', 1);
    if (end == std::string_view::npos || !fromFirst(line.substr(end + 1)).starts_with(':'))
        return std::nullopt;
    line = line.substr(0, line.find_last_not_of(" \t,") + 1);
    return '{' + std::string(line) + '}';
}

std::vector<std::string_view> objectsOf(std::string_view text)
{
    std::vector<std::string_view> objects;
    size_t begin = 0;
    int depth = 0;
    bool isQuoted = false;
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (isQuoted) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                isQuoted = false;
        } else if (c == '"') {
            isQuoted = true;
        } else if (c == '{') {
            if (depth++ == 0)
                begin = at;
        } else if (c == '}') {
            if (--depth < 0)
                return objects;
            if (depth == 0)
                objects.push_back(text.substr(begin, at + 1 - begin));
        }
    }
    return objects;
}

} // namespace Lockstep::Synapse
