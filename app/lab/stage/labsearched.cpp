// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"
#include "lab/state/actor.h"
#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

/// Users that are asked for in one piece of work of the state thread.
constexpr qsizetype usersAtOnce = 100;

DeviceTexts deviceTexts(const DeviceId &device, const QString &name, const QJsonObject &deviceKeys)
{
    const QJsonObject keys = deviceKeys.value("keys"_L1).toObject();
    return {.deviceId = device,
        .displayName = name,
        .ed25519 = keys.value("ed25519:"_L1 + device.toString()).toString(),
        .curve25519 = keys.value("curve25519:"_L1 + device.toString()).toString()};
}

} // namespace

std::optional<ListTexts> LabSource::textsOf(const UserId &user) const
{
    Storage &storage = m_state->storage();
    if (!storage.value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
        return {};
    ListTexts texts{.user = user};
    Rows devices = storage.run(u"SELECT device_id, display_name, keys FROM remote_devices WHERE user_id = ? ORDER BY device_id LIMIT ?"_s,
        {user.toString(), int(ListTexts::mostDevices) + 1});
    while (devices.next()) {
        if (texts.devices.size() == ListTexts::mostDevices)
            texts.isCut = true;
        else
            texts.devices.append(
                deviceTexts(DeviceId(devices.value(0).toString()), devices.value(1).toString(), compactJson(devices.value(2).toString())));
    }
    return texts;
}

Result<QList<ListTexts>> LabSource::listTexts(const QList<UserId> &users)
{
    QList<ListTexts> all;
    for (qsizetype from = 0; from < users.size(); from += usersAtOnce) {
        m_state->actor().call([&] {
            for (const UserId &user : users.mid(from, usersAtOnce)) {
                if (auto texts = textsOf(user))
                    all.append(std::move(*texts));
            }
        });
    }
    return all;
}

Result<QList<UserSummary>> LabSource::summaries(const QList<UserId> &users)
{
    QList<UserSummary> all;
    for (qsizetype from = 0; from < users.size(); from += usersAtOnce) {
        QList<Known> found;
        m_state->actor().call([&] {
            for (const UserId &user : users.mid(from, usersAtOnce))
                found.append(knownOf(user, true));
        });
        for (Known &known : found) {
            if (!known.facts.isTracked)
                continue;
            if (const Result<void> told = addHistory(&known); !told)
                return failure(told.error());
            known.summary.findings = findingsOf(known.facts);
            all.append(std::move(known.summary));
        }
    }
    return all;
}

} // namespace Lockstep::Lab
