// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "http/httpserver.h"
#include "sql/database.h"
#include "synapse/synapsesource.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSemaphore>
#include <QTest>

#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Sql;
using namespace Lockstep::Inspection;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

namespace {

const QString token = u"syt_geheim_token"_s;
const UserId ann{u"@ann:remote.example"_s};
const UserId cat{u"@cat:dead.example"_s};

/// Answers as a homeserver would, by the test's script.
class Homeserver
{
public:
    struct Seen
    {
        std::string method, path, body, authorization;
    };
    struct Answer
    {
        int status = 200;
        std::string body = "{}";
        std::function<void()> before = {};
    };

    explicit Homeserver(std::function<Answer(const Seen &)> script)
        : m_script(std::move(script))
    {
        m_server = std::move(*Http::HttpServer::start({}, [this](const Http::IncomingRequest &request) {
            const Seen seen{request.method.toStdString(), request.target.toStdString(), request.body.toStdString(),
                request.header("authorization").toStdString()};
            {
                const std::lock_guard lock(m_mutex);
                m_seen.push_back(seen);
            }
            const Answer answer = m_script(seen);
            if (answer.before)
                answer.before();
            return Http::OutgoingAnswer{.status = answer.status, .body = QByteArray::fromStdString(answer.body)};
        }));
    }
    ~Homeserver() { m_server->stop(); }
    QUrl url() const { return m_server->url(); }
    std::vector<Seen> seen()
    {
        const std::lock_guard lock(m_mutex);
        return m_seen;
    }

private:
    std::function<Answer(const Seen &)> m_script;
    std::unique_ptr<Http::HttpServer> m_server;
    std::mutex m_mutex;
    std::vector<Seen> m_seen;
};

} // namespace

class TestResync : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = PostgresCluster::start(&m_noCluster); }
    void succeeds_data() { engines(); }
    void succeeds();
    void refuses_data();
    void refuses();
    void fails_data();
    void fails();
    void droppedList();
    void deadline();
    void cutOff();
    void readOnly();
    void homeserverDown();
    void plainHttpElsewhere();
    void markedAlready();
    void reset_data();
    void reset();
    void version();

private:
    void engines();
    std::unique_ptr<SynapseSource> open(const QUrl &api, bool readOnly = false);
    /// A second connection, as the homeserver has one: used on its thread.
    void unmark(const UserId &user)
    {
        const Database database(*DatabaseAddress::parse(m_database->uri()), {.access = Access::Marker});
        (void)database.run(u"DELETE FROM device_lists_remote_resync WHERE user_id = ?"_s, {user.toString()});
    }
    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_noCluster;
    std::unique_ptr<TestDatabase> m_database;
};

void TestResync::engines()
{
    QTest::addColumn<bool>("postgres");
    QTest::newRow("sqlite") << false;
    QTest::newRow("postgres") << true;
}

std::unique_ptr<SynapseSource> TestResync::open(const QUrl &api, bool readOnly)
{
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = api;
    settings.database = m_database->uri();
    settings.readOnly = readOnly;
    auto source = SynapseSource::open(settings, nullptr);
    return source ? std::move(*source) : nullptr;
}

void TestResync::succeeds()
{
    QFETCH(bool, postgres);
    if (postgres && !m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    m_database = postgres ? TestDatabase::postgres(*m_cluster, Shape::Schema94) : TestDatabase::sqlite(Shape::Schema94);
    QByteArray during;
    Homeserver server([&](const Homeserver::Seen &) {
        return Homeserver::Answer{.before = [&] {
            const Database database(*DatabaseAddress::parse(m_database->uri()), {.access = Access::ReadOnly});
            (void)database.each(
                u"SELECT user_id FROM device_lists_remote_resync ORDER BY 1"_s, {}, [&](const Row &row) { during += row.bytes(0) + ' '; });
            unmark(ann);
        }};
    });
    const auto source = open(server.url());
    QVERIFY(source);
    const QByteArray before = m_database->dump();
    const auto done = source->resync(ann, token, 20'000);
    QVERIFY2(done, qUtf8Printable(done ? QString() : done.error().text));
    // The marker was the one row added.
    QCOMPARE(during, QByteArray("@ann:remote.example @bob:remote.example @dan:other.example nocolon "));
    QCOMPARE(m_database->dump(), before);
    const auto seen = server.seen();
    QCOMPARE(seen.size(), size_t(1));
    QCOMPARE(seen[0].method, std::string("POST"));
    QCOMPARE(seen[0].path, std::string("/_matrix/client/v3/keys/query"));
    QCOMPARE(seen[0].authorization, std::string("Bearer syt_geheim_token"));
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(seen[0].body)).object();
    QCOMPARE(body.value(u"device_keys"_s).toObject().value(ann.toString()).isArray(), true);
}

void TestResync::refuses_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<int>("kind");
    QTest::newRow("malformed") << u"nocolon"_s << int(Error::BadInput);
    QTest::newRow("empty") << QString() << int(Error::BadInput);
    QTest::newRow("local") << u"@me:home.example"_s << int(Error::BadInput);
    QTest::newRow("unknown") << u"@who:remote.example"_s << int(Error::Forbidden);
    QTest::newRow("queued only") << u"@dan:other.example"_s << int(Error::Forbidden);
    QTest::newRow("left over") << u"@eve:gone.example"_s << int(Error::Forbidden);
}

void TestResync::refuses()
{
    QFETCH(QString, user);
    QFETCH(int, kind);
    m_database = TestDatabase::sqlite(Shape::Schema94);
    Homeserver server([](const auto &) { return Homeserver::Answer{}; });
    const auto source = open(server.url());
    const QByteArray before = m_database->dump();
    const auto done = source->resync(UserId(user), token, 20'000);
    QVERIFY(!done);
    QCOMPARE(int(done.error().kind), kind);
    if (kind == Error::Forbidden)
        QCOMPARE(done.error().http, 403);
    QCOMPARE(m_database->dump(), before);
    QVERIFY(server.seen().empty());
}

void TestResync::fails_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("user");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("remote");
    QTest::addColumn<qint64>("retryAt");
    QTest::addColumn<QString>("says");
    const QString there = ann.toString(), dead = cat.toString();
    const qint64 retry = 1'700'000'600'000;
    QTest::newRow("own whitelist")
        << 200
        << QByteArray(
               R"({"failures":{"remote.example":{"status":403,"message":"403: Federation denied with remote.example.","errcode":"M_FORBIDDEN"}}})")
        << there << int(Error::Forbidden) << 0 << qint64(0) << u"own federation_domain_whitelist leaves remote.example out"_s;
    QTest::newRow("backoff") << 200 << QByteArray(R"({"failures":{"dead.example":{"status":503,"message":"Not ready for retry"}}})") << dead
                             << int(Error::Network) << 0 << retry << u"dead.example could not be reached"_s;
    QTest::newRow("remote error") << 200
                                  << QByteArray(
                                         R"({"failures":{"remote.example":{"status":403,"message":"No way","errcode":"M_FORBIDDEN"}}})")
                                  << there << int(Error::Http) << 403 << qint64(0) << u"No way"_s;
    QTest::newRow("remote 401") << 200
                                << QByteArray(
                                       R"({"failures":{"remote.example":{"status":401,"message":"who","errcode":"M_UNKNOWN_TOKEN"}}})")
                                << there << int(Error::Http) << 401 << qint64(0) << u"who"_s;
    QTest::newRow("resync failed") << 200
                                   << QByteArray(
                                          R"({"failures":{"remote.example":{"status":503,"message":"Device resync failed for '@ann'"}}})")
                                   << there << int(Error::Http) << 0 << qint64(0) << u"could not fetch the list from remote.example"_s;
    QTest::newRow("hostile text") << 200
                                  << QByteArray("{\"failures\":{\"remote.example\":{\"status\":500,\"message\":\"a\\u202eb\\u0000c\"}}}")
                                  << there << int(Error::Http) << 500 << qint64(0) << u"u202e"_s;
    QTest::newRow("our token") << 401 << QByteArray(R"({"errcode":"M_UNKNOWN_TOKEN","error":"Invalid token"})") << there
                               << int(Error::Unauthorized) << 0 << qint64(0) << QString();
    QTest::newRow("limited") << 429 << QByteArray(R"({"errcode":"M_LIMIT_EXCEEDED","error":"slow down","retry_after_ms":5}})") << there
                             << int(Error::RateLimited) << 0 << qint64(0) << QString();
}

void TestResync::fails()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, user);
    QFETCH(int, kind);
    QFETCH(int, remote);
    QFETCH(qint64, retryAt);
    QFETCH(QString, says);
    m_database = TestDatabase::sqlite(Shape::Schema94);
    Homeserver server([&](const auto &) { return Homeserver::Answer{.status = status, .body = body.toStdString()}; });
    const auto source = open(server.url());
    const auto done = source->resync(UserId(user), token, 60'000);
    QVERIFY(!done);
    const Error &error = done.error();
    QVERIFY2(int(error.kind) == kind, qUtf8Printable(error.text));
    QCOMPARE(error.remoteStatus, remote);
    QCOMPARE(error.retryAt, retryAt);
    QVERIFY2(error.text.contains(says), qUtf8Printable(error.text));
    QVERIFY(!error.text.contains("geheim"_L1));
    QVERIFY(!error.text.contains(QChar(0x202e)));
    if (remote)
        QVERIFY(error.errcode != "M_UNKNOWN_TOKEN"_L1);
    // The homeserver goes on trying.
    QCOMPARE(m_database->lines(u"SELECT count(*) FROM device_lists_remote_resync WHERE user_id = '%1'"_s.arg(user)), QStringList{u"1"_s});
}

/// The first list that is too long: its marker goes as if all were well, and the log tells a moment later.
void TestResync::droppedList()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    std::unique_ptr<SynapseSource> source;
    std::thread log;
    Homeserver server([&](const auto &) {
        return Homeserver::Answer{.before = [&] {
            unmark(ann);
            log = std::thread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                source->witness()(History::ResyncOutcome{.user = ann,
                                      .step = History::ResyncOutcome::TooMany,
                                      .streamId = {},
                                      .devices = 1337,
                                      .error = {},
                                      .at = QDateTime::currentMSecsSinceEpoch()},
                    {});
            });
        }};
    });
    source = open(server.url());
    // A log is followed.
    source->witness()(
        History::HandledUpdate{
            .user = ann, .device = {}, .streamId = StreamId(1), .prevIds = {}, .at = QDateTime::currentMSecsSinceEpoch()},
        {});
    const auto done = source->resync(ann, token, 30'000);
    log.join();
    QVERIFY(!done);
    QVERIFY2(done.error().text.contains("1,337 devices"_L1) && done.error().text.contains("neither time nor a refresh helps"_L1),
        qUtf8Printable(done.error().text));
}

void TestResync::deadline()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    Homeserver server([](const auto &) { return Homeserver::Answer{}; });
    const auto source = open(server.url());
    const auto done = source->resync(cat, token, 300);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Timeout);
    QCOMPARE(done.error().retryAt, 1'700'000'600'000);
}

/// A gateway that stops does not wait for a remote server that never answers.
void TestResync::cutOff()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    QSemaphore asked;
    QSemaphore over;
    Homeserver server([&](const auto &) {
        return Homeserver::Answer{.before = [&] {
            asked.release();
            over.acquire();
        }};
    });
    const auto source = open(server.url());
    Result<void> done;
    std::thread caller([&] { done = source->resync(cat, token, 3'600'000); });
    asked.acquire();
    source->cutOff();
    caller.join();
    over.release();
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Timeout);
    // The homeserver goes on trying.
    QCOMPARE(
        m_database->lines(u"SELECT count(*) FROM device_lists_remote_resync WHERE user_id = '@cat:dead.example'"_s), QStringList{u"1"_s});
}

void TestResync::readOnly()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    const auto source = open(QUrl(u"http://127.0.0.1:1"_s), true);
    const auto before = m_database->dump();
    const auto done = source->resync(ann, token, 300);
    QCOMPARE(done.error().kind, Error::Unsupported);
    QVERIFY(done.error().text.contains("--read-only"_L1));
    QVERIFY(!source->info()->refresh.available);
    QCOMPARE(m_database->dump(), before);
}

void TestResync::homeserverDown()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    const auto source = open(QUrl(u"http://127.0.0.1:1"_s));
    const auto done = source->resync(ann, token, 5'000);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Network);
    QVERIFY2(done.error().text.contains("http://127.0.0.1:1"_L1), qUtf8Printable(done.error().text));
}

void TestResync::plainHttpElsewhere()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    const auto source = open(QUrl(u"http://192.0.2.1:8008"_s));
    const auto done = source->resync(ann, token, 5'000);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::BadInput);
    QVERIFY(!source->resync(ann, u"a\r\nX: y"_s, 100));
}

void TestResync::markedAlready()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    const UserId bob(u"@bob:remote.example"_s);
    Homeserver server([&](const auto &) { return Homeserver::Answer{.before = [&] { unmark(bob); }}; });
    const auto source = open(server.url());
    QVERIFY(source->resync(bob, token, 20'000));
}

void TestResync::reset_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::newRow("ok") << 200 << QByteArray("{}") << -1;
    QTest::newRow("unknown") << 404 << QByteArray(R"({"errcode":"M_NOT_FOUND","error":"Unknown destination"})") << int(Error::NotFound);
    QTest::newRow("no such route") << 404 << QByteArray(R"({"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"})")
                                   << int(Error::Unsupported);
    QTest::newRow("not failing") << 400 << QByteArray(R"({"errcode":"M_UNKNOWN","error":"The retry timing does not need to be reset"})")
                                 << int(Error::Http);
    QTest::newRow("no admin") << 403 << QByteArray(R"({"errcode":"M_FORBIDDEN","error":"You are not a server admin"})")
                              << int(Error::Forbidden);
}

void TestResync::reset()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    m_database = TestDatabase::sqlite(Shape::Schema94);
    Homeserver server([&](const auto &) { return Homeserver::Answer{.status = status, .body = body.toStdString()}; });
    const auto source = open(server.url());
    const auto done = source->resetDestination(ServerName(u"dead.example:8448"_s), token);
    QCOMPARE(done.has_value(), kind < 0);
    if (!done)
        QVERIFY2(int(done.error().kind) == kind, qUtf8Printable(u"%1 "_s.arg(done.error().kind) + done.error().text));
    QCOMPARE(server.seen().at(0).path, std::string("/_synapse/admin/v1/federation/destinations/dead.example%3A8448/reset_connection"));
    QCOMPARE(source->resetDestination(ServerName(u"a b/../c"_s), token).error().kind, Error::BadInput);
}

void TestResync::version()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    Homeserver server([&](const Homeserver::Seen &seen) {
        return seen.path == "/_synapse/admin/v1/server_version"
            ? Homeserver::Answer{.status = 404, .body = "{}"}
            : Homeserver::Answer{.body = R"({"server":{"name":"Synapse","version":"1.160.0"}})"};
    });
    const auto source = open(server.url());
    QCOMPARE(source->info()->serverVersion, u"1.160.0"_s);
    QCOMPARE(source->info()->serverVersion, u"1.160.0"_s);
    QCOMPARE(server.seen().size(), size_t(2));
}

QTEST_GUILESS_MAIN(TestResync)
#include "tst_resync.moc"
