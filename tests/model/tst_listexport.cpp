// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/listexport.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

using End = ListExport::End;

namespace {
const QList<ExportColumn> columns{{u"name"_s, ExportColumn::Text}, {u"count"_s, ExportColumn::Number}, {u"at"_s, ExportColumn::Time},
    {u"states"_s, ExportColumn::Texts}, {u"known"_s, ExportColumn::Flag}};

/// Pages of one row each, "row 0", "row 1", …; \a failAt answers with an error.
ExportSource numbered(int rows, int failAt = -1)
{
    return {
        .name = u"users"_s, .subject = {}, .columns = columns, .read = [rows, failAt](const QString &after, QObject *context, auto done) {
            const int row = after.toInt();
            QMetaObject::invokeMethod(
                context,
                [=] {
                    if (row == failAt) {
                        done(failure(Error::Timeout, u"The gateway did not answer."_s));
                        return;
                    }
                    ExportSource::Rows page;
                    page.items = {{{u"name"_s, u"row %1"_s.arg(row)}, {u"count"_s, row}}};
                    page.next = row + 1 < rows ? QString::number(row + 1) : QString();
                    done(page);
                },
                Qt::QueuedConnection);
            return Http::CallHandle();
        }};
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

class ListExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cells_data();
    void cells();
    void writesAllPages();
    void writesJson();
    void leavesOutWhatTheFilterHides();
    void keepsTheOldFileWhenStopped();
    void namesWhatWentWrong();
    void endsWhereACursorLeadsNowhere();
    void fileNames_data();
    void fileNames();
};

void ListExportTest::cells_data()
{
    QTest::addColumn<QJsonObject>("row");
    QTest::addColumn<QByteArray>("line");
    const auto named = [](const QString &name) { return QJsonObject{{u"name"_s, name}}; };
    QTest::newRow("plain") << QJsonObject{{u"name"_s, u"PHONE"_s}, {u"count"_s, 7}, {u"at"_s, qint64(1'700'000'000'123)},
        {u"states"_s, QJsonArray{u"gap"_s, u"stale"_s}}, {u"known"_s, true}}
                           << "PHONE,7,2023-11-14T22:13:20.123Z,\"gap stale\",true\r\n"_ba;
    QTest::newRow("nothing known") << QJsonObject{{u"name"_s, QJsonValue()}, {u"count"_s, QJsonValue()}} << ",,,,\r\n"_ba;
    QTest::newRow("negative number is a number") << QJsonObject{{u"count"_s, -3}} << ",-3,,,\r\n"_ba;
    QTest::newRow("quotes and breaks") << named(u"a \"b\",\r\nc"_s) << "\"a \"\"b\"\",\r\nc\",,,,\r\n"_ba;
    QTest::newRow("equals") << named(u"=HYPERLINK(\"https://evil.example\")"_s)
                            << "\"'=HYPERLINK(\"\"https://evil.example\"\")\",,,,\r\n"_ba;
    QTest::newRow("plus") << named(u"+1"_s) << "\"'+1\",,,,\r\n"_ba;
    QTest::newRow("minus") << named(u"-1"_s) << "\"'-1\",,,,\r\n"_ba;
    QTest::newRow("at") << named(u"@SUM(1)"_s) << "\"'@SUM(1)\",,,,\r\n"_ba;
    QTest::newRow("tab") << named(u"\t=1"_s) << "\"'\t=1\",,,,\r\n"_ba;
    QTest::newRow("carriage return") << named(u"\r=1"_s) << "\"'\r=1\",,,,\r\n"_ba;
    QTest::newRow("full width") << named(u"\uff1d1"_s) << QByteArray("\"'\xef\xbc\x9d") + "1\",,,,\r\n";
    QTest::newRow("in a list") << QJsonObject{{u"states"_s, QJsonArray{u"=1"_s}}} << ",,,\"'=1\",\r\n"_ba;
    QTest::newRow("behind a NUL") << named(QString(QChar(0)) + u"=1"_s) << "\"'=1\",,,,\r\n"_ba;
}

void ListExportTest::cells()
{
    QFETCH(QJsonObject, row);
    QTEST(csvLine(columns, row), "line");
}

void ListExportTest::writesAllPages()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"users.csv"_s);
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished), progressed(&exported, &ListExport::progressed);
    exported.start(numbered(3), path, ListExport::Format::Csv);
    QVERIFY(exported.isRunning());
    QVERIFY(finished.wait());
    QCOMPARE(finished[0][0].value<End>(), End::Written);
    QCOMPARE(exported.rows(), 3);
    QCOMPARE(progressed.size(), 2);
    QCOMPARE(contents(path), "name,count,at,states,known\r\n\"row 0\",0,,,\r\n\"row 1\",1,,,\r\n\"row 2\",2,,,\r\n"_ba);
}

void ListExportTest::writesJson()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"users.json"_s);
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished);
    for (const int rows : {1, 4}) {
        exported.start(numbered(rows), path, ListExport::Format::Json);
        QVERIFY(finished.wait());
        const QJsonArray array = QJsonDocument::fromJson(contents(path)).array();
        QCOMPARE(array.size(), rows);
        QCOMPARE(array.last()[u"count"].toInt(), rows - 1);
    }
    ExportSource none = numbered(1);
    none.accepts = [](const QJsonObject &) { return false; };
    exported.start(none, path, ListExport::Format::Json);
    QVERIFY(finished.wait());
    const QJsonDocument empty = QJsonDocument::fromJson(contents(path));
    QVERIFY(empty.isArray() && empty.array().isEmpty());
}

void ListExportTest::leavesOutWhatTheFilterHides()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"users.csv"_s);
    ExportSource odd = numbered(5);
    odd.accepts = [](const QJsonObject &row) { return row.value(u"count").toInt() % 2 == 1; };
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished);
    exported.start(odd, path, ListExport::Format::Csv);
    QVERIFY(finished.wait());
    QCOMPARE(exported.rows(), 2);
    QCOMPARE(exported.looked(), 5);
    QCOMPARE(contents(path).count('\n'), 3);
}

void ListExportTest::keepsTheOldFileWhenStopped()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"users.csv"_s);
    QFile before(path);
    QVERIFY(before.open(QIODevice::WriteOnly) && before.write("precious") == 8);
    before.close();
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished), progressed(&exported, &ListExport::progressed);
    exported.start(numbered(1000), path, ListExport::Format::Csv);
    QVERIFY(progressed.wait());
    exported.cancel();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].value<End>(), End::Cancelled);
    QVERIFY(!exported.isRunning());
    QCOMPARE(contents(path), "precious"_ba);
    QCOMPARE(QDir(directory.path()).entryList(QDir::Files).size(), 1);
}

void ListExportTest::namesWhatWentWrong()
{
    QTemporaryDir directory;
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished);
    exported.start(numbered(1), directory.filePath(u"missing/users.csv"_s), ListExport::Format::Csv);
    QCOMPARE(finished.takeFirst()[0].value<End>(), End::NotOpened);
    QVERIFY(!exported.error().text.isEmpty());
    const QString path = directory.filePath(u"users.csv"_s);
    exported.start(numbered(3, 2), path, ListExport::Format::Csv);
    QVERIFY(finished.wait());
    QCOMPARE(finished.takeFirst()[0].value<End>(), End::NotRead);
    QCOMPARE(exported.error().text, u"The gateway did not answer."_s);
    QVERIFY(!QFile::exists(path));
}

void ListExportTest::endsWhereACursorLeadsNowhere()
{
    QTemporaryDir directory;
    ExportSource same = numbered(1);
    same.read = [](const QString &, QObject *context, auto done) {
        QMetaObject::invokeMethod(
            context, [done] { done(ExportSource::Rows{.items = {QJsonObject()}, .next = u"again"_s}); }, Qt::QueuedConnection);
        return Http::CallHandle();
    };
    ListExport exported;
    QSignalSpy finished(&exported, &ListExport::finished);
    exported.start(same, directory.filePath(u"users.csv"_s), ListExport::Format::Csv);
    QVERIFY(finished.wait());
    QCOMPARE(exported.rows(), 2);
}

void ListExportTest::fileNames_data()
{
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("name");
    QTest::newRow("server") << QString() << u"hs.example:8448"_s << u"lockstep-users-hs.example-8448-2026-11-26.csv"_s;
    QTest::newRow("user") << u"@bob:remote.example"_s << u"hs.example"_s << u"lockstep-users-bob-remote.example-2026-11-26.csv"_s;
    QTest::newRow("hostile") << u"@../../etc/passwd\n%00:[::1]"_s << QString()
                             << u"lockstep-users-..-..-etc-passwd--00----1--2026-11-26.csv"_s;
}

void ListExportTest::fileNames()
{
    QFETCH(QString, subject);
    QFETCH(QString, server);
    ExportSource source = numbered(1);
    source.subject = subject;
    QTEST(exportFileName(source, ServerName(server), QDate(2026, 11, 26), u"csv"_s), "name");
}

QTEST_GUILESS_MAIN(ListExportTest)
#include "tst_listexport.moc"
