// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"

#include <QAbstractTableModel>
#include <QSet>

namespace Lockstep {

/// The devices of one user as the homeserver believes them, ordered by device ID. Raw values; GUI thread.
class DeviceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ChangeColumn, DeviceIdColumn, Name, SelfSignature, CrossSignature, Fingerprint, Algorithms, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole,
        KeyRole, ///< the device ID
        ChangeRole, ///< a Change
        SignatureRole, ///< SignatureState as int
        CrossSignatureRole, ///< CrossSignatureState as int
        KeysRole, ///< QJsonObject: the device's whole DeviceKeys
    };
    enum Change { Unchanged, Added, Changed };
    Q_ENUM(Change)

    explicit DeviceModel(QObject *parent = nullptr);

    /// Another user's list: a reset. The same user's: rows come, go and change, selections stay with their device.
    void setDevices(const UserId &user, const QList<Device> &devices);
    /// Marks rows as added or changed until the next call; an empty change takes the marks away.
    void setChange(const DeviceListChange &change);
    void clear();

    const UserId &user() const { return m_user; }
    const QList<Device> &devices() const { return m_devices; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_devices.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QVariant value(const Device &device, int column) const;
    void merge(const QList<Device> &devices);

    UserId m_user;
    QList<Device> m_devices;
    QSet<DeviceId> m_added;
    QSet<DeviceId> m_changed;
};

} // namespace Lockstep
