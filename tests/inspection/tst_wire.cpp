// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"

#include "core/jsonreader.h"

#include <QJsonDocument>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 big = 9'007'199'254'740'993; // 2^53 + 1: lost by a double

UserSummary someUser()
{
    UserSummary user;
    user.userId = UserId(u"@böb/x:remote.example:8448"_s);
    user.states = {UserState::Stale, UserState::Gap};
    user.streamId = StreamId(big);
    user.deviceCount = 2;
    user.staleSince = 1'700'000'000'123;
    user.findings = {{.id = u"gap"_s, .severity = Severity::Warning, .text = u"An update was lost."_s, .n = 4}};
    return user;
}

Device someDevice()
{
    Device device;
    device.deviceId = DeviceId(u"A/B%"_s);
    device.displayName = u""_s;
    device.keys = {{u"algorithms"_s, QJsonArray{u"m.olm.v1"_s}}, {u"keys"_s, QJsonObject{{u"ed25519:A/B%"_s, u"k"_s}}}, {u"org.x"_s, 1}};
    device.selfSignature = SignatureState::IdMismatch;
    device.crossSignature = CrossSignatureState::CrossSigningIncomplete;
    return device;
}

DeviceListUpdate someUpdate()
{
    DeviceListUpdate update;
    update.n = big;
    update.received = 5;
    update.streamId = StreamId(u"007"_s);
    update.prevIds = {StreamId(u"5"_s), StreamId(u"x"_s)};
    update.deviceId = DeviceId(u"D"_s);
    update.displayName = u"phone"_s;
    update.contentKnown = true;
    update.keys = {{u"a"_s, QJsonValue(big)}};
    update.verdict = Verdict::Resync;
    update.breaks = Break::Gap | Break::Merge;
    update.sources = UpdateSource::Log | UpdateSource::Tap;
    update.verified = false;
    update.detail = u"why"_s;
    return update;
}

/// Through bytes, as on the wire.
QJsonObject carried(const QJsonObject &object)
{
    return QJsonDocument::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)).object();
}

template <typename T>
QJsonObject again(const QJsonObject &object)
{
    const Result<T> value = fromJson<T>(object);
    if (!value)
        return {{u"failed"_s, value.error().text}};
    return carried(toJson(*value));
}

} // namespace

class TestWire : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesAndNulls()
    {
        UserSummary bare;
        bare.userId = UserId(u"@a:b"_s);
        const QJsonObject json = toJson(bare);
        QCOMPARE(json.keys(),
            QStringList({u"device_count"_s, u"findings"_s, u"last_update"_s, u"retry_at"_s, u"server"_s, u"stale_since"_s, u"states"_s,
                u"stream_id"_s, u"user_id"_s}));
        for (const QString &key : {u"device_count"_s, u"last_update"_s, u"retry_at"_s, u"stale_since"_s, u"stream_id"_s})
            QVERIFY2(json.value(key).isNull(), qPrintable(key));
        QCOMPARE(toJson(someUser()).value(u"stream_id").toString(), u"9007199254740993"_s);
        QCOMPARE(toJson(someUser()).value(u"server").toString(), u"remote.example:8448"_s);

        const QJsonObject device = toJson(someDevice());
        QCOMPARE(device.value(u"keys").toObject().value(u"ed25519:A/B%").toString(), u"k"_s);
        QCOMPARE(device.value(u"algorithms").toArray().size(), 1);
        QCOMPARE(device.value(u"device_keys").toObject().value(u"org.x").toInt(), 1);
        QCOMPARE(device.value(u"self_signature").toString(), u"id_mismatch"_s);
        QVERIFY(device.value(u"display_name").isString()); // empty is not absent
        QVERIFY(toJson(Device{.deviceId = DeviceId(u"D"_s), .displayName = {}, .keys = {}}).value(u"display_name").isNull());

        const QJsonObject update = toJson(someUpdate());
        QCOMPARE(update.value(u"keys").toObject().value(u"a").toInteger(), big);
        QCOMPARE(update.value(u"breaks").toArray(), QJsonArray({u"gap"_s, u"merge"_s}));
        QCOMPARE(update.value(u"kind").toString(), u"update"_s);
        QCOMPARE(update.value(u"verified").toBool(true), false);
        QVERIFY(toJson(DeviceListUpdate()).value(u"verified").isNull());
    }

    void roundTrips_data()
    {
        QTest::addColumn<QJsonObject>("before");
        QTest::addColumn<QJsonObject>("after");
        const auto row = [](const char *name, const QJsonObject &before, auto read) {
            const QJsonObject json = carried(before);
            QTest::newRow(name) << json << read(json);
        };
        Page<UserSummary> users{.items = {someUser()}, .next = u"@a:b/+="_s, .partial = true};
        row("users", toJson(users), again<Page<UserSummary>>);
        row("no users", toJson(Page<UserSummary>()), again<Page<UserSummary>>);
        UserDetails details;
        details.summary = someUser();
        details.devices = {someDevice()};
        details.crossSigning.master = {{u"usage"_s, QJsonArray{u"master"_s}}};
        details.crossSigning.history = {{u"master"_s, u"12"_s, {{u"k"_s, 1}}}};
        details.destination
            = Destination{.destination = ServerName(u"remote.example"_s), .failingSince = 3, .retryAt = 9, .usersTracked = 0};
        row("details", toJson(details), again<UserDetails>);
        row("updates", toJson(Page<DeviceListUpdate>{.items = {someUpdate()}, .next = {}}), again<Page<DeviceListUpdate>>);
        DeviceListChange change;
        change.added = {DeviceId(u"A"_s)};
        change.fromStreamId = StreamId(1);
        RefreshStatus refresh{.userId = UserId(u"@a:b"_s),
            .state = RefreshState::Failed,
            .requested = 1,
            .finished = 2,
            .errcode = u"M_X"_s,
            .error = u"e"_s,
            .retryAt = 4,
            .change = change};
        row("refresh", toJson(refresh), again<RefreshStatus>);
        RefreshStatus idle;
        idle.userId = UserId(u"@a:b"_s);
        row("idle", toJson(idle), again<RefreshStatus>);
        InboxQueue inbox{
            .userId = UserId(u"@a:b"_s), .deviceId = DeviceId(u"D"_s), .messages = 5, .messagesAtLeast = true, .oldestStreamId = big};
        row("inbox", toJson(Page<InboxQueue>{.items = {inbox}, .next = {}}), again<Page<InboxQueue>>);
        OutboxQueue outbox{.destination = ServerName(u"b"_s), .messages = 1, .bytes = 2, .oldestQueued = 3};
        row("outbox", toJson(Page<OutboxQueue>{.items = {outbox}, .next = u"x"_s}), again<Page<OutboxQueue>>);
        UpdatesQueue waiting{.destination = ServerName(u"b"_s), .updates = 1, .users = 2, .retryAt = 3};
        row("updates queue", toJson(Page<UpdatesQueue>{.items = {waiting}, .next = {}}), again<Page<UpdatesQueue>>);
        ToDeviceMessage message{.streamId = big,
            .queued = 1,
            .sender = UserId(u"@a:b"_s),
            .type = u"m.x"_s,
            .bytes = 9,
            .messageId = u"id"_s,
            .recipients = {{UserId(u"@c:d"_s), DeviceId(u"*"_s)}},
            .content = QJsonObject()};
        row("messages", toJson(Page<ToDeviceMessage>{.items = {message}, .next = {}}), again<Page<ToDeviceMessage>>);
        row("destinations", toJson(Page<Destination>{.items = {*details.destination}, .next = {}}), again<Page<Destination>>);
        EventBatch events{
            .next = big, .events = {{.id = 4, .type = EventType::Update, .members = {{u"user_id"_s, u"@a:b"_s}, {u"n"_s, 3}}}}};
        row("events", toJson(events), again<EventBatch>);
        Info info;
        info.serverName = ServerName(u"hs"_s);
        info.kind = ServerKind::Synapse;
        info.refresh = {false, u"read-only"_s};
        info.inbox.available = true;
        info.sources = {{SourceKind::Log, SourceState::Ok, u"file"_s, 3}};
        info.historyUpdates = 12;
        row("info", toJson(info), again<Info>);
        Overview overview;
        overview.trackedUsers = 3;
        overview.states = {{UserState::Stale, 2}, {UserState::Gap, -1}};
        overview.outbox = {.messages = 1, .bytes = -1, .estimate = true};
        overview.refreshesRunning = 1;
        row("overview", toJson(overview), again<Overview>);
    }
    void roundTrips()
    {
        QFETCH(QJsonObject, before);
        QFETCH(QJsonObject, after);
        QCOMPARE(after, before);
    }

    void valuesSurvive()
    {
        const auto device = fromJson<Device>(carried(toJson(someDevice())));
        QVERIFY(device);
        QCOMPARE(*device, someDevice());
        const auto update = fromJson<DeviceListUpdate>(carried(toJson(someUpdate())));
        QVERIFY(update);
        QCOMPARE(*update, someUpdate());
    }

    void readersIgnoreWhatTheyDoNotKnow()
    {
        QJsonObject json = toJson(Page<UserSummary>{.items = {someUser()}, .next = {}});
        json.insert(u"new"_s, 1);
        const auto page = fromJson<Page<UserSummary>>(json);
        QVERIFY(page);
        QCOMPARE(page->items.size(), 1);
        const auto update = fromJson<DeviceListUpdate>(
            QJsonObject{{u"n"_s, 1}, {u"kind"_s, u"of a later version"_s}, {u"breaks"_s, QJsonArray{u"new"_s}}});
        QVERIFY(update);
    }

    void readersRefuse_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no member") << QByteArray(R"({})");
        QTest::newRow("not a list") << QByteArray(R"({"users":{}})");
        QTest::newRow("not objects") << QByteArray(R"({"users":[1]})");
        QTest::newRow("no user ID") << QByteArray(R"({"users":[{}]})");
        QTest::newRow("user ID is a number") << QByteArray(R"({"users":[{"user_id":5}]})");
        QTest::newRow("count is a text") << QByteArray(R"({"users":[{"user_id":"@a:b","device_count":"5"}]})");
        QTest::newRow("finding without id") << QByteArray(R"({"users":[{"user_id":"@a:b","findings":[{}]}]})");
        QTest::newRow("next is a number") << QByteArray(R"({"users":[],"next":4})");
    }
    void readersRefuse()
    {
        QFETCH(QByteArray, json);
        const auto page = fromJson<Page<UserSummary>>(QJsonDocument::fromJson(json).object());
        QVERIFY(!page);
        QCOMPARE(page.error().kind, Error::BadAnswer);
        QVERIFY(!page.error().text.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
