// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/lookup/timeplace.h"

#include <algorithm>
#include <string>

namespace Lockstep::Logs {

namespace {

constexpr qint64 closeEnough = 256 * 1024;
constexpr qsizetype chunk = 64 * 1024;
/// Tracebacks and long lines have no time; more than that of them is taken for a file that has none there.
constexpr int mostChunks = 16;
constexpr size_t mostOfLine = 1024; ///< a line's time stands at its beginning, or in JSON that ends before
constexpr size_t looks = 9;

struct Probe
{
    qint64 begin = 0; ///< of the first line with a time
    qint64 at = 0; ///< the middle one of the times there
};

/// The lines that begin behind \a from and before \a end.
std::optional<Probe> probe(LogBytes &bytes, qint64 from, qint64 end, const LogDialect &dialect, const QTimeZone &zone)
{
    std::vector<qint64> times;
    qint64 first = -1, base = bytes.nextData(from);
    std::string text;
    bool isInLine = true;
    bytes.seek(base);
    for (int chunks = 0; chunks < mostChunks && times.empty() && base < end; ++chunks) {
        const size_t old = text.size();
        text.resize(old + size_t(chunk));
        const auto count = bytes.read(text.data() + old, chunk);
        text.resize(old + size_t(count ? std::max<qsizetype>(*count, 0) : 0));
        if (!count || *count <= 0)
            break;
        size_t begin = 0;
        for (size_t next = text.find('\n'); next != std::string::npos && times.size() < looks; next = text.find('\n', begin)) {
            // A parser remembers the line before: each line is to say its own time.
            const std::unique_ptr<LineParser> parser = isInLine ? nullptr : dialect.parser(zone, nullptr);
            std::string_view line = std::string_view(text).substr(begin, next - begin);
            line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
            if (parser && !line.empty()) {
                parser->learn(line.front() == '{' ? line : line.substr(0, mostOfLine));
                if (parser->hasTimes()) {
                    first = first < 0 ? base + qint64(begin) : first;
                    times.push_back(parser->lastTime());
                }
            }
            isInLine = false;
            begin = next + 1;
        }
        base += qint64(begin);
        text.erase(0, begin);
        if (isInLine) { // no newline yet: nothing of it is wanted
            base += qint64(text.size());
            text.clear();
        }
    }
    if (times.empty())
        return {};
    const auto middle = times.begin() + std::ptrdiff_t(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return Probe{.begin = first, .at = *middle};
}

} // namespace

std::optional<qint64> placeOf(LogBytes &bytes, qint64 at, const LogDialect &dialect, const QTimeZone &zone)
{
    qint64 low = 0, high = bytes.size();
    bool isTimed = false;
    while (high - low > closeEnough) {
        const qint64 middle = low + (high - low) / 2;
        const auto found = probe(bytes, middle, high, dialect, zone);
        isTimed = isTimed || found;
        if (found && found->begin < high && found->at < at)
            low = found->begin;
        else
            high = middle;
    }
    return isTimed ? std::optional(low) : std::nullopt;
}

} // namespace Lockstep::Logs
