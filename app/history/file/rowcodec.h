// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"
#include "history/store.h"
#include "sql/connection.h"

#include <QByteArray>
#include <QVariant>

#include <memory>

namespace Lockstep::History {

/// How members of an update lie in a row. What is written here is read by every later version.

/// Columns of what a user's row says at a glance, in the order in which readUserHistory() takes them; the head, which stores keep in ways
/// of their own, comes last.
inline constexpr char userHistoryColumns[]
    = "updates, last_received, open_gap, last_needless, last_pruned, last_placeholder, last_restarted, "
      "last_rewound, last_rebuilt, last_malformed, last_resync, dropped_list, first_kept, head";
inline constexpr int userHistoryHead = 13;
/// All but the head.
UserHistory readUserHistory(const Sql::Row &row);

/// Integers where the text is a canonical integer, text otherwise.
void bindStreamId(Sql::Statement &to, int index, const StreamId &id);
StreamId decodeStreamId(const QVariant &value);

/// NULL for none, an integer for one canonical integer, a JSON array of texts otherwise.
void bindPrevIds(Sql::Statement &to, int index, const QList<StreamId> &ids);
QList<StreamId> decodePrevIds(const QVariant &value);

/// Keys as bytes. Belongs to who writes, and is used by one thread at a time: to
/// make one takes longer than to compress what is stored here.
class KeysEncoder
{
public:
    KeysEncoder();
    ~KeysEncoder();
    Q_DISABLE_COPY_MOVE(KeysEncoder)

    /// Packed where they are as usual (keyspack.h), otherwise compressed with a dictionary of what every DeviceKeys object has. Null for
    /// an empty object. \a canonical: the keys as canonical JSON, where that is made already.
    QByteArray encode(const QJsonObject &keys, const UserId &user, const QByteArray &canonical = {});

private:
    QByteArray compress(const QByteArray &plain);

    struct Private;
    std::unique_ptr<Private> d;
};

/// Keys in a row of \a user. Nothing for damaged bytes.
std::optional<QJsonObject> decodeKeys(const QVariant &value, const UserId &user);

} // namespace Lockstep::History
