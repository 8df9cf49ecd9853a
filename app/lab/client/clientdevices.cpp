// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientdevices.h"

#include "core/jsonreader.h"
#include "lab/client/interactiveauth.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/publisher.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxDisplayName = 100; // characters; as Synapse

QList<DeviceId> deviceIds(const QStringList &texts)
{
    QList<DeviceId> result;
    for (const QString &text : texts)
        result.append(DeviceId(text));
    return result;
}

} // namespace

ClientDevices::ClientDevices(HomeserverState *state, InteractiveAuth *interactive)
    : m_state(state)
    , m_interactive(interactive)
{
}

QList<ClientRoute> ClientDevices::routes()
{
    using C = ClientDevices;
    const RouteMaker route(this);
    return {
        route("GET", "devices", &C::devices),
        route("GET", "devices/*", &C::device),
        route("PUT", "devices/*", &C::renameDevice, R"({"display_name?": "string"})"),
        route.optional("DELETE", "devices/*", &C::deleteDevice, R"({"auth?": {"type?": "string", "session?": "string"}})"),
        route(
            "POST", "delete_devices", &C::deleteDevices, R"({"devices": ["string"], "auth?": {"type?": "string", "session?": "string"}})"),
    };
}

Answer ClientDevices::devices(ClientCall &call)
{
    QJsonArray list;
    m_state->actor().call([&] {
        const QList<DeviceId> devices = m_state->accounts().devices(call.caller.user);
        for (const DeviceId &device : devices)
            list.append(m_state->accounts().describe(call.caller.user, device));
    });
    return Answer::json({{u"devices"_s, list}});
}

Answer ClientDevices::device(ClientCall &call)
{
    const DeviceId device(call.arguments.first());
    const QJsonObject found = m_state->actor().call([&] { return m_state->accounts().describe(call.caller.user, device); });
    return found.isEmpty() ? Answer::error(404, u"M_NOT_FOUND"_s, u"You have no such device."_s) : Answer::json(found);
}

Answer ClientDevices::renameDevice(ClientCall &call)
{
    const DeviceId device(call.arguments.first());
    JsonReader in(call.body);
    const std::optional<QString> name = in.optionalString(u"display_name");
    if (!in.ok())
        return Answer::error(400, u"M_BAD_JSON"_s, in.error().text);
    if (name && name->size() > maxDisplayName)
        return Answer::error(400, u"M_TOO_LARGE"_s, u"A device's name has at most %1 characters."_s.arg(maxDisplayName));
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        if (!m_state->accounts().hasDevice(call.caller.user, device))
            return failure(Error::NotFound, u"You have no such device."_s, 404, u"M_NOT_FOUND"_s);
        if (!name || *name == m_state->accounts().displayName(call.caller.user, device))
            return {};
        m_state->accounts().rename(call.caller.user, device, *name);
        m_state->publisher().deviceChanged(call.caller.user, device);
        m_state->changes().deviceListChanged(call.caller.user);
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientDevices::deleteDevice(ClientCall &call)
{
    if (const auto ask = m_interactive->askPassword(call, u"delete "_s + call.arguments.first()))
        return *ask;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        endDevices(*m_state, call.caller.user, deviceIds(call.arguments));
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientDevices::deleteDevices(ClientCall &call)
{
    JsonReader in(call.body);
    const QStringList devices = in.strings(u"devices");
    if (!in.ok())
        return Answer::error(400, u"M_BAD_JSON"_s, in.error().text);
    if (const auto ask = m_interactive->askPassword(call, u"delete "_s + devices.join(u' ')))
        return *ask;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        endDevices(*m_state, call.caller.user, deviceIds(devices));
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

} // namespace Lockstep::Lab
