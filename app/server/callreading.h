// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/log.h"
#include "inspection/wire.h"
#include "server/answers.h"
#include "server/serverparts.h"

/// How calls are read and answered, for the files with handlers.
namespace Lockstep::Server {

using namespace Qt::StringLiterals;

inline Http::OutgoingAnswer invalidParameter(const QString &text)
{
    return Http::OutgoingAnswer::error(400, u"M_INVALID_PARAM"_s, text);
}

constexpr int longestAfter = 2048;

/// Fills in limit and after; the answer if they are no good.
inline std::optional<Http::OutgoingAnswer> readPage(const Call &call, Inspection::PageQuery &page)
{
    const auto limit = call.number(u"limit"_s, Inspection::PageQuery::defaultLimit, 1, Inspection::PageQuery::maxLimit);
    if (!limit)
        return invalidParameter(u"limit must be an integer from 1 to %1."_s.arg(Inspection::PageQuery::maxLimit));
    page.limit = int(*limit);
    page.after = call.query(u"after"_s);
    if (page.after.size() > longestAfter)
        return invalidParameter(u"after is not a value that \"next\" gave."_s);
    return {};
}

template <typename T>
Http::OutgoingAnswer answerOf(const Result<T> &result)
{
    return result ? Http::OutgoingAnswer::json(Inspection::toJson(*result)) : answerFor(result.error());
}

/// \a handler gets the page that the call asks for, as the base of a \c Query.
template <typename Query, typename Handler>
Http::OutgoingAnswer withPage(const Call &call, const Handler &handler)
{
    Query query;
    const auto bad = readPage(call, query);
    return bad ? *bad : handler(query);
}

template <typename Handler>
Http::OutgoingAnswer withUser(const Call &call, const Handler &handler)
{
    const UserId user(call.parts.value(0));
    if (!user.isValid())
        return invalidParameter(u"\"%1\" is not a user ID; it should look like @name:server."_s.arg(displayable(user.toString())));
    return handler(user);
}

template <typename Handler>
Http::OutgoingAnswer withDestination(const Call &call, const Handler &handler)
{
    const ServerName destination(call.parts.value(0));
    if (!destination.isValid())
        return invalidParameter(u"\"%1\" is not a server name."_s.arg(displayable(destination.toString())));
    return handler(destination);
}

} // namespace Lockstep::Server
