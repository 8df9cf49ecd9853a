// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logfragments.h"

namespace Lockstep::Logs {

namespace {

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
    const std::string_view time = word(rest), stream = word(rest), tags = word(rest);
    const std::string_view tag = tags.substr(0, tags.find(':'));
    if (time.find('T') == std::string_view::npos || !isStream(stream) || (tag != "P" && tag != "F"))
        return std::nullopt;
    return LogFragment{
        .before = line.substr(0, line.size() - rest.size()), .text = rest, .after = {}, .stream = stream, .goesOn = tag == "P"};
}

/// Where the JSON string ends that begins at \a pos, behind its quote.
size_t endOfString(std::string_view line, size_t pos)
{
    for (pos = line.find_first_of("\"\\", pos); pos != std::string_view::npos; pos = line.find_first_of("\"\\", pos)) {
        if (line[pos] == '"')
            return pos;
        pos += 2;
    }
    return std::string_view::npos;
}

bool endsWithNewline(std::string_view text)
{
    if (!text.ends_with("\\n"))
        return false;
    text.remove_suffix(1);
    const size_t other = text.find_last_not_of('\\');
    return (text.size() - (other == std::string_view::npos ? 0 : other + 1)) % 2 == 1;
}

std::optional<LogFragment> dockerFragment(std::string_view line)
{
    constexpr std::string_view log = "{\"log\":\"", stream = "\"stream\":\"";
    if (!line.starts_with(log))
        return std::nullopt;
    const size_t end = endOfString(line, log.size());
    if (end == std::string_view::npos)
        return std::nullopt;
    LogFragment fragment{.before = log, .text = line.substr(log.size(), end - log.size()), .after = line.substr(end), .stream = {}};
    const size_t name = fragment.after.find(stream);
    if (name == std::string_view::npos)
        return std::nullopt; // Synapse's own JSON has no stream
    fragment.stream = fragment.after.substr(name + stream.size(), 6);
    if (!isStream(fragment.stream))
        return std::nullopt;
    fragment.goesOn = !endsWithNewline(fragment.text);
    return fragment;
}

} // namespace

std::optional<LogFragment> LogFragment::of(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line.starts_with('{') ? dockerFragment(line) : criFragment(line);
}

std::optional<std::string> joinFragments(const LogFragment &first, std::string_view text, size_t &next)
{
    std::string joined(first.before);
    joined += first.text;
    bool goesOn = first.goesOn;
    while (goesOn) {
        const size_t end = text.find('\n', next);
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto fragment = LogFragment::of(text.substr(next, end - next));
        if (!fragment || fragment->stream != first.stream)
            break; // the rest got lost
        joined += fragment->text;
        goesOn = fragment->goesOn;
        next = end + 1;
    }
    joined += first.after;
    return joined;
}

} // namespace Lockstep::Logs
