// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/fakehomeserver.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/outline.h"
#include "inspection/wire.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace Lockstep::Test {

using namespace Inspection;

namespace {
Answer json(const QJsonObject &object, int status = 200)
{
    return {status, QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

Answer error(int status, const QString &errcode, const QString &text)
{
    return json({{u"errcode"_s, errcode}, {u"error"_s, text}}, status);
}

template <typename T>
Answer page(const QList<T> &items, const Request &request, bool partial = false, bool fromTheEnd = false)
{
    const int limit = request.query.hasQueryItem(u"limit"_s) ? request.query.queryItemValue(u"limit"_s).toInt() : PageQuery::defaultLimit;
    const int from = request.query.queryItemValue(u"after"_s).toInt();
    Page<T> result;
    if (fromTheEnd) {
        for (qsizetype i = items.size() - from - 1; i >= 0 && result.items.size() < limit; --i)
            result.items.append(items[i]);
    } else {
        result.items = items.mid(from, limit);
    }
    if (from + limit < items.size())
        result.next = QString::number(from + limit);
    result.partial = partial;
    return json(toJson(result));
}

/// Places in the list of updates are counted from its end there.
Answer outlineOf(const QList<DeviceListUpdate> &updates, const Request &request)
{
    const qint64 before = request.query.queryItemValue(u"after"_s).toLongLong();
    const int limit = request.query.queryItemValue(u"limit"_s).toInt();
    const auto end = before > 0 ? std::ranges::lower_bound(updates, before, {}, &DeviceListUpdate::n) : updates.end();
    Outline block;
    qsizetype i = end - updates.begin();
    while (i > 0 && block.rows.size() < limit) {
        if (block.rows.size() % Outline::pageSize == 0)
            block.pages.append({updates[i - 1].n, QString::number(updates.size() - i)});
        UpdateOutline row{.update = updates[--i], .contentHash = 0};
        row.contentHash = qHash(row.update.keys, qHash(row.update.displayName, size_t(row.update.deleted)));
        row.update.keys = {};
        row.update.prevIds = row.update.prevIds.mid(0, UpdateOutline::mostPrevIds);
        block.rows.append(row);
    }
    block.next = i > 0 ? updates[i].n : 0;
    return {.status = 200, .body = toCbor(block)};
}
} // namespace

FakeHomeserver::FakeHomeserver(QObject *parent)
    : QObject(parent)
{
    info.serverName = ServerName(u"localhost"_s);
    info.kind = ServerKind::Synapse;
    info.serverVersion = u"1.160.0"_s;
    info.refresh = info.history = info.inbox = info.outbox = info.destinations = {.available = true, .reason = {}};
    info.sources = {{.kind = SourceKind::Database, .state = SourceState::Ok, .detail = u"sqlite:homeserver.db"_s, .behind = 0}};
    m_events.next = 1;
    connect(&m_server, &QTcpServer::newConnection, this, &FakeHomeserver::accept);
}

FakeHomeserver::~FakeHomeserver()
{
    // Sockets outlive the members that their signals would touch.
    const auto sockets = m_pending.keys();
    for (QTcpSocket *socket : sockets)
        socket->disconnect(this);
}

QUrl FakeHomeserver::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()));
}

void FakeHomeserver::goDown()
{
    m_server.close();
    const auto sockets = m_pending.keys();
    for (QTcpSocket *socket : sockets)
        socket->abort();
}

void FakeHomeserver::addUsers(const QString &lines)
{
    const QStringList all = lines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : all) {
        const QStringList words = line.simplified().split(u' ');
        UserDetails details;
        details.summary.userId = UserId(words.at(0));
        for (const QString &state : words.value(1, u"in_step"_s).split(u','))
            details.summary.states.append(fromApiName<UserState>(state));
        details.summary.deviceCount = words.value(2, u"1"_s).toInt();
        details.summary.streamId = StreamId(qint64(100));
        for (int i = 0; i < details.summary.deviceCount; ++i) {
            Device device;
            device.deviceId = DeviceId(u"DEVICE%1"_s.arg(i, 2, 10, QLatin1Char('0')));
            details.devices.append(device);
        }
        users.append(details);
    }
    std::ranges::sort(users, {}, [](const UserDetails &user) { return user.summary.userId; });
    overview.trackedUsers = users.size();
}

UserDetails &FakeHomeserver::user(const QString &id)
{
    const auto found = std::ranges::find(users, UserId(id), [](const UserDetails &user) { return user.summary.userId; });
    Q_ASSERT(found != users.end());
    return *found;
}

void FakeHomeserver::addIncidents(const QString &lines)
{
    info.incidents.available = true;
    const QStringList all = lines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : all) {
        const QStringList words = line.simplified().split(u' ');
        Incident incident;
        incident.id = words.at(0);
        incident.n = incidents.size() + 1;
        incident.severity = fromApiName<Severity>(words.at(1));
        incident.kind = fromApiName<IncidentKind>(words.at(2));
        incident.subject = words.at(3);
        incident.subjectKind = incident.subject.startsWith(u'@') ? IncidentSubject::User : IncidentSubject::Server;
        incident.users = words.value(4).toLongLong();
        for (int i = 0; i < std::min<qint64>(incident.users, Incident::namedUsers); ++i)
            incident.firstUsers.append(UserId(u"@u%1:%2"_s.arg(i).arg(incident.subject)));
        incident.text = u"something is wrong with %1"_s.arg(incident.subject);
        incident.advice = u"look at it"_s;
        incident.since = incident.opened = incident.lastSeen = 1'700'000'000'000 + incident.n * 1000;
        incidents.append(incident);
    }
}

Incident &FakeHomeserver::incident(const QString &id)
{
    const auto found = std::ranges::find(incidents, id, &Incident::id);
    Q_ASSERT(found != incidents.end());
    return *found;
}

void FakeHomeserver::endIncident(const QString &id)
{
    Incident &one = incident(id);
    one.ended = one.since + 480'000;
    publish(EventType::Incident, {{u"incident_id"_s, id}, {u"state"_s, toApiName(IncidentState::Ended)}});
}

int FakeHomeserver::seen(const QByteArray &method, const QString &path) const
{
    return int(std::ranges::count(m_seen, std::pair(method, path)));
}

void FakeHomeserver::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        m_pending.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_pending.remove(socket);
            socket->deleteLater();
        });
    }
}

void FakeHomeserver::read(QTcpSocket *socket)
{
    m_pending[socket] += socket->readAll();
    while (m_pending.contains(socket) && takeRequest(socket)) { }
}

bool FakeHomeserver::takeRequest(QTcpSocket *socket)
{
    QByteArray &bytes = m_pending[socket];
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    qsizetype length = 0;
    const QList<QByteArray> lines = bytes.left(end).split('\n');
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith("content-length:"))
            length = line.mid(15).trimmed().toLongLong();
    }
    if (bytes.size() < end + 4 + length)
        return false;
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    const QUrl target = QUrl::fromEncoded(words.value(1));
    Request request{
        words.value(0), target.path(QUrl::FullyDecoded), QUrlQuery(target.query(QUrl::FullyEncoded)), bytes.mid(end + 4, length)};
    QUrlQuery decoded;
    const auto items = request.query.queryItems(QUrl::FullyDecoded);
    decoded.setQueryItems(items);
    request.query = decoded;
    bytes.remove(0, end + 4 + length);
    answer(socket, request);
    return true;
}

void FakeHomeserver::answer(QTcpSocket *socket, const Request &request)
{
    m_seen.append({request.method, request.path});
    if (intercept) {
        if (const auto own = intercept(request)) {
            if (own->status != 0)
                send(socket, *own);
            return;
        }
    }
    std::optional<Answer> result = request.path.startsWith(u"/_lockstep/v1"_s) ? inspection(socket, request) : clientApi(request);
    if (result)
        send(socket, *result);
}

void FakeHomeserver::send(QTcpSocket *socket, const Answer &answer)
{
    socket->write("HTTP/1.1 " + QByteArray::number(answer.status)
        + " X\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body);
}

std::optional<Answer> FakeHomeserver::clientApi(const Request &request)
{
    const QString userId = u"@admin:"_s + info.serverName.toString();
    if (request.path == u"/_matrix/client/versions")
        return json({{u"versions"_s, QJsonArray{u"v1.11"_s}}});
    if (request.path == u"/_matrix/client/v3/login" && request.method == "GET")
        return json({{u"flows"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.login.password"_s}}}}});
    if (request.path == u"/_matrix/client/v3/login") {
        if (QJsonDocument::fromJson(request.body).object().value(u"password"_s).toString() != password)
            return error(403, u"M_FORBIDDEN"_s, u"Invalid username or password"_s);
        return json({{u"user_id"_s, userId}, {u"access_token"_s, u"secret-token"_s}, {u"device_id"_s, u"LOCKSTEP"_s}});
    }
    if (request.path == u"/_matrix/client/v3/account/whoami")
        return json({{u"user_id"_s, userId}, {u"device_id"_s, u"LOCKSTEP"_s}});
    if (request.path == u"/_matrix/client/v3/logout")
        return json({});
    const QString refresh = u"/_matrix/client/unstable/org.matrix.msc2638/user/"_s;
    if (request.path.startsWith(refresh)) {
        const UserId user(request.path.mid(refresh.size()).section(u'/', 0, 0));
        Inspection::RefreshStatus running;
        running.userId = user;
        running.state = RefreshState::Running;
        running.requested = 1;
        refreshes[user.toString()] = running;
        if (onRefresh)
            onRefresh(user);
        return json({}, refreshes[user.toString()].state == RefreshState::Running ? 202 : 200);
    }
    return error(404, u"M_UNRECOGNIZED"_s, u"Unrecognized request"_s);
}

std::optional<Answer> FakeHomeserver::inspection(QTcpSocket *socket, const Request &request)
{
    const QString path = request.path.mid(13);
    if (path == u"/info")
        return json(toJson(info));
    if (path == u"/overview")
        return json(toJson(overview));
    if (path == u"/users")
        return userList(request);
    if (path.startsWith(u"/users/"))
        return oneUser(path.mid(7), request);
    if (path.startsWith(u"/queues/") || path.startsWith(u"/destinations"))
        return queues(path, request);
    if (path.startsWith(u"/audits"))
        return auditCall(path, request);
    if (path.startsWith(u"/incidents"))
        return incidentCall(path, request);
    if (path == u"/series" && series) {
        SeriesAnswer answer;
        answer.from = request.query.queryItemValue(u"from"_s).toLongLong();
        answer.to = QDateTime::currentMSecsSinceEpoch();
        answer.step = request.query.queryItemValue(u"step"_s).toLongLong();
        answer.every = answer.step;
        QStringList subjects{request.query.queryItemValue(u"subject"_s, QUrl::FullyDecoded)};
        const QJsonArray several
            = QJsonDocument::fromJson(request.query.queryItemValue(u"subjects"_s, QUrl::FullyDecoded).toUtf8()).array();
        for (const QJsonValue subject : several)
            subjects.append(subject.toString());
        const QStringList kinds = request.query.queryItemValue(u"of"_s).split(u',');
        if (request.query.hasQueryItem(u"totals"_s)) {
            answer.subjects = 0;
            std::map<qint64, qint64> untold;
            for (const Series &one : std::as_const(*series)) {
                for (const SeriesPoint &point : one.points)
                    untold[point.at] += kinds.contains(toApiName(one.kind)) ? point.sum * (one.subject.isEmpty() ? 1 : -1) : 0;
            }
            answer.untoldSum = tellsUntold ? 0 : -1;
            for (const auto &[at, sum] : untold) {
                if (sum > 0 && tellsUntold) {
                    answer.untold.append({.at = at, .sum = sum});
                    answer.untoldSum += sum;
                }
            }
        }
        for (const Series &one : std::as_const(*series)) {
            if (request.query.hasQueryItem(u"totals"_s)) {
                const qint64 sum = std::accumulate(one.points.cbegin(), one.points.cend(), qint64(0),
                    [](qint64 total, const SeriesPoint &point) { return total + point.sum; });
                if (kinds.contains(toApiName(one.kind)) && !one.subject.isEmpty() && sum > 0)
                    answer.totals.append({.subject = one.subject, .sum = sum});
            } else if (kinds.contains(toApiName(one.kind)) && subjects.mid(several.isEmpty() ? 0 : 1).contains(one.subject))
                answer.series.append(one);
        }
        std::stable_sort(answer.totals.begin(), answer.totals.end(), [](const auto &a, const auto &b) { return a.sum > b.sum; });
        if (answer.subjects == 0)
            answer.subjects = answer.totals.size();
        return json(toJson(answer));
    }
    if (path == u"/events") {
        const qint64 since = request.query.queryItemValue(u"since"_s).toLongLong();
        if (since == 0 || request.query.queryItemValue(u"timeout"_s) == u"0" || since < m_events.next) {
            EventBatch batch{.next = m_events.next, .events = {}};
            for (const Event &event : std::as_const(m_events.events)) {
                if (since != 0 && event.id > since)
                    batch.events.append(event);
            }
            return json(toJson(batch));
        }
        m_waiting.append(socket);
        return std::nullopt;
    }
    return error(404, u"M_UNRECOGNIZED"_s, u"Unrecognized request"_s);
}

std::optional<Answer> FakeHomeserver::incidentCall(const QString &path, const Request &request)
{
    if (path == u"/incidents") {
        const bool isOpen = request.query.queryItemValue(u"state"_s) == u"open"_s;
        QList<Incident> shown;
        for (const Incident &incident : std::as_const(incidents)) {
            const QString subject = request.query.queryItemValue(u"subject"_s, QUrl::FullyDecoded);
            if ((incident.ended == 0) == isOpen && (subject.isEmpty() || incident.subject == subject))
                shown.append(incident);
        }
        if (isOpen)
            std::ranges::sort(shown, isWorse);
        else
            std::ranges::sort(shown, std::greater{}, &Incident::n);
        return page(shown, request);
    }
    const auto found = std::ranges::find(incidents, path.section(u'/', 2, 2), &Incident::id);
    if (found == incidents.end())
        return error(404, u"M_NOT_FOUND"_s, u"There is no such incident."_s);
    const OperatorNote said{.by = UserId(u"@admin:"_s + info.serverName.toString()),
        .at = 1'700'000'100'000,
        .text = QJsonDocument::fromJson(request.body).object().value(u"note"_s).toString()};
    switch (fromApiName<IncidentDeed>(path.section(u'/', 3))) {
    case IncidentDeed::Acknowledge:
        found->acknowledged = said;
        break;
    case IncidentDeed::Mute:
        found->muted = said;
        break;
    case IncidentDeed::Unmute:
        found->muted = {};
        break;
    case IncidentDeed::Unknown:
        break;
    }
    return json(toJson(*found));
}

std::optional<Answer> FakeHomeserver::queues(const QString &path, const Request &request)
{
    if (path == u"/queues/inbox")
        return page(inbox, request);
    if (path == u"/queues/outbox")
        return page(outbox, request);
    if (path == u"/queues/updates")
        return page(updateQueues, request);
    if (path == u"/destinations") {
        QList<Destination> shown = destinations;
        if (request.query.queryItemValue(u"failing"_s) == u"true")
            shown.removeIf([](const Destination &destination) { return destination.failingSince == 0; });
        return page(shown, request);
    }
    if (path.startsWith(u"/queues/updates/"_s))
        return page(waitingUpdates.value(path.mid(16)), request);
    if (path.startsWith(u"/queues/"))
        return page(QList<ToDeviceMessage>{}, request);
    if (path.startsWith(u"/destinations/"_s) && !path.endsWith(u"/reset"_s))
        return oneDestination(path.mid(14));
    return error(404, u"M_NOT_FOUND"_s, u"No such thing"_s);
}

Answer FakeHomeserver::oneDestination(const QString &name) const
{
    if (name.endsWith(u"/route")) {
        const DestinationRoute way = routes.value(name.chopped(6));
        return way.at > 0 ? json(toJson(way)) : error(404, u"M_NOT_FOUND"_s, u"<b>there</b> is no such host."_s);
    }
    if (!destinationDetails)
        return error(404, u"M_UNRECOGNIZED"_s, u"This server has no such endpoint."_s);
    if (destinationDetails->contains(name))
        return json(toJson(destinationDetails->value(name)));
    for (const Destination &destination : destinations) {
        if (destination.destination.toString() != name)
            continue;
        DestinationDetails details{.destination = destination};
        details.outboxAvailable = details.updatesAvailable = details.reachAvailable = details.contactsAvailable
            = {.available = true, .reason = {}};
        return json(toJson(details));
    }
    return error(404, u"M_NOT_FOUND"_s, u"The homeserver has nothing to do with it."_s);
}

Answer FakeHomeserver::userList(const Request &request) const
{
    const QString search = request.query.queryItemValue(u"search"_s);
    const auto state = knownApiValue<UserState>(request.query.queryItemValue(u"state"_s));
    const QString server = request.query.queryItemValue(u"server"_s);
    QList<UserSummary> found;
    for (const UserDetails &user : users) {
        const QString id = user.summary.userId.toString();
        const bool matches = search.startsWith(u'@') ? id.startsWith(search) : id.contains(search);
        if (matches && (!state || user.summary.states.contains(*state))
            && (server.isEmpty() || user.summary.userId.server().toString() == server))
            found.append(user.summary);
    }
    return page(found, request, usersPartialAfter >= 0 && found.size() >= usersPartialAfter);
}

Answer FakeHomeserver::oneUser(const QString &rest, const Request &request)
{
    const QString id = rest.section(u'/', 0, 0);
    const QString what = rest.section(u'/', 1);
    const auto found = std::ranges::find(users, UserId(id), [](const UserDetails &user) { return user.summary.userId; });
    if (found == users.end())
        return error(404, u"M_NOT_FOUND"_s, u"The homeserver holds nothing about %1."_s.arg(id));
    if (what.isEmpty())
        return json(toJson(*found));
    if (what == u"refresh") {
        RefreshStatus status = refreshes.value(id);
        status.userId = UserId(id);
        return json(toJson(status));
    }
    const QList<DeviceListUpdate> list = updates.value(id);
    if (what == u"outline")
        return hasOutlines ? outlineOf(list, request) : error(404, u"M_UNRECOGNIZED"_s, u"This server has no such endpoint."_s);
    return page(list, request, false, request.query.queryItemValue(u"dir"_s) == u"b");
}

void FakeHomeserver::publish(EventType type, const QJsonObject &members)
{
    m_events.events.append({.id = ++m_events.next, .type = type, .members = members});
    releaseEvents();
}

void FakeHomeserver::releaseEvents()
{
    EventBatch batch{.next = m_events.next, .events = {m_events.events.constLast()}};
    const auto waiting = std::exchange(m_waiting, {});
    for (const QPointer<QTcpSocket> &socket : waiting) {
        if (socket)
            send(socket, json(toJson(batch)));
    }
}

} // namespace Lockstep::Test
