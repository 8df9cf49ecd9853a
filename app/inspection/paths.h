// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QStringList>

/// The paths of the API, for those who serve it and those who call it.
namespace Lockstep::Inspection {

/// A path in which "*" stands for an identifier; there are \c Identifiers of them, which the compiler checks.
template <int Identifiers>
class Path
{
public:
    consteval explicit Path(const char *text)
        : m_text(text)
    {
        int found = 0;
        for (const char *c = text; *c; ++c)
            found += *c == '*' ? 1 : 0;
        if (*text != '/' || found != Identifiers)
            throw "not the number of identifiers that the path has room for";
    }

    /// For a server: its segments, decoded, with "*" for any.
    QStringList segments() const { return QString::fromLatin1(m_text).mid(1).split(u'/'); }

    /// For a client: with these identifiers, percent-encoded whatever they hold.
    template <typename... Ids>
    QByteArray of(const Ids &...ids) const
    {
        static_assert(sizeof...(Ids) == Identifiers);
        const QByteArray encoded[] = {encodePathSegment(textOf(ids))..., QByteArray()};
        QByteArray path;
        int next = 0;
        for (const char *c = m_text; *c; ++c) {
            if (*c == '*')
                path += encoded[next++];
            else
                path += *c;
        }
        return path;
    }

private:
    static QString textOf(const QString &word) { return word; }
    template <typename Id>
    static QString textOf(const Id &id)
    {
        return id.toString();
    }

    const char *m_text;
};

namespace Paths {

inline constexpr Path<0> info{"/_lockstep/v1/info"};
inline constexpr Path<0> overview{"/_lockstep/v1/overview"};
inline constexpr Path<0> metrics{"/_lockstep/v1/metrics"};
inline constexpr Path<0> users{"/_lockstep/v1/users"};
inline constexpr Path<1> user{"/_lockstep/v1/users/*"};
inline constexpr Path<1> updates{"/_lockstep/v1/users/*/updates"};
inline constexpr Path<2> rowLines{"/_lockstep/v1/users/*/updates/*/lines"}; ///< user, n
inline constexpr Path<1> outline{"/_lockstep/v1/users/*/outline"};
inline constexpr Path<1> refreshStatus{"/_lockstep/v1/users/*/refresh"};
inline constexpr Path<0> inbox{"/_lockstep/v1/queues/inbox"};
inline constexpr Path<2> inboxMessages{"/_lockstep/v1/queues/inbox/*/*"}; ///< user, device
inline constexpr Path<2> inboxSummary{"/_lockstep/v1/queues/inbox/*/*/summary"}; ///< user, device
inline constexpr Path<0> outbox{"/_lockstep/v1/queues/outbox"};
inline constexpr Path<1> outboxMessages{"/_lockstep/v1/queues/outbox/*"};
inline constexpr Path<1> outboxSummary{"/_lockstep/v1/queues/outbox/*/summary"};
inline constexpr Path<0> updateQueues{"/_lockstep/v1/queues/updates"};
inline constexpr Path<1> waitingUpdates{"/_lockstep/v1/queues/updates/*"}; ///< destination
inline constexpr Path<0> own{"/_lockstep/v1/own"};
inline constexpr Path<1> ownUser{"/_lockstep/v1/own/users/*"};
inline constexpr Path<1> caseOf{"/_lockstep/v1/cases/*"}; ///< user
inline constexpr Path<0> destinations{"/_lockstep/v1/destinations"};
inline constexpr Path<1> destination{"/_lockstep/v1/destinations/*"};
inline constexpr Path<1> destinationRoute{"/_lockstep/v1/destinations/*/route"};
inline constexpr Path<1> resetDestination{"/_lockstep/v1/destinations/*/reset"};
inline constexpr Path<0> trail{"/_lockstep/v1/trail"};
inline constexpr Path<0> incidents{"/_lockstep/v1/incidents"};
inline constexpr Path<1> incident{"/_lockstep/v1/incidents/*"};
inline constexpr Path<2> incidentDeed{"/_lockstep/v1/incidents/*/*"}; ///< ID, an IncidentDeed
inline constexpr Path<0> audits{"/_lockstep/v1/audits"};
inline constexpr Path<1> audit{"/_lockstep/v1/audits/*"};
inline constexpr Path<1> auditedLists{"/_lockstep/v1/audits/*/lists"};
inline constexpr Path<2> auditDeed{"/_lockstep/v1/audits/*/*"}; ///< ID, an AuditDeed
inline constexpr Path<0> events{"/_lockstep/v1/events"};
inline constexpr Path<0> series{"/_lockstep/v1/series"};
inline constexpr Path<0> check{"/_lockstep/v1/check"};

/// MSC2638, as its prefix for unstable features has it; the client calls this one.
inline constexpr Path<1> refresh{"/_matrix/client/unstable/org.matrix.msc2638/user/*/devices/refresh"};
inline constexpr Path<1> refreshR0{"/_matrix/client/r0/user/*/devices/refresh"};
inline constexpr Path<1> refreshV3{"/_matrix/client/v3/user/*/devices/refresh"};
/// What the proposal's text names, with GET.
inline constexpr Path<1> literalRefresh{"/_matrix/unstable/org.matrix.msc2638/user/*/devices"};
inline constexpr Path<1> literalRefreshOfDraft{"/_matrix/unstable/org.matrix.mscXXXX/user/*/devices"};
inline constexpr Path<1> literalRefreshR0{"/_matrix/client/r0/user/*/devices"};

} // namespace Paths

} // namespace Lockstep::Inspection
