// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/xmatrix.h"
#include "history/recorder.h"

#include <QByteArray>

namespace Lockstep::Gateway {

/// A federation transaction as the proxy's mirror delivered it.
struct Transaction
{
    ServerName origin; ///< as the header claims
    QString id;
    QByteArray target; ///< raw, as in the request line
    QList<XMatrixHeader> headers; ///< of this origin; usually one, one for each key at most
    QByteArray body;
    qint64 received = 0; ///< ms since the epoch
};

/// Whether the body holds what is recorded: device list updates or cross-signing keys.
bool concernsDevices(const QByteArray &body);

/// The device list updates and cross-signing keys in it, of users of the origin only: a server has no say about others' users.
QList<History::Observation> observationsIn(const Transaction &transaction, std::optional<bool> verified);

/// Whether one of the headers' signatures is right. \a keys are the origin's. Nothing if none of the headers' keys is among them.
std::optional<bool> verify(const Transaction &transaction, const ServerName &self, const ServerKeys &keys);

} // namespace Lockstep::Gateway
