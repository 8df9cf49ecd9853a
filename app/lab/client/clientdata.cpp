// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientdata.h"

#include "lab/client/syncfilter.h"
#include "lab/state/accountdata.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

Answer notYours()
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"What other users keep here is not yours to read or to set."_s);
}

} // namespace

ClientData::ClientData(HomeserverState *state)
    : m_state(state)
{
}

QList<ClientRoute> ClientData::routes()
{
    using C = ClientData;
    const RouteMaker route(this);
    return {
        route("POST", "user/*/filter", &C::makeFilter, filterShape().constData()),
        route("GET", "user/*/filter/*", &C::filter),
        route("GET", "user/*/account_data/*", &C::accountData),
        route("PUT", "user/*/account_data/*", &C::setAccountData),
        route("GET", "user/*/rooms/*/account_data/*", &C::accountData),
        route("PUT", "user/*/rooms/*/account_data/*", &C::setAccountData),
        route("GET", "pushrules", &C::pushRules),
        route("GET", "pushrules/", &C::pushRules),
        route("GET", "pushrules/global", &C::pushRules),
        route("GET", "pushrules/global/", &C::pushRules),
        route("GET", "pushers", &C::emptyList),
        route("GET", "notifications", &C::emptyList),
        route("GET", "publicRooms", &C::emptyList),
        route("POST", "publicRooms", &C::emptyList),
        route("GET", "account/3pid", &C::emptyList),
        route("GET", "directory/room/*", &C::notHere),
        route.bodiless("PUT", "directory/room/*", &C::notServed),
        route.bodiless("DELETE", "directory/room/*", &C::notServed),
        route("GET", "voip/turnServer", &C::emptyAnswer),
        route("GET", "thirdparty/protocols", &C::emptyAnswer),
        route("GET", "presence/*/status", &C::presence),
        route("PUT", "presence/*/status", &C::emptyAnswer),
        // taken and forgotten: nobody is told who types or has read what
        route("PUT", "rooms/*/typing/*", &C::emptyAnswer),
        route.optional("POST", "rooms/*/receipt/*/*", &C::emptyAnswer),
        route("POST", "rooms/*/read_markers", &C::emptyAnswer),
    };
}

Answer ClientData::makeFilter(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    std::optional<qint64> id;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        id = m_state->accountData().addFilter(call.caller.user, call.body);
        return id ? Result<void>() : failure(Error::RateLimited, u"You have too many filters."_s, 429, u"M_LIMIT_EXCEEDED"_s);
    });
    return done ? Answer::json({{u"filter_id"_s, QString::number(*id)}}) : answerOf(done.error());
}

Answer ClientData::filter(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const auto found
        = m_state->actor().call([&] { return m_state->accountData().filter(call.caller.user, call.arguments.at(1).toLongLong()); });
    return found ? Answer::json(*found) : Answer::error(404, u"M_NOT_FOUND"_s, u"You have no such filter."_s);
}

// Both kinds: /user/*/account_data/* and /user/*/rooms/*/account_data/*.
Answer ClientData::accountData(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString room = call.arguments.size() > 2 ? call.arguments.at(1) : QString();
    const auto found = m_state->actor().call([&] { return m_state->accountData().content(call.caller.user, room, call.arguments.last()); });
    return found ? Answer::json(*found) : Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such account data."_s);
}

Answer ClientData::setAccountData(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString type = call.arguments.last();
    const QString room = call.arguments.size() > 2 ? call.arguments.at(1) : QString();
    if (type == "m.push_rules"_L1 || type == "m.fully_read"_L1)
        return Answer::error(405, u"M_BAD_JSON"_s, u"\"%1\" is not set as account data."_s.arg(type));
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        m_state->accountData().set(call.caller.user, room, type, call.body);
        m_state->changes().wake(call.caller.user);
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientData::pushRules(ClientCall &call)
{
    QJsonObject global;
    for (const QString &kind : {u"override"_s, u"content"_s, u"room"_s, u"sender"_s, u"underride"_s})
        global.insert(kind, QJsonArray());
    return Answer::json(call.request.segments.contains(u"global"_s) ? global : QJsonObject{{u"global"_s, global}});
}

Answer ClientData::presence(ClientCall &)
{
    return Answer::json({{u"presence"_s, u"offline"_s}});
}

Answer ClientData::notHere(ClientCall &)
{
    return Answer::error(404, u"M_NOT_FOUND"_s, u"The lab has none."_s);
}

// An endpoint of the specification at a path that the lab serves for another method.
Answer ClientData::notServed(ClientCall &)
{
    return Answer::error(404, u"M_UNRECOGNIZED"_s, u"There is no such endpoint in the lab."_s);
}

Answer ClientData::emptyAnswer(ClientCall &)
{
    return Answer::json({});
}

// Of whatever the endpoint lists there is nothing.
Answer ClientData::emptyList(ClientCall &call)
{
    const QString endpoint = call.request.segments.last();
    const QString member = endpoint == "publicRooms"_L1 ? u"chunk"_s : endpoint == "3pid"_L1 ? u"threepids"_s : endpoint;
    return Answer::json({{member, QJsonArray()}});
}

} // namespace Lockstep::Lab
