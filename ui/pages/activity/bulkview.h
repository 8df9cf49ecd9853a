// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QComboBox;
class QTableView;

namespace Lockstep {

class BulkModel;
class PresentedTable;
class Session;
class StateStack;
struct ExportSource;

/// The users of a refresh of many and what became of them: those whose list was another one first of all.
class BulkView : public QWidget
{
    Q_OBJECT
public:
    explicit BulkView(Session *session, QWidget *parent = nullptr);

    /// The users that are shown, as they are now.
    ExportSource exported() const;

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);

private:
    void update();
    void open();

    Session *m_session;
    BulkModel *m_model;
    PresentedTable *m_table;
    QComboBox *m_show;
    QTableView *m_view;
    StateStack *m_stack;
};

} // namespace Lockstep
