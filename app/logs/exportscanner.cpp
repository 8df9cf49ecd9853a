// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/exportscanner.h"

#include "logs/journalentry.h"

#include <algorithm>
#include <vector>

namespace Lockstep::Logs {

namespace {

/// Where an entry begins behind \a from, after bytes that are none.
size_t nextEntry(std::string_view text, size_t from)
{
    constexpr std::string_view begin = "\n__CURSOR=";
    const size_t found = text.find(begin, from);
    return found == std::string_view::npos ? text.size() : found + 1;
}

} // namespace

ExportScanner::ExportScanner(const LogDialect &dialect, LogTally &tally, size_t maxMessage)
    : m_dialect(dialect)
    , m_tally(tally)
    , m_maxMessage(maxMessage)
{
}

size_t ExportScanner::scan(std::string_view text, qint64 base, bool isLast, const LineScanner::Take &take)
{
    JournalText lines;
    JournalEntry entry;
    struct Place
    {
        size_t line, entry;
    };
    std::vector<Place> places; // where a line begins, and its entry
    size_t read = 0;
    while (read < text.size()) {
        const auto end = readExport(text.substr(read), m_maxMessage, entry);
        if (end && !*end)
            break;
        if (!end) {
            m_tally.count(LineResult::NotUnderstood, text.substr(read, text.find('\n', read) - read));
            read = nextEntry(text, read);
            continue;
        }
        m_newest = std::max(m_newest, entry.at());
        if (entry.isTooLong())
            m_tally.countTooLong();
        m_tally.countSuppressed(entry.suppressed(), entry.at());
        const size_t begin = lines.view().size();
        if (lines.add(entry, m_dialect.findMarker))
            places.push_back({.line = begin, .entry = read});
        read += **end;
    }
    const auto placeOf = [&](size_t line) {
        const auto next
            = std::upper_bound(places.begin(), places.end(), line, [](size_t at, const Place &place) { return at < place.line; });
        return std::prev(next)->entry;
    };
    if (places.empty())
        return read;
    // Lines that are looked at again are made again, so that what was noted of them need not be kept.
    LineScanner scanner(m_dialect, m_tally);
    scanner.setJournal(true);
    const size_t done = scanner.scan(
        lines.view(), 0, isLast, [&](std::string_view line, qint64 begin) { take(line, base + qint64(placeOf(size_t(begin)))); });
    return done == lines.view().size() ? read : placeOf(done);
}

} // namespace Lockstep::Logs
