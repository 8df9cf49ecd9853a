// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/access.h"

#include "http/httpserver.h"

#include <QJsonArray>
#include <QTest>

#include <atomic>
#include <mutex>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

namespace {

/// A homeserver's three routes that tell who somebody is. Answers are what the test sets.
class Homeserver
{
public:
    Homeserver()
    {
        auto started = HttpServer::start({}, [this](const IncomingRequest &request) { return answer(request); });
        if (started)
            server = std::move(*started);
    }
    /// First of all the server, which uses the rest.
    ~Homeserver() { server.reset(); }

    std::unique_ptr<HttpServer> server;
    OutgoingAnswer whoami = OutgoingAnswer::json({{u"user_id"_s, u"@ann:hs.example"_s}, {u"device_id"_s, u"D"_s}});
    OutgoingAnswer admin
        = OutgoingAnswer::json({{u"destinations"_s, QJsonArray()}, {u"total"_s, 0}}); ///< of a call that only admins may make
    OutgoingAnswer probe = OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s); ///< where that call is missing
    OutgoingAnswer metadata = OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s); ///< who signs people in
    std::atomic<int> whoamis = 0;
    std::atomic<int> admins = 0;
    std::atomic<int> slowMs = 0;

    Server::HomeserverAccessOptions options() const
    {
        Server::HomeserverAccessOptions options;
        options.clientApi = server->url();
        options.timeoutMs = 20'000;
        return options;
    }
    QStringList targets()
    {
        const std::lock_guard lock(m_mutex);
        return m_targets;
    }

private:
    OutgoingAnswer answer(const IncomingRequest &request)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_targets.append(QString::fromLatin1(request.target));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(slowMs.load()));
        if (request.bearerToken() == u"stranger")
            return OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"Unknown token"_s);
        if (request.target.endsWith("/_matrix/client/v3/account/whoami")) {
            ++whoamis;
            return whoami;
        }
        if (request.target.endsWith("/_synapse/admin/v1/federation/destinations?limit=1")) {
            ++admins;
            return admin;
        }
        if (request.target == "/_synapse/admin/v1/users/%40ann%3Ahs.example/admin")
            return probe;
        if (request.target == "/_matrix/client/v1/auth_metadata")
            return request.bearerToken().isEmpty() ? metadata : OutgoingAnswer::error(400, u"M_UNKNOWN"_s, u"a token for nothing"_s);
        return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s);
    }
    std::mutex m_mutex;
    QStringList m_targets;
};

OutgoingAnswer page(int status)
{
    return {.status = status, .body = "<html>Welcome</html>", .contentType = "text/html"};
}

QString verdict(const Result<UserId> &result)
{
    if (result)
        return result->toString();
    return u"%1 %2"_s.arg(result.error().http).arg(result.error().errcode);
}

} // namespace

class TestAccess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<OutgoingAnswer>("whoami");
        QTest::addColumn<OutgoingAnswer>("admin");
        QTest::addColumn<OutgoingAnswer>("probe");
        QTest::addColumn<QString>("refresh");
        QTest::addColumn<QString>("inspect");
        const OutgoingAnswer ann = OutgoingAnswer::json({{u"user_id"_s, u"@ann:hs.example"_s}});
        const OutgoingAnswer yes = OutgoingAnswer::json({{u"destinations"_s, QJsonArray()}});
        const OutgoingAnswer forbidden = OutgoingAnswer::error(403, u"M_FORBIDDEN"_s, u"You are not a server admin"_s);
        const OutgoingAnswer missing = OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s);
        const OutgoingAnswer status = OutgoingAnswer::json({{u"admin"_s, true}});
        const auto row = [](const char *name, const OutgoingAnswer &whoami, const OutgoingAnswer &admin, const OutgoingAnswer &probe,
                             const QString &refresh,
                             const QString &inspect) { QTest::newRow(name) << whoami << admin << probe << refresh << inspect; };
        const QString ok = u"@ann:hs.example"_s;
        const QString no = u"403 M_FORBIDDEN"_s;
        const QString broken = u"502 M_UNKNOWN"_s;
        row("admin", ann, yes, missing, ok, ok);
        row("not admin", ann, forbidden, status, ok, no);
        row("an older homeserver, admin", ann, missing, status, ok, ok);
        row("an older homeserver, not admin", ann, missing, OutgoingAnswer::json({{u"admin"_s, false}}), ok, no);
        row("an older homeserver, forbidden", ann, missing, forbidden, ok, no);
        row("admin API hidden", ann, page(404), page(404), ok, no);
        row("start page for everything", ann, page(200), page(200), ok, no);
        row("a proxy forbids", ann, page(404), page(403), ok, no);
        row("admin API broken", ann, page(500), status, ok, broken);
        row("token ended meanwhile", ann, OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s), status, ok, u"401 M_UNKNOWN_TOKEN"_s);
        row("unknown token", OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s), yes, status, u"401 M_UNKNOWN_TOKEN"_s,
            u"401 M_UNKNOWN_TOKEN"_s);
        row("locked", OutgoingAnswer::error(401, u"M_USER_LOCKED"_s, u"?"_s), yes, status, u"401 M_USER_LOCKED"_s, u"401 M_USER_LOCKED"_s);
        row("suspended", OutgoingAnswer::error(403, u"M_USER_SUSPENDED"_s, u"?"_s), yes, status, u"403 M_USER_SUSPENDED"_s,
            u"403 M_USER_SUSPENDED"_s);
        row("401 without a word", page(401), yes, status, u"401 M_UNKNOWN_TOKEN"_s, u"401 M_UNKNOWN_TOKEN"_s);
        row("guest", OutgoingAnswer::json({{u"user_id"_s, u"@ann:hs.example"_s}, {u"is_guest"_s, true}}), yes, status,
            u"403 M_GUEST_ACCESS_FORBIDDEN"_s, u"403 M_GUEST_ACCESS_FORBIDDEN"_s);
        row("rate limited", OutgoingAnswer::error(429, u"M_LIMIT_EXCEEDED"_s, u"?"_s, {{u"retry_after_ms"_s, 2000}}), yes, status,
            u"429 M_LIMIT_EXCEEDED"_s, u"429 M_LIMIT_EXCEEDED"_s);
        row("not a homeserver", page(200), yes, status, broken, broken);
        row("nonsense", OutgoingAnswer::json({{u"user_id"_s, 5}}), yes, status, broken, broken);
        row("homeserver broken", page(503), yes, status, broken, broken);
    }
    void answers()
    {
        QFETCH(OutgoingAnswer, whoami);
        QFETCH(OutgoingAnswer, admin);
        QFETCH(OutgoingAnswer, probe);
        Homeserver homeserver;
        homeserver.whoami = whoami;
        homeserver.admin = admin;
        homeserver.probe = probe;
        Server::HomeserverAccess access(homeserver.options());
        const auto refresh = access.authorise(u"token"_s, Server::Right::Refresh, {});
        QTEST(verdict(refresh), "refresh");
        const auto inspect = access.authorise(u"token"_s, Server::Right::View, {});
        QTEST(verdict(inspect), "inspect");
        for (const auto *result : {&refresh, &inspect}) {
            if (!*result) {
                QVERIFY(!result->error().text.isEmpty());
                QVERIFY(!result->error().text.contains(u"token\""));
            }
        }
    }

    void causes_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<bool>("hasDevice");
        QTest::addColumn<OutgoingAnswer>("metadata");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("saysNot");
        const OutgoingAnswer delegated = OutgoingAnswer::json({{u"issuer"_s, u"https://account.example/"_s}});
        const OutgoingAnswer own = OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"Unrecognized request"_s);
        const auto row = [](const char *name, const QString &token, bool hasDevice, const OutgoingAnswer &metadata, const QString &says,
                             const QString &saysNot) { QTest::newRow(name) << token << hasDevice << metadata << says << saysNot; };
        const QString make = u"Make the user an admin"_s;
        row("own sign-in", u"syt_x"_s, true, own, make, u"scope"_s);
        row("delegated, through the browser", u"mat_x"_s, false, delegated, u"was not granted the homeserver's admin API"_s, make);
        row("delegated, through the browser, with a device", u"mat_x"_s, true, delegated, u"was not granted the homeserver's admin API"_s,
            make);
        row("delegated, by password", u"mct_x"_s, true, delegated, u"made by a password"_s, make);
        row("delegated, a personal token", u"mpt_x"_s, false, delegated, u"personal access token"_s, make);
        row("another service, no device", u"x"_s, false, delegated, u"was not granted the homeserver's admin API"_s, make);
        row("another service, with a device", u"x"_s, true, delegated, u"made by a password"_s, make);
        row("the service is away", u"mat_x"_s, false, OutgoingAnswer::error(500, u"M_UNKNOWN"_s, u"?"_s), u"the cause is not known"_s,
            make);
        row("a proxy's page", u"mat_x"_s, false, page(200), u"the cause is not known"_s, make);
    }
    void causes()
    {
        QFETCH(QString, token);
        QFETCH(bool, hasDevice);
        QFETCH(OutgoingAnswer, metadata);
        QFETCH(QString, says);
        QFETCH(QString, saysNot);
        Homeserver homeserver;
        QJsonObject whoami{{u"user_id"_s, u"@ann:hs.example"_s}};
        if (hasDevice)
            whoami.insert(u"device_id"_s, u"D"_s);
        homeserver.whoami = OutgoingAnswer::json(whoami);
        homeserver.admin = OutgoingAnswer::error(403, u"M_FORBIDDEN"_s, u"You are not a server admin"_s);
        homeserver.metadata = metadata;
        Server::HomeserverAccess access(homeserver.options());
        const auto refused = access.authorise(token, Server::Right::View, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().http, 403);
        QVERIFY2(refused.error().text.contains(says), qPrintable(refused.error().text));
        QVERIFY2(!refused.error().text.contains(saysNot), qPrintable(refused.error().text));
        QVERIFY2(refused.error().text.contains(u"--operator @ann:hs.example"), qPrintable(refused.error().text));
    }

    /// Of somebody who is named or not, and an admin or not: may they refresh, view, operate, read contents?
    void roles_data()
    {
        QTest::addColumn<QString>("named");
        QTest::addColumn<bool>("isAdmin");
        QTest::addColumn<QString>("may");
        const auto row = [](const char *named, bool isAdmin, const char *may) {
            QTest::addRow("%s%s", isAdmin ? "admin, " : "", named) << QString::fromLatin1(named) << isAdmin << QString::fromLatin1(may);
        };
        row("", false, "refresh");
        row("", true, "refresh view operate");
        row("viewer", false, "view");
        row("viewer", true, "view");
        row("operator", false, "refresh view operate");
        row("operator", true, "refresh view operate");
        row("contents", false, "refresh view contents");
        row("contents", true, "refresh view operate contents");
        row("viewer contents", false, "view contents");
        row("viewer contents", true, "view contents");
        row("viewer operator", false, "refresh view operate");
        row("operator contents", false, "refresh view operate contents");
        row("own", true, "refresh view operate contents");
        row("operator own", false, "refresh view operate contents");
        row("own", false, "refresh");
    }
    void roles()
    {
        QFETCH(QString, named);
        QFETCH(bool, isAdmin);
        Homeserver homeserver;
        if (!isAdmin)
            homeserver.admin = OutgoingAnswer::error(403, u"M_FORBIDDEN"_s, u"You are not a server admin"_s);
        Server::HomeserverAccessOptions options = homeserver.options();
        const UserId ann(u"@ann:hs.example"_s);
        if (named.contains(u"viewer"))
            options.viewers = {ann};
        if (named.contains(u"operator"))
            options.operators = {ann};
        if (named.contains(u"contents"))
            options.contents = {ann};
        options.operatorsReadContents = named.contains(u"own");
        Server::HomeserverAccess access(options);
        QStringList may;
        for (const auto &[right, word] : {std::pair(Server::Right::Refresh, u"refresh"_s), std::pair(Server::Right::View, u"view"_s),
                 std::pair(Server::Right::Operate, u"operate"_s), std::pair(Server::Right::Contents, u"contents"_s)}) {
            const auto allowed = access.authorise(u"t"_s, right, {});
            if (allowed)
                may.append(word);
            else
                QCOMPARE(allowed.error().http, 403);
        }
        QTEST(may.join(u' '), "may");
    }

    void namedOperators()
    {
        Homeserver homeserver;
        homeserver.admin = page(404);
        Server::HomeserverAccessOptions options = homeserver.options();
        options.operators = {UserId(u"@ann:hs.example"_s)};
        Server::HomeserverAccess access(options);
        QVERIFY(access.authorise(u"t"_s, Server::Right::View, {}));
        QCOMPARE(homeserver.admins.load(), 0);
        Server::HomeserverAccess strict(homeserver.options());
        const auto refused = strict.authorise(u"t"_s, Server::Right::View, {});
        QVERIFY(!refused);
        QVERIFY2(refused.error().text.contains(u"--operator @ann:hs.example"), qPrintable(refused.error().text));
    }

    void remembers()
    {
        Homeserver homeserver;
        Server::HomeserverAccess access(homeserver.options());
        for (int i = 0; i < 5; ++i) {
            QVERIFY(access.authorise(u"t"_s, Server::Right::View, {}));
            QVERIFY(access.authorise(u"t"_s, Server::Right::Refresh, {}));
            QVERIFY(!access.authorise(u"stranger"_s, Server::Right::Refresh, {}));
        }
        QCOMPARE(homeserver.whoamis.load(), 1);
        QCOMPARE(homeserver.admins.load(), 1);
        QCOMPARE(homeserver.targets().size(), 3);
    }

    void forgets()
    {
        Homeserver homeserver;
        Server::HomeserverAccessOptions options = homeserver.options();
        options.goodForMs = 0;
        options.badForMs = 0;
        Server::HomeserverAccess access(options);
        QVERIFY(access.authorise(u"t"_s, Server::Right::Refresh, {}));
        homeserver.whoami = OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s);
        QVERIFY(!access.authorise(u"t"_s, Server::Right::Refresh, {}));
        homeserver.whoami = OutgoingAnswer::json({{u"user_id"_s, u"@ann:hs.example"_s}});
        QVERIFY(access.authorise(u"t"_s, Server::Right::Refresh, {}));
    }

    void asksOnceForMany()
    {
        Homeserver homeserver;
        homeserver.slowMs = 200;
        Server::HomeserverAccess access(homeserver.options());
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 12; ++i)
            threads.emplace_back([&] { good += access.authorise(u"t"_s, Server::Right::View, {}).has_value(); });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 12);
        QCOMPARE(homeserver.whoamis.load(), 1);
        QCOMPARE(homeserver.admins.load(), 1);
    }

    void manyTokens()
    {
        Homeserver homeserver;
        Server::HomeserverAccessOptions options = homeserver.options();
        options.maxCached = 8;
        options.unknown = {};
        options.unknownPerAddress = {};
        Server::HomeserverAccess access(options);
        for (int i = 0; i < 40; ++i)
            QVERIFY(access.authorise(QString::number(i), Server::Right::Refresh, {}));
        QCOMPARE(homeserver.whoamis.load(), 40);
        QVERIFY(access.authorise(u"39"_s, Server::Right::Refresh, {}));
        QCOMPARE(homeserver.whoamis.load(), 40);
    }

    void junkTokensAreFewQuestions()
    {
        Homeserver homeserver;
        Server::HomeserverAccessOptions options = homeserver.options();
        options.goodForMs = 0; // the good one is asked about each time
        Server::HomeserverAccess access(options);
        QVERIFY(access.authorise(u"good"_s, Server::Right::Refresh, u"10.0.0.1"_s));
        homeserver.whoami = OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s);
        const auto refusedBy = [&](const QString &token, const QString &from) {
            const auto answer = access.authorise(token, Server::Right::Refresh, from);
            return answer ? 0 : answer.error().http;
        };
        int limited = 0;
        for (int i = 0; i < 500; ++i)
            limited += refusedBy(u"junk%1"_s.arg(i), u"10.0.0.2"_s) == 429;
        QVERIFY2(homeserver.whoamis <= 45, qPrintable(QString::number(homeserver.whoamis))); // 30 at once, 5 a second
        QVERIFY(limited >= 455);
        // Others are not held up by that: neither who was here before nor a new one from elsewhere.
        homeserver.whoami = OutgoingAnswer::json({{u"user_id"_s, u"@ann:hs.example"_s}});
        QVERIFY(access.authorise(u"good"_s, Server::Right::Refresh, u"10.0.0.2"_s));
        QVERIFY(access.authorise(u"new"_s, Server::Right::Refresh, u"10.0.0.3"_s));
        // Not even from many addresses.
        homeserver.whoamis = 0;
        for (int i = 0; i < 500; ++i)
            refusedBy(u"more%1"_s.arg(i), u"10.0.1.%1"_s.arg(i % 250));
        QVERIFY2(homeserver.whoamis <= 150, qPrintable(QString::number(homeserver.whoamis)));
    }

    void confirmAsksAfresh()
    {
        Homeserver homeserver;
        Server::HomeserverAccess access(homeserver.options());
        const UserId ann(u"@ann:hs.example"_s);
        QVERIFY(access.authorise(u"t"_s, Server::Right::View, {}));
        QVERIFY(access.confirm(u"t"_s, ann));
        QVERIFY(!access.confirm(u"t"_s, UserId(u"@bob:hs.example"_s)));
        homeserver.whoami = OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s);
        const auto ended = access.confirm(u"t"_s, ann);
        QVERIFY(!ended);
        QCOMPARE(ended.error().http, 401);
        // And nobody believes in it any more.
        QVERIFY(!access.authorise(u"t"_s, Server::Right::View, {}));
    }

    void cutOffEndsQuestions()
    {
        Homeserver homeserver;
        homeserver.slowMs = 3000;
        Server::HomeserverAccess access(homeserver.options());
        std::thread asking([&] { QVERIFY(!access.authorise(u"t"_s, Server::Right::Refresh, {})); });
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const auto began = std::chrono::steady_clock::now();
        access.cutOff();
        asking.join();
        QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
    }

    void homeserverDown()
    {
        Homeserver homeserver;
        Server::HomeserverAccessOptions options = homeserver.options();
        homeserver.server->stop();
        Server::HomeserverAccess access(options);
        const auto result = access.authorise(u"t"_s, Server::Right::Refresh, {});
        QVERIFY(!result);
        QCOMPARE(result.error().http, 502);
        QVERIFY2(result.error().text.contains(options.clientApi.toString()), qPrintable(result.error().text));
    }

    void homeserverSlow()
    {
        Homeserver homeserver;
        homeserver.slowMs = 1500;
        Server::HomeserverAccessOptions options = homeserver.options();
        options.timeoutMs = 200;
        Server::HomeserverAccess access(options);
        const auto result = access.authorise(u"t"_s, Server::Right::Refresh, {});
        QVERIFY(!result);
        QVERIFY2(result.error().text.contains(u"in time"), qPrintable(result.error().text));
    }

    void pathPrefix()
    {
        Homeserver homeserver;
        Server::HomeserverAccessOptions options = homeserver.options();
        options.clientApi.setPath(u"/pre/fix/"_s);
        Server::HomeserverAccess access(options);
        QVERIFY(access.authorise(u"t"_s, Server::Right::Refresh, {}));
        QCOMPARE(homeserver.targets(), QStringList(u"/pre/fix/_matrix/client/v3/account/whoami"_s));
    }
};

QTEST_GUILESS_MAIN(TestAccess)
#include "tst_access.moc"
