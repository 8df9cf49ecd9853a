// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/silencewatch.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;

/// When a log is called silent, and when not.
class TestSilence : public QObject
{
    Q_OBJECT

    static constexpr qint64 start = 1'800'000'000'000;
    static constexpr qint64 later = 2 * SilenceWatch::graceMs;

    static UserId user(int number) { return UserId(u"@u%1:remote.example"_s.arg(number)); }
    static void tell(SilenceWatch &watch, int number, qint64 at, UpdateSource source = UpdateSource::Log)
    {
        watch.told(History::BatchVerdict{.user = user(number), .requiringResync = false, .devices = u"D"_s, .at = at},
            {.source = source, .stream = u"log"_s}, at);
    }

private Q_SLOTS:
    void nothingIsTold()
    {
        SilenceWatch watch;
        QCOMPARE(watch.silence(start).lists, 0);
        watch.moved(user(1), start);
        QCOMPARE(watch.silence(start + 1'000).lists, 0); // a log may lag
        const auto silence = watch.silence(start + later);
        QCOMPARE(silence.lists, 1);
        QCOMPARE(silence.since, start);
        QCOMPARE(silence.toldOnes, 0);
        // The poller's own word is no log.
        tell(watch, 1, start + later, UpdateSource::Database);
        QCOMPARE(watch.silence(start + later).lists, 1);
        // A log that lags further behind.
        tell(watch, 1, start + later);
        QCOMPARE(watch.silence(start + later).lists, 0);
    }

    void toldBeforeOrAfter()
    {
        SilenceWatch watch;
        tell(watch, 1, start);
        watch.moved(user(1), start + 500);
        watch.moved(user(2), start);
        tell(watch, 2, start + 500, UpdateSource::Tap);
        QCOMPARE(watch.silence(start + later).lists, 0);
    }

    /// One of several logs is not followed; single changes come by fetches that no log tells.
    void someAreTold()
    {
        SilenceWatch watch;
        for (int n = 0; n < 4; ++n) {
            watch.moved(user(n), start);
            tell(watch, n, start);
        }
        watch.moved(user(10), start);
        watch.moved(user(11), start);
        QCOMPARE(watch.silence(start + later).lists, 0);
        watch.moved(user(12), start + 1);
        const auto silence = watch.silence(start + later);
        QCOMPARE(silence.lists, 3);
        QCOMPARE(silence.toldOnes, 4);
        QCOMPARE(silence.last, start + 1);
        // Mended: all are told now.
        for (int n = 20; n < 60; ++n) {
            watch.moved(user(n), start + later);
            tell(watch, n, start + later);
        }
        QCOMPARE(watch.silence(start + 2 * later).lists, 0);
    }

    /// What this program had fetched, before, while or after it was seen to move.
    void refreshes()
    {
        SilenceWatch watch;
        watch.refreshed(user(1), start);
        watch.moved(user(1), start + 1'000);
        watch.moved(user(2), start);
        watch.refreshed(user(2), start + 1'000);
        QCOMPARE(watch.silence(start + later).lists, 0);
        watch.moved(user(3), start);
        QCOMPARE(watch.silence(start + later).lists, 1);
    }

    void aDayLater()
    {
        SilenceWatch watch;
        watch.moved(user(1), start);
        QCOMPARE(watch.silence(start + later).lists, 1);
        QCOMPARE(watch.silence(start + 2 * 86'400'000).lists, 0);
    }

    void words()
    {
        SilenceWatch watch;
        watch.moved(user(1), start);
        const QString bare = watch.sentence({}, {}, start + later);
        QVERIFY2(bare.startsWith("1 list changed in the database since 2027-01-15 08:00:00 UTC, and no log or tap told of it. "
                                 "Set the logger synapse.handlers.device to DEBUG"_L1),
            qUtf8Printable(bare));
        const QString known = watch.sentence({{.name = u"inbound"_s, .config = u"/etc/inbound.yaml"_s, .level = u"CRITICAL"_s}},
            {.deviceLists = {u"enc1"_s, u"enc2"_s}}, start + later);
        QVERIFY2(known.contains(
                     "CRITICAL at worker \"inbound\" (/etc/inbound.yaml). Set it to DEBUG. Device lists are written by enc1, enc2"_L1),
            qUtf8Printable(known));
    }

    /// A flood costs memory up to a bound.
    void many()
    {
        SilenceWatch watch;
        for (int n = 0; n < 100'000; ++n)
            watch.moved(user(n), start);
        QCOMPARE(watch.silence(start + later).lists, 20'000);
        for (int n = 0; n < 100'000; ++n)
            tell(watch, n, start + later);
        QCOMPARE(watch.silence(start + later).lists, 0);
    }
};

QTEST_GUILESS_MAIN(TestSilence)
#include "tst_silence.moc"
