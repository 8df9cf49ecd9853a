// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logworld.h"

#include "logs/logfollower.h"
#include "synapse/log/logline.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Logs;

namespace {

LogFollower::Options quick()
{
    return {.pollMs = 2, .searchMs = 5, .zone = QTimeZone::utc(), .blockSize = 4096, .batch = 20};
}

/// What the child does: follows until it is killed.
int followForever(const QStringList &arguments)
{
    const auto store = History::Store::open(arguments[2]);
    if (!store)
        return 1;
    History::Recorder recorder(store->get());
    LogFollower follower(arguments.mid(3), Synapse::logDialect(), &recorder, quick());
    follower.start();
    return QCoreApplication::exec();
}

/// A log as Synapse and logrotate treat it, and a program that follows it and is killed now and then.
class World
{
public:
    World(quint32 seed, bool glob)
        : m_writer(seed)
        , m_random(seed * 7 + 1)
        , m_pattern(glob ? u"homeserver.log*"_s : u"homeserver.log"_s)
    {
    }
    ~World() { kill(); }

    QString path(const QString &suffix = {}) const { return m_dir.filePath(u"homeserver.log"_s + suffix); }
    QString store() const { return m_dir.filePath(u"history"_s); }
    const QByteArray &log() const { return m_log; }

    void start()
    {
        m_child.start(QCoreApplication::applicationFilePath(), {u"--follow"_s, store(), m_dir.filePath(m_pattern)});
        QVERIFY(m_child.waitForStarted());
    }
    void kill()
    {
        if (m_child.state() == QProcess::NotRunning)
            return;
        m_child.kill();
        m_child.waitForFinished();
    }

    /// Writes some of what is to be written, cut anywhere.
    void write()
    {
        const int events = 1 + m_random.bounded(30);
        for (int i = 0; i < events; ++i)
            m_pending += m_writer.next();
        append(m_pending.left(m_random.bounded(m_pending.size() + 1)));
    }
    void completeLine()
    {
        if (!m_pending.isEmpty() && !m_log.endsWith('\n'))
            append(m_pending.left(m_pending.indexOf('\n') + 1));
    }
    void completeAll() { append(m_pending); }

    void rotateByRename()
    {
        completeLine();
        shift();
        QFile::rename(path(), path(u".1"_s));
        append(QByteArray()); // the new, empty file
    }
    void rotateByCopy()
    {
        completeLine();
        shift();
        QFile from(path()), to(path(u".1"_s));
        QVERIFY(from.open(QFile::ReadOnly) && to.open(QFile::WriteOnly));
        const QByteArray all = from.readAll();
        to.write(all.left(all.size() / 2));
        to.flush();
        rest();
        to.write(all.mid(all.size() / 2));
        to.close();
        from.close();
        rest();
        QVERIFY(QFile::resize(path(), 0));
    }
    void compress()
    {
        const QString plain = path(u".2"_s);
        QFile from(plain);
        if (!from.open(QFile::ReadOnly))
            return;
        const QByteArray all = from.readAll();
        gzFile to = gzopen(QFile::encodeName(plain + u".gz"_s).constData(), "wb");
        gzwrite(to, all.constData(), unsigned(all.size() / 2));
        gzflush(to, Z_SYNC_FLUSH);
        rest();
        gzwrite(to, all.constData() + all.size() / 2, unsigned(all.size() - all.size() / 2));
        gzclose(to);
        rest();
        QFile::remove(plain);
    }
    void act()
    {
        const int what = m_random.bounded(20);
        if (what == 0)
            rotateByRename();
        else if (what == 1)
            rotateByCopy();
        else if (what == 2)
            compress();
        else if (what <= 4)
            kill();
        else if (what <= 7 && m_child.state() == QProcess::NotRunning)
            start();
        else if (what == 8)
            rest();
        else
            write();
    }
    void rest() { QThread::msleep(m_random.bounded(40)); }

private:
    void append(const QByteArray &bytes)
    {
        QFile file(path());
        QVERIFY(file.open(QFile::Append));
        QCOMPARE(file.write(bytes), bytes.size());
        m_log += bytes;
        m_pending.remove(0, bytes.size());
    }
    void shift()
    {
        compress(); // .2, if it is still plain, makes room in the way logrotate's delaycompress does
        for (int i = 40; i >= 1; --i) {
            QFile::rename(path(u".%1.gz"_s.arg(i)), path(u".%1.gz"_s.arg(i + 1)));
            QFile::rename(path(u".%1"_s.arg(i)), path(u".%1"_s.arg(i + 1)));
        }
    }

    QTemporaryDir m_dir;
    LogWriter m_writer;
    QRandomGenerator m_random;
    QString m_pattern;
    QByteArray m_log; ///< all that was written
    QByteArray m_pending;
    QProcess m_child;
};

} // namespace

class TestLogFollower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anythingMayHappen_data()
    {
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<bool>("glob");
        const int rounds = std::max(1, qEnvironmentVariableIntValue("LOCKSTEP_LOG_ROUNDS"));
        for (int i = 0; i < 6 * rounds; ++i)
            QTest::addRow("%d %s", i, i % 2 ? "glob" : "path") << quint32(i) << (i % 2 == 1);
    }

    /// Killed, rotated, truncated and cut at every kind of point: the history is that of the whole log, read in one go.
    void anythingMayHappen()
    {
        QFETCH(quint32, seed);
        QFETCH(bool, glob);
        World world(seed, glob);
        world.write();
        world.completeAll();
        world.start();
        // A path does not stand for what was rotated before it was first read.
        const auto begun = [&] {
            const auto store = History::Store::open(world.store());
            return store && !(*store)->logPositions()->isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(begun(), 30'000);
        for (int step = 0; step < 150; ++step)
            world.act();
        world.completeAll();
        world.kill();
        world.start();
        const QString expected = expectedHistory(world.log(), world.path());
        QVERIFY(expected.count(u'\n') > 100);
        const auto store = History::Store::open(world.store());
        QVERIFY(store);
        const auto same = [&] { return printHistory(**store) == expected; };
        if (!QTest::qWaitFor(same, 60'000)) {
            const QStringList actual = printHistory(**store).split(u'\n'), wanted = expected.split(u'\n');
            QCOMPARE(actual.size(), wanted.size());
            for (qsizetype i = 0; i < actual.size(); ++i)
                QCOMPARE(actual[i], wanted[i]);
        }
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc > 3 && qstrcmp(argv[1], "--follow") == 0)
        return followForever(QCoreApplication::arguments());
    TestLogFollower test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logfollower.moc"
