// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/access.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/homeservercall.h"
#include "http/httpcall.h"
#include "http/ratelimiter.h"
#include "server/adminverdict.h"

#include <QHash>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Http;

namespace {

using Clock = std::chrono::steady_clock;

/// What a homeserver answers about a token is handed on to its owner; the rest is ours to explain.
Error refusal(const HomeserverAnswer &answer)
{
    Error error = errorFromAnswer(answer.status, answer.body, answer.retryAfter);
    if (error.errcode.isEmpty())
        error.errcode = answer.status == 401 ? u"M_UNKNOWN_TOKEN"_s : u"M_FORBIDDEN"_s;
    return error;
}

Error cannotAsk(const QUrl &homeserver, const QString &why)
{
    const QString where = homeserver.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    return {.kind = Error::Network,
        .http = 502,
        .errcode = u"M_UNKNOWN"_s,
        .text = u"The homeserver at %1 cannot be asked whose access token this is: %2"_s.arg(where, why)};
}

} // namespace

struct HomeserverAccess::Private
{
    struct Slot
    {
        bool ready = false;
        Result<UserId> answer;
        Clock::time_point goodUntil;
    };

    HomeserverAccessOptions options;
    QByteArray salt = QByteArray(32, Qt::Uninitialized);
    std::mutex mutex;
    std::condition_variable answered;
    QHash<QByteArray, std::shared_ptr<Slot>> slots_;
    QHash<QByteArray, Clock::time_point> good; ///< tokens that had an owner, and when; guarded by mutex, as the limiters are
    RateLimiter addresses;
    RateLimiter all;
    CutOff cutOff;

    enum class Question { Owner, Admin };
    QByteArray keyOf(const QString &token, Question question) const;
    std::optional<Error> limited(const QByteArray &key, const QString &from);
    void rememberGood(const QByteArray &key, const Result<UserId> &owner);
    Result<UserId> remembered(const QByteArray &key, const std::function<Result<UserId>()> &ask);
    void makeRoom();
    std::chrono::milliseconds keepFor(const Result<UserId> &answer) const;

    HomeserverAnswer get(const QByteArray &path, const QString &token)
    {
        return callHomeserver(
            {.base = options.clientApi, .path = path, .token = token, .body = {}, .timeoutMs = options.timeoutMs}, &cutOff);
    }
    Result<UserId> askOwner(const QString &token);
    Result<UserId> askAdmin(const UserId &user, const QString &token);
    AdminVerdict::Case caseOf(const QString &token);
};

QByteArray HomeserverAccess::Private::keyOf(const QString &token, Question question) const
{
    return QMessageAuthenticationCode::hash(token.toUtf8(), salt, QCryptographicHash::Sha256) + (question == Question::Admin ? 'a' : 'o');
}

std::chrono::milliseconds HomeserverAccess::Private::keepFor(const Result<UserId> &answer) const
{
    if (answer)
        return std::chrono::milliseconds(options.goodForMs);
    const bool decided = answer.error().kind == Error::Unauthorized || answer.error().kind == Error::Forbidden;
    return std::chrono::milliseconds(decided ? options.badForMs : options.brokenForMs);
}

/// With the mutex held. Whatever is not being asked may go: it can be asked again.
void HomeserverAccess::Private::makeRoom()
{
    if (slots_.size() < options.maxCached)
        return;
    const auto now = Clock::now();
    slots_.removeIf([now](const auto &it) { return it.value()->ready && it.value()->goodUntil <= now; });
    // Refusals first: who invents tokens shall not push out those who are known.
    if (slots_.size() >= options.maxCached)
        slots_.removeIf([](const auto &it) { return it.value()->ready && !it.value()->answer; });
    if (slots_.size() >= options.maxCached)
        slots_.removeIf([](const auto &it) { return it.value()->ready; });
}

/// Why the homeserver is not asked about a token now.
std::optional<Error> HomeserverAccess::Private::limited(const QByteArray &key, const QString &from)
{
    const std::lock_guard lock(mutex);
    const auto known = slots_.value(key);
    if ((known && (!known->ready || known->goodUntil > Clock::now())) || good.contains(key))
        return {};
    qint64 wait = addresses.take(from);
    if (wait == 0)
        wait = all.take({});
    if (wait == 0)
        return {};
    return Error{.kind = Error::RateLimited,
        .http = 429,
        .errcode = u"M_LIMIT_EXCEEDED"_s,
        .text = u"Too many access tokens that are not known yet; try again in a moment."_s,
        .retryAfterMs = wait};
}

void HomeserverAccess::Private::rememberGood(const QByteArray &key, const Result<UserId> &owner)
{
    const std::lock_guard lock(mutex);
    if (owner) {
        if (good.size() >= options.maxCached) { // the longest unused one goes
            auto oldest = good.begin();
            for (auto it = good.begin(); it != good.end(); ++it) {
                if (it.value() < oldest.value())
                    oldest = it;
            }
            good.erase(oldest);
        }
        good.insert(key, Clock::now());
    } else if (owner.error().kind == Error::Unauthorized || owner.error().kind == Error::Forbidden) {
        good.remove(key);
    }
}

/// The answer kept under \a key; otherwise \a ask is called, by one of those who want to know it now, and the others wait.
Result<UserId> HomeserverAccess::Private::remembered(const QByteArray &key, const std::function<Result<UserId>()> &ask)
{
    std::unique_lock lock(mutex);
    const auto known = slots_.value(key);
    if (known && (!known->ready || known->goodUntil > Clock::now())) {
        answered.wait(lock, [&] { return known->ready; });
        return known->answer;
    }
    makeRoom();
    const auto slot = std::make_shared<Slot>();
    slots_.insert(key, slot);
    lock.unlock();
    Result<UserId> answer;
    try {
        answer = ask();
    } catch (const std::exception &problem) { // those who wait must get an answer
        answer = failure(cannotAsk(options.clientApi, QString::fromLocal8Bit(problem.what())));
    }
    lock.lock();
    slot->answer = std::move(answer);
    slot->goodUntil = Clock::now() + keepFor(slot->answer);
    slot->ready = true;
    answered.notify_all();
    return slot->answer;
}

Result<UserId> HomeserverAccess::Private::askOwner(const QString &token)
{
    const HomeserverAnswer answer = get("/_matrix/client/v3/account/whoami", token);
    if (answer.status == 401 || answer.status == 403 || answer.status == 429)
        return failure(refusal(answer));
    if (answer.status != 200)
        return failure(cannotAsk(options.clientApi, answer.explain()));
    const auto object = parseJsonObject(answer.body);
    const UserId user(object ? object->value("user_id"_L1).toString() : QString());
    if (!user.isValid())
        return failure(cannotAsk(options.clientApi, u"its answer names no user. Is this a Matrix client API?"_s));
    if (object->value("is_guest"_L1).toBool())
        return failure(Error{.kind = Error::Forbidden,
            .http = 403,
            .errcode = u"M_GUEST_ACCESS_FORBIDDEN"_s,
            .text = u"Guests may not do this; log in with an account."_s});
    return user;
}

/// By use, because nothing else tells: with the Matrix Authentication Service the users table's "admin" means nothing, and the route that
/// asks for it is not there. Where a call is missing (a worker has few of them, another homeserver others) the next one is tried.
Result<UserId> HomeserverAccess::Private::askAdmin(const UserId &user, const QString &token)
{
    const QByteArray name = encodePathSegment(user.toString());
    const AdminVerdict::Probe probes[] = {
        {"/_synapse/admin/v1/federation/destinations?limit=1", "destinations"},
        {"/_synapse/admin/v2/users/" + name, "name"},
        {"/_synapse/admin/v1/users/" + name + "/admin", "admin"},
    };
    for (const AdminVerdict::Probe &probe : probes) {
        const HomeserverAnswer answer = get(probe.path, token);
        switch (answer.status) {
        case 200: {
            // A proxy may answer 200 with its start page to every path.
            const auto object = parseJsonObject(answer.body);
            if (!object || !object->contains(QLatin1StringView(probe.member)))
                continue;
            if (object->value("admin"_L1).toBool() || probe.member != QByteArray("admin"))
                return user;
            return failure(AdminVerdict::refusal(user, caseOf(token)));
        }
        case 401:
        case 429:
            return failure(refusal(answer));
        case 403:
            if (!parseJsonObject(answer.body)) // a proxy's word, not the homeserver's
                continue;
            return failure(AdminVerdict::refusal(user, caseOf(token)));
        case 404:
        case 405:
            continue;
        default:
            return failure(cannotAsk(options.clientApi, answer.explain()));
        }
    }
    return failure(AdminVerdict::refusal(user, AdminVerdict::Case::Hidden));
}

/// Why a token may not use the admin API.
AdminVerdict::Case HomeserverAccess::Private::caseOf(const QString &token)
{
    using Case = AdminVerdict::Case;
    const HomeserverAnswer metadata = get("/_matrix/client/v1/auth_metadata", {});
    if (metadata.status == 404 || metadata.status == 405)
        return Case::Legacy;
    const auto answer = parseJsonObject(metadata.body);
    if (metadata.status != 200 || !answer || !answer->contains("issuer"_L1))
        return Case::Untold; // such as a service that is away: 500
    const HomeserverAnswer whoami = get("/_matrix/client/v3/account/whoami", token);
    const auto owner = parseJsonObject(whoami.body);
    return AdminVerdict::delegatedCase(token, owner && owner->contains("device_id"_L1));
}

HomeserverAccess::HomeserverAccess(HomeserverAccessOptions options)
    : d(std::make_unique<Private>())
{
    d->options = std::move(options);
    d->addresses = RateLimiter(d->options.unknownPerAddress);
    d->all = RateLimiter(d->options.unknown);
    QRandomGenerator::system()->generate(
        reinterpret_cast<quint32 *>(d->salt.data()), reinterpret_cast<quint32 *>(d->salt.data() + d->salt.size()));
}

HomeserverAccess::~HomeserverAccess() = default;

Result<UserId> HomeserverAccess::authorise(const QString &token, Right right, const QString &from)
{
    const QByteArray key = d->keyOf(token, Private::Question::Owner);
    if (const auto limited = d->limited(key, from))
        return failure(*limited);
    const auto owner = d->remembered(key, [&] {
        const auto asked = d->askOwner(token);
        d->rememberGood(key, asked);
        return asked;
    });
    if (!owner)
        return owner;
    const bool operates = d->options.operators.contains(*owner);
    const bool isViewer = !operates && d->options.viewers.contains(*owner);
    const bool reads = d->options.contents.contains(*owner);
    if (right == Right::Refresh)
        return isViewer ? failure(AdminVerdict::viewerOnly(*owner)) : owner;
    if (operates || (right != Right::Operate && (isViewer || reads))) {
        if (right == Right::Contents && !reads && !(operates && d->options.operatorsReadContents))
            return failure(AdminVerdict::noContents(*owner));
        return owner;
    }
    if (isViewer)
        return failure(AdminVerdict::viewerOnly(*owner));
    const auto admin = d->remembered(d->keyOf(token, Private::Question::Admin), [&] { return d->askAdmin(*owner, token); });
    if (admin && right == Right::Contents && !d->options.operatorsReadContents)
        return failure(AdminVerdict::noContents(*owner));
    return admin;
}

Result<void> HomeserverAccess::confirm(const QString &token, const UserId &user)
{
    const auto owner = d->askOwner(token);
    if (owner && *owner == user)
        return {};
    const bool gone = owner || owner.error().kind == Error::Unauthorized || owner.error().kind == Error::Forbidden;
    if (gone) { // nobody shall be believed longer because the refusal is news
        const std::lock_guard lock(d->mutex);
        for (const auto question : {Private::Question::Owner, Private::Question::Admin}) {
            const auto known = d->slots_.constFind(d->keyOf(token, question));
            if (known != d->slots_.constEnd() && (*known)->ready)
                d->slots_.erase(known);
        }
        d->good.remove(d->keyOf(token, Private::Question::Owner));
    }
    if (!owner)
        return failure(owner.error());
    return failure(Error::Unauthorized, u"The access token is another user's now."_s, 401, u"M_UNKNOWN_TOKEN"_s);
}

void HomeserverAccess::cutOff()
{
    d->cutOff.cut();
}

} // namespace Lockstep::Server
