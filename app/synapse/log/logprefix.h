// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace Lockstep::Synapse {

/// What stands in a line of text before a message.
struct LogPrefix
{
    enum Kind {
        Message, ///< a message may follow
        OtherLogger, ///< another message, of a logger that is not read, in quotes or behind a sentence: what was found is quoted in it
        Unlikely, ///< more than an operator's format puts there, or a quotation
    };
    Kind kind = Message;
    std::string_view request; ///< "PUT-123": as Synapse names the request that was worked on; empty if the format has it not
};

/// Longer prefixes are taken for text.
constexpr size_t maxPrefix = 400;

/// \a timeEnd: where the prefix's time stamp ends, 0 if it has none. Any order of fields and any separators, as long as what follows logger
/// and level is a few words: sentences are what somebody else may have chosen.
LogPrefix readPrefix(std::string_view prefix, size_t timeEnd);

/// Where in a line the first word begins that Synapse's own formats put before a message: a logger or a level. npos if there is none in the
/// first maxPrefix bytes. What follows such a word may be somebody's text.
size_t findOwnWord(std::string_view line);

/// Whether what is before a place is what carriers of records put there: times, hosts, tags, streams, and no sentence, level or logger.
/// Otherwise what is at the place is part of a message, and no record.
bool isCarriers(std::string_view before);

/// The part of a line of text in which its time may stand: not behind a logger that ends with a colon, nor in a message.
std::string_view timePart(std::string_view line);

/// Whether a line of text has one of the level's names as a word near its beginning: lines that Synapse writes, and not a script's.
bool hasLevel(std::string_view line);

/// Whether a prefix has a time as Docker's client puts it: with nanoseconds.
bool hasDockersTime(std::string_view prefix);

/// Without the times that Docker's client puts where it joins a line that was cut.
std::string withoutInnerTimes(std::string_view line);

/// Without the escapes that colour a terminal.
std::string withoutColours(std::string_view line);

} // namespace Lockstep::Synapse
