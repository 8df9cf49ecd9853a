// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How keys lie in a history's file: packed, and once where a user says them again and again.

#include "history/archive/archive.h"
#include "history/file/keyspack.h"
#include "history/retention/retention.h"
#include "history/store.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId bob(u"@bob:remote.example"_s);

/// 32 or 64 bytes in base64, as keys and signatures are.
QString base64(int bytes, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray raw;
    for (int i = 0; i < bytes; ++i)
        raw += char(random.bounded(256));
    return QString::fromLatin1(raw.toBase64(QByteArray::OmitTrailingEquals));
}

QJsonObject deviceKeys(const QString &device, quint32 seed, const QString &selfSigning = {})
{
    QJsonObject by{{u"ed25519:"_s + device, base64(64, seed + 2)}};
    if (!selfSigning.isEmpty())
        by.insert(u"ed25519:"_s + selfSigning, base64(64, seed + 3));
    return {{u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}}, {u"device_id"_s, device},
        {u"keys"_s, QJsonObject{{u"curve25519:"_s + device, base64(32, seed)}, {u"ed25519:"_s + device, base64(32, seed + 1)}}},
        {u"signatures"_s, QJsonObject{{bob.toString(), by}}}, {u"user_id"_s, bob.toString()}};
}

QJsonObject crossSigning(const QString &usage, const QString &key, const QJsonObject &by)
{
    QJsonObject made{{u"keys"_s, QJsonObject{{u"ed25519:"_s + key, key}}}, {u"usage"_s, QJsonArray{usage}}, {u"user_id"_s, bob.toString()}};
    if (!by.isEmpty())
        made.insert(u"signatures"_s, QJsonObject{{bob.toString(), by}});
    return made;
}

DeviceListUpdate update(qint64 n, const QJsonObject &keys)
{
    DeviceListUpdate made;
    made.n = n;
    made.received = 1000 * n;
    made.streamId = StreamId(n);
    made.prevIds = n > 1 ? QList<StreamId>{StreamId(n - 1)} : QList<StreamId>();
    made.deviceId = DeviceId(u"PHONE"_s);
    made.displayName = u"Phone %1"_s.arg(n);
    made.keys = keys;
    made.contentKnown = true;
    made.verdict = Verdict::Applied;
    made.sources = UpdateSource::Log;
    return made;
}

std::unique_ptr<Store> opened(const QString &path)
{
    auto store = Store::open(path);
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    return std::move(*store);
}

/// What a question about the file answers.
QStringList ask(const QString &path, const QString &sql)
{
    QStringList found;
    {
        QSqlDatabase base = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
        base.setDatabaseName(path);
        if (!base.open())
            found.append(base.lastError().text());
        QSqlQuery query(base);
        if (!query.exec(sql))
            found.append(query.lastError().text());
        while (query.next())
            found.append(query.value(0).toString());
    }
    QSqlDatabase::removeDatabase(u"look"_s);
    return found;
}

} // namespace

class TestKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packs_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("bytes"); // 0: nothing is gained
        const auto row = [](const char *name, const QJsonObject &keys, int bytes) {
            QTest::newRow(name) << QJsonDocument(keys).toJson(QJsonDocument::Compact) << bytes;
        };
        row("a device", deviceKeys(u"ABCDEFGHIJ"_s, 1), 2 + 10 + 32 + 32 + 64);
        QString late = base64(32, 9), early = late;
        late.replace(0, 1, u'z');
        early.replace(0, 1, u'+');
        row("cross-signed", deviceKeys(u"ABCDEFGHIJ"_s, 1, late), 2 + 10 + 64 + 64 + 32 + 64);
        row("cross-signed by a key that comes first", deviceKeys(u"ABCDEFGHIJ"_s, 1, early), 2 + 10 + 64 + 64 + 32 + 64);
        const QString master = base64(32, 20), self = base64(32, 21);
        const QJsonObject signedSelf = crossSigning(u"self_signing"_s, self, {{u"ed25519:"_s + master, base64(64, 22)}});
        row("cross-signing keys", {{u"master_key"_s, crossSigning(u"master"_s, master, {})}, {u"self_signing_key"_s, signedSelf}},
            2 + 32 + 32 + 32 + 64);
        row("cross-signing keys, signed by a device",
            {{u"master_key"_s, crossSigning(u"master"_s, master, {{u"ed25519:PHONE"_s, base64(64, 23)}})},
                {u"self_signing_key"_s, signedSelf}},
            2 + 5 + 32 + 64 + 32 + 32 + 64);
        row("a self-signing key alone", {{u"self_signing_key"_s, signedSelf}}, 2 + 32 + 32 + 64);

        // What is not as usual is not packed; none of it may come back as something else.
        QJsonObject odd = deviceKeys(u"ABCDEFGHIJ"_s, 1);
        odd.insert(u"unsigned"_s, QJsonObject{{u"device_display_name"_s, u"x"_s}});
        row("one member more", odd, 0);
        odd = deviceKeys(u"ABCDEFGHIJ"_s, 1);
        odd.insert(u"user_id"_s, u"@eve:remote.example"_s);
        row("another user's", odd, 0);
        odd = deviceKeys(u"ABCDEFGHIJ"_s, 1);
        odd.insert(
            u"keys"_s, QJsonObject{{u"curve25519:ABCDEFGHIJ"_s, QString(base64(32, 1) + u'=')}, {u"ed25519:ABCDEFGHIJ"_s, base64(32, 2)}});
        row("padded", odd, 0);
        odd.insert(u"keys"_s, QJsonObject{{u"curve25519:ABCDEFGHIJ"_s, QString(43, u'B')}, {u"ed25519:ABCDEFGHIJ"_s, base64(32, 2)}});
        row("bits that no byte has", odd, 0);
        odd.insert(u"keys"_s,
            QJsonObject{{u"curve25519:ABCDEFGHIJ"_s, QString(u"\u00e9"_s + QString(41, u'A'))}, {u"ed25519:ABCDEFGHIJ"_s, base64(32, 2)}});
        row("a letter that base64 has not", odd, 0);
        odd.insert(u"keys"_s, QJsonObject{{u"curve25519:ABCDEFGHIJ"_s, u""_s}, {u"ed25519:ABCDEFGHIJ"_s, 7}});
        row("no keys", odd, 0);
        row("a device ID with quotes and backslashes", deviceKeys(u"A\"B\\C\x01"_s, 1), 0);
        row("a device ID that is the user's", deviceKeys(bob.toString(), 1), 0);
        row("a device ID that is a key", deviceKeys(base64(32, 1), 1), 0);
        row("no device ID", deviceKeys(u""_s, 1), 0);
        row("a very long device ID", deviceKeys(QString(300, u'D'), 1), 0);
        row("a long device ID", deviceKeys(QString(255, u'D'), 1), 2 + 255 + 128);
        row("marks of places in texts", {{u"a\x01\x02\x03"_s, u"\x04\x05"_s}, {u"device_id"_s, u"\x02"_s}}, 0);
        row("nothing", {}, 0);
        QTest::newRow("cut off") << QJsonDocument(deviceKeys(u"PHONE"_s, 1)).toJson(QJsonDocument::Compact).chopped(9) << 0;
    }

    void packs()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, bytes);
        const QByteArray user = bob.toString().toUtf8();
        const QByteArray packed = packKeys(json, user);
        QCOMPARE(packed.size(), bytes);
        if (bytes == 0)
            return;
        const auto back = unpackKeys(packed, user);
        QVERIFY(back);
        QCOMPARE(*back, json);
        for (qsizetype length = 0; length < packed.size(); ++length)
            QVERIFY(!unpackKeys(packed.first(length), user));
        QVERIFY(!unpackKeys(QByteArray(packed + 'x'), user));
        for (const int form : {-1, 0, 7, 127})
            QVERIFY(!unpackKeys(QByteArray(char(form) + packed.sliced(1)), user));
    }

    /// Whatever it is given, what comes back is what was packed.
    void anyChange()
    {
        QRandomGenerator random(5);
        const QByteArray user = bob.toString().toUtf8();
        const QByteArray good = QJsonDocument(deviceKeys(u"PHONE"_s, 1, base64(32, 7))).toJson(QJsonDocument::Compact);
        const QByteArray letters = "\"\\:,{}[]A+/=@\x01\x04";
        int packed = 0;
        for (int i = 0; i < 20'000; ++i) {
            QByteArray json = good;
            const qsizetype at = random.bounded(int(json.size()));
            switch (random.bounded(3)) {
            case 0:
                json[at] = letters[random.bounded(int(letters.size()))];
                break;
            case 1:
                json.remove(at, 1 + random.bounded(30));
                break;
            default:
                json.insert(at, json.mid(random.bounded(int(json.size())), random.bounded(60)));
            }
            const QByteArray bytes = packKeys(json, user);
            if (bytes.isNull())
                continue;
            ++packed;
            const auto back = unpackKeys(bytes, user);
            QVERIFY(back);
            QCOMPARE(*back, json);
        }
        QVERIFY(packed > 100); // another letter in a key is another key
    }

    void saidAgain()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        const QJsonObject first = deviceKeys(u"PHONE"_s, 1), second = deviceKeys(u"PHONE"_s, 50);
        QList<DeviceListUpdate> all;
        for (qint64 n = 1; n <= 300; ++n)
            all.append(update(n, n <= 150 ? first : second));
        {
            const auto store = opened(path);
            for (const DeviceListUpdate &one : all) {
                Batch batch;
                batch.added.append({.user = bob, .update = one});
                QVERIFY(store->write(batch));
            }
            QCOMPARE(*store->updates(bob, 0, 1000, false), all);
        }
        QCOMPARE(ask(path, u"SELECT count(*) FROM keysets"_s), QStringList{u"2"_s});
        QCOMPARE(ask(path, u"SELECT count(*) FROM updates WHERE typeof(keys) = 'blob'"_s), QStringList{u"0"_s});
        const auto checked = checkHistory(path);
        QVERIFY(checked);
        QCOMPARE(checked->faults, QStringList());

        // What an archive has of it is read again.
        const QString archive = dir.filePath(u"archive"_s), copy = dir.filePath(u"copy"_s);
        QVERIFY(exportHistory(path, archive));
        QVERIFY(importHistory(archive, copy));
        QCOMPARE(*opened(copy)->updates(bob, 0, 1000, false), all);

        // After rows have gone, what no row names is gone too, and the rest is as it was.
        {
            const auto store = opened(path);
            Retention::Options options;
            options.rules = {.ms = 0, .rows = 100};
            options.isExact = true;
            options.clock = [] { return 30LL * 86'400'000; };
            Retention retention(store.get(), options);
            QVERIFY(retention.runOnce());
            const auto kept = store->updates(bob, 0, 1000, false);
            QVERIFY(kept);
            QCOMPARE(*kept, all.last(kept->size()));
            QVERIFY(kept->size() < 150);
            Batch batch;
            batch.added.append({.user = bob, .update = update(301, second)});
            batch.added.append({.user = bob, .update = update(302, second)});
            QVERIFY(store->write(batch));
            QCOMPARE(store->update(bob, 302)->keys, second);
        }
        QCOMPARE(ask(path, u"SELECT id FROM keysets"_s).size(), 2);

        // An entry that is lost is said and not guessed.
        ask(path, u"DELETE FROM keysets"_s);
        const auto store = opened(path);
        const auto read = store->updates(bob, 0, 1000, false);
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains("damaged"_L1), qPrintable(read.error().text));
    }

    /// A backup in the place of the file has not the entries that were made since; others have their numbers.
    void anotherFileInItsPlace()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s), backup = dir.filePath(u"backup"_s);
        const QJsonObject keys = deviceKeys(u"PHONE"_s, 1), others = deviceKeys(u"PHONE"_s, 50);
        const auto write = [](Store &store, const DeviceListUpdate &one) {
            Batch batch;
            batch.added.append({.user = bob, .update = one});
            return store.write(batch);
        };
        {
            const auto store = opened(path);
            QVERIFY(write(*store, update(1, keys)));
            QVERIFY(write(*store, update(2, others)));
        }
        QVERIFY(QFile::copy(path, backup));
        const auto store = opened(path);
        QVERIFY(write(*store, update(3, keys)));
        QVERIFY(write(*store, update(4, keys)));
        for (const auto *beside : {"-wal", "-shm"})
            QFile::remove(path + QLatin1StringView(beside));
        QVERIFY(QFile::remove(path) && QFile::rename(backup, path));
        QList<DeviceListUpdate> all{update(1, keys), update(2, others)};
        for (const auto &said : {keys, others, others, keys}) {
            all.append(update(all.size() + 1, said));
            QVERIFY(write(*store, all.constLast()));
        }
        const auto read = store->updates(bob, 0, 100, false);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(*read, all);
    }

    /// One bad page of what users' rows have in common costs no more than some users' keys.
    void exportOfDamagedKeys()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s), archive = dir.filePath(u"archive"_s), copy = dir.filePath(u"copy"_s);
        constexpr int users = 400;
        const auto name = [](int number) { return UserId(u"@user%1:remote.example"_s.arg(number)); };
        {
            const auto store = opened(path);
            for (int i = 0; i < users; ++i) {
                Batch batch;
                const QJsonObject keys = deviceKeys(u"PHONE"_s, 10 * quint32(i));
                for (qint64 n = 1; n <= 3; ++n)
                    batch.added.append({.user = name(i), .update = update(n, keys)});
                QVERIFY(store->write(batch));
            }
        }
        const qint64 pageSize = ask(path, u"PRAGMA page_size"_s).value(0).toLongLong();
        const QStringList pages = ask(path, u"SELECT pageno FROM dbstat WHERE name = 'keysets' AND pagetype = 'leaf' ORDER BY pageno"_s);
        if (pages.size() < 3)
            QSKIP("NOT TESTED: an export of a damaged page, because this SQLite does not tell where pages are (dbstat)");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((pages.at(1).toLongLong() - 1) * pageSize));
        file.write(QByteArray(qsizetype(pageSize), '\xff'));
        file.close();
        const auto made = exportHistory(path, archive);
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        QVERIFY(made->shortened > 0);
        const auto done = importHistory(archive, copy);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text));
        int known = 0;
        const auto store = opened(copy);
        for (int i = 0; i < users; ++i)
            known += store->update(name(i), 2)->keys == deviceKeys(u"PHONE"_s, 10 * quint32(i));
        QVERIFY2(known > users * 3 / 4 && known < users, qPrintable(QString::number(known)));
    }

    /// A batch that was not written leaves nothing behind that rows could name.
    void afterAFailure()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        const auto store = opened(path);
        const QJsonObject keys = deviceKeys(u"PHONE"_s, 1);
        Batch batch;
        for (qint64 n = 1; n <= 3; ++n)
            batch.added.append({.user = bob, .update = update(n, keys)});
        batch.added.append({.user = bob, .update = update(9, keys)}); // does not follow
        QVERIFY(!store->write(batch));
        batch.added.removeLast();
        QVERIFY(store->write(batch));
        const auto read = store->updates(bob, 0, 1000, false);
        QVERIFY(read);
        QCOMPARE(read->size(), 3);
        for (const DeviceListUpdate &one : *read)
            QCOMPARE(one.keys, keys);
    }
};

QTEST_GUILESS_MAIN(TestKeys)
#include "tst_keys.moc"
