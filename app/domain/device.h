// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QJsonObject>
#include <QList>
#include <QMap>

namespace Lockstep {

/// What a check of signatures found; names as in the project's API. Consistency only: without an identity of one's own
/// verified out of band, a server could supply a whole consistent fake set.
enum class SignatureState {
    Unchecked,
    NoKeys, ///< the device has no end-to-end keys
    Valid,
    Missing,
    Invalid, ///< present, does not verify
    IdMismatch, ///< user_id or device_id inside the keys are not those of the list
};

enum class CrossSignatureState {
    Unchecked,
    NoKeys,
    NoCrossSigning, ///< the user has no cross-signing keys
    CrossSigningIncomplete, ///< master or self-signing key is missing
    CrossSigningInvalid, ///< the self-signing key is not signed by the master key
    NotCrossSigned,
    CrossSignatureInvalid,
    RefuseIdCollision, ///< a device ID equals a cross-signing public key
    CrossSigned,
};

/// One device of a user, as a server believes it to be.
struct Device
{
    DeviceId deviceId;
    /// Null if the device has no name, or the remote server withholds it.
    QString displayName;
    /// The whole DeviceKeys object (specification, "Key management API"), unknown members included; empty if it has none.
    QJsonObject keys;
    SignatureState selfSignature = SignatureState::Unchecked;
    CrossSignatureState crossSignature = CrossSignatureState::Unchecked;

    friend bool operator==(const Device &, const Device &) = default;
};

/// Keys are whole CrossSigningKey objects; empty if the user has none. history: earlier ones, oldest first.
struct CrossSigning
{
    QJsonObject master;
    QJsonObject selfSigning;
    struct Entry
    {
        QString usage; ///< "master" or "self_signing"
        QString streamId; ///< the homeserver's own, orders the entries
        QJsonObject key;
        friend bool operator==(const Entry &, const Entry &) = default;
    };
    QList<Entry> history;

    friend bool operator==(const CrossSigning &, const CrossSigning &) = default;
};

/// A user's device list: what a resync returns, what the homeserver holds.
struct DeviceList
{
    UserId userId;
    StreamId streamId; ///< empty if not known
    QList<Device> devices; ///< ordered by device ID
    CrossSigning crossSigning;
};

/// Difference of two lists of one user.
struct DeviceListChange
{
    QList<DeviceId> added;
    QList<DeviceId> removed;
    QList<DeviceId> changed; ///< name, keys or signatures differ
    bool crossSigningChanged = false;
    StreamId fromStreamId;
    StreamId toStreamId;

    bool isEmpty() const { return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && !crossSigningChanged; }
    friend bool operator==(const DeviceListChange &, const DeviceListChange &) = default;
};

DeviceListChange difference(const DeviceList &before, const DeviceList &after);

} // namespace Lockstep
