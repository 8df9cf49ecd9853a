// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Inspection;

/// Files that other operators hand over: what they carry, and what is refused.
class TestCaseFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thereAndBack();
    void refused_data();
    void refused();
    void cutOffAnywhere();
    void compressed();
    void fromDisk();
};

namespace {

Case aCase()
{
    Case file{.server = ServerName(u"far.test"_s), .kind = ServerKind::Synapse, .serverVersion = u"1.160.0"_s};
    file.userId = UserId(u"@u:own.test"_s);
    file.made = 5;
    file.sources = {SourceStatus{SourceKind::Log, SourceState::Ok, u"/var/log/secret/place.log"_s, 0}};
    ReceiversView &view = file.receiver.emplace();
    view.at = 4;
    view.details.summary.userId = file.userId;
    view.details.summary.streamId = StreamId(u"9007199254740993"_s);
    Device device;
    device.deviceId = DeviceId(u"A\u202e"_s);
    device.keys = {{u"keys"_s, QJsonObject{{u"ed25519:A"_s, u"k"_s}}}};
    view.details.devices = {device};
    DeviceListUpdate update;
    update.n = 1;
    update.streamId = StreamId(u"7"_s);
    update.prevIds = {StreamId(u"6"_s)};
    view.updates = {update};
    return file;
}

QByteArray changed(const QString &member, const QJsonValue &value)
{
    QJsonObject object = QJsonDocument::fromJson(toCaseFile(aCase())).object();
    object.insert(member, value);
    return QJsonDocument(object).toJson();
}

} // namespace

void TestCaseFile::thereAndBack()
{
    const QByteArray bytes = toCaseFile(aCase());
    QVERIFY(!bytes.contains("secret"));
    const auto read = fromCaseFile(bytes);
    QVERIFY2(read, read ? "" : qPrintable(read.error().text));
    QCOMPARE(toCaseFile(*read), bytes);
    QCOMPARE(read->receiver->details.summary.streamId.toString(), u"9007199254740993"_s);
    QCOMPARE(read->receiver->updates.constFirst().prevIds.constFirst().toString(), u"6"_s);
    // What a later program says beside is no matter.
    QVERIFY(fromCaseFile(changed(u"weather"_s, u"fine"_s)));
}

void TestCaseFile::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &says) { QTest::newRow(name) << bytes << says; };
    row("nothing", "", u"not a case file"_s);
    row("another file", "%PDF-1.7", u"not a case file"_s);
    row("other JSON", "{\"users\": []}", u"not a case file"_s);
    row("a list", "[1]", u"not a case file"_s);
    row("newer", changed(u"lockstep_case"_s, 3), u"has version 3"_s);
    row("no number", changed(u"lockstep_case"_s, u"1"_s), u"not a case file"_s);
    row("no server", changed(u"server_name"_s, u"no server"_s), u"is not a server name"_s);
    row("no user", changed(u"user_id"_s, u"bob"_s), u"is not a user ID"_s);
    row("of its own user", changed(u"server_name"_s, u"own.test"_s), u"receiver's view of another user"_s);
    row("of another user", changed(u"user_id"_s, u"@v:own.test"_s), u"receiver's view of another user"_s);
    row("a sender's view of a stranger", changed(u"sender"_s, QJsonObject{{u"user_id"_s, u"@u:own.test"_s}}), u"no user of far.test"_s);
    row("a wrong type", changed(u"made"_s, u"yesterday"_s), u"made"_s);
    row("deeply wrong", changed(u"receiver"_s, QJsonObject{{u"updates"_s, QJsonArray{17}}}), u"not usable"_s);
    row("nested without end", QByteArray(100'000, '['), u"not a case file"_s);
    row("huge", QByteArray(largestCaseFile + 1, ' '), u"larger than 32 MiB"_s);
    QJsonArray sources;
    for (int i = 0; i < 6'000; ++i)
        sources.append(QJsonObject{{u"kind"_s, u"log"_s}, {u"state"_s, u"ok"_s}});
    row("endless lists", changed(u"sources"_s, sources), u"longer lists"_s);
}

void TestCaseFile::refused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto read = fromCaseFile(bytes);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::BadInput);
    QVERIFY2(read.error().text.contains(says), qPrintable(read.error().text));
    // One sentence, whatever the file holds.
    QVERIFY2(read.error().text.size() < 400 && !read.error().text.contains(u'\n') && read.error().text.endsWith(u'.'),
        qPrintable(read.error().text));
}

void TestCaseFile::cutOffAnywhere()
{
    const QByteArray bytes = toCaseFile(aCase()).trimmed();
    for (qsizetype length = 0; length < bytes.size(); ++length) {
        const auto read = fromCaseFile(bytes.left(length));
        QVERIFY(!read);
        QVERIFY2(length == 0 || read.error().text.contains("cut off"_L1), qPrintable(read.error().text));
    }
}

void TestCaseFile::compressed()
{
    const QByteArray bytes = toCompressedCaseFile(aCase());
    QVERIFY(bytes.size() < toCaseFile(aCase()).size());
    QVERIFY(bytes.startsWith("\x1f\x8b") && bytes.contains("Lockstep case") && isCaseFile(bytes) && isCaseFile(toCaseFile(aCase())));
    QCOMPARE(toCompressedCaseFile(aCase()), bytes); // no time in it
    const auto read = fromCaseFile(bytes);
    QVERIFY2(read, read ? "" : qPrintable(read.error().text));
    QCOMPARE(toCaseFile(*read), toCaseFile(aCase()));
    for (qsizetype length = 0; length < bytes.size(); ++length) {
        const auto cut = fromCaseFile(bytes.first(length));
        QVERIFY(!cut);
        QVERIFY2(length < 3 || cut.error().text.contains("cut off"_L1), qPrintable(cut.error().text));
    }
    QVERIFY(fromCaseFile(bytes + "more").error().text.contains("added to it"_L1));
    for (qsizetype place = 0; place < bytes.size(); ++place) { // a damaged byte is noticed, or harmless as those of the header are
        QByteArray damaged = bytes;
        damaged[place] = char(damaged[place] ^ 0x55);
        if (const auto other = fromCaseFile(damaged))
            QCOMPARE(toCaseFile(*other), toCaseFile(aCase()));
    }
    QVERIFY(!isCaseFile("{\"log\": {}}") && !isCaseFile("\x1f\x8b\x08\x08"));
    QCOMPARE(toCaseFile(aCase(), u"a.json"_s), toCaseFile(aCase()));
    QCOMPARE(toCaseFile(aCase(), u"a.lockstep-case"_s), bytes);
}

void TestCaseFile::fromDisk()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"case.json"_s);
    const auto none = readCaseFile(path);
    QVERIFY(!none && none.error().kind == Error::Io && none.error().text.contains(u"case.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(toCaseFile(aCase()));
    file.close();
    QVERIFY(readCaseFile(path));
}

QTEST_GUILESS_MAIN(TestCaseFile)
#include "tst_casefile.moc"
