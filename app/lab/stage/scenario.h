// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QVariantMap>

namespace Lockstep::Lab {

/// One thing that happens: an action and its parameters. Users are written "bob@beta": localpart and the first part of the server's name.
struct ScenarioStep
{
    QString action;
    QVariantMap parameters;
    int line = 0;
};

/// A scenario: a few lines of YAML (resources/scenarios). Actions:
///   room {name, encrypted, members: [bob@beta, …]}      who is missing is registered first
///   device {user, id, name}  rename {user, id, name}  rekey {user, id}  remove {user, id}  devices {user, count}
///   cross-sign {user}  reset-identity {user}             own keys, devices signed
///   message {from, to, device, count}                    send-to-device
///   lose {from, to, transactions}  down {server}  up {server}  retry {server}
///   deaf {server, on}                                    sends, and cannot be reached
///   cluster {server, on}  prune {from, to}  placeholder {user, times}
///   wait {ms}  note {text}
struct Scenario
{
    QString name;
    QString title;
    QString text; ///< what it shows, one or two sentences
    QList<ScenarioStep> setup; ///< at once, at the start
    QList<ScenarioStep> steps; ///< one after the other
    bool repeat = false; ///< begins again after the last step

    /// Errors: BadInput with the line. Every action has what it needs and nothing that it does not know.
    static Result<Scenario> parse(const QByteArray &yaml);
    /// The built-in ones, the default first. Parsed once.
    static const QList<Scenario> &builtIn();
    static const Scenario *find(const QString &name);
    /// A built-in one by its name, or a file. Errors: BadInput.
    static Result<Scenario> load(const QString &nameOrFile);
};

} // namespace Lockstep::Lab
