// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"

#include <QWidget>

class QTableView;

namespace Lockstep {

class DeviceModel;
class PresentedTable;
class StateStack;

/// The devices of one user as the homeserver believes them.
class DevicesView : public QWidget
{
    Q_OBJECT
public:
    explicit DevicesView(QWidget *parent = nullptr);

    /// \a isKnown: whether the whole list is known at all.
    void setDevices(const UserId &user, const QList<Device> &devices, bool isKnown = true);
    /// Marks what a refresh added and changed.
    void setChange(const DeviceListChange &change);
    void clear();
    /// Selects the device, if the list holds it, and takes the focus.
    void showDevice(const DeviceId &device);

    QTableView *view() const { return m_view; }

private:
    DeviceModel *m_model;
    PresentedTable *m_table;
    QTableView *m_view;
    StateStack *m_stack;
    UserId m_namesFor;
};

} // namespace Lockstep
