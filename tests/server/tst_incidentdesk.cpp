// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/incidents.h"
#include "history/file/trail.h"
#include "history/recording/recorder.h"
#include "inspection/fakes.h"
#include "rawclient.h"
#include "server/desks/newrows.h"
#include "server/server.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

QByteArray note(const QByteArray &text)
{
    return "{\"note\":\"" + text + "\"}";
}

/// A homeserver whose servers fail as the test says, and whose lists can be unreadable.
class TroubledSource : public FakeSource
{
public:
    void setFailing(const QStringList &servers)
    {
        const std::lock_guard lock(m_mutex);
        m_failing = servers;
        events().publish(EventType::Destination, {{u"destination"_s, servers.value(0)}});
    }
    void setReadable(bool readable) { m_readable = readable; }

    Result<Info> info() override
    {
        Info info = *FakeSource::info();
        info.sources.clear();
        return info;
    }
    Result<Page<InboxQueue>> inbox(const InboxQuery &) override { return Page<InboxQueue>(); }
    Result<Page<OutboxQueue>> outbox(const PageQuery &) override { return Page<OutboxQueue>(); }
    Result<Page<UpdatesQueue>> updateQueues(const PageQuery &) override { return Page<UpdatesQueue>(); }
    Result<Page<Destination>> destinations(const DestinationQuery &) override
    {
        if (!m_readable)
            return failure(Error::Database, u"gone"_s);
        const std::lock_guard lock(m_mutex);
        Page<Destination> page;
        for (const QString &server : m_failing)
            page.items.append({.destination = ServerName(server),
                .failingSince = 1'000'000,
                .retryInterval = 600'000,
                .retryAt = 9'000'000,
                .usersTracked = 3,
                .usersStale = 0});
        return page;
    }

private:
    std::mutex m_mutex;
    QStringList m_failing;
    std::atomic<bool> m_readable = true;
};

} // namespace

/// Incidents as a stranger gets them, over HTTP.
class TestIncidentDesk : public QObject
{
    Q_OBJECT

    QTemporaryDir folder;
    std::unique_ptr<TroubledSource> source;
    FakeAccess access;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Trail> keptTrail;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<Server::RefreshDesk> refreshes;
    std::unique_ptr<History::Incidents> kept;
    std::unique_ptr<Server::IncidentDesk> desk;
    std::unique_ptr<Server::Server> server;

    void start(const QStringList &failing = {})
    {
        source = std::make_unique<TroubledSource>();
        source->setUsers(Page<UserSummary>());
        source->setFailing(failing);
        store = std::move(*History::Store::open(folder.filePath(u"history.sqlite"_s)));
        keptTrail = std::move(*Server::openTrail(*store));
        trail = std::make_unique<Server::Trail>(keptTrail.get(), &source->events());
        const ServerName own(u"hs.example"_s);
        Server::RefreshOptions refreshing;
        refreshing.serverName = own;
        refreshes = std::make_unique<Server::RefreshDesk>(source.get(), refreshing, trail.get());
        kept = std::make_unique<History::Incidents>(*store);
        desk = std::make_unique<Server::IncidentDesk>(
            Server::IncidentDesk::Options{.serverName = own, .restMs = 50, .leastMs = 20, .longestMs = 50}, source.get(), store.get(),
            kept.get());
        QVERIFY(desk->start());
        Server::ServerOptions options;
        options.serverName = own;
        options.incidents = desk.get();
        server = std::move(*Server::Server::start(options, source.get(), store.get(), &access, refreshes.get(), trail.get()));
    }
    void stop()
    {
        server.reset();
        desk.reset();
        kept.reset();
        refreshes.reset();
        trail.reset();
        keptTrail.reset();
        store.reset();
        source.reset();
    }
    RawAnswer call(const char *method, const QByteArray &target, const QByteArray &token = "admin", const QByteArray &body = {})
    {
        return request(server->url(), method, "/_lockstep/v1/" + target, token, body);
    }
    QJsonArray incidents(const QByteArray &query = {}) { return call("GET", "incidents" + query).json().value(u"incidents").toArray(); }
    /// "kind subject state" of each.
    QStringList told(const QByteArray &query = {})
    {
        QStringList lines;
        for (const QJsonValue &value : incidents(query))
            lines.append(value[u"kind"].toString() + u' ' + value[u"subject"].toString() + u' ' + value[u"state"].toString());
        return lines;
    }
    QByteArray firstId() { return incidents().at(0)[u"id"].toString().toUtf8(); }

private Q_SLOTS:
    void init() { QFile::remove(folder.filePath(u"history.sqlite"_s)); }
    void cleanup() { stop(); }

    void tellsWhatBeginsAndEnds()
    {
        start();
        QTRY_VERIFY(call("GET", "info").json()[u"capabilities"][u"incidents"][u"available"].toBool());
        QCOMPARE(told(), QStringList());
        source->setFailing({u"a.example"_s, u"b.example"_s});
        QTRY_COMPARE(told().size(), 2);
        const QJsonObject one = incidents("?subject=a.example").at(0).toObject();
        QCOMPARE(one[u"severity"].toString(), u"warning"_s);
        QCOMPARE(one[u"since"].toInteger(), 1'000'000);
        QCOMPARE(one[u"next_try"].toInteger(), 9'000'000);
        QVERIFY(!one[u"text"].toString().isEmpty() && !one[u"advice"].toString().isEmpty());
        QVERIFY(one[u"evidence"].toArray().size() > 0);
        QVERIFY(one[u"actions"].toArray().contains(u"end_backoff"_s));
        QCOMPARE(call("GET", "incidents/" + one[u"id"].toString().toUtf8()).json(), one);
        QVERIFY(call("GET", "metrics").body.contains("lockstep_incidents{kind=\"server_unreachable\",severity=\"warning\"} 2"));

        source->setFailing({u"b.example"_s});
        QTRY_COMPARE(told(), QStringList{u"server_unreachable b.example open"_s});
        QCOMPARE(told("?state=ended"), QStringList{u"server_unreachable a.example ended"_s});
        QCOMPARE(told("?state=all").size(), 2);
        QCOMPARE(told("?state=all&kind=lost_update"), QStringList());
    }

    void eventsNameThem()
    {
        start();
        const qint64 since = source->events().wait(0, 0).next;
        source->setFailing({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        const QString id = QString::fromLatin1(firstId());
        const auto isTold = [&] {
            const QJsonArray events = call("GET", "events?timeout=0&since=" + QByteArray::number(since)).json()[u"events"].toArray();
            return std::any_of(events.begin(), events.end(), [&](const QJsonValue &event) {
                return event[u"type"].toString() == "incident"_L1 && event[u"state"].toString() == "open"_L1
                    && event[u"incident_id"].toString() == id;
            });
        };
        QTRY_VERIFY(isTold());
    }

    void keepTheirIdOverARestart()
    {
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        const QByteArray id = firstId();
        QCOMPARE(call("POST", "incidents/" + id + "/acknowledge", "admin", note("they know")).status, 200);
        stop();
        start({u"a.example"_s});
        QTRY_VERIFY(!incidents().isEmpty());
        QCOMPARE(firstId(), id);
        QCOMPARE(incidents().at(0)[u"acknowledged"][u"note"].toString(), u"they know"_s);
        QCOMPARE(incidents().at(0)[u"acknowledged"][u"by"].toString(), u"@admin:hs.example"_s);
        source->setFailing({});
        QTRY_COMPARE(told(), QStringList());
        QCOMPARE(call("GET", "incidents/" + id).json()[u"state"].toString(), u"ended"_s);
        QCOMPARE(call("POST", "incidents/" + id + "/acknowledge").status, 400);
    }

    void mutesAKindOfAServer()
    {
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        const QByteArray id = firstId();
        QCOMPARE(call("POST", "incidents/" + id + "/mute", "admin", note("gone for good")).json()[u"muted"][u"note"].toString(),
            u"gone for good"_s);
        QVERIFY(!call("GET", "metrics").body.contains("lockstep_incidents{"));
        stop();
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        QVERIFY(incidents().at(0)[u"muted"][u"at"].toInteger() > 0);
        QVERIFY(!call("POST", "incidents/" + id + "/unmute").json().contains(u"muted"));
        const QJsonArray trailed = call("GET", "trail").json()[u"trail"].toArray();
        QCOMPARE(trailed.at(0)[u"action"].toString(), u"unmute"_s);
        QCOMPARE(trailed.at(1)[u"action"].toString(), u"mute"_s);
        QCOMPARE(trailed.at(1)[u"on"].toString(), u"server_unreachable a.example"_s);
    }

    void whoMayDoWhat()
    {
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        const QByteArray id = firstId();
        QCOMPARE(call("GET", "incidents", "viewer").status, 200);
        QCOMPARE(call("GET", "incidents", "plain").status, 403);
        QCOMPARE(call("GET", "incidents/" + id, "plain").status, 403);
        for (const char *deed : {"/acknowledge", "/mute", "/unmute"}) {
            QCOMPARE(call("POST", "incidents/" + id + deed, "viewer").status, 403);
            QCOMPARE(call("POST", "incidents/" + id + deed, "plain").status, 403);
        }
        QCOMPARE(incidents().at(0)[u"acknowledged"].isUndefined(), true);
    }

    void refusesWhatMakesNoSense()
    {
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        for (const char *query : {"?state=x", "?kind=x", "?since=-1", "?since=x", "?after=x", "?after=open", "?state=ended&after=open1",
                 "?after=12", "?limit=0", "?limit=x"})
            QCOMPARE(call("GET", QByteArray("incidents") + query).status, 400);
        QCOMPARE(call("GET", "incidents/none").status, 404);
        QCOMPARE(call("POST", "incidents/none/mute").status, 404);
        const QByteArray id = firstId();
        QCOMPARE(call("POST", "incidents/" + id + "/forget").status, 404);
        QCOMPARE(call("POST", "incidents/" + id + "/mute", "admin", "[]").status, 400);
        QCOMPARE(call("POST", "incidents/" + id + "/mute", "admin", QByteArray("{\"note\":7}")).status, 400);
        QCOMPARE(call("POST", "incidents/" + id + "/mute", "admin", note(QByteArray(1001, 'x'))).status, 400);
    }

    void pagesGoOnBehindOneAnother()
    {
        QStringList servers;
        for (int i = 0; i < 250; ++i)
            servers.append(u"s%1.example"_s.arg(i));
        start(servers);
        QTRY_COMPARE(incidents("?limit=1000").size(), 250);
        QTRY_COMPARE(incidents("?limit=1000&state=all").size(), 250); // from the file, which is written a moment later
        for (const QByteArray &state : {QByteArray("open"), QByteArray("all")}) {
            QSet<QString> seen;
            QString next;
            int pages = 0;
            do {
                const QJsonObject page
                    = call("GET", "incidents?limit=100&state=" + state + (next.isEmpty() ? QByteArray() : "&after=" + next.toUtf8()))
                          .json();
                for (const QJsonValue &value : page[u"incidents"].toArray())
                    seen.insert(value[u"id"].toString());
                next = page[u"next"].toString();
                ++pages;
            } while (!next.isEmpty());
            QCOMPARE(seen.size(), 250);
            QCOMPARE(pages, 3);
        }
    }

    void soManyAreReadAnew()
    {
        start();
        const qint64 since = source->events().wait(0, 0).next;
        QStringList servers;
        for (int i = 0; i < 600; ++i)
            servers.append(u"s%1.example"_s.arg(i));
        source->setFailing(servers);
        QTRY_COMPARE(incidents("?limit=1000").size(), 600);
        const auto told = [&](EventType type) {
            const QList<Event> events = source->events().wait(since, 0).events;
            return std::count_if(events.cbegin(), events.cend(), [type](const Event &event) { return event.type == type; });
        };
        QTRY_COMPARE(told(EventType::Gap), 1);
        QCOMPARE(told(EventType::Incident), 0);
    }

    /// What an incident rests on says which row of whose history that is, and whether a log told of it, so that its lines can be asked for.
    void evidenceNamesTheRowThatALogMade()
    {
        start();
        const UserId bob(u"@bob:remote.example"_s), ann(u"@ann:tapped.example"_s);
        History::Recorder recorder(store.get());
        const History::Feed log{.source = UpdateSource::Log, .stream = u"log"_s};
        const auto fetch = [&](History::ResyncOutcome::Step step, qint64 at, const QString &error = {}) {
            return recorder.record(log, {History::ResyncOutcome{.user = bob, .step = step, .error = error, .at = at}});
        };
        QVERIFY(fetch(History::ResyncOutcome::Failed, 1'000, u"502: other"_s));
        QVERIFY(fetch(History::ResyncOutcome::Skipped, 2'000));
        QVERIFY(fetch(History::ResyncOutcome::Failed, 3'000, u"404: Not Found"_s));
        QVERIFY(fetch(History::ResyncOutcome::Failed, 33'000, u"404: Not Found"_s)); // the same once more makes no row
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = u"tap"_s},
            {History::UpdateContent{.user = ann,
                .content = {{u"user_id"_s, ann.toString()}, {u"device_id"_s, u"A"_s}, {u"stream_id"_s, 9}, {u"prev_id"_s, QJsonArray{7}}},
                .at = 3'000,
                .origin = {},
                .transaction = {},
                .verified = true}}));
        Page<UserSummary> users;
        users.items.resize(2);
        users.items[0].userId = ann;
        users.items[0].states = {UserState::Gap};
        users.items[0].findings = {{.id = u"gap"_s, .severity = Severity::Error, .text = u"x"_s, .n = 1, .since = 3'000, .last = 3'000}};
        users.items[1].userId = bob;
        users.items[1].states = {UserState::Stale};
        users.items[1].staleSince = 900;
        users.items[1].findings = {{.id = u"stale"_s,
            .severity = Severity::Error,
            .text = u"x"_s,
            .since = 900,
            .last = 33'000,
            .count = 3,
            .cause = FetchCause::Declined,
            .error = u"404: Not Found"_s}};
        source->setUsers(users);
        source->events().publish(EventType::User, {{u"user_id"_s, bob.toString()}});
        const auto fact = [&](const QByteArray &about, const QString &word) {
            for (const QJsonValue &incident : incidents("?subject=" + about)) {
                for (const QJsonValue &one : incident[u"evidence"].toArray()) {
                    if (one[u"fact"].toString() == word)
                        return one.toObject();
                }
            }
            return QJsonObject();
        };
        QTRY_COMPARE(fact("remote.example", u"fetch_failed"_s)[u"n"].toInteger(), 3);
        const QJsonObject failed = fact("remote.example", u"fetch_failed"_s);
        QCOMPARE(failed[u"user_id"].toString(), bob.toString());
        QCOMPARE(failed[u"from_log"].toBool(), true);
        QCOMPARE(fact("remote.example", u"marked_out_of_date"_s)[u"from_log"].toBool(true), false);
        QTRY_COMPARE(fact("tapped.example", u"prev_id_unknown"_s)[u"n"].toInteger(), 1);
        QCOMPARE(fact("tapped.example", u"prev_id_unknown"_s)[u"from_log"].toBool(true), false);
    }

    /// What failed again after a list had come has a row of its own: an earlier failure of the same words is no evidence of it.
    void evidenceWaitsForItsOwnRow()
    {
        const auto history = std::move(*History::Store::openInMemory());
        const UserId bob(u"@bob:remote.example"_s);
        History::Recorder recorder(history.get());
        const auto fetch = [&](History::ResyncOutcome::Step step, qint64 at, const QString &error = {}) {
            return recorder.record({.source = UpdateSource::Log, .stream = u"log"_s},
                {History::ResyncOutcome{.user = bob, .step = step, .error = error, .at = at}});
        };
        QVERIFY(fetch(History::ResyncOutcome::Failed, 1'000, u"404: Not Found"_s));
        QVERIFY(fetch(History::ResyncOutcome::Skipped, 2'000));
        Server::NewRows rows(history.get());
        const auto rowOf = [&](qint64 now) {
            Evidence fact{.kind = EvidenceKind::Log, .at = 3'000, .text = u"x"_s, .user = bob};
            fact.fact = EvidenceFact::FetchFailed;
            fact.args = {bob.toString(), u"404: Not Found"_s};
            QList<Incident> incidents(1);
            incidents[0].evidence = {fact};
            rows.place(incidents, now);
            return incidents[0].evidence[0].n;
        };
        QCOMPARE(rowOf(10'000), 0);
        QVERIFY(fetch(History::ResyncOutcome::Failed, 3'000, u"404: Not Found"_s));
        QCOMPARE(rowOf(10'000 + Server::NewRows::placeAgainMs), 3);
    }

    /// A fetch that fails for long has one row, and updates come all the time: it is found however far back it stands, by few reads.
    void evidenceIsFoundFarBack()
    {
        struct Counting final : History::Reader
        {
            const History::Reader *history = nullptr;
            mutable int reads = 0;
            Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override
            {
                return history->updates(user, after, limit, newestFirst);
            }
            Result<QList<UpdateOutline>> outline(const UserId &user, qint64 before, int limit) const override
            {
                ++reads;
                return history->outline(user, before, limit);
            }
            Result<std::pair<qint64, qint64>> extent() const override { return history->extent(); }
        };
        const auto memory = std::move(*History::Store::openInMemory());
        Counting history;
        history.history = memory.get();
        const UserId bob(u"@bob:remote.example"_s);
        History::Recorder recorder(memory.get());
        const auto fail = [&](qint64 at) {
            return recorder.record({.source = UpdateSource::Log, .stream = u"log"_s},
                {History::ResyncOutcome{.user = bob, .step = History::ResyncOutcome::Failed, .error = u"404: Not Found"_s, .at = at}});
        };
        int stream = 100;
        const auto updates = [&](qint64 at, int count) {
            QList<History::Observation> all;
            for (int i = 0; i < count; ++i, ++stream)
                all.append(History::UpdateContent{.user = bob,
                    .content = {{u"user_id"_s, bob.toString()}, {u"device_id"_s, u"A"_s}, {u"stream_id"_s, stream},
                        {u"prev_id"_s, QJsonArray{stream - 1}}},
                    .at = at + i,
                    .origin = {},
                    .transaction = {},
                    .verified = true});
            return recorder.record({.source = UpdateSource::Tap, .stream = u"tap"_s}, all);
        };
        QVERIFY(fail(100'000));
        QVERIFY(updates(200'000, 700));
        QVERIFY(updates(400'000, 2'000));
        Server::NewRows rows(&history);
        const auto rowOf = [&](qint64 at) {
            Evidence fact{.kind = EvidenceKind::Log, .at = at, .text = QString::number(at), .user = bob};
            fact.fact = EvidenceFact::FetchFailed;
            fact.args = {bob.toString(), u"404: Not Found"_s};
            QList<Incident> incidents(1);
            incidents[0].evidence = {fact};
            rows.place(incidents, 1'000'000);
            return incidents[0].evidence[0].n;
        };
        QCOMPARE(rowOf(300'000), 1);
        QVERIFY2(history.reads < 40, qPrintable(QString::number(history.reads)));
        QCOMPARE(rowOf(99'000), 1); // the clocks need not agree to the second
        QCOMPARE(rowOf(90'000), 0); // before all of it
    }

    void rowsThatStandFarApartAreAllRead()
    {
        FakeHistory history;
        history.fill(600);
        Server::NewRows rows(&history);
        const UserId bob(u"@bob:remote.example"_s);
        for (const qint64 n : {1, 3, 500})
            rows.note(bob, n);
        QSet<Diagnosis::Part> unread;
        QList<qint64> read;
        for (int look = 0; look < 5; ++look) {
            for (const Diagnosis::NewRow &row : rows.take(unread))
                read.append(row.row.n);
        }
        QCOMPARE(read, QList<qint64>({1, 3, 500}));
        QVERIFY(unread.isEmpty());
    }

    void whatCannotBeReadEndsNothing()
    {
        start({u"a.example"_s});
        QTRY_COMPARE(told().size(), 1);
        source->setReadable(false);
        source->setFailing({});
        QTest::qWait(300);
        QCOMPARE(told().size(), 1);
        source->setReadable(true);
        QTRY_COMPARE(told().size(), 0);
    }

    void aUsersFindingsNameTheirs()
    {
        start({u"remote.example"_s});
        QTRY_COMPARE(told().size(), 1);
        UserDetails details = source->details(u"@bob:remote.example"_s, {u"A"_s});
        details.summary.states = {UserState::Stale, UserState::RemoteFailing};
        details.summary.findings = {{.id = u"stale"_s, .severity = Severity::Error, .text = u"x"_s},
            {.id = u"gap"_s, .severity = Severity::Error, .text = u"y"_s}, {.id = u"fork"_s, .severity = Severity::Info, .text = u"z"_s}};
        source->setUser(details);
        const QJsonArray findings = call("GET", "users/@bob:remote.example").json()[u"findings"].toArray();
        QCOMPARE(findings.size(), 3);
        QCOMPARE(findings.at(0)[u"incident"].toString().toUtf8(), firstId());
        QCOMPARE(findings.at(1)[u"incident"].toString().toUtf8(), firstId());
        QVERIFY(findings.at(2)[u"incident"].isUndefined());
    }
};

QTEST_GUILESS_MAIN(TestIncidentDesk)
#include "tst_incidentdesk.moc"
