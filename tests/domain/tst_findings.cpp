// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/apiwords.h"
#include "domain/findings.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

DeviceListUpdate entry(qint64 n, Breaks breaks)
{
    DeviceListUpdate update;
    update.n = n;
    update.breaks = breaks;
    return update;
}

DeviceListUpdate resync(qint64 n, Verdict verdict)
{
    DeviceListUpdate update;
    update.n = n;
    update.kind = UpdateKind::Resync;
    update.verdict = verdict;
    return update;
}

FindingFacts facts()
{
    FindingFacts result;
    result.user = UserId(u"@bob:remote.test"_s);
    return result;
}

/// "error gap 7; info pruned 3".
QString summary(const FindingFacts &about)
{
    QStringList parts;
    for (const Finding &finding : findingsOf(about)) {
        const QString n = finding.n > 0 ? QString(u' ' + QString::number(finding.n)) : QString();
        parts.append(toApiName(finding.severity) + u' ' + finding.id + n);
    }
    return parts.join(u"; "_s);
}

Device device(const QString &id, SignatureState self, CrossSignatureState cross)
{
    Device result;
    result.deviceId = DeviceId(id);
    result.selfSignature = self;
    result.crossSignature = cross;
    return result;
}

} // namespace

class FindingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsWrong();
    void lists();
    void histories();
    void devices();
    void timesAndCounts();
    void keysTakeAStreamId();
    void textsAreSentences();
    void remoteTextIsHarmless();
};

void FindingsTest::nothingIsWrong()
{
    FindingFacts about = facts();
    about.addHistory({entry(1, Break::First), entry(2, {}), entry(3, Break::Merge)});
    about.list.devices = {device(u"A"_s, SignatureState::Valid, CrossSignatureState::CrossSigned),
        device(u"B"_s, SignatureState::Valid, CrossSignatureState::NoCrossSigning),
        device(u"C"_s, SignatureState::Unchecked, CrossSignatureState::Unchecked)};
    QCOMPARE(summary(about), QString());
}

void FindingsTest::lists()
{
    FindingFacts about = facts();
    about.isStale = true;
    QCOMPARE(summary(about), u"warning stale"_s);
    about.isServerFailing = true;
    about.trouble.error = u"connection refused"_s;
    QCOMPARE(summary(about), u"error stale; warning remote_failing"_s);
    // What happens, what helps, and nothing that takes it back.
    for (const Finding &finding : findingsOf(about))
        QVERIFY2(!finding.text.contains(u"a refresh tries now") && !finding.text.contains(u"cannot be reached"), qPrintable(finding.text));
    // An answer is no reason for a backoff.
    about.trouble = {.cause = FetchCause::Declined, .error = u"404: Not Found"_s};
    for (const Finding &finding : findingsOf(about))
        QVERIFY2(!finding.text.contains(u"every 30 seconds") && (finding.id == u"stale" || !finding.text.contains(u"404")),
            qPrintable(finding.text));
    about.isTracked = false;
    about.isServerFailing = false;
    about.isLeftOver = true;
    about.keptForDays = 250;
    QCOMPARE(summary(about), u"warning leftover_marker"_s);
    about = facts();
    about.trouble = {.cause = FetchCause::TooManyDevices, .devices = 1337};
    about.newestFailedResync = 3;
    QCOMPARE(summary(about), u"error too_many_devices"_s);
    // One trouble is one line, whoever tells of it.
    about = facts();
    about.isStale = true;
    about.newestFailedResync = 3;
    QCOMPARE(summary(about), u"warning stale; warning resync_failed 3"_s);
    about.trouble = {.cause = FetchCause::Declined, .error = u"404: Not Found"_s};
    QCOMPARE(summary(about), u"error stale"_s);
    about.isTracked = false;
    QCOMPARE(summary(about), u"warning queued"_s);
    about = facts();
    about.fetchesInVain = 12;
    about.hasUnusableKeys = true;
    about.hasBrokenCrossSigning = true;
    QCOMPARE(summary(about), u"error unusable_keys; error cross_signing_broken; warning resync_loop"_s);
    about = facts();
    about.isTracked = false;
    QCOMPARE(summary(about), QString());
    about.hasDevices = true;
    QCOMPARE(summary(about), u"info orphaned"_s);
    about.isStale = true;
    QCOMPARE(summary(about), u"info queued"_s);
}

void FindingsTest::histories()
{
    FindingFacts about = facts();
    about.addHistory({entry(1, Break::First), entry(2, Break::Gap), entry(3, Break::Pruned), entry(4, Break::Pruned)});
    QCOMPARE(summary(about), u"error gap 2; info pruned 4"_s);
    about.missing = {StreamId(41), StreamId(42)};
    QVERIFY(findingsOf(about).first().text.contains(u"(41, 42)"));

    about = facts();
    about.addHistory({entry(2, Break::Gap), resync(3, Verdict::Applied), entry(4, Break::NeedlessResync)});
    QCOMPARE(summary(about), u"info gap_healed 2; info needless_resync 4"_s);

    about = facts();
    about.addHistory({entry(2, Break::Gap), resync(3, Verdict::Ignored), resync(4, Verdict::Unknown)});
    QCOMPARE(summary(about), u"error gap 2; warning resync_failed 3"_s);

    about = facts();
    about.addHistory({entry(4, Break::Restarted), entry(5, Break::Rewound), entry(6, Break::Rebuilt)});
    QCOMPARE(summary(about), u"warning rewound 5; warning rebuilt 6; info restarted 4"_s);
    about.addHistory({resync(7, Verdict::Ignored)});
    QCOMPARE(summary(about), u"warning resync_failed 7; warning rewound 5; warning rebuilt 6; info restarted 4"_s);
    about.addHistory({resync(8, Verdict::Applied), entry(9, Break::Rebuilt)});
    QCOMPARE(summary(about), u"warning rebuilt 9; info rewound_healed 5; info restarted 4"_s);
    // Of the last resync it is not sure that it succeeded.
    about = facts();
    about.addHistory({entry(5, Break::Gap), entry(6, Break::Rewound), resync(7, Verdict::Ignored), resync(8, Verdict::Applied)}, 3);
    QCOMPARE(summary(about), u"error gap 5; warning resync_failed 7; warning rewound 6"_s);

    // Anybody can send what is not verified: it is on no list of troubles.
    about = facts();
    DeviceListUpdate forged = entry(9, {});
    forged.verified = false;
    about.addHistory({entry(5, Break::Fork | Break::OutOfOrder), entry(6, Break::Placeholder), entry(7, Break::Duplicate), forged});
    QCOMPARE(summary(about), u"info out_of_order 5; info placeholder 6; info fork 5; info duplicate 7"_s);
}

void FindingsTest::devices()
{
    FindingFacts about = facts();
    about.list.devices = {device(u"A"_s, SignatureState::Invalid, CrossSignatureState::CrossSignatureInvalid),
        device(u"B"_s, SignatureState::Missing, CrossSignatureState::NotCrossSigned),
        device(u"C"_s, SignatureState::NoKeys, CrossSignatureState::NoKeys),
        device(u"D"_s, SignatureState::IdMismatch, CrossSignatureState::RefuseIdCollision)};
    QCOMPARE(summary(about),
        u"error signature_invalid; error signature_missing; error id_mismatch; error refuse_id_collision; "
        "error cross_signature_invalid; warning unsigned_devices; info no_keys"_s);
    about.list.devices = {device(u"A"_s, SignatureState::Valid, CrossSignatureState::CrossSigningInvalid)};
    QCOMPARE(summary(about), u"error cross_signing_invalid"_s);
    about.list.devices = {device(u"A"_s, SignatureState::Valid, CrossSignatureState::CrossSigningIncomplete)};
    QCOMPARE(summary(about), u"warning cross_signing_incomplete"_s);

    about.list.devices.clear();
    for (int i = 0; i < 1000; ++i)
        about.list.devices.append(device(u"DEV%1"_s.arg(i), SignatureState::Valid, CrossSignatureState::NotCrossSigned));
    const QString text = findingsOf(about).first().text;
    QVERIFY2(text.contains(u"DEV4 and 995 more"), qPrintable(text));
}

/// Since when, until when and how often, as far as the history tells; what a resync healed begins anew.
void FindingsTest::timesAndCounts()
{
    const auto at = [](DeviceListUpdate update) {
        update.received = 1000 * update.n;
        return update;
    };
    const auto seen = [](const FindingFacts &about, const QString &id) {
        for (const Finding &finding : findingsOf(about)) {
            if (finding.id == id)
                return u"%1 %2 %3"_s.arg(finding.since).arg(finding.last).arg(finding.count);
        }
        return QString();
    };
    FindingFacts about = facts();
    about.addHistory({at(entry(1, Break::Gap)), at(resync(2, Verdict::Applied)), at(entry(3, Break::Gap)), at(entry(4, Break::Fork)),
        at(entry(5, Break::Gap)), at(resync(6, Verdict::Ignored)), at(resync(7, Verdict::Ignored)), at(entry(8, Break::Fork))});
    QCOMPARE(seen(about, u"gap"_s), u"3000 5000 2"_s);
    QCOMPARE(seen(about, u"fork"_s), u"4000 8000 2"_s);
    QCOMPARE(seen(about, u"resync_failed"_s), u"6000 7000 2"_s);
    about.addHistory({at(resync(9, Verdict::Applied))});
    QCOMPARE(seen(about, u"gap_healed"_s), u"1000 5000 3"_s);
    QCOMPARE(seen(about, u"resync_failed"_s), QString());
}

/// Synapse gives a change of cross-signing keys a stream_id that nobody receives: the gap after it lost nothing.
void FindingsTest::keysTakeAStreamId()
{
    const auto keys = [](qint64 n) {
        DeviceListUpdate update = entry(n, {});
        update.kind = UpdateKind::SigningKeys;
        return update;
    };
    FindingFacts about = facts();
    about.addHistory({entry(1, Break::First), keys(2), keys(3), entry(4, Break::Gap)});
    QCOMPARE(summary(about), u"warning keys_gap 4"_s);
    about.addHistory({resync(5, Verdict::Applied)});
    QCOMPARE(summary(about), u"info keys_gap_healed 4"_s);
    about.addHistory({keys(6), entry(7, Break::Fork), entry(8, Break::Gap)});
    QCOMPARE(summary(about), u"error gap 8; info fork 7"_s);
    about.addHistory({resync(9, Verdict::Applied)});
    QCOMPARE(summary(about), u"info gap_healed 8; info keys_gap_healed 4; info fork 7"_s);
    // A list that came in between has the number.
    about = facts();
    about.addHistory({keys(1), resync(2, Verdict::Applied), entry(3, Break::Gap)});
    QCOMPARE(summary(about), u"error gap 3"_s);
}

void FindingsTest::textsAreSentences()
{
    FindingFacts about = facts();
    about.isStale = true;
    about.isServerFailing = true;
    for (int bit = 0; bit < 12; ++bit)
        about.newest[Break(quint16(1u << bit))] = bit + 1;
    about.newestFailedResync = 1;
    about.list.devices = {device(u"A"_s, SignatureState::Invalid, CrossSignatureState::NotCrossSigned)};
    const QList<Finding> findings = findingsOf(about);
    QVERIFY(findings.size() >= 12);
    for (const Finding &finding : findings) {
        QVERIFY2(finding.text.endsWith(u'.') && finding.text.count(u". "_s) == 0, qPrintable(finding.text));
        QVERIFY2(!finding.text.contains(u'%'), qPrintable(finding.text));
    }
}

void FindingsTest::remoteTextIsHarmless()
{
    FindingFacts about = facts();
    about.isStale = true;
    about.trouble.error = u"evil\u202e\ntext %1 %2 "_s + QString(10'000, u'x');
    about.list.devices = {device(u"%1\u202e%2"_s, SignatureState::Invalid, CrossSignatureState::Unchecked)};
    for (const Finding &finding : findingsOf(about)) {
        QVERIFY(!finding.text.contains(u'\u202e'));
        QVERIFY(!finding.text.contains(u'\n'));
        QVERIFY(finding.text.size() < 600);
    }
}

QTEST_GUILESS_MAIN(FindingsTest)

#include "tst_findings.moc"
