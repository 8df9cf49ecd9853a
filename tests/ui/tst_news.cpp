// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is told outside of the windows: notifications of new incidents, and the tray.

#include "session/preferences.h"
#include "tests/ui/pagesfixture.h"
#include "ui/shell/news/newsdesk.h"
#include "ui/shell/news/notifier.h"
#include "ui/shell/news/tray.h"

#include <QJsonObject>
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

QTEST_MAIN(NewsTest)
#include "tst_news.moc"
