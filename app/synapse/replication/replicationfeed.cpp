// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/replication/replicationfeed.h"

#include "core/log.h"
#include "inspection/apiwords.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Lockstep::Synapse {

using namespace Inspection;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds firstRetry = 1s, longestRetry = 30s;
constexpr std::chrono::milliseconds answerTime = 5s;
/// A connection over which nothing comes may be dead; Redis answers PING.
constexpr std::chrono::milliseconds pingAfter = 15s, deadAfter = 30s;
/// Lines that come meanwhile are read together: a busy server's cost a few wakings a second instead of thousands.
constexpr std::chrono::milliseconds together = 25ms;

QString at(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(u"yyyy-MM-dd hh:mm:ss 'UTC'"_s);
}

/// What Redis refused, and the way out.
Error refused(const RedisAddress &address, const QByteArray &channel, std::string_view words)
{
    const QString said = displayable(redacted(QString::fromUtf8(words.data(), qsizetype(std::min<size_t>(words.size(), 200)))));
    const QString where = address.describe();
    if (words.starts_with("NOAUTH"))
        return {.kind = Error::Unauthorized,
            .text
            = u"Redis at %1 wants a password: give --redis redis://user:password@host:port, in --config or LOCKSTEP_REDIS."_s.arg(where)};
    if (words.starts_with("WRONGPASS") || words.starts_with("ERR AUTH") || words.starts_with("ERR Client sent AUTH"))
        return {.kind = Error::Unauthorized, .text = u"Redis at %1 does not take the user and the password (%2)."_s.arg(where, said)};
    if (words.starts_with("NOPERM"))
        return {.kind = Error::Forbidden,
            .text
            = u"Redis at %1 does not let this user subscribe to the channel \"%2\": resources/synapse/redis-acl.conf has what it needs."_s
                  .arg(where, QString::fromUtf8(channel))};
    return {.kind = Error::BadAnswer, .text = u"Redis at %1 refused: %2."_s.arg(where, said)};
}

} // namespace

ReplicationFeed::ReplicationFeed(RedisAddress address, ServerName server, std::function<void(Look)> look, EventFeed &events)
    : m_address(std::move(address))
    , m_channel(server.toString().toUtf8())
    , m_look(std::move(look))
    , m_events(events)
{
}

ReplicationFeed::~ReplicationFeed()
{
    stop();
}

void ReplicationFeed::start()
{
    if (m_thread.joinable())
        return;
    m_stop.clear();
    m_thread = std::thread([this] { run(); });
}

void ReplicationFeed::stop()
{
    m_stop.set();
    if (m_thread.joinable())
        m_thread.join();
}

SourceState ReplicationFeed::state() const
{
    if (m_counts.connectedSince > 0)
        return SourceState::Ok;
    return m_counts.problem.isEmpty() ? SourceState::Starting : SourceState::Failing;
}

void ReplicationFeed::change(const std::function<void(Counts &)> &what)
{
    SourceState now = SourceState::Unknown;
    {
        const std::lock_guard lock(m_mutex);
        const SourceState before = state();
        what(m_counts);
        now = state();
        if (now == before)
            return;
    }
    m_events.publish(EventType::Source, {{u"kind"_s, toApiName(SourceKind::Redis)}, {u"state"_s, toApiName(now)}});
}

SourceStatus ReplicationFeed::status() const
{
    const std::lock_guard lock(m_mutex);
    SourceStatus status{.kind = SourceKind::Redis, .state = state(), .detail = {}, .behind = 0};
    QStringList sentences;
    if (!m_counts.problem.isEmpty() && status.state != SourceState::Ok)
        sentences += m_counts.problem;
    const QString where = u"%1, channel %2"_s.arg(m_address.describe(), QString::fromUtf8(m_channel));
    if (status.state == SourceState::Ok)
        sentences += u"%1: connected since %2, for the %L3. time."_s.arg(where, at(m_counts.connectedSince)).arg(m_counts.connections);
    else if (status.state == SourceState::Starting)
        sentences += where + u": connecting."_s;
    if (m_counts.connections > 0)
        sentences
            += u"%L1 lines heard, %L2 of them of no interest and dropped; %L3 gaps closed by reading the tables."_s.arg(m_counts.lines)
                   .arg(m_counts.dropped)
                   .arg(m_counts.gaps);
    if (m_counts.newest > 0)
        sentences += u"Last change told at %1."_s.arg(at(m_counts.newest));
    status.detail = sentences.join(u' ');
    return status;
}

std::optional<SourceStatus> ReplicationFeed::statusOf(const ReplicationFeed *feed, const RedisSetting &setting)
{
    if (feed)
        return feed->status();
    if (!setting.problem.isEmpty())
        return SourceStatus{SourceKind::Redis, SourceState::Failing, setting.problem, 0};
    if (setting.isOff)
        return SourceStatus{
            SourceKind::Redis, SourceState::Off, u"The homeserver's replication channel is not listened to (--redis off)."_s, 0};
    return {};
}

void ReplicationFeed::run()
{
    auto retry = firstRetry;
    do {
        auto connection = RedisConnection::open(m_address, m_stop);
        Result<void> done = connection ? signIn(**connection) : failure(connection.error());
        if (done) {
            retry = firstRetry;
            change([](Counts &counts) {
                counts.connectedSince = QDateTime::currentMSecsSinceEpoch();
                counts.problem.clear();
                ++counts.connections;
                ++counts.gaps;
            });
            m_positions.forget();
            m_look({.lists = true, .queues = true});
            done = listen(**connection);
        }
        if (done.error().kind == Error::Cancelled)
            return;
        bool isNew = false;
        change([&](Counts &counts) {
            isNew = counts.problem != done.error().text;
            counts.connectedSince = 0;
            counts.problem = done.error().text;
        });
        if (isNew)
            qCWarning(lcSynapse).noquote() << done.error().text;
        if (m_stop.waitFor(retry))
            return;
        retry = std::min(2 * retry, longestRetry);
    } while (true);
}

Result<void> ReplicationFeed::signIn(RedisConnection &connection)
{
    const bool hasPassword = !m_address.password.isEmpty() || !m_address.user.isEmpty();
    if (hasPassword) {
        QByteArrayList words{"AUTH"};
        if (!m_address.user.isEmpty())
            words += m_address.user.toUtf8();
        words += m_address.password.toUtf8();
        if (const auto sent = connection.send(words); !sent)
            return sent;
    }
    if (const auto sent = connection.send({"SUBSCRIBE", m_channel}); !sent)
        return sent;
    bool isSubscribed = false;
    std::optional<Error> problem;
    const auto until = Clock::now() + answerTime;
    while (!isSubscribed && !problem) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0)
            return failure(Error::Timeout, u"Redis at %1 does not answer."_s.arg(m_address.describe()));
        const auto came = connection.receive(left, [&](const RedisConnection::Answer &answer) {
            if (answer.isError && !problem)
                problem = refused(m_address, m_channel, answer.words.front());
            isSubscribed = isSubscribed || (answer.words.size() == 3 && answer.words[0] == "subscribe");
        });
        if (!came)
            return failure(problem ? *problem : came.error());
    }
    return problem ? Result<void>(failure(*problem)) : Result<void>();
}

Result<void> ReplicationFeed::listen(RedisConnection &connection)
{
    const std::string_view channel(m_channel.constData(), size_t(m_channel.size()));
    auto heardAt = Clock::now(), askedAt = heardAt;
    for (;;) {
        Look look;
        Counts heard;
        const auto came = connection.receive(pingAfter, [&](const RedisConnection::Answer &answer) {
            if (answer.words.size() == 3 && answer.words[0] == "message" && answer.words[1] == channel)
                take(answer.words[2], look, heard);
        });
        if (!came)
            return failure(came.error());
        const auto now = Clock::now();
        if (heard.lines > 0) {
            const std::lock_guard lock(m_mutex);
            m_counts.lines += heard.lines;
            m_counts.dropped += heard.dropped;
            m_counts.gaps += heard.gaps;
            m_counts.newest = std::max(m_counts.newest, heard.newest);
        }
        if (look.lists || look.queues)
            m_look(look);
        if (*came) {
            heardAt = now;
            if (m_stop.waitFor(together))
                return failure(Error::Cancelled, u"Stopped."_s);
            continue;
        }
        if (now - heardAt >= deadAfter)
            return failure(Error::Timeout, u"Redis at %1 does not answer any more."_s.arg(m_address.describe()));
        if (now - askedAt >= pingAfter) {
            askedAt = now;
            if (const auto sent = connection.send({"PING"}); !sent)
                return sent;
        }
    }
}

void ReplicationFeed::take(std::string_view words, Look &look, Counts &heard)
{
    ++heard.lines;
    const ReplicationLine line = ReplicationLine::parse(words);
    if (line.kind == ReplicationLine::Other) {
        ++heard.dropped;
        return;
    }
    if (line.kind == ReplicationLine::Replicate) {
        // A process has started, or was away: all positions follow.
        ++heard.gaps;
        look = {.lists = true, .queues = true};
        return;
    }
    const bool isGap = m_positions.isGap(line);
    heard.gaps += int(isGap);
    if (line.kind == ReplicationLine::Rows)
        heard.newest = QDateTime::currentMSecsSinceEpoch();
    else if (!isGap)
        return;
    (line.stream == ReplicationLine::DeviceLists ? look.lists : look.queues) = true;
}

} // namespace Lockstep::Synapse
