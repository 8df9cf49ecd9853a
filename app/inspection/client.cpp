// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client.h"

#include "core/jsonreader.h"
#include "inspection/apiwords.h"
#include "inspection/checks.h"
#include "inspection/incidents.h"
#include "inspection/ownside.h"
#include "inspection/paths.h"
#include "inspection/queuesummary.h"
#include "inspection/wire.h"

#include <QFutureWatcher>
#include <QJsonDocument>
#include <QPointer>
#include <QtConcurrentRun>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace Http;

namespace {

/// Smaller answers take less than a millisecond to parse: not worth a thread.
constexpr qsizetype parseHereUpTo = 16 * 1024;
/// On top of what the server may take on purpose (long poll, wait for a refresh).
constexpr int answerAllowanceMs = 15'000;
/// So long a gateway may look at its surroundings, or wait for another caller's look.
constexpr int checkMs = 30'000;

class Query
{
public:
    Query &add(const char *name, const QString &value)
    {
        if (!value.isEmpty())
            append(name, encodePathSegment(value));
        return *this;
    }
    Query &add(const char *name, qint64 value)
    {
        append(name, QByteArray::number(value));
        return *this;
    }
    Query &flag(const char *name, bool on)
    {
        if (on)
            append(name, "true");
        return *this;
    }
    Query &page(const PageQuery &page) { return add("limit", page.limit).add("after", page.after); }
    QByteArray text() const { return m_text; }

private:
    void append(const char *name, const QByteArray &value)
    {
        m_text += m_text.isEmpty() ? '?' : '&';
        m_text += name;
        m_text += '=';
        m_text += value;
    }
    QByteArray m_text;
};

/// \a path is one of Paths with its identifiers.
QUrl address(const QUrl &base, const QByteArray &path, const Query &query = {})
{
    QByteArray prefix = base.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (prefix.endsWith('/'))
        prefix.chop(1);
    return QUrl::fromEncoded(QByteArray(prefix + path + query.text()));
}

template <typename T>
Result<T> parse(const QByteArray &body)
{
    const Result<QJsonObject> object = parseJsonObject(body);
    Result<T> result = object ? fromJson<T>(*object) : Result<T>(failure(object.error()));
    if (!result)
        result.error().text = u"The gateway's answer makes no sense: "_s + result.error().text;
    return result;
}

/// Delivers \a result unless the call was cancelled meanwhile. Copies what it needs first: \a done may destroy its caller.
template <typename T>
void deliver(const std::shared_ptr<bool> &wanted, const Done<T> &done, const Result<T> &result)
{
    if (!*wanted)
        return;
    *wanted = false;
    const Done<T> call = done;
    call(result);
}

/// QFuture::then with a context aborts on Qt 6.4 when the context dies first; a watcher that the context owns does not.
template <typename T>
void parseInWorker(QObject *context, const std::shared_ptr<bool> &wanted, const Done<T> &done, const QByteArray &body)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, wanted, done] {
        watcher->deleteLater();
        deliver<T>(wanted, done, watcher->result());
    });
    watcher->setFuture(QtConcurrent::run([body] { return parse<T>(body); }));
}

HttpRequest get(const QUrl &url, const QString &token)
{
    HttpRequest request;
    request.url = url;
    request.token = token;
    return request;
}

HttpRequest post(const QUrl &url, const QString &token)
{
    HttpRequest request = get(url, token);
    request.method = "POST";
    request.body = "{}";
    return request;
}

} // namespace

Client::Client(QNetworkAccessManager *manager, QUrl base, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_base(std::move(base))
{
}

template <typename T>
CallHandle Client::startCall(HttpRequest request, QObject *context, Done<T> done)
{
    auto *call = new HttpCall(m_manager, request, context);
    const auto wanted = std::make_shared<bool>(true);
    attempt<T>(request, call, wanted, context, std::move(done), true);
    return {call, wanted};
}

/// A refused token is renewed and the call made once more: the token's life ends where it likes, in the middle of long work too.
template <typename T>
void Client::attempt(
    const HttpRequest &request, HttpCall *call, const std::shared_ptr<bool> &wanted, QObject *context, Done<T> done, bool mayRenew)
{
    connect(call, &HttpCall::finished, context,
        [this, owner = QPointer(this), request, wanted, context, done, mayRenew](const Result<HttpAnswer> &answer) {
            const QString errcode = answer ? QString() : answer.error().errcode;
            const bool refused = errcode == "M_UNKNOWN_TOKEN"_L1 || errcode == "M_MISSING_TOKEN"_L1;
            if (refused && mayRenew && owner && m_authorizer) {
                m_authorizer(request.token, [this, owner, guard = QPointer(context), request, wanted, done, error = answer.error()] {
                    if (!owner || !guard || !*wanted)
                        return;
                    if (m_token.isEmpty() || m_token == request.token)
                        return deliver<T>(wanted, done, failure(error));
                    HttpRequest again = request;
                    again.token = m_token;
                    attempt<T>(again, new HttpCall(m_manager, again, guard), wanted, guard, done, false);
                });
                return;
            }
            if (!answer)
                deliver<T>(wanted, done, failure(answer.error()));
            else if constexpr (std::is_same_v<T, bool>)
                deliver<T>(wanted, done, true);
            else if (answer->body.size() <= parseHereUpTo)
                deliver<T>(wanted, done, parse<T>(answer->body));
            else
                parseInWorker<T>(context, wanted, done, answer->body);
        });
    connect(this, &QObject::destroyed, call, [handle = CallHandle(call, wanted)]() mutable { handle.cancel(); });
    call->start();
}

CallHandle Client::info(QObject *context, Done<Info> done)
{
    return startCall<Info>(get(address(m_base, Paths::info.of()), m_token), context, std::move(done));
}

CallHandle Client::overview(QObject *context, Done<Overview> done)
{
    return startCall<Overview>(get(address(m_base, Paths::overview.of()), m_token), context, std::move(done));
}

CallHandle Client::check(QObject *context, Done<CheckReport> done)
{
    HttpRequest request = get(address(m_base, Paths::check.of()), m_token);
    request.timeoutMs = checkMs + answerAllowanceMs;
    return startCall<CheckReport>(std::move(request), context, std::move(done));
}

CallHandle Client::users(const UserQuery &query, QObject *context, Done<Page<UserSummary>> done)
{
    Query parameters;
    parameters.page(query)
        .add("state", query.state ? toApiName(*query.state) : QString())
        .add("server", query.server)
        .add("search", query.search);
    return startCall<Page<UserSummary>>(get(address(m_base, Paths::users.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::user(const UserId &user, QObject *context, Done<UserDetails> done)
{
    const QUrl url = address(m_base, Paths::user.of(user));
    return startCall<UserDetails>(get(url, m_token), context, std::move(done));
}

CallHandle Client::updates(const UserId &user, const UpdateQuery &query, QObject *context, Done<Page<DeviceListUpdate>> done)
{
    Query parameters;
    parameters.page(query);
    if (query.order != UpdateOrder::OfArrival)
        parameters.add("dir", toApiName(query.order));
    const QUrl url = address(m_base, Paths::updates.of(user), parameters);
    return startCall<Page<DeviceListUpdate>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::refreshStatus(const UserId &user, QObject *context, Done<RefreshStatus> done)
{
    const QUrl url = address(m_base, Paths::refreshStatus.of(user));
    return startCall<RefreshStatus>(get(url, m_token), context, std::move(done));
}

CallHandle Client::inbox(const InboxQuery &query, QObject *context, Done<Page<InboxQueue>> done)
{
    Query parameters;
    parameters.page(query);
    if (query.order != InboxOrder::ByUser)
        parameters.add("order", toApiName(query.order));
    return startCall<Page<InboxQueue>>(get(address(m_base, Paths::inbox.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::inboxMessages(
    const UserId &user, const DeviceId &device, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done)
{
    Query parameters;
    parameters.page(query).flag("content", query.content);
    const QUrl url = address(m_base, Paths::inboxMessages.of(user, device), parameters);
    return startCall<Page<ToDeviceMessage>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::inboxSummary(const UserId &user, const DeviceId &device, QObject *context, Done<QueueSummary> done)
{
    return startCall<QueueSummary>(get(address(m_base, Paths::inboxSummary.of(user, device)), m_token), context, std::move(done));
}

CallHandle Client::outbox(const PageQuery &query, QObject *context, Done<Page<OutboxQueue>> done)
{
    const QUrl url = address(m_base, Paths::outbox.of(), Query().page(query));
    return startCall<Page<OutboxQueue>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::outboxMessages(
    const ServerName &destination, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done)
{
    Query parameters;
    parameters.page(query).flag("content", query.content);
    const QUrl url = address(m_base, Paths::outboxMessages.of(destination), parameters);
    return startCall<Page<ToDeviceMessage>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::outboxSummary(const ServerName &destination, QObject *context, Done<QueueSummary> done)
{
    return startCall<QueueSummary>(get(address(m_base, Paths::outboxSummary.of(destination)), m_token), context, std::move(done));
}

CallHandle Client::updateQueues(const PageQuery &query, QObject *context, Done<Page<UpdatesQueue>> done)
{
    const QUrl url = address(m_base, Paths::updateQueues.of(), Query().page(query));
    return startCall<Page<UpdatesQueue>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::waitingUpdates(const ServerName &destination, const PageQuery &query, QObject *context, Done<Page<WaitingUpdates>> done)
{
    const QUrl url = address(m_base, Paths::waitingUpdates.of(destination), Query().page(query));
    return startCall<Page<WaitingUpdates>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::ownSide(QObject *context, Done<OwnSide> done)
{
    return startCall<OwnSide>(get(address(m_base, Paths::own.of()), m_token), context, std::move(done));
}

CallHandle Client::destinations(const DestinationQuery &query, QObject *context, Done<Page<Destination>> done)
{
    const QUrl url = address(m_base, Paths::destinations.of(), Query().page(query).flag("failing", query.failingOnly));
    return startCall<Page<Destination>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::resetDestination(const ServerName &destination, QObject *context, Done<bool> done)
{
    const QUrl url = address(m_base, Paths::resetDestination.of(destination));
    return startCall<bool>(post(url, m_token), context, std::move(done));
}

CallHandle Client::refresh(const UserId &user, int timeoutMs, QObject *context, Done<bool> done)
{
    HttpRequest request = post(address(m_base, Paths::refresh.of(user), Query().add("timeout", timeoutMs)), m_token);
    request.timeoutMs = timeoutMs + answerAllowanceMs;
    return startCall<bool>(std::move(request), context, std::move(done));
}

CallHandle Client::trail(const TrailQuery &query, QObject *context, Done<Page<TrailEntry>> done)
{
    Query asked;
    asked.page(query).add("action", query.action ? toApiName(*query.action) : QString()).add("by", query.by).add("on", query.on);
    return startCall<Page<TrailEntry>>(get(address(m_base, Paths::trail.of(), asked), m_token), context, std::move(done));
}

CallHandle Client::incidents(const IncidentQuery &query, QObject *context, Done<Page<Incident>> done)
{
    Query parameters;
    parameters.page(query)
        .add("state", query.state ? toApiName(*query.state) : u"all"_s)
        .add("kind", query.kind ? toApiName(*query.kind) : QString())
        .add("subject", query.subject)
        .add("since", query.since > 0 ? QString::number(query.since) : QString());
    return startCall<Page<Incident>>(get(address(m_base, Paths::incidents.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::incident(const QString &id, QObject *context, Done<Incident> done)
{
    return startCall<Incident>(get(address(m_base, Paths::incident.of(id)), m_token), context, std::move(done));
}

CallHandle Client::incidentDeed(const QString &id, IncidentDeed deed, const QString &note, QObject *context, Done<Incident> done)
{
    HttpRequest request = post(address(m_base, Paths::incidentDeed.of(id, toApiName(deed))), m_token);
    request.body = QJsonDocument(QJsonObject{{u"note"_s, note}}).toJson(QJsonDocument::Compact);
    return startCall<Incident>(std::move(request), context, std::move(done));
}

CallHandle Client::events(qint64 since, int timeoutMs, QObject *context, Done<EventBatch> done)
{
    HttpRequest request = get(address(m_base, Paths::events.of(), Query().add("since", since).add("timeout", timeoutMs)), m_token);
    request.timeoutMs = timeoutMs + answerAllowanceMs;
    return startCall<EventBatch>(std::move(request), context, std::move(done));
}

} // namespace Lockstep::Inspection
