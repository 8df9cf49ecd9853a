// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/apiwords.h"
#include "diagnosis/twosides.h"
#include "domain/apiwords.h"
#include "inspection/apiwords.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Diagnosis;

/// Cases as lines of text, times in seconds; "there" is @u:own.test's own server, "here" is far.test.
///   there A kA [name=x] [sig=s] · here A kA …        a device; the key "-" for none
///   there master M1 · here self_signing S1            a cross-signing key
///   change A 40 [at=900] [queued|unqueued]            what the sender numbered
///   told confirmed=45 [waits=A:44] [why=backoff] [more]   what it remembers of the receiver
///   row 41 A [applied] [prev=39] [at=905] [by=tap] [deleted] [unsigned]   the receiver's history in order of arrival
///   keys M1 [at=905] · fetch 50 [applied|ignored|unknown]
///   stale [error=refused] [since=900] · source log ok · recorded 100 [part]
///   unread list|queues|changes · untracked · no history · at sender=1000 receiver=1000
namespace {

struct Sides
{
    Case sender, receiver;
};

QJsonObject signingKey(const QString &key)
{
    return {{u"keys"_s, QJsonObject{{u"ed25519:"_s + key, key}}}};
}

Device device(const QString &id, const QString &key, const QMap<QString, QString> &values)
{
    Device made;
    made.deviceId = DeviceId(id);
    made.displayName = values.value(u"name"_s);
    if (key != "-"_L1) {
        made.keys = {{u"keys"_s, QJsonObject{{u"ed25519:"_s + id, key}}}};
        if (values.contains(u"sig"_s))
            made.keys.insert(u"signatures", QJsonObject{{u"@u:own.test"_s, QJsonObject{{u"ed25519:S"_s, values.value(u"sig"_s)}}}});
    }
    return made;
}

Sides sides(const QString &text)
{
    Sides made;
    const UserId user(u"@u:own.test"_s);
    made.sender.server = ServerName(u"own.test"_s);
    made.receiver.server = ServerName(u"far.test"_s);
    made.sender.userId = made.receiver.userId = user;
    OwnUser &own = made.sender.sender.emplace();
    own.userId = user;
    own.at = 1'000'000;
    own.listAvailable = own.changesAvailable = own.destinationsAvailable = {true, {}};
    ReceiversView &view = made.receiver.receiver.emplace();
    view.at = 1'000'000;
    view.details.summary.userId = user;
    view.history = {true, {}};
    view.isWhole = true;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.simplified().split(u' ', Qt::SkipEmptyParts);
        const QString what = words.at(0), second = words.value(1), third = words.value(2);
        QMap<QString, QString> values;
        for (const QString &word : words.mid(1))
            values.insert(word.section(u'=', 0, 0), word.section(u'=', 1));
        const auto ms = [&](const QString &name) { return values.value(name).toLongLong() * 1000; };
        const auto entry = [&](UpdateKind kind, qint64 received) {
            DeviceListUpdate row;
            row.n = view.updates.size() + 1;
            row.received = received;
            row.kind = kind;
            row.sources = UpdateSource::Log;
            return row;
        };
        if (what == "there"_L1 || what == "here"_L1) {
            CrossSigning &signing = what == "there"_L1 ? own.crossSigning : view.details.crossSigning;
            if (second == "master"_L1)
                signing.master = signingKey(third);
            else if (second == "self_signing"_L1)
                signing.selfSigning = signingKey(third);
            else
                (what == "there"_L1 ? own.devices : view.details.devices) += device(second, third, values);
        } else if (what == "change"_L1) {
            OwnChange change{.deviceId = DeviceId(second), .streamId = third.toLongLong(), .at = ms(u"at"_s)};
            if (values.contains(u"queued"_s) || values.contains(u"unqueued"_s))
                change.isQueued = values.contains(u"queued"_s);
            own.changes += change;
        } else if (what == "told"_L1) {
            ToldServer told{.destination = made.receiver.server, .confirmed = values.value(u"confirmed"_s).toLongLong()};
            if (values.contains(u"waits"_s)) {
                const QString waits = values.value(u"waits"_s);
                told.waiting = {{DeviceId(waits.section(u':', 0, 0)), waits.section(u':', 1).toLongLong(), 900'000}};
                told.updates = 1;
            }
            told.updatesAtLeast = values.contains(u"more"_s);
            if (values.contains(u"why"_s))
                told.why.reason = fromApiName<WaitReason>(values.value(u"why"_s));
            own.destinations = {told};
        } else if (what == "row"_L1) {
            DeviceListUpdate update = entry(UpdateKind::Update, ms(u"at"_s));
            update.streamId = StreamId(second);
            update.deviceId = DeviceId(third);
            update.verdict = fromApiName<Verdict>(words.value(3));
            if (values.contains(u"prev"_s))
                update.prevIds = {StreamId(values.value(u"prev"_s))};
            update.sources = values.contains(u"by"_s) ? fromApiName<UpdateSource>(values.value(u"by"_s)) : UpdateSource::Log;
            update.deleted = values.contains(u"deleted"_s);
            update.contentKnown = update.deleted || values.contains(u"key"_s);
            if (values.contains(u"key"_s))
                update.keys = device(third, values.value(u"key"_s), {}).keys;
            if (values.contains(u"unsigned"_s))
                update.verified = false;
            view.updates.prepend(update);
        } else if (what == "keys"_L1) {
            DeviceListUpdate update = entry(UpdateKind::SigningKeys, ms(u"at"_s));
            update.keys = {{u"master_key"_s, signingKey(second)}};
            update.verdict = Verdict::Applied;
            update.sources = UpdateSource::Log;
            view.updates.prepend(update);
        } else if (what == "fetch"_L1) {
            DeviceListUpdate update = entry(UpdateKind::Resync, ms(u"at"_s));
            update.streamId = StreamId(second);
            update.verdict = fromApiName<Verdict>(third);
            update.sources = UpdateSource::Log;
            view.updates.prepend(update);
        } else if (what == "stale"_L1) {
            view.details.summary.states = {UserState::Stale};
            view.details.summary.staleSince = ms(u"since"_s);
            Finding stale{.id = u"stale"_s, .severity = Severity::Error, .text = {}};
            stale.error = values.value(u"error"_s);
            if (!stale.error.isEmpty())
                stale.cause = FetchCause::Refused;
            view.details.summary.findings = {stale};
        } else if (what == "source"_L1) {
            made.receiver.sources
                += SourceStatus{.kind = fromApiName<SourceKind>(second), .state = fromApiName<SourceState>(third), .detail = {}};
        } else if (what == "recorded"_L1) {
            view.recordedSince = second.toLongLong() * 1000;
            view.isWhole = third != "part"_L1;
        } else if (what == "unread"_L1) {
            (second == "list"_L1            ? own.listAvailable
                    : second == "queues"_L1 ? own.destinationsAvailable
                                            : own.changesAvailable)
                = {false, u"not granted"_s};
        } else if (what == "untracked"_L1) {
            view.details.summary.states = {UserState::Untracked};
        } else if (what == "no"_L1) {
            view.history = {false, u"none"_s};
        } else if (what == "at"_L1) {
            own.at = ms(u"sender"_s);
            view.at = ms(u"receiver"_s);
        } else {
            qFatal("no such line: %s", qPrintable(line));
        }
    }
    return made;
}

QString told(const TwoSides &sides)
{
    return toApiName(sides.station) + u' ' + toApiName(sides.ground) + u' ' + toApiName(sides.side)
        + (sides.isMixed ? u" mixed"_s : QString());
}

QStringList rowsOf(const TwoSides &sides)
{
    QStringList rows;
    for (const SidesRow &row : sides.rows)
        rows += row.device.toString() + u' ' + toApiName(row.likeness)
            + (row.likeness == Likeness::Same ? QString() : u' ' + toApiName(row.station) + u' ' + toApiName(row.ground));
    return rows;
}

/// A device that the receiver lacks, whose update it confirmed; the history begins before it, and the log tells of updates.
const QString lost
    = u"there A kA\nthere B kB\nhere A kA\nchange B 40 at=900\nchange A 30 at=500\ntold confirmed=41\nrow 31 A applied at=505\n"
      "source log ok\nrecorded 100\n"_s;

} // namespace

class TestTwoSides : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stations_data();
    void stations();
    void rows();
    void oneSideNamesNobody_data();
    void oneSideNamesNobody();
    void casesThatDoNotBelongTogether();
};

void TestTwoSides::stations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row
        = [](const char *name, const QString &text, const char *expected) { QTest::newRow(name) << text << QString::fromLatin1(expected); };

    row("nothing on either side", u"told confirmed=0"_s, "in_step none neither");
    row("the same", u"there A kA\nhere A kA\ntold confirmed=0"_s, "in_step none neither");
    row("the same, though a fetch is due", u"there A kA\nhere A kA\nstale error=refused"_s, "in_step none neither");
    row("the same, though updates wait", u"there A kA\nhere A kA\ntold confirmed=1 waits=A:9 why=backoff"_s, "in_step none neither");
    row("a name that was never told", u"there A kA name=phone\nhere A kA"_s, "in_step none neither");
    row("without keys, in no whole list", u"there A -"_s, "in_step none neither");
    row("without keys, told by an update", u"there A -\nhere A -"_s, "in_step none neither");

    row("waits in backoff", u"there A kA\nchange A 40 at=900\ntold confirmed=30 waits=A:41 why=backoff"_s,
        "never_sent waits_in_queue sender");
    row("a deletion waits", u"here A kA\nchange A 40\ntold confirmed=30 waits=A:41"_s, "never_sent waits_in_queue sender");
    row("waits, of a device that is not told", u"there A kA\nchange A 40\ntold confirmed=30 waits=:41"_s,
        "never_sent waits_in_queue sender");
    row("waits, and the receiver's fetch fails too", u"there A kA\nchange A 40\ntold confirmed=30 waits=A:41\nstale error=refused"_s,
        "never_sent waits_in_queue sender");
    row("no updates made of it", u"there A kA\nchange A 40 unqueued\ntold confirmed=30"_s, "never_sent not_given_to_queues sender");
    row("updates for others alone", u"there A kA\nchange A 40 queued at=900\ntold confirmed=30"_s, "never_sent not_queued sender");
    row("a long queue", u"there A kA\nchange A 40\ntold confirmed=30 waits=X:41 more"_s, "cannot_tell queue_too_long unknown");

    row("never came", lost, "lost_between not_in_history between");
    row("never came, and a later one names it", lost + u"row 44 A applied prev=41 at=950"_s, "lost_between named_by_later between");
    row("a later one names it, and nothing was recorded before",
        u"there B kB\nchange B 40 at=900\ntold confirmed=44\nrow 44 A resync prev=41 at=950\nsource log ok"_s,
        "cannot_tell recorded_later unknown");
    row("a later one names it, of what a tap alone heard",
        QString(lost).replace("log ok"_L1, "tap ok"_L1) + u"row 44 A resync prev=41 at=950"_s, "cannot_tell tap_alone unknown");
    row("a deletion never came",
        u"here B kB\nchange B 40 at=900\ntold confirmed=41\nrow 31 A applied at=505\nsource log ok\nrecorded 100"_s,
        "lost_between not_in_history between");
    row("a new key never came",
        u"there B k2\nhere B k1\nchange B 40 at=900\ntold confirmed=41\nrow 31 B applied at=505\nsource log ok\nrecorded 100"_s,
        "lost_between not_in_history between");
    row("a signature never came",
        u"there B k sig=new\nhere B k\nchange B 40 at=900\ntold confirmed=41\nrow 31 B applied at=505\nsource log ok\nrecorded 100"_s,
        "lost_between not_in_history between");
    row("forged: it came from nobody", lost + u"row 41 B applied at=905 unsigned"_s, "lost_between not_in_history between");
    row("covered by its number alone", QString(lost).replace("at=900"_L1, ""_L1).replace("recorded 100"_L1, "recorded 0"_L1),
        "lost_between not_in_history between");
    row("covered by its time alone", QString(lost).replace("row 31 A"_L1, "row 90 A"_L1), "lost_between not_in_history between");
    row("recorded later",
        QString(lost).replace("row 31 A applied at=505"_L1, "row 90 A applied at=950"_L1).replace("recorded 100"_L1, "recorded 940"_L1),
        "cannot_tell recorded_later unknown");
    row("recorded later, as far as two clocks tell",
        QString(lost).replace("row 31 A applied at=505"_L1, "row 90 A applied at=950"_L1).replace("recorded 100"_L1, "recorded 890"_L1),
        "cannot_tell recorded_later unknown");
    row("the history's part is too short",
        QString(lost)
            .replace("row 31 A applied at=505"_L1, "row 90 A applied at=950"_L1)
            .replace("recorded 100"_L1, "recorded 100 part"_L1),
        "cannot_tell recorded_later unknown");
    row("no history", lost + u"no history"_s, "cannot_tell nothing_recorded unknown");
    row("a log that tells of fetches alone", QString(lost).replace("row 31 A applied at=505"_L1, "fetch 31 applied"_L1),
        "cannot_tell nothing_recorded unknown");
    row("a blind log", QString(lost).replace("log ok"_L1, "log failing"_L1), "cannot_tell sources_failing unknown");
    row("a log that catches up", QString(lost).replace("log ok"_L1, "log catching_up"_L1), "cannot_tell sources_failing unknown");
    row("one of two logs is blind", lost + u"source log failing"_s, "cannot_tell sources_failing unknown");
    row("what is recorded is not stored", lost + u"source updates failing"_s, "cannot_tell sources_failing unknown");
    row("a tap alone", QString(lost).replace("log ok"_L1, "tap ok"_L1), "cannot_tell tap_alone unknown");
    row("the lab tells all", QString(lost).replace("log ok"_L1, "lab ok"_L1).replace("A applied at=505"_L1, "A applied at=505 by=lab"_L1),
        "lost_between not_in_history between");

    row("came, fetch is due", lost + u"row 41 B resync at=905\nstale"_s, "lost_here fetch_pending receiver");
    row("came, fetch fails", lost + u"row 41 B resync at=905\nstale error=refused"_s, "lost_here fetch_failing receiver");
    row("lost, and a later one has the list fetched, in vain", lost + u"row 44 A resync prev=41 at=950\nstale error=refused"_s,
        "lost_here fetch_failing receiver");
    row("a fetch was due before, and the change never came", lost + u"stale error=refused since=800"_s,
        "lost_between not_in_history between");
    row("a fetch is due since then", lost + u"stale error=refused since=990"_s, "lost_here fetch_failing receiver");
    row("came and was dropped", lost + u"row 41 B ignored at=905"_s, "lost_here ignored receiver");
    row("came, was applied, and is not there", lost + u"row 41 B applied at=905"_s, "lost_here not_stored receiver");
    row("came, and nothing tells more", lost + u"row 41 B unknown at=905"_s, "lost_here fate_unknown receiver");
    row("came, and the fetch for it failed", lost + u"row 41 B resync at=905\nfetch - ignored"_s, "lost_here fetch_failing receiver");
    row("came, was fetched, and is not there", lost + u"row 41 B resync at=905\nfetch 50 applied"_s, "lost_here not_stored receiver");
    row("fetched with an older one, came after that, and is not there", lost + u"fetch 50 applied\nrow 41 B resync at=905"_s,
        "lost_here not_stored receiver");
    row("an older list was fetched, and nothing tells more", lost + u"fetch 39 applied\nrow 41 B resync at=905"_s,
        "lost_here fate_unknown receiver");
    row("fetched since, and is not there", lost + u"fetch 50 applied"_s, "lost_here not_stored receiver");
    row("an older one came", lost + u"row 35 B applied at=800"_s, "lost_between not_in_history between");

    row("nothing remembered", u"there A kA\nchange A 40\ntold confirmed=0"_s, "sender_forgot nothing_remembered sender");
    row("a device that it never had", u"here A kA\ntold confirmed=41"_s, "sender_forgot nothing_remembered sender");

    row("the list may not be read", lost + u"unread list"_s, "cannot_tell senders_list_unread unknown");
    row("the queues may not be read", lost + u"unread queues"_s, "cannot_tell senders_queues_unread unknown");
    row("not asked about this receiver", u"there A kA\nchange A 40"_s, "cannot_tell senders_queues_unread unknown");
    row("not followed", lost + u"untracked"_s, "cannot_tell not_tracked unknown");
    row("changed since the receiver was asked", lost + u"at sender=1000 receiver=800"_s, "cannot_tell views_apart unknown");
    row("came since the sender was asked", lost + u"row 41 B applied at=1100\nat sender=1000 receiver=1200"_s,
        "cannot_tell views_apart unknown");
    row("a moment ago", QString(lost).replace("at=900"_L1, "at=997"_L1), "cannot_tell just_now unknown");

    row("no numbers, came with this content", u"unread changes\nthere B kB\ntold confirmed=41\nrow 41 B applied key=kB\nsource lab ok"_s,
        "lost_here not_stored receiver");
    row("no numbers, never came", u"unread changes\nthere B kB\ntold confirmed=41\nrow 31 A applied by=lab\nsource lab ok"_s,
        "lost_between not_in_history between");
    row("no numbers, recorded later", u"unread changes\nthere B kB\ntold confirmed=41\nrow 51 A applied by=lab\nsource lab ok"_s,
        "cannot_tell recorded_later unknown");
    row("no numbers, waits", u"unread changes\nthere B kB\ntold confirmed=30 waits=B:41"_s, "never_sent waits_in_queue sender");

    const QString reset = u"there master M2\nhere master M1\nchange M2 40 at=900\ntold confirmed=41\nsource log ok\nrecorded 100\n"_s;
    row("a new identity waits", QString(reset).replace("confirmed=41"_L1, "confirmed=30 waits=M2:41"_L1),
        "never_sent waits_in_queue sender");
    row("a new identity never came", reset + u"keys M1 at=200"_s, "lost_between not_in_history between");
    row("a new identity came", reset + u"keys M1 at=200\nkeys M2 at=905"_s, "lost_here not_stored receiver");
    row("a history without identities", reset + u"row 31 A applied at=505"_s, "cannot_tell nothing_recorded unknown");
    row("the self-signing key alone", u"there self_signing S2\nchange S2 40 at=900\ntold confirmed=30 waits=S2:41"_s,
        "never_sent waits_in_queue sender");

    row("two stations: the first one counts",
        u"there A kA\nthere B kB\nchange B 40 at=900\nchange A 30 at=800\ntold confirmed=35 waits=B:41\nrow 31 A ignored at=805\nsource log ok"_s,
        "lost_here ignored receiver mixed");
    row("what is known counts before what is not",
        u"there A kA\nthere B kB\nchange B 40 at=900\nchange A 30 at=800\ntold confirmed=35 waits=B:41"_s,
        "never_sent waits_in_queue sender mixed");
}

void TestTwoSides::stations()
{
    QFETCH(QString, text);
    const Sides made = sides(text);
    const auto compared = compareSides(made.sender, made.receiver);
    QVERIFY(compared);
    QTEST(told(*compared), "expected");
    const auto turned = compareSides(made.receiver, made.sender);
    QVERIFY(turned);
    QCOMPARE(told(*turned), told(*compared));
    QCOMPARE(rowsOf(*turned), rowsOf(*compared));
    // What a file carries is what the comparison needs.
    const auto there = fromCaseFile(toCaseFile(made.sender)), here = fromCaseFile(toCaseFile(made.receiver));
    QVERIFY2(there, there ? "" : qPrintable(there.error().text));
    QVERIFY2(here, here ? "" : qPrintable(here.error().text));
    const auto again = compareSides(*there, *here);
    QVERIFY(again);
    QCOMPARE(told(*again), told(*compared));
    QCOMPARE(rowsOf(*again), rowsOf(*compared));
}

void TestTwoSides::rows()
{
    const Sides made = sides(
        u"there A k1\nthere B k2 name=new\nthere C k3 sig=x\nthere D k4\nthere master M\nhere A k1\nhere B k2 name=old\nhere C k3 sig=y\n"
        "here D k5\nhere E k6\nhere master M\nchange A 1\nchange B 2\nchange C 3\nchange D 4\nchange E 5\n"
        "told confirmed=1 waits=E:9"_s);
    const auto compared = compareSides(made.sender, made.receiver);
    QVERIFY(compared);
    QCOMPARE(rowsOf(*compared),
        QStringList({u"B name_differs never_sent not_queued"_s, u"C signatures_differ never_sent not_queued"_s,
            u"D key_differs never_sent not_queued"_s, u"E only_here never_sent waits_in_queue"_s, u"A same"_s, u"M same"_s}));
    QCOMPARE(compared->differing, 4);
    QCOMPARE(compared->rows.at(2).thereKey, u"k4"_s);
    QCOMPARE(compared->rows.at(2).hereKey, u"k5"_s);
    QCOMPARE(compared->rows.at(3).waits, 9);
}

void TestTwoSides::oneSideNamesNobody_data()
{
    QTest::addColumn<bool>("isSender");
    QTest::addColumn<QString>("text");
    for (const bool isSender : {true, false}) {
        const QString side = isSender ? u"sender "_s : u"receiver "_s;
        const auto row
            = [&](const QString &name, const QString &text) { QTest::newRow(qPrintable(QString(side + name))) << isSender << text; };
        row(u"lost"_s, lost);
        row(u"gap"_s, QString(lost + u"row 44 A resync prev=41 at=950\nstale error=refused"_s));
        row(u"backoff"_s, u"there A kA\nchange A 40\ntold confirmed=30 waits=A:41 why=backoff"_s);
        row(u"in step"_s, u"there A kA\nhere A kA\ntold confirmed=41"_s);
    }
}

void TestTwoSides::oneSideNamesNobody()
{
    QFETCH(bool, isSender);
    QFETCH(QString, text);
    const Sides made = sides(text);
    const auto compared = compareSides(isSender ? made.sender : made.receiver, {});
    QVERIFY(compared);
    QCOMPARE(told(*compared), isSender ? u"cannot_tell no_receivers_view unknown"_s : u"cannot_tell no_senders_view unknown"_s);
    QCOMPARE(compared->rows.size(), 0);
    QCOMPARE(compared->sender.toString(), u"own.test"_s);
    // A gateway without a view of the user is no side.
    Case empty = isSender ? made.receiver : made.sender;
    (isSender ? empty.receiver.reset() : empty.sender.reset());
    const auto without = compareSides(isSender ? made.sender : made.receiver, empty);
    QVERIFY(without);
    QCOMPARE(without->station, Station::CannotTell);
    QCOMPARE(without->side, Side::Unknown);
}

void TestTwoSides::casesThatDoNotBelongTogether()
{
    Sides made = sides(lost);
    const auto refused = [](const Case &one, const Case &other, const QString &says) {
        const auto compared = compareSides(one, other);
        QVERIFY(!compared);
        QVERIFY2(compared.error().text.contains(says), qPrintable(compared.error().text));
    };
    refused(made.sender, made.sender, u"user's own server own.test"_s);
    refused(made.receiver, made.receiver, u"keep a copy, far.test and far.test"_s);
    Case other = made.receiver;
    other.userId = UserId(u"@v:own.test"_s);
    refused(made.sender, other, u"different users"_s);
}

QTEST_GUILESS_MAIN(TestTwoSides)
#include "tst_twosides.moc"
