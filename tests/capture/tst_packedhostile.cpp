// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "archivemaker.h"
#include "captureworld.h"

#include "capture/unpacking.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;

namespace {

const QString bob = u"@bob:remote.example"_s;
constexpr qint64 mostMemoryKiB = 200 * 1024;

/// The block with the checksum that it has to have.
QByteArray summed(QByteArray block, char end = '\0')
{
    uint sum = 0;
    block.replace(148, 8, "        ");
    for (const char c : std::as_const(block))
        sum += uchar(c);
    const QByteArray digits = QByteArray::number(sum, 8).rightJustified(6, '0') + end;
    return block.replace(148, digits.size(), digits);
}

/// A header of a tar.
QByteArray header(const QByteArray &name, char type, const QByteArray &size = "00000000000", const QByteArray &magic = "ustar  ")
{
    QByteArray block(512, '\0');
    const auto put = [&](qsizetype at, const QByteArray &what) { block.replace(at, what.size(), what); };
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, size);
    put(136, "15300000000");
    block[156] = type;
    put(257, magic);
    return summed(block);
}

/// A whole file of a tar.
QByteArray file(const QByteArray &name, const QByteArray &bytes)
{
    return header(name, '0', QByteArray::number(bytes.size(), 8).rightJustified(11, '0')) + bytes
        + QByteArray((512 - bytes.size() % 512) % 512, '\0');
}

int entriesIn(const QString &folder)
{
    int count = 0;
    for (QDirIterator it(folder, QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories); it.hasNext(); it.next())
        ++count;
    return count;
}

} // namespace

/// Archives that were made to take more than they are worth, and those that a disk or a person damaged.
class TestPackedHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headersWithoutEnd();
    void emptyFiles();
    void foldersWithoutEnd();
    void compressionInCompression();
    void gzipNameWithoutEnd();
    void stopsAnywhere_data();
    void stopsAnywhere();
    void damagedHeader();
    void textThatLooksPacked_data();
    void textThatLooksPacked();
    void oldTar();
    void hostsApart();
    void nothingIsLeft();
    void afterTheLimit();

private:
    static QByteArray log(const QString &user = bob) { return CaptureWorld::log(CaptureWorld::lostUpdate().replaceInStrings(bob, user)); }
    /// Parts, each so often, compressed.
    QString packed(const QString &name, const QList<std::pair<QByteArray, int>> &parts, const char *filter = "zstd") const
    {
        const QString path = m_world.path(name);
        Archive archive(path, Archive::Raw, filter);
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, "data");
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_write_header(archive.get(), entry);
        for (const auto &[bytes, times] : parts) {
            for (int i = 0; i < times; ++i)
                archive_write_data(archive.get(), bytes.constData(), size_t(bytes.size()));
        }
        archive_entry_free(entry);
        return path;
    }
    /// Many blocks at once, which is quicker.
    static std::pair<QByteArray, int> many(const QByteArray &block, int times) { return {block.repeated(1024), times / 1024}; }
    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Of an old sparse file: a header that says that more of them follow, and those.
    static QList<std::pair<QByteArray, int>> sparse(int times)
    {
        const QByteArray part("00000000001\00000000000000", 24);
        QByteArray first = header("s", 'S');
        first.replace(386, 24, part);
        first[482] = '\1';
        QByteArray more;
        for (int i = 0; i < 21; ++i)
            more += part;
        more += '\1';
        more.resize(512, '\0');
        return {{summed(first), 1}, many(more, times)};
    }
    struct Outcome
    {
        QStringList files;
        QString said;
        std::optional<Error::Kind> kind;
        qint64 grown = 0; ///< KiB of memory
    };
    Outcome unpacked(const QString &path, Capture::Unpacker::Limits limits = {}) const
    {
        const QString place = m_world.path(u"place"_s);
        QDir(place).removeRecursively();
        const qint64 before = peakKiB();
        Capture::Unpacker unpacker(place, limits, [](const QString &, qint64) {});
        const auto files = unpacker.unpack(path, false);
        Outcome outcome{.files = files.value_or(QStringList()),
            .said = unpacker.warnings().join(u' ') + (files ? QString() : files.error().text),
            .kind = files ? std::nullopt : std::optional(files.error().kind),
            .grown = peakKiB() - before};
        return outcome;
    }
    CaptureWorld m_world;
};

/// libarchive keeps what these say, within one header.
void TestPackedHostile::headersWithoutEnd()
{
    const QByteArray log = file("homeserver.log", this->log());
    auto parts = sparse(400'000); // 200 MiB of headers, 800 MiB in memory
    parts.prepend({log, 1});
    const QString path = packed(u"sparse.tar.zst"_s, parts);
    QVERIFY(QFile(path).size() < 100'000);
    const Outcome all = unpacked(path);
    QCOMPARE(all.files.size(), 1);
    QVERIFY2(all.said.contains(u"sparse.tar.zst has far more in it between its files"_s), qPrintable(all.said));
    QVERIFY2(all.grown < mostMemoryKiB, qPrintable(QString::number(all.grown)));
    const auto opened = m_world.open({path});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(!CaptureWorld::graph(**opened, bob).isEmpty());
}

void TestPackedHostile::emptyFiles()
{
    const QString path = packed(u"empties.tar.zst"_s, {many(header("same.log", '0'), 200'000), {file("homeserver.log", log()), 1}});
    const Outcome all = unpacked(path);
    QVERIFY2(all.said.contains(u"empties.tar.zst holds more than 100,000 entries: there is no log among the first ones."_s),
        qPrintable(all.said));
    QCOMPARE(entriesIn(m_world.path(u"place"_s)), 0);
    const Outcome some = unpacked(packed(u"some.tar.zst"_s, {many(header("same.log", '0'), 50'000), {file("homeserver.log", log()), 1}}));
    QCOMPARE(some.files.size(), 1);
    QCOMPARE(some.said, QString());
    QCOMPARE(entriesIn(m_world.path(u"place"_s)), 2);
}

void TestPackedHostile::foldersWithoutEnd()
{
    const QString path = packed(u"dirs.tar.zst"_s, {{file("a.log", log()), 1}, many(header("d/", '5'), 500'000)});
    const Outcome all = unpacked(path, {.ratioFrom = 32 * 1024 * 1024});
    QCOMPARE(all.files.size(), 1);
    QVERIFY2(all.said.contains(u"dirs.tar.zst becomes more than 500 times as large"_s)
            || all.said.contains(u"holds more than 100,000 entries"_s),
        qPrintable(all.said));
}

void TestPackedHostile::compressionInCompression()
{
    // What is packed by two was packed by somebody; by three, it is not looked into.
    const QByteArray once = bytesOf(packed(u"1.xz"_s, {{log(), 1}}, "xz"));
    const QByteArray twice = bytesOf(packed(u"2.zst"_s, {{once, 1}}));
    QCOMPARE(bytesOf(unpacked(m_world.path(u"2.zst"_s)).files.value(0)), log());
    const Outcome thrice = unpacked(packed(u"3.bz2"_s, {{twice, 1}}, "bzip2"));
    QCOMPARE(bytesOf(thrice.files.value(0)), once);
    // A compression of which nothing comes out, in one that makes much of little: frames that are to be passed over.
    const QByteArray frame = QByteArray("\x50\x2a\x4d\x18\xf8\xff\x0f\x00", 8) + QByteArray(0xffff8, '\0');
    const QByteArray begin = bytesOf(packed(u"begin.zst"_s, {{"x\n", 1}}));
    const Outcome none = unpacked(packed(u"endless.zst"_s, {{begin, 1}, {frame, 200}, {begin, 1}}));
    QVERIFY2(none.said.contains(u"endless.zst has far more in it between"_s), qPrintable(none.said));
    QVERIFY2(none.grown < mostMemoryKiB, qPrintable(QString::number(none.grown)));
}

/// libarchive holds the name that gzip's header has until it ends.
void TestPackedHostile::gzipNameWithoutEnd()
{
    const QByteArray begin("\x1f\x8b\x08\x08\0\0\0\0\0\3", 10);
    const Outcome none = unpacked(packed(u"name.gz.zst"_s, {{begin, 1}, {QByteArray(1024 * 1024, 'n'), 250}}));
    QVERIFY(none.files.isEmpty());
    QCOMPARE(none.kind, std::optional(Error::BadInput));
    QVERIFY2(none.grown < mostMemoryKiB, qPrintable(QString::number(none.grown)));
}

void TestPackedHostile::stopsAnywhere_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("folders") << packed(u"stop-dirs.tar.zst"_s, {many(header("d/", '5'), 200'000)});
    QTest::newRow("sparse headers") << packed(u"stop-sparse.tar.zst"_s, sparse(50'000));
    QTest::newRow("empty files") << packed(u"stop-empties.tar.zst"_s, {many(header("e", '0'), 200'000)});
    QTest::newRow("damaged headers") << packed(u"stop-damaged.tar.zst"_s, {{header("d/", '5'), 1}, many(QByteArray(512, 'x'), 200'000)});
    QTest::newRow("a large file") << packed(u"stop-large.zst"_s, {{QByteArray(1024 * 1024, 'x'), 100}});
    QTest::newRow("compression in compression")
        << packed(u"stop-twice.zst"_s, {{bytesOf(packed(u"stop-once.zst"_s, {{QByteArray(1024 * 1024, 'x'), 100}})), 1}});
}

/// Whoever gives up waits no longer, wherever it is.
void TestPackedHostile::stopsAnywhere()
{
    QFETCH(QString, path);
    std::atomic<bool> stop = true;
    const auto refused = Capture::OpenedFiles::open({path}, {}, stop);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Cancelled);
    // Once it has begun: what is told of its progress is told between two pieces of the file.
    stop = false;
    int told = 0;
    const QString place = m_world.path(u"stopping"_s);
    Capture::Unpacker unpacker(place, {}, [&](const QString &, qint64) { stop = ++told >= 3; });
    const auto unpacked = unpacker.unpack(path, stop);
    if (stop) {
        QVERIFY(!unpacked);
        QCOMPARE(unpacked.error().kind, Error::Cancelled);
    }
    QDir(place).removeRecursively();
}

void TestPackedHostile::damagedHeader()
{
    QByteArray lost = file("b.log", log().repeated(500));
    lost[1] = 'X'; // and the checksum is another's
    const QByteArray tar = file("a.log", log()) + lost + file("c.log", log()) + QByteArray(1024, '\0');
    const Outcome all = unpacked(m_world.write(u"dam.tar"_s, tar));
    QCOMPARE(all.files.size(), 2);
    QCOMPARE(all.said, u"dam.tar is damaged (Damaged tar archive): files in it are missing."_s);
    // A log that was lost is no limit to what is behind it.
    const Outcome few = unpacked(m_world.path(u"dam.tar"_s), {.entries = 10});
    QCOMPARE(few.files.size(), 2);
}

void TestPackedHostile::textThatLooksPacked_data()
{
    QTest::addColumn<QByteArray>("begin");
    const QByteArray line = CaptureWorld::log({u"x"_s}).trimmed() + ' ';
    QTest::newRow("ustar") << line + QByteArray(257 - line.size(), 'y') + "ustarustar\n";
    QTest::newRow("BZh") << QByteArray("BZhabc hello\n");
    QTest::newRow("BZh9") << QByteArray("BZh91AY&SYabcdefgh hello\n");
    QByteArray block = header("a.log", '0');
    for (char &c : block)
        c = c == '\0' ? 'y' : c;
    QTest::newRow("a checksum") << summed(block, ' ') + '\n';
}

/// Letters that anybody can have a homeserver write.
void TestPackedHostile::textThatLooksPacked()
{
    QFETCH(QByteArray, begin);
    for (const bool isInArchive : {false, true}) {
        QString path = m_world.write(u"looks.log"_s, begin + log());
        if (isInArchive)
            path = m_world.write(u"looks.tar"_s, file("looks.log", begin + log()) + QByteArray(1024, '\0'));
        const auto opened = m_world.open({path});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        QVERIFY(!CaptureWorld::graph(**opened, bob).isEmpty());
    }
    QCOMPARE(bytesOf(unpacked(packed(u"looks.log.xz"_s, {{begin + log(), 1}}, "xz")).files.value(0)), begin + log());
}

/// Tars of before 1988, which say nothing of themselves.
void TestPackedHostile::oldTar()
{
    const QByteArray bytes = log();
    const QByteArray tar = header("a.log", '\0', QByteArray::number(bytes.size(), 8).rightJustified(11, '0'), {}) + bytes
        + QByteArray((512 - bytes.size() % 512) % 512 + 1024, '\0');
    QCOMPARE(bytesOf(unpacked(m_world.write(u"old.tar"_s, tar)).files.value(0)), bytes);
    const auto opened = m_world.open({m_world.path(u"old.tar"_s)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
}

/// The same path on two hosts is two logs, each with what it was rotated into.
void TestPackedHostile::hostsApart()
{
    const QString eve = u"@eve:remote.example"_s;
    const QStringList all = CaptureWorld::lostUpdate();
    QStringList others = all;
    others.replaceInStrings(bob, eve);
    const qsizetype half = all.size() / 2;
    QByteArray tar;
    for (const auto &[host, lines] : {std::pair(QByteArray("h1"), all), {QByteArray("h2"), others}}) {
        tar += file(host + "/var/log/synapse/homeserver.log", CaptureWorld::log(lines.sliced(half), int(half)))
            + file(host + "/var/log/synapse/homeserver.log.1", CaptureWorld::log(lines.first(half)));
    }
    const auto opened = m_world.open({m_world.write(u"hosts.tar"_s, tar + QByteArray(1024, '\0'))});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    const auto plain = m_world.open({m_world.write(u"plain.log"_s, log())});
    QVERIFY(plain);
    QCOMPARE(CaptureWorld::graph(**opened, bob), CaptureWorld::graph(**plain, bob));
    QCOMPARE(CaptureWorld::graph(**opened, eve), CaptureWorld::graph(**plain, bob));
    const QJsonArray sources = CaptureWorld::get(**opened, "/info")[u"sources"].toArray();
    QCOMPARE(sources.size(), 2);
    QStringList named;
    for (const QJsonValue &source : sources)
        named += source[u"detail"].toString();
    named.sort();
    const QString archive = m_world.path(u"hosts.tar"_s);
    QVERIFY2(named[0].startsWith(archive + u"/h1/var/log/synapse/homeserver.log"_s), qPrintable(named[0]));
    QVERIFY2(named[1].startsWith(archive + u"/h2/var/log/synapse/homeserver.log"_s), qPrintable(named[1]));
}

/// While a window is open, only what it shows takes room on the disk, and nobody reads where it was.
void TestPackedHostile::nothingIsLeft()
{
    const auto before = QDir::temp().entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    const QString path = m_world.write(u"rests.tar"_s, file("var/log/homeserver.log", log()) + QByteArray(1024, '\0'));
    const auto opened = m_world.open({path});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    for (const QString &name : QDir::temp().entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!before.contains(name))
            QVERIFY2(!QDir(QDir::tempPath() + u'/' + name).exists(u"unpacked"_s), qPrintable(name));
    }
    const QString origin = path + u"/var/log/homeserver.log"_s;
    bool isNamed = false;
    for (const QJsonValue &check : CaptureWorld::get(**opened, "/check")[u"checks"].toArray()) {
        QVERIFY(!check[u"rests_on"].toString().contains(u"/unpacked/"_s));
        QVERIFY(!check[u"text"].toString().contains(u"/unpacked/"_s));
        isNamed = isNamed || check[u"rests_on"].toString() == origin;
    }
    QVERIFY(isNamed);
    for (const QJsonValue &source : CaptureWorld::get(**opened, "/info")[u"sources"].toArray())
        QVERIFY2(source[u"detail"].toString().startsWith(origin), qPrintable(source[u"detail"].toString()));
    QVERIFY(!CaptureWorld::graph(**opened, bob).isEmpty());
}

void TestPackedHostile::afterTheLimit()
{
    const QString a = m_world.write(u"A.tar"_s, file("a.log", log()) + QByteArray(1024, '\0'));
    const QString b = m_world.write(u"B.tar"_s, file("b.log", log()) + QByteArray(1024, '\0'));
    Capture::Unpacker unpacker(m_world.path(u"limit"_s), {.bytes = log().size() - 1}, [](const QString &, qint64) {});
    QVERIFY(unpacker.unpack(a, false));
    const auto none = unpacker.unpack(b, false);
    QVERIFY(!none);
    QVERIFY2(none.error().text.startsWith(u"B.tar was left out: the archives before it hold more than"_s), qPrintable(none.error().text));
    // An archive that is read in part is not blamed for what was before it.
    Capture::Unpacker other(m_world.path(u"limit2"_s), {.bytes = log().size() + 1}, [](const QString &, qint64) {});
    QVERIFY(other.unpack(a, false));
    QVERIFY(other.unpack(b, false));
    QVERIFY2(other.warnings().join(u' ').startsWith(u"B.tar and the archives before it hold more than"_s),
        qPrintable(other.warnings().join(u' ')));
    Capture::Unpacker few(m_world.path(u"limit3"_s), {.files = 1}, [](const QString &, qint64) {});
    QVERIFY(few.unpack(a, false));
    const auto late = few.unpack(b, false);
    QVERIFY(!late);
    QCOMPARE(late.error().text, u"B.tar was left out: the archives before it hold the 1 files that are unpacked."_s);
}

QTEST_GUILESS_MAIN(TestPackedHostile)
#include "tst_packedhostile.moc"
