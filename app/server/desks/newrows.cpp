// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/newrows.h"

#include "core/log.h"
#include "history/observation.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace Lockstep::Server {

using namespace Inspection;

namespace {

/// Clocks and rounding: a row of the log has the time of its first line, and no fact is older than that.
constexpr qint64 slackMs = 1'000;
/// Of an error, which may be long, so much is compared.
constexpr qsizetype comparedError = 150, longestDetail = 16 * 1024;

/// A fact that rests on a row: one that it names, or one that the log made of what it tells.
bool restsOnARow(const Evidence &fact)
{
    return !fact.user.isEmpty() && ((fact.kind == EvidenceKind::History && fact.n > 0) || (fact.kind == EvidenceKind::Log && fact.at > 0));
}

/// Whether the row is what the log made of this fact.
bool isMadeOf(const DeviceListUpdate &row, const Evidence &fact)
{
    if (row.kind != UpdateKind::Resync || row.received > fact.at + slackMs)
        return false;
    switch (fact.fact) {
    case EvidenceFact::FetchedAgain:
        return row.verdict == Verdict::Applied;
    case EvidenceFact::ListDropped:
        return row.verdict == Verdict::Ignored && History::droppedDevices(row.detail).has_value();
    case EvidenceFact::FetchFailed:
        return row.verdict == Verdict::Ignored && displayable(row.detail, longestDetail).contains(fact.args.value(1).left(comparedError));
    default:
        return false;
    }
}

/// Of one user between two looks.
constexpr qsizetype mostRows = 50;
/// Rows of one user that are read at once.
constexpr qint64 longestStretch = 200;
/// A place in a history is found by halving: of 2^63 numbers in so many steps.
constexpr int mostSteps = 64;
constexpr int pageOfRows = 200;

} // namespace

void NewRows::note(const UserId &user, qint64 n)
{
    if (!m_history || n <= 0)
        return;
    auto place = m_noted.find(user);
    if (place == m_noted.end()) {
        if (m_noted.size() >= mostUsers)
            return;
        place = m_noted.insert(user, {});
    }
    if (place->size() < mostRows)
        place->insert(n);
}

void NewRows::findBefore(Diagnosis::NewRow &seen) const
{
    const DeviceListUpdate &row = seen.row;
    const auto rows = m_history->updates(seen.user, row.n, lookBack, true);
    if (!rows)
        return;
    for (const DeviceListUpdate &other : *rows) {
        if (other.kind != row.kind || other.verdict == Verdict::Ignored)
            continue;
        const bool saysIt = row.kind == UpdateKind::SigningKeys ? other.keys.contains(QStringLiteral("master_key"))
                                                                : other.deviceId == row.deviceId && !other.keys.isEmpty();
        if (saysIt) {
            seen.before = other;
            return;
        }
        seen.wasSignedOut = seen.wasSignedOut || (other.deviceId == row.deviceId && other.deleted);
    }
}

void NewRows::date(QList<Inspection::UserSummary> &users)
{
    if (!m_history)
        return;
    int reads = 0;
    QHash<std::pair<UserId, qint64>, qint64> dates;
    for (Inspection::UserSummary &user : users) {
        for (Finding &finding : user.findings) {
            if (finding.n <= 0 || finding.since > 0 || finding.last > 0 || finding.severity == Severity::Info)
                continue;
            const std::pair key(user.userId, finding.n);
            if (!m_dates.contains(key) && reads < readAtATime) {
                ++reads;
                if (const auto rows = m_history->updates(user.userId, finding.n - 1, 1, false); rows && !rows->isEmpty())
                    m_dates.insert(key, rows->constFirst().received);
            }
            finding.since = finding.last = m_dates.value(key);
            dates.insert(key, finding.since);
        }
    }
    dates.removeIf([](const auto &entry) { return entry.value() == 0; });
    m_dates = std::move(dates); // what nobody asks for any more is forgotten
}

std::optional<qint64> NewRows::newestUntil(const UserId &user, qint64 until, int &reads) const
{
    // Rows are numbered as they came; clocks that were set back only make the place less exact.
    qint64 low = 0, high = std::numeric_limits<qint64>::max();
    for (int step = 0; low + 1 < high && step < mostSteps; ++step) {
        const qint64 middle = high == std::numeric_limits<qint64>::max() ? high - 1 : low + (high - low) / 2;
        const auto row = m_history->outline(user, middle + 1, 1);
        ++reads;
        if (!row)
            return std::nullopt;
        if (row->isEmpty()) // what is older is no longer kept
            low = middle;
        else if (row->constFirst().update.received > until)
            high = row->constFirst().update.n;
        else if (step == 0)
            return row->constFirst().update.n;
        else
            low = middle;
    }
    return low;
}

std::optional<NewRows::Place> NewRows::placeOf(const Evidence &fact, qint64 now, int &reads) const
{
    const auto found = [now](const DeviceListUpdate &row) {
        return Place{.n = row.n, .isFromLog = row.sources.testFlag(UpdateSource::Log), .readAt = now};
    };
    if (fact.n > 0) {
        const auto rows = m_history->outline(fact.user, fact.n + 1, 1);
        ++reads;
        if (!rows)
            return std::nullopt;
        const bool isThere = !rows->isEmpty() && rows->constFirst().update.n == fact.n;
        return isThere ? found(rows->constFirst().update) : Place{.n = fact.n, .isFromLog = false, .readAt = now};
    }
    const auto newest = newestUntil(fact.user, fact.at + slackMs, reads);
    if (!newest)
        return std::nullopt; // what was known stays
    qint64 before = *newest + 1;
    for (int seen = 0; before > 1 && seen < toldBack; seen += pageOfRows) {
        const auto rows = m_history->outline(fact.user, before, pageOfRows);
        ++reads;
        if (!rows)
            return std::nullopt;
        for (const UpdateOutline &row : *rows) {
            if (isMadeOf(row.update, fact))
                return found(row.update);
            // What failed after a list had come has a row of its own, which is not there yet.
            if (fact.fact != EvidenceFact::FetchedAgain && row.update.kind == UpdateKind::Resync && row.update.verdict == Verdict::Applied
                && row.update.received <= fact.at + slackMs)
                return Place{.n = 0, .isFromLog = false, .readAt = now};
        }
        before = rows->size() < pageOfRows ? 0 : rows->constLast().update.n;
    }
    return Place{.n = 0, .isFromLog = false, .readAt = now};
}

void NewRows::place(QList<Incident> &incidents, qint64 now)
{
    if (!m_history)
        return;
    int reads = 0;
    QHash<std::pair<UserId, QString>, Place> places;
    for (Incident &incident : incidents) {
        for (Evidence &fact : incident.evidence) {
            if (fact.isFromLog || !restsOnARow(fact))
                continue;
            const std::pair key(fact.user, fact.n > 0 ? QString::number(fact.n) : fact.text);
            Place place = m_places.value(key);
            // Again only with what new ones leave: else those in front would take every turn.
            const int most = place.readAt == 0 ? readAtATime : readAtATime / 2;
            if (!place.isFromLog && (place.readAt == 0 || std::abs(now - place.readAt) >= placeAgainMs) && reads < most)
                place = placeOf(fact, now, reads).value_or(place);
            places.insert(key, place);
            if (place.n > 0) {
                fact.n = place.n;
                fact.isFromLog = place.isFromLog;
            }
        }
    }
    m_places = std::move(places); // what nobody asks for any more is forgotten
}

QList<Diagnosis::NewRow> NewRows::take(QSet<Diagnosis::Part> &unread)
{
    QList<Diagnosis::NewRow> taken;
    int reads = 0;
    for (auto it = m_noted.begin(); it != m_noted.end() && reads < readAtATime;) {
        const auto [first, last] = std::minmax_element(it->cbegin(), it->cend());
        const qint64 from = *first, until = std::min(*last, from + longestStretch - 1);
        const auto rows = m_history->updates(it.key(), from - 1, int(until - from + 1), false);
        ++reads;
        if (!rows) {
            unread.insert(Diagnosis::Part::Rows);
            return taken;
        }
        for (const DeviceListUpdate &row : *rows) {
            if (!it->contains(row.n))
                continue;
            Diagnosis::NewRow seen{.user = it.key(), .row = row, .before = {}};
            if (!row.keys.isEmpty() && reads < readAtATime) {
                findBefore(seen);
                ++reads;
            }
            taken.append(std::move(seen));
        }
        // What stands further on has its turn in the next look.
        it->removeIf([until](qint64 n) { return n <= until; });
        it = it->isEmpty() ? m_noted.erase(it) : std::next(it);
    }
    return taken;
}

} // namespace Lockstep::Server
