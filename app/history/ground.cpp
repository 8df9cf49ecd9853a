// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/ground.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Numbers as text: JSON's own lose digits.
QString text(qint64 number)
{
    return QString::number(number);
}

qint64 number(const QJsonValue &value, qint64 otherwise)
{
    bool isNumber = false;
    const qint64 read = value.toString().toLongLong(&isNumber);
    return isNumber ? read : otherwise;
}

} // namespace

QByteArray toBytes(const Ground &ground)
{
    if (ground.first <= 1 && !ground.older.isCut)
        return {};
    const OlderRows &older = ground.older;
    QJsonArray starts;
    for (const auto &[id, hash] : older.starts)
        starts.append(QJsonArray{id.toString(), QString::number(hash)});
    const QJsonObject object{{u"first"_s, text(ground.first)}, {u"until"_s, text(ground.until)}, {u"cut"_s, older.isCut},
        {u"nothing"_s, older.nothingBefore}, {u"start"_s, older.isStart}, {u"start_claim"_s, older.isStartByClaim},
        {u"update_before"_s, older.updateBefore}, {u"heard"_s, text(older.heard)}, {u"highest"_s, text(older.highest)},
        {u"seen"_s, text(older.seen)}, {u"words"_s, older.hasWords}, {u"update"_s, older.update.toString()},
        {u"names_nothing"_s, older.updateNamesNothing}, {u"gap_open"_s, older.isGapOpen}, {u"starts"_s, starts},
        {u"gap"_s, text(ground.gap)}, {u"gap_id"_s, ground.gapId.toString()}, {u"gap_marked"_s, ground.gapSeenMarked}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Ground groundOf(const QByteArray &bytes)
{
    Ground ground;
    if (bytes.isEmpty())
        return ground;
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    OlderRows &older = ground.older;
    ground.first = std::max<qint64>(number(object["first"_L1], 1), 1);
    ground.until = number(object["until"_L1], 0);
    older.isCut = object["cut"_L1].toBool();
    older.nothingBefore = object["nothing"_L1].toBool(true);
    older.isStart = object["start"_L1].toBool(true);
    older.isStartByClaim = object["start_claim"_L1].toBool();
    older.updateBefore = object["update_before"_L1].toBool();
    older.heard = number(object["heard"_L1], OlderRows::nothing);
    older.highest = number(object["highest"_L1], OlderRows::nothing);
    older.seen = number(object["seen"_L1], OlderRows::nothing);
    older.hasWords = object["words"_L1].toBool();
    older.update = StreamId(object["update"_L1].toString());
    older.updateNamesNothing = object["names_nothing"_L1].toBool();
    older.isGapOpen = object["gap_open"_L1].toBool();
    for (const QJsonValue &start : object["starts"_L1].toArray()) {
        if (older.starts.size() < OlderRows::mostStarts)
            older.starts.append({StreamId(start[0].toString()), start[1].toString().toULongLong()});
    }
    ground.gap = number(object["gap"_L1], 0);
    ground.gapId = StreamId(object["gap_id"_L1].toString());
    ground.gapSeenMarked = object["gap_marked"_L1].toBool();
    return ground;
}

} // namespace Lockstep::History
