// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

namespace Lockstep::Logs {

/// A sentence for an errno.
Error fileError(const QString &path, int error);

} // namespace Lockstep::Logs
