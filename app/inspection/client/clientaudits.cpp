// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/audit.h"
#include "inspection/client/clientcalls.h"
#include "inspection/paths.h"

#include <QJsonDocument>

namespace Lockstep::Inspection {

using namespace Http;
using namespace ClientDetail;

CallHandle Client::audits(const PageQuery &query, QObject *context, Done<Page<Audit>> done)
{
    return startCall<Page<Audit>>(get(address(m_base, Paths::audits.of(), Query().page(query)), m_token), context, std::move(done));
}

CallHandle Client::audit(const QString &id, QObject *context, Done<Audit> done)
{
    return startCall<Audit>(get(address(m_base, Paths::audit.of(id)), m_token), context, std::move(done));
}

CallHandle Client::auditedLists(const QString &id, const AuditedListQuery &query, QObject *context, Done<Page<AuditedList>> done)
{
    Query asked;
    asked.page(query).add("outcome", query.outcome ? toApiName(*query.outcome) : QString());
    return startCall<Page<AuditedList>>(get(address(m_base, Paths::auditedLists.of(id), asked), m_token), context, std::move(done));
}

CallHandle Client::startAudit(const AuditRequest &request, QObject *context, Done<Audit> done)
{
    HttpRequest asked = post(address(m_base, Paths::audits.of()), m_token);
    asked.body = QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact);
    return startCall<Audit>(std::move(asked), context, std::move(done));
}

CallHandle Client::auditDeed(const QString &id, AuditDeed deed, QObject *context, Done<Audit> done)
{
    return startCall<Audit>(post(address(m_base, Paths::auditDeed.of(id, toApiName(deed))), m_token), context, std::move(done));
}

} // namespace Lockstep::Inspection
