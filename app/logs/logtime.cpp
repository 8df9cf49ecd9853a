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
    if (!best) {
        readSyslog(prefix);
        return std::nullopt;
    }
    m_hasRead = true;
    const qint64 rest = best->minute * minute + best->second * 1000 + best->ms;
    if (best->offsetMinutes) {
        const QDate date(best->year, best->month, best->day);
        if (date.isValid())
            m_last = QDateTime(date, QTime(best->hour, 0), QTimeZone::utc()).toMSecsSinceEpoch() + rest - *best->offsetMinutes * minute;
    } else {
        const qint64 start = local(best->year, best->month, best->day, best->hour);
        if (start + rest < m_last - disorder && m_hourAgain != m_hourStart && m_hourAgain + rest >= m_last - disorder)
            m_last = m_hourAgain + rest;
        else
            m_last = start + rest;
    }
    return last;
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

void LogClock::readEpoch(double seconds)
{
    if (!std::isfinite(seconds) || seconds <= 0 || seconds >= 1e11)
        return;
    m_last = qint64(std::llround(seconds * 1000));
    m_hasRead = true;
}

void LogClock::settle(qint64 at)
{
    const qint64 zones = qint64(std::llround(double(at - m_last) / double(zoneStep))) * zoneStep;
    if (std::abs(zones) <= farthestZones)
        m_last += zones;
}

/// "Nov 20 07:08:48": journald's short format, which has no year. The year is the one that makes it past, seen from the last time or the
/// file's.
bool LogClock::readSyslog(std::string_view prefix)
{
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (prefix.size() < 15 || prefix[3] != ' ' || prefix[9] != ':' || prefix[12] != ':')
        return false;
    const auto month = std::find(months.begin(), months.end(), prefix.substr(0, 3));
    const int dayOfMonth = number(prefix[4] == ' ' ? prefix.substr(5, 1) : prefix.substr(4, 2));
    const int hours = number(prefix.substr(7, 2)), minutes = number(prefix.substr(10, 2)), seconds = number(prefix.substr(13, 2));
    if (month == months.end() || dayOfMonth < 1 || hours < 0 || hours > 23 || minutes < 0 || seconds < 0)
        return false;
    const int thisYear = QDateTime::fromMSecsSinceEpoch(m_last, m_zone).date().year();
    const qint64 rest = minutes * minute + seconds * 1000;
    qint64 at = local(thisYear, int(month - months.begin()) + 1, dayOfMonth, hours) + rest;
    if (at > m_last + day)
        at = local(thisYear - 1, int(month - months.begin()) + 1, dayOfMonth, hours) + rest;
    else if (at < m_last - 300 * day) // December's last line, then January's first
        at = local(thisYear + 1, int(month - months.begin()) + 1, dayOfMonth, hours) + rest;
    m_last = at;
    m_hasRead = true;
    return true;
}

} // namespace Lockstep::Logs
