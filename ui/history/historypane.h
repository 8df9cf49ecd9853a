// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QWidget>

#include <memory>

namespace Lockstep {

class Banner;
class HistoryModel;
class HistoryView;
class Session;
class UpdateDetails;

/// The History tab: the graph of one user's updates beside a table, with filters, search, and what is known of the selected
/// update. Loads when a user is set and the pane is shown; keeps itself current by the session's events.
class HistoryPane : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPane(Session *session, QWidget *parent = nullptr);
    /// For tests and benchmarks: over a model of its own, without a session. The model stays the caller's.
    explicit HistoryPane(HistoryModel *model, QWidget *parent = nullptr);
    ~HistoryPane() override;

    /// An empty user clears the pane.
    void setUser(const UserId &user);
    UserId user() const;
    /// Reads everything again.
    void reload();
    /// Whether what is on screen has finished loading.
    bool isSettled() const;
    /// Selects the update with this arrival number and shows it; loads until it is there.
    void showUpdate(qint64 n);
    /// The same, of a row where somebody was, see HistoryView::goTo(), with another marked to compare it with; 0: none. A filter
    /// that hides the row stays.
    void comeBack(qint64 n, int ghost, qint64 compared);

    HistoryModel *model() const;
    HistoryView *view() const;
    UpdateDetails *details() const;
    /// A strip above the rows, for whoever writes them to files; hidden.
    Banner *banner() const;

Q_SIGNALS:
    /// One line for the status bar.
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep
