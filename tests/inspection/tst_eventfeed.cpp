// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/apiwords.h"
#include "inspection/source.h"

#include <QTest>

#include <thread>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

QString typesOf(const EventBatch &batch)
{
    QStringList types;
    for (const Event &event : batch.events)
        types.append(toApiName(event.type));
    return types.join(u' ');
}

} // namespace

class TestEventFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingOldForWhoComesNew()
    {
        EventFeed feed;
        feed.publish(EventType::User, {});
        const EventBatch batch = feed.wait(0, 0);
        QCOMPARE(typesOf(batch), QString());
        feed.publish(EventType::Update, {{u"n"_s, 1}});
        const EventBatch next = feed.wait(batch.next, 0);
        QCOMPARE(typesOf(next), u"update"_s);
        QCOMPARE(next.events.constFirst().members.value(u"n").toInt(), 1);
        QCOMPARE(typesOf(feed.wait(next.next, 0)), QString());
    }

    void inOrderAndWhole()
    {
        EventFeed feed;
        qint64 since = feed.wait(0, 0).next;
        for (int i = 0; i < 2500; ++i)
            feed.publish(EventType::Update, {{u"n"_s, i}});
        int seen = 0;
        for (EventBatch batch = feed.wait(since, 0); !batch.events.isEmpty(); batch = feed.wait(since, 0)) {
            for (const Event &event : batch.events)
                QCOMPARE(event.members.value(u"n").toInt(), seen++);
            since = batch.next;
        }
        QCOMPARE(seen, 2500);
    }

    void tellsThatEventsWereLost()
    {
        EventFeed feed(3);
        const qint64 since = feed.wait(0, 0).next;
        for (const EventType type : {EventType::Update, EventType::User, EventType::Queue, EventType::Refresh, EventType::Source})
            feed.publish(type, {});
        QCOMPARE(typesOf(feed.wait(since, 0)), u"gap queue refresh source"_s);
        QCOMPARE(typesOf(feed.wait(since + 2, 0)), u"queue refresh source"_s);
        QCOMPARE(typesOf(feed.wait(since + 1, 0)), u"gap queue refresh source"_s);
    }

    void placesOfAnotherRunAreAGap()
    {
        EventFeed feed;
        QCOMPARE(typesOf(feed.wait(17, 0)), u"gap"_s);
        const EventBatch ahead = feed.wait(std::numeric_limits<qint64>::max(), 60'000);
        QCOMPARE(typesOf(ahead), u"gap"_s);
        QCOMPARE(typesOf(feed.wait(ahead.next, 0)), QString());
    }

    void wakesWhoWaits()
    {
        EventFeed feed;
        const qint64 since = feed.wait(0, 0).next;
        EventBatch batch;
        std::thread waiting([&] { batch = feed.wait(since, 60'000); });
        feed.publish(EventType::Queue, {});
        waiting.join();
        QCOMPARE(typesOf(batch), u"queue"_s);
    }

    void endsWaits()
    {
        EventFeed feed;
        std::thread waiting([&] { feed.wait(0, 60'000); });
        feed.shutDown();
        waiting.join();
        feed.wait(0, 60'000);
    }
};

QTEST_GUILESS_MAIN(TestEventFeed)
#include "tst_eventfeed.moc"
