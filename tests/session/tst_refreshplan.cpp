// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/apiwords.h"
#include "session/refresh/bulkbrake.h"
#include "session/refresh/bulkjournal.h"
#include "session/refresh/bulklanes.h"
#include "session/refresh/refreshplan.h"

#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'000'000;

/// "@bob:x stale,remote_failing until=1000005 cause=tls": one user.
Inspection::UserSummary userOf(const QString &text)
{
    static const QMap<QString, FetchCause> causes{{u"whitelist"_s, FetchCause::OwnWhitelist}, {u"ip"_s, FetchCause::OwnIpRange},
        {u"tls"_s, FetchCause::Tls}, {u"large"_s, FetchCause::TooManyDevices}};
    const QStringList words = text.simplified().split(u' ');
    Inspection::UserSummary user;
    user.userId = UserId(words.constFirst());
    for (const QString &word : words.mid(1)) {
        if (word.startsWith("until="_L1)) {
            user.retryAt = word.mid(6).toLongLong();
        } else if (word.startsWith("cause="_L1)) {
            Finding finding;
            finding.cause = causes.value(word.mid(6));
            user.findings.append(finding);
        } else {
            for (const QString &state : word.split(u','))
                user.states.append(fromApiName<Inspection::UserState>(state));
        }
    }
    return user;
}

/// "@a:x @b:x / 2 in backoff of y until 1000005": who is asked, and who is not.
QString textOf(const RefreshPlan &plan)
{
    static const char *const whys[] = {"not tracked", "in backoff", "blocked here", "too many devices", "no user ID"};
    QStringList asked, left;
    for (const UserId &user : plan.users)
        asked << user.toString();
    for (const LeftOut &of : plan.leftOut) {
        QString line = u"%1 %2"_s.arg(of.users).arg(QLatin1String(whys[int(of.why)]));
        if (!of.server.isEmpty())
            line += u" of "_s + of.server.toString();
        if (of.until > 0)
            line += u" until %1"_s.arg(of.until);
        left << line;
    }
    return QString(asked.join(u' ') + u" / "_s + left.join(u", "_s)).trimmed();
}

} // namespace

class TestRefreshPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plans_data();
    void plans();
    void isBounded();
    void takes_data();
    void takes();
    void turns();
    void slowOnesDoNotCount();
    void holds();
    void brake();
    void journal();
    void journalOfAnother();
    void journalCutOff();
};

void TestRefreshPlan::plans_data()
{
    QTest::addColumn<QString>("users");
    QTest::addColumn<QString>("plan");
    QTest::newRow("nobody") << u""_s << u"/"_s;
    QTest::newRow("in their order") << u"@b:y stale; @a:x stale; @c:y in_step"_s << u"@b:y @a:x @c:y /"_s;
    QTest::newRow("each once") << u"@a:x stale; @b:x stale; @a:x stale"_s << u"@a:x @b:x /"_s;
    QTest::newRow("not tracked") << u"@a:x untracked; @b:x orphaned; @c:y leftover_marker; @d:y stale"_s << u"@d:y / 3 not tracked"_s;
    QTest::newRow("queued is wanted") << u"@a:x queued"_s << u"@a:x /"_s;
    QTest::newRow("in backoff") << u"@a:x stale,remote_failing until=1000005; @b:x remote_failing until=1000005; @c:z stale"_s
                                << u"@c:z / 2 in backoff of x until 1000005"_s;
    QTest::newRow("backoff that is over") << u"@a:x stale,remote_failing until=999999"_s << u"@a:x /"_s;
    QTest::newRow("backoff without a time") << u"@a:x stale,remote_failing"_s << u"/ 1 in backoff of x"_s;
    QTest::newRow("own configuration") << u"@a:x stale cause=whitelist; @b:x stale cause=ip; @c:y stale cause=ip"_s
                                       << u"/ 2 blocked here of x, 1 blocked here of y"_s;
    QTest::newRow("a refusal may be over") << u"@a:x stale cause=tls"_s << u"@a:x /"_s;
    QTest::newRow("too many devices") << u"@a:x too_many_devices; @b:x stale cause=large"_s << u"/ 2 too many devices of x"_s;
    QTest::newRow("no user") << u"bob stale; @b:x stale"_s << u"@b:x / 1 no user ID"_s;
}

void TestRefreshPlan::plans()
{
    QFETCH(QString, users);
    QFETCH(QString, plan);
    QList<Inspection::UserSummary> all;
    for (const QString &user : users.split(u';', Qt::SkipEmptyParts))
        all.append(userOf(user));
    const RefreshPlan made = planOf(all, now);
    QCOMPARE(textOf(made), plan);
    QVERIFY(made.isWhole);
}

void TestRefreshPlan::isBounded()
{
    QList<Inspection::UserSummary> all;
    for (int i = 0; i < RefreshPlan::maxUsers + 3; ++i)
        all.append(userOf(u"@u%1:x"_s.arg(i)));
    const RefreshPlan plan = planOf(all, now);
    QCOMPARE(plan.users.size(), RefreshPlan::maxUsers);
    QVERIFY(!plan.isWhole);
}

void TestRefreshPlan::takes_data()
{
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("servers");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("at once") << 40 << 10 << qint64(0);
    QTest::newRow("by the caller's rate") << 5'000 << 10 << qint64((5'000 - 60) * 1000 / 4);
    QTest::newRow("by the rate of one server") << 5'000 << 1 << qint64((5'000 - 40) * 1000 / 2);
    QTest::newRow("just more than at once") << 61 << 61 << qint64(250);
}

void TestRefreshPlan::takes()
{
    QFETCH(int, users);
    QFETCH(int, servers);
    QFETCH(qint64, ms);
    QList<Inspection::UserSummary> all;
    for (int i = 0; i < users; ++i)
        all.append(userOf(u"@u%1:s%2"_s.arg(i).arg(i % servers)));
    const RefreshPlan plan = planOf(all, now);
    QCOMPARE(plan.servers, servers);
    QCOMPARE(expectedMs(plan), ms);
}

void TestRefreshPlan::turns()
{
    BulkLanes lanes({.atOnce = 3, .perServer = 2, .slowAtOnce = 8});
    for (int i = 0; i < 5; ++i)
        lanes.add(i, ServerName(u"x"_s));
    lanes.add(5, ServerName(u"y"_s));
    lanes.add(6, ServerName(u"y"_s));
    QCOMPARE(lanes.next(now), 0);
    QCOMPARE(lanes.next(now), 1);
    QCOMPARE(lanes.next(now), 5); // x has two under way
    QCOMPARE(lanes.next(now), std::nullopt); // three in all
    lanes.putBack(1);
    QCOMPARE(lanes.next(now), 1);
    lanes.finished(0);
    QCOMPARE(lanes.next(now), 2); // the first that is left, whatever its server
    lanes.finished(1);
    lanes.finished(1);
    QCOMPARE(lanes.waiting(), 3);
    QCOMPARE(lanes.takeAll(ServerName(u"x"_s)), (QList<int>{3, 4}));
    QCOMPARE(lanes.next(now), 6);
    QCOMPARE(lanes.waiting(), 0);
    QCOMPARE(lanes.running(), 3);
}

void TestRefreshPlan::slowOnesDoNotCount()
{
    BulkLanes lanes({.atOnce = 2, .perServer = 2, .slowAtOnce = 3});
    for (int i = 0; i < 8; ++i)
        lanes.add(i, ServerName(u"hangs%1"_s.arg(i / 2)));
    lanes.add(8, ServerName(u"well"_s));
    QStringList begun;
    for (int round = 0; round < 4; ++round) {
        while (const auto number = lanes.next(now)) {
            begun << QString::number(*number);
            lanes.setSlow(*number);
            lanes.setSlow(*number);
        }
    }
    QCOMPARE(begun.join(u' '), u"0 1 2 3 4"_s); // two, and three slow ones beside
    lanes.finished(0);
    QCOMPARE(lanes.next(now), 5);
}

void TestRefreshPlan::holds()
{
    BulkLanes lanes({});
    for (int i = 0; i < 3; ++i)
        lanes.add(i, ServerName(i == 2 ? u"y"_s : u"x"_s));
    lanes.hold(ServerName(u"x"_s), now + 50);
    lanes.hold(ServerName(u"x"_s), now + 40); // never shorter
    QCOMPARE(lanes.next(now), 2);
    QCOMPARE(lanes.next(now + 49), std::nullopt);
    QCOMPARE(lanes.nextRelease(), now + 50);
    QCOMPARE(lanes.next(now + 50), 0);
    QCOMPARE(lanes.nextRelease(), std::nullopt);
}

void TestRefreshPlan::brake()
{
    const ServerName x(u"x"_s), y(u"y"_s);
    BulkBrake brake;
    brake.began(now);
    QCOMPARE(brake.notBefore(), 0);
    QCOMPARE(brake.refused(x, 300, now), now + 300); // the server's lane alone
    QCOMPARE(brake.refused(x, 300, now), now + 300);
    QCOMPARE(brake.notBefore(), 0);
    QCOMPARE(brake.refused(y, 250, now), std::nullopt); // two servers in a row: all
    QCOMPARE(brake.notBefore(), now + 250);
    brake.began(now + 250);
    QCOMPARE(brake.notBefore(), now + 500); // and slower from now on
    for (int i = 0; i < 400; ++i)
        brake.wentWell();
    brake.began(now + 500);
    QCOMPARE(brake.notBefore(), now + 500);
    QCOMPARE(brake.refused(x, -1, now), now + 2'000); // without a hint longer each time
    QCOMPARE(brake.refused(x, -1, now), now + 4'000);
    BulkBrake other;
    other.away(now);
    other.away(now); // all that were under way fail together
    QCOMPARE(other.notBefore(), now + 2'000);
    other.away(now + 2'000);
    QCOMPARE(other.notBefore(), now + 6'000);
}

void TestRefreshPlan::journal()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"state"_s);
    const QUrl gateway(u"https://hs.example/gateway"_s);
    QList<BulkEntry> entries(4);
    for (int i = 0; i < 4; ++i)
        entries[i].user = UserId(u"@u%1:x"_s.arg(i));
    {
        BulkJournal journal(path, gateway, u"@op:hs.example"_s);
        QVERIFY(journal.read().isEmpty());
        QVERIFY(!QFile::exists(path)); // nothing is made before there is something to keep
        QVERIFY(journal.begin(entries));
        entries[0].state = BulkEntry::State::Succeeded;
        entries[0].asked = 5;
        entries[0].finished = 6;
        entries[0].added = 2;
        entries[0].crossSigning = true;
        QVERIFY(journal.note(0, entries[0]));
        entries[1].state = BulkEntry::State::Running;
        entries[1].asked = 7;
        QVERIFY(journal.note(1, entries[1]));
        entries[2].state = BulkEntry::State::Failed;
        entries[2].error = u"x refused"_s;
        QVERIFY(journal.note(2, entries[2]));
        BulkJournal second(path, gateway, u"@op:hs.example"_s);
        QVERIFY2(second.read().isEmpty(), "the first one has it");
        QCOMPARE(second.begin(entries).error().kind, Error::Forbidden);
    }
    const QStringList files = QDir(path).entryList({u"*.jsonl"_s});
    QCOMPARE(files.size(), 1);
    const auto nobodyElse = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(path + u'/' + files.constFirst()) & nobodyElse));
    BulkJournal journal(path, gateway, u"@op:hs.example"_s);
    const QList<BulkEntry> read = journal.read();
    QCOMPARE(read.size(), 4);
    QCOMPARE(read.at(0).state, BulkEntry::State::Succeeded);
    QVERIFY(read.at(0).added == 2 && read.at(0).crossSigning && read.at(0).finished == 6);
    QCOMPARE(read.at(1).state, BulkEntry::State::Waiting);
    QCOMPARE(read.at(1).asked, 7); // to be looked up before it is asked for again
    QCOMPARE(read.at(2).error, u"x refused"_s);
    QCOMPARE(read.at(3).user, entries.at(3).user);
    QVERIFY(journal.begin(read));
    journal.remove();
    QVERIFY(QDir(path).entryList(QDir::Files).isEmpty());
}

void TestRefreshPlan::journalOfAnother()
{
    const QTemporaryDir folder;
    QList<BulkEntry> entries(1);
    entries[0].user = UserId(u"@u:x"_s);
    BulkJournal journal(folder.path(), QUrl(u"https://a.example"_s), u"@op:a"_s);
    QVERIFY(journal.begin(entries));
    BulkJournal other(folder.path(), QUrl(u"https://a.example"_s), u"@op2:a"_s);
    QVERIFY(other.read().isEmpty());
    QVERIFY(other.begin(entries)); // and nobody is in the way
}

/// Wherever the program is killed in the middle of a line, what was written before it counts.
void TestRefreshPlan::journalCutOff()
{
    const QTemporaryDir folder;
    const QUrl gateway(u"https://a.example"_s);
    QList<BulkEntry> entries(2);
    entries[0].user = UserId(u"@u:x"_s);
    entries[1].user = UserId(u"@v:x"_s);
    {
        BulkJournal journal(folder.path(), gateway, u"@op:a"_s);
        QVERIFY(journal.begin(entries));
        entries[0].state = BulkEntry::State::Succeeded;
        QVERIFY(journal.note(0, entries[0]));
    }
    QFile file(folder.filePath(QDir(folder.path()).entryList({u"*.jsonl"_s}).constFirst()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    file.close();
    const qsizetype start = whole.lastIndexOf('\n', whole.size() - 2) + 1;
    for (qsizetype length = start; length <= whole.size(); ++length) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(whole.left(length));
        file.close();
        BulkJournal journal(folder.path(), gateway, u"@op:a"_s);
        const QList<BulkEntry> read = journal.read();
        QCOMPARE(read.size(), 2);
        QCOMPARE(read.at(0).state == BulkEntry::State::Succeeded, length == whole.size());
    }
}

QTEST_GUILESS_MAIN(TestRefreshPlan)
#include "tst_refreshplan.moc"
