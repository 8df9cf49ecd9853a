// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The filter language on rows as the API has them: an export holds what the list shows.

#include "model/exportsource.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// A member as raw value. "user_id:server": the server's part of an ID. "matched/display_name": the texts of those objects of a list whose "field" is that.
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
            return std::ranges::any_of(searched, [&](const QString &key) { return row.value(key).toString().contains(word, Qt::CaseInsensitive); });
        };
        return filter.accepts(value, contains, QDateTime::currentMSecsSinceEpoch());
    };
}

} // namespace Lockstep
