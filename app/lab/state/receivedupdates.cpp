// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/receivedupdates.h"

#include "lab/state/clock.h"
#include "lab/state/storage.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxGraphs = 2000; // rebuilt from the table when they are wanted again

QByteArray encoded(const DeviceListUpdate &update)
{
    QJsonArray previous;
    for (const StreamId &id : update.prevIds)
        previous.append(id.toString());
    QJsonObject object{{u"at"_s, update.received}, {u"kind"_s, int(update.kind)}, {u"id"_s, update.streamId.toString()},
        {u"prev"_s, previous}, {u"device"_s, update.deviceId.toString()}, {u"deleted"_s, update.deleted}, {u"known"_s, update.contentKnown},
        {u"verdict"_s, int(update.verdict)}};
    if (!update.displayName.isNull())
        object.insert(u"name"_s, update.displayName);
    if (!update.keys.isEmpty())
        object.insert(u"keys"_s, update.keys);
    if (!update.detail.isEmpty())
        object.insert(u"detail"_s, update.detail);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

DeviceListUpdate decoded(qint64 n, const QByteArray &entry, int breaks)
{
    const QJsonObject object = QJsonDocument::fromJson(entry).object();
    DeviceListUpdate update;
    update.n = n;
    update.received = object.value("at"_L1).toInteger();
    update.kind = UpdateKind(object.value("kind"_L1).toInt());
    update.streamId = StreamId(object.value("id"_L1).toString());
    const QJsonArray previous = object.value("prev"_L1).toArray();
    for (const QJsonValue &id : previous)
        update.prevIds.append(StreamId(id.toString()));
    update.deviceId = DeviceId(object.value("device"_L1).toString());
    if (object.contains("name"_L1))
        update.displayName = object.value("name"_L1).toString();
    update.deleted = object.value("deleted"_L1).toBool();
    update.contentKnown = object.value("known"_L1).toBool();
    update.keys = object.value("keys"_L1).toObject();
    update.verdict = Verdict(object.value("verdict"_L1).toInt());
    update.detail = object.value("detail"_L1).toString();
    update.breaks = Breaks::fromInt(quint16(breaks));
    update.sources = UpdateSource::Lab;
    update.verified = true; // what is not properly signed never gets here
    return update;
}

GraphNode nodeOf(const DeviceListUpdate &update)
{
    GraphNode node{.kind = update.kind, .verdict = update.verdict, .streamId = update.streamId, .prevIds = update.prevIds};
    node.received = update.received;
    if (update.kind == UpdateKind::Update)
        node.contentHash = qHash(update.deviceId.toString() + u'\n' + update.displayName + u'\n' + QChar(update.deleted ? u'1' : u'0'),
            qHash(QJsonDocument(update.keys).toJson(QJsonDocument::Compact)));
    return node;
}

} // namespace

ReceivedUpdates::ReceivedUpdates(Storage *storage, const Clock *clock)
    : m_storage(storage)
    , m_clock(clock)
{
}

UpdateGraph &ReceivedUpdates::graph(const UserId &user)
{
    auto &graph = m_graphs[user];
    if (!graph) {
        if (m_graphs.size() > maxGraphs) {
            m_graphs.clear();
            return this->graph(user);
        }
        graph = std::make_shared<UpdateGraph>(0); // a scenario's day lasts some seconds
        const QList<DeviceListUpdate> known = list(user, 0, std::numeric_limits<int>::max(), false);
        for (const DeviceListUpdate &update : known)
            graph->append(nodeOf(update));
    }
    return *graph;
}

void ReceivedUpdates::writeBreaks(const UserId &user, const UpdateGraph &graph, const std::vector<int> &rows)
{
    for (const int row : rows)
        m_storage->execute(
            u"UPDATE updates SET breaks = ? WHERE user_id = ? AND n = ?"_s, {int(graph.breaks(row).toInt()), user.toString(), row + 1});
}

qint64 ReceivedUpdates::append(const UserId &user, DeviceListUpdate update)
{
    UpdateGraph &known = graph(user);
    if (update.received == 0)
        update.received = m_clock->now();
    const std::vector<int> revised = known.append(nodeOf(update));
    const int row = known.size() - 1;
    m_storage->execute(u"INSERT INTO updates (user_id, n, kind, verdict, breaks, entry) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {user.toString(), row + 1, int(update.kind), int(update.verdict), int(known.breaks(row).toInt()), encoded(update)});
    writeBreaks(user, known, revised);
    return row + 1;
}

void ReceivedUpdates::setVerdict(const UserId &user, qint64 n, Verdict verdict, const QString &detail)
{
    std::optional<DeviceListUpdate> update = at(user, n);
    if (!update)
        return;
    UpdateGraph &known = graph(user);
    update->verdict = verdict;
    if (!detail.isEmpty())
        update->detail = detail;
    m_storage->execute(
        u"UPDATE updates SET verdict = ?, entry = ? WHERE user_id = ? AND n = ?"_s, {int(verdict), encoded(*update), user.toString(), n});
    writeBreaks(user, known, known.setVerdict(int(n - 1), verdict));
}

QList<DeviceListUpdate> ReceivedUpdates::list(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    QList<DeviceListUpdate> result;
    QSqlQuery query = newestFirst
        ? m_storage->run(u"SELECT n, entry, breaks FROM updates WHERE user_id = ? AND n < ? ORDER BY n DESC LIMIT ?"_s,
            {user.toString(), after > 0 ? after : std::numeric_limits<qint64>::max(), limit})
        : m_storage->run(
            u"SELECT n, entry, breaks FROM updates WHERE user_id = ? AND n > ? ORDER BY n LIMIT ?"_s, {user.toString(), after, limit});
    while (query.next())
        result.append(decoded(query.value(0).toLongLong(), query.value(1).toByteArray(), query.value(2).toInt()));
    return result;
}

std::optional<DeviceListUpdate> ReceivedUpdates::at(const UserId &user, qint64 n) const
{
    QList<DeviceListUpdate> found = list(user, n - 1, 1, false);
    if (found.isEmpty() || found.first().n != n)
        return {};
    return found.first();
}

qint64 ReceivedUpdates::openGap(const UserId &user)
{
    return graph(user).openGap() + 1;
}

QList<StreamId> ReceivedUpdates::missing(const UserId &user, qint64 n)
{
    QList<StreamId> result;
    const QList<std::pair<StreamId, int>> all = graph(user).missing();
    for (const auto &[id, row] : all)
        if (row == n - 1)
            result.append(id);
    return result;
}

QList<qint64> ReceivedUpdates::undecided(const UserId &user) const
{
    QList<qint64> result;
    QSqlQuery query
        = m_storage->run(u"SELECT n FROM updates WHERE user_id = ? AND kind = 0 AND verdict = 0 AND n > "
                         "(SELECT COALESCE(MAX(n), 0) FROM updates WHERE user_id = ? AND kind = 2 AND verdict = 1) ORDER BY n"_s,
            {user.toString(), user.toString()});
    while (query.next())
        result.append(query.value(0).toLongLong());
    return result;
}

qint64 ReceivedUpdates::count() const
{
    return m_storage->value(u"SELECT COUNT(*) FROM updates"_s).toLongLong();
}

qint64 ReceivedUpdates::since() const
{
    return m_storage->value(u"SELECT value FROM server WHERE name = 'started'"_s).toLongLong();
}

} // namespace Lockstep::Lab
