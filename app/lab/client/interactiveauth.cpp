// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/interactiveauth.h"

#include "lab/state/actor.h"
#include "lab/state/homeserverstate.h"

#include <QJsonArray>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
constexpr qsizetype maxSessions = 10'000;
} // namespace

UserId userOf(const QJsonObject &identifier, const ServerName &self)
{
    const QString user = identifier.value("user"_L1).toString();
    return UserId(user.startsWith(u'@') ? user : u'@' + user + u':' + self.toString());
}

InteractiveAuth::InteractiveAuth(HomeserverState *state)
    : m_state(state)
{
}

std::optional<Answer> InteractiveAuth::askNothing(const ClientCall &call, const QString &operation)
{
    return check(operation, u"m.login.dummy"_s, call.body.value("auth"_L1), [](const QJsonObject &) { return true; });
}

std::optional<Answer> InteractiveAuth::askPassword(const ClientCall &call, const QString &operation)
{
    return check(
        call.caller.user.toString() + u' ' + operation, u"m.login.password"_s, call.body.value("auth"_L1), [&](const QJsonObject &auth) {
            const QJsonObject identifier = auth.contains("identifier"_L1) ? auth.value("identifier"_L1).toObject() : auth;
            if (userOf(identifier, m_state->serverName()) != call.caller.user)
                return false;
            const QString password = auth.value("password"_L1).toString();
            return m_state->actor().call([&] { return m_state->accounts().checkPassword(call.caller.user, password); });
        });
}

std::optional<Answer> InteractiveAuth::check(
    const QString &operation, const QString &stage, const QJsonValue &auth, const std::function<bool(const QJsonObject &)> &isRight)
{
    const QJsonObject given = auth.toObject();
    QString session = given.value("session"_L1).toString();
    QJsonObject more;
    {
        const std::lock_guard lock(m_mutex);
        const bool isKnown = m_sessions.value(session) == operation;
        // A stage without a session is taken too: clients that know the flow may send it at once.
        if (given.value("type"_L1).toString() == stage && (isKnown || session.isEmpty())) {
            if (isRight(given)) {
                m_sessions.remove(session);
                return {};
            }
            more = {{u"errcode"_s, u"M_FORBIDDEN"_s}, {u"error"_s, u"The password is wrong."_s}};
        }
        if (!isKnown) {
            if (m_sessions.size() > maxSessions)
                m_sessions.clear();
            session = QUuid::createUuid().toString(QUuid::Id128);
            m_sessions.insert(session, operation);
        }
    }
    more.insert(u"flows"_s, QJsonArray{QJsonObject{{u"stages"_s, QJsonArray{stage}}}});
    more.insert(u"params"_s, QJsonObject());
    more.insert(u"session"_s, session);
    return Answer::json(more, 401);
}

} // namespace Lockstep::Lab
