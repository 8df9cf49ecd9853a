// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/link.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class LinkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leads_data();
    void leads();
    void isRefused_data();
    void isRefused();
    void thereAndBack_data();
    void thereAndBack();
};

namespace {
QString told(const Link &link)
{
    QStringList arguments;
    for (auto it = link.arguments.cbegin(); it != link.arguments.cend(); ++it)
        arguments << it.key() + u'=' + it.value().toString();
    return QString(link.homeserver.toString() + u' ' + link.page + u' ' + arguments.join(u' ')).trimmed();
}
} // namespace

void LinkTest::leads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("to");
    QTest::newRow("user") << u"lockstep://hs.example/users/@bob:remote.example"_s << u"hs.example users user=@bob:remote.example"_s;
    QTest::newRow("encoded") << u"lockstep://hs.example/users/%40bob%3Aremote.example"_s << u"hs.example users user=@bob:remote.example"_s;
    QTest::newRow("a slash in a name") << u"lockstep://hs.example/users/@a%2Fb:x"_s << u"hs.example users user=@a/b:x"_s;
    QTest::newRow("update") << u"lockstep://hs.example:8448/users/@bob:x/updates/17"_s << u"hs.example:8448 users update=17 user=@bob:x"_s;
    QTest::newRow("server") << u"lockstep://hs.example/servers/[::1]:8448"_s << u"hs.example servers server=[::1]:8448"_s;
    QTest::newRow("incident") << u"lockstep://hs.example/incidents/0123456789abcdef"_s
                              << u"hs.example overview incident=0123456789abcdef"_s;
    QTest::newRow("audit") << u"lockstep://hs.example/audits/a-7_b"_s << u"hs.example audit audit=a-7_b"_s;
    QTest::newRow("heat map") << u"lockstep://hs.example/heat-map"_s << u"hs.example servers view=heat"_s;
    QTest::newRow("page") << u"lockstep://hs.example/queues"_s << u"hs.example queues"_s;
    QTest::newRow("case of the scheme") << u"LOCKSTEP://hs.example/queues"_s << u"hs.example queues"_s;
    QTest::newRow("matrix") << u"matrix:u/bob:remote.example"_s << u"users user=@bob:remote.example"_s;
    QTest::newRow("its action is not heeded") << u"matrix:u/bob:remote.example?action=chat"_s << u"users user=@bob:remote.example"_s;
    QTest::newRow("matrix.to") << u"https://matrix.to/#/@bob:remote.example?via=x"_s << u"users user=@bob:remote.example"_s;
    QTest::newRow("matrix.to, encoded") << u"https://matrix.to/#/%40bob%3Aremote.example"_s << u"users user=@bob:remote.example"_s;
}

void LinkTest::leads()
{
    QFETCH(QString, text);
    QVERIFY(isLink(text));
    const auto link = readLink(text);
    QVERIFY(link);
    QTEST(told(*link), "to");
}

void LinkTest::isRefused_data()
{
    QTest::addColumn<QString>("text");
    const QStringList refused{u""_s, u"lockstep:"_s, u"lockstep://"_s, u"lockstep://hs.example"_s, u"lockstep://hs.example/"_s,
        u"lockstep:hs.example/users"_s, u"lockstep://user:password@hs.example/users"_s, u"lockstep://hs.example/settings"_s,
        u"lockstep://hs.example/users/@bob:x/refresh"_s, u"lockstep://hs.example/users/@bob:x/updates/0"_s,
        u"lockstep://hs.example/users/@bob:x/updates/-1"_s, u"lockstep://hs.example/users/@bob:x/updates/1e3"_s,
        u"lockstep://hs.example/users/@bob:x/updates/99999999999999999999"_s, u"lockstep://hs.example/users/bob"_s,
        u"lockstep://hs.example/users/@bob:x?action=refresh"_s, u"lockstep://hs.example/users/../sources"_s,
        u"lockstep://hs.example/users//"_s, u"lockstep://hs example/users"_s, u"lockstep://hs.example/users/@b%00:x"_s,
        u"lockstep://hs.example/users/@b%0a:x"_s, u"lockstep://hs.example/users/@b%ff:x"_s, u"lockstep://hs.example/users/@b%4:x"_s,
        u"lockstep://hs.example/users/@b\u202e:x"_s, u"lockstep://hs.example/servers/a b"_s, u"lockstep://hs.example/incidents/a%2Fb"_s,
        u"lockstep://hs.example/audits/"_s, u"lockstep://hs.example/audits/a.b"_s, u"lockstep://hs.example/heat-map/x"_s,
        u"lockstep://hs.example/incidents/"_s + QString(65, u'a'), u"matrix:r/room:x"_s, u"matrix:u/"_s, u"matrix:u/bob"_s,
        u"https://matrix.to/#/!room:x"_s, u"https://matrix.to/@bob:x"_s, u"https://evil.example/#/@bob:x"_s, u"file:///etc/passwd"_s,
        u"javascript:alert(1)"_s, u"lockstep://hs.example/users/@"_s + QString(3000, u'a') + u":x"_s};
    for (int i = 0; i < refused.size(); ++i)
        QTest::addRow("%d %s", i, qPrintable(refused.at(i).left(60))) << refused.at(i);
}

void LinkTest::isRefused()
{
    QFETCH(QString, text);
    QVERIFY(!readLink(text));
}

void LinkTest::thereAndBack_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QVariantMap>("arguments");
    QTest::newRow("user") << u"users"_s << QVariantMap{{u"user"_s, u"@a/b%?#é:x"_s}};
    QTest::newRow("update") << u"users"_s << QVariantMap{{u"user"_s, u"@bob:x"_s}, {u"update"_s, qint64(4)}};
    QTest::newRow("server") << u"servers"_s << QVariantMap{{u"server"_s, u"[::1]:8448"_s}};
    QTest::newRow("incident") << u"overview"_s << QVariantMap{{u"incident"_s, u"0123abcd"_s}};
    QTest::newRow("page") << u"audit"_s << QVariantMap();
}

void LinkTest::thereAndBack()
{
    QFETCH(QString, page);
    QFETCH(QVariantMap, arguments);
    const Link link{.homeserver = ServerName(u"localhost:8448"_s), .page = page, .arguments = arguments};
    const auto back = readLink(linkTo(link));
    QVERIFY(back);
    QCOMPARE(*back, link);
    QVERIFY(linkTo({.homeserver = ServerName(u"no server"_s), .page = page, .arguments = arguments}).isEmpty());
}

QTEST_APPLESS_MAIN(LinkTest)
#include "tst_link.moc"
