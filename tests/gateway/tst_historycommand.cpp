// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// "lockstep-gateway history …" as an operator calls it.

#include "gateway/historylock.h"
#include "history/recording/recorder.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

class tst_HistoryCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const auto store = Store::open(file("history"));
        QVERIFY(store);
        QList<Observation> all;
        for (int id = 1; id <= 2500; ++id)
            all.append(HandledUpdate{.user = UserId(u"@bob:remote.example"_s),
                .device = DeviceId(u"A"_s),
                .streamId = StreamId(id),
                .prevIds = {StreamId(id - 1)},
                .at = id});
        QVERIFY(Recorder(store->get()).record({.source = UpdateSource::Log, .stream = u"one"_s}, all));
    }

    void asksForWhatIsMissing()
    {
        for (const QStringList &wrong : {QStringList(), QStringList{u"chek"_s, u"x"_s}, QStringList{u"check"_s},
                 QStringList{u"export"_s, u"x"_s}, QStringList{u"check"_s, u"x"_s, u"y"_s}}) {
            QCOMPARE(run(wrong), 2);
            QVERIFY2(m_error.contains("history check|compact|export|import"), m_error.constData());
        }
        QCOMPARE(run({u"--help"_s}), 0);
        QVERIFY(m_output.contains("history import ARCHIVE FILE"));
    }

    void thereAndBack()
    {
        QCOMPARE(run({u"check"_s, file("history")}), 0);
        QVERIFY2(m_output.contains("2,500 updates of 1 user") && m_output.contains("fits together"), m_output.constData());
        QCOMPARE(run({u"export"_s, file("history"), file("archive.gz")}), 0);
        QVERIFY2(m_output.contains("2,500 updates"), m_output.constData());
        QCOMPARE(run({u"export"_s, file("history"), file("archive.gz")}), 1);
        QVERIFY2(m_error.contains("is there already"), m_error.constData());
        QCOMPARE(run({u"import"_s, file("archive.gz"), file("back")}), 0);
        QCOMPARE(run({u"check"_s, file("back")}), 0);
        QCOMPARE(run({u"compact"_s, file("back")}), 0);
        QVERIFY2(m_output.contains(" bytes and has "), m_output.constData());
    }

    void letsGoOfWhatIsNotKept()
    {
        QCOMPARE(run({u"compact"_s, file("history"), u"--keep-updates"_s, u"1000"_s}), 0);
        QVERIFY2(m_output.contains("1,500 updates of 1 user were let go; kept: about 1,000 updates of a user."), m_output.constData());
        QVERIFY2(m_output.contains(" bytes and has "), m_output.constData());
        QCOMPARE(run({u"check"_s, file("history")}), 0);
        QVERIFY2(m_output.contains("1,000 updates of 1 user") && m_output.contains("fits together"), m_output.constData());
        QCOMPARE(run({u"compact"_s, file("history"), u"--keep-days=1"_s}), 0);
        QVERIFY2(m_output.contains("999 updates of 1 user were let go; kept: the last day."), m_output.constData());
        for (const QStringList &wrong : {QStringList{u"--keep-days"_s}, QStringList{u"--keep-days"_s, u"0"_s},
                 QStringList{u"--keep-updates=x"_s}, QStringList{u"--all"_s, u"1"_s}}) {
            QCOMPARE(run(QStringList{u"compact"_s, file("history")} + wrong), 2);
            QVERIFY2(m_error.contains("keep-"), m_error.constData());
        }
    }

    void namesWhatCannotBeDone()
    {
        for (const char *command : {"check", "compact"}) {
            QCOMPARE(run({QString::fromLatin1(command), file("nothing")}), 1);
            QVERIFY2(m_error.contains("nothing"), m_error.constData());
        }
        QCOMPARE(run({u"import"_s, file("history"), file("back")}), 1);
        QVERIFY2(m_error.contains("no archive"), m_error.constData());
        QCOMPARE(QDir(m_dir->path()).entryList({u"nothing*"_s, u"back*"_s}, QDir::Files).join(u' '), QString());
    }

    /// Who compacts must be alone; who looks need not be.
    void besideAGateway()
    {
        const auto lock = Gateway::HistoryLock::take(file("history"));
        QVERIFY(lock);
        QCOMPARE(run({u"check"_s, file("history")}), 0);
        QCOMPARE(run({u"export"_s, file("history"), file("archive")}), 0);
        QCOMPARE(run({u"compact"_s, file("history")}), 1);
        QVERIFY2(m_error.contains("Another gateway records"), m_error.constData());
    }

    void damaged()
    {
        QFile history(file("history"));
        QVERIFY(history.open(QFile::ReadWrite));
        const qint64 pages = history.size() / 4096;
        for (qint64 page = pages * 3 / 4; page < pages * 3 / 4 + 3; ++page) {
            history.seek(page * 4096);
            history.write(QByteArray(4096, char(0xa5)));
        }
        history.close();
        QCOMPARE(run({u"check"_s, file("history")}), 3);
        QVERIFY2(m_output.contains("To save what can be read"), m_output.constData());
        QCOMPARE(run({u"export"_s, file("history"), file("archive")}), 3);
        QCOMPARE(run({u"import"_s, file("archive"), file("back")}), 3);
        QVERIFY2(m_output.contains("Of @bob:remote.example the first "), m_output.constData());
        QCOMPARE(run({u"check"_s, file("back")}), 0);
    }

private:
    QString file(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }

    int run(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(LOCKSTEP_GATEWAY), QStringList{u"history"_s} + arguments);
        process.waitForFinished(60'000);
        m_output = process.readAllStandardOutput();
        m_error = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QByteArray m_output, m_error;
};

QTEST_GUILESS_MAIN(tst_HistoryCommand)
#include "tst_historycommand.moc"
