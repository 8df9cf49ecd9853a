// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/comparison.h"
#include "audit/interval.h"
#include "audit/missed.h"

#include "inspection/apiwords.h"

#include <QJsonArray>
#include <QTest>

#include <utility>

using namespace Lockstep;
using namespace Lockstep::Audits;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

const UserId bob(u"@bob:b.test"_s);

/// "DEVICE key=K name=N self=SIG; …": a device each; "*" is the user: "* master=M ssk=S signed=SIG". A device without "key" has no keys.
/// "by=KEY:SIG" is a signature of the user's by any key, "others=SIG" one of another user, "more=X" a member that nobody knows,
/// "unsigned=X" what a server added, "algorithms=a,b".
DeviceList listOf(const QString &text)
{
    DeviceList list;
    list.userId = bob;
    for (const QString &part : text.split(u';', Qt::SkipEmptyParts)) {
        const QStringList words = part.simplified().split(u' ');
        QMap<QString, QString> said;
        for (const QString &word : words.mid(1))
            said[word.section(u'=', 0, 0)] = word.section(u'=', 1);
        const QString id = words.constFirst();
        if (id == "*"_L1) {
            const auto key = [](const QString &usage, const QString &value) {
                return QJsonObject{{u"user_id"_s, bob.toString()}, {u"usage"_s, QJsonArray{usage}},
                    {u"keys"_s, QJsonObject{{u"ed25519:"_s + value, value}}}};
            };
            if (said.contains(u"master"_s))
                list.crossSigning.master = key(u"master"_s, said[u"master"_s]);
            if (said.contains(u"ssk"_s)) {
                list.crossSigning.selfSigning = key(u"self_signing"_s, said[u"ssk"_s]);
                list.crossSigning.selfSigning[u"signatures"_s]
                    = QJsonObject{{bob.toString(), QJsonObject{{u"ed25519:"_s + said[u"master"_s], said[u"signed"_s]}}}};
            }
            continue;
        }
        Device device{.deviceId = DeviceId(id), .displayName = said[u"name"_s], .keys = {}};
        if (said.contains(u"key"_s)) {
            QJsonObject own, all;
            if (said.contains(u"self"_s))
                own[u"ed25519:"_s + id] = said[u"self"_s];
            if (said.contains(u"by"_s))
                own[u"ed25519:"_s + said[u"by"_s].section(u':', 0, 0)] = said[u"by"_s].section(u':', 1);
            all[bob.toString()] = own;
            if (said.contains(u"others"_s))
                all[u"@ann:a.test"_s] = QJsonObject{{u"ed25519:usk"_s, said[u"others"_s]}};
            device.keys = {{u"user_id"_s, bob.toString()}, {u"device_id"_s, id},
                {u"algorithms"_s, QJsonArray::fromStringList(said.value(u"algorithms"_s, u"a,b"_s).split(u','))},
                {u"keys"_s, QJsonObject{{u"ed25519:"_s + id, said[u"key"_s]}}}, {u"signatures"_s, all}};
            if (said.contains(u"more"_s))
                device.keys[u"more"_s] = said[u"more"_s];
            if (said.contains(u"unsigned"_s))
                device.keys[u"unsigned"_s] = QJsonObject{{u"device_display_name"_s, said[u"unsigned"_s]}};
        }
        list.devices.append(device);
    }
    return list;
}

/// "device_missing LAPTOP; …"
QString textOf(const Comparison &comparison)
{
    QStringList parts;
    for (const ListDifference &difference : comparison.differences)
        parts.append(QString(toApiName(difference.kind) + u' ' + difference.deviceId.toString()).trimmed());
    return parts.join(u"; "_s);
}

/// "update D content=… verdict=applied; resync ok; head; keys …": what is recorded of the user, in order of arrival.
Recorded recordOf(const QString &text)
{
    Recorded record{.updates = {}, .isWhole = true, .since = 1, .isFed = true};
    for (const QString &part : text.split(u';', Qt::SkipEmptyParts)) {
        const QStringList words = part.simplified().split(u' ');
        DeviceListUpdate update;
        update.n = record.updates.size() + 1;
        const QString kind = words.constFirst();
        update.verdict = words.contains(u"ignored"_s)            ? Verdict::Ignored
            : words.contains(u"resync"_s) && kind != "resync"_L1 ? Verdict::Resync
            : words.contains(u"failed"_s)                        ? Verdict::Ignored
                                                                 : Verdict::Applied;
        if (words.contains(u"gap"_s))
            update.breaks |= Break::Gap;
        if (kind == "resync"_L1) {
            update.kind = UpdateKind::Resync;
            update.streamId = StreamId(7);
        } else if (kind == "head"_L1) {
            update.kind = UpdateKind::Head;
        } else if (kind == "keys"_L1) {
            update.kind = UpdateKind::SigningKeys;
        } else {
            update.deviceId = DeviceId(kind);
            for (const QString &word : words) {
                if (!word.startsWith("key="_L1))
                    continue;
                update.contentKnown = true;
                update.keys = listOf(kind + u' ' + word).devices.constFirst().keys;
            }
        }
        record.updates.append(update);
    }
    return record;
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void compares_data()
    {
        QTest::addColumn<QString>("copy");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<QString>("differences");
        const QString whole = u"* master=M ssk=S signed=s; A key=1 name=phone self=x by=S:y; B key=2 self=z"_s;
        QTest::newRow("same") << whole << whole << u""_s;
        QTest::newRow("no devices at all") << u""_s << u""_s << u""_s;
        QTest::newRow("missing") << u"A key=1"_s << u"A key=1; B key=2"_s << u"device_missing B"_s;
        QTest::newRow("extra") << u"A key=1; B key=2"_s << u"B key=2"_s << u"device_extra A"_s;
        QTest::newRow("key") << u"A key=1"_s << u"A key=2"_s << u"keys_differ A"_s;
        QTest::newRow("algorithms") << u"A key=1 algorithms=a"_s << u"A key=1 algorithms=a,b"_s << u"keys_differ A"_s;
        QTest::newRow("keys are gone") << u"A key=1"_s << u"A"_s << u"keys_differ A"_s;
        QTest::newRow("name") << u"A key=1 name=x"_s << u"A key=1 name=y"_s << u"name_differs A"_s;
        QTest::newRow("a name that the copy lacks") << u"A key=1"_s << u"A key=1 name=y"_s << u"name_differs A"_s;
        QTest::newRow("a name that is gone, where others are told")
            << u"A key=1 name=x; B key=2 name=b"_s << u"A key=1; B key=2 name=b"_s << u"name_differs A"_s;
        QTest::newRow("own signature") << u"A key=1 self=x"_s << u"A key=1 self=y"_s << u"signatures_differ A"_s;
        QTest::newRow("cross-signature") << u"* master=M ssk=S signed=s; A key=1 self=x"_s
                                         << u"* master=M ssk=S signed=s; A key=1 self=x by=S:y"_s << u"signatures_differ A"_s;
        QTest::newRow("master and self-signing")
            << u"* master=M ssk=S signed=s"_s << u"* master=N ssk=T signed=t"_s << u"master_key_differs; self_signing_key_differs"_s;
        QTest::newRow("no cross-signing yet") << u"A key=1"_s << u"* master=M ssk=S signed=s; A key=1"_s
                                              << u"master_key_differs; self_signing_key_differs"_s;
        QTest::newRow("self-signing key of an old master")
            << u"* master=M ssk=S signed=s"_s << u"* master=M ssk=S signed=t"_s << u"self_signing_key_differs"_s;

        QTest::newRow("names are withheld") << u"A key=1 name=x; B key=2 name=y"_s << u"A key=1; B key=2"_s << u""_s;
        QTest::newRow("a device without keys, which whole lists leave out") << u"A key=1; BOT name=bot"_s << u"A key=1"_s << u""_s;
        QTest::newRow("signatures of others") << u"A key=1 others=q"_s << u"A key=1"_s << u""_s;
        QTest::newRow("signatures of a key that is no more") << u"A key=1 self=x by=OLD:q"_s << u"A key=1 self=x"_s << u""_s;
        QTest::newRow("unsigned") << u"A key=1 unsigned=x"_s << u"A key=1"_s << u""_s;
        QTest::newRow("unknown members") << u"A key=1 more=x"_s << u"A key=1"_s << u""_s;
        QTest::newRow("padding") << u"A key=1== self=x="_s << u"A key=1 self=x"_s << u""_s;
        QTest::newRow("order") << u"A key=1 algorithms=a,b; B key=2"_s << u"B key=2; A key=1 algorithms=b,a"_s << u""_s;
        QTest::newRow("cross-signing keys that the origin does not mention")
            << u"* master=M ssk=S signed=s; A key=1"_s << u"A key=1"_s << u""_s;
    }
    void compares()
    {
        QFETCH(QString, copy);
        QFETCH(QString, origin);
        QFETCH(QString, differences);
        QCOMPARE(textOf(compare(listOf(copy), listOf(origin))), differences);
    }

    void namesWithheldAreCounted() { QCOMPARE(compare(listOf(u"A key=1 name=x"_s), listOf(u"A key=1"_s)).namesWithheld, 1); }

    void aLongListIsCut()
    {
        DeviceList copy = listOf({}), origin = listOf({});
        for (int i = 0; i < 1000; ++i)
            origin.devices.append({.deviceId = DeviceId(QString(100'000, u'x') + QString::number(i)), .displayName = {}, .keys = {}});
        const Comparison comparison = compare(copy, origin);
        QCOMPARE(comparison.differences.size(), AuditedList::maxDifferences);
        QCOMPARE(comparison.unlisted, 1000 - AuditedList::maxDifferences);
        QVERIFY(comparison.differences.constFirst().deviceId.toString().size() <= longestDeviceId);
    }

    void textsOfOthersAreMadeFitToBeShown()
    {
        DeviceList copy = listOf(u"A key=1"_s), origin = listOf(u"A key=1"_s);
        origin.devices.first().displayName = u"evil\u202e"_s + QString(100'000, u'x');
        const ListDifference difference = compare(copy, origin).differences.constFirst();
        QVERIFY(difference.there.contains("\\u202e"_L1));
        QVERIFY(difference.there.size() < 400);
    }

    void missed_data()
    {
        QTest::addColumn<QString>("record");
        QTest::addColumn<QString>("copy");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<int>("n");
        const auto row = [](const char *name, const char *record, const char *copy, const char *origin, const char *cause, int n) {
            QTest::newRow(name) << QString::fromLatin1(record) << QString::fromLatin1(copy) << QString::fromLatin1(origin)
                                << QString::fromLatin1(cause) << n;
        };
        row("not applied", "resync; A key=2 ignored", "A key=1", "A key=2", "not_applied", 2);
        row("asked for a resync that never succeeded", "resync; A key=2 resync; resync failed", "A key=1", "A key=2", "not_applied", 2);
        row("gap", "resync; A key=1; B key=3 gap", "A key=1", "A key=2", "gap", 3);
        row("a gap that a fetch healed is none", "A key=1 gap; resync", "A key=1", "A key=2", "never_came", 0);
        row("nothing came since the whole list", "resync", "A key=1", "A key=2", "never_came", 0);
        row("nothing came after the last update", "A key=1", "A key=1", "A key=2", "never_came", 0);
        row("nothing recorded of it", "B key=1", "A key=1", "A key=2", "before_recording", 0);
        row("applied, and not there", "resync; A key=2", "A key=1", "A key=2", "cannot_tell", 2);
        row("applied, and what it said is not known", "resync; A", "A key=1", "A key=2", "cannot_tell", 2);
        row("something moved that nobody told of", "resync; head", "A key=1", "A key=2", "not_recorded", 2);
        row("cross-signing keys never came", "resync", "* master=M ssk=S signed=s", "* master=N ssk=T signed=t", "never_came", 0);
        row("cross-signing keys were dropped", "resync; keys ignored", "* master=M ssk=S signed=s", "* master=N ssk=T signed=t",
            "not_applied", 2);
        row("two causes", "resync; A key=2 ignored", "A key=1; B key=1", "A key=2; B key=2", "cannot_tell", 0);
    }
    void missed()
    {
        QFETCH(QString, record);
        QFETCH(QString, copy);
        QFETCH(QString, origin);
        QFETCH(QString, cause);
        QFETCH(int, n);
        const DeviceList there = listOf(origin);
        const Missed found = whyMissed(compare(listOf(copy), there).differences, there, recordOf(record));
        QCOMPARE(toApiName(found.cause), cause);
        QCOMPARE(found.n, n);
    }

    void missedWithoutARecord()
    {
        const DeviceList there = listOf(u"A key=2"_s);
        const auto differences = compare(listOf(u"A key=1"_s), there).differences;
        QCOMPARE(whyMissed(differences, there, {}).cause, MissedCause::NotRecorded);
        Recorded blind = recordOf(u"resync"_s);
        blind.isFed = false;
        QCOMPARE(whyMissed(differences, there, blind).cause, MissedCause::NotRecorded);
        Recorded cut = recordOf(u"B key=1"_s);
        cut.isWhole = false;
        QCOMPARE(whyMissed(differences, there, cut).cause, MissedCause::CannotTell);
    }

    /// In parts of a million; the figures are from sums of the binomial distribution.
    void intervals_data()
    {
        QTest::addColumn<qint64>("population");
        QTest::addColumn<qint64>("compared");
        QTest::addColumn<qint64>("differ");
        QTest::addColumn<bool>("isRandom");
        QTest::addColumn<qint64>("least");
        QTest::addColumn<qint64>("most");
        QTest::newRow("4 of 300") << 41'200LL << 300LL << 4LL << true << 3'645LL << 33'785LL;
        QTest::newRow("none of 300") << 41'200LL << 300LL << 0LL << true << 0LL << 12'221LL;
        QTest::newRow("all of 10") << 41'200LL << 10LL << 10LL << true << 691'503LL << 1'000'000LL;
        QTest::newRow("none of 1") << 41'200LL << 1LL << 0LL << true << 0LL << 975'000LL;
        QTest::newRow("everything was looked at") << 400LL << 400LL << 20LL << true << 50'000LL << 50'000LL;
        QTest::newRow("all but one") << 100LL << 99LL << 0LL << true << 0LL << 10'000LL;
        QTest::newRow("not at random") << 1000LL << 400LL << 20LL << false << 20'000LL << 620'000LL;
    }
    void intervals()
    {
        QFETCH(qint64, population);
        QFETCH(qint64, compared);
        QFETCH(qint64, differ);
        QFETCH(bool, isRandom);
        QFETCH(qint64, least);
        QFETCH(qint64, most);
        const auto found = differing({population, compared, differ, isRandom});
        QVERIFY(found);
        QVERIFY2(qAbs(found->leastPpm - least) <= 1 && qAbs(found->mostPpm - most) <= 1,
            qPrintable(u"%1 to %2"_s.arg(found->leastPpm).arg(found->mostPpm)));
    }
    void nothingComparedHasNoInterval() { QVERIFY(!differing({.population = 10, .compared = 0, .differ = 0, .isRandom = true})); }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
