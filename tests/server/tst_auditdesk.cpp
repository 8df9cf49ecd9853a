// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/audits.h"
#include "history/file/incidents.h"
#include "history/file/trail.h"
#include "inspection/fakes.h"
#include "rawclient.h"
#include "server/desks/auditdesk.h"
#include "server/desks/incidentdesk.h"
#include "server/desks/listdifferences.h"
#include "server/server.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

const ServerName own(u"hs.example"_s);

Device deviceOf(const QString &id, const QString &key)
{
    return {
        .deviceId = DeviceId(id), .displayName = {}, .keys = {{u"keys"_s, QJsonObject{{u"ed25519:"_s + id, key}}}, {u"device_id"_s, id}}};
}

UserDetails copyOf(const QString &user, const QString &key, UserState state = UserState::InStep)
{
    UserDetails details;
    details.summary.userId = UserId(user);
    details.summary.states = {state};
    details.summary.streamId = StreamId(7);
    details.devices = {deviceOf(u"A"_s, key)};
    return details;
}

QJsonObject answerOf(const QString &user, const QString &key)
{
    return {{u"user_id"_s, user}, {u"stream_id"_s, 9},
        {u"devices"_s, QJsonArray{QJsonObject{{u"device_id"_s, u"A"_s}, {u"keys"_s, deviceOf(u"A"_s, key).keys}}}}};
}

/// A homeserver with copies of lists, all of which are tracked.
class CopySource : public FakeSource
{
public:
    void add(const UserDetails &details)
    {
        setUser(details);
        const std::lock_guard lock(m_mutex);
        m_tracked[details.summary.userId.toString()] = details.summary.userId;
    }
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_readable)
            return failure(Error::Database, u"gone"_s);
        QList<UserId> users;
        for (auto user = m_tracked.upperBound(after.toString()); user != m_tracked.end() && users.size() < limit; ++user)
            users.append(*user);
        return users;
    }
    void setReadable(bool readable) { m_readable = readable; }

private:
    std::mutex m_mutex;
    QMap<QString, UserId> m_tracked;
    std::atomic<bool> m_readable = true;
};

/// Other servers: their users' key is "right" unless the test says another one.
class FakeOrigins : public Audits::Origins
{
public:
    Result<DeviceList> list(const UserId &user, Http::CutOff *cutOff) override
    {
        const QString server = user.server().toString();
        QString key;
        {
            const std::lock_guard lock(m_mutex);
            asked.append(user);
            atOnce = std::max(atOnce, ++m_running[server]);
            key = keys.value(user, u"right"_s);
            if (changing.contains(user))
                key = u"key%1"_s.arg(++m_changes);
        }
        for (int i = 0; slowMs > 0 && i < slowMs && !cutOff->isCut(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const std::lock_guard lock(m_mutex);
        --m_running[server];
        if (cutOff->isCut())
            return failure(Error::Cancelled, u"the question was cut off"_s);
        if (errors.contains(server))
            return tl::unexpected(errors.value(server));
        Device device = deviceOf(u"A"_s, key);
        device.displayName = names.value(user);
        return DeviceList{.userId = user, .streamId = StreamId(9), .devices = {device}, .crossSigning = {}};
    }
    qsizetype count(const QString &server)
    {
        const std::lock_guard lock(m_mutex);
        return std::count_if(asked.cbegin(), asked.cend(), [&](const UserId &user) { return user.server().toString() == server; });
    }
    void set(const QString &user, const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        keys[UserId(user)] = key;
    }

    QList<UserId> asked;
    QHash<UserId, QString> keys, names;
    QSet<UserId> changing; ///< another key at each question
    QHash<QString, Error> errors; ///< by server
    std::atomic<int> slowMs = 0;
    int atOnce = 0; ///< most at the same time of one server

private:
    std::mutex m_mutex;
    QHash<QString, int> m_running;
    int m_changes = 0;
};

} // namespace

/// Audits as a stranger gets them, over HTTP.
class TestAuditDesk : public QObject
{
    Q_OBJECT

    QTemporaryDir folder;
    std::unique_ptr<CopySource> source;
    std::unique_ptr<FakeOrigins> origins;
    FakeAccess access;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Trail> keptTrail;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<Server::RefreshDesk> refreshes;
    std::unique_ptr<History::Audits> kept;
    std::unique_ptr<Server::ListDifferences> differences;
    std::unique_ptr<History::Incidents> keptIncidents;
    std::unique_ptr<Server::IncidentDesk> incidents;
    std::unique_ptr<Server::AuditDesk> desk;
    std::unique_ptr<Server::Server> server;
    Availability federation{.available = true, .reason = {}};
    RateLimit perServer = {0, 0};

    void serve()
    {
        store = std::move(*History::Store::open(folder.filePath(u"history.sqlite"_s)));
        keptTrail = std::move(*Server::openTrail(*store));
        trail = std::make_unique<Server::Trail>(keptTrail.get(), &source->events());
        Server::RefreshOptions refreshing;
        refreshing.serverName = own;
        refreshing.perServerForAdmins = refreshing.perAdmin = {0, 0};
        kept = std::make_unique<History::Audits>(*store, u"differs"_s);
        differences = std::make_unique<Server::ListDifferences>(source.get(), kept.get());
        refreshing.fetched = [this](const UserId &user) { differences->fetched(user); };
        refreshes = std::make_unique<Server::RefreshDesk>(source.get(), refreshing, trail.get());
        keptIncidents = std::make_unique<History::Incidents>(*store);
        Server::IncidentDesk::Options looking;
        looking.serverName = own;
        looking.restMs = looking.leastMs = 20;
        looking.differing = [this] { return differences->all(); };
        incidents = std::make_unique<Server::IncidentDesk>(looking, source.get(), store.get(), keptIncidents.get());
        QVERIFY(incidents->start());
        Server::AuditDesk::Options options;
        options.serverName = own;
        options.parts
            = {.source = source.get(), .history = store.get(), .origins = origins.get(), .refreshes = refreshes.get(), .againMs = 20};
        options.federation = federation;
        options.limits.perServer = perServer;
        options.limits.inAll = {0, 0};
        options.seed = 7;
        desk = std::make_unique<Server::AuditDesk>(options, kept.get());
        QVERIFY(desk->start());
        Server::ServerOptions serving;
        serving.serverName = own;
        serving.audits = desk.get();
        serving.differences = differences.get();
        serving.incidents = incidents.get();
        server = std::move(*Server::Server::start(serving, source.get(), store.get(), &access, refreshes.get(), trail.get()));
    }
    void end()
    {
        server.reset();
        desk.reset();
        incidents.reset();
        keptIncidents.reset();
        refreshes.reset();
        differences.reset();
        kept.reset();
        trail.reset();
        keptTrail.reset();
        store.reset();
    }
    RawAnswer call(const char *method, const QByteArray &target, const QByteArray &token = "admin", const QByteArray &body = {})
    {
        return request(server->url(), method, "/_lockstep/v1/" + target, token, body);
    }
    QByteArray begin(const QJsonObject &asked)
    {
        const RawAnswer answer = call("POST", "audits", "admin", QJsonDocument(asked).toJson());
        if (answer.status != 200)
            qWarning() << answer.status << answer.body;
        return answer.json()[u"id"].toString().toUtf8();
    }
    QJsonObject audit(const QByteArray &id) { return call("GET", "audits/" + id).json(); }
    bool isFinished(const QByteArray &id) { return audit(id)[u"state"].toString() == "finished"_L1; }
    QJsonArray lists(const QByteArray &id, const QByteArray &query = {})
    {
        return call("GET", "audits/" + id + "/lists" + query).json()[u"lists"].toArray();
    }
    /// "same differ known not_compared"
    QString counts(const QByteArray &id)
    {
        const QJsonObject one = audit(id);
        QStringList numbers;
        for (const char *name : {"same", "differ", "known", "not_compared"})
            numbers.append(QString::number(one[QLatin1StringView(name)].toInteger()));
        return numbers.join(u' ');
    }
    void addUsers(int count, const QString &serverName = u"b.test"_s)
    {
        for (int i = 0; i < count; ++i)
            source->add(copyOf(u"@u%1:%2"_s.arg(i, 5, 10, QLatin1Char('0')).arg(serverName), u"right"_s));
    }

private Q_SLOTS:
    void init()
    {
        QFile::remove(folder.filePath(u"history.sqlite"_s));
        source = std::make_unique<CopySource>();
        origins = std::make_unique<FakeOrigins>();
        federation = {.available = true, .reason = {}};
        perServer = {0, 0};
    }
    void cleanup()
    {
        source->release();
        end();
        source.reset();
        origins.reset();
    }

    void comparesAll()
    {
        addUsers(50);
        addUsers(20, u"c.test"_s);
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        source->add(copyOf(u"@stale:b.test"_s, u"old"_s, UserState::Stale));
        source->add(copyOf(u"@moving:b.test"_s, u"old"_s));
        origins->changing = {UserId(u"@moving:b.test"_s)};
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"70 1 2 0"_s);
        QCOMPARE(origins->atOnce, 1);
        const QJsonObject one = audit(id);
        QCOMPARE(one[u"population"].toInteger(), 73);
        QCOMPARE(one[u"chosen"].toInteger(), 73);
        QCOMPARE(one[u"by"].toString(), u"@admin:hs.example"_s);
        QCOMPARE(one[u"differ_of_all"][u"least_ppm"].toInteger(), 13'699); // 1 of 73, and what was known beforehand is none of them
        QCOMPARE(lists(id, "?limit=1000").size(), 73);
        const QJsonArray wrong = lists(id, "?outcome=differs");
        QCOMPARE(wrong.size(), 1);
        QCOMPARE(wrong.at(0)[u"user_id"].toString(), u"@wrong:b.test"_s);
        QCOMPARE(wrong.at(0)[u"origin"].toString(), u"b.test"_s);
        QCOMPARE(wrong.at(0)[u"here"].toString(), u"7"_s);
        QCOMPARE(wrong.at(0)[u"there"].toString(), u"9"_s);
        QCOMPARE(wrong.at(0)[u"missed"].toString(), u"not_recorded"_s);
        const QJsonObject difference = wrong.at(0)[u"differences"].toArray().at(0).toObject();
        QCOMPARE(difference[u"kind"].toString(), u"keys_differ"_s);
        QCOMPARE(difference[u"here"].toString(), u"old"_s);
        QCOMPARE(difference[u"there"].toString(), u"right"_s);
        QSet<QString> known;
        for (const QJsonValue &list : lists(id, "?outcome=known"))
            known.insert(list[u"user_id"].toString());
        QCOMPARE(known, (QSet<QString>{u"@stale:b.test"_s, u"@moving:b.test"_s}));

        // What is known of each, and of all.
        const QJsonObject verified = call("GET", "users/@u00003:b.test").json()[u"audited"].toObject();
        QCOMPARE(verified[u"outcome"].toString(), u"same"_s);
        QCOMPARE(verified[u"origin"].toString(), u"b.test"_s);
        QCOMPARE(verified[u"audit_id"].toString().toUtf8(), id);
        QVERIFY(verified[u"at"].toInteger() > 0);
        const QJsonObject totals = call("GET", "overview").json()[u"audited"].toObject();
        QCOMPARE(totals[u"lists"].toInteger(), 73);
        QCOMPARE(totals[u"differ"].toInteger(), 1);
        QVERIFY(totals[u"oldest"].toInteger() <= totals[u"newest"].toInteger());
        // Put right, and compared again: the newest word counts.
        source->add(copyOf(u"@wrong:b.test"_s, u"right"_s));
        const QByteArray again = begin({{u"method"_s, u"federation"_s}, {u"users"_s, QJsonArray{u"@wrong:b.test"_s}}});
        QTRY_VERIFY(isFinished(again));
        QCOMPARE(call("GET", "overview").json()[u"audited"][u"differ"].toInteger(), 0);
        QCOMPARE(call("GET", "overview").json()[u"audited"][u"lists"].toInteger(), 73);
    }

    /// A list that differs is in no step until it is fetched, whoever fetches it; and a name is no reason to cry.
    void whatDiffersIsSaid()
    {
        const auto evidence = [this] {
            const QJsonArray open = call("GET", "incidents?state=open&kind=lists_differ").json()[u"incidents"].toArray();
            return open.at(0)[u"evidence"].toArray().at(0).toObject();
        };
        addUsers(3);
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        UserDetails renamed = copyOf(u"@named:b.test"_s, u"right"_s);
        renamed.devices[0].displayName = u"another name"_s;
        source->add(renamed);
        origins->names[UserId(u"@named:b.test"_s)] = u"its name"_s;
        serve();
        const auto incidentsNow = [this] {
            QStringList all;
            for (const QJsonValue &one : call("GET", "incidents?state=open&kind=lists_differ").json()[u"incidents"].toArray())
                all.append(
                    u"%1 %2 %3"_s.arg(one[u"kind"].toString(), one[u"subject"].toString()).arg(one[u"affected"][u"users"].toInteger()));
            return all;
        };
        /// "states; findings", of one user
        const auto said = [this](const QByteArray &user) -> QString {
            const QJsonObject summary = call("GET", "users/" + user).json();
            QStringList states, findings;
            for (const QJsonValue &state : summary[u"states"].toArray())
                states.append(state.toString());
            for (const QJsonValue &finding : summary[u"findings"].toArray())
                findings.append(finding[u"severity"].toString() + u' ' + finding[u"id"].toString());
            return states.join(u' ') + u"; "_s + findings.join(u", "_s);
        };
        const auto differing = [this] {
            QStringList all;
            for (const QJsonValue &user : call("GET", "users?state=differs&server=b.test").json()[u"users"].toArray())
                all.append(user[u"user_id"].toString());
            return all;
        };
        QCOMPARE(differing(), QStringList());
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"3 2 0 0"_s);
        QTRY_COMPARE(incidentsNow(), QStringList(u"lists_differ b.test 1"_s));
        // It leads to the run and the user that it rests on.
        QCOMPARE(evidence()[u"audit_id"].toString().toUtf8(), id);
        QCOMPARE(evidence()[u"user_id"].toString(), u"@wrong:b.test"_s);
        QCOMPARE(call("GET", "users/@wrong:b.test").json()[u"findings"].toArray().at(0)[u"audit_id"].toString().toUtf8(), id);
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(said("@wrong:b.test"), u"differs; error list_differs"_s);
            QCOMPARE(said("@named:b.test"), u"in_step; info list_differs"_s);
            QCOMPARE(said("@u00001:b.test"), u"in_step; "_s);
            QCOMPARE(differing(), QStringList(u"@wrong:b.test"_s));
            QCOMPARE(call("GET", "users?state=differs&server=c.test").json()[u"users"].toArray().size(), 0);
            QCOMPARE(call("GET", "users?state=differs&after=nobody").status, 400);
            QTRY_COMPARE(call("GET", "overview").json()[u"users"][u"states"][u"differs"].toInteger(), 1);
            QVERIFY(call("GET", "metrics").body.contains("differs"));
            if (round == 0) { // kept over a restart
                end();
                serve();
            }
        }
        QTRY_VERIFY(!call("GET", "users/@wrong:b.test").json()[u"findings"].toArray().at(0)[u"incident"].toString().isEmpty());
        source->setOutcome({}, copyOf(u"@wrong:b.test"_s, u"right"_s));
        QCOMPARE(
            request(server->url(), "POST", "/_matrix/client/v3/user/@wrong:b.test/devices/refresh?timeout=20000", "admin").status, 202);
        QCOMPARE(said("@wrong:b.test"), u"in_step; "_s);
        QCOMPARE(differing(), QStringList());
        QTRY_COMPARE(incidentsNow(), QStringList());
        QTRY_COMPARE(call("GET", "overview").json()[u"users"][u"states"][u"differs"].toInteger(), 0);
    }

    /// A whole list that came by itself ends a difference, too; what was fetched before the comparison does not.
    void aFetchThatIsRecordedEndsADifference()
    {
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        serve();
        const auto differing = [this] { return call("GET", "users?state=differs").json()[u"users"].toArray().size(); };
        const auto fetched = [this](qint64 n, qint64 at) {
            History::Batch batch;
            DeviceListUpdate resync;
            resync.n = n;
            resync.received = at;
            resync.kind = UpdateKind::Resync;
            resync.streamId = StreamId(9);
            resync.verdict = Verdict::Applied;
            batch.added.append({.user = UserId(u"@wrong:b.test"_s), .update = resync});
            return store->write(batch).has_value();
        };
        QVERIFY(fetched(1, 1'000));
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(differing(), 1);
        QVERIFY(fetched(2, QDateTime::currentMSecsSinceEpoch() + 60'000));
        QCOMPARE(differing(), 0);
    }

    /// An update that is on its way is no difference: what differs is looked at again.
    void whatComesRightMeanwhileIsRight()
    {
        source->add(copyOf(u"@bob:b.test"_s, u"old"_s));
        serve();
        const qint64 before = origins->count(u"b.test"_s);
        origins->slowMs = 30;
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(origins->count(u"b.test"_s) > before);
        source->add(copyOf(u"@bob:b.test"_s, u"right"_s));
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"1 0 0 0"_s);
    }

    void samplesAreUniform()
    {
        addUsers(1000);
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}, {u"sample"_s, 100}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(audit(id)[u"population"].toInteger(), 1000);
        QCOMPARE(audit(id)[u"chosen"].toInteger(), 100);
        QCOMPARE(counts(id), u"100 0 0 0"_s);
        QSet<UserId> asked(origins->asked.cbegin(), origins->asked.cend());
        QCOMPARE(asked.size(), 100); // none twice
        // From all over: the mean of a hundred of a thousand is near the middle (29 is one standard deviation).
        double sum = 0;
        for (const UserId &user : std::as_const(asked))
            sum += user.localpart().mid(1).toInt();
        QVERIFY2(qAbs(sum / 100 - 499.5) < 4 * 29, qPrintable(QString::number(sum / 100)));
        const QJsonObject interval = audit(id)[u"differ_of_all"].toObject();
        QCOMPARE(interval[u"least_ppm"].toInteger(), 0);
        QCOMPARE(interval[u"most_ppm"].toInteger(), 36'217); // of a binomial distribution: 1 - 0.025^(1/100)
    }

    void ofOneServer()
    {
        addUsers(5);
        addUsers(7, u"c.test"_s);
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}, {u"server"_s, u"c.test"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"7 0 0 0"_s);
        QCOMPARE(origins->count(u"b.test"_s), 0);
    }

    void aDeadServerIsAskedOnce()
    {
        addUsers(300, u"dead.test"_s);
        addUsers(10);
        origins->errors[u"dead.test"_s] = {.kind = Error::Timeout, .text = u"dead.test: it did not answer in time."_s};
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"10 0 0 300"_s);
        QCOMPARE(origins->count(u"dead.test"_s), 1);
        QCOMPARE(lists(id, "?outcome=not_compared&limit=1").at(0)[u"error"].toString(), u"dead.test: it did not answer in time."_s);
        QVERIFY(audit(id)[u"detail"].toString().contains(u"300"_s));
        QCOMPARE(call("GET", "users/@u00003:dead.test").json()[u"audited"], QJsonValue(QJsonValue::Null));
        QCOMPARE(audit(id)[u"differ_of_all"][u"most_ppm"].toInteger(), 967'742); // those left may all differ
    }

    void aServerThatRefusesIsAskedSomeTimes()
    {
        addUsers(50, u"no.test"_s);
        origins->errors[u"no.test"_s] = {.kind = Error::Http, .http = 403, .text = u"no"_s, .remoteStatus = 403};
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"0 0 0 50"_s);
        QCOMPARE(origins->count(u"no.test"_s), 3);
        QCOMPARE(audit(id)[u"differ_of_all"], QJsonValue((QJsonObject{{u"least_ppm"_s, QJsonValue()}, {u"most_ppm"_s, QJsonValue()}})));
    }

    void isLimitedInRate()
    {
        addUsers(6);
        perServer = {1, 20};
        serve();
        QElapsedTimer clock;
        clock.start();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QVERIFY2(clock.elapsed() >= 5 * 50 - 30, qPrintable(QString::number(clock.elapsed())));
    }

    void pausesResumesAndCancels()
    {
        addUsers(200);
        origins->slowMs = 5;
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(audit(id)[u"same"].toInteger() > 3);
        QCOMPARE(call("POST", "audits/" + id + "/pause").json()[u"state"].toString(), u"paused"_s);
        QTest::qWait(300);
        const qint64 asked = origins->count(u"b.test"_s);
        QTest::qWait(100);
        QCOMPARE(origins->count(u"b.test"_s), asked);
        QCOMPARE(call("POST", "audits/" + id + "/resume").json()[u"state"].toString(), u"running"_s);
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"200 0 0 0"_s);
        QCOMPARE(call("POST", "audits/" + id + "/cancel").status, 400);

        origins->slowMs = 60'000;
        const QByteArray other = begin({{u"method"_s, u"federation"_s}});
        const QByteArray waiting = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(origins->count(u"b.test"_s) > asked);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(call("POST", "audits/" + other + "/cancel").json()[u"state"].toString(), u"cancelled"_s);
        QCOMPARE(call("POST", "audits/" + waiting + "/cancel").json()[u"state"].toString(), u"cancelled"_s);
        QVERIFY(clock.elapsed() < 30'000);
        QVERIFY(audit(other)[u"finished"].toInteger() > 0);
        const QJsonArray all = call("GET", "audits").json()[u"audits"].toArray();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(2)[u"id"].toString().toUtf8(), id);
    }

    /// What a monitoring sees: of how many, how old, how the runs stand; labels are words of the API and nothing else.
    void figuresForMonitoring()
    {
        addUsers(100);
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        source->add(copyOf(u"@nobody:dead.test"_s, u"right"_s));
        origins->errors[u"dead.test"_s] = {.kind = Error::Timeout, .text = u"dead.test: it did not answer in time."_s};
        serve();
        const auto metrics = [this] { return call("GET", "metrics").body; };
        const auto says = [&](const QByteArray &line) { return metrics().contains(QByteArray("\nlockstep_" + line + '\n')); };
        QVERIFY(says("audited_lists 0") && says("audits{state=\"running\"} 0") && says("audit_lists_total{outcome=\"differs\"} 0"));
        QVERIFY(!metrics().contains("audited_newest_age_seconds")); // there is none
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QVERIFY2(says("audited_lists 101"), metrics().constData());
        QVERIFY(says("audited_lists_differing 1") && says("audits_ended_total{state=\"finished\"} 1"));
        QVERIFY(says("audit_lists_total{outcome=\"same\"} 100") && says("audit_lists_total{outcome=\"differs\"} 1")
            && says("audit_lists_total{outcome=\"not_compared\"} 1"));
        QVERIFY(metrics().contains("\nlockstep_audited_newest_age_seconds "));
        origins->slowMs = 60'000;
        const QByteArray first = begin({{u"method"_s, u"federation"_s}}), second = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY2(says("audits{state=\"running\"} 1") && says("audits{state=\"waiting\"} 1"), metrics().constData());
        QCOMPARE(call("POST", "audits/" + second + "/pause").status, 200);
        QTRY_VERIFY(says("audits{state=\"paused\"} 1") && says("audits{state=\"waiting\"} 0"));
        QVERIFY(!says("audit_lists_left 0"));
        for (const QByteArray &one : {first, second})
            QCOMPARE(call("POST", "audits/" + one + "/cancel").status, 200);
        QVERIFY(says("audits_ended_total{state=\"cancelled\"} 2") && says("audit_lists_left 0"));
        for (const char *name : {"b.test", "dead.test", "@"})
            QVERIFY2(!metrics().contains(name), name);
    }

    /// Somebody waits for it in front of a user's page.
    void aFewByNameGoFirst()
    {
        addUsers(100);
        source->add(copyOf(u"@one:c.test"_s, u"right"_s));
        origins->slowMs = 60'000;
        serve();
        const QByteArray all = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(origins->count(u"b.test"_s) > 0);
        const QByteArray one = begin({{u"method"_s, u"federation"_s}, {u"users"_s, QJsonArray{u"@one:c.test"_s}}});
        QTRY_VERIFY(audit(all)[u"detail"].toString().contains(u"another audit"_s));
        origins->slowMs = 0;
        QTRY_VERIFY(isFinished(one));
        QTRY_VERIFY(isFinished(all));
        QCOMPARE(counts(all), u"101 0 0 0"_s);
        QCOMPARE(counts(one), u"1 0 0 0"_s);
    }

    void goesOnAfterARestart()
    {
        addUsers(300);
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        origins->slowMs = 2;
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}, {u"sample"_s, 250}});
        QTRY_VERIFY(audit(id)[u"same"].toInteger() > 20);
        end();
        QSet<UserId> asked(origins->asked.cbegin(), origins->asked.cend());
        QVERIFY(asked.size() < 250);
        serve();
        QTRY_VERIFY(isFinished(id));
        const QJsonArray all = lists(id, "?limit=1000");
        QSet<QString> users;
        for (const QJsonValue &list : all)
            users.insert(list[u"user_id"].toString());
        QCOMPARE(all.size(), 250); // each once
        QCOMPARE(users.size(), 250);
        QCOMPARE(audit(id)[u"same"].toInteger() + audit(id)[u"differ"].toInteger(), 250);
    }

    void listsThatSomebodyBrings()
    {
        for (const auto &[user, key] :
            {std::pair("@same:b.test", "right"), std::pair("@wrong:b.test", "old"), std::pair("@newer:b.test", "new")})
            source->add(copyOf(QString::fromLatin1(user), QString::fromLatin1(key)));
        UserDetails newer = copyOf(u"@newer:b.test"_s, u"new"_s);
        newer.summary.lastUpdate = 2'000; // after the lists were read
        source->add(newer);
        federation = {.available = false, .reason = u"no key"_s};
        serve();
        QJsonArray brought;
        for (const char *user : {"@same:b.test", "@wrong:b.test", "@newer:b.test", "@gone:b.test"})
            brought.append(answerOf(QString::fromLatin1(user), u"right"_s));
        const QByteArray id = begin({{u"method"_s, u"witness"_s},
            {u"witness"_s, QJsonObject{{u"origin"_s, u"b.test"_s}, {u"read_at"_s, 1'000}, {u"lists"_s, brought}}}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"1 1 1 1"_s);
        QCOMPARE(lists(id, "?outcome=differs").at(0)[u"user_id"].toString(), u"@wrong:b.test"_s);
        QCOMPARE(lists(id, "?outcome=known").at(0)[u"user_id"].toString(), u"@newer:b.test"_s);
        QVERIFY(origins->asked.isEmpty());
        QCOMPARE(audit(id)[u"named"].toInteger(), 4);
        QCOMPARE(audit(id)[u"differ_of_all"][u"most_ppm"], QJsonValue(QJsonValue::Null));
    }

    /// A refresh that changes something was a list that was wrong.
    void byRefresh()
    {
        source->add(copyOf(u"@wrong:b.test"_s, u"old"_s));
        source->setOutcome({}, copyOf(u"@wrong:b.test"_s, u"right"_s));
        serve();
        const QByteArray id = begin({{u"method"_s, u"refresh"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"0 1 0 0"_s);
        QCOMPARE(source->resyncs(), 1);
        QCOMPARE(source->lastToken(), u"admin"_s);
        const QByteArray again = begin({{u"method"_s, u"refresh"_s}, {u"users"_s, QJsonArray{u"@wrong:b.test"_s}}});
        QTRY_VERIFY(isFinished(again));
        QCOMPARE(counts(again), u"1 0 0 0"_s);
    }

    void refreshesWaitForAnOperatorAfterARestart()
    {
        addUsers(3);
        source->holdResyncs();
        serve();
        const QByteArray id = begin({{u"method"_s, u"refresh"_s}});
        QTRY_VERIFY(source->resyncs() > 0);
        server.reset();
        desk.reset(); // does not wait for the one that is under way
        source->release();
        end();
        serve();
        QCOMPARE(audit(id)[u"state"].toString(), u"paused"_s);
        QVERIFY(audit(id)[u"detail"].toString().contains("resume"_L1));
        QCOMPARE(call("POST", "audits/" + id + "/resume", "owner").status, 200);
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(counts(id), u"3 0 0 0"_s);
        QCOMPARE(source->lastToken(), u"owner"_s);
        // A token is kept nowhere.
        end();
        QFile file(folder.filePath(u"history.sqlite"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("\"token\""));
    }

    void whatCannotBeReadNowIsTriedAgain()
    {
        addUsers(3);
        source->setReadable(false);
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(audit(id)[u"detail"].toString().contains(u"gone"_s));
        QCOMPARE(audit(id)[u"state"].toString(), u"running"_s);
    }

    void whoMayDoWhat()
    {
        addUsers(1);
        serve();
        const QByteArray body = "{\"method\": \"federation\"}";
        for (const char *token : {"viewer", "plain", "reader"})
            QCOMPARE(call("POST", "audits", token, body).status, 403);
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QCOMPARE(call("GET", "audits", "viewer").status, 200);
        QCOMPARE(call("GET", "audits/" + id + "/lists", "viewer").status, 200);
        QCOMPARE(call("GET", "audits", "plain").status, 403);
        QCOMPARE(call("GET", "audits/" + id, "plain").status, 403);
        QCOMPARE(call("POST", "audits/" + id + "/pause", "viewer").status, 403);
        QStringList trailed;
        for (const QJsonValue &entry : call("GET", "trail?action=audit").json()[u"trail"].toArray())
            trailed.append(entry[u"by"].toString() + u' ' + entry[u"on"].toString() + u' ' + entry[u"outcome"].toString());
        QVERIFY2(trailed.contains(u"@admin:hs.example %1 succeeded"_s.arg(QString::fromLatin1(id))), qPrintable(trailed.join(u'\n')));
        QVERIFY(trailed.contains(u"@viewer:hs.example federation refused"_s));
    }

    void withoutAKey()
    {
        federation = {.available = false, .reason = u"The gateway has no signing key."_s};
        serve();
        QCOMPARE(call("GET", "info").json()[u"capabilities"][u"audit"][u"reason"].toString(), federation.reason);
        const RawAnswer refused = call("POST", "audits", "admin", "{\"method\": \"federation\"}");
        QCOMPARE(refused.status, 501);
        QVERIFY(refused.body.contains("signing key"));
    }

    void refusesWhatMakesNoSense()
    {
        addUsers(1);
        serve();
        for (const char *body :
            {"", "[]", "{}", "{\"method\": \"guess\"}", "{\"method\": \"federation\", \"sample\": -1}",
                "{\"method\": \"federation\", \"users\": [\"bob\"]}", "{\"method\": \"federation\", \"users\": [\"@ann:hs.example\"]}",
                "{\"method\": \"federation\", \"users\": [\"@bob:b.test\"], \"sample\": 3}",
                "{\"method\": \"federation\", \"server\": \"b test\"}", "{\"method\": \"federation\", \"server\": \"hs.example\"}",
                "{\"method\": \"witness\"}", "{\"method\": \"federation\", \"witness\": {}}", "{\"method\": \"witness\", \"witness\": {}}",
                "{\"method\": \"witness\", \"witness\": {\"origin\": \"b.test\", \"read_at\": 1, \"lists\": []}}",
                "{\"method\": \"witness\", \"witness\": {\"origin\": \"b.test\", \"read_at\": 0, \"lists\": [{\"user_id\": "
                "\"@b:b.test\"}]}}",
                "{\"method\": \"witness\", \"witness\": {\"origin\": \"hs.example\", \"read_at\": 1, \"lists\": [{\"user_id\": "
                "\"@b:b.test\"}]}}",
                "{\"method\": \"witness\", \"witness\": {\"origin\": \"b.test\", \"read_at\": 1, \"lists\": [{\"user_id\": \"@b:b.test\"}, "
                "{\"user_id\": \"@b:b.test\"}]}}"})
            QVERIFY2(call("POST", "audits", "admin", body).status == 400, body);
        QCOMPARE(call("GET", "audits").json()[u"audits"].toArray().size(), 0);
        for (const char *target : {"audits?after=x", "audits?limit=0"})
            QCOMPARE(call("GET", target).status, 400);
        QCOMPARE(call("GET", "audits/none").status, 404);
        QCOMPARE(call("GET", "audits/none/lists").status, 404);
        QCOMPARE(call("POST", "audits/none/pause").status, 404);
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QCOMPARE(call("POST", "audits/" + id + "/forget").status, 404);
        QCOMPARE(call("GET", "audits/" + id + "/lists?outcome=x").status, 400);
        QCOMPARE(call("GET", "audits/" + id + "/lists?after=x").status, 400);
        // Larger bodies are taken here, and here alone, and within a bound.
        QCOMPARE(call("POST", "audits", "admin", QByteArray(1'000'000, ' ')).status, 400);
        QCOMPARE(call("POST", "audits", "admin", QByteArray(3'000'000, ' ')).status, 413);
        QCOMPARE(call("POST", "audits/" + id + "/pause", "admin", QByteArray(1'000'000, ' ')).status, 413);
    }

    void pagesGoOnBehindOneAnother()
    {
        addUsers(25);
        serve();
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QSet<QString> seen;
        QString next;
        int pages = 0;
        do {
            const QJsonObject page
                = call("GET", "audits/" + id + "/lists?limit=10" + (next.isEmpty() ? QByteArray() : "&after=" + next.toUtf8())).json();
            for (const QJsonValue &list : page[u"lists"].toArray())
                seen.insert(list[u"user_id"].toString());
            next = page[u"next"].toString();
            ++pages;
        } while (!next.isEmpty());
        QCOMPARE(seen.size(), 25);
        QCOMPARE(pages, 3);
    }

    void eventsTellOfIt()
    {
        addUsers(1);
        serve();
        const qint64 since = source->events().wait(0, 0).next;
        const QByteArray id = begin({{u"method"_s, u"federation"_s}});
        QTRY_VERIFY(isFinished(id));
        QStringList states;
        for (const QJsonValue &event : call("GET", "events?timeout=0&since=" + QByteArray::number(since)).json()[u"events"].toArray()) {
            if (event[u"type"].toString() == "audit"_L1 && event[u"audit_id"].toString().toUtf8() == id)
                states.append(event[u"state"].toString());
        }
        QCOMPARE(states.first(), u"running"_s);
        QCOMPARE(states.last(), u"finished"_s);
    }
};

QTEST_GUILESS_MAIN(TestAuditDesk)
#include "tst_auditdesk.moc"
