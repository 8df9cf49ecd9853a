// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/checks.h"
#include "inspection/outline.h"
#include "inspection/rowlines.h"
#include "inspection/wire.h"
#include "tests/gallery/world.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Test {

using namespace Inspection;

namespace {
constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

qint64 ago(qint64 ms)
{
    return QDateTime::currentMSecsSinceEpoch() - ms;
}

/// What strangers call themselves, in turn: direction marks, markup, line ends, nothing to see, length, marks upon marks.
QString hostile(qsizetype i)
{
    static const QStringList names{u"\u202egnp.yalpsid\u202c"_s, u"<b>bold</b><img src=x>"_s, u"first line\nsecond line\r\n\tthird"_s,
        u"\u200b\u200b\ufeff"_s, QString(400, u'W'), u"Z\u0351\u0352\u0353a\u0300\u0301\u0302\u0303\u0304l\u0316\u0317g\u0318\u0319o"_s,
        u"&amp;&lt;i&gt; %1 %2 %n"_s, u"ᴀdmin 👩‍👩‍👧‍👦 管理者 مشرف"_s, u"=HYPERLINK(\"http://x\")"_s};
    return names.at(i % names.size());
}

QJsonObject deviceKeys(const QString &user, const QString &device, qsizetype i)
{
    const QString keyId = u"ed25519:"_s + device;
    const QString key = QString::fromLatin1(QByteArray(32, char('a' + i % 26)).toBase64(QByteArray::OmitTrailingEquals));
    return {{u"user_id"_s, user}, {u"device_id"_s, device},
        {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}},
        {u"keys"_s, QJsonObject{{keyId, key}, {QString(u"curve25519:"_s + device), key}}},
        {u"signatures"_s, QJsonObject{{user, QJsonObject{{keyId, QString(key + key)}}}}}};
}

class Filler
{
public:
    Filler(FakeHomeserver *server, qsizetype number, bool isHostile)
        : m_server(*server)
        , m_number(number)
        , m_hostile(isHostile)
    {
    }

    void all()
    {
        users();
        history();
        queues();
        servers();
        incidents();
        audits();
        series();
        totals();
        others();
    }

private:
    QString name(const QString &plain, qsizetype i) const { return m_hostile ? hostile(i) : plain; }
    /// Identifiers have to be such, whoever chose them.
    QString serverName(qsizetype i) const
    {
        return m_hostile
            ? u"xn--%1-long-name-of-a-server-that-goes-on-and-on.%2.example"_s.arg(i).arg(QString(60, QChar(char16_t(u'a' + i % 26))))
            : u"server%1.example"_s.arg(i % 40, 2, 10, QLatin1Char('0'));
    }
    QString userId(qsizetype i) const
    {
        // The fake homeserver cannot tell an encoded slash from another.
        const QString local = m_hostile ? (i % 3 == 0 ? QString(120, u'w') : hostile(i).left(60).remove(u'/'))
                                        : u"user%1"_s.arg(i, 5, 10, QLatin1Char('0'));
        return u"@"_s + local + (m_hostile ? QString::number(i) : QString()) + u":"_s + serverName(i);
    }

    void users()
    {
        static constexpr UserState states[]{UserState::Gap, UserState::InStep, UserState::Stale, UserState::RemoteFailing,
            UserState::UnsignedDevices, UserState::UnusableKeys, UserState::CrossSigningBroken, UserState::TooManyDevices,
            UserState::ResyncLoop, UserState::Differs, UserState::Queued, UserState::Orphaned, UserState::LeftoverMarker,
            UserState::InStep};
        for (qsizetype i = 0; i < m_number; ++i) {
            UserDetails details;
            UserSummary &summary = details.summary;
            summary.userId = UserId(userId(i));
            summary.states = {states[std::size_t(i) % std::size(states)]};
            summary.deviceCount = i % 6 == 5 ? 0 : 1 + i % 5;
            if (i == 0)
                summary.deviceCount = m_number > 100 ? 300 : 4;
            summary.streamId = StreamId(4000 + i);
            summary.lastUpdate = ago(i * 7 * minute + 40'000);
            if (summary.states.front() != UserState::InStep) {
                summary.staleSince = ago(3 * hour + i * minute);
                summary.findings = {{.id = u"gap"_s,
                    .severity = Severity::Error,
                    .text = u"An update from %1 was lost."_s.arg(summary.userId.server().toString()),
                    .n = 7,
                    .since = ago(3 * hour),
                    .last = ago(hour),
                    .count = 1}};
            }
            for (qsizetype d = 0; d < summary.deviceCount; ++d) {
                Device device;
                device.deviceId
                    = DeviceId(m_hostile ? hostile(d + 3).left(90) + QString::number(d) : u"DEVICE%1"_s.arg(d, 4, 10, QLatin1Char('0')));
                device.displayName = d % 4 == 3 ? QString() : name(u"Phone of %1"_s.arg(i), d);
                device.keys = deviceKeys(summary.userId.toString(), device.deviceId.toString(), d);
                device.selfSignature = d == 1 ? SignatureState::Invalid : SignatureState::Valid;
                device.crossSignature = d == 2 ? CrossSignatureState::NotCrossSigned : CrossSignatureState::CrossSigned;
                details.devices.append(device);
                if (i > 0 && d > 3)
                    break;
            }
            const QString master = u"nqOvzeuGWT/sRx3h7+MHoInYj3Uk2LD/unI9kDYcHwk"_s;
            details.crossSigning.master = {{u"user_id"_s, summary.userId.toString()}, {u"usage"_s, QJsonArray{u"master"_s}},
                {u"keys"_s, QJsonObject{{QString(u"ed25519:"_s + master), master}}}};
            m_server.users.append(details);
        }
        std::ranges::sort(m_server.users, {}, [](const UserDetails &user) { return user.summary.userId; });
    }

    /// Of every user the same one; a fork, a merge, a gap and a resync every eleven rows.
    void history()
    {
        if (m_number == 0)
            return;
        QList<DeviceListUpdate> rows;
        for (qsizetype i = 0; i < m_number; ++i) {
            DeviceListUpdate row;
            row.n = i + 1;
            row.received = ago((m_number - i) * (m_number > 100 ? 20'000 : 11 * minute));
            row.sources = UpdateSource::Log;
            const qsizetype at = i % 11;
            const StreamId before(qint64(100 + i - 1));
            row.streamId = StreamId(qint64(100 + i));
            row.deviceId = DeviceId(m_hostile ? hostile(i) : u"DEVICE%1"_s.arg(i % 4, 4, 10, QLatin1Char('0')));
            row.displayName = name(u"Phone %1"_s.arg(i % 4), i);
            row.contentKnown = true;
            row.verdict = Verdict::Applied;
            row.keys = deviceKeys(m_server.users.front().summary.userId.toString(), row.deviceId.toString(), i % 4);
            if (i > 0)
                row.prevIds = {before};
            else
                row.breaks = Break::First;
            if (at == 5) {
                row.prevIds = {StreamId(qint64(100 + i - 2))};
                row.breaks = Break::Fork;
            } else if (at == 6) {
                row.prevIds = {before, StreamId(qint64(100 + i - 2))};
                row.breaks = Break::Merge;
            } else if (at == 7) {
                row.prevIds = {StreamId(qint64(99'000 + i))};
                row.breaks = Break::Gap;
                row.verdict = Verdict::Resync;
            } else if (at == 8) {
                row.kind = UpdateKind::Resync;
                row.prevIds = {};
                row.deviceId = {};
                row.detail = m_hostile ? hostile(i) : u"4"_s;
                row.contentKnown = false;
                row.displayName = QString();
                row.keys = {};
            }
            rows.append(row);
        }
        for (const UserDetails &user : std::as_const(m_server.users))
            m_server.updates[user.summary.userId.toString()] = rows;
        m_server.info.historyUpdates = rows.size();
        m_server.info.recordedSince = ago(3 * day);
    }

    void queues()
    {
        for (qsizetype i = 0; i < m_number; ++i) {
            const qint64 depth = 1 + (m_number - i) * 37 % 5'000;
            InboxQueue inbox;
            inbox.userId = UserId(u"@%1:hs.example"_s.arg(m_hostile ? hostile(i).left(80) : u"ann%1"_s.arg(i)));
            inbox.deviceId = DeviceId(m_hostile ? hostile(i + 1).left(80) : u"LAPTOP%1"_s.arg(i));
            inbox.messages = depth;
            inbox.bytes = depth * 743;
            inbox.oldestStreamId = 1200;
            inbox.newestStreamId = 1200 + depth * 3;
            inbox.deviceKnown = i % 4 != 1;
            inbox.lastSeen = i % 4 == 1 ? 0 : ago(i * hour + 2 * minute);
            m_server.inbox.append(inbox);
            m_server.outbox.append({.destination = ServerName(serverName(i)),
                .messages = depth,
                .bytes = depth * 1'790,
                .oldestQueued = ago(i * minute + 9'000),
                .newestQueued = ago(4'000),
                .failingSince = i % 3 == 0 ? ago(9 * day) : 0,
                .retryAt = i % 3 == 0 ? ago(-5 * hour) : 0});
            m_server.updateQueues.append({.destination = ServerName(serverName(i)),
                .updates = depth / 20 + 1,
                .users = depth / 100 + 1,
                .oldest = ago(i * minute + 9'000),
                .failingSince = i % 3 == 0 ? ago(9 * day) : 0,
                .retryAt = i % 3 == 0 ? ago(-5 * hour) : 0});
        }
    }

    void servers()
    {
        for (qsizetype i = 0; i < m_number; ++i) {
            const bool isFailing = i % 3 == 0;
            m_server.destinations.append({.destination = ServerName(m_hostile || m_number < 100 ? serverName(i) : u"s%1.example"_s.arg(i)),
                .failingSince = isFailing ? ago(9 * day - i * minute) : 0,
                .retryLast = isFailing ? ago(2 * hour) : 0,
                .retryInterval = isFailing ? 7 * hour : 0,
                .retryAt = isFailing ? ago(-5 * hour) : 0,
                .usersTracked = 1 + i * 7 % 400,
                .usersStale = i % 5 == 0 ? 1 + i % 7 : 0});
        }
    }

    void incidents()
    {
        m_server.info.incidents = m_server.info.trail = m_server.info.audit = {.available = true, .reason = {}};
        m_server.info.caller = Caller{.userId = UserId(u"@admin:hs.example"_s), .role = Role::Operator, .contents = true};
        static const QStringList kinds{u"error server_unreachable"_s, u"error lost_update"_s, u"warning list_stale"_s,
            u"error unusable_keys"_s, u"warning inbox_unread"_s, u"warning outbox_waits"_s, u"info sender_restarted"_s};
        QString lines;
        const qsizetype number = std::min<qsizetype>(m_number, 300);
        for (qsizetype i = 0; i < number; ++i) {
            const QString kind = kinds.at(i % kinds.size());
            // Subjects of lines have no spaces.
            lines += u"i%1 %2 %3 %4\n"_s.arg(i)
                         .arg(kind, i % 7 == 1 ? u"@user%1:%2"_s.arg(i).arg(serverName(i)) : serverName(i))
                         .arg(1 + i % 9);
        }
        m_server.addIncidents(lines);
        for (Incident &one : m_server.incidents) {
            one.since = one.opened = ago(2 * hour + one.n * minute);
            one.lastSeen = ago(minute);
            one.nextTry = one.n % 2 == 0 ? ago(-9 * minute) : 0;
            one.error = m_hostile ? hostile(one.n) : u"Connection refused"_s;
            one.evidence = {{.kind = EvidenceKind::Log, .at = one.since, .text = m_hostile ? hostile(one.n) : u"Failed to send request"_s}};
            one.actions = {IncidentAction::RefreshUsers, IncidentAction::EndBackoff};
        }
    }

    void audits()
    {
        for (qsizetype i = 0; i < std::min<qsizetype>(m_number, 40); ++i) {
            Audit audit;
            audit.id = u"a%1"_s.arg(i);
            audit.n = 100 - i;
            audit.method = i % 3 == 0 ? AuditMethod::Federation : i % 3 == 1 ? AuditMethod::Witness : AuditMethod::Refresh;
            audit.state = i == 0 ? AuditState::Paused : AuditState::Finished;
            audit.server = i % 2 == 0 ? QString() : serverName(i);
            audit.by = UserId(u"@admin:localhost"_s);
            audit.started = ago(i * day + 2 * hour);
            audit.finished = i == 0 ? 0 : ago(i * day + hour);
            audit.population = 41'200;
            audit.chosen = audit.sample = 300;
            audit.same = 294;
            audit.differ = 4;
            audit.notCompared = 2;
            audit.leastPpm = 4'000;
            audit.mostPpm = 34'000;
            audit.detail = m_hostile ? hostile(i) : QString();
            m_server.audits.append(audit);
            QList<AuditedList> lists;
            for (qsizetype k = 0; k < std::min<qsizetype>(m_number, 200); ++k)
                lists.append({.n = k + 1,
                    .userId = m_server.users.at(k).summary.userId,
                    .outcome = k % 3 == 0 ? ListOutcome::Differs : ListOutcome::Same,
                    .at = ago(hour),
                    .origin = serverName(k),
                    .differences = {{.kind = ListDifferenceKind::NameDiffers,
                        .deviceId = DeviceId(u"DEVICE0001"_s),
                        .here = name(u"Old name"_s, k),
                        .there = name(u"New name"_s, k + 1)}}});
            m_server.auditedLists[audit.id] = lists;
        }
    }

    void series()
    {
        QList<Series> all;
        for (const SeriesKind kind : {SeriesKind::InboxDepth, SeriesKind::OutboxDepth, SeriesKind::UpdatesDepth, SeriesKind::Updates,
                 SeriesKind::Resyncs, SeriesKind::Failures, SeriesKind::StaleUsers, SeriesKind::DestinationsFailing}) {
            Series one{.kind = kind};
            for (qint64 i = 0; m_number > 0 && i < 60; ++i) {
                const qint64 value = (i * i * 7 + qint64(kind) * 13) % 97 + (i > 40 ? 60 : 0);
                one.points.append({.at = ago((60 - i) * minute) / minute * minute,
                    .min = value,
                    .max = value + 3,
                    .last = value,
                    .sum = value,
                    .minutes = 1});
            }
            all.append(one);
        }
        // A day of the first servers, with a time in which nobody looked.
        const auto whole
            = std::distance(all.begin(), std::ranges::find_if(all, [](const Series &one) { return one.kind == SeriesKind::Updates; }));
        if (m_number > 0)
            all[whole].points.clear();
        for (qsizetype server = 0; server < std::min<qsizetype>(m_number, 300); ++server) {
            Series one{.kind = SeriesKind::Updates, .subject = serverName(server)};
            for (qint64 i = 0; i < 144; ++i) {
                const qint64 wave = (i * (server + 3) * 13 + i * i * 5) % 89;
                const qint64 value = (i + server * 31) % 144 < 30 ? wave * wave / (server + 2) : wave < 12 ? wave : 0;
                const SeriesPoint point{.at = ago((144 - i) * 10 * minute) / (10 * minute) * (10 * minute),
                    .min = 0,
                    .max = value,
                    .last = 0,
                    .sum = value,
                    .minutes = 10};
                if (i < 50 || i > 62)
                    one.points.append(point);
            }
            if (all.at(whole).points.isEmpty())
                all[whole].points = one.points;
            all.append(one);
        }
        m_server.series = all;
    }

    void totals()
    {
        Overview &overview = m_server.overview;
        overview.trackedUsers = m_number;
        for (const UserDetails &user : std::as_const(m_server.users))
            ++overview.states[user.summary.states.front()];
        overview.destinationsFailing = (m_number + 2) / 3;
        overview.inbox = {.messages = m_number * 37, .bytes = m_number * 27'000, .estimate = m_number > 1000};
        overview.outbox = {.messages = m_number * 12, .bytes = m_number * 9'000};
        overview.updates = {.messages = m_number, .bytes = -1};
        overview.keyCheck = {.checked = m_number, .total = m_number, .finished = ago(hour)};
        overview.audited = {.lists = m_number / 2, .differ = m_number / 20, .oldest = ago(9 * day), .newest = ago(hour)};
        m_server.info.serverName = ServerName(u"hs.example"_s);
        m_server.info.sources
            = {{.kind = SourceKind::Database, .state = SourceState::Ok, .detail = u"postgresql on db.example, schema 92"_s},
                {.kind = SourceKind::Log,
                    .state = m_number == 1 ? SourceState::Ok : SourceState::Failing,
                    .detail = m_hostile ? hostile(1) + hostile(4)
                                        : u"/var/log/matrix-synapse/homeserver.log has no lines of synapse.handlers.device."_s},
                {.kind = SourceKind::Heads, .state = SourceState::CatchingUp, .detail = u"every 30 s"_s}};
    }

    /// Of every row the same: in one filling the search fails, in one there is nothing to find.
    Answer rowLines() const
    {
        if (m_number == 1)
            return Answer{
                503, R"({"errcode":"M_LIMIT_EXCEEDED","error":"Two searches of the logs are under way. Try again in a moment."})"};
        RowLines found{.isFromLog = m_number <= 100};
        const qsizetype number = m_number <= 100 ? 4 : 0;
        static constexpr LineTells tells[]{LineTells::Content, LineTells::Handling, LineTells::Verdict, LineTells::FetchFailed};
        for (qsizetype i = 0; i < number; ++i)
            found.lines.append({.path = u"/var/log/matrix-synapse/"_s + name(u"homeserver.log"_s, i + 1).left(120),
                .offset = 9'876'543'210 + i * 700,
                .length = 612,
                .text
                = name(u"2026-11-26 09:31:02,113 - synapse.handlers.device - 1410 - INFO - PUT-77 - Handling device list update"_s, i),
                .at = ago(3 * hour - i * 12),
                .tells = tells[i % 4],
                .origin = ServerName(i == 1 ? serverName(0) : QString()),
                .transaction = i == 1 ? name(u"1764142262113"_s, i + 2) : QString(),
                .isForgeable = m_hostile});
        found.isMore = m_hostile;
        found.files = 3;
        found.bytes = 41'000'000;
        if (m_hostile)
            found.unread = {{.path = hostile(2), .reason = UnreadReason::Missing, .detail = hostile(1)}};
        return Answer{200, QJsonDocument(toJson(found)).toJson()};
    }

    /// What the fake homeserver does not know: the trail, the checks, the lines of a log.
    void others()
    {
        Inspection::Page<TrailEntry> trail;
        for (qsizetype i = 0; i < std::min<qsizetype>(m_number, 100); ++i)
            trail.items.append({.n = 1000 - i,
                .at = ago(i * 5 * minute + minute),
                .finished = ago(i * 5 * minute),
                .by = UserId(u"@admin:hs.example"_s),
                .role = Role::Operator,
                .action = i % 3 == 0 ? TrailAction::ResetDestination : TrailAction::Refresh,
                .on = i % 3 == 0 ? serverName(i) : userId(i),
                .outcome = i % 4 == 3 ? TrailOutcome::Failed : TrailOutcome::Succeeded,
                .errcode = {},
                .error = i % 4 == 3 ? name(u"refused the connection"_s, i) : QString(),
                .change = {}});
        CheckReport report{.at = ago(4'000), .tookMs = 120};
        for (qsizetype i = 0; i < std::min<qsizetype>(m_number, 15); ++i)
            report.checks.append({.area = CheckArea(1 + i % 10),
                .state = CheckState(1 + i % 4),
                .subject = name(u"db.example"_s, i),
                .text = name(u"The database answers."_s, i + 1),
                .remedy = i % 4 < 2 ? name(u"Give the role SELECT."_s, i) : QString()});
        const QByteArray trailBody = QJsonDocument(toJson(trail)).toJson();
        const QByteArray checkBody = QJsonDocument(toJson(report)).toJson();
        const Answer lines = rowLines();
        QStringList known;
        for (const UserDetails &user : std::as_const(m_server.users).first(std::min<qsizetype>(m_server.users.size(), 1)))
            known.append(user.summary.userId.toString());
        m_server.intercept = [trailBody, checkBody, lines, known, isFew = m_number < 2](const Request &request) -> std::optional<Answer> {
            if (request.path == u"/_lockstep/v1/trail")
                return Answer{200, trailBody};
            if (request.path == u"/_lockstep/v1/check")
                return Answer{200, checkBody};
            if (request.path.startsWith(u"/_lockstep/v1/users/"_s) && request.path.endsWith(u"/lines"_s))
                return lines;
            // Where there are no two users to look at together, the others are some of whom nothing was recorded.
            if (isFew && request.path.endsWith(u"/outline"_s) && !(known.size() == 1 && request.path.contains(known.first())))
                return Answer{200, toCbor(Outline())};
            return std::nullopt;
        };
    }

    FakeHomeserver &m_server;
    qsizetype m_number;
    bool m_hostile;
};
} // namespace

void fill(FakeHomeserver *server, Filling filling)
{
    switch (filling) {
    case Filling::Empty:
        return Filler(server, 0, false).all();
    case Filling::One:
        return Filler(server, 1, false).all();
    case Filling::Many:
        return Filler(server, 10'000, false).all();
    case Filling::Hostile:
        return Filler(server, 15, true).all();
    case Filling::Some:
    case Filling::Mirrored:
        return Filler(server, 15, false).all();
    case Filling::Loading:
    case Filling::Failed:
        break;
    }
    Filler(server, 15, false).all();
    server->intercept = [filling](const Request &request) -> std::optional<Answer> {
        if (!request.path.startsWith(u"/_lockstep/v1/"_s) || request.path.endsWith(u"/info"_s) || request.path.endsWith(u"/events"_s))
            return std::nullopt;
        if (filling == Filling::Loading)
            return Answer{0, {}};
        return Answer{500, R"({"errcode":"M_UNKNOWN","error":"The database db.example did not answer within 10 s."})"};
    };
}

} // namespace Lockstep::Test
