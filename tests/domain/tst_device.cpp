// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/apiwords.h"
#include "domain/device.h"
#include "domain/devicelistupdate.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

Device device(const QString &id, const QString &name = {}, const QJsonObject &keys = {})
{
    Device result;
    result.deviceId = DeviceId(id);
    result.displayName = name;
    result.keys = keys;
    return result;
}

DeviceList list(const StreamId &streamId, const QList<Device> &devices)
{
    DeviceList result;
    result.streamId = streamId;
    result.devices = devices;
    return result;
}

} // namespace

class DeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differences();
    void sameInEverySense();
    void apiNames();
};

void DeviceTest::differences()
{
    DeviceList before = list(StreamId(5), {device(u"A"_s), device(u"B"_s, u"phone"_s), device(u"C"_s), device(u"E"_s)});
    DeviceList after
        = list(StreamId(9), {device(u"B"_s, u"old phone"_s), device(u"C"_s, {}, {{u"k"_s, 1}}), device(u"D"_s), device(u"E"_s)});
    const DeviceListChange change = difference(before, after);
    QCOMPARE(change.added, QList{DeviceId(u"D"_s)});
    QCOMPARE(change.removed, QList{DeviceId(u"A"_s)});
    QCOMPARE(change.changed, (QList{DeviceId(u"B"_s), DeviceId(u"C"_s)}));
    QVERIFY(!change.crossSigningChanged);
    QCOMPARE(change.fromStreamId, StreamId(5));
    QCOMPARE(change.toStreamId, StreamId(9));
    QVERIFY(!change.isEmpty());
    after = before;
    after.crossSigning.master = {{u"k"_s, 1}};
    QVERIFY(difference(before, after).crossSigningChanged);
}

void DeviceTest::sameInEverySense()
{
    // Neither order, nor what servers add on the way, nor what was checked here, is a change of the user's.
    DeviceList before = list(StreamId(5), {device(u"A"_s, u"x"_s, {{u"k"_s, 1}}), device(u"B"_s)});
    DeviceList after
        = list(StreamId(5), {device(u"B"_s), device(u"A"_s, u"x"_s, {{u"k"_s, 1}, {u"unsigned"_s, QJsonObject{{u"n"_s, 2}}}})});
    after.devices[0].selfSignature = SignatureState::NoKeys;
    after.crossSigning.history.append({u"master"_s, u"1"_s, {}});
    QVERIFY(difference(before, after).isEmpty());
    QVERIFY(difference({}, {}).isEmpty());
}

void DeviceTest::apiNames()
{
    for (int i = 0; i <= int(SignatureState::IdMismatch); ++i)
        QCOMPARE(fromApiName<SignatureState>(toApiName(SignatureState(i))), SignatureState(i));
    for (int i = 0; i <= int(CrossSignatureState::CrossSigned); ++i)
        QCOMPARE(fromApiName<CrossSignatureState>(toApiName(CrossSignatureState(i))), CrossSignatureState(i));
    for (int i = 0; i <= int(UpdateKind::Head); ++i)
        QCOMPARE(fromApiName<UpdateKind>(toApiName(UpdateKind(i))), UpdateKind(i));
    for (int i = 0; i <= int(Verdict::Ignored); ++i)
        QCOMPARE(fromApiName<Verdict>(toApiName(Verdict(i))), Verdict(i));
    QCOMPARE(toApiName(SignatureState::IdMismatch), u"id_mismatch"_s);
    QCOMPARE(toApiName(CrossSignatureState::RefuseIdCollision), u"refuse_id_collision"_s);
    QCOMPARE(toApiName(UpdateKind::SigningKeys), u"signing_keys"_s);
    const Breaks all(Breaks::Int(0x1ff));
    QCOMPARE(toApiNames(all).join(u' '), u"first gap pruned placeholder fork merge out_of_order duplicate needless_resync"_s);
    QCOMPARE(flagsFromApiNames<Break>(toApiNames(all)), all);
    QCOMPARE(flagsFromApiNames<Break>({u"gap"_s, u"of the future"_s}), Breaks(Break::Gap));
    QCOMPARE(fromApiName<Verdict>(u"of the future"_s), Verdict::Unknown);
    QCOMPARE(fromApiName<SignatureState>(u"of the future"_s), SignatureState::Unchecked);
}

QTEST_GUILESS_MAIN(DeviceTest)

#include "tst_device.moc"
