// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/hostname.h"
#include "audit/serverdiscovery.h"
#include "tests/audit/tlsstandin.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace Lockstep;
using namespace Lockstep::Audits;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

/// Names as the test says them: "b.test=127.0.0.1,127.0.0.2; _matrix-fed._tcp.b.test=10 0 8443 fed.b.test".
class Names : public Resolver
{
public:
    explicit Names(const QString &text)
    {
        for (const QString &part : text.split(u';', Qt::SkipEmptyParts)) {
            const QString name = part.section(u'=', 0, 0).trimmed();
            for (const QString &value : part.section(u'=', 1).split(u',')) {
                const QStringList words = value.simplified().split(u' ');
                if (words.size() == 4)
                    m_services[name].append({.priority = words[0].toInt(),
                        .weight = words[1].toInt(),
                        .port = quint16(words[2].toInt()),
                        .host = words[3] == "."_L1 ? QString() : words[3]});
                else
                    m_addresses[name].append(QHostAddress(words[0]));
            }
        }
    }
    Result<QList<QHostAddress>> addresses(const QString &host, const Http::CutOff *) const override
    {
        if (host.startsWith("broken"_L1))
            return failure(Error::Timeout, u"no name server answered in time"_s);
        return m_addresses.value(host);
    }
    Result<QList<ServiceRecord>> services(const QString &service, const Http::CutOff *) const override
    {
        if (service.contains("unwell"_L1))
            return failure(Error::Timeout, u"no name server answered in time"_s);
        return m_services.value(service);
    }

private:
    QHash<QString, QList<QHostAddress>> m_addresses;
    QHash<QString, QList<ServiceRecord>> m_services;
};

const QStringList ourNames{u"DNS:b.test"_s, u"DNS:fed.b.test"_s, u"DNS:www.b.test"_s, u"IP:127.0.0.1"_s};

NetworkPolicy loopbackAllowed(const QByteArray &authorities)
{
    NetworkPolicy policy;
    policy.allowed = {*NetworkPolicy::readRange(u"127.0.0.0/30"_s)};
    policy.authorities = authorities;
    return policy;
}

/// "b.test [b.test] 127.0.0.1:8448, …": what the certificate is for, the header, and where to.
QString textOf(const Result<ServerRoute> &route)
{
    if (!route)
        return u"no: "_s + route.error().text;
    QStringList places;
    for (const ServerRoute::Endpoint &endpoint : route->endpoints)
        places.append(QString::fromLatin1(texts(endpoint.addresses).join('+')) + u':' + QString::number(endpoint.port));
    return u"%1 [%2] %3"_s.arg(route->certificateName, QString::fromLatin1(route->hostHeader), places.join(u", "_s));
}

} // namespace

class TestServerDiscovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("names");
        QTest::addColumn<QByteArray>("wellKnown"); ///< JSON; "404", "-> URL", or nothing at all
        QTest::addColumn<QString>("route");
        const auto row = [](const char *name, const char *server, const char *names, const char *wellKnown, const char *route) {
            QTest::newRow(name) << QString::fromUtf8(server) << QString::fromUtf8(names) << QByteArray(wellKnown)
                                << QString::fromUtf8(route);
        };
        const char *here = "b.test=127.0.0.1; fed.b.test=127.0.0.2; www.b.test=127.0.0.1";
        row("address", "127.0.0.1", "", "", "127.0.0.1 [127.0.0.1] 127.0.0.1:8448");
        row("address and port", "127.0.0.1:18", "", "", "127.0.0.1 [127.0.0.1:18] 127.0.0.1:18");
        row("port: nobody is asked for a delegation", "b.test:18", here, "{\"m.server\": \"evil.test:1\"}",
            "b.test [b.test:18] 127.0.0.1:18");
        row("no delegation", "b.test", here, "404", "b.test [b.test] 127.0.0.1:8448");
        row("several addresses", "b.test:1", "b.test=127.0.0.1,127.0.0.2,10.0.0.1", "", "b.test [b.test:1] 127.0.0.1+127.0.0.2:1");
        row("delegated with a port", "b.test", here, "{\"m.server\": \"fed.b.test:443\"}", "fed.b.test [fed.b.test:443] 127.0.0.2:443");
        row("delegated without a port", "b.test", here, "{\"m.server\": \"fed.b.test\"}", "fed.b.test [fed.b.test] 127.0.0.2:8448");
        row("delegated to an address", "b.test", here, "{\"m.server\": \"127.0.0.2:5\"}", "127.0.0.2 [127.0.0.2:5] 127.0.0.2:5");
        row("delegated, and a service there", "b.test",
            "b.test=127.0.0.1; _matrix-fed._tcp.fed.b.test=10 0 5 www.b.test; www.b.test=127.0.0.3", "{\"m.server\": \"fed.b.test\"}",
            "fed.b.test [fed.b.test] 127.0.0.3:5");
        row("delegated to itself: once", "b.test", here, "{\"m.server\": \"b.test\"}", "b.test [b.test] 127.0.0.1:8448");
        row("a service", "b.test", "b.test=127.0.0.1; _matrix-fed._tcp.b.test=10 0 5 fed.b.test; fed.b.test=127.0.0.2", "404",
            "b.test [b.test] 127.0.0.2:5");
        row("the older service", "b.test", "b.test=127.0.0.1; _matrix._tcp.b.test=10 0 5 fed.b.test; fed.b.test=127.0.0.2", "404",
            "b.test [b.test] 127.0.0.2:5");
        row("the newer service is in force", "b.test",
            "b.test=127.0.0.1; _matrix-fed._tcp.b.test=1 0 5 fed.b.test; _matrix._tcp.b.test=1 0 6 fed.b.test; fed.b.test=127.0.0.2", "404",
            "b.test [b.test] 127.0.0.2:5");
        row("by priority", "b.test", "b.test=127.0.0.1; _matrix-fed._tcp.b.test=20 0 7 fed.b.test, 10 9 5 fed.b.test; fed.b.test=127.0.0.2",
            "404", "b.test [b.test] 127.0.0.2:5, 127.0.0.2:7");
        row("a service whose first host is not there", "b.test",
            "b.test=127.0.0.1; _matrix-fed._tcp.b.test=1 0 7 gone.b.test, 2 0 5 fed.b.test; fed.b.test=127.0.0.2", "404",
            "b.test [b.test] 127.0.0.2:5");
        row("a service that is nowhere", "b.test", "b.test=127.0.0.1; _matrix-fed._tcp.b.test=0 0 0 .", "404",
            "no: b.test: the service _matrix-fed._tcp.b.test is said to be nowhere.");
        row("a service at what is no name", "b.test", "b.test=127.0.0.1; _matrix-fed._tcp.b.test=1 0 7 127.0.0.1", "404",
            "no: b.test: the service _matrix-fed._tcp.b.test names no host.");
        row("name servers fail for services", "unwell.test:1", "unwell.test=127.0.0.1", "", "unwell.test [unwell.test:1] 127.0.0.1:1");
        row("redirected", "b.test", here, "-> https://www.b.test:PORT/elsewhere", "fed.b.test [fed.b.test:9] 127.0.0.2:9");
        row("redirected, relatively", "b.test", here, "-> /elsewhere", "fed.b.test [fed.b.test:9] 127.0.0.2:9");

        row("redirected in a circle", "b.test", here, "-> /.well-known/matrix/server", "b.test [b.test] 127.0.0.1:8448");
        row("redirected for ever", "b.test", here, "-> /more", "b.test [b.test] 127.0.0.1:8448");
        row("redirected out of TLS", "b.test", here, "-> http://b.test/elsewhere", "b.test [b.test] 127.0.0.1:8448");
        row("redirected to a file", "b.test", here, "-> file:///etc/passwd", "b.test [b.test] 127.0.0.1:8448");
        row("redirected with a password", "b.test", here, "-> https://u:p@www.b.test:PORT/elsewhere", "b.test [b.test] 127.0.0.1:8448");
        row("redirected to a private address", "b.test", here, "-> https://10.0.0.1/elsewhere", "b.test [b.test] 127.0.0.1:8448");
        row("redirected to a private name", "b.test", "b.test=127.0.0.1; www.b.test=192.168.1.1", "-> https://www.b.test:PORT/elsewhere",
            "b.test [b.test] 127.0.0.1:8448");
        row("redirected to nothing", "b.test", here, "-> ", "b.test [b.test] 127.0.0.1:8448");
        row("no JSON", "b.test", here, "m.server", "b.test [b.test] 127.0.0.1:8448");
        row("another type", "b.test", here, "{\"m.server\": [\"fed.b.test\"]}", "b.test [b.test] 127.0.0.1:8448");
        row("an address of the web", "b.test", here, "{\"m.server\": \"https://fed.b.test/\"}", "b.test [b.test] 127.0.0.1:8448");
        row("line breaks", "b.test", here, "{\"m.server\": \"fed.b.test\\r\\nX: y\"}", "b.test [b.test] 127.0.0.1:8448");
        row("a port that there is not", "b.test", here, "{\"m.server\": \"fed.b.test:99999\"}", "b.test [b.test] 127.0.0.1:8448");
        row("an address in disguise", "b.test", here, "{\"m.server\": \"0x7f.1:5\"}", "b.test [b.test] 127.0.0.1:8448");
        row("delegated to a private address", "b.test", here, "{\"m.server\": \"10.1.2.3:443\"}",
            "no: b.test: 10.1.2.3 is not a public address, or the homeserver's ip_range_blacklist has it: it is not asked.");
        row("delegated to a private name", "b.test", "b.test=127.0.0.1; fed.b.test=169.254.169.254", "{\"m.server\": \"fed.b.test:80\"}",
            "no: b.test: its address 169.254.169.254 is not a public one, or the homeserver's ip_range_blacklist has it: it is not asked.");
        row("mapped into IPv6", "b.test:1", "b.test=::ffff:10.0.0.1", "",
            "no: b.test:1: its address ::ffff:10.0.0.1 is not a public one, or the homeserver's ip_range_blacklist has it: it is not "
            "asked.");
        row("no such host", "gone.test:1", "", "", "no: gone.test:1: there is no address of that name.");
        row("name servers fail", "broken.test:1", "", "", "no: broken.test:1: no name server answered in time.");
        row("no name", "http://b.test", "", "", "no: http://b.test: this is not the name of a server.");
    }
    void finds()
    {
        QFETCH(QString, server);
        QFETCH(QString, names);
        QFETCH(QByteArray, wellKnown);
        QFETCH(QString, route);
        quint16 port = 0;
        int more = 0;
        TlsStandin web(ourNames, [&](const TlsStandin::Asked &asked) {
            if (asked.target == "/elsewhere")
                return TlsStandin::ok("{\"m.server\": \"fed.b.test:9\"}");
            if (wellKnown == "404")
                return TlsStandin::status(404);
            if (wellKnown.startsWith("-> ")) {
                QByteArray location = wellKnown.mid(3);
                location.replace("PORT", QByteArray::number(port));
                if (location == "/more")
                    location += QByteArray::number(++more);
                return TlsStandin::status(302, "Location: " + location + "\r\n");
            }
            return TlsStandin::ok(wellKnown);
        });
        port = web.port();
        const Names resolver(names);
        const ServerDiscovery discovery({.policy = loopbackAllowed(web.certificate()), .wellKnownPort = web.port()}, &resolver);
        QCOMPARE(textOf(discovery.find(ServerName(server), nullptr)), route);
        const auto asked = web.asked();
        QVERIFY2(asked.size() <= WellKnown::mostRedirects + 1, qPrintable(QString::number(asked.size())));
        for (const TlsStandin::Asked &one : asked)
            QVERIFY(one.authorization.isEmpty());
        if (server == "b.test"_L1)
            QCOMPARE(asked.value(0).target, "/.well-known/matrix/server");
        else
            QVERIFY(asked.isEmpty());
    }

    void hugeAnswersAreCutOff()
    {
        TlsStandin web(ourNames, [](const TlsStandin::Asked &) {
            return TlsStandin::ok("{\"m.server\": \"fed.b.test:9\", \"x\": \"" + QByteArray(1'000'000, 'x') + "\"}");
        });
        const Names resolver(u"b.test=127.0.0.1"_s);
        const ServerDiscovery discovery({.policy = loopbackAllowed(web.certificate()), .wellKnownPort = web.port()}, &resolver);
        QCOMPARE(textOf(discovery.find(ServerName(u"b.test"_s), nullptr)), u"b.test [b.test] 127.0.0.1:8448"_s);
    }

    void aCertificateOfAnotherIsNoDelegation()
    {
        TlsStandin web({u"DNS:evil.test"_s}, [](const TlsStandin::Asked &) { return TlsStandin::ok("{\"m.server\": \"evil.test:9\"}"); });
        const Names resolver(u"b.test=127.0.0.1"_s);
        NetworkPolicy policy = loopbackAllowed(web.certificate());
        const ServerDiscovery discovery({.policy = policy, .wellKnownPort = web.port()}, &resolver);
        const auto route = discovery.find(ServerName(u"b.test"_s), nullptr);
        QCOMPARE(textOf(route), u"b.test [b.test] 127.0.0.1:8448"_s);
        QVERIFY2(route->steps.constFirst().contains("TLS"_L1), qPrintable(route->steps.constFirst()));
        // Where the homeserver does not look at it, neither is it looked at here.
        policy.unverified = {u"*.test"_s};
        const ServerDiscovery lax({.policy = policy, .wellKnownPort = web.port()}, &resolver);
        QVERIFY(textOf(lax.find(ServerName(u"b.test"_s), nullptr)).startsWith("no: "_L1)); // evil.test has no address
    }

    void whomTheHomeserverMayNotAskIsNotLookedFor()
    {
        TlsStandin web(ourNames, [](const TlsStandin::Asked &) { return TlsStandin::ok("{}"); });
        const Names resolver(u"b.test=127.0.0.1"_s);
        NetworkPolicy policy = loopbackAllowed(web.certificate());
        policy.servers = QSet<ServerName>{ServerName(u"c.test"_s)};
        const ServerDiscovery discovery({.policy = policy, .wellKnownPort = web.port()}, &resolver);
        const auto route = discovery.find(ServerName(u"b.test"_s), nullptr);
        QVERIFY(!route && route.error().kind == Error::Forbidden);
        QVERIFY2(route.error().text.contains("federation_domain_whitelist"_L1), qPrintable(route.error().text));
        policy.servers->insert(ServerName(u"b.test"_s));
        const ServerDiscovery open({.policy = policy, .wellKnownPort = web.port()}, &resolver);
        QCOMPARE(textOf(open.find(ServerName(u"b.test"_s), nullptr)), u"b.test [b.test] 127.0.0.1:8448"_s);
    }

    void aSilentServerDelegatesToNobody()
    {
        TlsStandin web(ourNames, [](const TlsStandin::Asked &) { return QByteArray(); });
        const Names resolver(u"b.test=127.0.0.1"_s);
        const ServerDiscovery discovery(
            {.policy = loopbackAllowed(web.certificate()), .wellKnownPort = web.port(), .timeoutMs = 300}, &resolver);
        QCOMPARE(textOf(discovery.find(ServerName(u"b.test"_s), nullptr)), u"b.test [b.test] 127.0.0.1:8448"_s);
    }

    void canBeCutOff()
    {
        TlsStandin web(ourNames, [](const TlsStandin::Asked &) { return QByteArray(); });
        const Names resolver(u"b.test=127.0.0.1"_s);
        const ServerDiscovery discovery(
            {.policy = loopbackAllowed(web.certificate()), .wellKnownPort = web.port(), .timeoutMs = 60'000}, &resolver);
        Http::CutOff cutOff;
        std::thread cutter([&] {
            while (web.asked().isEmpty())
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            cutOff.cut();
        });
        const auto route = discovery.find(ServerName(u"b.test"_s), &cutOff);
        cutter.join();
        QVERIFY(!route);
        QCOMPARE(route.error().kind, Error::Cancelled);
    }

    void whatWasSaidIsKept()
    {
        TlsStandin web(ourNames, [](const TlsStandin::Asked &) { return TlsStandin::status(404); });
        const Names resolver(u"b.test=127.0.0.1"_s);
        const ServerDiscovery discovery(
            {.policy = loopbackAllowed(web.certificate()), .wellKnownPort = web.port(), .routeKeptMs = 0}, &resolver);
        for (int i = 0; i < 3; ++i)
            QVERIFY(discovery.find(ServerName(u"b.test"_s), nullptr));
        QCOMPARE(web.asked().size(), 1);
    }

    void howLongItIsKept_data()
    {
        QTest::addColumn<QByteArray>("cacheControl");
        QTest::addColumn<QByteArray>("expires");
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("nothing said") << QByteArray() << QByteArray() << 24LL * 3600;
        QTest::newRow("an hour") << QByteArray("public, max-age=3600") << QByteArray() << 3600LL;
        QTest::newRow("a year") << QByteArray("max-age=31536000") << QByteArray() << 48LL * 3600;
        QTest::newRow("more than there is") << QByteArray("max-age=9223372036854775807") << QByteArray() << 48LL * 3600;
        QTest::newRow("a second") << QByteArray("max-age=1") << QByteArray() << 300LL;
        QTest::newRow("in the past") << QByteArray("max-age=-7") << QByteArray() << 300LL;
        QTest::newRow("not at all") << QByteArray("no-store") << QByteArray() << 0LL;
        QTest::newRow("until") << QByteArray() << QByteArray("Thu, 01 Jan 1970 02:00:00 GMT") << 7200LL;
        QTest::newRow("until no time") << QByteArray() << QByteArray("0") << 300LL;
    }
    void howLongItIsKept()
    {
        QFETCH(QByteArray, cacheControl);
        QFETCH(QByteArray, expires);
        QFETCH(qint64, seconds);
        Http::HttpReply reply;
        reply.cacheControl = cacheControl;
        reply.expires = expires;
        QCOMPARE(WellKnown::keptFor(reply, 0), seconds * 1000);
    }

    void hostNames_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read"); ///< host and port; empty: refused
        for (const char *same : {"b.test", "b.test:8448", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]", "[2001:db8::7]:443", "a-b.1a"})
            QTest::newRow(same) << QString::fromLatin1(same) << QString::fromLatin1(same);
        QTest::newRow("IPv6 in another form") << u"[0:0:0::1]:5"_s << u"[::1]:5"_s;
        for (const char *bad : {"", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "256.1.1.1", "1.2.3.4.5",
                 "b.test:0", "b.test:65536", "b.test:", "b..test", ".test", "b_c.test", "[::1", "::1", "[127.0.0.1]", "[fe80::1%eth0]",
                 "b.test/", "b.test?", "b.test#", "a@b.test", "b.test\n", "b\u00fcx.test"})
            QTest::newRow(qPrintable(u"refused: "_s + QString::fromUtf8(bad))) << QString::fromUtf8(bad) << QString();
    }
    void hostNames()
    {
        QFETCH(QString, text);
        QFETCH(QString, read);
        const auto name = readHostName(text);
        QCOMPARE(name ? name->inUrl() + (name->port ? u":%1"_s.arg(name->port) : QString()) : QString(), read);
    }

    void policies_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("may");
        for (const char *blocked :
            {"127.0.0.1", "127.255.0.1", "10.9.8.7", "192.168.0.1", "172.31.0.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1",
                "fd00::1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "0.0.0.0", "::", "224.0.0.1"})
            QTest::newRow(blocked) << QString::fromLatin1(blocked) << false;
        for (const char *open : {"9.9.9.9", "172.32.0.1", "2620:fe::fe", "64:ff9b::909:909", "::ffff:9.9.9.9"})
            QTest::newRow(open) << QString::fromLatin1(open) << true;
    }
    void policies()
    {
        QFETCH(QString, address);
        QFETCH(bool, may);
        QCOMPARE(NetworkPolicy().mayConnectTo(QHostAddress(address)), may);
    }
    void policiesOfAConfiguration()
    {
        NetworkPolicy open;
        open.blocked.clear();
        QVERIFY(open.mayConnectTo(QHostAddress(u"127.0.0.1"_s)));
        QVERIFY(!open.mayConnectTo(QHostAddress(u"0.0.0.0"_s)));
        QVERIFY(!open.mayConnectTo(QHostAddress(u"::"_s)));
        QVERIFY(!NetworkPolicy::readRange(u"10.0.0.0/99"_s));
        QVERIFY(!NetworkPolicy::readRange(u"b.test"_s));
        QCOMPARE(NetworkPolicy::readRange(u"10.1.2.3"_s)->second, 32);
        open.unverified = {u"*.onion"_s};
        QVERIFY(open.isVerified(u"b.test"_s));
        QVERIFY(!open.isVerified(u"b.ONION"_s));
        QVERIFY(open.isVerified(u"b.onion.test"_s));
    }

    // --- the name servers themselves ---------------------------------------------------------------------------------

    void asksNameServers()
    {
        DnsStandin dns([](const QByteArray &name, int type) -> DnsStandin::Reply {
            if (name == "b.test" && type == 1)
                return {.code = 0, .records = {DnsStandin::address4("9.8.7.6"), DnsStandin::address4("9.8.7.5")}};
            if (name == "_matrix-fed._tcp.b.test" && type == 33)
                return {.code = 0, .records = {DnsStandin::service(10, 5, 8443, "fed.b.test"), DnsStandin::service(20, 0, 1, "")}};
            if (name == "b.test")
                return {.code = 0};
            return {.code = name == "unwell.test" ? 2 : 3};
        });
        const DnsResolver resolver({.servers = dns.address(), .timeoutMs = 2'000});
        const auto addresses = resolver.addresses(u"b.test"_s, nullptr);
        QVERIFY(addresses);
        QCOMPARE(addresses->size(), 2);
        QVERIFY(addresses->contains(QHostAddress(u"9.8.7.6"_s)));
        const auto services = resolver.services(u"_matrix-fed._tcp.b.test"_s, nullptr);
        QVERIFY(services);
        QCOMPARE(services->size(), 2);
        QCOMPARE(services->constFirst().host, u"fed.b.test"_s);
        QCOMPARE(services->constFirst().port, 8443);
        QCOMPARE(services->constFirst().priority, 10);
        QCOMPARE(services->constFirst().weight, 5);
        QVERIFY(services->constLast().host.isEmpty());
        const auto none = resolver.services(u"_matrix._tcp.b.test"_s, nullptr);
        QVERIFY(none && none->isEmpty());
        const auto gone = resolver.addresses(u"gone.test"_s, nullptr);
        QVERIFY(gone && gone->isEmpty());
        const auto unwell = resolver.addresses(u"unwell.test"_s, nullptr);
        QVERIFY(!unwell);
        QCOMPARE(unwell.error().kind, Error::Network);
    }

    void nameServersThatAreSilentOrLie()
    {
        DnsStandin dns([](const QByteArray &name, int) -> DnsStandin::Reply { return {.code = name.contains("liar") ? -2 : -1}; });
        const DnsResolver resolver({.servers = dns.address(), .timeoutMs = 400});
        const auto silent = resolver.services(u"_matrix._tcp.b.test"_s, nullptr);
        QVERIFY(!silent);
        QCOMPARE(silent.error().kind, Error::Timeout);
        QVERIFY(!resolver.services(u"_matrix._tcp.liar.test"_s, nullptr));
        const auto liar = resolver.addresses(u"liar.test"_s, nullptr);
        QVERIFY(!liar || liar->isEmpty());
    }

    void nameServersCanBeCutOff()
    {
        DnsStandin dns([](const QByteArray &, int) -> DnsStandin::Reply { return {.code = -1}; });
        const DnsResolver resolver({.servers = dns.address(), .timeoutMs = 120'000});
        Http::CutOff cutOff;
        std::thread cutter([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            cutOff.cut();
        });
        const auto cut = resolver.addresses(u"b.test"_s, &cutOff);
        cutter.join();
        QVERIFY(!cut);
        QCOMPARE(cut.error().kind, Error::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestServerDiscovery)
#include "tst_serverdiscovery.moc"
