// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace Lockstep::Http {

struct HttpAnswer
{
    int status = 0;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;

    friend bool operator==(const HttpAnswer &, const HttpAnswer &) = default;
};

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    /// JSON body for POST and PUT.
    QByteArray body;
    /// Bearer token; sent only over https or to a loopback address, anything else fails with BadInput.
    QString token;
    int timeoutMs = 30'000;
    /// A larger answer is cut off and fails with BadAnswer.
    qint64 maxBody = 64 * 1024 * 1024;
    bool followRedirects = false;
    /// Of \c body.
    QByteArray contentType = "application/json";
    /// Statuses of 400 and above are answers too: for protocols whose errors are not Matrix's.
    bool errorsAreAnswers = false;
};

/// One HTTP request. Owner: its parent. Emits finished exactly once, unless cancelled or destroyed before, and then
/// deletes itself. Lives on the thread of its QNetworkAccessManager. Statuses of 400 and above become an Error with the Matrix
/// errcode, error, retry_after_ms and Retry-After read from the answer. Token and password never enter an Error's text.
class HttpCall : public QObject
{
    Q_OBJECT
public:
    HttpCall(QNetworkAccessManager *manager, HttpRequest request, QObject *parent);
    ~HttpCall() override;

    void start();
    /// Ends the call; finished is not emitted afterwards. Safe at any time.
    void cancel();

Q_SIGNALS:
    void finished(const Lockstep::Result<Lockstep::Http::HttpAnswer> &result);

private:
    void collect();
    void conclude();
    void finish(const Result<HttpAnswer> &result);

    QNetworkAccessManager *m_manager;
    HttpRequest m_request;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline;
    QByteArray m_body;
    bool m_tooLarge = false;
    bool m_timedOut = false;
    bool m_done = false;
};

/// A call under way that its starter may cancel; a default-constructed one does nothing. Copies refer to the same call.
class CallHandle
{
public:
    CallHandle() = default;
    explicit CallHandle(HttpCall *call)
        : m_call(call)
    {
    }
    /// For a call whose answer is still worked on after the HttpCall is gone: \a wanted is true until the outcome was delivered,
    /// and cancel() makes it false.
    CallHandle(HttpCall *call, std::shared_ptr<bool> wanted)
        : m_call(call)
        , m_wanted(std::move(wanted))
    {
    }
    void cancel()
    {
        if (m_wanted)
            *m_wanted = false;
        if (m_call)
            m_call->cancel();
    }
    bool isRunning() const { return m_wanted ? *m_wanted : !m_call.isNull(); }

private:
    QPointer<HttpCall> m_call;
    std::shared_ptr<bool> m_wanted;
};

/// Receives the outcome, once, on the thread that started the call.
template <typename T>
using Done = std::function<void(const Result<T> &)>;

/// The Matrix standard error in an HTTP answer, as an Error. \a headers may hold Retry-After.
Error errorFromAnswer(int status, const QByteArray &body, const QByteArray &retryAfter = {});

/// Whether a token may travel to this address: https, or http to a loopback address.
bool mayCarryToken(const QUrl &url);

} // namespace Lockstep::Http
