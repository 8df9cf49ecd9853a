// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientsync.h"

#include "lab/client/roomviews.h"
#include "lab/state/accountdata.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/notifier.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int maxMessages = 100; // of one /sync, as the specification recommends
constexpr int maxPollMs = 60'000;
constexpr int comeBackMs = 5'000;

QJsonObject events(const QJsonArray &list)
{
    return {{u"events"_s, list}};
}

const BodyShape &filterBody()
{
    static const BodyShape shape(filterShape().constData());
    return shape;
}

} // namespace

/// A call that waits until there is something to tell.
class ClientSync::Poll : public Http::LaterAnswer
{
public:
    struct Question
    {
        Accounts::Caller caller;
        SyncToken since;
        SyncFilter filter;
    };

    /// beginPoll() was called for it. \a seen: how far the stream was looked at.
    Poll(ClientSync *sync, Question question, std::unique_ptr<Notifier::Waiter> waiter, qint64 seen, QDeadlineTimer deadline)
        : m_sync(sync)
        , m_question(std::move(question))
        , m_waiter(std::move(waiter))
        , m_seen(seen)
        , m_deadline(Clock::now() + std::chrono::milliseconds(deadline.remainingTime()))
    {
    }
    ~Poll() override { m_sync->endPoll(m_question.caller.user); }
    Q_DISABLE_COPY_MOVE(Poll)

    void begin(std::function<void()> wake) override { m_waiter->setWaker(std::move(wake)); }
    std::optional<Answer> look(bool isLast) override
    {
        if (!isLast && !m_waiter->hasNews(m_seen))
            return {};
        const View view = m_sync->look(m_question.caller, m_question.since, false, m_question.filter);
        m_seen = view.seen;
        return view.isEmpty && !isLast ? std::nullopt : std::optional(Answer::json(view.json));
    }
    Clock::time_point deadline() const override { return m_deadline; }

private:
    ClientSync *m_sync;
    Question m_question;
    std::unique_ptr<Notifier::Waiter> m_waiter;
    qint64 m_seen;
    Clock::time_point m_deadline;
};

ClientSync::ClientSync(HomeserverState *state, RoomViews *views, Share share)
    : m_state(state)
    , m_views(views)
    , m_share(share)
{
}

QList<ClientRoute> ClientSync::routes()
{
    const RouteMaker route(this);
    return {route("GET", "sync", &ClientSync::sync), route("GET", "keys/changes", &ClientSync::keyChanges)};
}

ClientSync::Lists ClientSync::listChanges(const UserId &user, qint64 since) const
{
    Storage &storage = m_state->storage();
    const Rooms &rooms = m_state->rooms();
    Lists lists;
    QSet<QString> seen;
    const auto show = [&](const QString &other) {
        if (!seen.contains(other)) {
            seen.insert(other);
            lists.changed.append(other);
        }
    };
    {
        // Changes that everybody sees, and signatures that this user alone sees.
        Rows query
            = storage.run(u"SELECT user_id FROM list_changes WHERE stream_id > ? AND for_user IN ('', ?)"_s, {since, user.toString()});
        while (query.next())
            if (const QString other = query.value(0).toString(); other == user.toString() || rooms.share(user, UserId(other)))
                show(other);
    }
    // Whoever shares a room only since then is new to this user, whether or not the list changed; who was invited since then will read
    // what is sent from now on.
    const QStringList joined = rooms.roomsOf(user, u"join"_s);
    for (const QString &room : joined) {
        const bool isNewHere = rooms.changedAt(room, user) > since;
        const QList<Rooms::Member> members = rooms.members(room, isNewHere ? -1 : since);
        for (const Rooms::Member &member : members)
            if (member.membership == "invite"_L1 || (isNewHere && member.membership == "join"_L1))
                show(member.user.toString());
    }
    Rows query = storage.run(u"SELECT DISTINCT user_id FROM list_left WHERE for_user = ? AND stream_id > ?"_s, {user.toString(), since});
    while (query.next())
        if (const QString other = query.value(0).toString(); !seen.contains(other) && !rooms.share(user, UserId(other)))
            lists.left.append(other);
    return lists;
}

Result<SyncFilter> ClientSync::filterOf(const ClientCall &call) const
{
    const QString given = call.request.query.value(u"filter"_s);
    if (given.isEmpty())
        return SyncFilter();
    if (given.startsWith(u'{')) {
        const QJsonDocument document = QJsonDocument::fromJson(given.toUtf8());
        if (!document.isObject())
            return failure(Error::BadInput, u"\"filter\" is not JSON."_s, 400, u"M_NOT_JSON"_s);
        if (const auto mismatch = filterBody().mismatch(document.object()))
            return failure(Error::BadInput, mismatch->text, 400, mismatch->errcode);
        return SyncFilter(document.object());
    }
    const auto stored = m_state->actor().call([&] { return m_state->accountData().filter(call.caller.user, given.toLongLong()); });
    if (!stored)
        return failure(Error::BadInput, u"\"filter\" is not the ID of a filter of yours."_s, 400, u"M_INVALID_PARAM"_s);
    return SyncFilter(*stored);
}

// \a since: nothing for a client that begins.
ClientSync::View ClientSync::look(
    const Accounts::Caller &caller, const std::optional<SyncToken> &since, bool isFull, const SyncFilter &filter) const
{
    View view;
    const SyncToken from = since.value_or(SyncToken());
    m_state->actor().call([&] {
        SyncToken next{.lists = m_state->storage().currentStreamId(), .inbox = from.inbox};
        view.seen = next.lists;
        const auto messages = m_state->toDevice().pending(caller.user, caller.device, from.inbox, maxMessages);
        QJsonArray list;
        for (const ToDeviceQueues::Message &message : messages)
            list.append(QJsonObject{{u"sender"_s, message.sender.toString()}, {u"type"_s, message.type}, {u"content"_s, message.content}});
        if (!messages.isEmpty())
            next.inbox = messages.last().streamId; // never beyond what is in this answer
        const Lists lists = since ? listChanges(caller.user, from.lists) : Lists();
        const QJsonObject rooms = m_views->since({caller.user, caller.device}, from.lists, isFull, filter);
        QJsonArray accountData;
        const QJsonArray allAccountData = m_state->accountData().events(caller.user, {}, isFull ? -1 : from.lists);
        for (const QJsonValue &event : allAccountData)
            if (filter.allowsAccountData(event["type"_L1].toString()))
                accountData.append(event);
        view.isEmpty = list.isEmpty() && lists.changed.isEmpty() && lists.left.isEmpty() && rooms.isEmpty() && accountData.isEmpty();
        view.json = {{u"next_batch"_s, next.toString()}, {u"to_device"_s, events(list)}, {u"rooms"_s, rooms},
            {u"device_lists"_s, QJsonObject{{u"changed"_s, lists.changed}, {u"left"_s, lists.left}}},
            {u"device_one_time_keys_count"_s, m_state->keys().oneTimeKeyCounts(caller.user, caller.device)},
            {u"device_unused_fallback_key_types"_s,
                QJsonArray::fromStringList(m_state->keys().unusedFallbackKeyTypes(caller.user, caller.device))},
            {u"presence"_s, events({})}, {u"account_data"_s, events(accountData)}};
    });
    return view;
}

bool ClientSync::beginPoll(const UserId &user)
{
    const std::lock_guard lock(m_mutex);
    if (m_allPolls >= m_share.polls || m_polls.value(user) >= m_share.pollsOfUser)
        return false;
    ++m_allPolls;
    ++m_polls[user];
    return true;
}

void ClientSync::endPoll(const UserId &user)
{
    const std::lock_guard lock(m_mutex);
    --m_allPolls;
    if (--m_polls[user] == 0)
        m_polls.remove(user);
}

Answer ClientSync::sync(ClientCall &call)
{
    const QString sinceText = call.request.query.value(u"since"_s);
    const bool isInitial = sinceText.isEmpty();
    const std::optional<SyncToken> since = isInitial ? std::nullopt : SyncToken::parse(sinceText);
    if (!isInitial && !since)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"since\" is not a next_batch of this server."_s);
    const Result<SyncFilter> filter = filterOf(call);
    if (!filter)
        return answerOf(filter.error());
    const bool isFull = isInitial || call.request.query.value(u"full_state"_s) == "true"_L1;
    const QDeadlineTimer deadline(isFull ? 0 : qBound(0, call.request.query.value(u"timeout"_s).toInt(), maxPollMs));
    const Accounts::Caller &caller = call.caller;
    if (since) {
        // The token coming back is what says that everything up to it has arrived.
        const Result<void> done = m_state->commit([&]() -> Result<void> {
            m_state->toDevice().acknowledge(caller.user, caller.device, since->inbox);
            return {};
        });
        if (!done)
            return answerOf(done.error());
    }
    auto waiter = std::make_unique<Notifier::Waiter>(&m_state->notifier(), caller.user);
    const View view = look(caller, since, isFull, *filter);
    if (!view.isEmpty || isInitial || deadline.hasExpired())
        return Answer::json(view.json);
    if (!beginPoll(caller.user)) {
        Answer busy = tooMany(comeBackMs);
        busy.headers.emplaceBack("Connection", "close");
        return busy;
    }
    Answer answer;
    answer.later = std::make_shared<Poll>(this, Poll::Question{caller, *since, *filter}, std::move(waiter), view.seen, deadline);
    return answer;
}

Answer ClientSync::keyChanges(ClientCall &call)
{
    const auto from = SyncToken::parse(call.request.query.value(u"from"_s));
    // "to" says only how fresh the answer has to be, and it is always fresh.
    if (!from)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"from\" is not a next_batch of this server."_s);
    const Lists lists = m_state->actor().call([&] { return listChanges(call.caller.user, from->lists); });
    return Answer::json({{u"changed"_s, lists.changed}, {u"left"_s, lists.left}});
}

} // namespace Lockstep::Lab
