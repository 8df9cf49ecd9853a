// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "ui/pages/page.h"

#include <QTimer>

class QPushButton;

namespace Lockstep {

class AuditModel;
class AuditPane;
class ListPanel;

/// Comparisons of lists with what their origin says. Arguments: {"audit": ID} shows one, with "user" that user's list in it, {"new": true}
/// or {"server": name} opens the dialog for a new one.
class AuditPage : public Page
{
    Q_OBJECT
public:
    explicit AuditPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;
    void fillSelectionMenu(QMenu *menu) override;
    Place place() const override;
    QString placeText(const Place &place) const override;
    QList<ExportSource> exports() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void handleEvent(const Inspection::Event &event);
    void readIfDirty();
    void modelChanged();
    void showCurrent();
    void openDialog(const QString &server);
    void selectWanted();

    AuditModel *m_model;
    ListPanel *m_list;
    QPushButton *m_new;
    AuditPane *m_pane;
    QTimer m_readTimer;
    bool m_dirty = true;
    QString m_wanted; ///< audit to select as soon as it has been read
    UserId m_wantedUser; ///< whose list in it
};

} // namespace Lockstep
