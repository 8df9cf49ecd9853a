// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/files/graphtext.h"
#include "tests/model/updatetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace Lockstep;
using namespace Lockstep::Test;

class TestGraphText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void quoted_data();
    void quoted();
    void hostileHistory();
    void stopped();
    void stoppedAtTheEnd();
};

void TestGraphText::quoted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("wanted");
    QTest::newRow("empty") << QString() << "\"\""_ba;
    QTest::newRow("a quote") << u"a\"b"_s << "\"a\\\"b\""_ba;
    QTest::newRow("ends in a backslash") << u"a\\"_s << "\"a\\\\\""_ba;
    QTest::newRow("an escape") << u"\\N"_s << "\"\\\\N\""_ba;
    QTest::newRow("an entity") << u"&lt;"_s << "\"&amp;lt;\""_ba;
    QTest::newRow("two lines") << u"a\nb"_s << "\"a\\nb\""_ba;
}

void TestGraphText::quoted()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, wanted);
    QCOMPARE(GraphText::dotQuoted(text), wanted);
    // Whatever it is, one pair of quotes holds it.
    QVERIFY(!GraphText::dotQuoted(text + QChar(0) + u"\u202e\r"_s).contains('\r'));
}

/// Loops, unknown parents, one id again and again, and huge texts: every row is written once, and read again.
void TestGraphText::hostileHistory()
{
    QString lines = u"7 <- 7,8 A name=\"]; breaks=gap\n7 <- 7 A\n0 kind=resync detail=boom\n8 <- 1,2,3,4,5,6,7 B breaks=merge,gap\n"_s;
    for (int i = 0; i < 300; ++i)
        lines += u"%1 <- %2,%3 C%4 name=n\n"_s.arg(i % 5).arg(i % 7).arg(i % 11).arg(i);
    UpdatePages pages{.updates = updatesFromText(lines)};
    pages.updates[1].displayName = QString(100'000, u'"');
    HistoryModel model(pages.fetch());
    model.setUser(UserId(u"@\"\\:evil.example"_s));
    QTRY_VERIFY(model.isComplete());
    QTemporaryDir directory;
    for (const auto format : {GraphText::Format::Json, GraphText::Format::Dot}) {
        FileTask task;
        QSignalSpy finished(&task, &FileTask::finished);
        task.start(directory.filePath(u"a"_s),
            GraphText::job(&model, 0, 1'000'000, {.user = model.user()}, format, [](int row) { return QString::number(row); }));
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished.at(0).at(0).value<FileTask::End>(), FileTask::End::Written);
        QFile file(directory.filePath(u"a"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        if (format == GraphText::Format::Json)
            QCOMPARE(QJsonDocument::fromJson(text).object().value(u"rows").toArray().size(), model.rowCount());
        else
            QVERIFY(text.startsWith("digraph \"@\\\"\\\\:evil.example\" {") && text.endsWith("}\n") && text.size() < 1'000'000);
    }
}

void TestGraphText::stopped()
{
    UpdatePages pages{.updates = updatesFromText(u"1 A\n2 <- 1 A\n"_s)};
    HistoryModel model(pages.fetch());
    model.setUser(UserId(u"@a:b"_s));
    QTRY_VERIFY(model.isComplete());
    QTemporaryDir directory;
    const QString path = directory.filePath(u"a"_s);
    {
        FileTask task;
        task.start(path, {.work = [](QIODevice &file, QString &) { return file.write("x") == 1 ? FileTask::Step::More : FileTask::Step::Failed; }});
        QTest::qWait(20);
        QVERIFY(task.isRunning());
    } // in the middle
    QVERIFY(!QFile::exists(path));
    FileTask task;
    QSignalSpy finished(&task, &FileTask::finished);
    task.start(path, {.work = [](QIODevice &, QString &problem) {
                          problem = u"why"_s;
                          return FileTask::Step::Failed;
                      }});
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(task.error().text, u"why"_s);
    QVERIFY(QDir(directory.path()).isEmpty());
}

/// Stopped is what leaves the file as it was, also in the moment in which the new one takes its place.
void TestGraphText::stoppedAtTheEnd()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"a"_s);
    for (int round = 0; round < 60; ++round) {
        const bool isEarly = round % 3 == 0; // while the thread still makes the last piece
        QFile before(path);
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("before") == 6);
        before.close();
        std::atomic_bool isLast = false, mayEnd = !isEarly;
        QList<FileTask::End> ends;
        {
            FileTask task;
            connect(&task, &FileTask::finished, &task, [&](FileTask::End end) { ends << end; });
            FileTask::Job job;
            job.work = [](QIODevice &file, QString &) { return file.write("new") == 3 ? FileTask::Step::Done : FileTask::Step::Failed; };
            job.last = [&](QIODevice &) {
                isLast = true;
                while (!mayEnd)
                    QThread::yieldCurrentThread();
                return QString();
            };
            task.start(path, job);
            while (!isLast && ends.isEmpty())
                QCoreApplication::processEvents();
            for (std::atomic_int i = 0; i < round * 200; ++i) { } // now a little earlier, now a little later
            task.cancel();
            mayEnd = true;
            while (ends.isEmpty())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            QCOMPARE(ends.size(), 1);
        } // waits for the thread
        QFile after(path);
        QVERIFY(after.open(QIODevice::ReadOnly));
        const bool isNew = after.readAll() == "new";
        QCOMPARE(ends.constFirst(), isNew ? FileTask::End::Written : FileTask::End::Cancelled);
        QVERIFY(!isEarly || !isNew);
    }
    // A task that is on its way is waited for by the next.
    FileTask task;
    QSignalSpy finished(&task, &FileTask::finished);
    const auto work = [](QIODevice &file, QString &) { return file.write("new") == 3 ? FileTask::Step::Done : FileTask::Step::Failed; };
    for (int round = 0; round < 20; ++round) {
        task.start(path, {.work = work});
        QTest::qWait(0);
    }
    QTRY_COMPARE(finished.count(), 20);
}

QTEST_GUILESS_MAIN(TestGraphText)
#include "tst_graphtext.moc"
