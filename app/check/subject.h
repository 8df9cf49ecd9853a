// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/checks.h"
#include "synapse/config/configuration.h"

#include <functional>
#include <optional>

namespace Lockstep::Checking {

/// Something that was given and cannot be meant so.
struct Mistake
{
    QString subject; ///< the option
    QString sentence;
    QString remedy;
};

/// What is to be looked at: a gateway's settings, and what they rest on.
struct Subject
{
    Synapse::SynapseSettings settings;
    QStringList homeserverConfigs; ///< files that settings were read from
    QStringList warnings; ///< of reading the options, a sentence each
    /// What was given beside homeserver.yaml and says something else, a sentence each.
    QStringList contradictions;
    QUrl publicBase; ///< where clients reach the homeserver, as homeserver.yaml says; empty if it does not
    QString listen; ///< HOST:PORT
    QString tap; ///< HOST:PORT; empty: none
    QUrl notary; ///< empty: the client API
    QString historyPath; ///< of a shared history: the file with what is this gateway's own
    QString keeps; ///< what of it is kept, in words; empty: everything
    QString sharedHistory, sharedHistoryRead; ///< addresses of the database and of its standby; empty: none
    QList<UserId> viewers, operators, readers; ///< --viewer, --operator, --contents
    QList<Mistake> roleMistakes; ///< in those three
    bool hasSigningKey = false; ///< audits can ask lists' origins
    std::optional<Mistake> signingKey; ///< why they cannot, although they are to
    QString token; ///< of an operator; empty: what needs one is not checked
    /// Within a gateway that runs: what its sources say of themselves. Empty in a program of its own, which asks the gateway that runs.
    std::function<QList<Inspection::SourceStatus>()> sources;
};

} // namespace Lockstep::Checking
