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

Result<QVariant> KeySets::place(Sql::Transaction &transaction, qint64 user, const QByteArray &encoded)
{
    if (encoded.size() < leastWorth)
        return QVariant(encoded);
    const QByteArray key = keyOf(user, encoded);
    if (qint64 *entry = m_seen.object(key)) {
        if (*entry > 0)
            return QVariant(*entry);
        qint64 next = 1;
        const auto looked = transaction.each(u"SELECT max(id) + 1 FROM keysets WHERE user = ?"_s, {user},
            [&](const Sql::Row &row) { next = row.isNull(0) ? 1 : row.integer(0); });
        if (!looked)
            return failure(looked.error());
        if (const auto added = transaction.run(u"INSERT INTO keysets (user, id, keys) VALUES (?,?,?)"_s, {user, next, encoded}); !added)
            return failure(added.error());
        *entry = next;
        return QVariant(next);
    }
    // QCache drops what is larger than all of it.
    m_seen.insert(key, new qint64(0), key.size() + qsizetype(sizeof(qint64)) + 64);
    return QVariant(encoded);
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
