// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "sql/database.h"

#include <QByteArray>
#include <QCache>
#include <QVariant>

namespace Lockstep::History {

/// Keys that a user's rows have in common: a device that is renamed ten times says the same keys ten times. One row has them itself,
/// which is all that most devices ever say; of two they lie in the table "keysets", and both name them there. What was
/// seen is remembered within bounds: after a restart, or beyond them, the same keys are stored once more. Used under the store's lock.
class KeySets
{
public:
    KeySets();

    /// What stands in the column "keys" of row \a n of the \a user for encoded keys: these bytes, or a number of an entry.
    Result<QVariant> place(Sql::Transaction &transaction, qint64 user, qint64 n, const QByteArray &encoded);
    /// What nobody names any more goes, after rows of the \a user have gone.
    Result<void> removeUnused(Sql::Transaction &transaction, qint64 user);
    /// After a transaction that failed.
    void forget() { m_seen.clear(); }

private:
    struct Place
    {
        qint64 row = 0; ///< that had them first
        qint64 entry = 0; ///< 0: they lie in that row
    };
    Result<void> share(Sql::Transaction &transaction, qint64 user, Place &place, const QByteArray &encoded);

    QCache<QByteArray, Place> m_seen; ///< by the user's number and the bytes
};

} // namespace Lockstep::History
