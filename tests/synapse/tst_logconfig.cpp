// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/logconfig.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;

namespace {
const QString device = u"synapse.handlers.device"_s, content = u"synapse.8631_debug"_s;
const QStringList loggers{device, content, u"synapse.federation.federation_server"_s, u"synapse.access.http"_s};
const QString folder = QStringLiteral(LOCKSTEP_TEST_DATA "/logging/");
} // namespace

/// Log configurations in the forms in which deployments write them (data/logging), and what Python's own logging.config makes of the same.
class TestLogConfig : public QObject
{
    Q_OBJECT

    /// Empty where Python has no YAML.
    static QJsonObject python(const QString &path)
    {
        QProcess process;
        process.setWorkingDirectory(QFileInfo(path).absolutePath()); // of relative paths
        process.start(
            QStringLiteral(LOCKSTEP_PYTHON), {QStringLiteral(LOCKSTEP_TEST_DATA "/../pythonlogging.py"), loggers.join(u','), path});
        process.waitForFinished();
        const QJsonObject said = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        if (said.isEmpty() && process.exitCode() != 77)
            qWarning("%s", process.readAllStandardError().constData());
        return said;
    }
    static QStringList ends(const QList<LogHandler> &handlers)
    {
        QSet<QString> all;
        for (const LogHandler &handler : handlers)
            all.insert(handler.file.isEmpty() ? handler.kind : handler.file);
        QStringList sorted(all.begin(), all.end());
        sorted.sort();
        return sorted;
    }

private Q_SLOTS:
    void forms_data()
    {
        QTest::addColumn<int>("deviceLeast");
        QTest::addColumn<int>("contentLeast");
        QTest::addColumn<QStringList>("handlers");
        using namespace Level;
        QTest::newRow("debian") << Info << Debug << QStringList{u"homeserver.log"_s, u"JournalHandler"_s};
        QTest::newRow("documentation") << Info << Info << QStringList{u"homeserver.log"_s};
        QTest::newRow("ess") << Debug << Info << QStringList{u"StreamHandler"_s};
        QTest::newRow("forgotten-switch") << Nothing << Debug << QStringList{u"StreamHandler"_s};
        QTest::newRow("google-cloud") << Nothing << Debug << QStringList{u"StreamHandler"_s};
        QTest::newRow("json") << Debug << Info << QStringList{u"synapse.log"_s};
        QTest::newRow("levels-of-handlers") << Debug << Info << QStringList{u"all.log"_s, u"other.log"_s};
        QTest::newRow("nixos") << Nothing << Nothing << QStringList{u"JournalHandler"_s};
        QTest::newRow("nixos-named") << Debug << Warning << QStringList{u"JournalHandler"_s};
        QTest::newRow("no-handler") << Nothing << Nothing << QStringList{u"StreamHandler"_s};
        QTest::newRow("not-set") << NotSet << Level::Error << QStringList{u"StreamHandler"_s};
        QTest::newRow("playbook") << Critical << Debug << QStringList{u"StreamHandler"_s};
        QTest::newRow("quoted-switch") << Debug << Nothing << QStringList{u"StreamHandler"_s};
        QTest::newRow("remote") << Debug << Debug << QStringList{u"RemoteHandler"_s};
        QTest::newRow("structured") << Debug << Info << QStringList{u"homeserver.jsonl"_s};
        QTest::newRow("worker-files") << Info << Info << QStringList{u"access.log"_s, u"rooms.log"_s};
        QTest::newRow("workers-image") << Debug << Debug << QStringList{u"inbound1.log"_s, u"StreamHandler"_s};
    }
    void forms()
    {
        QFETCH(int, deviceLeast);
        QFETCH(int, contentLeast);
        QFETCH(QStringList, handlers);
        const QString path = folder + QString::fromLatin1(QTest::currentDataTag()) + u".yaml"_s;
        const auto config = LogConfig::read(path);
        QVERIFY2(config, config ? "" : qUtf8Printable(config.error().text));
        QCOMPARE(config->mistakes(), QStringList());
        QCOMPARE(config->rule(device).least(), deviceLeast);
        QCOMPARE(config->rule(content).least(), contentLeast);
        QStringList used;
        for (const QString &end : ends(config->handlers()))
            used += end.mid(end.lastIndexOf(u'/') + 1);
        used.sort();
        handlers.sort();
        QCOMPARE(used, handlers);

        const QJsonObject truth = python(path);
        if (truth.isEmpty())
            QSKIP("There is no python3-yaml to compare with.");
        QVERIFY2(!truth.contains(u"refused"_s), qPrintable(truth[u"refused"_s].toString()));
        for (const QString &logger : loggers) {
            const LoggerRule rule = config->rule(logger);
            QCOMPARE(std::max(Level::Debug, rule.least()), truth[u"least"_s][logger].toInt());
            QCOMPARE(rule.isDisabled ? QStringList() : ends(rule.handlers), truth[u"to"_s][logger].toVariant().toStringList());
        }
    }
    /// Every file that lies there has its row.
    void allForms() { QCOMPARE(QDir(folder).entryList({u"*.yaml"_s}).size(), 17); }

    void mistakes_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("sentence");
        const QByteArray console = "handlers: {c: {class: logging.StreamHandler}}\n";
        QTest::newRow("no version") << QByteArray(console + "root: {handlers: [c]}") << u", line 1: \"version\" has to be 1."_s;
        QTest::newRow("lower case")
            << QByteArray("version: 1\n" + console + "loggers: {synapse: {level: debug}}")
            << u", line 3: \"level\" is \"debug\", which is no level of Python's: they are DEBUG, INFO, WARNING, ERROR and CRITICAL."_s;
        QTest::newRow("no level")
            << QByteArray("version: 1\nroot: {level: TRACE}")
            << u", line 2: \"level\" is \"TRACE\", which is no level of Python's: they are DEBUG, INFO, WARNING, ERROR and CRITICAL."_s;
        QTest::newRow("a number in quotes")
            << QByteArray("version: 1\nroot: {level: '10'}")
            << u", line 2: \"level\" is \"10\", which is no level of Python's: they are DEBUG, INFO, WARNING, ERROR and CRITICAL."_s;
        QTest::newRow("no such handler") << QByteArray("version: 1\n" + console + "root: {handlers: [c, file]}")
                                         << u", line 3: \"handlers\" names \"file\", which is none of the handlers."_s;
        QTest::newRow("a word for a list") << QByteArray("version: 1\n" + console + "root: {handlers: console}")
                                           << u", line 3: \"handlers\" has to be a list: [console]."_s;
        QTest::newRow("no such formatter") << QByteArray("version: 1\nhandlers: {c: {class: logging.StreamHandler, formatter: precise}}")
                                           << u", line 2: \"formatter\" is \"precise\", which is none of the formatters."_s;
        QTest::newRow("no such target") << QByteArray(
            "version: 1\nhandlers: {b: {class: logging.handlers.MemoryHandler, capacity: 1, target: f}}")
                                        << u", line 2: \"target\" is \"f\", which is none of the handlers."_s;
        QTest::newRow("no class") << QByteArray("version: 1\nhandlers: {f: {filename: x}}")
                                  << u", line 2: \"f\" is a handler without a class."_s;
        QTest::newRow("nothing below it") << QByteArray("version: 1\nloggers:\n  synapse.handlers.device:\n")
                                          << u": \"synapse.handlers.device\" has nothing below it."_s;
    }
    void mistakes()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, sentence);
        QTemporaryDir dir;
        const QString path = dir.filePath(u"log.yaml"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(yaml);
        file.close();
        const auto config = LogConfig::read(path);
        QVERIFY(config);
        QCOMPARE(config->mistakes(), QStringList{path + sentence});
        config->rule(device); // and no more than that
        if (const QJsonObject truth = python(path); !truth.isEmpty())
            QVERIFY2(truth.contains(u"refused"_s), "Python takes it");
    }

    void odd_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("lists for maps") << QByteArray("version: [1]\nhandlers: [a]\nloggers: [b]\nroot: [c]\nformatters: x");
        QTest::newRow("texts for maps") << QByteArray("version: 1\nhandlers: a\nloggers: b\nroot: c");
        QTest::newRow("nulls") << QByteArray("version:\nhandlers:\nloggers:\nroot:\ndisable_existing_loggers:");
        QTest::newRow("in a circle") << QByteArray(
            "version: 1\nhandlers: {a: {class: A, target: b}, b: {class: B, target: a}}\nroot: {handlers: [a]}");
        QByteArray wide = "version: 1\nhandlers:\n";
        QByteArrayList names;
        for (int n = 0; n < 500; ++n)
            names += 'h' + QByteArray::number(n);
        for (const QByteArray &name : names)
            wide += "  " + name + ": {class: Q, handlers: [" + names.join(',') + "]}\n";
        QTest::newRow("all to all") << QByteArray(wide + "root: {handlers: [" + names.join(',') + "]}");
        QTest::newRow("dots") << QByteArray("version: 1\nloggers: {..: {level: DEBUG}, '': {level: DEBUG}}");
    }
    void odd()
    {
        QFETCH(QByteArray, yaml);
        QTemporaryDir dir;
        QFile file(dir.filePath(u"log.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(yaml);
        file.close();
        const auto config = LogConfig::read(file.fileName());
        QVERIFY(config);
        QCOMPARE(config->rule(device).least(), Level::Nothing);
        QVERIFY(config->mistakes().size() <= 5);
        for (const QString &mistake : config->mistakes())
            QVERIFY(mistake.size() < 1'000);
    }

    void unreadable()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"log.yaml"_s);
        QCOMPARE(LogConfig::read(path).error().kind, Error::Io);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("- a\n- b\n");
        file.close();
        QCOMPARE(LogConfig::read(path).error().text, path + u" is no log configuration: its top level has no keys."_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("version: 1\nroot: {level\n");
        file.close();
        QCOMPARE(LogConfig::read(path).error().kind, Error::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestLogConfig)
#include "tst_logconfig.moc"
