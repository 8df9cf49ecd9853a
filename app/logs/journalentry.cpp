// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/journalentry.h"

#include "logs/journaljson.h"
#include "logs/logfragments.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

/// Of fields other than the message.
constexpr size_t maxField = 256;
/// Lines that began and whose end never came.
constexpr size_t maxOpen = 1000;
constexpr std::string_view droppedId = "a596d6fe7bfa4994828e72309e95d61e"; // SD_MESSAGE_JOURNAL_DROPPED

qint64 number(std::string_view digits)
{
    qint64 value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && value > 0 ? value : 0;
}

bool isFieldName(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
}

} // namespace

void JournalEntry::clear()
{
    for (std::string &value : m_fields)
        value.clear();
    m_message.clear();
    m_hasMessage = m_isTooLong = false;
}

void JournalEntry::set(std::string_view name, std::string_view value)
{
    if (name == "MESSAGE") {
        if (!m_hasMessage)
            m_message = value;
        m_hasMessage = true;
        return;
    }
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end())
        return;
    std::string &field = m_fields[size_t(known - names.begin())];
    if (field.empty())
        field = value.substr(0, maxField);
}

std::string_view JournalEntry::field(std::string_view name) const
{
    return m_fields[size_t(std::find(names.begin(), names.end(), name) - names.begin())];
}

std::string_view JournalEntry::unit() const
{
    for (const std::string_view name : {"OBJECT_SYSTEMD_UNIT", "_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT"}) {
        if ((name != "OBJECT_SYSTEMD_UNIT" || suppressed() > 0) && !field(name).empty())
            return field(name);
    }
    return {};
}

qint64 JournalEntry::at() const
{
    const qint64 source = number(field("_SOURCE_REALTIME_TIMESTAMP"));
    return (source > 0 ? source : number(field("__REALTIME_TIMESTAMP"))) / 1000;
}

std::string JournalEntry::name(bool withHost) const
{
    std::string name(field("_HOSTNAME"));
    if (!withHost || name.empty())
        name.clear();
    else
        name += ' ';
    return name.append(field("CONTAINER_NAME").empty() ? unit() : field("CONTAINER_NAME"));
}

bool JournalEntry::isOf(const std::function<bool(std::string_view)> &isWanted) const
{
    const std::string_view container = field("CONTAINER_NAME");
    return (!unit().empty() && isWanted(unit())) || (!container.empty() && isWanted(container));
}

qint64 JournalEntry::suppressed() const
{
    if (field("MESSAGE_ID") != droppedId || field("_TRANSPORT") != "driver")
        return 0;
    if (const qint64 told = number(field("N_DROPPED")); told > 0)
        return told;
    constexpr std::string_view before = "Suppressed ";
    return std::string_view(m_message).starts_with(before) ? number(std::string_view(m_message).substr(before.size())) : 0;
}

std::string_view JournalEntry::pieceKey() const
{
    for (const std::string_view name : {"CONTAINER_PARTIAL_ID", "CONTAINER_ID_FULL", "CONTAINER_ID", "_STREAM_ID"}) {
        if (!field(name).empty())
            return field(name);
    }
    return {};
}

bool JournalEntry::goesOn() const
{
    return field("CONTAINER_PARTIAL_MESSAGE") == "true" || field("_LINE_BREAK") == "line-max";
}

void JournalEntry::appendLine(std::string &text) const
{
    text += '{';
    for (size_t i = 0; i < names.size(); ++i) {
        if (!m_fields[i].empty())
            text.append(1, '"').append(names[i]).append("\":\"").append(jsonEscaped(m_fields[i])).append("\",");
    }
    text.append("\"MESSAGE\":\"").append(jsonEscaped(m_message));
    if (field("_LINE_BREAK") == "line-max")
        text.append(blanksLost(m_message.size()), ' ');
    text += "\"}";
}

Result<std::optional<size_t>> readExport(std::string_view text, size_t longest, JournalEntry &entry)
{
    constexpr size_t none = std::string_view::npos;
    entry.clear();
    bool isEmpty = true;
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at);
        if (end == none)
            break;
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty()) {
            if (isEmpty)
                continue; // entries may stand further apart
            return at;
        }
        isEmpty = false;
        const size_t equals = line.find('=');
        const std::string_view name = line.substr(0, equals);
        if (!isFieldName(name))
            return failure(Error::BadAnswer, u"It holds what is no entry of the journal in the export format."_s);
        if (equals != none) {
            if (line.size() - equals <= longest)
                entry.set(name, line.substr(equals + 1));
            else if (name == "MESSAGE")
                entry.setTooLong();
            continue;
        }
        // NAME, a newline, the value's size in 8 bytes, little end first, the value, a newline
        if (text.size() - at < 8)
            break;
        std::uint64_t size = 0;
        for (size_t i = 8; i-- > 0;)
            size = size << 8U | static_cast<unsigned char>(text[at + i]);
        at += 8;
        if (size > longest)
            return failure(Error::BadAnswer, u"It holds an entry of the journal with a field of %1 bytes."_s.arg(quint64(size)));
        if (text.size() - at <= size)
            break;
        entry.set(name, text.substr(at, size));
        at += size + 1;
    }
    return std::nullopt;
}

bool isExport(std::string_view text)
{
    return text.starts_with("__CURSOR=") || text.starts_with("__REALTIME_TIMESTAMP=");
}

bool JournalText::add(const JournalEntry &entry, size_t (*findMarker)(std::string_view, size_t))
{
    const std::string_view key = entry.pieceKey();
    const auto open = key.empty() ? m_open.end() : m_open.find(key);
    const bool isPiece = open != m_open.end() || entry.goesOn();
    if (!isPiece && findMarker(entry.message(), 0) == std::string_view::npos)
        return false;
    if (open != m_open.end() && !entry.goesOn())
        m_open.erase(open);
    else if (entry.goesOn() && !key.empty() && m_open.size() < maxOpen)
        m_open.emplace(key);
    entry.appendLine(m_text);
    m_text += '\n';
    return true;
}

void JournalText::drop(size_t count)
{
    m_text.erase(0, count);
    m_base += qint64(count);
}

} // namespace Lockstep::Logs
