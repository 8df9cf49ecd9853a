// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/reachrecorder.h"

#include "core/apiwords.h"
#include "domain/apiwords.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const ServerName one(u"a.example"_s), two(u"b.example"_s);
const UserId bob(u"@bob:a.example"_s);
constexpr qint64 minute = 60'000;

} // namespace

/// What is kept of when servers could be reached. Times in minutes, so that they can be read.
class TestReachability : public QObject
{
    Q_OBJECT

    QTemporaryDir folder;
    qint64 now = 0;
    std::unique_ptr<Store> store;
    std::unique_ptr<ReachRecorder> recorder;

    QString path() const { return folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".sqlite"_s); }
    void start()
    {
        stop();
        store = std::move(*Store::open(path()));
        auto opened = ReachRecorder::open(*store, {.clock = [this] { return now; }});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        recorder = std::move(*opened);
    }
    void stop()
    {
        recorder.reset();
        store.reset();
    }
    /// Looks every half minute until then, in minutes.
    void lookUntil(qint64 end)
    {
        for (; now < end * minute; now += minute / 2)
            QVERIFY(recorder->keep());
        now = end * minute;
        QVERIFY(recorder->keep());
    }
    void failed(qint64 at, FetchCause cause, const QString &error = u"no"_s)
    {
        recorder->note(one, {.at = at * minute, .kind = ContactKind::Fetch, .user = bob, .cause = cause, .error = error});
    }
    QString spans(const ServerName &server = one)
    {
        QStringList texts;
        const auto found = recorder->of(server);
        if (!found)
            return found.error().text;
        for (const ReachSpan &span : found->spans) {
            texts.append(u"%1 %2-%3 %4x%5"_s.arg(toApiName(span.state))
                             .arg(span.since / minute)
                             .arg(span.until == 0 ? QString() : QString::number(span.until / minute))
                             .arg(span.cause ? toApiName(*span.cause) : u"-"_s)
                             .arg(span.tries));
        }
        return texts.join(u"; "_s);
    }
    QString watched()
    {
        QStringList texts;
        const auto found = recorder->of(one);
        if (!found)
            return found.error().text;
        for (const WatchedSpan &span : found->watched)
            texts.append(u"%1-%2"_s.arg(span.since / minute).arg(span.until / minute));
        return texts.join(u"; "_s);
    }

private Q_SLOTS:
    void init()
    {
        now = 1'000 * minute;
        start();
    }
    void cleanup() { stop(); }

    void aBackoffBeginsAndEnds()
    {
        lookUntil(1'010);
        recorder->inBackoff(one, 1'009 * minute);
        lookUntil(1'020);
        QCOMPARE(spans(), u"backoff 1009- -x0"_s);
        recorder->notInBackoff(one);
        QCOMPARE(spans(), u"backoff 1009-1020 -x0"_s);
        QCOMPARE(spans(two), QString());
        QCOMPARE(watched(), u"1000-1020"_s);
        // Another one.
        lookUntil(1'030);
        recorder->inBackoff(one, 1'030 * minute);
        QCOMPARE(spans(), u"backoff 1009-1020 -x0; backoff 1030- -x0"_s);
    }

    void whatTheLogTellsIsTheCause()
    {
        now = 1'010 * minute;
        failed(1'008, FetchCause::Refused);
        failed(1'009, FetchCause::Refused);
        recorder->inBackoff(one, 1'009 * minute);
        QCOMPARE(spans(), u"failing 1008-1009 connection_refusedx2; backoff 1009- connection_refusedx2"_s);
        now = 1'020 * minute;
        failed(1'019, FetchCause::TimedOut);
        QCOMPARE(spans(), u"failing 1008-1009 connection_refusedx2; backoff 1009- timed_outx3"_s);
        QCOMPARE(recorder->of(one)->contacts.size(), 3);
        QCOMPARE(recorder->of(one)->contacts.at(0).at, 1'019 * minute);
    }

    void failuresWithoutBackoff()
    {
        now = 1'100 * minute;
        for (const qint64 at : {1'000, 1'001, 1'002})
            failed(at, FetchCause::Declined);
        failed(1'003, FetchCause::Unusable); // another cause
        recorder->note(one, {.at = 1'004 * minute, .kind = ContactKind::Fetch, .user = bob, .answered = true});
        failed(1'005, FetchCause::Unusable); // it had answered
        failed(1'050, FetchCause::Unusable); // long after
        failed(1'050, FetchCause::Unusable); // told again
        QCOMPARE(spans(),
            u"failing 1000-1002 declinedx3; failing 1003-1003 unusable_answerx1; failing 1005-1005 unusable_answerx1; "
            "failing 1050-1050 unusable_answerx1"_s);
    }

    void aRestartClaimsNothingOfTheTimeBetween()
    {
        recorder->inBackoff(one, 1'000 * minute);
        recorder->inBackoff(two, 1'000 * minute);
        lookUntil(1'010);
        now = 1'100 * minute;
        start();
        QCOMPARE(QSet<ServerName>({one, two}), [&] {
            const auto all = recorder->allInBackoff();
            return QSet<ServerName>(all.begin(), all.end());
        }());
        // The one is in the same backoff, the other in none.
        recorder->inBackoff(one, 1'000 * minute);
        recorder->notInBackoff(two);
        lookUntil(1'110);
        QCOMPARE(spans(), u"backoff 1000- -x0"_s);
        QCOMPARE(spans(two), u"backoff 1000-1010 -x0"_s);
        QCOMPARE(watched(), u"1000-1010; 1100-1110"_s);
        recorder->notInBackoff(one);
        QCOMPARE(spans(), u"backoff 1000-1110 -x0"_s); // it went on all the time, by the homeserver's word
    }

    void aBackoffThatBeganAnewMeanwhile()
    {
        recorder->inBackoff(one, 1'000 * minute);
        lookUntil(1'010);
        now = 1'100 * minute;
        start();
        recorder->inBackoff(one, 1'090 * minute);
        QCOMPARE(spans(), u"backoff 1000-1010 -x0; backoff 1090- -x0"_s);
    }

    void aPauseIsATimeNobodyLooked()
    {
        lookUntil(1'010);
        now = 1'050 * minute; // the machine slept
        lookUntil(1'060);
        QCOMPARE(watched(), u"1000-1010; 1050-1060"_s);
    }

    void timeRunsBackwards()
    {
        lookUntil(1'010);
        recorder->inBackoff(one, 1'010 * minute);
        QVERIFY(recorder->keep());
        now = 950 * minute; // set back by an hour
        recorder->notInBackoff(one);
        recorder->inBackoff(two, 1'005 * minute); // by the homeserver's clock
        failed(1'005, FetchCause::Refused);
        QVERIFY(recorder->keep());
        const auto found = recorder->of(one);
        QVERIFY(found);
        for (const ReachSpan &span : found->spans)
            QVERIFY(span.since <= now && (span.until == 0 || span.until >= span.since));
        for (const WatchedSpan &span : found->watched)
            QVERIFY(span.since <= span.until && span.until <= now);
        QCOMPARE(spans(two), u"backoff 950- -x0"_s);
        now = 1'030 * minute;
        QVERIFY(recorder->keep());
        QCOMPARE(spans(), u"failing 950-950 connection_refusedx1; backoff 1010-1010 -x0"_s);
    }

    void aServerIsBounded()
    {
        for (int i = 0; i < 3 * Reachability::keptSpans; ++i) {
            now += minute;
            recorder->inBackoff(one, now);
            now += minute;
            recorder->notInBackoff(one);
            failed(now / minute, FetchCause::Refused, QString(5'000, u'x'));
            QVERIFY(recorder->keep());
        }
        const auto found = recorder->of(one);
        QCOMPARE(found->spans.size(), Reachability::keptSpans);
        QCOMPARE(found->contacts.size(), Reachability::keptContacts);
        QVERIFY(found->contacts.at(0).error.size() <= 300);
        // What was dropped is not claimed to have been well.
        QVERIFY(found->watched.constFirst().since >= found->spans.constFirst().since);
        QVERIFY(recorder->of(two)->watched.constFirst().since < found->watched.constFirst().since);
        stop();
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
        database.setDatabaseName(path());
        QVERIFY(database.open());
        QSqlQuery query(u"SELECT (SELECT count(*) FROM reach_spans), (SELECT count(*) FROM reach_contacts)"_s, database);
        QVERIFY(query.next());
        QVERIFY(query.value(0).toInt() <= Reachability::keptSpans + 1);
        QVERIFY(query.value(1).toInt() <= Reachability::keptContacts);
    }

    void allOfThemAreBounded()
    {
        ReachTable table(*store);
        constexpr int servers = 60'000, rounds = 2;
        for (int round = 0; round < rounds; ++round) {
            ReachBatch batch;
            for (int i = 0; i < servers; ++i) {
                const qint64 at = now + (round * servers + i) * 1'000LL;
                batch.spans.append({ServerName(u"s%1.example"_s.arg(i)), {.state = ReachState::Backoff, .since = at, .until = at + 1}});
            }
            batch.watched = WatchedSpan{now, now + rounds * servers * 1'000LL};
            QVERIFY(table.save(batch, now));
        }
        QVERIFY(table.save({.spans = {{one, {.state = ReachState::Failing, .since = now, .until = now}}}}, now));
        const auto early = table.of(ServerName(u"s1.example"_s));
        QVERIFY(early);
        QCOMPARE(early->spans.size(), 1); // its first one is gone
        // Nothing is claimed of the time that was cut.
        QVERIFY(early->watched.constFirst().since > now);
        QVERIFY(early->watched.constFirst().since < early->spans.constFirst().since);
    }

    void hostileNamesAndWords()
    {
        const ServerName odd(u"xn--\u202e.example"_s);
        recorder->note(odd, {.at = now, .kind = ContactKind::Transaction, .error = u"x"_s}); // no name of a server
        recorder->heard(odd, now);
        failed(1'000, FetchCause::Declined, u"403: '); DROP TABLE reach_spans; --\u202e<b>"_s);
        QCOMPARE(recorder->of(one)->contacts.at(0).error, u"403: '); DROP TABLE reach_spans; --\u202e<b>"_s);
        QCOMPARE(recorder->of(odd)->contacts.size(), 0);
    }

    void updatesAreCountedByTheHour()
    {
        now = 2'000 * minute;
        start();
        const auto handled = [&](qint64 at) {
            HandledUpdate update;
            update.user = bob;
            update.at = at;
            recorder->note(Observation(update), {.source = UpdateSource::Log, .stream = u"log"_s, .isForgeable = true});
        };
        for (int i = 0; i < 100; ++i)
            handled(now + i * 1'000);
        now += 2 * minute;
        for (int i = 0; i < 100; ++i)
            handled(now - i * 1'000);
        QVERIFY(recorder->of(one)->updates > 100);
        QCOMPARE(recorder->of(one)->lastUpdate, now);
        QCOMPARE(recorder->of(one)->updatesSince, 2'000 * minute);
        QCOMPARE(recorder->of(two)->updates, 0);
        now += 120 * minute;
        QCOMPARE(recorder->of(one)->updates, 0);
        start();
        QCOMPARE(recorder->of(one)->lastUpdate, 2'002 * minute);
    }
};

QTEST_GUILESS_MAIN(TestReachability)
#include "tst_reachability.moc"
