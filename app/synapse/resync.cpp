// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/resync.h"

#include "core/log.h"
#include "synapse/tables/destinationtable.h"

#include <QDateTime>
#include <QDeadlineTimer>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

/// Synapse's failure for a server that it will not contact before its backoff ends.
bool isBackoff(const QJsonObject &failure)
{
    return failure.value(u"status").toInt() == 503 && failure.value(u"message").toString().contains("Not ready for retry"_L1);
}

/// What the homeserver says when its own whitelist leaves the server out. A remote server's answer comes without an errcode.
bool isOwnWhitelist(const QJsonObject &failure)
{
    return failure.value(u"status").toInt() == 403 && failure.value(u"errcode").toString() == "M_FORBIDDEN"_L1
        && failure.value(u"message").toString().contains("Federation denied"_L1);
}

constexpr auto logLag = std::chrono::milliseconds(1'500);

} // namespace

Resync::Resync(
    const DeviceLists &lists, const Destinations &destinations, const HomeserverApi &api, FetchLedger &ledger, const Database *marker)
    : m_lists(lists)
    , m_destinations(destinations)
    , m_api(api)
    , m_ledger(ledger)
    , m_marker(marker)
{
}

Inspection::Availability Resync::availability() const
{
    if (!m_marker)
        return {false, u"The gateway was started with --read-only, so it never asks the homeserver for a resync."_s};
    return {true, {}};
}

Result<void> Resync::mark(const UserId &user)
{
    // No conflict target: naming one would need the right to read the table.
    auto done = m_marker->run(u"INSERT INTO device_lists_remote_resync (user_id, added_ts) VALUES (?, ?) ON CONFLICT DO NOTHING"_s,
        {user.toString(), QDateTime::currentMSecsSinceEpoch()});
    if (!done && done.error().kind == Error::Database)
        done.error().text = u"The request to resync could not be written: "_s + done.error().text;
    return done;
}

Error Resync::explain(const UserId &user, const QJsonObject &failure) const
{
    const QString server = user.server().toString();
    Error error{.kind = Error::Http, .http = 502, .errcode = u"M_UNKNOWN"_s};
    const auto destination = m_destinations.lookup(user.server());
    const bool backoff = destination && *destination && isFailing(**destination);
    if (backoff)
        error.retryAt = (*destination)->retryAt;
    // The time of the next try is a member of its own, which who shows it puts into the reader's own form.
    const QString next = error.retryAt > 0 ? QString() : u" The homeserver tries again by itself every 30 seconds."_s;
    if (isBackoff(failure) || (backoff && failure.isEmpty())) {
        const FetchTrouble own = m_ledger.userTrouble(user);
        const FetchTrouble why = own.isKnown() ? own : m_ledger.serverTrouble(user.server());
        error.kind = Error::Network;
        error.text = why.isKnown()
            ? u"The homeserver did not ask now, because it waits after a failure: %1."_s.arg(whatHappens(why, server)) + next
            : u"%1 could not be reached or failed, and the homeserver waits before it tries again."_s.arg(server) + next;
        return error;
    }
    if (isOwnWhitelist(failure)) {
        const FetchTrouble denied{.cause = FetchCause::OwnWhitelist};
        const QString what = whatHappens(denied, server);
        error.kind = Error::Forbidden;
        error.http = 403;
        error.errcode = u"M_FORBIDDEN"_s;
        error.text = what.first(1).toUpper() + what.sliced(1) + u": "_s + whatHelps(denied, server, false) + u'.';
        return error;
    }
    const int status = failure.value(u"status").toInt();
    // 503 is what the homeserver itself says for every failure that is not an HTTP answer.
    error.remoteStatus = status == 503 ? 0 : status;
    if (const QString errcode = failure.value(u"errcode").toString(); !errcode.isEmpty() && error.remoteStatus != 401)
        error.errcode = displayable(errcode, 60);
    QString message = displayable(failure.value(u"message").toString(), 200);
    while (message.endsWith(u'.'))
        message.chop(1);
    error.text = message.isEmpty() || message.startsWith("Device resync failed"_L1)
        ? u"The homeserver could not fetch the list from %1; its log says why."_s.arg(server) + next
        : u"The homeserver could not fetch the list from %1: \"%2\"."_s.arg(server, message) + next;
    if (backoff)
        error.kind = Error::Network;
    return error;
}

/// A list that is too long loses its marker, too, and the old one stays. Only the log tells, a little later than the database.
Result<void> Resync::outcome(const UserId &user, const StreamId &before, qint64 deadline) const
{
    const auto now = m_lists.streamId(user);
    if (!now)
        return failure(now.error());
    if (*now != before)
        return {}; // a new list was taken
    for (const QDeadlineTimer end(std::min<qint64>(logLag.count(), deadline - QDateTime::currentMSecsSinceEpoch()));
         !end.hasExpired() && !m_stopping && m_ledger.isExpected(user);)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    m_ledger.markerGone(user); // it was ours
    const FetchTrouble trouble = m_ledger.userTrouble(user);
    if (trouble.cause != FetchCause::TooManyDevices)
        return {};
    const QString server = displayable(user.server().toString());
    return failure(Error::BadAnswer,
        u"The list came and was dropped, so that the old one is served: %1; %2."_s.arg(
            whatHappens(trouble, server), whatHelps(trouble, server, false)),
        502, u"M_UNKNOWN"_s);
}

Result<void> Resync::waitUntilDone(
    const UserId &user, const StreamId &before, const Result<HomeserverApi::KeysAnswer> &answer, qint64 deadline)
{
    int pause = 20;
    for (;;) {
        const auto marked = m_lists.isMarked(user);
        if (!marked && m_stopping)
            break; // its calls are cut off, too; the marker stands
        if (!marked)
            return failure(marked.error());
        if (!*marked)
            return outcome(user, before, deadline);
        // What the homeserver said is final for now; only its own later retry can still succeed.
        if (answer && !answer->failure.isEmpty())
            return failure(explain(user, answer->failure));
        const qint64 left = deadline - QDateTime::currentMSecsSinceEpoch();
        if (left <= 0 || m_stopping)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(std::min<qint64>(pause, left)));
        pause = std::min(pause * 2, 500);
    }
    Error error{.kind = Error::Timeout,
        .http = 504,
        .errcode = u"M_UNKNOWN"_s,
        .text = u"The homeserver has not fetched the list from %1 yet; it goes on trying by itself."_s.arg(user.server().toString())};
    if (const auto destination = m_destinations.lookup(user.server()); destination && *destination)
        error.retryAt = (*destination)->retryAt;
    return failure(error);
}

Result<void> Resync::run(const UserId &user, const QString &token, int timeoutMs)
{
    if (const auto can = availability(); !can.available)
        return failure(Error::Unsupported, can.reason);
    if (const auto remote = m_lists.checkRemote(user); !remote)
        return failure(remote.error());
    const auto before = m_lists.streamId(user);
    if (!before)
        return failure(before.error());
    if (before->isEmpty())
        return failure(Error::Forbidden,
            u"The homeserver does not follow the devices of %1: no local user shares a room with them."_s.arg(user.toString()), 403,
            u"M_FORBIDDEN"_s);
    if (const auto marked = mark(user); !marked)
        return failure(marked.error());

    m_ledger.expectFetch(user);
    const qint64 deadline = QDateTime::currentMSecsSinceEpoch() + std::max(timeoutMs, 1);
    const auto answer = m_api.queryKeys(user, token, std::max(timeoutMs, 1'000));
    // The marker stands whatever happened to the question, so the homeserver's own retry may still do it in time. Not
    // so where the caller has to do something.
    if (!answer) {
        const Error &error = answer.error();
        if (error.kind == Error::Unauthorized || error.http == 401 || error.kind == Error::BadInput || error.kind == Error::RateLimited
            || error.kind == Error::Tls || error.kind == Error::Network)
            return failure(error);
        qCDebug(lcSynapse) << "keys/query for a resync:" << error.text;
    }
    auto done = waitUntilDone(user, *before, answer, deadline);
    if (done)
        m_ledger.noteRefreshed(user, QDateTime::currentMSecsSinceEpoch());
    return done;
}

} // namespace Lockstep::Synapse
