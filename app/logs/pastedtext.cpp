// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/pastedtext.h"

#include <algorithm>

namespace Lockstep::Logs {

namespace {

struct Odd
{
    size_t size = 0; ///< bytes of it; 0: none begins here
    bool isBlank = false; ///< it stands for a blank; otherwise for nothing
};

/// As UTF-8: U+00A0 and U+00AD; of U+2000 to U+206F the spaces and what has no width; U+3000; U+FEFF.
Odd oddAt(std::string_view text, size_t at)
{
    const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
    if (byte(0) == 0xc2)
        return byte(1) == 0xa0 ? Odd{2, true} : byte(1) == 0xad ? Odd{2, false} : Odd{};
    if (byte(0) == 0xe2 && byte(1) == 0x80) {
        const bool isSpace = (byte(2) >= 0x80 && byte(2) <= 0x8a) || byte(2) == 0xaf;
        return isSpace ? Odd{3, true} : byte(2) >= 0x8b && byte(2) <= 0x8d ? Odd{3, false} : Odd{};
    }
    if (byte(0) == 0xe2 && byte(1) == 0x81)
        return byte(2) == 0x9f ? Odd{3, true} : byte(2) == 0xa0 ? Odd{3, false} : Odd{};
    if (byte(0) == 0xe3 && byte(1) == 0x80 && byte(2) == 0x80)
        return {3, true};
    return byte(0) == 0xef && byte(1) == 0xbb && byte(2) == 0xbf ? Odd{3, false} : Odd{};
}

constexpr std::string_view leads = "\xc2\xe2\xe3\xef";

} // namespace

bool looksPasted(std::string_view head)
{
    const Odd mark = oddAt(head, 0);
    for (size_t at = head.find_first_of(leads, mark.isBlank ? 0 : mark.size); at != std::string_view::npos;
         at = head.find_first_of(leads, at + 1)) {
        if (oddAt(head, at).size > 0)
            return true;
    }
    return false;
}

std::optional<std::string> withPlainBlanks(std::string_view line)
{
    std::string plain;
    size_t copied = 0;
    bool isFound = false;
    for (size_t at = line.find_first_of(leads); at != std::string_view::npos; at = line.find_first_of(leads, at)) {
        const Odd odd = oddAt(line, at);
        if (odd.size > 0) {
            isFound = true;
            plain += line.substr(copied, at - copied);
            if (odd.isBlank)
                plain += ' ';
            copied = at + odd.size;
        }
        at += std::max<size_t>(odd.size, 1);
    }
    if (!isFound)
        return std::nullopt;
    plain += line.substr(copied);
    return plain;
}

} // namespace Lockstep::Logs
