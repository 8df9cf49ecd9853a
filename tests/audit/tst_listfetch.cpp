// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/devicelistfetch.h"
#include "domain/xmatrix.h"
#include "tests/audit/tlsstandin.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <type_traits>

using namespace Lockstep;
using namespace Lockstep::Audits;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

const ServerName own(u"a.test"_s);
const QByteArray seed(32, '\7');

QByteArray encodedSeed()
{
    return seed.toBase64(QByteArray::OmitTrailingEquals);
}

QByteArray listJson(const QString &user, int devices, const QJsonObject &more = {})
{
    QJsonArray all;
    for (int i = 0; i < devices; ++i)
        all.append(QJsonObject{{u"device_id"_s, u"D%1"_s.arg(i, 5, 10, QLatin1Char('0'))}, {u"keys"_s, QJsonObject{{u"a"_s, 1}}}});
    QJsonObject list{{u"user_id"_s, user}, {u"stream_id"_s, 7}, {u"devices"_s, all}, {u"master_key"_s, QJsonValue()}};
    for (auto member = more.begin(); member != more.end(); ++member)
        list[member.key()] = member.value();
    return QJsonDocument(list).toJson();
}

/// Whether the class has a function by which somebody could have something else signed, or have the key.
template <typename T>
concept SignsAnything = requires(const T &key, QByteArray bytes)
{
    key.sign(bytes);
}
|| requires(const T &key)
{
    key.seed();
}
|| requires(const T &key)
{
    key.key();
}
|| requires(const T &key, FederationRequest request)
{
    key.requestFor(request);
}
|| requires(const T &key, UserId user, QByteArray body)
{
    key.requestFor(user, body);
};

} // namespace

class TestListFetch : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QStringList m_said; ///< all that was said in errors and warnings

    QString keyFile(const QByteArray &content)
    {
        const QString path = m_folder.filePath(u"signing.key"_s);
        QFile::remove(path);
        QFile file(path);
        static_cast<void>(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup);
        return path;
    }
    std::unique_ptr<const HomeserverKey> key()
    {
        return std::move(*HomeserverKey::read(keyFile("ed25519 a_ABCD " + encodedSeed() + '\n'), own));
    }

    /// Servers that are all on one port of this machine.
    struct World
    {
        TlsStandin web;
        std::unique_ptr<FederationOrigins> origins;

        World(TestListFetch &test, const QStringList &names, TlsStandin::Answer answer)
            : web(names, std::move(answer))
        {
            NetworkPolicy policy;
            policy.allowed = {*NetworkPolicy::readRange(u"127.0.0.0/8"_s)};
            policy.authorities = web.certificate();
            class Here : public Resolver
            {
                Result<QList<QHostAddress>> addresses(const QString &, const Http::CutOff *) const override
                {
                    return QList<QHostAddress>{QHostAddress(u"127.0.0.1"_s)};
                }
                Result<QList<ServiceRecord>> services(const QString &, const Http::CutOff *) const override
                {
                    return QList<ServiceRecord>();
                }
            };
            origins = std::make_unique<FederationOrigins>(test.key(),
                ServerDiscovery::Options{.policy = policy, .wellKnownPort = web.port(), .defaultPort = web.port()},
                std::make_unique<Here>());
        }
    };

private Q_SLOTS:
    void readsTheFirstKey()
    {
        const auto read = HomeserverKey::read(keyFile("\n  ed25519   a_ABCD " + encodedSeed() + "= \r\ned25519 old AAAA\n"), own);
        QVERIFY2(read, qPrintable(read ? QString() : read.error().text));
        QCOMPARE((*read)->id(), u"ed25519:a_ABCD"_s);
        QVERIFY((*read)->warning().isEmpty());
    }

    void unusableKeyFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a line of other things") << QByteArray("secret-without-spaces");
        QTest::newRow("two words") << QByteArray("ed25519 secret");
        QTest::newRow("four words") << QByteArray("ed25519 a_ABCD 1 " + encodedSeed());
        QTest::newRow("another algorithm") << QByteArray("rsa a_ABCD " + encodedSeed());
        QTest::newRow("no version") << QByteArray("ed25519 a-ABCD " + encodedSeed());
        QTest::newRow("short") << QByteArray("ed25519 a_ABCD " + encodedSeed().chopped(4));
        QTest::newRow("no base64") << QByteArray("ed25519 a_ABCD !" + encodedSeed());
        QTest::newRow("a certificate") << QByteArray("-----BEGIN PRIVATE KEY-----\nsecret\n");
        QTest::newRow("bytes") << QByteArray(1'000'000, '\0');
    }
    void unusableKeyFiles()
    {
        QFETCH(QByteArray, content);
        const QString path = keyFile(content);
        const auto read = HomeserverKey::read(path, own);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::BadInput);
        QVERIFY(read.error().text.contains(path));
        m_said.append(read.error().text);
    }

    void keyFilesThatOthersReadAreWarnedOf()
    {
        const QString path = keyFile("ed25519 a_ABCD " + encodedSeed());
        QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::ReadOther);
        const auto read = HomeserverKey::read(path, own);
        QVERIFY(read && (*read)->warning().contains(path));
        m_said.append((*read)->warning());
        const auto gone = HomeserverKey::read(u"/nowhere/signing.key"_s, own);
        QVERIFY(!gone && gone.error().kind == Error::Io);
    }

    void signsOneThing()
    {
        static_assert(!SignsAnything<HomeserverKey>);
        static_assert(
            !std::is_copy_constructible_v<
                HomeserverKey> && !std::is_move_constructible_v<HomeserverKey> && !std::is_default_constructible_v<HomeserverKey> && !std::is_polymorphic_v<HomeserverKey>);
        const auto homeserver = key();
        const UserId user(u"@bob/+\u00fc:b.test"_s);
        const auto request = homeserver->requestFor(user);
        QVERIFY(request);
        QCOMPARE(request->target, "/_matrix/federation/v1/user/devices/%40bob%2F%2B%C3%BC%3Ab.test");
        const auto header = parseXMatrix(request->authorization);
        QVERIFY(header);
        QCOMPARE(header->origin, own);
        QCOMPARE(header->destination, ServerName(u"b.test"_s));
        QCOMPARE(header->key, u"ed25519:a_ABCD"_s);
        const QByteArray publicKey = SigningKey::fromSeed(seed)->publicKey();
        FederationRequest signedRequest{
            .method = "GET", .target = request->target, .origin = own, .destination = ServerName(u"b.test"_s), .body = {}};
        QVERIFY(verifyRequest(signedRequest, *header, publicKey));
        // The signature is good for nothing else.
        for (const char *method : {"PUT", "POST", "DELETE"}) {
            FederationRequest other = signedRequest;
            other.method = method;
            QVERIFY(!verifyRequest(other, *header, publicKey));
        }
        FederationRequest other = signedRequest;
        other.target = "/_matrix/federation/v1/send/1";
        QVERIFY(!verifyRequest(other, *header, publicKey));
        other = signedRequest;
        other.body = "{}";
        QVERIFY(!verifyRequest(other, *header, publicKey));
        other = signedRequest;
        other.destination = ServerName(u"c.test"_s);
        QVERIFY(!verifyRequest(other, *header, publicKey));
    }

    void signsForNobodyElse_data()
    {
        QTest::addColumn<QString>("user");
        for (const char *bad : {"", "bob", "@bob", "@bob:", "@ann:a.test", "@bob:b.test/../../send", "@bob:b.test\r\nX: y", "!room:b.test"})
            QTest::newRow(bad) << QString::fromLatin1(bad);
        QTest::newRow("too long") << u"@%1:b.test"_s.arg(QString(300, u'x'));
        QTest::newRow("NUL") << u"@bob"_s + QChar::Null + u":b.test"_s;
    }
    void signsForNobodyElse()
    {
        QFETCH(QString, user);
        const auto request = key()->requestFor(UserId(user));
        QVERIFY(!request);
        QCOMPARE(request.error().kind, Error::BadInput);
        m_said.append(request.error().text);
    }
    void pathsStayOneSegment()
    {
        // Legal in old user IDs, and no way out of the path.
        const auto request = key()->requestFor(UserId(u"@../../send/1?x#y:b.test"_s));
        QVERIFY(request);
        QCOMPARE(request->target.count('/'), 6);
        QVERIFY(!request->target.contains('?') && !request->target.contains('#'));
    }

    void asksTheOrigin()
    {
        World world(*this, {u"DNS:b.test"_s}, [](const TlsStandin::Asked &asked) {
            return asked.target.startsWith("/.well-known") ? TlsStandin::status(404) : TlsStandin::ok(listJson(u"@bob:b.test"_s, 3));
        });
        const auto list = world.origins->list(UserId(u"@bob:b.test"_s), nullptr);
        QVERIFY2(list, qPrintable(list ? QString() : list.error().text));
        QCOMPARE(list->devices.size(), 3);
        QCOMPARE(list->streamId, StreamId(7));
        const TlsStandin::Asked asked = world.web.asked().constLast();
        QCOMPARE(asked.sni, "b.test");
        QCOMPARE(asked.host, "b.test");
        QCOMPARE(asked.method, "GET");
        QCOMPARE(asked.target, "/_matrix/federation/v1/user/devices/%40bob%3Ab.test");
        const FederationRequest request{
            .method = asked.method, .target = asked.target, .origin = own, .destination = ServerName(u"b.test"_s), .body = {}};
        QVERIFY(verifyRequest(request, *parseXMatrix(asked.authorization), SigningKey::fromSeed(seed)->publicKey()));
        for (const TlsStandin::Asked &one : world.web.asked())
            QVERIFY(!one.all.contains(encodedSeed()));
    }

    void delegatesUnderTheSameSignature()
    {
        quint16 port = 0;
        World world(*this, {u"DNS:b.test"_s, u"DNS:fed.b.test"_s}, [&](const TlsStandin::Asked &asked) {
            return asked.target.startsWith("/.well-known")
                ? TlsStandin::ok("{\"m.server\": \"fed.b.test:" + QByteArray::number(port) + "\"}")
                : TlsStandin::ok(listJson(u"@bob:b.test"_s, 1));
        });
        port = world.web.port();
        QVERIFY(world.origins->list(UserId(u"@bob:b.test"_s), nullptr));
        const TlsStandin::Asked asked = world.web.asked().constLast();
        QCOMPARE(asked.sni, "fed.b.test");
        QCOMPARE(asked.host, "fed.b.test:" + QByteArray::number(port));
        QCOMPARE(parseXMatrix(asked.authorization)->destination, ServerName(u"b.test"_s)); // before delegation
    }

    void aForeignCertificateGetsNoSignature()
    {
        World world(*this, {u"DNS:evil.test"_s}, [](const TlsStandin::Asked &) { return TlsStandin::ok(listJson(u"@bob:b.test"_s, 1)); });
        const auto list = world.origins->list(UserId(u"@bob:b.test"_s), nullptr);
        QVERIFY(!list);
        QCOMPARE(list.error().kind, Error::Tls);
        QVERIFY(world.web.asked().isEmpty());
        m_said.append(list.error().text);
    }

    void badAnswers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &answer, Error::Kind kind, const char *says) {
            QTest::newRow(name) << answer << int(kind) << QString::fromLatin1(says);
        };
        row("forbidden", TlsStandin::status(403, {}, "{\"errcode\": \"M_FORBIDDEN\", \"error\": \"no\"}"), Error::Http,
            "HTTP status 403: no");
        row("not found", TlsStandin::status(404), Error::Http, "HTTP status 404");
        row("failing", TlsStandin::status(502, {}, "<html>"), Error::Http, "HTTP status 502");
        row("limited", TlsStandin::status(429, "Retry-After: 7\r\n", "{\"errcode\": \"M_LIMIT_EXCEEDED\"}"), Error::RateLimited, "429");
        row("redirect", TlsStandin::status(302, "Location: https://evil.test/\r\n"), Error::Http, "HTTP status 302");
        row("no JSON", TlsStandin::ok("hello"), Error::BadAnswer, "no device list");
        row("a list", TlsStandin::ok("[]"), Error::BadAnswer, "no device list");
        row("of another user", TlsStandin::ok(listJson(u"@eve:b.test"_s, 1)), Error::BadAnswer, "another user");
        row("devices of another type", TlsStandin::ok(listJson(u"@bob:b.test"_s, 0, {{u"devices"_s, 7}})), Error::BadAnswer, "devices");
        row("a device without ID", TlsStandin::ok(listJson(u"@bob:b.test"_s, 0, {{u"devices"_s, QJsonArray{QJsonObject{{u"x"_s, 1}}}}})),
            Error::BadAnswer, "device_id");
        row("too long", TlsStandin::ok(listJson(u"@bob:b.test"_s, 1'001)), Error::BadAnswer, "1001 devices");
        row("too large", TlsStandin::ok(QByteArray(FederationOrigins::mostBytes + 1'000, ' ')), Error::BadAnswer, "too large");
        row("no HTTP", "SSH-2.0-x\r\n\r\n", Error::BadAnswer, "not HTTP");
        row("cut in the middle", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", Error::Network, "broke");
        row("control characters", TlsStandin::status(400, {}, "{\"errcode\": \"M_X\", \"error\": \"a\\u001b[31mb\\u202ec\"}"), Error::Http,
            "\\u001b");
    }
    void badAnswers()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, kind);
        QFETCH(QString, says);
        World world(*this, {u"DNS:b.test"_s},
            [&](const TlsStandin::Asked &asked) { return asked.target.startsWith("/.well-known") ? TlsStandin::status(404) : answer; });
        const auto list = world.origins->list(UserId(u"@bob:b.test"_s), nullptr);
        QVERIFY(!list);
        QVERIFY2(list.error().text.contains(says) && list.error().text.startsWith("b.test"_L1), qPrintable(list.error().text));
        QCOMPARE(int(list.error().kind), kind);
        if (kind == Error::RateLimited)
            QCOMPARE(list.error().retryAfterMs, 7'000);
        QVERIFY(list.error().text.size() < 600);
        m_said.append(list.error().text);
    }

    void canBeCutOff()
    {
        World world(*this, {u"DNS:b.test"_s}, [](const TlsStandin::Asked &asked) {
            return asked.target.startsWith("/.well-known") ? TlsStandin::status(404) : QByteArray();
        });
        Http::CutOff cutOff;
        std::thread cutter([&] {
            while (world.web.asked().size() < 2)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            cutOff.cut();
        });
        const auto list = world.origins->list(UserId(u"@bob:b.test"_s), &cutOff);
        cutter.join();
        QVERIFY(!list && list.error().kind == Error::Cancelled);
        QVERIFY(!world.origins->list(UserId(u"@bob:b.test"_s), &cutOff));
    }

    /// Last: nothing that was said holds a part of a key file.
    void nothingOfTheKeyIsSaid()
    {
        QVERIFY(m_said.size() > 20);
        for (const QString &text : std::as_const(m_said)) {
            QVERIFY2(!text.contains("secret"_L1) && !text.contains(QString::fromLatin1(encodedSeed().first(8))), qPrintable(text));
            QVERIFY(!text.contains(QString::fromLatin1(seed)));
        }
    }
};

QTEST_GUILESS_MAIN(TestListFetch)
#include "tst_listfetch.moc"
