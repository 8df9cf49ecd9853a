// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/audit.h"
#include "inspection/destinationdetails.h"
#include "inspection/incidents.h"
#include "inspection/ownside.h"
#include "inspection/ownuser.h"
#include "inspection/queuesummary.h"
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

/// \a json with each of its numbers, however deep, made into \a other.
QList<QJsonValue> withOneNumber(const QJsonValue &json, const QJsonValue &other)
{
    if (json.isDouble())
        return {other};
    QList<QJsonValue> all;
    if (json.isArray()) {
        const QJsonArray array = json.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            for (const QJsonValue &value : withOneNumber(array.at(i), other)) {
                QJsonArray changed = array;
                changed.replace(i, value);
                all.append(changed);
            }
        }
    }
    const QJsonObject object = json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        for (const QJsonValue &value : withOneNumber(it.value(), other)) {
            QJsonObject changed = object;
            changed.insert(it.key(), value);
            all.append(changed);
        }
    }
    return all;
}

/// How many numbers there are.
template <typename T>
int refusesWrongNumbers(const QJsonObject &json)
{
    int numbers = 0;
    for (const QJsonValue &wrong : {QJsonValue(u"5"_s), QJsonValue(1.5), QJsonValue(1e300), QJsonValue(true), QJsonValue(QJsonObject())}) {
        const QList<QJsonValue> changed = withOneNumber(json, wrong);
        numbers = int(changed.size());
        for (const QJsonValue &one : changed) {
            if (const auto read = fromJson<T>(one.toObject()); read || read.error().kind != Error::BadAnswer)
                qWarning() << "taken:" << one;
            else
                continue;
            return -1000;
        }
    }
    return numbers;
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
        details.audited = LastAudit{
            .outcome = ListOutcome::Same, .at = big, .origin = u"remote.example"_s, .method = AuditMethod::Witness, .auditId = u"a"_s};
        row("details", toJson(details), again<UserDetails>);
        AuditRequest asked{.method = AuditMethod::Witness, .users = {UserId(u"@a:b"_s)}, .server = u"b"_s, .sample = 4};
        asked.witness = QJsonObject{{u"lists"_s, QJsonArray()}};
        row("audit asked for", toJson(asked), again<AuditRequest>);
        row("audit of all", toJson(AuditRequest{.method = AuditMethod::Federation}), again<AuditRequest>);
        Audit audit{.id = u"x"_s, .n = 3, .method = AuditMethod::Refresh, .by = UserId(u"@a:b"_s), .state = AuditState::Paused};
        audit.population = big;
        audit.leastPpm = 0;
        row("audits", toJson(Page<Audit>{.items = {audit, Audit()}, .next = u"2"_s}), again<Page<Audit>>);
        AuditedList list{.n = 1, .userId = UserId(u"@a:b"_s), .outcome = ListOutcome::Differs, .here = StreamId(u"007"_s)};
        list.differences = {{ListDifferenceKind::NameDiffers, DeviceId(u"D"_s), u""_s, u"x"_s}, {ListDifferenceKind::MasterKeyDiffers}};
        list.missed = MissedCause::NeverCame;
        AuditedList unread{.userId = UserId(u"@c:b"_s), .outcome = ListOutcome::NotCompared, .error = u"refused"_s};
        row("audited lists", toJson(Page<AuditedList>{.items = {list, unread}, .next = {}}), again<Page<AuditedList>>);
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
        inbox.waiting = {.reason = WaitReason::Dehydrated, .since = 4, .evidence = u"a row"_s};
        inbox.growth = Growth{.messages = -3, .since = 7};
        row("why it waits", toJson(Page<InboxQueue>{.items = {inbox}, .next = {}}), again<Page<InboxQueue>>);
        QueueSummary summary{.waiting = {.reason = WaitReason::Unreachable, .cause = FetchCause::Tls, .error = u"e"_s}, .messages = 3};
        summary.types = {{u"m.x"_s, 2, 9}};
        summary.stale.available = true;
        summary.droppable = {{StaleKind::AskerGone, 1, 4}};
        summary.sql = u"SELECT"_s;
        row("summary", toJson(summary), again<QueueSummary>);
        Incident incident{.id = u"i"_s,
            .n = 3,
            .kind = IncidentKind::LostUpdate,
            .subjectKind = IncidentSubject::Server,
            .subject = u"b"_s,
            .text = u"t"_s,
            .advice = u"a"_s};
        incident.evidence = {{.kind = EvidenceKind::Log,
                                 .at = 4,
                                 .text = u"f"_s,
                                 .user = UserId(u"@a:b"_s),
                                 .n = 7,
                                 .isFromLog = true,
                                 .fact = EvidenceFact::FetchFailed,
                                 .args = {u"@a:b"_s, u"e"_s}},
            {.kind = EvidenceKind::Gateway, .text = u"g"_s, .user = UserId(u"@a:b"_s), .audit = u"x"_s}};
        row("incident", toJson(Page<Incident>{.items = {incident}, .next = {}}), again<Page<Incident>>);
        WaitingUpdates told{.userId = UserId(u"@a:b"_s), .updates = 2, .streamId = big, .prevId = 4};
        row("waiting updates", toJson(Page<WaitingUpdates>{.items = {told}, .next = {}}), again<Page<WaitingUpdates>>);
        DestinationDetails server{.destination = {.destination = ServerName(u"b"_s), .failingSince = 4, .usersTracked = 41'000}};
        server.waiting = {.reason = WaitReason::Backoff, .since = 4, .cause = FetchCause::Tls};
        server.reachAvailable = server.updatesAvailable = {.available = true, .reason = {}};
        server.contactsAvailable = {.available = false, .reason = u"no log"_s};
        server.reach.watched = {{1, 2}, {3, 9}};
        server.reach.spans
            = {{.state = ReachState::Failing, .since = 2, .until = 3, .cause = FetchCause::Declined, .error = u"e"_s, .tries = 7},
                {.state = ReachState::Backoff, .since = 4}};
        server.reach.contacts
            = {{.at = 5, .kind = ContactKind::Fetch, .user = UserId(u"@a:b"_s), .cause = FetchCause::Refused, .error = u"e"_s},
                {.at = 4, .kind = ContactKind::Transaction, .answered = true}};
        server.reach.lastUpdate = 8;
        server.reach.updates = 3;
        server.updates = waiting;
        row("one destination", toJson(server), again<DestinationDetails>);
        const DestinationRoute route{.destination = ServerName(u"b"_s),
            .at = big,
            .certificateName = u"fed.b"_s,
            .endpoints = {u"[2001:db8::1]:8448"_s},
            .steps = {u"It is there."_s}};
        row("the way to one", toJson(route), again<DestinationRoute>);
        OwnSide own;
        own.version = u"1.160.0"_s;
        own.conversion = {.available = {true, {}}, .changes = 3, .position = big, .isAhead = true, .users = {UserId(u"@a:b"_s)}};
        own.streams = {{.stream = u"to_device"_s, .writer = u"w"_s, .position = 1, .newest = big, .table = u"t"_s, .since = 5}};
        own.unwoken = {{.destination = ServerName(u"b"_s), .messages = 1, .updates = 2, .oldest = 3}};
        own.faults
            = {{.id = u"f"_s, .fixedIn = u"1.2"_s, .symptom = u"s"_s, .source = u"x#1"_s, .url = u"https://x"_s, .isAboutLists = true}};
        row("own side", toJson(own), again<OwnSide>);
        OwnUser sender{.userId = UserId(u"@a:b"_s), .at = 5, .listAvailable = {true, {}}, .streamId = StreamId(u"9"_s)};
        sender.devices = details.devices;
        sender.crossSigning = details.crossSigning;
        sender.changes = {{.deviceId = DeviceId(u"D"_s), .streamId = big, .at = 4, .isQueued = false}};
        sender.destinations = {{.destination = ServerName(u"b"_s),
            .updates = 1,
            .waiting = {{.deviceId = DeviceId(u"D"_s), .streamId = big, .queued = 3}},
            .confirmed = 2,
            .why = {.reason = WaitReason::Backoff, .nextTry = 6},
            .state = details.destination,
            .transactionsAvailable = {true, {}},
            .transactions = {{.at = 1, .txnId = u"t"_s, .status = 200}}}};
        sender.next = u"x"_s;
        row("own user", toJson(sender), again<OwnUser>);
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

    /// What other programs read must not change, not by a byte.
    void bytes()
    {
        const auto bytesOf = [](const auto &value) { return QJsonDocument(toJson(value)).toJson(QJsonDocument::Compact); };
        Finding finding{.id = u"stale"_s, .severity = Severity::Error, .text = u"Why."_s, .since = 3, .count = 2};
        finding.cause = FetchCause::OwnWhitelist;
        finding.error = u"403"_s;
        QCOMPARE(bytesOf(finding),
            R"({"cause":"own_whitelist","count":2,"error":"403","id":"stale","last":null,"n":null,"severity":"error","since":3,"text":"Why."})"_ba);
        QCOMPARE(bytesOf(Finding{.id = u"a"_s, .severity = Severity::Info, .text = {}}),
            R"({"id":"a","last":null,"n":null,"severity":"info","since":null,"text":""})"_ba);
        UserSummary user;
        user.userId = UserId(u"@a:b"_s);
        user.states = {UserState::RemoteFailing, UserState::UnsignedDevices, UserState::InStep};
        QCOMPARE(bytesOf(user),
            R"({"device_count":null,"findings":[],"last_update":null,"retry_at":null,"server":"b","stale_since":null,)"
            R"("states":["remote_failing","unsigned_devices","in_step"],"stream_id":null,"user_id":"@a:b"})"_ba);
        QCOMPARE(bytesOf(someUpdate()),
            R"({"breaks":["gap","merge"],"content_known":true,"deleted":false,"detail":"why","device_id":"D","display_name":"phone",)"
            R"("keys":{"a":9007199254740993},"kind":"update","n":9007199254740993,"prev_ids":["5","x"],"received":5,"sources":["log","tap"],)"
            R"("stream_id":"007","verdict":"resync","verified":false})"_ba);
        QCOMPARE(bytesOf(RefreshStatus()),
            R"({"change":null,"errcode":null,"error":null,"finished":null,"requested":null,"retry_at":null,"state":"idle","user_id":""})"_ba);
        Info info;
        info.kind = ServerKind::Matrix;
        info.sources = {{SourceKind::Heads, SourceState::CatchingUp, {}, 0}};
        QCOMPARE(bytesOf(info),
            R"({"caller":null,"capabilities":{"audit":{"available":false,"reason":null},"destinations":{"available":false,"reason":null},"history":{"available":false,"reason":null},)"
            R"("inbox":{"available":false,"reason":null},"incidents":{"available":false,"reason":null},"outbox":{"available":false,"reason":null},)"
            R"("refresh":{"available":false,"reason":null},"trail":{"available":false,"reason":null}},"history":{"recorded_since":null,"removed":0,"updates":0},"kind":"matrix","server_name":"",)"
            R"("server_version":null,"sources":[{"behind":0,"detail":"","kind":"heads","state":"catching_up"}]})"_ba);
        // Members of what is no longer kept are there where something is not.
        const Page<DeviceListUpdate> whole, cut{.items = {}, .next = {}, .kept = {.first = 5, .until = 7}};
        QCOMPARE(bytesOf(whole), R"({"next":null,"partial":false,"updates":[]})"_ba);
        QCOMPARE(bytesOf(cut), R"({"kept":{"first":5,"until":7},"next":null,"partial":false,"updates":[]})"_ba);
        Overview overview;
        overview.states = {{UserState::LeftoverMarker, 2}, {UserState::Gap, -1}};
        overview.troubles = {{.state = UserState::Queued, .server = ServerName(u"b"_s), .cause = {}, .error = {}, .users = 2}};
        QCOMPARE(bytesOf(overview),
            R"({"audited":{"differ":0,"lists":null,"newest":null,"oldest":null},"destinations":{"failing":null},"key_check":{"checked":null,"finished":null,"total":null},)"
            R"("queues":{"inbox":{"bytes":null,"estimate":false,"messages":null},"outbox":{"bytes":null,"estimate":false,"messages":null},)"
            R"("updates":{"bytes":null,"estimate":false,"messages":null}},"refreshes":{"running":0},)"
            R"("troubles":[{"cause":null,"error":null,"server":"b","since":null,"state":"queued","users":2}],)"
            R"("users":{"estimate":false,"states":{"gap":null,"leftover_marker":2},"tracked":null}})"_ba);
        const EventBatch events{.next = 5, .events = {{.id = 5, .type = EventType::Queue, .members = {{u"queue"_s, u"inbox"_s}}}}};
        QCOMPARE(bytesOf(events), R"({"events":[{"id":5,"queue":"inbox","type":"queue"}],"next":5})"_ba);
        QCOMPARE(bytesOf(Page<InboxQueue>()), R"({"next":null,"partial":false,"queues":[]})"_ba);
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

    /// A later program's words are no reason to show nothing.
    void wordsOfALaterVersion()
    {
        const auto parsed = [](const char *json) { return QJsonDocument::fromJson(json).object(); };
        const auto user = fromJson<UserSummary>(
            parsed(R"({"user_id":"@a:b","states":["new","stale"],"findings":[{"id":"new","severity":"new","cause":"new"}]})"));
        QVERIFY(user);
        QCOMPARE(user->states, QList({UserState::Unknown, UserState::Stale}));
        QCOMPARE(user->findings.constFirst().severity, Severity::Unknown);
        QCOMPARE(user->findings.constFirst().cause, FetchCause::Unknown);
        const auto info = fromJson<Info>(parsed(R"({"server_name":"a","kind":"new","sources":[{"kind":"new","state":"new"}]})"));
        QVERIFY(info);
        QCOMPARE(info->kind, ServerKind::Unknown);
        QCOMPARE(info->sources.constFirst().kind, SourceKind::Unknown);
        QCOMPARE(info->sources.constFirst().state, SourceState::Unknown);
        const auto status = fromJson<RefreshStatus>(parsed(R"({"state":"new"})"));
        QVERIFY(status);
        QCOMPARE(status->state, RefreshState::Unknown);
        const auto batch = fromJson<EventBatch>(parsed(R"({"next":1,"events":[{"type":"new","id":1,"what":2}]})"));
        QVERIFY(batch);
        QCOMPARE(batch->events.constFirst().type, EventType::Unknown);
        QCOMPARE(batch->events.constFirst().members, parsed(R"({"what":2})"));
        const auto overview = fromJson<Overview>(parsed(R"({"users":{"states":{"new":3,"newer":9,"stale":1,"newest":null}}})"));
        QVERIFY(overview);
        QCOMPARE(overview->states, (QMap<UserState, qint64>{{UserState::Stale, 1}, {UserState::Unknown, 9}}));
        const auto update = fromJson<DeviceListUpdate>(parsed(R"({"n":1,"kind":"update","sources":["log","new"],"breaks":["gap","new"]})"));
        QVERIFY(update);
        QCOMPARE(update->sources, UpdateSource::Log | UpdateSource::Unknown);
        QCOMPARE(update->breaks, Breaks(Break::Gap));
    }

    /// No number is taken for what it is not: not a text, not a fraction, not one that no integer holds.
    void numbersAreExact()
    {
        UserDetails details;
        details.summary = someUser();
        details.destination = Destination{.destination = ServerName(u"b"_s), .failingSince = 3, .retryAt = 9, .usersTracked = 1};
        Info info;
        info.sources = {{SourceKind::Log, SourceState::Ok, u"file"_s, 3}};
        Overview overview;
        overview.trackedUsers = 3;
        overview.states = {{UserState::Stale, 2}};
        overview.troubles = {{.state = UserState::Stale, .server = {}, .cause = {}, .error = {}, .users = 2, .since = 7}};
        const EventBatch events{.next = 5, .events = {{.id = 4, .type = EventType::User, .members = {}}}};
        const OutboxQueue outbox{.destination = ServerName(u"b"_s), .messages = 1, .bytes = 2, .oldestQueued = 3};
        int checked = 0;
        checked += refusesWrongNumbers<UserDetails>(toJson(details));
        checked += refusesWrongNumbers<Info>(toJson(info));
        checked += refusesWrongNumbers<Overview>(toJson(overview));
        checked += refusesWrongNumbers<EventBatch>(toJson(events));
        checked += refusesWrongNumbers<Page<OutboxQueue>>(toJson(Page<OutboxQueue>{.items = {outbox}, .next = {}}));
        QCOMPARE(checked, 21);
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
