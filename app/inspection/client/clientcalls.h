// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jsonreader.h"
#include "inspection/casefiles/casefile.h"
#include "inspection/client/client.h"
#include "inspection/outline.h"
#include "inspection/wire.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QtConcurrentRun>

/// What the client's calls are made of, for the files that have some of them.
namespace Lockstep::Inspection {

namespace ClientDetail {

using namespace Qt::StringLiterals;
using namespace Http;

/// Smaller answers take less than a millisecond to parse: not worth a thread.
inline constexpr qsizetype parseHereUpTo = 16 * 1024;
/// On top of what the server may take on purpose (long poll, wait for a refresh).
inline constexpr int answerAllowanceMs = 15'000;
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
inline QUrl address(const QUrl &base, const QByteArray &path, const Query &query = {})
{
    QByteArray prefix = base.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (prefix.endsWith('/'))
        prefix.chop(1);
    return QUrl::fromEncoded(QByteArray(prefix + path + query.text()));
}

template <typename T>
Result<T> parse(const QByteArray &body)
{
    if constexpr (std::is_same_v<T, Case>)
        return fromCaseFile(body);
    if constexpr (std::is_same_v<T, Outline>)
        return fromCbor(body);
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

inline HttpRequest get(const QUrl &url, const QString &token)
{
    HttpRequest request;
    request.url = url;
    request.token = token;
    return request;
}

inline HttpRequest post(const QUrl &url, const QString &token)
{
    HttpRequest request = get(url, token);
    request.method = "POST";
    request.body = "{}";
    return request;
}

} // namespace ClientDetail

template <typename T>
Http::CallHandle Client::startCall(Http::HttpRequest request, QObject *context, Http::Done<T> done)
{
    auto *call = new Http::HttpCall(m_manager, request, context);
    const auto wanted = std::make_shared<bool>(true);
    attempt<T>(request, call, wanted, context, std::move(done), true);
    return {call, wanted};
}

/// A refused token is renewed and the call made once more: the token's life ends where it likes, in the middle of long work too.
template <typename T>
void Client::attempt(const Http::HttpRequest &request, Http::HttpCall *call, const std::shared_ptr<bool> &wanted, QObject *context,
    Http::Done<T> done, bool mayRenew)
{
    using namespace ClientDetail;
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

} // namespace Lockstep::Inspection
