// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"
#include "tests/ui/fakehomeserver.h"

#include <QJsonDocument>

using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace Lockstep::Test {

namespace {
Answer json(const QJsonObject &object)
{
    return {200, QJsonDocument(object).toJson()};
}
} // namespace

std::optional<Answer> FakeHomeserver::auditCall(const QString &path, const Request &request)
{
    if (path == u"/audits" && request.method == "GET")
        return json(toJson(Page<Audit>{.items = audits, .next = {}}));
    if (path == u"/audits") {
        const auto asked = fromJson<AuditRequest>(QJsonDocument::fromJson(request.body).object());
        if (!asked)
            return Answer{400, R"({"errcode":"M_BAD_JSON","error":"Bad JSON"})"};
        auditAsked = *asked;
        const QString id = u"a%1"_s.arg(audits.size() + 1);
        audits.prepend({.id = id, .n = audits.size() + 1, .method = asked->method, .server = asked->server, .sample = asked->sample});
        audits.front().state = AuditState::Running;
        audits.front().named = asked->users.size();
        audits.front().started = 1'700'000'000'000;
        return json(toJson(audits.front()));
    }
    const auto found = std::ranges::find(audits, path.section(u'/', 2, 2), &Audit::id);
    if (found == audits.end())
        return Answer{404, R"({"errcode":"M_NOT_FOUND","error":"There is no such audit."})"};
    const QString rest = path.section(u'/', 3);
    if (rest == u"lists") {
        const auto outcome = fromApiName<ListOutcome>(request.query.queryItemValue(u"outcome"_s));
        Page<AuditedList> lists{.items = auditedLists.value(found->id), .next = {}};
        if (outcome != ListOutcome::Unknown)
            lists.items.removeIf([outcome](const AuditedList &list) { return list.outcome != outcome; });
        const int limit = request.query.queryItemValue(u"limit"_s).toInt(), from = request.query.queryItemValue(u"after"_s).toInt();
        if (limit > 0 && from + limit < lists.items.size())
            lists.next = QString::number(from + limit);
        lists.items = lists.items.mid(from, limit > 0 ? limit : -1);
        return json(toJson(lists));
    }
    switch (fromApiName<AuditDeed>(rest)) {
    case AuditDeed::Pause:
        found->state = AuditState::Paused;
        break;
    case AuditDeed::Resume:
        found->state = AuditState::Running;
        break;
    case AuditDeed::Cancel:
        found->state = AuditState::Cancelled;
        break;
    case AuditDeed::Unknown:
        break;
    }
    return json(toJson(*found));
}

} // namespace Lockstep::Test
