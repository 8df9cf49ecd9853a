// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "sql/database.h"

#include <QByteArray>
#include <QCache>
#include <QVariant>

namespace Lockstep::History {

/// Keys that a user's rows have in common: a device that is renamed ten times says the same keys ten times. The first row has them itself,
/// which is all that most devices ever say; from the second one on they lie in the table "keysets", and rows name them there. What was
/// seen is remembered within bounds: after a restart, or beyond them, the same keys are stored once more. Used under the store's lock.
class KeySets
{
public:
    KeySets();

    /// What stands in the column "keys" of a row of the \a user for encoded keys: these bytes, or a number of an entry.
    Result<QVariant> place(Sql::Transaction &transaction, qint64 user, const QByteArray &encoded);
    /// What nobody names any more goes, after rows of the \a user have gone.
    Result<void> removeUnused(Sql::Transaction &transaction, qint64 user);
    /// After a transaction that failed.
    void forget() { m_seen.clear(); }

private:
    QCache<QByteArray, qint64> m_seen; ///< the user's number and the bytes → the entry, 0 if only a row has them
};

} // namespace Lockstep::History
