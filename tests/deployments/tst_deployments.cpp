// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logbytes.h"
#include "logs/logfollower.h"
#include "logs/lookup/linesearch.h"
#include "synapse/log/logline.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;

namespace {

constexpr int patienceMs = 60'000;
/// Journald's clock, a container runtime's and Synapse's read a line at slightly different times.
constexpr qint64 toleratedMs = 1'100;

QByteArray unpacked(const QString &path)
{
    Logs::LogBytes bytes;
    if (!bytes.open(path, 0))
        qFatal("%s", qPrintable(path));
    QByteArray all, block(1 << 20, Qt::Uninitialized);
    for (;;) {
        const auto count = bytes.read(block.data(), block.size());
        if (!count)
            qFatal("%s", qPrintable(count.error().text));
        if (*count == 0)
            return all;
        all += block.first(*count);
    }
}

/// Lays the deployment's logs out as they lie on a server.
void unpack(const QString &from, const QString &to)
{
    for (QDirIterator it(from, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        const QString path = it.next();
        QString target = to + path.sliced(from.size());
        QDir().mkpath(QFileInfo(target).path());
        const bool isLog = target.endsWith(".gz"_L1);
        const bool staysPacked = target.contains("/pods/"_L1) && !target.endsWith(".raw.gz"_L1);
        if (!isLog || staysPacked) {
            QFile::copy(path, target);
            continue;
        }
        target.chop(target.endsWith(".raw.gz"_L1) ? 7 : 3);
        QFile file(target);
        if (!file.open(QFile::WriteOnly))
            qFatal("%s", qPrintable(target));
        file.write(unpacked(path));
    }
}

QJsonArray readArray(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        qFatal("%s", qPrintable(path));
    return QJsonDocument::fromJson(file.readAll()).array();
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Applied:
        return u"applied"_s;
    case Verdict::Resync:
        return u"resync"_s;
    default:
        return u"other"_s;
    }
}

/// Rows of a history in the order of their stream_ids, as text.
QStringList rows(const History::Store &store, const QStringList &users, const QJsonArray &contents, bool hasTimes)
{
    QMap<QString, qint64> times;
    for (const QJsonValue &one : contents)
        times[one[0].toString() + one[1].toString() + one[2].toString()] = one[3].toInteger();
    QStringList all;
    for (const QString &user : users) {
        const auto updates = store.updates(UserId(user), 0, 1000, false);
        for (const DeviceListUpdate &update : updates ? *updates : QList<DeviceListUpdate>()) {
            if (update.kind != UpdateKind::Update)
                continue;
            const QString device = update.deviceId.toString(), stream = update.streamId.toString();
            QStringList prev;
            for (const StreamId &id : update.prevIds)
                prev += id.toString();
            const qint64 off = update.received - times.value(user + device + stream);
            const QString late = hasTimes && std::abs(off) > toleratedMs ? u" off by %1 ms"_s.arg(off) : QString();
            all += u"%1 %2 %3 <- %4 %5: %6 %7 %8%9"_s.arg(stream.rightJustified(6), user, device, prev.join(u','),
                verdictName(update.verdict), update.contentKnown ? update.displayName : u"(unknown)"_s,
                update.deleted ? u"deleted"_s : u""_s, update.keys.isEmpty() ? u"no keys"_s : u"keys"_s, late);
        }
    }
    all.sort();
    return all;
}

QStringList expectedRows(const QJsonArray &expected, const QJsonArray &contents)
{
    QStringList all;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QJsonValue one = expected[i], content = contents[i];
        QStringList prev;
        for (const QJsonValue &id : one[3].toArray())
            prev += id.toString();
        all += u"%1 %2 %3 <- %4 %5: %6 %7 %8"_s.arg(one[2].toString().rightJustified(6), one[0].toString(), one[1].toString(),
            prev.join(u','), one[4].toString(), content[4].toString(), content[5].toBool() ? u"deleted"_s : u""_s,
            content[6].toBool() ? u"keys"_s : u"no keys"_s);
    }
    all.sort();
    return all;
}

/// Each row is found again in the logs, with the lines that the files have there.
void verifyLines(const History::Store &store, const QString &given, const QStringList &users, bool hasTimes)
{
    const Logs::LineSearch search({given}, Synapse::logDialect(), QTimeZone::utc());
    QHash<QString, QByteArray> files;
    int rowsSeen = 0;
    QSet<QString> handling;
    for (const QString &user : users) {
        const auto updates = store.updates(UserId(user), 0, 1000, false);
        QVERIFY(updates);
        for (qsizetype i = 0; i < updates->size(); ++i) {
            const DeviceListUpdate &row = updates->at(i);
            const auto found = search.find(UserId(user), row, updates->first(i), [] { return false; });
            QVERIFY(found);
            const QString which = u"%1 %2 %3 of %4"_s.arg(user).arg(row.n).arg(row.streamId.toString(), given);
            const bool isFound = found->isFromLog && !found->lines.isEmpty();
            if (!isFound && !hasTimes)
                continue; // two that say the same cannot be told apart then
            QVERIFY2(isFound, qPrintable(which));
            ++rowsSeen;
            for (const Inspection::RowLine &line : found->lines) {
                if (!files.contains(line.path))
                    files.insert(line.path, unpacked(line.path));
                const QByteArray &bytes = files[line.path];
                QVERIFY2(line.offset == 0 || bytes[line.offset - 1] == '\n', qPrintable(which));
                if (line.tells == Inspection::LineTells::Handling) {
                    const QString place = line.path + u' ' + QString::number(line.offset);
                    QVERIFY2(!handling.contains(place), qPrintable(which));
                    handling.insert(place);
                }
                const bool isCut = line.length > Inspection::RowLines::mostText || row.kind != UpdateKind::Update;
                QVERIFY2(isCut || line.text.contains(row.deviceId.toString()), qPrintable(which + line.text));
            }
        }
    }
    QVERIFY2(rowsSeen > 0, qPrintable(given));
}

} // namespace

/// Every deployment's log, in the form in which its transport keeps it, makes the same history as Synapse's own words.
class TestDeployments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void histories_data();
    void histories();
    void journalGrowsWhileItIsRead();

private:
    static QString dataOf(const QString &deployment) { return QStringLiteral(LOCKSTEP_TEST_DATA) + u'/' + deployment; }
};

void TestDeployments::histories_data()
{
    QTest::addColumn<QString>("deployment");
    QTest::addColumn<QString>("log"); // below the deployment's folder
    QTest::addColumn<QString>("form"); // what journalctl makes of it first; "|" before it: it comes by a pipe
    QTest::addColumn<bool>("hasTimes");
    const auto row = [](const char *deployment, const char *log, const char *form = "", bool hasTimes = true) {
        QTest::addRow("%s %s %s", deployment, log, form)
            << QString::fromLatin1(deployment) << QString::fromLatin1(log) << QString::fromLatin1(form) << hasTimes;
    };
    row("debian-package", "homeserver.log");
    row("terse-json-file", "homeserver.log");
    row("json-file", "homeserver.log", "", false); // JsonFormatter writes none
    row("docker-compose", "container-json.log");
    row("docker-compose", "compose-logs-timestamps.txt");
    row("ess-helm", "pods/*/synapse/0.log*");
    row("gcp-json-container", "pods/*/synapse/0.log*");
    row("json-container", "container-json.log");
    row("workers-image", "container-json.log");
    row("workers-image", "compose-logs.txt");
    row("remote-handler-fixed", "connection-*.jsonl");
    for (const char *deployment : {"nixos", "systemd-example"}) {
        row(deployment, "synapse.journal");
        row(deployment, "journal:synapse.journal");
        row(deployment, "synapse.journal", "short-iso-precise");
        row(deployment, "synapse.journal", "json");
        row(deployment, "synapse.journal", "export");
        row(deployment, "synapse.journal", "|json");
        row(deployment, "synapse.journal", "|export");
    }
    row("nixos", "synapse.journal", "cat", false);
    row("nixos", "journal:matrix-synapse");
    row("nixos", "journal:matrix-*");
    for (const char *log : {"systemd-stdout.journal", "docker-journald.journal"}) {
        row("ansible-playbook", log);
        row("ansible-playbook", log, "cat");
        row("ansible-playbook", log, "short-iso-precise");
        row("ansible-playbook", log, "short-iso-precise --no-hostname");
        row("ansible-playbook", log, "json");
        row("ansible-playbook", log, "export");
        row("ansible-playbook", log, "|json");
        row("ansible-playbook", log, "|export");
    }
}

void TestDeployments::histories()
{
    QFETCH(QString, deployment);
    QFETCH(QString, log);
    QFETCH(QString, form);
    QFETCH(bool, hasTimes);
    QTemporaryDir dir;
    unpack(dataOf(deployment), dir.path());
    const QString path = log.startsWith("journal:"_L1) ? u"journal:"_s + dir.filePath(log.sliced(8)) : dir.filePath(log);
    QString given = path;
    const bool isPipe = form.startsWith(u'|');
    QProcess journalctl;
    if (!form.isEmpty()) {
        given = dir.filePath(u"made"_s);
        const QString command = u"exec journalctl --file=\"$0\" --all -o %1 >\"$1\""_s.arg(form.mid(int(isPipe)));
        if (isPipe)
            QCOMPARE(::mkfifo(QFile::encodeName(given).constData(), 0600), 0);
        journalctl.start(u"sh"_s, {u"-c"_s, command, path, given});
        QVERIFY(journalctl.waitForStarted());
        if (!isPipe) {
            QVERIFY(journalctl.waitForFinished(patienceMs));
            if (journalctl.exitCode() == 127)
                QSKIP("journalctl IS NOT INSTALLED: what it writes is not tried");
            QCOMPARE(journalctl.exitCode(), 0);
        }
    }
    const QJsonArray expected = readArray(dataOf(deployment) + u"/expected.json"_s);
    const QJsonArray contents = readArray(dataOf(deployment) + u"/contents.json"_s);
    QStringList users;
    for (const QJsonValue &one : expected) {
        if (!users.contains(one[0].toString()))
            users += one[0].toString();
    }
    const auto store = History::Store::openInMemory();
    QVERIFY(store);
    History::Recorder recorder(store->get());
    Logs::LogFollower follower({given}, Synapse::logDialect(), &recorder, {.pollMs = 5, .searchMs = 20, .zone = QTimeZone::utc()});
    follower.start();
    const QStringList wanted = expectedRows(expected, contents);
    const auto found = [&] { return rows(**store, users, contents, hasTimes); };
    const bool isRight = QTest::qWaitFor([&] { return found() == wanted; }, 10'000);
    if (!isRight) {
        for (const auto &status : follower.status())
            qWarning("%s", qPrintable(status.detail));
        const QStringList got = found();
        for (qsizetype i = 0; i < std::max(got.size(), wanted.size()) && i < 400; ++i) {
            if (got.value(i) != wanted.value(i)) {
                qWarning("got    %s\nwanted %s", qPrintable(got.value(i)), qPrintable(wanted.value(i)));
                break;
            }
        }
    }
    QVERIFY(isRight);
    follower.stop();
    const bool isJournal = form.isEmpty() && (log.endsWith(".journal"_L1) || log.startsWith("journal:"_L1));
    if (!isPipe && !isJournal)
        verifyLines(**store, given, users, hasTimes);
    if (isPipe)
        QVERIFY(journalctl.state() == QProcess::NotRunning || journalctl.waitForFinished(patienceMs));
}

/// A real writer of journals, systemd-journal-remote, puts in what comes; the reader follows, ends and comes again.
void TestDeployments::journalGrowsWhileItIsRead()
{
    const QString remote = u"/lib/systemd/systemd-journal-remote"_s;
    if (!QFileInfo::exists(remote))
        QSKIP("systemd-journal-remote IS NOT INSTALLED: no journal is followed while it grows");
    QTemporaryDir dir;
    unpack(dataOf(u"ansible-playbook"_s), dir.path());
    QProcess journalctl;
    journalctl.start(u"journalctl"_s, {u"--file="_s + dir.filePath(u"systemd-stdout.journal"_s), u"--all"_s, u"-o"_s, u"export"_s});
    QVERIFY(journalctl.waitForFinished(patienceMs));
    const QByteArray entries = journalctl.readAllStandardOutput();
    const QJsonArray expected = readArray(dataOf(u"ansible-playbook"_s) + u"/expected.json"_s);
    const QJsonArray contents = readArray(dataOf(u"ansible-playbook"_s) + u"/contents.json"_s);
    const QStringList users{expected[0][0].toString()};

    QVERIFY(QDir(dir.path()).mkdir(u"remote"_s));
    QProcess writer;
    writer.setProcessChannelMode(QProcess::ForwardedChannels);
    writer.start(remote, {u"--output="_s + dir.filePath(u"remote/remote.journal"_s), u"--split-mode=none"_s, u"-"_s});
    QVERIFY(writer.waitForStarted());
    const auto store = History::Store::openInMemory();
    QVERIFY(store);
    History::Recorder recorder(store->get());
    const QString source = u"journal:"_s + dir.filePath(u"remote/matrix-synapse.service"_s);
    constexpr int parts = 7; // cut anywhere, so in the middle of entries too
    for (int part = 0; part < parts; ++part) {
        Logs::LogFollower follower({source}, Synapse::logDialect(), &recorder, {.pollMs = 5, .searchMs = 20, .zone = QTimeZone::utc()});
        follower.start();
        const qsizetype begin = entries.size() * part / parts, end = entries.size() * (part + 1) / parts;
        writer.write(entries.sliced(begin, end - begin));
        QVERIFY(writer.waitForBytesWritten(patienceMs));
        QTest::qWait(150);
        if (part + 1 == parts)
            QTRY_COMPARE_WITH_TIMEOUT(rows(**store, users, contents, true), expectedRows(expected, contents), patienceMs);
        follower.stop();
    }
    writer.closeWriteChannel();
    QVERIFY(writer.waitForFinished(patienceMs));
}

QTEST_GUILESS_MAIN(TestDeployments)
#include "tst_deployments.moc"
