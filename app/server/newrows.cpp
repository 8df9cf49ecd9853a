// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/newrows.h"

#include <algorithm>

namespace Lockstep::Server {

namespace {

/// Of one user between two looks.
constexpr qsizetype mostRows = 50;

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

std::optional<DeviceListUpdate> NewRows::before(const UserId &user, const DeviceListUpdate &row) const
{
    if (row.keys.isEmpty())
        return {};
    const auto rows = m_history->updates(user, row.n, lookBack, true);
    if (!rows)
        return {};
    const auto found = std::find_if(rows->cbegin(), rows->cend(), [&](const DeviceListUpdate &other) {
        return other.kind == row.kind && other.verdict != Verdict::Ignored
            && (row.kind == UpdateKind::SigningKeys ? other.keys.contains(QStringLiteral("master_key"))
                                                    : other.deviceId == row.deviceId && (!other.keys.isEmpty() || other.deleted));
    });
    return found == rows->cend() ? std::nullopt : std::optional(*found);
}

QList<Diagnosis::NewRow> NewRows::take(QSet<Diagnosis::Part> &unread)
{
    QList<Diagnosis::NewRow> taken;
    int reads = 0;
    for (auto it = m_noted.begin(); it != m_noted.end() && reads < readAtATime;) {
        QList<qint64> wanted = it->values();
        std::sort(wanted.begin(), wanted.end());
        const auto rows = m_history->updates(it.key(), wanted.constFirst() - 1,
            int(wanted.constLast() - wanted.constFirst()) + 1 > 200 ? 200 : int(wanted.constLast() - wanted.constFirst()) + 1, false);
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
                seen.before = before(it.key(), row);
                ++reads;
            }
            taken.append(std::move(seen));
        }
        it = m_noted.erase(it);
    }
    return taken;
}

} // namespace Lockstep::Server
