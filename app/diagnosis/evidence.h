// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/incidents.h"

namespace Lockstep::Diagnosis {

/// A fact with its text, which args fill in order; what is not fit to be shown in them is made so.
Inspection::Evidence evidence(Inspection::EvidenceKind kind, qint64 at, Inspection::EvidenceFact fact, QStringList args = {});

} // namespace Lockstep::Diagnosis
