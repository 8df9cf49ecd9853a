// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/findings.h"

#include "core/log.h"
#include "http/httpcall.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr int answerMs = 5'000;
constexpr int connectMs = 3'000;
constexpr qsizetype longestText = 600;

bool isToken(const QString &token)
{
    return std::all_of(token.begin(), token.end(), [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

} // namespace

void Findings::add(CheckState state, const QString &subject, const QString &text, const QString &remedy, const QString &restsOn)
{
    // What others wrote may be in any of them.
    m_checks.append({.area = m_area,
        .state = state,
        .subject = displayable(redacted(subject)),
        .text = displayable(redacted(text), longestText),
        .remedy = displayable(redacted(remedy), longestText),
        .restsOn = displayable(redacted(restsOn), longestText)});
}

void Findings::ok(const QString &subject, const QString &text, const QString &restsOn)
{
    add(CheckState::Ok, subject, text, {}, restsOn);
}

void Findings::warn(const QString &subject, const QString &text, const QString &remedy, const QString &restsOn)
{
    add(CheckState::Warning, subject, text, remedy, restsOn);
}

void Findings::fault(const QString &subject, const QString &text, const QString &remedy, const QString &restsOn)
{
    add(CheckState::Fault, subject, text, remedy, restsOn);
}

void Findings::notChecked(const QString &subject, const QString &why, const QString &remedy)
{
    add(CheckState::NotChecked, subject, why, remedy, {});
}

int Context::stepMs(int atMost) const
{
    return int(std::clamp<qint64>(deadline.remainingTime(), 1, atMost));
}

Answer ask(const Context &context, const QUrl &base, const QByteArray &path, const QString &token)
{
    Http::HttpQuestion question{
        .base = base, .path = path, .timeoutMs = context.stepMs(answerMs), .connectTimeoutMs = context.stepMs(connectMs)};
    if (!token.isEmpty()) {
        if (!isToken(token))
            return {.problem = u"the access token holds characters that no token can hold"_s, .kind = Error::BadInput};
        if (!context.subject.settings.clientApiInClear && !Http::mayCarryToken(base))
            return {
                .problem = u"the token was not sent, because the address has no TLS and is not on this machine"_s, .kind = Error::BadInput};
        question.headers.append({"Authorization", "Bearer " + token.toLatin1()});
    }
    const auto reply = Http::callHttp(question, context.cutOff);
    if (!reply)
        return {.problem = reply.error().text, .kind = reply.error().kind};
    return {.status = reply->status, .body = reply->body, .date = reply->date};
}

QString shown(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::StripTrailingSlash);
}

QString spell(qint64 ms)
{
    const qint64 seconds = ms / 1000;
    if (seconds < 120)
        return u"%1 s"_s.arg(seconds);
    if (seconds < 120 * 60)
        return u"%1 min"_s.arg(seconds / 60);
    if (seconds < 48 * 3600)
        return u"%1 h"_s.arg(seconds / 3600);
    return u"%1 days"_s.arg(seconds / 86400);
}

QString spellBytes(qint64 bytes)
{
    constexpr qint64 kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
    if (bytes < mib)
        return u"%1 KiB"_s.arg((bytes + kib - 1) / kib);
    return bytes < 10 * gib ? u"%1 MiB"_s.arg(bytes / mib) : u"%1 GiB"_s.arg(bytes / gib);
}

} // namespace Lockstep::Checking
