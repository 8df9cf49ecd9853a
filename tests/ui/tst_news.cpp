// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is told outside of the windows: notifications of new incidents, and the tray.

#include "session/preferences.h"
#include "tests/ui/pagesfixture.h"
#include "ui/shell/news/desktopnotifier.h"
#include "ui/shell/news/newsdesk.h"
#include "ui/shell/news/notifier.h"
#include "ui/shell/news/tray.h"

#include <QDBusConnection>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

namespace {
class FakeNotifier : public Notifier
{
public:
    void notify(const QString &summary, const QString &body, const QString &key) override { told << QStringList{summary, body, key}; }
    QList<QStringList> told;
};
} // namespace

/// A desktop's notification service, as the program sees it.
class FakeDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    QList<QVariantList> shown;
    QStringList capabilities{u"body"_s, u"body-markup"_s, u"actions"_s};

public Q_SLOTS:
    QStringList GetCapabilities() const { return capabilities; } // NOLINT: the names are the specification's
    uint Notify(const QString &application, uint replaces, const QString &icon, const QString &summary, const QString &body,
        const QStringList &actions, const QVariantMap &hints, int timeout)
    {
        shown << QVariantList{application, replaces, icon, summary, body, actions, hints, timeout};
        return 7;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);
};

class NewsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void quietByDefault();
    void newOnesAreToldOnce();
    void manyAreOne();
    void warningsIfWanted();
    void theTraySaysTheWorst();
    void theDesktopIsToldWithoutMarkup();

private:
    void want(bool warnings)
    {
        Preferences wanted;
        wanted.notify = true;
        wanted.notifyWarnings = warnings;
        wanted.writeTo(m_fixture->settings.get());
    }
    /// Adds them, and waits until the desk has looked.
    bool begin(const QString &incidents)
    {
        m_fixture->server.addIncidents(incidents);
        const int before = m_fixture->server.seen("GET", u"/_lockstep/v1/incidents"_s);
        m_fixture->server.publish(Inspection::EventType::Incident, {{u"incident_id"_s, u"x"_s}, {u"state"_s, u"open"_s}});
        return QTest::qWaitFor([&] { return m_fixture->server.seen("GET", u"/_lockstep/v1/incidents"_s) > before; }, patience);
    }

    std::unique_ptr<PagesFixture> m_fixture;
    std::unique_ptr<FakeNotifier> m_notifier;
    std::unique_ptr<NewsDesk> m_desk;
};

void NewsTest::init()
{
    m_fixture = std::make_unique<PagesFixture>();
    m_fixture->server.addIncidents(u"old error server_unreachable dead.example 3"_s);
    m_fixture->session = std::make_unique<Session>(m_fixture->secrets.get(), m_fixture->settings.get(), nullptr);
    m_notifier = std::make_unique<FakeNotifier>();
    m_desk = std::make_unique<NewsDesk>(m_fixture->session.get(), m_fixture->settings.get(), m_notifier.get());
    m_desk->setDelay(10);
    ConnectRequest request;
    request.server = m_fixture->server.url().toString();
    request.user = u"admin"_s;
    request.password = m_fixture->server.password;
    m_fixture->session->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->text().contains(u"1 incident(s)"_s), patience);
    QCOMPARE(m_desk->tone(), Presentation::Tone::Critical);
}

void NewsTest::cleanup()
{
    m_desk.reset();
    m_notifier.reset();
    m_fixture.reset();
}

void NewsTest::quietByDefault()
{
    QVERIFY(begin(u"new error server_unreachable slow.example 1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->text().contains(u"2 incident(s)"_s), patience);
    QVERIFY(m_notifier->told.isEmpty());
    // Wanted from now on: what was there already is no news.
    want(false);
    QVERIFY(begin(u"next error server_unreachable third.example 1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->told.size(), 1, patience);
    QCOMPARE(m_notifier->told.constFirst().at(2), u"next"_s);
}

void NewsTest::newOnesAreToldOnce()
{
    want(false);
    QVERIFY(begin(u"new error server_unreachable <b>evil</b>.example 1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->told.size(), 1, patience);
    QVERIFY(m_notifier->told.constFirst().at(0).contains(u"<b>evil</b>.example"_s)); // plain; who shows it escapes it
    QCOMPARE(m_notifier->told.constFirst().at(2), u"new"_s);
    QVERIFY(begin(QString()));
    QTest::qWait(100);
    QCOMPARE(m_notifier->told.size(), 1);
}

void NewsTest::manyAreOne()
{
    want(false);
    QString many;
    for (int i = 0; i < 20; ++i)
        many += u"new%1 error server_unreachable s%1.example 1\n"_s.arg(i);
    QVERIFY(begin(many));
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->told.size(), 1, patience);
    QCOMPARE(m_notifier->told.constFirst().at(0), u"20 new incident(s)"_s);
    QVERIFY(m_notifier->told.constFirst().at(1).endsWith(u"and 17 more"_s));
}

void NewsTest::warningsIfWanted()
{
    want(false);
    QVERIFY(begin(u"mild warning inbox_unread mild.example 1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->text().contains(u"2 incident(s)"_s), patience);
    QVERIFY(m_notifier->told.isEmpty());
    want(true);
    QVERIFY(begin(u"mild2 warning inbox_unread other.example 1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->told.size(), 1, patience);
    QVERIFY(begin(u"note info sender_pruned note.example 1"_s));
    QTest::qWait(100);
    QCOMPARE(m_notifier->told.size(), 1);
}

void NewsTest::theTraySaysTheWorst()
{
    Tray tray(m_fixture->settings.get());
    QVERIFY(!tray.isShown());
    QCOMPARE(tray.tone(), Presentation::Tone::Quiet);
    auto one = std::make_unique<QWidget>();
    QWidget two;
    tray.setState(one.get(), Presentation::Tone::Critical, u"one: 2 incidents need attention"_s);
    tray.setState(&two, Presentation::Tone::Good, u"two: no incident is known"_s);
    QCOMPARE(tray.tone(), Presentation::Tone::Critical);
    QCOMPARE(tray.text(), u"one: 2 incidents need attention\ntwo: no incident is known"_s);
    one.reset();
    QCOMPARE(tray.tone(), Presentation::Tone::Good);
    tray.setState(&two, Presentation::Tone::Quiet, {});
    QCOMPARE(tray.tone(), Presentation::Tone::Quiet); // not known is not good
    QCOMPARE(tray.text(), u"not connected"_s);
}

void NewsTest::theDesktopIsToldWithoutMarkup()
{
    // A bus of our own: nothing of this reaches a desktop that is there.
    QProcess daemon;
    daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    if (!daemon.waitForStarted())
        QSKIP("there is no dbus-daemon");
    QVERIFY(daemon.waitForReadyRead());
    const QString address = QString::fromUtf8(daemon.readLine()).trimmed();
    QDBusConnection theirs = QDBusConnection::connectToBus(address, u"desktop"_s);
    FakeDesktop desktop;
    QVERIFY(theirs.registerService(u"org.freedesktop.Notifications"_s));
    QVERIFY(theirs.registerObject(
        u"/org/freedesktop/Notifications"_s, &desktop, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    DesktopNotifier notifier(QDBusConnection::connectToBus(address, u"program"_s));
    QSignalSpy activated(&notifier, &Notifier::activated);
    notifier.notify(u"<b>evil</b>.example does not answer"_s, u"hs.example\n<img src=\"http://x/\">\u202egnp & co"_s, u"id1"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.shown.size(), 1, patience);
    QCOMPARE(desktop.shown.at(0).at(3).toString(), u"<b>evil</b>.example does not answer"_s); // a summary is plain by the specification
    QCOMPARE(desktop.shown.at(0).at(4).toString(), u"hs.example\n&lt;img src=&quot;http://x/&quot;&gt;\\u202egnp &amp; co"_s);
    QCOMPARE(desktop.shown.at(0).at(1).toUInt(), 0U);
    QTest::qWait(50);
    // The next one takes its place; a click leads to what it is about.
    notifier.notify(u"another"_s, u"hs.example"_s, u"id2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.shown.size(), 2, patience);
    QCOMPARE(desktop.shown.at(1).at(1).toUInt(), 7U);
    QTest::qWait(50);
    Q_EMIT desktop.ActionInvoked(8, u"default"_s); // another program's
    Q_EMIT desktop.ActionInvoked(7, u"default"_s);
    QTRY_COMPARE_WITH_TIMEOUT(activated.size(), 1, patience);
    QCOMPARE(activated.constFirst().constFirst().toString(), u"id2"_s);
    Q_EMIT desktop.NotificationClosed(7, 2);
    QTest::qWait(50);
    notifier.notify(u"a third"_s, {}, u"id3"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.shown.size(), 3, patience);
    QCOMPARE(desktop.shown.at(2).at(1).toUInt(), 0U);
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    QDBusConnection::disconnectFromBus(u"program"_s);
    daemon.terminate();
    daemon.waitForFinished();
}

QTEST_MAIN(NewsTest)
#include "tst_news.moc"
