// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/audit.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Lockstep {

class AuditedListModel;
class ListPanel;
class Session;
struct ExportSource;

/// One audit: what it came to, how far it is, the ways to stop it, and its lists.
class AuditPane : public QWidget
{
    Q_OBJECT
public:
    explicit AuditPane(Session *session, QWidget *parent = nullptr);

    void showAudit(const Inspection::Audit &audit);
    void showNothing();
    /// Selects the list of one user of the audit that is shown, and narrows the lists down to it.
    void showUser(const UserId &user);
    /// Reads the lists again.
    void reload();
    bool isSettled() const;
    QString audit() const { return m_audit.id; }
    /// Its lists, as they are filtered now.
    ExportSource exported() const;

Q_SIGNALS:
    /// As Page::openRequested().
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// The gateway told a newer state.
    void changed(const Inspection::Audit &audit);

private:
    QWidget *makeHead();
    void act(Inspection::AuditDeed deed);
    void showLists();
    void showCurrent();
    void open(int row);
    std::optional<Inspection::ListOutcome> wanted() const;

    Session *m_session;
    Inspection::Audit m_audit;
    AuditedListModel *m_model;
    ListPanel *m_list;
    QLabel *m_sentence = nullptr;
    QLabel *m_detail = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_cancel = nullptr;
    QComboBox *m_outcome;
    QLabel *m_differences;
    Http::CallHandle m_deed;
    qint64 m_shown = 0; ///< lists that the audit had when its lists were read last
    bool m_chosen = false; ///< the operator chose which lists are shown
    QString m_wanted; ///< user whose list is selected as soon as it has been read
};

} // namespace Lockstep
