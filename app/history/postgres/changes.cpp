// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/changes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// In bytes, of the 7999 that PostgreSQL takes.
constexpr qsizetype longest = 7'000;
constexpr qsizetype bytesOfNumber = 21;

} // namespace

QStringList toNotices(const QString &gateway, const Batch &batch)
{
    std::map<QString, std::set<qint64>> rows;
    for (const NewUpdate &added : batch.added)
        rows[added.user.toString()].insert(added.update.n);
    for (const UpdateRevision &revision : batch.revised)
        rows[revision.user.toString()].insert(revision.update.n);
    for (const OutlineRevision &revision : batch.outlines)
        rows[revision.user.toString()].insert(revision.update.n);

    QStringList all;
    QJsonArray users;
    qsizetype size = 0;
    const auto flush = [&] {
        if (!users.isEmpty())
            all += QString::fromUtf8(QJsonDocument(QJsonObject{{u"g"_s, gateway}, {u"u"_s, users}}).toJson(QJsonDocument::Compact));
        users = {};
        size = 0;
    };
    for (const auto &[user, numbers] : rows) {
        // A character of a name takes up to six bytes as JSON.
        const qsizetype nameSize = 6 * user.size() + bytesOfNumber;
        QJsonArray one{user};
        qsizetype oneSize = nameSize;
        for (const qint64 n : numbers) {
            if (size + oneSize + bytesOfNumber > longest) {
                if (one.size() > 1)
                    users.append(one);
                flush();
                one = {user};
                oneSize = nameSize;
            }
            one.append(n);
            oneSize += bytesOfNumber;
        }
        users.append(one);
        size += oneSize;
    }
    flush();
    return all;
}

std::optional<Notice> readNotice(const QByteArray &payload)
{
    const QJsonObject said = QJsonDocument::fromJson(payload).object();
    Notice notice{.gateway = said["g"_L1].toString(), .rows = {}};
    if (notice.gateway.isEmpty())
        return std::nullopt;
    const QJsonArray users = said["u"_L1].toArray();
    for (const QJsonValue &value : users) {
        const QJsonArray one = value.toArray();
        const UserId user(one.first().toString());
        if (!user.isValid())
            continue;
        for (qsizetype i = 1; i < one.size(); ++i) {
            if (const qint64 n = one[i].toInteger(); n > 0)
                notice.rows.append({user, n});
        }
    }
    return notice;
}

} // namespace Lockstep::History
