// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// From the lines that Synapse writes to what is said of the user.

#include "domain/apiwords.h"
#include "domain/findings.h"
#include "history/recording/recorder.h"
#include "synapse/log/logline.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId kim(u"@kim:far.example"_s);

/// A log of steps, separated by "|", each "HH:MM:SS WHAT …":
///   handling DEVICE ID PREV…   verdict True|False DEVICES   start   device DEVICE ID   skipped   failed TEXT   master KEY   selfsigning
///   KEY
QByteArray log(const QString &steps)
{
    QByteArray out;
    for (const QString &step : steps.split(u'|')) {
        QStringList words = step.split(u' ', Qt::SkipEmptyParts);
        const QString time = words.takeFirst();
        const QString what = words.takeFirst();
        QString logger = u"synapse.handlers.device"_s, level = u"DEBUG"_s, context = u"PUT-1"_s, text;
        if (what == "handling"_L1) {
            QStringList prev;
            for (const QString &id : words.mid(2))
                prev += u'\'' + id + u'\'';
            text = u"Handling update '%1'/'%2', ID: '%3', prev: [%4] "_s.arg(kim.toString(), words[0], words[1], prev.join(u", "_s));
        } else if (what == "verdict"_L1) {
            level = u"INFO"_s;
            text = u"Received device list update for %1, requiring resync: %2. Devices: %3"_s.arg(
                kim.toString(), words[0], words.mid(1).join(u' '));
        } else if (what == "master"_L1 || what == "selfsigning"_L1) {
            logger = u"synapse.handlers.e2e_keys"_s;
            level = u"INFO"_s;
            const QString usage = what == "master"_L1 ? u"master"_s : u"self_signing"_s;
            const QString key = u"{'keys': {'ed25519:%1': '%1'}, 'usage': ['%2'], 'user_id': '%3'}"_s.arg(words[0], usage, kim.toString());
            text = u"pending updates: [%1]"_s.arg(what == "master"_L1 ? u"(%1, None)"_s.arg(key) : u"(None, %1)"_s.arg(key));
        } else {
            context = u"multi_user_device_resync-1"_s;
            if (what == "start"_L1)
                text = u"Attempting to resync the device list for "_s + kim.toString();
            else if (what == "device"_L1)
                text = u"Handling resync update '%1'/'%2', ID: %3"_s.arg(kim.toString(), words[0], words[1]);
            else if (what == "skipped"_L1)
                text = u"Skipping device list resync for %1, as our cache matches already"_s.arg(kim.toString());
        }
        out += u"2026-11-20 %1,000 - %2 - 100 - %3 - %4 - %5\n"_s.arg(time, logger, level, context, text).toUtf8();
    }
    return out;
}

} // namespace

class TestLogBreaks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void breaks_data()
    {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("findings");
        const auto row = [](const char *name, const char *steps, const char *rows, const char *findings) {
            QTest::newRow(name) << QString::fromLatin1(steps) << QString::fromLatin1(rows) << QString::fromLatin1(findings);
        };
        row("comes during a resync whose list is newer",
            "08:00:00 handling A 70|08:00:00 verdict True A|08:00:01 start|08:00:02 handling B 120 100|08:00:02 verdict True B|"
            "08:00:09 device A 131|08:00:09 device B 131|08:01:00 handling A 140 131|08:01:00 verdict False A",
            "70 first; resync 131; 120 gap; 140", "gap_healed");
        row("comes during a resync that brings it",
            "08:00:00 handling A 70|08:00:00 verdict True A|08:00:01 start|08:00:02 handling B 120 100|08:00:02 verdict True B|"
            "08:00:09 device A 120|08:00:09 device B 120",
            "70 first; resync 120; 120 gap", "gap_healed");
        row("comes during a resync, and nothing ends it",
            "08:00:00 handling A 70|08:00:00 verdict True A|08:00:01 start|08:00:02 handling B 120 100|08:00:02 verdict True B",
            "70 first; resync; 120 gap", "gap");
        row("lost after a resync that found the list right",
            "08:00:00 handling A 70|08:00:00 verdict True A|08:00:01 start|08:00:02 skipped|08:05:00 handling A 90 80|08:05:00 verdict "
            "True A",
            "70 first; resync; 90 gap", "gap");
        row("nothing lost after a resync that found the list right",
            "08:00:00 handling A 70|08:00:00 verdict True A|08:00:01 start|08:00:02 skipped|08:05:00 handling A 90 70|08:05:00 verdict "
            "True A|"
            "08:05:01 start|08:05:02 skipped",
            "70 first; resync; 90 needless_resync; resync", "needless_resync");
        row("restarted", "08:00:00 handling A 70 60|08:00:00 verdict False A|08:20:00 handling A 75|08:20:00 verdict True A",
            "70; 75 restarted", "restarted");
        row("rewound", "08:00:00 handling A 70 60|08:00:00 verdict False A|08:20:00 handling A 55|08:20:00 verdict True A",
            "70; 55 rewound", "rewound");
        row("the signing keys under both their names", "08:00:00 master M|08:00:00 master M|08:00:01 selfsigning S|08:00:01 selfsigning S",
            "keys; keys", "");
        row("a fraction that is none",
            "08:00:00 handling A 2015.0 2014|08:00:00 verdict False A|08:00:01 handling A 2016 2015|"
            "08:00:01 verdict False A",
            "2015; 2016", "");
    }

    void breaks()
    {
        QFETCH(QString, steps);
        QFETCH(QString, rows);
        QFETCH(QString, findings);
        QTemporaryDir dir;
        const auto store = Store::open(dir.filePath(u"history"_s));
        QVERIFY2(store, store ? "" : qPrintable(store.error().text));
        Recorder recorder(store->get());
        Synapse::LogLineParser parser(QTimeZone::utc());
        const QByteArrayList lines = log(steps).split('\n');
        for (const QByteArray &line : lines) {
            std::vector<Observation> out;
            parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
            QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = u"homeserver"_s}, QList<Observation>(out.begin(), out.end())));
        }
        const auto updates = (*store)->updates(kim, 0, 100, false);
        QVERIFY(updates);
        QStringList printed;
        for (const DeviceListUpdate &update : *updates) {
            QStringList words;
            if (update.kind == UpdateKind::SigningKeys)
                words += u"keys"_s;
            else if (update.kind == UpdateKind::Resync)
                words += u"resync"_s;
            if (!update.streamId.isEmpty())
                words += update.streamId.toString();
            printed += (words + toApiNames(update.breaks)).join(u' ');
        }
        QCOMPARE(printed.join(u"; "_s), rows);

        FindingFacts facts;
        facts.user = kim;
        facts.addHistory(*updates);
        facts.openGap = (*store)->userHistory(kim)->openGap;
        QStringList said;
        for (const Finding &finding : findingsOf(facts)) {
            if (finding.id != "resync_failed"_L1)
                said += finding.id;
        }
        QCOMPARE(said.join(u' '), findings);
    }
};

QTEST_GUILESS_MAIN(TestLogBreaks)
#include "tst_logbreaks.moc"
