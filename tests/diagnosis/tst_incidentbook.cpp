// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/incidentbook.h"
#include "factstext.h"

using namespace FactsText;

namespace {

/// A look; what it told as lines.
QStringList look(IncidentBook &book, const QString &text)
{
    const Facts seen = facts(text);
    return lines(book.update(diagnose(seen), seen));
}

QString idOf(const IncidentBook &book)
{
    return book.open().isEmpty() ? QString() : book.open().constFirst().id;
}

} // namespace

class IncidentBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsGoesOnAndEnds();
    void whatIsNotNewsIsNotTold();
    void comesBackAsTheSame();
    void keepsItsIdOverARestart();
    void whatCouldNotBeReadEndsNothing();
    void aCauseBeginsWhereAnotherEnds();
    void aCauseThatIsNotToldAgainIsKept();
    void whatIsSeenOnceEndsByItself();
    void evidenceIsKeptAndBounded();
    void theRowOfAFactComesLater();
    void floodIsBounded();
};

void IncidentBookTest::beginsGoesOnAndEnds()
{
    IncidentBook book;
    QCOMPARE(look(book, u"now 1000"_s), QStringList());
    QCOMPARE(look(book, u"now 1002\nfailing s.test since=1001 retry=1600 tracked=2"_s),
        QStringList{u"warning server_unreachable s.test since 1001"_s});
    QCOMPARE(look(book, u"now 1004\nfailing s.test since=1001 retry=1600 tracked=2 stale=1"_s),
        QStringList{u"error server_unreachable s.test since 1001: 1 users"_s});
    QCOMPARE(look(book, u"now 1006"_s), QStringList{u"error server_unreachable s.test since 1001 ended 1006: 1 users"_s});
    QVERIFY(book.open().isEmpty());
}

void IncidentBookTest::whatIsNotNewsIsNotTold()
{
    IncidentBook book;
    look(book, u"now 1002\nfailing s.test since=1001 retry=1600 tracked=2"_s);
    QCOMPARE(look(book, u"now 1004\nfailing s.test since=1001 retry=1600 tracked=2"_s), QStringList());
    QCOMPARE(book.open().constFirst().lastSeen, 1'004'000);
    // The next try is what an operator waits for.
    QCOMPARE(look(book, u"now 1604\nfailing s.test since=1001 retry=2900 tracked=2"_s).size(), 1);
}

void IncidentBookTest::comesBackAsTheSame()
{
    IncidentBook book;
    look(book, u"now 1002\nfailing s.test since=1001 retry=1600 tracked=2"_s);
    const QString id = idOf(book);
    QVERIFY(!id.isEmpty());
    look(book, u"now 1010"_s);
    QCOMPARE(look(book, u"now 1100\nfailing s.test since=1090 retry=1600 tracked=2"_s),
        QStringList{u"warning server_unreachable s.test since 1001"_s});
    QCOMPARE(idOf(book), id);
    look(book, u"now 1110"_s);
    QCOMPARE(look(book, u"now 2000\nfailing s.test since=1990 retry=2600 tracked=2"_s),
        QStringList{u"warning server_unreachable s.test since 1990"_s});
    QVERIFY(idOf(book) != id);
}

void IncidentBookTest::keepsItsIdOverARestart()
{
    IncidentBook before;
    look(before, u"now 1002\nuser @a:s.test gap n=4 at=950\nfailing t.test since=1001 tracked=1"_s);
    QMap<QString, QString> ids;
    for (const Incident &incident : before.open())
        ids.insert(incident.subject, incident.id);
    IncidentBook after;
    after.restore(before.open(), 2);
    // The update was lost before, whatever the new process saw of it; the other one ended meanwhile.
    QCOMPARE(look(after, u"now 1060\nuser @a:s.test gap n=4"_s), QStringList{u"warning server_unreachable t.test since 1001 ended 1060"_s});
    QCOMPARE(after.open().constFirst().since, 950'000);
    QCOMPARE(idOf(after), ids.value(u"s.test"_s));
    look(after, u"now 1070\nuser @a:s.test gap n=4\nuser @a:u.test gap n=4"_s);
    QCOMPARE(after.openOne(IncidentKind::LostUpdate, u"u.test"_s)->n, 3);
}

void IncidentBookTest::whatCouldNotBeReadEndsNothing()
{
    IncidentBook book;
    look(book, u"now 1002\nuser @a:s.test gap n=4 at=950\noutbox u.test 2 oldest=900"_s);
    QCOMPARE(look(book, u"now 1004\nunread lists\nunread queues"_s), QStringList());
    QCOMPARE(book.open().size(), 2);
    QCOMPARE(look(book, u"now 1006\nunread lists"_s), QStringList{u"warning outbox_waits u.test since 900 ended 1006: 2 messages"_s});
    QCOMPARE(look(book, u"now 1008"_s), QStringList{u"error lost_update s.test since 950 ended 1008: 1 users"_s});
}

void IncidentBookTest::aCauseBeginsWhereAnotherEnds()
{
    IncidentBook book;
    look(book, u"now 1002\nuser @a:s.test stale since=900 cause=connection_refused"_s);
    // The list is out of date for as long as before, and the server answers no only now.
    QCOMPARE(look(book, u"now 1004\nuser @a:s.test stale since=900 cause=declined"_s),
        (QStringList{u"error server_unreachable s.test since 900 cause connection_refused ended 1004: 1 users"_s,
            u"error server_declines s.test since 1002 cause declined: 1 users"_s}));
    // What was found at first is as old as it says.
    QCOMPARE(look(book, u"now 1006\nuser @a:s.test stale since=900 cause=declined\nuser @a:t.test stale since=10 cause=declined"_s),
        QStringList{u"error server_declines t.test since 10 cause declined: 1 users"_s});
}

void IncidentBookTest::aCauseThatIsNotToldAgainIsKept()
{
    IncidentBook before;
    look(before,
        u"now 1002\nfailing s.test since=1001 tracked=1 stale=1\nuser @a:s.test stale since=1000 cause=connection_refused tries=2"_s);
    IncidentBook after;
    after.restore(before.open(), 1);
    QCOMPARE(look(after, u"now 1060\nfailing s.test since=1001 tracked=1 stale=1\nuser @a:s.test stale since=1000"_s), QStringList());
    QCOMPARE(line(after.open().constFirst()), u"error server_unreachable s.test since 1001 cause connection_refused: 1 users"_s);
    QCOMPARE(after.open().constFirst().tries, 2);
    QVERIFY(after.open().constFirst().text.contains("refuses the connection"_L1));
    // Another cause is another one.
    QCOMPARE(look(after, u"now 1070\nfailing s.test since=1001 tracked=1 stale=1\nuser @a:s.test stale since=1000 cause=timed_out"_s),
        QStringList{u"error server_unreachable s.test since 1001 cause timed_out: 1 users"_s});
}

void IncidentBookTest::whatIsSeenOnceEndsByItself()
{
    IncidentBook book;
    QCOMPARE(look(book, u"now 1000\nrow @a:s.test 4 restarted at=999 stream=9"_s),
        QStringList{u"info sender_restarted s.test since 999: 1 users"_s});
    QCOMPARE(look(book, u"now 1010"_s), QStringList());
    // The same row once more, because its verdict came, is no second one.
    QCOMPARE(look(book, u"now 1011\nrow @a:s.test 4 restarted at=999 stream=9"_s), QStringList());
    QCOMPARE(look(book, u"now 1020\nrow @b:s.test 2 restarted at=1019 stream=12"_s),
        QStringList{u"info sender_restarted s.test since 999: 2 users"_s});
    QCOMPARE(look(book, u"now 1200"_s), QStringList{u"info sender_restarted s.test since 999 ended 1019: 2 users"_s});
}

void IncidentBookTest::evidenceIsKeptAndBounded()
{
    IncidentBook book;
    for (int i = 0; i < 200; ++i)
        look(book,
            u"now %1\nfailing s.test since=1001 tracked=1\nuser @a:s.test stale since=1001 cause=connection_refused last=%1 error=try_%1"_s
                .arg(1002 + i));
    const QList<Evidence> evidence = book.open().constFirst().evidence;
    QCOMPARE(evidence.size(), Incident::keptEvidence);
    QVERIFY(evidence.constLast().text.endsWith("try 1201"_L1));
    QCOMPARE(evidence.constFirst().at, 1'001'000);
}

/// The row that a log made of what it told is found a look later: it is the same fact.
void IncidentBookTest::theRowOfAFactComesLater()
{
    IncidentBook book;
    const QString failing = u"now %1\nuser @a:s.test stale since=1001 cause=declined last=%1 error=404"_s;
    Facts seen = facts(failing.arg(1002));
    QList<Incident> found = diagnose(seen);
    book.update(found, seen);
    seen = facts(failing.arg(1032));
    found = diagnose(seen);
    for (Evidence &fact : found[0].evidence) {
        if (fact.kind == EvidenceKind::Log) {
            fact.n = 7;
            fact.isFromLog = true;
        }
    }
    QCOMPARE(book.update(found, seen).size(), 1);
    const QList<Evidence> evidence = book.open().constFirst().evidence;
    QCOMPARE(evidence.size(), 2);
    QCOMPARE(evidence.constLast().at, 1'002'000);
    QCOMPARE(evidence.constLast().n, 7);
    QVERIFY(evidence.constLast().isFromLog);
    // And a look that does not find it takes nothing away.
    seen = facts(failing.arg(1033));
    QCOMPARE(book.update(diagnose(seen), seen).size(), 0);
    QCOMPARE(book.open().constFirst().evidence, evidence);
}

void IncidentBookTest::floodIsBounded()
{
    IncidentBook book;
    Facts seen;
    seen.now = 1'000'000;
    for (int i = 0; i < IncidentBook::mostOpen + 500; ++i)
        seen.failing.append(
            {.destination = ServerName(u"s%1.test"_s.arg(i)), .failingSince = 900'000, .retryInterval = 600'000, .usersTracked = 1});
    book.update(diagnose(seen), seen);
    QCOMPARE(book.open().size(), IncidentBook::mostOpen);
    QCOMPARE(book.left(), 500);
}

QTEST_GUILESS_MAIN(IncidentBookTest)
#include "tst_incidentbook.moc"
