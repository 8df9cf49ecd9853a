// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/pagesfixture.h"

#include "inspection/wire.h"
#include "ui/widgets/elidedlabel.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace Lockstep::Test {

using namespace Inspection;

namespace {
constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

qint64 ago(qint64 ms)
{
    return QDateTime::currentMSecsSinceEpoch() - ms;
}

Answer messagesAnswer(const Request &request)
{
    const bool outbox = request.path.contains(u"/outbox/"_s);
    const QString asked = request.query.queryItemValue(u"content"_s);
    Inspection::Page<ToDeviceMessage> page;
    for (int i = 0; i < 12; ++i) {
        ToDeviceMessage message;
        message.streamId = 1200 + i * 3;
        message.queued = outbox ? ago(3 * hour - i * minute) : 0;
        message.sender = UserId(i % 3 == 0 ? u"@carol:remote.example"_s : u"@ann:hs.example"_s);
        message.type = i % 4 == 0 ? u"m.room_key_request"_s : u"m.room.encrypted"_s;
        message.bytes = 640 + i * 11;
        message.messageId = u"m167%1.%2"_s.arg(i * 7919).arg(i);
        if (outbox)
            message.recipients = {
                {UserId(u"@bob:remote.example"_s), DeviceId(u"BOBPHONE"_s)}, {UserId(u"@bob:remote.example"_s), DeviceId(u"BOBLAPTOP"_s)}};
        if (!asked.isEmpty() && asked != u"0" && asked != u"false")
            message.content = QJsonObject{{u"algorithm"_s, u"m.olm.v1.curve25519-aes-sha2"_s},
                {u"sender_key"_s, u"wJdXnVb1cT7Xq0vRkzJXo8o2C7cO1mNnXxBo0m2sFhE"_s}, {u"note"_s, u"<b>bold?</b>\u202egnp.exe"_s}};
        page.items.append(message);
    }
    return {200, QJsonDocument(toJson(page)).toJson()};
}
} // namespace

PagesFixture::PagesFixture()
    : directory(std::make_unique<QTemporaryDir>())
    , settings(std::make_unique<Settings>(directory->filePath(u"test.ini"_s)))
    , secrets(std::make_unique<MemorySecretStore>())
{
    server.listen();
    server.addUsers(u"@ann:remote.example in_step 2\n@bob:remote.example gap,stale 3\n@zoe:dead.example remote_failing 1"_s);
    fillQueues();
    fillServers();
    server.overview.trackedUsers = 1204;
    server.overview.states = {{UserState::InStep, 1190}, {UserState::Gap, 2}, {UserState::Stale, 7}, {UserState::RemoteFailing, 5},
        {UserState::UnsignedDevices, 40}};
    server.overview.destinationsFailing = 3;
    server.overview.inbox = {.messages = 48'210, .bytes = 312'000'000, .estimate = true};
    server.overview.outbox = {.messages = 1'340, .bytes = 2'400'000, .estimate = false};
    server.overview.updates = {.messages = 57, .bytes = -1, .estimate = false};
    server.info.kind = ServerKind::Synapse;
    server.info.serverVersion = u"1.160.0"_s;
    server.info.historyUpdates = 412;
    server.info.recordedSince = ago(3 * day);
    server.info.sources = {
        {.kind = SourceKind::Database, .state = SourceState::Ok, .detail = u"postgresql on db.example, schema 92"_s, .behind = 0},
        {.kind = SourceKind::Log,
            .state = SourceState::Failing,
            .detail
            = u"/var/log/matrix-synapse/homeserver.log has no lines of synapse.handlers.device at DEBUG: add them to the log configuration."_s,
            .behind = 0},
        {.kind = SourceKind::Heads, .state = SourceState::Ok, .detail = u"1204 users, every 30 s"_s, .behind = 0}};
    server.intercept = [](const Request &request) -> std::optional<Answer> {
        if (request.method == "GET" && (request.path.contains(u"/queues/inbox/"_s) || request.path.contains(u"/queues/outbox/"_s)))
            return messagesAnswer(request);
        if (request.method == "POST" && request.path.endsWith(u"/reset"_s))
            return Answer{};
        return std::nullopt;
    };
}

PagesFixture::~PagesFixture() = default;

void PagesFixture::fillQueues()
{
    const auto inbox = [&](const QString &user, const QString &device, qint64 messages, bool atLeast, bool known, qint64 lastSeen) {
        InboxQueue queue;
        queue.userId = UserId(user);
        queue.deviceId = DeviceId(device);
        queue.messages = messages;
        queue.messagesAtLeast = atLeast;
        queue.bytes = atLeast ? -1 : messages * 743;
        queue.oldestStreamId = 1200;
        queue.newestStreamId = 1200 + messages * 3;
        queue.deviceKnown = known;
        queue.lastSeen = lastSeen;
        server.inbox.append(queue);
    };
    inbox(u"@ann:hs.example"_s, u"OLDLAPTOP"_s, 10'000, true, true, ago(211 * day));
    inbox(u"@dora:hs.example"_s, u"QLKJHGFDSA"_s, 3'412, false, false, 0);
    inbox(u"@ann:hs.example"_s, u"PHONE"_s, 120, false, true, ago(2 * hour));
    inbox(u"@eve:hs.example"_s, u"\u202egnp<b>EVIL</b>"_s, 12, false, true, ago(day));
    inbox(u"@bob:hs.example"_s, u"TABLET"_s, 3, false, true, ago(2 * minute));
    const auto outbox = [&](const QString &name, qint64 messages, qint64 oldest, qint64 failing, qint64 retry) {
        server.outbox.append({.destination = ServerName(name),
            .messages = messages,
            .messagesAtLeast = false,
            .bytes = messages * 1'790,
            .oldestQueued = oldest,
            .newestQueued = ago(minute),
            .failingSince = failing,
            .retryAt = retry});
        server.updateQueues.append({.destination = ServerName(name),
            .updates = messages / 20 + 1,
            .updatesAtLeast = false,
            .users = messages / 100 + 1,
            .oldest = oldest,
            .failingSince = failing,
            .retryAt = retry});
    };
    outbox(u"dead.example"_s, 1'200, ago(9 * day), ago(9 * day), ago(-5 * hour));
    outbox(u"slow.example"_s, 98, ago(3 * hour), ago(2 * hour), ago(-4 * minute));
    outbox(u"quiet.example:8448"_s, 40, ago(40 * minute), 0, 0);
    outbox(u"remote.example"_s, 2, ago(4'000), 0, 0);
}

void PagesFixture::fillServers()
{
    const auto add = [&](const QString &name, qint64 failing, qint64 last, qint64 next, qint64 tracked, qint64 stale) {
        server.destinations.append({.destination = ServerName(name),
            .failingSince = failing,
            .retryLast = last,
            .retryInterval = failing > 0 ? next - last : 0,
            .retryAt = next,
            .usersTracked = tracked,
            .usersStale = stale});
    };
    add(u"a.example"_s, 0, 0, 0, 12, 0);
    add(u"dead.example"_s, ago(9 * day), ago(2 * day), ago(-5 * hour), 5, 5);
    add(u"quiet.example:8448"_s, 0, 0, 0, 44, 1);
    add(u"remote.example"_s, 0, 0, 0, 310, 0);
    add(u"slow.example"_s, ago(2 * hour), ago(6 * minute), ago(-4 * minute), 2, 0);
}

bool PagesFixture::connectSession()
{
    session = std::make_unique<Session>(secrets.get(), settings.get(), nullptr);
    ConnectRequest request;
    request.server = server.url().toString();
    request.user = u"admin"_s;
    request.password = server.password;
    session->connectTo(request);
    return QTest::qWaitFor([this] { return session->client() != nullptr && session->state() == Session::State::Connected; }, 20'000);
}

QStringList shown(const QTableView *view, int column)
{
    QStringList result;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        result << view->model()->index(row, column).data().toString();
    return result;
}

QPushButton *button(QWidget *root, const QString &text)
{
    const auto all = root->findChildren<QPushButton *>();
    for (QPushButton *one : all) {
        if (one->text().remove(u'&') == text && one->isVisible())
            return one;
    }
    return nullptr;
}

bool hasLabel(QWidget *root, const QString &part)
{
    const auto holds = [&](const auto *label) { return label->isVisible() && label->text().contains(part); };
    return std::ranges::any_of(root->findChildren<QLabel *>(), holds) || std::ranges::any_of(root->findChildren<ElidedLabel *>(), holds);
}

void PagesFixture::finishRefresh(const UserId &user)
{
    Inspection::RefreshStatus status = server.refreshes[user.toString()];
    status.finished = 2;
    if (user.server().toString() == u"dead.example") {
        status.state = RefreshState::Failed;
        status.error = u"dead.example refused the connection."_s;
        status.retryAt = QDateTime::currentMSecsSinceEpoch() + 600'000;
    } else {
        status.state = RefreshState::Succeeded;
        DeviceListChange change;
        change.added = {DeviceId(u"NEW1"_s), DeviceId(u"NEW2"_s)};
        change.removed = {DeviceId(u"OLD"_s)};
        change.fromStreamId = StreamId(qint64(104));
        change.toStreamId = StreamId(qint64(118));
        status.change = change;
    }
    server.refreshes[user.toString()] = status;
}

} // namespace Lockstep::Test
