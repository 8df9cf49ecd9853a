// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/httpcall.h"
#include "inspection/types.h"
#include "model/queuetrend.h"
#include "ui/page.h"

#include <QTimer>

#include <optional>

class QLabel;
class QTableView;
class QVBoxLayout;

namespace Lockstep {

class OverviewSources;
class StateStack;

/// What is wrong now, worst first; every line leads to the page that shows it.
class OverviewPage : public Page
{
    Q_OBJECT
public:
    explicit OverviewPage(Session *session, QWidget *parent = nullptr);

    QString title() const override;
    QIcon icon() const override;
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;

private:
    QWidget *makeContent();
    void handleEvent(const Inspection::Event &event);
    void read();
    void show();
    void showFindings();

    std::optional<Inspection::Overview> m_overview;
    QueueTrends m_trends;
    CallHandle m_call;
    bool m_dirty = false;
    QTimer m_refreshTimer;
    StateStack *m_stack;
    QLabel *m_headline = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_failure = nullptr;
    QVBoxLayout *m_lines = nullptr;
    OverviewSources *m_sources = nullptr;
};

} // namespace Lockstep
