// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/devicemodel.h"

#include "domain/apiwords.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

DeviceModel::DeviceModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void DeviceModel::setDevices(const UserId &user, const QList<Device> &devices)
{
    QList<Device> sorted = devices;
    std::ranges::sort(sorted, {}, &Device::deviceId);
    // A hostile list may name a device twice; rows are found by their device ID.
    const auto repeated = std::ranges::unique(sorted, {}, &Device::deviceId);
    sorted.erase(repeated.begin(), repeated.end());
    if (user == m_user) {
        merge(sorted);
        return;
    }
    beginResetModel();
    m_user = user;
    m_devices = sorted;
    m_added.clear();
    m_changed.clear();
    endResetModel();
}

void DeviceModel::setChange(const DeviceListChange &change)
{
    m_added = QSet<DeviceId>(change.added.begin(), change.added.end());
    m_changed = QSet<DeviceId>(change.changed.begin(), change.changed.end());
    if (!m_devices.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::DisplayRole, SortRole, ChangeRole});
}

void DeviceModel::clear()
{
    setDevices({}, {});
}

/// Both lists are ordered, so one walk finds what came, went and changed.
void DeviceModel::merge(const QList<Device> &devices)
{
    int row = 0;
    for (const Device &device : devices) {
        while (row < m_devices.size() && m_devices.at(row).deviceId < device.deviceId) {
            beginRemoveRows({}, row, row);
            m_devices.removeAt(row);
            endRemoveRows();
        }
        if (row == m_devices.size() || m_devices.at(row).deviceId != device.deviceId) {
            beginInsertRows({}, row, row);
            m_devices.insert(row, device);
            endInsertRows();
        } else if (!(m_devices.at(row) == device)) {
            m_devices[row] = device;
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
        ++row;
    }
    if (row < m_devices.size()) {
        beginRemoveRows({}, row, rowCount() - 1);
        m_devices.resize(row);
        endRemoveRows();
    }
}

QVariant DeviceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Device &device = m_devices.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return value(device, index.column());
    case KeyRole:
        return device.deviceId.toString();
    case ChangeRole:
        return m_added.contains(device.deviceId) ? Added : m_changed.contains(device.deviceId) ? Changed : Unchanged;
    case SignatureRole:
        return int(device.selfSignature);
    case CrossSignatureRole:
        return int(device.crossSignature);
    case KeysRole:
        return device.keys;
    default:
        return {};
    }
}

QVariant DeviceModel::value(const Device &device, int column) const
{
    switch (Column(column)) {
    case ChangeColumn:
        return m_added.contains(device.deviceId) ? u"added"_s : m_changed.contains(device.deviceId) ? u"changed"_s : QString();
    case DeviceIdColumn:
        return device.deviceId.toString();
    case Name:
        return device.displayName.isNull() ? QVariant() : QVariant(device.displayName);
    case Fingerprint: {
        // DeviceKeys names its keys "<algorithm>:<device_id>".
        const QString key = device.keys.value(u"keys"_s).toObject().value(u"ed25519:"_s + device.deviceId.toString()).toString();
        return key.isEmpty() ? QVariant() : QVariant(key);
    }
    case SelfSignature:
        return toApiName(device.selfSignature);
    case CrossSignature:
        return toApiName(device.crossSignature);
    case Algorithms: {
        QStringList names;
        const QJsonArray algorithms = device.keys.value(u"algorithms"_s).toArray();
        for (const QJsonValue &algorithm : algorithms)
            names << algorithm.toString();
        return names.isEmpty() ? QVariant() : QVariant(names);
    }
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
