// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/keysets.h"

#include "history/file/userrows.h"

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qsizetype mostRemembered = 4 * 1024 * 1024; ///< bytes
constexpr qsizetype leastWorth = 32; ///< bytes; what is smaller lies in its row

QByteArray keyOf(qint64 user, const QByteArray &encoded)
{
    QByteArray key(reinterpret_cast<const char *>(&user), sizeof user);
    key += encoded;
    return key;
}

} // namespace

KeySets::KeySets()
    : m_seen(mostRemembered)
{
}

Result<QVariant> KeySets::place(Sql::Transaction &transaction, qint64 user, qint64 n, const QByteArray &encoded)
{
    if (encoded.size() < leastWorth)
        return QVariant(encoded);
    const QByteArray key = keyOf(user, encoded);
    Place *seen = m_seen.object(key);
    if (!seen) {
        // QCache drops at once what is larger than all that it may hold.
        m_seen.insert(key, new Place{.row = n, .entry = 0}, key.size() + qsizetype(sizeof(Place)) + 64);
        return QVariant(encoded);
    }
    if (seen->entry == 0 && seen->row == n)
        return QVariant(encoded); // the row itself, revised
    if (seen->entry > 0) {
        // Another file may lie in the place of the one in which it was seen (a backup), or somebody else have removed it.
        bool isThere = false;
        const auto looked = transaction.each(u"SELECT 1 FROM keysets WHERE user = ? AND id = ? AND keys = ?"_s,
            {user, seen->entry, encoded}, [&](const Sql::Row &) { isThere = true; });
        if (!looked)
            return failure(looked.error());
        if (!isThere) {
            *seen = {.row = n, .entry = 0};
            return QVariant(encoded);
        }
    }
    if (seen->entry == 0) {
        if (const auto shared = share(transaction, user, *seen, encoded); !shared)
            return failure(shared.error());
    }
    return QVariant(seen->entry);
}

/// From the row that had them alone into an entry.
Result<void> KeySets::share(Sql::Transaction &transaction, qint64 user, Place &place, const QByteArray &encoded)
{
    qint64 next = 1;
    const auto looked = transaction.each(u"SELECT max(id) + 1 FROM keysets WHERE user = ?"_s, {user},
        [&](const Sql::Row &row) { next = row.isNull(0) ? 1 : row.integer(0); });
    if (!looked)
        return looked;
    if (const auto added = transaction.run(u"INSERT INTO keysets (user, id, keys) VALUES (?,?,?)"_s, {user, next, encoded}); !added)
        return failure(added.error());
    // Unless the row says something else by now, or is gone.
    const auto moved
        = transaction.run(u"UPDATE updates SET keys = ? WHERE user = ? AND n = ? AND keys = ?"_s, {next, user, place.row, encoded});
    if (!moved)
        return failure(moved.error());
    place.entry = next;
    return {};
}

Result<void> KeySets::removeUnused(Sql::Transaction &transaction, qint64 user)
{
    const auto gone = transaction.run(u"DELETE FROM keysets WHERE user = ?1 AND id NOT IN (SELECT keys FROM updates WHERE user = ?1 AND "
                                      "typeof(keys) = 'integer')"_s,
        {user});
    if (!gone)
        return failure(gone.error());
    if (gone->affected > 0)
        forget();
    return {};
}

} // namespace Lockstep::History
