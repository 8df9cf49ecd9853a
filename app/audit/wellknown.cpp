// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/wellknown.h"

#include "audit/hostname.h"
#include "core/jsonreader.h"
#include "core/log.h"

#include <QDateTime>
#include <QLocale>
#include <QSet>
#include <QTimeZone>

#include <algorithm>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestShown = 300;
const QByteArray wellKnownPath = "/.well-known/matrix/server";

/// The value of a directive such as max-age; nothing if it is not there.
std::optional<QByteArray> directive(const QByteArray &cacheControl, QByteArrayView name)
{
    for (const QByteArray &part : cacheControl.split(',')) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray key = part.left(equals < 0 ? part.size() : equals).trimmed();
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return equals < 0 ? QByteArray() : part.mid(equals + 1).trimmed();
    }
    return {};
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

Result<QList<QHostAddress>> permittedAddresses(
    const QString &host, const NetworkPolicy &policy, const Resolver &resolver, const Http::CutOff *cutOff)
{
    auto found = resolver.addresses(host, cutOff);
    if (!found)
        return failure(found.error());
    if (found->isEmpty())
        return failure(Error::NotFound, u"there is no address of that name"_s);
    const QString first = found->constFirst().toString();
    found->removeIf([&](const QHostAddress &address) { return !policy.mayConnectTo(address); });
    if (found->isEmpty())
        return failure(Error::Forbidden,
            u"its address %1 is not a public one, or the homeserver's ip_range_blacklist has it: it is not asked"_s.arg(first));
    return found;
}

QByteArrayList texts(const QList<QHostAddress> &addresses)
{
    QByteArrayList all;
    for (const QHostAddress &address : addresses)
        all.append(address.toString().toLatin1());
    return all;
}

WellKnown::WellKnown(Options options, const Resolver *resolver)
    : m_options(std::move(options))
    , m_resolver(resolver)
{
}

qint64 WellKnown::keptFor(const Http::HttpReply &reply, qint64 nowMs)
{
    if (directive(reply.cacheControl, "no-store"))
        return 0;
    if (const auto age = directive(reply.cacheControl, "max-age")) {
        bool isNumber = false;
        const qint64 seconds = age->toLongLong(&isNumber);
        if (isNumber)
            return std::clamp(std::clamp<qint64>(seconds, 0, mostMs / 1000) * 1000, leastMs, mostMs);
    }
    if (!reply.expires.isEmpty()) {
        QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(reply.expires), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
        at.setTimeZone(QTimeZone::utc());
        return at.isValid() ? std::clamp(at.toMSecsSinceEpoch() - nowMs, leastMs, mostMs) : leastMs;
    }
    return usualMs;
}

struct WellKnown::Fetched
{
    Answer answer;
    qint64 keptMs = 0;
    bool isFailure = false;
};

Result<WellKnown::Fetched> WellKnown::fetch(const QString &host, Http::CutOff *cutOff) const
{
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(host);
    if (m_options.port != 443)
        url.setPort(m_options.port);
    url.setPath(QString::fromLatin1(wellKnownPath));
    const QString asked = url.toString();
    const auto nothing = [&](const QString &why) {
        return Fetched{.answer = {.server = {}, .step = u"%1 delegates to nobody: %2."_s.arg(asked, displayable(why, longestShown))},
            .keptMs = 0,
            .isFailure = true};
    };
    QSet<QString> seen;
    for (int hop = 0; hop <= mostRedirects; ++hop) {
        const auto name = readHostName(url.host().contains(u':') ? u'[' + url.host() + u']' : url.host());
        if (url.scheme() != "https"_L1)
            return nothing(u"it leads to an address without TLS"_s);
        if (!name || !url.userInfo().isEmpty() || url.toString().size() > 2'000)
            return nothing(u"it leads to what is no proper address"_s);
        if (seen.contains(url.toString()))
            return nothing(u"its redirects lead in a circle"_s);
        seen.insert(url.toString());
        QList<QHostAddress> addresses{name->address};
        if (!name->isAddress()) {
            const auto found = permittedAddresses(name->host, m_options.policy, *m_resolver, cutOff);
            if (!found && found.error().kind == Error::Cancelled)
                return failure(found.error());
            if (!found)
                return nothing(found.error().text);
            addresses = *found;
        } else if (!m_options.policy.mayConnectTo(name->address)) {
            return nothing(u"it leads to %1, which is not a public address"_s.arg(name->host));
        }
        QUrl base = url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
        const QByteArray path = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
        const auto reply = Http::callHttp(
            {.base = base,
                .path = path.isEmpty() ? "/" : path,
                .timeoutMs = m_options.timeoutMs,
                .connectTimeoutMs = m_options.timeoutMs,
                .maxAnswer = mostBytes,
                .addresses = name->isAddress() ? QByteArrayList() : texts(addresses),
                .tls = {.authorities = m_options.policy.authorities, .isVerified = m_options.policy.isVerified(name->host)}},
            cutOff);
        if (!reply && reply.error().kind == Error::Cancelled)
            return failure(reply.error());
        if (!reply)
            return nothing(reply.error().text);
        if (isRedirect(reply->status)) {
            url = url.resolved(QUrl::fromEncoded(reply->location, QUrl::StrictMode)).adjusted(QUrl::RemoveFragment);
            continue;
        }
        if (reply->status != 200)
            return nothing(u"it answers HTTP status %1"_s.arg(reply->status));
        const auto object = parseJsonObject(reply->body);
        const QString server = object ? object->value("m.server"_L1).toString() : QString();
        if (!readHostName(server))
            return nothing(u"what it says is not the name of a server"_s);
        return Fetched{.answer = {.server = server, .step = u"%1 delegates to %2."_s.arg(asked, server)},
            .keptMs = keptFor(*reply, QDateTime::currentMSecsSinceEpoch()),
            .isFailure = false};
    }
    return nothing(u"it redirects more than %1 times"_s.arg(mostRedirects));
}

Result<WellKnown::Answer> WellKnown::delegation(const QString &host, Http::CutOff *cutOff) const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 failedForMs = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto kept = m_kept.constFind(host); kept != m_kept.constEnd()) {
            if (kept->until > now)
                return kept->answer;
            failedForMs = kept->failedForMs;
        }
    }
    auto fetched = fetch(host, cutOff);
    if (!fetched)
        return failure(fetched.error());
    if (fetched->isFailure) {
        failedForMs = std::clamp(failedForMs * 2, firstFailureMs, mostFailureMs);
        fetched->keptMs = failedForMs;
    } else {
        failedForMs = 0;
    }
    const std::lock_guard lock(m_mutex);
    if (m_kept.size() >= mostKept)
        m_kept.removeIf([&](const auto &kept) { return kept.value().until <= now; });
    if (m_kept.size() < mostKept && fetched->keptMs > 0)
        m_kept.insert(host, {.answer = fetched->answer, .until = now + fetched->keptMs, .failedForMs = failedForMs});
    return fetched->answer;
}

} // namespace Lockstep::Audits
