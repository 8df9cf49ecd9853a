// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/casesource.h"

#include "core/log.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

using namespace Inspection;

namespace {

/// What a local user's changes look like as a history: no more than which device changed when.
QList<DeviceListUpdate> historyOf(const OwnUser &own)
{
    QList<DeviceListUpdate> updates;
    qint64 n = 0;
    for (auto change = own.changes.crbegin(); change != own.changes.crend(); ++change)
        updates.append({.n = ++n,
            .received = change->at,
            .kind = UpdateKind::Update,
            .streamId = StreamId(change->streamId),
            .prevIds = {},
            .deviceId = change->deviceId,
            .displayName = {},
            .keys = {},
            .breaks = {},
            .sources = UpdateSource::Database,
            .verified = {},
            .detail = {}});
    return updates;
}

UserDetails detailsOf(const OwnUser &own)
{
    UserDetails details;
    details.summary.userId = own.userId;
    details.summary.states = {UserState::Unknown}; // of one's own list there is no copy that could be out of step
    details.summary.streamId = own.streamId;
    details.summary.deviceCount = own.listAvailable.available ? own.devices.size() : -1;
    details.summary.lastUpdate = own.changes.isEmpty() ? 0 : own.changes.constFirst().at;
    details.devices = own.devices;
    details.crossSigning = own.crossSigning;
    return details;
}

} // namespace

CaseHistory::CaseHistory(const Case &file)
    : m_user(file.userId)
{
    if (file.receiver) {
        m_updates = file.receiver->updates;
        m_since = file.receiver->recordedSince;
    } else if (file.sender) {
        m_updates = historyOf(*file.sender);
    }
    // Somebody else's file: in order, and each number once.
    std::stable_sort(m_updates.begin(), m_updates.end(), [](const DeviceListUpdate &a, const DeviceListUpdate &b) { return a.n < b.n; });
    const auto same = [](const DeviceListUpdate &a, const DeviceListUpdate &b) { return a.n == b.n; };
    m_updates.erase(std::unique(m_updates.begin(), m_updates.end(), same), m_updates.end());
    m_updates.removeIf([](const DeviceListUpdate &update) { return update.n <= 0; });
}

Result<QList<DeviceListUpdate>> CaseHistory::updates(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    if (user != m_user)
        return QList<DeviceListUpdate>();
    const auto before = [](const DeviceListUpdate &update, qint64 n) { return update.n < n; };
    if (newestFirst) {
        const auto end = after == 0 ? m_updates.cend() : std::lower_bound(m_updates.cbegin(), m_updates.cend(), after, before);
        const qsizetype count = std::min<qsizetype>(limit, end - m_updates.cbegin());
        QList<DeviceListUpdate> found(end - count, end);
        std::reverse(found.begin(), found.end());
        return found;
    }
    const auto begin = std::lower_bound(m_updates.cbegin(), m_updates.cend(), after + 1, before);
    return QList<DeviceListUpdate>(begin, begin + std::min<qsizetype>(limit, m_updates.cend() - begin));
}

Result<std::pair<qint64, qint64>> CaseHistory::extent() const
{
    return std::pair<qint64, qint64>(m_updates.size(), m_since);
}

CaseSource::CaseSource(Case file)
    : m_file(std::move(file))
{
    if (m_file.receiver)
        m_details = m_file.receiver->details;
    else if (m_file.sender)
        m_details = detailsOf(*m_file.sender);
}

Error CaseSource::unknown(const QString &what) const
{
    return {.kind = Error::NotFound,
        .http = 404,
        .errcode = u"M_NOT_FOUND"_s,
        .text = u"The case is of %1 and tells nothing of %2."_s.arg(displayable(m_file.userId.toString()), displayable(what))};
}

Result<Info> CaseSource::info()
{
    Info info = emptyInfo();
    info.serverName = m_file.server;
    info.kind = ServerKind::Case;
    const QString when = QDateTime::fromMSecsSinceEpoch(m_file.made, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm"_s);
    info.serverVersion = displayable(m_file.userId.toString(), 60) + u", "_s + when + (m_file.isRedacted ? u" (redacted)"_s : QString());
    info.sources = m_file.sources;
    return info;
}

Result<Overview> CaseSource::overview()
{
    Overview overview;
    overview.trackedUsers = m_details ? 1 : 0;
    if (m_details) {
        for (const UserState state : m_details->summary.states) {
            if (state != UserState::Unknown)
                overview.states[state] = 1;
        }
    }
    return overview;
}

Result<Page<UserSummary>> CaseSource::users(const UserQuery &query)
{
    Page<UserSummary> page;
    if (!m_details)
        return page;
    const UserSummary &summary = m_details->summary;
    const QString id = summary.userId.toString();
    const bool isSought = (query.after.isEmpty() || UserId(query.after) < summary.userId)
        && (query.server.isEmpty() || summary.userId.server().toString() == query.server)
        && (query.search.startsWith(u'@') ? id.startsWith(query.search) : id.contains(query.search))
        && (!query.state || summary.states.contains(*query.state));
    if (isSought)
        page.items.append(summary);
    return page;
}

Result<UserDetails> CaseSource::user(const UserId &user)
{
    if (!m_details || user != m_file.userId)
        return failure(unknown(user.toString()));
    return *m_details;
}

Result<QList<UserId>> CaseSource::trackedUsers(const UserId &after, int)
{
    return m_details && after < m_file.userId ? QList<UserId>{m_file.userId} : QList<UserId>();
}

Result<OwnUser> CaseSource::ownUser(const UserId &user, const OwnUserQuery &query)
{
    if (!m_file.sender || user != m_file.userId)
        return failure(unknown(user.toString()));
    OwnUser own = *m_file.sender;
    if (query.destination)
        own.destinations.removeIf([&](const ToldServer &told) { return told.destination != *query.destination; });
    return own;
}

Result<Page<Destination>> CaseSource::destinations(const DestinationQuery &query)
{
    Page<Destination> page;
    if (m_details && m_details->destination && query.after.isEmpty() && (!query.failingOnly || m_details->destination->failingSince > 0))
        page.items.append(*m_details->destination);
    return page;
}

Result<DestinationDetails> CaseSource::destination(const ServerName &destination)
{
    if (!m_details || !m_details->destination || m_details->destination->destination != destination)
        return failure(unknown(destination.toString()));
    DestinationDetails details;
    details.destination = *m_details->destination;
    details.reachAvailable = details.contactsAvailable = details.outboxAvailable = details.updatesAvailable
        = {.available = false, .reason = reason};
    return details;
}

} // namespace Lockstep::Capture
