// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientapi.h"
#include "lab/state/bodyshape.h"

#include <QByteArray>
#include <QStringList>

namespace Lockstep::Lab {

/// One endpoint of the client-server API.
struct ClientRoute
{
    enum Need { Open, Token };

    QByteArray method;
    QStringList path; ///< "*" stands for one variable segment, "V" for the version: v3, the historical r0, and v1 of newer endpoints
    Need need = Token;
    ClientApi::Answer (ClientApi::*handler)(ClientCall &) = nullptr;
    bool takesNoBody = false; ///< an empty body is as good as {}
    BodyShape body;

    /// The variable segments, or nothing if the path is another one.
    std::optional<QStringList> match(const QStringList &segments) const;
};

/// What a filter for /sync has to look like.
const BodyShape &filterBody();

/// All of them; the first that matches path and method counts.
const QList<ClientRoute> &clientRoutes();

} // namespace Lockstep::Lab
