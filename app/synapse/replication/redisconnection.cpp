// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/replication/redisconnection.h"

#include "core/log.h"
#include "synapse/replication/tlschannel.h"

#include <QFile>

#include <hiredis/hiredis.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Lockstep::Synapse {

namespace {

constexpr auto connectTime = 5s;
constexpr auto sendTime = 5s;
/// Of one answer. Synapse's longest lines have some hundred kilobytes.
constexpr size_t mostWaiting = 64 * 1024 * 1024;

struct ReaderEnd
{
    void operator()(redisReader *reader) const { redisReaderFree(reader); }
};
struct ContextEnd
{
    void operator()(redisContext *context) const { redisFree(context); }
};
struct AnswerEnd
{
    void operator()(void *answer) const { freeReplyObject(answer); }
};

RedisConnection::Answer wordsOf(const redisReply *reply)
{
    RedisConnection::Answer answer;
    answer.isError = reply->type == REDIS_REPLY_ERROR;
    const auto add = [&answer](const redisReply *one) {
        answer.words.push_back(one->str ? std::string_view(one->str, size_t(one->len)) : std::string_view());
    };
    if (reply->type != REDIS_REPLY_ARRAY)
        add(reply);
    for (size_t n = 0; reply->type == REDIS_REPLY_ARRAY && n < reply->elements; ++n)
        add(reply->element[n]);
    return answer;
}

QString because(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

} // namespace

StopSignal::StopSignal()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

StopSignal::~StopSignal()
{
    ::close(m_descriptor);
}

void StopSignal::set()
{
    const quint64 one = 1;
    [[maybe_unused]] const auto written = ::write(m_descriptor, &one, sizeof one);
}

void StopSignal::clear()
{
    quint64 count = 0;
    [[maybe_unused]] const auto got = ::read(m_descriptor, &count, sizeof count);
}

bool StopSignal::waitFor(std::chrono::milliseconds time) const
{
    pollfd one{.fd = m_descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, int(time.count())) > 0;
}

struct RedisConnection::Private
{
    std::unique_ptr<redisContext, ContextEnd> context;
    std::unique_ptr<redisReader, ReaderEnd> reader{redisReaderCreate()};
    std::unique_ptr<TlsChannel> tls;
    const StopSignal *stop = nullptr;
    QString where;
    std::array<char, 256 * 1024> buffer;

    /// True where the socket is ready, false at the end of the time.
    Result<bool> wait(short events, std::chrono::milliseconds time) const
    {
        std::array<pollfd, 2> both{
            pollfd{.fd = context->fd, .events = events, .revents = 0}, pollfd{.fd = stop->descriptor(), .events = POLLIN, .revents = 0}};
        const int ready = ::poll(both.data(), both.size(), int(time.count()));
        if (both[1].revents != 0)
            return failure(Error::Cancelled, u"Stopped."_s);
        return ready > 0 && both[0].revents != 0;
    }

    Result<void> connect(const RedisAddress &address)
    {
        where = address.describe();
        context.reset(address.path.isEmpty() ? redisConnectNonBlock(address.host.toUtf8().constData(), address.port)
                                             : redisConnectUnixNonBlock(QFile::encodeName(address.path).constData()));
        if (!context || context->err != 0)
            return failure(Error::Network,
                u"Redis at %1 cannot be reached: %2; --redis takes its address as it is seen from here, or off."_s.arg(
                    where, context ? displayable(QString::fromLocal8Bit(context->errstr)) : u"no memory"_s));
        const auto ready = wait(POLLOUT, connectTime);
        if (!ready)
            return failure(ready.error());
        if (!*ready)
            return failure(Error::Timeout, u"Redis at %1 does not answer."_s.arg(where));
        int problem = 0;
        socklen_t size = sizeof problem;
        ::getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &problem, &size);
        if (problem != 0)
            return failure(Error::Network,
                u"Redis at %1 cannot be reached: %2; --redis takes its address as it is seen from here, or off."_s.arg(
                    where, because(problem)));
        if (!address.tls)
            return {};
        auto made = TlsChannel::open(address, context->fd, [this](bool toWrite) -> Result<void> {
            const auto done = wait(toWrite ? POLLOUT : POLLIN, connectTime);
            if (!done)
                return failure(done.error());
            return *done ? Result<void>() : failure(Error::Timeout, u"Redis at %1 does not finish the TLS handshake."_s.arg(where));
        });
        if (!made)
            return failure(made.error());
        tls = std::move(*made);
        return {};
    }

    /// As of read(2) and write(2); errno is EAGAIN where the socket has to be waited for.
    ssize_t read() { return tls ? tls->read(buffer.data(), buffer.size()) : ::read(context->fd, buffer.data(), buffer.size()); }
    ssize_t write(const char *bytes, size_t size) const
    {
        return tls ? tls->write(bytes, size) : ::send(context->fd, bytes, size, MSG_NOSIGNAL);
    }

    Result<void> handleAnswers(const std::function<void(const Answer &)> &handle) const
    {
        for (;;) {
            void *raw = nullptr;
            if (redisReaderGetReply(reader.get(), &raw) != REDIS_OK)
                return failure(Error::BadAnswer, u"What answers at %1 is no Redis."_s.arg(where));
            const std::unique_ptr<void, AnswerEnd> answer(raw);
            if (!answer)
                break;
            handle(wordsOf(static_cast<const redisReply *>(raw)));
        }
        if (reader->len > mostWaiting)
            return failure(Error::BadAnswer, u"Redis at %1 sent an answer that is too long."_s.arg(where));
        return {};
    }
};

RedisConnection::RedisConnection(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

RedisConnection::~RedisConnection() = default;

Result<std::unique_ptr<RedisConnection>> RedisConnection::open(const RedisAddress &address, const StopSignal &stop)
{
    auto d = std::make_unique<Private>();
    d->stop = &stop;
    if (const auto connected = d->connect(address); !connected)
        return failure(connected.error());
    return std::unique_ptr<RedisConnection>(new RedisConnection(std::move(d)));
}

Result<void> RedisConnection::send(const QByteArrayList &words)
{
    std::vector<const char *> texts;
    std::vector<size_t> lengths;
    for (const QByteArray &word : words) {
        texts.push_back(word.constData());
        lengths.push_back(size_t(word.size()));
    }
    char *command = nullptr;
    const qint64 size = redisFormatCommandArgv(&command, int(words.size()), texts.data(), lengths.data());
    const std::unique_ptr<char, void (*)(char *)> owned(command, redisFreeCommand);
    for (qint64 sent = 0; sent < size;) {
        const ssize_t done = d->write(command + sent, size_t(size - sent));
        if (done > 0) {
            sent += done;
            continue;
        }
        if (done == 0 || (errno != EAGAIN && errno != EINTR))
            return failure(Error::Network, u"The connection to Redis at %1 was lost: %2."_s.arg(d->where, because(errno)));
        const auto ready = d->wait(POLLOUT, sendTime);
        if (!ready)
            return failure(ready.error());
        if (!*ready)
            return failure(Error::Timeout, u"Redis at %1 does not answer."_s.arg(d->where));
    }
    return {};
}

Result<bool> RedisConnection::receive(std::chrono::milliseconds time, const std::function<void(const Answer &)> &handle)
{
    for (bool waited = false;; waited = true) {
        const ssize_t got = d->read();
        if (got > 0) {
            if (redisReaderFeed(d->reader.get(), d->buffer.data(), size_t(got)) != REDIS_OK)
                return failure(Error::BadAnswer, u"What answers at %1 is no Redis."_s.arg(d->where));
            const auto done = d->handleAnswers(handle);
            return done ? Result<bool>(true) : failure(done.error());
        }
        if (got == 0)
            return failure(Error::Network, u"Redis at %1 closed the connection."_s.arg(d->where));
        if (errno != EAGAIN && errno != EINTR)
            return failure(Error::Network, u"The connection to Redis at %1 was lost: %2."_s.arg(d->where, because(errno)));
        if (waited)
            return false;
        const auto ready = d->wait(POLLIN, time);
        if (!ready)
            return failure(ready.error());
        if (!*ready)
            return false;
    }
}

} // namespace Lockstep::Synapse
