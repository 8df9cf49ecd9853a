// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/newrows.h"

#include <algorithm>

namespace Lockstep::Server {

namespace {

/// Of one user between two looks.
constexpr qsizetype mostRows = 50;
/// Rows of one user that are read at once.
constexpr qint64 longestStretch = 200;

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
