// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep {

/// A database address split into what may be stored in the settings and what may not.
struct StoredAddress
{
    QString address; ///< without the password
    QString password;
};

/// Takes the password out of "postgresql://user:password@host/name" and "…?password=…". "sqlite:PATH" and a plain path are kept as they
/// are. Any other text is returned as a password as a whole, with an empty address, because it may hold one somewhere.
StoredAddress withoutPassword(const QString &database);

/// The opposite. An address that has a password of its own, or takes none, is left alone.
QString withPassword(const QString &address, const QString &password);

} // namespace Lockstep
