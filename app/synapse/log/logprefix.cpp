// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logprefix.h"

#include "synapse/log/logmessage.h"

#include <algorithm>
#include <array>

namespace Lockstep::Synapse {

namespace {

constexpr int maxWords = 4;
constexpr std::string_view blanks = " \t|";
constexpr std::string_view brackets = "[](){}<>:,;-=";

bool isWordOf(std::string_view word, const auto &known)
{
    return std::find(known.begin(), known.end(), word) != known.end();
}

bool isLevel(std::string_view word)
{
    static constexpr std::array<std::string_view, 7> levels{"DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL"};
    return isWordOf(word, levels);
}

std::string_view bare(std::string_view word)
{
    const size_t begin = std::min(word.find_first_not_of(brackets), word.size());
    word.remove_prefix(begin);
    return word.substr(0, word.find_last_not_of(brackets) + 1);
}

/// Takes a word from the front; empty at the end.
std::string_view takeWord(std::string_view &rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(blanks));
    rest.remove_prefix(word.size());
    return word;
}

/// "synapse.handlers.device" in "synapse.handlers.device:" or "[synapse.handlers.device-1593]", and not a file's or a service's name.
std::string_view loggerIn(std::string_view word)
{
    const size_t begin = word.find("synapse.");
    // A byte order mark is what RFC 5424 puts before a text in UTF-8.
    if (begin == std::string_view::npos
        || (begin > 0 && std::string_view("[(=:|>").find(word[begin - 1]) == std::string_view::npos
            && !word.substr(0, begin).ends_with("\xef\xbb\xbf")))
        return {};
    const size_t end = word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", begin);
    const std::string_view name = word.substr(begin, end - begin);
    for (const std::string_view other : {".log", ".service", ".journal"}) {
        if (name.ends_with(other) || name.find(std::string(other) + ".") != std::string_view::npos)
            return {};
    }
    return name;
}

/// Whether what looks like a logger is a host: "synapse.example.org", a service of Docker Swarm, a file. Synapse's packages are known.
bool isHost(std::string_view logger)
{
    static constexpr std::array<std::string_view, 34> packages{"8631_debug", "_scripts", "access", "api", "app", "appservice", "config",
        "crypto", "event_auth", "events", "federation", "handlers", "http", "logcontext", "logging", "media", "metrics", "module_api",
        "notifier", "push", "replication", "res", "rest", "server", "server_notices", "spam_checker_api", "state", "static", "storage",
        "streams", "synapse_rust", "types", "util", "visibility"};
    const std::string_view behind = logger.substr(std::string_view("synapse.").size());
    return !isWordOf(behind.substr(0, behind.find('.')), packages);
}

/// Whether a Python literal of text that begins in \a text does not end in it.
bool endsInsideQuotes(std::string_view text)
{
    char open = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        if (open != 0 && text[at] == '\\')
            ++at;
        else if (open != 0 ? text[at] == open : (text[at] == '\'' || text[at] == '"'))
            open = open != 0 ? char(0) : text[at];
    }
    return open != 0;
}

constexpr std::string_view dockersTime = "dddd-dd-ddTdd:dd:dd.dddddddddZ ";

bool isDockersTime(std::string_view text)
{
    return text.size() >= dockersTime.size()
        && std::equal(dockersTime.begin(), dockersTime.end(), text.begin(),
            [](char wanted, char found) { return wanted == 'd' ? found >= '0' && found <= '9' : found == wanted; });
}

bool isRequest(std::string_view word)
{
    static constexpr std::array<std::string_view, 7> methods{"PUT", "POST", "GET", "DELETE", "HEAD", "OPTIONS", "PATCH"};
    const size_t end = word.find('-');
    return end != std::string_view::npos && end + 1 < word.size() && isWordOf(word.substr(0, end), methods);
}

/// Whether a word could be one of a sentence: not with a digit in it, nor one that ends like a tag, nor what container runtimes of
/// Kubernetes write, a stream and its flag.
bool isPlain(std::string_view word)
{
    static constexpr std::array<std::string_view, 4> streams{"stdout", "stderr", "F", "P"};
    return word.find_first_of("0123456789") == std::string_view::npos
        && std::string_view(":]>)-").find(word.back()) == std::string_view::npos && !isWordOf(word, streams);
}

} // namespace

LogPrefix readPrefix(std::string_view prefix, size_t timeEnd)
{
    LogPrefix result;
    if (prefix.size() > maxPrefix) {
        result.kind = LogPrefix::Unlikely;
        return result;
    }
    int words = 0, plain = 0;
    bool isSentence = false; // somebody's words, with a whole prefix behind them
    bool isRead = false, isLevelled = false, hasHost = false;
    for (std::string_view rest = prefix; !rest.empty();) {
        const std::string_view word = takeWord(rest);
        const size_t end = prefix.size() - rest.size();
        plain = !word.empty() && isPlain(word) ? plain + 1 : 0;
        isSentence = isSentence || plain > maxWords;
        if (const std::string_view logger = loggerIn(word); !logger.empty() && !isRead) {
            // The first one: what comes later may be somebody's text.
            if (!isReadLogger(logger) && !isLevelled && !hasHost && isHost(logger)) {
                hasHost = true;
                continue;
            }
            if (!isReadLogger(logger)) {
                result.kind = LogPrefix::OtherLogger;
                return result;
            }
            isRead = true;
            words = 0;
            if (endsInsideQuotes(rest)) {
                // msg="…" is a field, and no quotation.
                result.kind = prefix.ends_with("=\"") ? LogPrefix::Unlikely : LogPrefix::OtherLogger;
                return result;
            }
            continue;
        }
        const std::string_view name = bare(word);
        if (isLevel(name) && words <= maxWords) {
            words = 0;
            isLevelled = true;
            continue;
        }
        if (isRequest(name))
            result.request = name;
        if (end > timeEnd && !name.empty())
            ++words;
    }
    const bool ends = prefix.empty() || std::string_view(" \t:]|>-)=").find(prefix.back()) != std::string_view::npos;
    if ((words > maxWords && isRead) || (hasHost && !isRead))
        result.kind = LogPrefix::OtherLogger;
    else if (words > maxWords || isSentence || !ends || prefix.find_first_of("'\"{}") != std::string_view::npos)
        result.kind = LogPrefix::Unlikely;
    return result;
}

size_t findOwnWord(std::string_view line)
{
    line = line.substr(0, maxPrefix);
    for (std::string_view rest = line; !rest.empty();) {
        const std::string_view word = takeWord(rest);
        const std::string_view logger = loggerIn(word);
        if (!logger.empty() && !isHost(logger))
            return size_t(logger.data() - line.data());
        if (const std::string_view name = bare(word); isLevel(name))
            return size_t(name.data() - line.data());
    }
    return std::string_view::npos;
}

bool isCarriers(std::string_view before)
{
    constexpr int mostPlain = 2; // in a row: a month and a host, a service and a node
    const std::string text = withoutColours(before);
    if (findMessage(text) != std::string_view::npos)
        return false;
    int plain = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view word = takeWord(rest);
        if (word.empty())
            break;
        const std::string_view logger = loggerIn(word);
        if ((!logger.empty() && !isHost(logger)) || isLevel(bare(word)))
            return false;
        plain = isPlain(word) ? plain + 1 : 0;
        if (plain > mostPlain)
            return false;
    }
    return true;
}

std::string_view timePart(std::string_view line)
{
    line = line.substr(0, std::min(maxPrefix, line.find('\n')));
    line = line.substr(0, findMessage(line));
    for (std::string_view rest = line; !rest.empty();) {
        const std::string_view word = takeWord(rest);
        const std::string_view logger = loggerIn(word);
        if (!logger.empty() && word.substr(size_t(logger.data() - word.data()) + logger.size()).starts_with(':'))
            return line.substr(0, size_t(logger.data() - line.data()));
    }
    return line;
}

bool hasLevel(std::string_view line)
{
    std::string_view rest = line.substr(0, maxPrefix);
    for (int words = 0; words < 20 && !rest.empty(); ++words) {
        if (isLevel(bare(takeWord(rest))))
            return true;
    }
    return false;
}

bool hasDockersTime(std::string_view prefix)
{
    for (size_t at = 0; at + dockersTime.size() <= prefix.size(); ++at) {
        if (isDockersTime(prefix.substr(at)))
            return true;
    }
    return false;
}

std::string withoutInnerTimes(std::string_view line)
{
    std::string plain;
    plain.reserve(line.size());
    for (size_t at = 0; at < line.size();) {
        if (line[at] == '2' && isDockersTime(line.substr(at)))
            at += dockersTime.size();
        else
            plain += line[at++];
    }
    return plain;
}

std::string withoutColours(std::string_view line)
{
    std::string plain;
    plain.reserve(line.size());
    for (size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '\x1b') {
            plain += line[at];
            continue;
        }
        if (at + 1 < line.size() && line[at + 1] == '[') {
            const size_t end = line.find_first_not_of("0123456789;?", at + 2);
            at = end == std::string_view::npos ? line.size() : end;
        }
    }
    return plain;
}

} // namespace Lockstep::Synapse
