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
const QString lost = u"11<-10(gap) 12<-11 13<-12 20<-19(gap)"_s;

} // namespace

/// What people attach is packed: archives, and rotated logs that were compressed by whatever their host compresses with.
class TestPacked : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneFile_data();
    void oneFile();
    void hole();
    void archives_data();
    void archives();
    void rotatedOneByOne();
    void namesThatLeadElsewhere();
    void encrypted();
    void cutOffAnywhere_data();
    void cutOffAnywhere();
    void cutOffLate();
    void bombs();
    void nested();
    void journals_data();
    void journals();
    void rotatedJournals_data();
    void rotatedJournals();
    void oneRotatedJournal();
    void moreJournalsThanMayBeOpen();
    void twoHostsJournals();
    void journalsThatAreDamaged();
    void manyFiles();
    void stops();

private:
    QByteArray log() const { return CaptureWorld::log(CaptureWorld::lostUpdate()); }
    QString made(const QString &name, const QList<Packed> &files, Archive::Format format = Archive::Zip, const char *filter = nullptr,
        const char *password = nullptr) const
    {
        const QString path = m_world.path(name);
        Archive archive(path, format, filter, password);
        for (const Packed &one : files)
            archive.add(one);
        return path;
    }
    QByteArray journal() const { return journalOf(CaptureWorld::lostUpdate(), m_world.path(u"made.journal"_s)); }
    /// The graph that the plain file has.
    QString plainGraph() const
    {
        const auto opened = m_world.open({m_world.write(u"plain.log"_s, log())});
        return opened ? CaptureWorld::graph(**opened, bob) : opened.error().text;
    }
    CaptureWorld m_world;
};

void TestPacked::oneFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("filter");
    QTest::newRow("xz") << u"homeserver.log.1.xz"_s << QByteArray("xz");
    QTest::newRow("zstd") << u"homeserver.log.zst"_s << QByteArray("zstd");
    QTest::newRow("bzip2") << u"homeserver.log.bz2"_s << QByteArray("bzip2");
    QTest::newRow("zstd, in a rotated name") << u"homeserver.log-20261120.zst"_s << QByteArray("zstd");
    QTest::newRow("a name that does not tell") << u"attachment"_s << QByteArray("xz");
}

void TestPacked::oneFile()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, filter);
    const auto opened = m_world.open({made(name, {{"data", log()}}, Archive::Raw, filter.constData())});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
    QCOMPARE((*opened)->warnings(), QStringList());
}

/// A log that was truncated under its writer begins with zeros, as an empty tar archive is nothing else.
void TestPacked::hole()
{
    const auto opened = m_world.open({made(u"hole.log.xz"_s, {{"data", QByteArray(4096, '\0') + log()}}, Archive::Raw, "xz")});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
}

void TestPacked::archives_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("filter");
    QTest::newRow("zip") << u"logs.zip"_s << int(Archive::Zip) << QByteArray();
    QTest::newRow("tar") << u"logs.tar"_s << int(Archive::Tar) << QByteArray();
    QTest::newRow("tar.gz") << u"logs.tar.gz"_s << int(Archive::Tar) << QByteArray("gzip");
    QTest::newRow("tar.xz") << u"logs.txz"_s << int(Archive::Tar) << QByteArray("xz");
    QTest::newRow("tar.zst") << u"logs.tar.zst"_s << int(Archive::Tar) << QByteArray("zstd");
    QTest::newRow("tar.bz2") << u"logs.tar.bz2"_s << int(Archive::Tar) << QByteArray("bzip2");
}

/// A log that was rotated in the middle of a story: its parts are one log's, in whatever order they lie.
void TestPacked::archives()
{
    QFETCH(QString, name);
    QFETCH(int, format);
    QFETCH(QByteArray, filter);
    const QStringList all = CaptureWorld::lostUpdate();
    const qsizetype half = all.size() / 2;
    const QByteArray first = CaptureWorld::log(all.first(half)), second = CaptureWorld::log(all.sliced(half), int(half));
    const auto opened = m_world.open({made(name,
        {{"var/log/matrix/homeserver.log", second}, {"var/log/matrix/homeserver.log.1.gz", CaptureWorld::gzip(first)},
            {"var/log/matrix/README.bin", QByteArray("\0\1\2", 3)}},
        Archive::Format(format), filter.isEmpty() ? nullptr : filter.constData())});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
    QCOMPARE((*opened)->warnings().size(), 1);
    QVERIFY((*opened)->warnings().first().contains(u"README.bin"_s));
    QCOMPARE((*opened)->title(), name);
}

void TestPacked::rotatedOneByOne()
{
    QDir().mkpath(m_world.path(u"rotated"_s));
    const QStringList all = CaptureWorld::lostUpdate();
    for (qsizetype i = 0; i < all.size(); ++i)
        static_cast<void>(made(
            u"rotated/homeserver.log.%1.xz"_s.arg(all.size() - i), {{"data", CaptureWorld::log({all[i]}, int(i))}}, Archive::Raw, "xz"));
    const auto opened = m_world.open({m_world.path(u"rotated"_s)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
    // One source: all of them are one log.
    QCOMPARE(CaptureWorld::get(**opened, "/info")[u"sources"].toArray().size(), 1);
}

void TestPacked::namesThatLeadElsewhere()
{
    const QString outside = m_world.path(u"outside"_s);
    QDir().mkpath(outside);
    const QByteArray up = QByteArray("../").repeated(30) + outside.toUtf8().mid(1) + "/evil.log";
    QList<Packed> files{{up, log()}, {outside.toUtf8() + "/evil.log", log()}, {"..", "x\n"}, {"a/../../b/evil.log", log()},
        {"link.log", outside.toUtf8(), true}, {"link.log/evil.log", log()}, {"C:\\evil.log", log()},
        {QByteArray(3'000, 'n') + ".log", log()}, {"\xe2\x80\xae\xff\n.log", log()}, {".hidden.log", log()}};
    for (int i = 0; i < 20; ++i)
        files.append(Packed{"same.log", log()});
    for (const auto format : {Archive::Zip, Archive::Tar}) {
        const QString archive = made(format == Archive::Zip ? u"names.zip"_s : u"names.tar"_s, files, format);
        Capture::Unpacker unpacker(m_world.path(u"place-%1"_s.arg(int(format))), {}, [](const QString &, qint64) {});
        const auto unpacked = unpacker.unpack(archive, false);
        QVERIFY2(unpacked, unpacked ? "" : qPrintable(unpacked.error().text));
        QVERIFY(unpacked->size() >= 25);
        for (const QString &path : *unpacked) {
            QVERIFY2(
                QFileInfo(path).canonicalFilePath().startsWith(QFileInfo(m_world.path(u"place-%1"_s.arg(int(format)))).canonicalFilePath()),
                qPrintable(path));
            QVERIFY(!QFileInfo(path).isSymLink());
            QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadOther | QFile::ReadGroup | QFile::ExeOwner), QFile::Permissions());
        }
        QCOMPARE(QDir(outside).entryList(QDir::NoDotAndDotDot | QDir::AllEntries), QStringList());
        QVERIFY2(unpacker.warnings().join(u' ').contains(u"left out"_s), qPrintable(unpacker.warnings().join(u' ')));
        for (const QString &warning : unpacker.warnings())
            QVERIFY(!warning.contains(QChar(0x202e)) && !warning.contains(u'\n'));
        const auto opened = m_world.open({archive});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    }
}

void TestPacked::encrypted()
{
    const auto refused = m_world.open({made(u"secret.zip"_s, {{"homeserver.log", log()}}, Archive::Zip, nullptr, "password")});
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains(u"homeserver.log in secret.zip is encrypted"_s), qPrintable(refused.error().text));
}

void TestPacked::cutOffAnywhere_data()
{
    QTest::addColumn<QString>("path");
    const QList<Packed> files{{"a.log", log()}, {"b.log", log()}};
    QTest::newRow("zip") << made(u"cut.zip"_s, files);
    QTest::newRow("tar.xz") << made(u"cut.tar.xz"_s, files, Archive::Tar, "xz");
    QTest::newRow("tar.zst") << made(u"cut.tar.zst"_s, files, Archive::Tar, "zstd");
    QTest::newRow("xz") << made(u"cut.log.xz"_s, {{"data", log()}}, Archive::Raw, "xz");
    QTest::newRow("bz2") << made(u"cut.log.bz2"_s, {{"data", log()}}, Archive::Raw, "bzip2");
}

void TestPacked::cutOffAnywhere()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray whole = file.readAll();
    for (qsizetype size = 1; size < whole.size(); size += std::max<qsizetype>(1, whole.size() / 40)) {
        for (const bool isDamaged : {false, true}) {
            QByteArray bytes = isDamaged ? whole : whole.first(size);
            if (isDamaged)
                bytes[size] = char(~bytes[size]);
            Capture::Unpacker unpacker(m_world.path(u"cut"_s), {}, [](const QString &, qint64) {});
            const auto unpacked = unpacker.unpack(m_world.write(u"cut-off"_s, bytes), false);
            const QString said = unpacked ? unpacker.warnings().join(u' ') : unpacked.error().text;
            QVERIFY2(said.size() < 800 && !said.contains(u'\n'), qPrintable(said));
            QVERIFY(unpacked || !said.isEmpty());
        }
    }
}

/// As a download that ended early: most of it is there.
void TestPacked::cutOffLate()
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < 200'000; ++i)
        bytes += CaptureWorld::log({CaptureWorld::handling(bob, QString::number(i * 7919 % 10'007), i, QString::number(i - 1))}, i);
    for (const char *filter : {"xz", "zstd", "gzip"}) {
        const QString path = made(u"late.log"_s, {{"data", bytes}}, Archive::Raw, filter);
        QFile file(path);
        QVERIFY(file.open(QFile::ReadWrite) && file.resize(file.size() * 9 / 10));
        Capture::Unpacker unpacker(m_world.path(u"late-"_s + QLatin1StringView(filter)), {}, [](const QString &, qint64) {});
        const auto unpacked = unpacker.unpack(path, false);
        QVERIFY2(unpacked, unpacked ? "" : qPrintable(unpacked.error().text));
        QVERIFY2(QFileInfo(unpacked->first()).size() > 60'000, filter);
        QVERIFY2(unpacker.warnings().join(u' ').contains(u"what came before was read"_s), qPrintable(unpacker.warnings().join(u' ')));
    }
}

void TestPacked::bombs()
{
    // 400 MiB of one byte in some ten KiB
    char zero = '\0';
    for (const char *filter : {"zstd", "xz"}) {
        const QString path = m_world.path(u"bomb.%1"_s.arg(QLatin1StringView(filter)));
        {
            Archive archive(path, Archive::Raw, filter);
            archive.add({"data", QByteArray(1024 * 1024, zero++)}, 400);
        }
        const qint64 before = peakKiB();
        const QString place = m_world.path(u"bomb"_s);
        Capture::Unpacker unpacker(place, {}, [](const QString &, qint64) {});
        const auto unpacked = unpacker.unpack(path, false);
        QVERIFY2(unpacked, unpacked ? "" : qPrintable(unpacked.error().text));
        QVERIFY2(unpacker.warnings().join(u' ').contains(u"times as large"_s), qPrintable(unpacker.warnings().join(u' ')));
        QVERIFY(QFileInfo(unpacked->first()).size() < 340 * 1024 * 1024);
        QVERIFY2(peakKiB() - before < 200 * 1024, qPrintable(QString::number(peakKiB() - before)));
        QDir(place).removeRecursively();
        QFile::remove(path);
    }
    // Of what is large because there is much of it, too, no more than was said, and nothing where the disk is nearly full.
    const QString path = made(u"large.zip"_s, {{"a.log", log().repeated(500)}, {"b.log", log().repeated(500)}});
    Capture::Unpacker small(m_world.path(u"small"_s), {.bytes = 1000}, [](const QString &, qint64) {});
    const auto some = small.unpack(path, false);
    QVERIFY(some && some->size() == 1);
    QVERIFY2(small.warnings().first().contains(u"that are unpacked"_s), qPrintable(small.warnings().first()));
    Capture::Unpacker full(m_world.path(u"full"_s), {.spare = std::numeric_limits<qint64>::max()}, [](const QString &, qint64) {});
    const auto none = full.unpack(path, false);
    QVERIFY(!none);
    QVERIFY2(none.error().text.contains(u"too little room"_s), qPrintable(none.error().text));
}

void TestPacked::nested()
{
    const QString inner = made(u"inner.zip"_s, {{"homeserver.log", log()}});
    QFile file(inner);
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray bytes = file.readAll();
    const auto refused = m_world.open({made(u"outer.zip"_s, {{"inner.zip", bytes}})});
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains(u"inner.zip, which is in outer.zip, is packed once more"_s), qPrintable(refused.error().text));
    const auto opened = m_world.open({made(u"outer.tar"_s, {{"inner.zip", bytes}, {"homeserver.log", log()}}, Archive::Tar)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE((*opened)->warnings().size(), 1);
}

void TestPacked::journals_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("as it is called") << u"system.journal"_s;
    QTest::newRow("rotated") << u"system@00058e6a-0000000000000001-0006.journal"_s;
    QTest::newRow("renamed") << u"f"_s;
    QTest::newRow("in an archive") << u"host.zip"_s;
}

void TestPacked::journals()
{
    QFETCH(QString, name);
    const QByteArray bytes = journal();
    if (bytes.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    const QString folder = u"journal-%1/"_s.arg(name.size());
    QDir().mkpath(m_world.path(folder));
    const bool isPacked = name.endsWith(u".zip"_s);
    const QString path
        = isPacked ? made(folder + name, {{"var/log/journal/1/system.journal", bytes}}) : m_world.write(folder + name, bytes);
    const auto opened = m_world.open({path});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
}

void TestPacked::rotatedJournals_data()
{
    QTest::addColumn<QString>("rotated");
    QTest::addColumn<bool>("isArchive");
    const QString regular = u"system@%1-0000000000000001-00058e6a00000001.journal"_s.arg(QString(32, u'a'));
    QCOMPARE(regular.size(), 81);
    QTest::newRow("rotated, in an archive") << regular << true;
    QTest::newRow("rotated, in a folder") << regular << false;
    QTest::newRow("left by a crash, in an archive") << u"system@00058e6a00000001-aaaaaaaaaaaaaaaa.journal~"_s << true;
    QTest::newRow("left by a crash, in a folder") << u"system@00058e6a00000001-aaaaaaaaaaaaaaaa.journal~"_s << false;
    QTest::newRow("a container's") << u"zz.journal"_s << true;
}

/// A journal is read in the order of its times, in however many files it lies and whatever their order is.
void TestPacked::rotatedJournals()
{
    QFETCH(QString, rotated);
    QFETCH(bool, isArchive);
    const QStringList all = CaptureWorld::lostUpdate();
    const qsizetype half = all.size() / 2;
    const QByteArray first = journalOf(all.first(half), m_world.path(u"made.journal"_s)),
                     second = journalOf(all.sliced(half), m_world.path(u"made.journal"_s), int(half));
    if (first.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    const QByteArray folder = "var/log/journal/0123456789abcdef0123456789abcdef/";
    QString path = m_world.path(u"rotated.zip"_s);
    if (isArchive) {
        static_cast<void>(made(u"rotated.zip"_s, {{folder + "system.journal", second}, {folder + rotated.toUtf8(), first}}));
    } else {
        path = m_world.path(u"rotated-journals"_s);
        QDir(path).removeRecursively();
        QDir().mkpath(path);
        m_world.write(u"rotated-journals/system.journal"_s, second);
        m_world.write(u"rotated-journals/"_s + rotated, first);
    }
    const auto opened = m_world.open({path});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
    // One that is damaged does not take the others with it, and is told.
    const QByteArray damaged = first.first(200);
    const auto some = m_world.open(
        {made(u"some.zip"_s, {{folder + "a.journal", damaged}, {folder + "system.journal", second}, {folder + rotated.toUtf8(), first}})});
    QVERIFY2(some, some ? "" : qPrintable(some.error().text));
    QCOMPARE(CaptureWorld::graph(**some, bob), plainGraph());
    QStringList faults;
    for (const QJsonValue &check : CaptureWorld::get(**some, "/check")[u"checks"].toArray()) {
        if (check[u"state"].toString() == "fault"_L1)
            faults += check[u"subject"].toString();
        QVERIFY2(!check[u"text"].toString().contains(u"/unpacked/"_s), qPrintable(check[u"text"].toString()));
    }
    QCOMPARE(faults, QStringList{u"a.journal"_s});
}

/// What nobody opened is not read.
void TestPacked::oneRotatedJournal()
{
    const QStringList all = CaptureWorld::lostUpdate();
    const QByteArray first = journalOf(all.first(2), m_world.path(u"made.journal"_s)),
                     second = journalOf(all.sliced(2), m_world.path(u"made.journal"_s), 2);
    if (first.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    QDir().mkpath(m_world.path(u"one"_s));
    const QString rotated = u"system@%1-0000000000000001-00058e6a00000001.journal"_s.arg(QString(32, u'a'));
    m_world.write(u"one/system.journal"_s, second);
    const auto opened = m_world.open({m_world.write(u"one/"_s + rotated, first)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), u"11<-10(gap)"_s);
    QCOMPARE(CaptureWorld::get(**opened, "/check")[u"checks"][0][u"subject"].toString(), rotated);
}

void TestPacked::moreJournalsThanMayBeOpen()
{
    const QByteArray bytes = journal();
    if (bytes.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    const QString one = m_world.write(u"one.journal"_s, bytes);
    QStringList links;
    for (int i = 0; i < 300; ++i) {
        links += m_world.path(u"link-%1.journal"_s.arg(i));
        QVERIFY(QFile::link(one, links.last()));
    }
    struct rlimit before = {};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit less = before;
    less.rlim_cur = 200;
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &less), 0);
    const auto opened = m_world.open(links);
    QStringList warnings;
    if (opened) {
        for (const QJsonValue &check : CaptureWorld::get(**opened, "/check")[u"checks"].toArray()) {
            if (check[u"state"].toString() == "warning"_L1)
                warnings += check[u"text"].toString();
        }
    }
    setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(warnings.size(), 1);
    QVERIFY2(warnings.first().startsWith(u"They cannot be read together"_s), qPrintable(warnings.first()));
    QVERIFY(!CaptureWorld::graph(**opened, bob).isEmpty());
}

/// The same unit on two hosts: what one of them got is not the other's.
void TestPacked::twoHostsJournals()
{
    const QStringList all = CaptureWorld::lostUpdate();
    const QByteArray first = journalOf(all, m_world.path(u"made.journal"_s), 0, "one"),
                     second
        = journalOf({CaptureWorld::handling(u"@eve:remote.example"_s, u"PHONE"_s, 5, u"4"_s)}, m_world.path(u"made.journal"_s), 3, "two");
    if (first.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    const QString path = made(u"two-hosts.zip"_s, {{"two/system.journal", second}, {"one/system.journal", first}});
    const auto opened = m_world.open({path});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, bob), plainGraph());
    QStringList sources;
    for (const QJsonValue &source : CaptureWorld::get(**opened, "/info")[u"sources"].toArray())
        sources += source[u"detail"].toString();
    QCOMPARE(sources.size(), 2);
    QVERIFY2(
        sources[0].startsWith(u"journal:%1/two/system.journal and 1 more one matrix-synapse.service"_s.arg(path)), qPrintable(sources[0]));
    QVERIFY2(sources[1].contains(u"more two matrix-synapse.service"_s), qPrintable(sources[1]));
}

void TestPacked::journalsThatAreDamaged()
{
    const QByteArray bytes = journal();
    if (bytes.isEmpty())
        QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    for (const qsizetype size : {qsizetype(9), qsizetype(200), qsizetype(5'000), bytes.size() / 2}) {
        const auto opened = m_world.open({m_world.write(u"cut.journal"_s, bytes.first(size))});
        if (!opened)
            QVERIFY2(!opened.error().text.isEmpty() && opened.error().text.size() < 800, qPrintable(opened.error().text));
    }
    QByteArray noise = bytes;
    for (qsizetype i = 400; i < noise.size(); i += 97)
        noise[i] = char(~noise[i]);
    const auto opened = m_world.open({m_world.write(u"noise.journal"_s, noise)});
    QVERIFY(opened || !opened.error().text.isEmpty());
}

void TestPacked::manyFiles()
{
    QList<Packed> files;
    for (int i = 0; i < 2'100; ++i)
        files.append(Packed{"same.log", "x\n"});
    Capture::Unpacker unpacker(m_world.path(u"many"_s), {}, [](const QString &, qint64) {});
    const auto unpacked = unpacker.unpack(made(u"many.zip"_s, files), false);
    QVERIFY(unpacked);
    QCOMPARE(unpacked->size(), 2'000);
    QVERIFY(unpacker.warnings().join(u' ').contains(u"more than 2,000 files"_s));
    const auto none = unpacker.unpack(made(u"more.zip"_s, files), false);
    QVERIFY(!none && !none.error().text.isEmpty());
    const auto empty
        = Capture::Unpacker(m_world.path(u"empty"_s), {}, [](const QString &, qint64) {}).unpack(made(u"empty.zip"_s, {}), false);
    QVERIFY(!empty);
    QVERIFY2(empty.error().text.contains(u"empty.zip"_s), qPrintable(empty.error().text));
}

void TestPacked::stops()
{
    Capture::Unpacker unpacker(m_world.path(u"stopped"_s), {}, [](const QString &, qint64) {});
    const auto stopped = unpacker.unpack(made(u"stopped.zip"_s, {{"a.log", log()}}), true);
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().kind, Error::Cancelled);
}

QTEST_GUILESS_MAIN(TestPacked)
#include "tst_packed.moc"
