// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/checks.h"
#include "ui/pages/page.h"

#include <optional>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace Lockstep {

class Banner;
class ChecksModel;
class OwnSidePanel;
class PresentedTable;
class SourcesModel;
class StateStack;

/// Where all that is shown comes from, and what the gateway finds when it looks at it: what an operator opens when the picture is empty.
class SourcesPage : public Page
{
    Q_OBJECT
public:
    explicit SourcesPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    /// Has the gateway check again.
    void reload() override;
    bool isSettled() const override;
    void fillSelectionMenu(QMenu *menu) override;

private:
    QWidget *makeSources();
    QWidget *makeBar();
    QWidget *makeChecks();
    QWidget *makeDetails();
    void check();
    void take(const Result<Inspection::CheckReport> &result);
    void showSources();
    void showReport();
    void showCurrent();
    void setBusy(bool isBusy);
    void copyAll() const;
    /// Row of the model, -1 if there is none.
    int currentRow() const;

    SourcesModel *m_sources;
    ChecksModel *m_checks;
    PresentedTable *m_table;
    OwnSidePanel *m_own;
    QLabel *m_extent = nullptr;
    QTableView *m_sourcesView = nullptr;
    QLabel *m_summary = nullptr;
    QProgressBar *m_progress = nullptr;
    QCheckBox *m_wrongOnly = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_copy = nullptr;
    Banner *m_failure;
    QTableView *m_view = nullptr;
    StateStack *m_stack = nullptr;
    QWidget *m_detailsArea = nullptr;
    QLabel *m_text = nullptr;
    QLabel *m_remedy = nullptr;
    QLabel *m_restsOn = nullptr;
    Http::CallHandle m_call;
    std::optional<Inspection::CheckReport> m_report;
};

} // namespace Lockstep
