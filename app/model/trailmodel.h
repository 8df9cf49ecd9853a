// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/pagedmodel.h"

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Who did what, newest first.
class TrailModel : public KeysetModel<Inspection::TrailEntry>
{
    Q_OBJECT
public:
    enum Column { At, By, Action, On, Outcome, Result, Took, ColumnCount };

    explicit TrailModel(Inspection::Client *client, QObject *parent = nullptr);

    /// One kind alone, or all. Reads again.
    void setAction(std::optional<Inspection::TrailAction> action);
    std::optional<Inspection::TrailAction> action() const { return m_action; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::TrailEntry>> done) override;
    QString keyOf(const Inspection::TrailEntry &row) const override { return QString::number(row.n); }
    /// Raw: action and outcome as int of their enumeration; Result is the number of devices that changed, or the error's text.
    QVariant value(const Inspection::TrailEntry &row, int column) const override;

private:
    Inspection::Client *m_client;
    std::optional<Inspection::TrailAction> m_action;
};

} // namespace Lockstep
