// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

/// The head of a line in Synapse's default format, and in those that have a field or two more.
namespace Lockstep::Synapse {

/// Takes text up to " - " from the front; not if it is longer than a name, or holds blanks.
inline std::optional<std::string_view> field(std::string_view &rest)
{
    const size_t end = rest.substr(0, 256).find(' ');
    if (end == std::string_view::npos || rest.substr(end, 3) != " - ")
        return std::nullopt;
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 3);
    return text;
}

/// "time - logger - line - LEVEL - request - message" is what most logs have: read without looking for the message.
struct DefaultHead
{
    std::string_view logger, request, message;

    /// \a rest: from behind the time.
    static std::optional<DefaultHead> of(std::string_view rest)
    {
        if (!rest.starts_with(" - "))
            return std::nullopt;
        rest.remove_prefix(3);
        const auto logger = field(rest);
        const auto number = logger ? field(rest) : std::nullopt;
        const auto level = number ? field(rest) : std::nullopt;
        const auto request = level ? field(rest) : std::nullopt;
        if (!request || number->empty() || number->find_first_not_of("0123456789") != std::string_view::npos)
            return std::nullopt;
        return DefaultHead{.logger = *logger, .request = *request, .message = rest};
    }
};

/// Words between blanks.
inline int wordsIn(std::string_view text)
{
    int words = 0;
    for (size_t at = text.find_first_not_of(' '); at != std::string_view::npos; at = text.find_first_not_of(' ', text.find(' ', at)))
        ++words;
    return words;
}

/// Whether \a text is nothing but fields more than the default format has (a thread, a request): "MainThread - PUT-14- ", or one word.
inline bool areFields(std::string_view text)
{
    if (wordsIn(text) <= 1)
        return true;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (text.starts_with("- "))
            text.remove_prefix(2);
        else if (!word.ends_with('-'))
            return false;
    }
    return true;
}

} // namespace Lockstep::Synapse
