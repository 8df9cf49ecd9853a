// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The filter language on rows as the API has them: an export holds what the list shows.

#include "model/exportsource.h"

#include "inspection/audit.h"
#include "inspection/client/client.h"
#include "inspection/wire.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// A member as raw value. "user_id:server": the server's part of an ID. "matched/display_name": the texts of those objects of a list whose
/// "field" is that.
QVariant rawValue(const QJsonObject &row, const QString &member)
{
    if (member.endsWith(":server"_L1))
        return UserId(row.value(member.chopped(7)).toString()).server().toString();
    const QJsonValue value = row.value(member.section(u'/', 0, 0));
    const QString which = member.section(u'/', 1);
    switch (value.type()) {
    case QJsonValue::Array: {
        QStringList texts;
        for (const QJsonValue &one : value.toArray()) {
            if (which.isEmpty())
                texts << one.toString();
            else if (one[u"field"].toString() == which)
                texts << one[u"text"].toString();
        }
        return texts.join(u' ');
    }
    case QJsonValue::Double:
        return value.toInteger();
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return {};
    default:
        return value.toVariant();
    }
}

} // namespace

ExportSource exportOfAuditedLists(Inspection::Client *client, const QString &audit, std::optional<Inspection::ListOutcome> outcome)
{
    constexpr int pageSize = 500;
    return {.name = u"audit"_s,
        .subject = {},
        .columns = {{u"n"_s, ExportColumn::Number}, {u"user_id"_s, ExportColumn::Text}, {u"outcome"_s, ExportColumn::Text},
            {u"at"_s, ExportColumn::Time}, {u"origin"_s, ExportColumn::Text}, {u"here"_s, ExportColumn::Text},
            {u"there"_s, ExportColumn::Text}, {u"unlisted"_s, ExportColumn::Number}, {u"missed"_s, ExportColumn::Text},
            {u"error"_s, ExportColumn::Text}},
        .read = [client, audit, outcome](const QString &after, QObject *context, Http::Done<ExportSource::Rows> done) {
            Inspection::AuditedListQuery query;
            query.outcome = outcome;
            query.limit = pageSize;
            query.after = after;
            return client->auditedLists(
                audit, query, context, [done = std::move(done)](const Result<Inspection::Page<Inspection::AuditedList>> &result) {
                    if (!result) {
                        done(failure(result.error()));
                        return;
                    }
                    // The rows as they are on the wire.
                    ExportSource::Rows rows{.items = {}, .next = result->next, .partial = result->partial};
                    for (const QJsonValue &item : toJson(*result)[u"lists"].toArray())
                        rows.items.append(item.toObject());
                    done(rows);
                });
        }};
}

void filterExport(ExportSource *source, const Filter &filter, const QStringList &searched)
{
    if (filter.isEmpty())
        return;
    source->accepts = [filter, searched, before = source->accepts](const QJsonObject &row) {
        if (before && !before(row))
            return false;
        const auto value = [&](int field) {
            const FilterField &one = filter.fields().at(field);
            return rawValue(row, one.member.isEmpty() ? one.key : one.member);
        };
        const auto contains = [&](const QString &word) {
            return std::ranges::any_of(
                searched, [&](const QString &key) { return row.value(key).toString().contains(word, Qt::CaseInsensitive); });
        };
        return filter.accepts(value, contains, QDateTime::currentMSecsSinceEpoch());
    };
}

} // namespace Lockstep
