// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "domain/signatures.h"
#include "lab/stage/scenario.h"

#include <QHash>

#include <mutex>

namespace Lockstep::Lab {

class Homeserver;
class Lab;

/// The people of a scenario: do what clients do, with real keys, through the same state and rules as clients' calls. Thread-safe.
class Actors
{
public:
    explicit Actors(Lab *lab);

    /// Errors: BadInput (an unknown server, a missing parameter: names it), and what the server says.
    Result<void> perform(const ScenarioStep &step);
    /// What the step does, in words.
    QString describe(const ScenarioStep &step) const;

private:
    struct Person
    {
        Homeserver *server = nullptr;
        UserId user;
    };
    struct Identity
    {
        std::optional<SigningKey> master;
        std::optional<SigningKey> selfSigning;
    };

    Result<Homeserver *> serverOf(const QString &name) const;
    Result<Person> personOf(const QString &name);
    Result<void> room(const QVariantMap &parameters);
    Result<void> device(const Person &person, const DeviceId &device, const QString &name);
    Result<void> devices(const Person &person, int count);
    Result<void> rename(const Person &person, const DeviceId &device, const QString &name);
    Result<void> rekey(const Person &person, const DeviceId &device);
    Result<void> remove(const Person &person, const DeviceId &device);
    Result<void> crossSign(const Person &person, bool fresh);
    Result<void> message(const Person &from, const QVariantMap &parameters);
    Result<void> placeholder(const Person &person, int times);
    QJsonObject newKeys(const Person &person, const DeviceId &device);

    Lab *m_lab;
    std::mutex m_mutex;
    QHash<UserId, Identity> m_identities;
};

} // namespace Lockstep::Lab
