// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/configuration.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;

/// Configurations of whole hosts, in the forms in which deployments write them (data/hosts).
class TestProcesses : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    /// A host's files in a folder of their own, which their absolute paths name.
    void copy(const QString &host)
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const QDir from(QStringLiteral(LOCKSTEP_TEST_DATA "/hosts/") + host);
        QDirIterator files(from.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            write(from.relativeFilePath(file.fileName()), file.readAll());
        }
    }
    void write(const QString &name, QByteArray text) const
    {
        QVERIFY(QDir(m_dir->path()).mkpath(QFileInfo(name).path()));
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.replace("@DIR@", m_dir->path().toUtf8()));
    }
    QStringList paths(QStringList names) const
    {
        for (QString &name : names)
            name = m_dir->filePath(name);
        return names;
    }
    QString here(QString text) const { return text.replace(m_dir->path(), u"@DIR@"_s); }
    QStringList lines(const QList<ProcessLog> &processes) const
    {
        QStringList all;
        for (const ProcessLog &one : processes) {
            QStringList words{one.name};
            words += one.files;
            if (one.toOutput)
                words += u"output"_s;
            if (one.toJournal)
                words += u"journal"_s;
            if (one.isOnlyNamed)
                words += u"named"_s;
            if (!one.tellsUpdates)
                words += u"quiet"_s;
            if (!one.level.isEmpty())
                words += one.level;
            if (!one.problem.isEmpty())
                words += u"problem"_s;
            all += here(words.join(u' '));
        }
        return all;
    }

private Q_SLOTS:
    void hosts_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QStringList>("processes");
        QTest::addColumn<QStringList>("missing");
        QTest::addColumn<QString>("redis");
        QTest::newRow("debian") << QStringList{u"homeserver.yaml"_s, u"conf.d"_s}
                                << QStringList{u"main /var/log/matrix-synapse/homeserver.log INFO"_s} << QStringList() << QString();
        QTest::newRow("docs") << QStringList{u"homeserver.yaml"_s, u"workers"_s}
                              << QStringList{u"main @DIR@/homeserver.log DEBUG"_s, u"device_writer @DIR@/device_writer.log DEBUG"_s,
                                     u"generic_worker1 @DIR@/generic_worker1.log DEBUG"_s, u"pusher1 quiet problem"_s,
                                     u"typist named quiet"_s}
                              << QStringList() << u"redis://localhost:6379"_s;
        QTest::newRow("docs, one worker's file missing")
            << QStringList{u"homeserver.yaml"_s, u"workers/generic*"_s}
            << QStringList{u"main @DIR@/homeserver.log DEBUG"_s, u"device_writer named"_s,
                   u"generic_worker1 @DIR@/generic_worker1.log DEBUG"_s, u"typist named quiet"_s}
            << QStringList{u"No log of worker \"device_writer\" is followed: its file is none of those given"_s}
            << u"redis://localhost:6379"_s;
        QTest::newRow("image")
            << QStringList{u"homeserver.yaml"_s, u"workers/*.yaml"_s}
            << QStringList{u"main output INFO"_s, u"device_lists1 output INFO"_s, u"federation_inbound1 output INFO"_s,
                   u"federation_sender1 output quiet INFO"_s}
            << QStringList{u"No log of the main process is followed: it goes to standard output"_s,
                   u"No log of the workers \"device_lists1\", \"federation_inbound1\" is followed: it goes to standard output"_s}
            << u"unix:///tmp/redis.sock"_s;
        QTest::newRow("playbook") << QStringList{u"homeserver.yaml"_s, u"worker.*.yaml"_s}
                                  << QStringList{u"main output CRITICAL"_s,
                                         u"matrix-synapse-worker-stream-writer-device_lists-0 output CRITICAL"_s,
                                         u"matrix-synapse-worker-stream-writer-to_device-0 named quiet"_s}
                                  << QStringList{u"No log of the main process"_s,
                                         u"No log of worker \"matrix-synapse-worker-stream-writer-device_lists-0\""_s}
                                  << u"redis://matrix-valkey:6379"_s;
        QTest::newRow("ess") << QStringList{u"."_s} << QStringList{u"main output INFO"_s, u"ess-synapse-encryption-0 named"_s}
                             << QStringList{u"No log of the main process"_s, u"No log of worker \"ess-synapse-encryption-0\""_s}
                             << u"redis://ess-synapse-redis.ess.svc.cluster.local:6379"_s;
        QTest::newRow("nixos")
            << QStringList{u"homeserver.yaml"_s, u"worker-*.yaml"_s} << QStringList{u"main journal DEBUG"_s, u"inbound journal DEBUG"_s}
            << QStringList{u"No log of the main process is followed: it goes to the systemd journal: give --log journal:UNIT"_s,
                   u"No log of worker \"inbound\" is followed: it goes to the systemd journal"_s}
            << u"unix:///run/redis-matrix-synapse/redis.sock"_s;
    }
    void hosts()
    {
        QFETCH(QStringList, files);
        QFETCH(QStringList, processes);
        QFETCH(QStringList, missing);
        QFETCH(QString, redis);
        copy(QString::fromLatin1(QTest::currentDataTag()).section(u',', 0, 0));
        const auto settings = readHomeserverConfig(paths(files));
        QVERIFY2(settings, settings ? "" : qUtf8Printable(settings.error().text));
        QCOMPARE(settings->serverName.toString(), u"home.example"_s);
        QCOMPARE(lines(settings->processes), processes);
        const QStringList sentences = unfollowed(settings->processes, settings->logs);
        QCOMPARE(sentences.size(), missing.size());
        for (qsizetype n = 0; n < missing.size(); ++n)
            QVERIFY2(sentences.at(n).startsWith(missing.at(n)), qUtf8Printable(sentences.at(n)));
        QCOMPARE(settings->redis.address ? settings->redis.address->describe() : QString(), redis);
        // Where a log may hold everybody's lines, nothing is missed.
        QCOMPARE(unfollowed(settings->processes, {u"journal:matrix-synapse*"_s}), QStringList());
    }

    void whoWrites()
    {
        copy(u"docs"_s);
        const auto docs = readHomeserverConfig(paths({u"homeserver.yaml"_s}));
        QVERIFY(docs);
        QCOMPARE(docs->writers.deviceLists, QStringList{u"device_writer"_s});
        QCOMPARE(docs->writers.toDevice, QStringList{u"device_writer"_s});
        copy(u"nixos"_s);
        const auto nixos = readHomeserverConfig(paths({u"homeserver.yaml"_s}));
        QVERIFY(nixos);
        QCOMPARE(nixos->writers.deviceLists, QStringList{u"master"_s});
        QCOMPARE(nixos->redis.address->password, u"ganz geheim"_s);
        QFile::remove(m_dir->filePath(u"redis-password"_s));
        const auto unreadable = readHomeserverConfig(paths({u"homeserver.yaml"_s}));
        QVERIFY(unreadable);
        QVERIFY(!unreadable->redis.address);
        QVERIFY2(unreadable->redis.problem.contains("redis-password"_L1), qUtf8Printable(unreadable->redis.problem));
    }

    /// What --log gives is held against what each process writes; a container's paths are others than its host's.
    void givenLogs()
    {
        copy(u"docs"_s);
        const auto settings = readHomeserverConfig(paths({u"homeserver.yaml"_s, u"workers"_s}));
        QVERIFY(settings);
        const QList<ProcessLog> &all = settings->processes;
        QCOMPARE(unfollowed(all, paths({u"*.log*"_s})), QStringList());
        QCOMPARE(unfollowed(all, {u"/mnt/homeserver.log"_s, u"/mnt/device_writer.log"_s, u"/mnt/generic_worker1.log"_s}), QStringList());
        const QStringList one = unfollowed(all, {u"/mnt/homeserver.log"_s, u"/mnt/device_writer.log"_s});
        QCOMPARE(one.size(), 1);
        QCOMPARE(here(one.constFirst()),
            u"No log of worker \"generic_worker1\" is followed: it is @DIR@/generic_worker1.log: give that to --log too."_s);
    }

    /// What a collector or a container's log driver writes holds the lines of all.
    void collectedLogs()
    {
        copy(u"docs"_s);
        const auto docs = readHomeserverConfig(paths({u"homeserver.yaml"_s}));
        QVERIFY(docs);
        QCOMPARE(unfollowed(docs->processes, {m_dir->filePath(u"all.jsonl"_s)}), QStringList());
        copy(u"image"_s);
        const auto image = readHomeserverConfig(paths({u"homeserver.yaml"_s, u"workers"_s}));
        QVERIFY(image);
        QCOMPARE(unfollowed(image->processes, {u"/var/lib/docker/containers/c0ffee/c0ffee-json.log"_s}), QStringList());
        QCOMPARE(unfollowed(image->processes, {u"-"_s}), QStringList());
    }

    void silentOnes()
    {
        copy(u"playbook"_s);
        const auto settings = readHomeserverConfig(paths({u"homeserver.yaml"_s, u"worker.*.yaml"_s}));
        QVERIFY(settings);
        QCOMPARE(here(silentLoggers(settings->processes)),
            u"The logger synapse.handlers.device is CRITICAL at the main process (@DIR@/home.example.log.config), worker \"matrix-synapse-worker-stream-writer-device_lists-0\" (@DIR@/home.example.log.config)."_s);
    }

    void odd_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("processes");
        const QByteArray head = "server_name: home.example\ndatabase: {name: sqlite3, args: {database: /x}}\n"
                                "listeners: [{port: 80, type: http, resources: [{names: [client]}]}]\n";
        const QStringList main{u"main output INFO"_s};
        const auto row = [&](const char *name, const QByteArray &yaml, const QStringList &more = {}) {
            QTest::newRow(name) << QByteArray(head + yaml) << main + more;
        };
        row("anchors", "x: &x {device_lists: &w [a, b], to_device: *w}\nstream_writers: *x", {u"a named"_s, u"b named"_s});
        row("merged", "x: &x {device_lists: a}\nstream_writers: {<<: *x, typing: t}\ninstance_map: {<<: {a: {path: /x}}, t: {}}",
            {u"a named"_s, u"t named quiet"_s});
        row("master by name", "stream_writers: {device_lists: [master]}\ninstance_map: {main: {}}");
        row("lists for maps", "stream_writers: [device_lists]\ninstance_map: [a]\nredis: [1]");
        row("texts for maps", "stream_writers: x\ninstance_map: y\nredis: enabled");
        row("maps for texts", "stream_writers: {device_lists: {a: b}}\ninstance_map: {a: null}\nworker_log_config: {}", {u"a named"_s});
        row("nulls", "stream_writers:\ninstance_map:\nredis:\nlog_config:");
        row("off", "redis: {enabled: false, port: 99999}");
        QByteArray bomb = "a0: &a0 {device_lists: w}\n";
        for (int n = 1; n < 15; ++n)
            bomb += "a" + QByteArray::number(n) + ": &a" + QByteArray::number(n) + " {<<: ["
                + QByteArrayList(9, "*a" + QByteArray::number(n - 1)).join(',') + "]}\n";
        row("merges of merges", bomb + "stream_writers: {<<: *a14, typing: t}");
        QByteArray many = "instance_map:\n";
        for (int n = 0; n < 20'000; ++n)
            many += "  w" + QByteArray::number(n) + ": {host: h, port: 1}\n";
        QTest::newRow("thousands") << QByteArray(head + many) << QStringList();
    }
    void odd()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QStringList, processes);
        m_dir = std::make_unique<QTemporaryDir>();
        write(u"homeserver.yaml"_s, yaml);
        const auto settings = readHomeserverConfig(paths({u"homeserver.yaml"_s}));
        QVERIFY2(settings, settings ? "" : qUtf8Printable(settings.error().text));
        QVERIFY(!settings->redis.address);
        if (!processes.isEmpty() && qstrcmp(QTest::currentDataTag(), "merges of merges") != 0)
            QCOMPARE(lines(settings->processes), processes);
        QVERIFY(settings->processes.size() <= 2'001);
        for (const QString &sentence : unfollowed(settings->processes, settings->logs))
            QVERIFY(sentence.size() < 1'000);
    }

    void deep()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        write(u"homeserver.yaml"_s, "a: " + QByteArray(100'000, '['));
        QVERIFY(!readHomeserverConfig(paths({u"homeserver.yaml"_s})));
    }
};

QTEST_GUILESS_MAIN(TestProcesses)
#include "tst_processes.moc"
