// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "factstext.h"

using namespace FactsText;

class DiagnosisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCauseIsOneIncident_data();
    void oneCauseIsOneIncident();
    void everyIncidentSaysWhatToDo();
    void moreDifferThanAreListed();
    void fewAreNamedAndAllCounted();
    void evidenceNamesRows();
    void aDroppedListRestsOnTheLog();
    void findingsHaveTheirKind();
};

void DiagnosisTest::oneCauseIsOneIncident_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QStringList>("told");

    QTest::newRow("nothing") << u"now 1000"_s << QStringList();
    QTest::newRow("a dead server: what is stale, lost and waits is its incident")
        << u"failing s.test since=900 retry=1500 stale=1 tracked=3\n"
           "user @bob:s.test stale since=890 cause=connection_refused tries=2 error=Connection_was_refused\n"
           "user @bob:s.test gap n=7 at=889\n"
           "outbox s.test 25 oldest=910\n"
           "updates s.test 2 oldest=905"_s
        << QStringList{u"error server_unreachable s.test since 900 cause connection_refused: 1 users, 25 messages, 2 updates"_s};
    QTest::newRow("a dead server whom nobody here misses") << u"failing s.test since=900 retry=1500 stale=0 tracked=0"_s << QStringList();
    QTest::newRow("and one for whom something waits") << u"failing s.test since=900 retry=1500 stale=0 tracked=0\n"
                                                         "outbox s.test 3 oldest=910 failing=900 retry=1500"_s
                                                      << QStringList{u"warning server_unreachable s.test since 900: 3 messages"_s};
    QTest::newRow("a dead server with users here")
        << u"failing s.test since=900 retry=1500 stale=0 tracked=4"_s << QStringList{u"warning server_unreachable s.test since 900"_s};
    QTest::newRow("as many users are stale as the database counts, though fewer are listed")
        << u"failing s.test since=900 retry=1500 stale=5000 tracked=9000\nuser @bob:s.test stale since=890 cause=timed_out"_s
        << QStringList{u"error server_unreachable s.test since 900 cause timed_out: 5000 users"_s};
    QTest::newRow("a server that answers no") << u"user @a:s.test stale since=800 cause=declined tries=4 error=403:_Forbidden\n"
                                                 "user @b:s.test stale since=700 cause=declined tries=9 error=403:_Forbidden\n"
                                                 "user @b:s.test gap n=3 at=699"_s
                                              << QStringList{u"error server_declines s.test since 700 cause declined: 2 users"_s};
    QTest::newRow("own configuration, and another server's fault")
        << u"user @a:s.test stale since=800 cause=own_whitelist\n"
           "user @b:t.test stale since=700 cause=name_unknown"_s
        << QStringList{u"error server_unreachable t.test since 700 cause name_unknown: 1 users"_s,
               u"error own_block s.test since 800 cause own_whitelist: 1 users"_s};
    QTest::newRow("no network is one cause for all servers")
        << u"user @a:s.test stale since=800 cause=no_network\nuser @b:t.test stale since=700 cause=no_network"_s
        << QStringList{u"error no_network own.test since 700 cause no_network: 2 users"_s};
    QTest::newRow("a backoff that the own configuration makes is no fault of the server")
        << u"failing s.test since=900 retry=1500 stale=1\nuser @a:s.test stale since=890 cause=own_ip_range"_s
        << QStringList{u"error own_block s.test since 890 cause own_ip_range: 1 users"_s};
    QTest::newRow("no network, as the backoffs of two servers")
        << u"failing s.test since=900 retry=1500 stale=1\nfailing t.test since=900 retry=1500 stale=1\n"
           "user @a:s.test stale since=890 cause=no_network\nuser @a:t.test stale since=891 cause=no_network"_s
        << QStringList{u"error no_network own.test since 890 cause no_network: 2 users"_s};
    QTest::newRow("a list that is to be fetched, for a moment") << u"user @a:s.test stale since=970"_s << QStringList();
    QTest::newRow("a list that is not fetched, and nothing tells why")
        << u"user @a:s.test stale since=900"_s << QStringList{u"warning list_stale s.test since 900: 1 users"_s};
    QTest::newRow("a lost update that nothing mends")
        << u"user @a:s.test gap n=4 at=950"_s << QStringList{u"error lost_update s.test since 950: 1 users"_s};
    QTest::newRow("a lost update whose resync is under way") << u"user @a:s.test gap n=4 at=998"_s << QStringList();
    QTest::newRow("lists that are not what their origin said") << u"user @a:s.test differs at=700\nuser @b:s.test differs at=800"_s
                                                               << QStringList{u"error lists_differ s.test since 700: 2 users"_s};
    QTest::newRow("a list that differs because an update was lost") << u"user @a:s.test gap n=4 at=950\nuser @a:s.test differs at=960"_s
                                                                    << QStringList{u"error lost_update s.test since 950: 1 users"_s};
    QTest::newRow("a list too long: the gap is part of it")
        << u"user @a:s.test too_many_devices since=950 cause=too_many_devices\n"
           "user @a:s.test gap n=4 at=949"_s
        << QStringList{u"error too_many_devices s.test since 950 cause too_many_devices: 1 users"_s};
    QTest::newRow("answers that are no lists") << u"user @a:s.test stale since=950 cause=unusable_answer"_s
                                               << QStringList{u"error unusable_answer s.test since 950 cause unusable_answer: 1 users"_s};
    QTest::newRow("a marker that nobody needs") << u"user @ghost:s.test leftover_marker since=100 cause=declined tries=12"_s
                                                << QStringList{u"warning leftover_markers s.test since 100 cause declined: 1 users"_s};
    QTest::newRow("fetched again and again") << u"user @a:s.test resync_loop since=400 tries=40"_s
                                             << QStringList{u"warning resync_loop s.test since 400: 1 users"_s};
    QTest::newRow("keys") << u"user @a:s.test unusable_keys\nuser @b:s.test cross_signing_broken\nuser @c:s.test unusable_keys"_s
                          << QStringList{u"error unusable_keys s.test since 1000: 2 users"_s,
                                 u"warning cross_signing_broken s.test since 1000: 1 users"_s};
    QTest::newRow("malformed ones, lately and long ago")
        << u"user @a:s.test malformed_update n=3 at=990 tries=2\nuser @b:t.test malformed_update n=3 at=10"_s
        << QStringList{u"warning malformed_updates s.test since 990: 1 users"_s};
    QTest::newRow("messages that wait for nothing") << u"outbox s.test 4 oldest=900\nupdates s.test 1 oldest=905"_s
                                                    << QStringList{u"warning outbox_waits s.test since 900: 4 messages, 1 updates"_s};
    QTest::newRow("messages on their way") << u"outbox s.test 4 oldest=995\nupdates s.test 1 oldest=996"_s << QStringList();
    QTest::newRow("updates that nobody was woken for")
        << u"updates s.test 1 oldest=985"_s << QStringList{u"info updates_wait s.test since 985: 1 updates"_s};
    QTest::newRow("inboxes") << u"inbox @a:own.test NEVER 5\ninbox @a:own.test USED 5 seen=900\ninbox @b:own.test GONE 7 unknown"_s
                             << QStringList{u"info inbox_unread own.test since 1000: 1 devices, 5 messages"_s,
                                    u"info inbox_orphaned own.test since 1000: 1 devices, 7 messages"_s};
    QTest::newRow("changes that go nowhere") << u"lag 4 since=900"_s
                                             << QStringList{u"error fan_out_stopped own.test since 900: 4 updates"_s};
    QTest::newRow("changes on their way") << u"lag 4 since=997"_s << QStringList();
    QTest::newRow("a writer that is gone") << u"stream to_device old_worker since=900"_s
                                           << QStringList{u"error stream_stands_still own.test since 900"_s};
    QTest::newRow("a history that is away is one cause")
        << u"source log failing no_history\nsource heads failing no_history\nsource history failing away\nsource updates ok fine"_s
        << QStringList{u"warning source_failing history since 1000"_s};
    QTest::newRow("sources") << u"source log failing no_line\nsource tap ok fine\nsource database failing gone"_s
                             << QStringList{u"error source_failing database since 1000"_s, u"warning source_failing log since 1000"_s};
    QTest::newRow("a restart, a restore, a new server")
        << u"row @a:s.test 4 restarted at=990 stream=9\nrow @b:s.test 6 restarted at=995 stream=11\n"
           "row @a:t.test 7 rewound at=980 stream=3\nrow @a:u.test 7 rebuilt at=980 stream=3\nrow @a:v.test 2 pruned at=980"_s
        << QStringList{u"warning sender_rewound t.test since 980: 1 users"_s, u"warning sender_rebuilt u.test since 980: 1 users"_s,
               u"info sender_restarted s.test since 990: 2 users"_s, u"info sender_pruned v.test since 980: 1 users"_s};
    QTest::newRow("what a log tells of long ago is no news")
        << u"now 100000\nrow @a:s.test 4 restarted at=990\nrow @a:t.test 4 rewound at=990"_s << QStringList();
    QTest::newRow("another key under the same ID")
        << u"key @a:s.test DEV AAA at=990 before=BBB\nkey @b:s.test DEV AAA at=990 before=AAA\nkey @c:s.test DEV AAA at=990"_s
        << QStringList{u"warning device_key_changed @a:s.test since 990: 1 users, 1 devices"_s};
    QTest::newRow("another key after a sign-out") << u"key @a:s.test DEV AAA at=990 before=BBB out"_s
                                                  << QStringList{u"info device_key_changed @a:s.test since 990: 1 users, 1 devices"_s};
    QTest::newRow("an identity that was reset") << u"identity @a:s.test AAA at=990 before=BBB\nidentity @b:s.test AAA at=990"_s
                                                << QStringList{u"info identity_reset @a:s.test since 990: 1 users"_s};
    QTest::newRow("forged ones") << u"forged @victim:s.test 3 at=990"_s
                                 << QStringList{u"warning forged_updates own.test since 990: 1 users"_s};
    QTest::newRow("forged ones whose sender is known are one cause")
        << u"forged @victim:s.test 3 at=990 evil.test\nforged @other:t.test 3 at=991 evil.test"_s
        << QStringList{u"warning forged_updates evil.test since 990: 2 users"_s};
}

void DiagnosisTest::oneCauseIsOneIncident()
{
    QFETCH(QString, given);
    QFETCH(QStringList, told);
    QStringList found = lines(diagnose(facts(given)));
    std::sort(found.begin(), found.end());
    std::sort(told.begin(), told.end());
    QCOMPARE(found, told);
}

void DiagnosisTest::everyIncidentSaysWhatToDo()
{
    const auto all = diagnose(
        facts(u"failing s.test since=900 retry=1500 stale=1\nuser @a:t.test stale since=700 cause=declined\n"
              "user @a:u.test stale since=700\nuser @a:v.test gap n=1 at=900\nuser @a:w.test too_many_devices\n"
              "user @a:x.test resync_loop\nuser @a:aa.test differs\nuser @a:y.test leftover_marker\nuser @a:z.test unusable_keys\n"
              "user @b:z.test cross_signing_broken\nuser @b:z.test malformed_update n=1 at=990\n"
              "outbox a.test 1 oldest=1\nupdates b.test 1 oldest=1\ninbox @a:own.test D 1\n"
              "inbox @a:own.test E 1 unknown\nsource log failing x\nrow @a:c.test 1 restarted at=990\n"
              "row @a:d.test 1 rewound at=990\nrow @a:e.test 1 rebuilt at=990\nrow @a:f.test 1 pruned at=990\n"
              "key @a:g.test D A at=990 before=B\nidentity @a:g.test A at=990 before=B\nforged @a:h.test 1 at=990\n"
              "user @a:i.test stale since=1 cause=unusable_answer\nuser @a:j.test stale since=1 cause=no_network\n"
              "user @a:k.test stale since=1 cause=own_ip_range\nlag 4 since=900"_s));
    QSet<IncidentKind> kinds;
    for (const Incident &incident : all) {
        QVERIFY2(!incident.text.isEmpty() && !incident.advice.isEmpty(), qPrintable(line(incident)));
        QVERIFY2(!incident.text.contains(u'%') && !incident.advice.contains(u'%'), qPrintable(incident.text));
        QVERIFY(incident.since > 0 && incident.subjectKind != IncidentSubject::Unknown);
        kinds.insert(incident.kind);
    }
    QCOMPARE(kinds.size(), qsizetype(std::size(ApiWords<IncidentKind>::table)) - 1); // but a stream that stands still
}

void DiagnosisTest::moreDifferThanAreListed()
{
    Facts seen = facts(u"user @a:s.test differs at=700"_s);
    QVERIFY(!diagnose(seen).constFirst().usersAtLeast);
    seen.cutAt.insert(UserState::Differs);
    QVERIFY(diagnose(seen).constFirst().usersAtLeast);
}

void DiagnosisTest::fewAreNamedAndAllCounted()
{
    QString text;
    for (int i = 0; i < 300; ++i)
        text += u"user @u%1:s.test stale since=%2 cause=declined error=404:_Not_Found\n"_s.arg(i, 4, 10, QChar(u'0')).arg(100 + i);
    const auto all = diagnose(facts(text));
    QCOMPARE(lines(all), QStringList{u"error server_declines s.test since 100 cause declined: 300 users"_s});
    QCOMPARE(all[0].firstUsers.size(), Incident::namedUsers);
    QVERIFY(all[0].evidence.size() <= Incident::keptEvidence);
    QCOMPARE(all[0].actions, QList{IncidentAction::RefreshUsers});
}

void DiagnosisTest::evidenceNamesRows()
{
    const auto all = diagnose(facts(u"failing s.test since=900 retry=1500 stale=1\n"
                                    "user @bob:s.test stale since=890 cause=connection_refused last=950 error=Connection_was_refused\n"
                                    "user @bob:s.test gap n=7 at=889"_s));
    QCOMPARE(all.size(), 1);
    QStringList evidence;
    for (const Evidence &fact : all[0].evidence)
        evidence.append(
            QString::number(fact.at / 1000) + u' ' + toApiName(fact.kind) + (fact.n ? u" row "_s + QString::number(fact.n) : QString()));
    QCOMPARE(evidence, QStringList({u"889 history row 7"_s, u"890 database"_s, u"900 database"_s, u"950 log"_s}));
    QCOMPARE(all[0].nextTry, 1'500'000);
    QVERIFY(all[0].actions.contains(IncidentAction::EndBackoff));
}

/// A list that is dropped leaves no marker: what is known of it is what the log says.
void DiagnosisTest::aDroppedListRestsOnTheLog()
{
    const auto all = diagnose(facts(u"user @bob:s.test too_many_devices at=950 cause=too_many_devices"_s));
    QCOMPARE(all.size(), 1);
    QCOMPARE(all[0].evidence.size(), 1);
    QCOMPARE(all[0].evidence[0].kind, EvidenceKind::Log);
    QCOMPARE(all[0].evidence[0].fact, EvidenceFact::ListDropped);
    QCOMPARE(all[0].evidence[0].at, 950'000);
}

void DiagnosisTest::findingsHaveTheirKind()
{
    const auto kind = [](const QString &id, bool failing, std::optional<FetchCause> cause = {}) {
        Finding finding{.id = id, .severity = Severity::Error, .text = {}};
        finding.cause = cause;
        const auto found = kindOf(finding, failing);
        return found ? toApiName(*found) : QString();
    };
    QCOMPARE(kind(u"stale"_s, true), u"server_unreachable"_s);
    QCOMPARE(kind(u"stale"_s, false), u"list_stale"_s);
    QCOMPARE(kind(u"stale"_s, false, FetchCause::Declined), u"server_declines"_s);
    QCOMPARE(kind(u"gap"_s, false), u"lost_update"_s);
    QCOMPARE(kind(u"signature_invalid"_s, false), u"unusable_keys"_s);
    QCOMPARE(kind(u"pruned"_s, false), QString());
}

QTEST_GUILESS_MAIN(DiagnosisTest)
#include "tst_diagnosis.moc"
