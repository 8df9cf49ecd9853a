// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/linescanner.h"

#include "logs/journaljson.h"
#include "logs/logfragments.h"
#include "logs/pastedtext.h"

#include <algorithm>
#include <cstring>

namespace Lockstep::Logs {

namespace {

constexpr size_t maxParsers = 64;

size_t beginOfLine(std::string_view text, size_t from, size_t at)
{
    const auto *before = static_cast<const char *>(memrchr(text.data() + from, '\n', at - from));
    return before ? size_t(before - text.data()) + 1 : from;
}

} // namespace

LineScanner::LineScanner(const LogDialect &dialect, LogTally &tally)
    : m_dialect(dialect)
    , m_tally(tally)
{
}

size_t LineScanner::scan(std::string_view text, qint64 base, bool isLast, const Take &take)
{
    constexpr size_t none = std::string_view::npos;
    size_t done = 0; // the end of the last line that was handed out
    const auto handOut = [&](std::string_view line, size_t begin) {
        const auto plain = m_isPasted && !m_isJournal ? withPlainBlanks(line) : std::nullopt;
        take(plain ? *plain : line, base + qint64(begin));
    };
    for (size_t at = 0; at < text.size();) {
        size_t begin = at;
        if (!m_isJournal && !m_isPasted) {
            const size_t marker = m_dialect.findMarker(text, at);
            if (marker == none)
                break;
            begin = beginOfLine(text, at, marker);
        }
        at = text.find('\n', begin) + 1;
        std::string_view line = text.substr(begin, at - 1 - begin);
        if (m_taken.contains(base + qint64(begin)))
            continue;
        if (m_isJournal) {
            const auto plain = withPlainMessage(line);
            if (m_dialect.findMarker(plain ? *plain : line, 0) == none) {
                if (base + qint64(begin) >= m_countedTo && lacksMessage(line))
                    m_tally.countWithoutText();
                m_countedTo = std::max(m_countedTo, base + qint64(at));
                continue;
            }
        }
        if (m_isPasted && !m_isJournal) {
            const auto plain = withPlainBlanks(line);
            if (m_dialect.findMarker(plain ? *plain : line, 0) == none)
                continue;
        }
        const size_t first = firstFragment(text, done, begin);
        if (first != begin) {
            begin = first;
            at = text.find('\n', begin) + 1;
            line = text.substr(begin, at - 1 - begin);
        }
        JoinedLine joined;
        const auto fragment = LogFragment::of(line);
        if (fragment && (fragment->goesOn || fragment->isList)) {
            joined = joinFragments(*fragment, text, at);
        } else if (!fragment && mayBeCut(line)) {
            joined = joinText(line, text, at);
        } else if (const auto plain = withPlainMessage(line)) {
            joined.line = *plain;
            joined.isWhole = true;
        } else {
            handOut(line, begin);
            done = at;
            continue;
        }
        if (!joined.isWhole && !joined.isLost && !isLast)
            return begin; // its end is still to come
        for (const size_t piece : joined.pieces)
            m_taken.insert(base + qint64(piece));
        handOut(joined.line, begin); // containers' logs hold such characters too, in names: pieces are joined before
        done = at;
    }
    const size_t end = isLast ? text.size() : openFragment(text, done);
    m_taken.erase(m_taken.begin(), m_taken.lower_bound(base + qint64(end)));
    return end;
}

LineParsers::LineParsers(const LogDialect &dialect, const QTimeZone &zone, LogTally &tally)
    : m_dialect(dialect)
    , m_zone(zone)
    , m_tally(tally)
    , m_plain(dialect.parser(zone, tally.memory(dialect)))
{
}

LineParser &LineParsers::of(const std::string &process)
{
    if (process.empty())
        return *m_plain;
    Entry &entry = m_parsers[process];
    entry.used = ++m_uses;
    if (!entry.parser)
        entry.parser = m_dialect.parser(m_zone, m_tally.memory(m_dialect));
    if (m_parsers.size() > maxParsers) {
        const auto oldest = std::min_element(
            m_parsers.begin(), m_parsers.end(), [](const auto &a, const auto &b) { return a.second.used < b.second.used; });
        m_parsers.erase(oldest);
    }
    return *entry.parser;
}

} // namespace Lockstep::Logs
