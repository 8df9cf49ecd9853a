// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "model/queuetrend.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <optional>

class QLabel;
class QTableView;
class QVBoxLayout;

namespace Lockstep {

class Banner;
class SourcesModel;
class StateStack;

/// What is wrong now, worst first; every line leads to the page that shows it.
class OverviewPage : public Page
{
    Q_OBJECT
public:
    explicit OverviewPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeContent();
    QWidget *makeSources();
    void handleEvent(const Inspection::Event &event);
    void refreshIfDirty();
    void read();
    void showAll();
    void showFindings();
    void showSources();

    std::optional<Inspection::Overview> m_overview;
    QueueTrends m_trends;
    CallHandle m_call;
    bool m_dirty = true;
    QTimer m_refreshTimer;
    SourcesModel *m_sources;
    StateStack *m_stack = nullptr;
    Banner *m_failure = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_headIcon = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_history = nullptr;
    QWidget *m_linesArea = nullptr;
    QVBoxLayout *m_lines = nullptr;
    QTableView *m_sourcesView = nullptr;
    QStringList m_shown; ///< what the lines say now: the same is not built again under the operator's cursor
};

} // namespace Lockstep
