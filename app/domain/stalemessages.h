// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonObject>
#include <QList>

#include <functional>

namespace Lockstep {

/// Why MSC3944 would let a homeserver drop a to-device message that its device has not fetched yet.
enum class StaleKind : quint8 {
    Unknown, ///< another program's newer word
    CancelledKeyRequest, ///< an m.room_key_request that was cancelled, and its cancellation
    RepeatedKeyRequest, ///< an m.room_key_request that is there once more, newer
    CancelledSecretRequest, ///< an m.secret.request that was cancelled, and its cancellation
    CancelledVerification, ///< an m.key.verification.request that was cancelled, and its cancellation
    ExpiredVerification, ///< an m.key.verification.request older than ten minutes
    AskerGone, ///< a request of a device that does not exist any more, and its cancellation
};

/// As much of a message as it takes to judge it.
struct QueuedMessage
{
    qint64 streamId = 0;
    UserId sender;
    QString type;
    QJsonObject content;
};

/// What is stale among \a messages, in the order in which they wait: for each message its kind, Unknown for those that are not. Contents
/// are whatever senders chose. \a now: ms since the epoch. \a isGone: whether the device is known not to exist any more; false wherever
/// that cannot be told. Time grows with the number of messages only.
QList<StaleKind> staleMessages(
    const QList<QueuedMessage> &messages, qint64 now, const std::function<bool(const UserId &user, const DeviceId &device)> &isGone);

} // namespace Lockstep
