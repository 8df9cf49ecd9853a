// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/connectrequest.h"

#include <QList>

namespace Lockstep {

/// An input of the connect dialog.
enum class ConnectField { Server, User, Secret, Gateway, Configuration, ServerName, ClientApi, Database, MarkerDatabase, Logs };

struct ConnectProblem
{
    ConnectField field;
    QString text; ///< one sentence: what is wrong and what would be right
    friend bool operator==(const ConnectProblem &, const ConnectProblem &) = default;
};

/// What can be said about a request without asking the network, in the order of the dialog's inputs. Looks whether the files that it
/// names are there.
QList<ConnectProblem> validate(const ConnectRequest &request, bool byToken);

} // namespace Lockstep
