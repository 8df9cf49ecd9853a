// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/xmatrix.h"
#include "history/recording/recorder.h"

#include <QByteArray>

namespace Lockstep::Tap {

/// A federation transaction as the proxy's mirror delivered it.
struct Transaction
{
    ServerName origin; ///< as the header claims
    QString id;
    QByteArray target; ///< raw, as in the request line
    QList<XMatrixHeader> headers; ///< of this origin; usually one, one for each key at most
    QByteArray body;
    qint64 received = 0; ///< ms since the epoch

    /// The ids of the keys that the headers name.
    QStringList keyIds() const;
};

/// What of a transaction is recorded, and how much of it is not, and why.
struct Contents
{
    QList<History::Observation> observations;
    int otherServers = 0; ///< about users of another server than the origin, which has no say about them
    int malformed = 0; ///< device list updates that lack what the specification asks for; they are among the observations
    /// The homeserver refuses it as a whole: more EDUs or PDUs than the specification allows.
    bool tooMany = false;
};

/// Whether the body holds what is recorded: device list updates or cross-signing keys.
bool concernsDevices(const QByteArray &body);

/// What became of checking a transaction's signatures.
struct Verification
{
    /// Whether one of them is right. Nothing if none of the headers' keys is known, or if no signature covers such a body (numbers that
    /// canonical JSON does not have).
    std::optional<bool> holds;
    QString key = {}; ///< ID of the key whose signature holds
    QStringList otherKeys = {}; ///< IDs of the other keys that the server publishes, in use or retired
};

/// The device list updates and cross-signing keys in it.
Contents contentsOf(const Transaction &transaction, const Verification &verification);

/// \a keys are the origin's.
Verification verify(const Transaction &transaction, const ServerName &self, const ServerKeys &keys);

} // namespace Lockstep::Tap
