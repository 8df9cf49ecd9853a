// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"

namespace Lockstep::Synapse {

/// The table resources/synapse/faults.json, with an entry for each range of versions. Error: Internal, with what is wrong in it.
Result<QList<Inspection::KnownFault>> readFaults(const QByteArray &json);
/// The one that is part of the program.
const Result<QList<Inspection::KnownFault>> &knownFaults();

/// Those that \a version has; none for a version that is not understood.
QList<Inspection::KnownFault> faultsOf(const QString &version, const QList<Inspection::KnownFault> &all);

} // namespace Lockstep::Synapse
