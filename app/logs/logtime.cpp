// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logtime.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace Lockstep::Logs {

namespace {

constexpr qint64 minute = 60 * 1000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
// Zones differ by whole quarters of an hour, and by 26 hours at most.
constexpr qint64 zoneStep = 15 * minute;
constexpr qint64 farthestZones = 26 * hour;
// Lines of one process are written nearly in order.
constexpr qint64 disorder = 10 * minute;
// For so long a log may say nothing.
constexpr qint64 longestRest = 60 * day;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int number(std::string_view digits)
{
    int value = 0;
    for (const char c : digits) {
        if (!isDigit(c))
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

constexpr size_t longestMonth = 10;

/// As the C library abbreviates the months in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, the languages of
/// Scandinavia and Russian: journalctl speaks the language of whoever calls it.
constexpr std::array<std::string_view, 12> months{"jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mär apr mai jun jul aug sep okt nov dez", "janv févr mars avril mai juin juil août sept oct nov déc",
    "ene feb mar abr may jun jul ago sep oct nov dic", "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan feb mrt apr mei jun jul aug sep okt nov dec", "jan fev mar abr mai jun jul ago set out nov dez",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru", "jan feb mars apr maj juni juli aug sep okt nov dec",
    "jan feb mar apr mai juni juli aug sep okt nov des", "jan fév mär avr maj juin jul aoû sept out nov dec",
    "янв фев мар апр мая июн июл авг сен окт ноя дек"};

/// 1 to 12; 0 for what is no month.
int monthOf(std::string_view word)
{
    std::array<char, longestMonth> small{};
    const size_t size = word.ends_with('.') ? word.size() - 1 : word.size();
    if (size < 3 || size > small.size())
        return 0;
    std::transform(word.begin(), word.begin() + std::ptrdiff_t(size), small.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    const std::string_view plain(small.data(), size);
    for (const std::string_view language : months) {
        int month = 1;
        for (size_t at = 0; at < language.size(); ++month) {
            const size_t end = std::min(language.find(' ', at), language.size());
            if (language.substr(at, end - at) == plain)
                return month;
            at = end + 1;
        }
    }
    return 0;
}

/// Whether two times that are so far apart can be one line's: in other zones, or of another year, which the one without a year can only
/// guess.
bool isAbout(qint64 apart)
{
    constexpr qint64 year = 365 * day + day / 4;
    const qint64 years = qint64(std::llround(double(apart) / double(year)));
    return std::abs(apart - years * year) <= farthestZones + (years == 0 ? 0 : day);
}

} // namespace

struct LogClock::Stamp
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int ms = 0;
    std::optional<int> offsetMinutes;
    size_t end = 0;
};

LogClock::LogClock(QTimeZone zone)
    : m_zone(std::move(zone))
{
}

/// "2026-11-20T07:08:48" with fraction and zone, if that is what stands at pos.
std::optional<LogClock::Stamp> LogClock::stampAt(std::string_view text, size_t pos) const
{
    const std::string_view t = text.substr(pos);
    if (t.size() < 19 || t[4] != '-' || t[7] != '-' || (t[10] != ' ' && t[10] != 'T') || t[13] != ':' || t[16] != ':')
        return std::nullopt;
    Stamp stamp{.year = number(t.substr(0, 4)),
        .month = number(t.substr(5, 2)),
        .day = number(t.substr(8, 2)),
        .hour = number(t.substr(11, 2)),
        .minute = number(t.substr(14, 2)),
        .second = number(t.substr(17, 2)),
        .offsetMinutes = {}};
    if (stamp.year < 1970 || stamp.month < 1 || stamp.month > 12 || stamp.day < 1 || stamp.day > 31 || stamp.hour < 0 || stamp.hour > 23
        || stamp.minute < 0 || stamp.minute > 59 || stamp.second < 0 || stamp.second > 60)
        return std::nullopt;
    size_t i = 19;
    if (i + 1 < t.size() && (t[i] == '.' || t[i] == ',') && isDigit(t[i + 1])) {
        int scale = 100;
        for (++i; i < t.size() && isDigit(t[i]); ++i, scale /= 10)
            stamp.ms += (t[i] - '0') * scale;
    }
    if (i < t.size() && t[i] == 'Z') {
        stamp.offsetMinutes = 0;
        ++i;
    } else if (i + 5 <= t.size() && (t[i] == '+' || t[i] == '-') && isDigit(t[i + 1])) {
        const bool colon = i + 6 <= t.size() && t[i + 3] == ':';
        const int hours = number(t.substr(i + 1, 2));
        const int minutes = number(t.substr(i + (colon ? 4 : 3), 2));
        if (hours >= 0 && minutes >= 0) {
            stamp.offsetMinutes = (t[i] == '-' ? -1 : 1) * (hours * 60 + minutes);
            i += colon ? 6 : 5;
        }
    }
    stamp.end = pos + i;
    return stamp;
}

std::optional<LogClock::Place> LogClock::read(std::string_view prefix)
{
    return readAny(prefix).place;
}

bool LogClock::readTime(std::string_view text)
{
    return readAny(text).isRead;
}

LogClock::Reading LogClock::readAny(std::string_view prefix)
{
    prefix = prefix.substr(0, 400);
    std::optional<Stamp> best;
    std::optional<Place> last;
    for (size_t pos = 0; pos + 19 <= prefix.size();) {
        const auto stamp = isDigit(prefix[pos]) && prefix[pos + 4] == '-' ? stampAt(prefix, pos) : std::nullopt;
        if (!stamp) {
            ++pos;
            continue;
        }
        last = Place{.begin = pos, .end = stamp->end};
        if (!best || !best->offsetMinutes || stamp->offsetMinutes)
            best = stamp;
        pos = stamp->end;
        if (prefix.substr(pos, 3) == " - ") // Synapse's own; what follows is not for us
            break;
    }
    const qint64 before = m_last;
    const bool knowsYear = m_yearFrom != 0;
    const bool isCarried = (!last || last->begin > 0) && readSyslog(prefix);
    if (!best)
        return {.place = {}, .isRead = isCarried || readShortUnix(prefix) || readOtherDate(prefix)};
    const qint64 carried = m_last;
    m_last = before;
    const bool isRead = take(*best);
    if (isCarried && knowsYear && !isAbout(m_last - carried)) {
        m_last = carried;
        return {.place = {}, .isRead = true};
    }
    return {.place = last, .isRead = isRead};
}

/// False if there is no such day.
bool LogClock::take(const Stamp &stamp)
{
    const QDate date(stamp.year, stamp.month, stamp.day);
    m_hasRead = true;
    const qint64 rest = stamp.minute * minute + stamp.second * 1000 + stamp.ms;
    if (stamp.offsetMinutes) {
        if (date.isValid())
            m_last = QDateTime(date, QTime(stamp.hour, 0), QTimeZone::utc()).toMSecsSinceEpoch() + rest - *stamp.offsetMinutes * minute;
        return date.isValid();
    }
    const qint64 start = local(stamp.year, stamp.month, stamp.day, stamp.hour);
    if (start + rest < m_last - disorder && m_hourAgain != m_hourStart && m_hourAgain + rest >= m_last - disorder)
        m_last = m_hourAgain + rest;
    else
        m_last = start + rest;
    return date.isValid();
}

qint64 LogClock::local(int year, int month, int dayOfMonth, int hourOfDay)
{
    const qint64 key = ((qint64(year) * 16 + month) * 32 + dayOfMonth) * 32 + hourOfDay;
    if (key == m_hourKey)
        return m_hourStart;
    const QDate date(year, month, dayOfMonth);
    if (!date.isValid())
        return m_last;
    const QDateTime utc(date, QTime(hourOfDay, 0), QTimeZone::utc());
    const QDateTime guess(date, QTime(hourOfDay, 0), m_zone);
    const qint64 at = guess.toMSecsSinceEpoch();
    m_hourKey = key;
    m_hourStart = m_hourAgain = at;
    // The same clock reading with the offset that holds an hour before or after: then the hour exists twice.
    for (const qint64 shift : {-hour, hour}) {
        const QDateTime other = QDateTime::fromMSecsSinceEpoch(at + shift, m_zone);
        if (other.date() == utc.date() && other.time() == utc.time()) {
            m_hourStart = std::min(at, at + shift);
            m_hourAgain = std::max(at, at + shift);
        }
    }
    return m_hourStart;
}

bool LogClock::readEpoch(double seconds)
{
    if (!std::isfinite(seconds) || seconds <= 0 || seconds >= 1e11)
        return false;
    m_last = qint64(std::llround(seconds * 1000));
    m_hasRead = true;
    return true;
}

void LogClock::settle(qint64 at)
{
    const qint64 zones = qint64(std::llround(double(at - m_last) / double(zoneStep))) * zoneStep;
    if (std::abs(zones) <= farthestZones)
        m_last += zones;
}

/// "Nov 20 07:08:48": journald's short format, which has no year. The year is the one that makes it past, seen from the file's time or
/// the last one without a year; times that stand in messages are others' choice. A syslog's priority may stand before it.
bool LogClock::readSyslog(std::string_view prefix)
{
    if (const size_t end = prefix.starts_with('<') ? prefix.substr(0, 6).find('>') : std::string_view::npos;
        end != std::string_view::npos && number(prefix.substr(1, end - 1)) >= 0)
        prefix.remove_prefix(end + 1);
    const size_t wordEnd = prefix.substr(0, longestMonth).find(' ');
    if (wordEnd == std::string_view::npos)
        return false;
    const std::string_view word = prefix.substr(0, wordEnd);
    prefix.remove_prefix(wordEnd + 1);
    if (prefix.size() < 11 || prefix[2] != ' ' || prefix[5] != ':' || prefix[8] != ':')
        return false;
    const int month = monthOf(word);
    const int dayOfMonth = number(prefix[0] == ' ' ? prefix.substr(1, 1) : prefix.substr(0, 2));
    const int hours = number(prefix.substr(3, 2)), minutes = number(prefix.substr(6, 2)), seconds = number(prefix.substr(9, 2));
    if (month == 0 || dayOfMonth < 1 || hours < 0 || hours > 23 || minutes < 0 || seconds < 0)
        return false;
    const qint64 from = m_yearFrom != 0 ? m_yearFrom : m_last;
    const int thisYear = QDateTime::fromMSecsSinceEpoch(from, m_zone).date().year();
    const qint64 rest = minutes * minute + seconds * 1000;
    qint64 at = local(thisYear, month, dayOfMonth, hours) + rest;
    if (at > from + (m_isYearFiles ? day : longestRest))
        at = local(thisYear - 1, month, dayOfMonth, hours) + rest;
    else if (at < from - 300 * day) // December's last line, then January's first
        at = local(thisYear + 1, month, dayOfMonth, hours) + rest;
    m_last = at;
    if (from != 0) {
        m_yearFrom = m_isYearFiles ? at : std::max(m_yearFrom, at);
        m_isYearFiles = false;
    }
    m_hasRead = true;
    return true;
}

bool LogClock::readShortUnix(std::string_view prefix)
{
    constexpr size_t seconds = 10, fraction = 6; // from 2001 to 2286
    if (prefix.size() <= seconds + fraction + 1 || prefix[seconds] != '.' || prefix[seconds + 1 + fraction] != ' ')
        return false;
    const int whole = number(prefix.substr(0, seconds - 1)), last = number(prefix.substr(seconds - 1, 1)),
              micros = number(prefix.substr(seconds + 1, fraction));
    if (whole <= 0 || last < 0 || micros < 0)
        return false;
    m_last = (qint64(whole) * 10 + last) * 1000 + micros / 1000;
    m_hasRead = true;
    return true;
}

/// Of "11/20/2026" it cannot be known whether the month comes first, so that is none.
bool LogClock::readOtherDate(std::string_view prefix)
{
    constexpr std::string_view isoLike = "dddd/dd/dd dd:dd:dd", dotted = "dd.dd.dddd dd:dd:dd";
    const auto standsAt = [prefix](size_t at, std::string_view form) {
        return std::equal(form.begin(), form.end(), prefix.begin() + std::ptrdiff_t(at),
            [](char wanted, char found) { return wanted == 'd' ? isDigit(found) : found == wanted; });
    };
    prefix = prefix.substr(0, 64 + isoLike.size()); // further on it is somebody's text
    for (size_t at = 0; at + isoLike.size() <= prefix.size(); ++at) {
        if (!isDigit(prefix[at]))
            continue;
        const bool isDotted = standsAt(at, dotted);
        if (!isDotted && !standsAt(at, isoLike))
            continue;
        const std::string_view t = prefix.substr(at);
        const int year = number(isDotted ? t.substr(6, 4) : t.substr(0, 4)), month = number(isDotted ? t.substr(3, 2) : t.substr(5, 2)),
                  dayOfMonth = number(isDotted ? t.substr(0, 2) : t.substr(8, 2)), hours = number(t.substr(11, 2));
        if (year < 1970 || hours > 23 || !QDate::isValid(year, month, dayOfMonth))
            return false;
        m_last = local(year, month, dayOfMonth, hours) + number(t.substr(14, 2)) * minute + number(t.substr(17, 2)) * 1000;
        m_hasRead = true;
        return true;
    }
    return false;
}

} // namespace Lockstep::Logs
