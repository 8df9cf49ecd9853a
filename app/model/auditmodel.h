// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/audit.h"
#include "model/pagedmodel.h"

namespace Lockstep {

namespace Inspection {
class Client;
}

/// The gateway's audits, newest first.
class AuditModel : public KeysetModel<Inspection::Audit>
{
    Q_OBJECT
public:
    enum Column { Started, What, Method, State, Compared, Differ, Result, By, ColumnCount };

    explicit AuditModel(Inspection::Client *client, QObject *parent = nullptr);

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    /// -1 if no such audit has been read.
    int rowOf(const QString &id) const { return rowOfKey(id); }
    /// One audit's newer state; nothing happens if it has not been read.
    void update(const Inspection::Audit &audit);

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::Audit>> done) override;
    QString keyOf(const Inspection::Audit &row) const override { return row.id; }
    /// Raw: What is the number of lists, Result those that could not be compared; enumerations as int.
    QVariant value(const Inspection::Audit &row, int column) const override;

private:
    Inspection::Client *m_client;
};

/// The lists of one audit, in the order in which they came to something.
class AuditedListModel : public KeysetModel<Inspection::AuditedList>
{
    Q_OBJECT
public:
    enum Column { User, Outcome, Differences, Missed, At, Origin, Here, There, ColumnCount };

    explicit AuditedListModel(Inspection::Client *client, QObject *parent = nullptr);

    /// Whose lists, and which; empty: none. Reads again.
    void setAudit(const QString &id, std::optional<Inspection::ListOutcome> outcome);
    QString audit() const { return m_audit; }
    std::optional<Inspection::ListOutcome> outcome() const { return m_outcome; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    /// -1 if no such list has been read.
    int rowOf(const UserId &user) const { return rowOfKey(user.toString()); }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::AuditedList>> done) override;
    QString keyOf(const Inspection::AuditedList &row) const override { return row.userId.toString(); }
    /// Raw: Differences is their number, or why it was not compared; enumerations as int.
    QVariant value(const Inspection::AuditedList &row, int column) const override;

private:
    Inspection::Client *m_client;
    QString m_audit;
    std::optional<Inspection::ListOutcome> m_outcome;
};

} // namespace Lockstep
