// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/devicemodel.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// "A:phone B:" makes two devices, of which the second has no name.
static QList<Device> devices(const QString &text)
{
    QList<Device> result;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        Device device;
        device.deviceId = DeviceId(word.section(u':', 0, 0));
        const QString name = word.section(u':', 1);
        if (!name.isEmpty())
            device.displayName = name;
        const QString id = device.deviceId.toString();
        device.keys.insert(u"keys"_s, QJsonObject{{QString(u"ed25519:"_s + id), QString(u"key-"_s + id)}});
        device.keys.insert(u"algorithms"_s, QJsonArray{u"m.olm.v1"_s});
        result.append(device);
    }
    return result;
}

static QString line(const DeviceModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto cell = [&model, row](int column) { return model.index(row, column).data().toString(); };
        QString text = cell(DeviceModel::DeviceIdColumn) + u':' + cell(DeviceModel::Name);
        if (const QString change = cell(DeviceModel::ChangeColumn); !change.isEmpty())
            text += u'/' + change;
        result << text;
    }
    return result.join(u' ');
}

class DeviceModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void merges_data();
    void merges();
    void selectionStaysWithItsDevice();
    void marksChanges();
    void anotherUserIsAnotherList();
    void keysAreTakenFromTheirOwnDevice();
};

void DeviceModelTest::merges_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("from nothing") << u""_s << u"A:one B:two"_s;
    QTest::newRow("to nothing") << u"A:one B:two"_s << u""_s;
    QTest::newRow("the same") << u"A:one B:two"_s << u"A:one B:two"_s;
    QTest::newRow("renamed") << u"A:one B:two"_s << u"A:one B:other"_s;
    QTest::newRow("added between") << u"A:one C:three"_s << u"A:one B:two C:three"_s;
    QTest::newRow("removed between") << u"A:one B:two C:three"_s << u"A:one C:three"_s;
    QTest::newRow("all others") << u"A:one C:three"_s << u"B:two D:four E:five"_s;
}

void DeviceModelTest::merges()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    DeviceModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const UserId bob(u"@bob:remote.example"_s);
    model.setDevices(bob, devices(before));
    QCOMPARE(line(model), before);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setDevices(bob, devices(after));
    QCOMPARE(line(model), after);
    QCOMPARE(reset.size(), 0);
}

void DeviceModelTest::selectionStaysWithItsDevice()
{
    DeviceModel model;
    const UserId bob(u"@bob:remote.example"_s);
    model.setDevices(bob, devices(u"B:two C:three"_s));
    const QPersistentModelIndex selected = model.index(1, 0);
    model.setDevices(bob, devices(u"A:one C:three D:four"_s));
    QCOMPARE(selected.data(DeviceModel::KeyRole).toString(), u"C"_s);
}

void DeviceModelTest::marksChanges()
{
    DeviceModel model;
    const UserId bob(u"@bob:remote.example"_s);
    model.setDevices(bob, devices(u"A:one B:two C:three"_s));
    DeviceListChange change;
    change.added = {DeviceId(u"A"_s)};
    change.changed = {DeviceId(u"C"_s)};
    model.setChange(change);
    QCOMPARE(line(model), u"A:one/added B:two C:three/changed"_s);
    model.setChange({});
    QCOMPARE(line(model), u"A:one B:two C:three"_s);
}

void DeviceModelTest::anotherUserIsAnotherList()
{
    DeviceModel model;
    model.setDevices(UserId(u"@bob:remote.example"_s), devices(u"A:one"_s));
    DeviceListChange change;
    change.added = {DeviceId(u"A"_s)};
    model.setChange(change);
    model.setDevices(UserId(u"@ann:remote.example"_s), devices(u"A:one A:again"_s));
    QCOMPARE(line(model), u"A:one"_s); // neither the marks of another user nor a device twice
}

void DeviceModelTest::keysAreTakenFromTheirOwnDevice()
{
    DeviceModel model;
    QList<Device> list = devices(u"A:one"_s);
    list.first().keys = {{u"keys"_s, QJsonObject{{u"ed25519:B"_s, u"foreign"_s}}}};
    model.setDevices(UserId(u"@bob:remote.example"_s), list);
    QVERIFY(!model.index(0, DeviceModel::Fingerprint).data().isValid());
    QVERIFY(!model.index(0, DeviceModel::Algorithms).data().isValid());
}

QTEST_GUILESS_MAIN(DeviceModelTest)
#include "tst_devicemodel.moc"
