// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "ui/pages/overview/overviewfindings.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace Lockstep {

class Banner;
class IncidentSection;
class OverviewKnown;
class OverviewLine;
class StateStack;
class WholeTrends;

/// What is wrong now, worst first: the incidents that the gateway tells, and below them what is known to be right. A gateway that tells no
/// incidents is shown by lines that are made of its counts here; every line leads to the page that shows it.
class OverviewPage : public Page
{
    Q_OBJECT
public:
    explicit OverviewPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;
    Place place() const override;
    QString placeText(const Place &place) const override;

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    QWidget *makeContent();
    QWidget *makeHead(QWidget *parent);
    bool isTold() const;
    void handleEvent(const Inspection::Event &event);
    void refreshIfDirty();
    void read();
    void showAll();
    void readDetails();
    void detailRead();
    void showFindings();
    void showHead(const QList<OverviewFinding> &findings);
    void placeLines(QList<OverviewFinding> findings);
    OverviewLine *makeLine(const OverviewFinding &finding);

    std::optional<Inspection::Overview> m_overview;
    WholeTrends *m_trends;
    Http::CallHandle m_call;
    OverviewDetails m_details;
    Inspection::Overview m_freshOverview; ///< until its details are read, so that lines and counts are of one moment
    OverviewDetails m_fresh; ///< while they are read
    int m_detailsLeft = 0; ///< answers that are still to come
    qint64 m_readAt = 0; ///< ms since the epoch
    bool m_dirty = true;
    QTimer m_tick;
    QTimer m_refreshTimer;
    QTimer m_firstLook; ///< asks again while the gateway looks for the first time
    StateStack *m_stack = nullptr;
    Banner *m_failure = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_headIcon = nullptr;
    QLabel *m_summary = nullptr;
    QWidget *m_linesArea = nullptr;
    QVBoxLayout *m_lines = nullptr;
    IncidentSection *m_incidents = nullptr;
    OverviewKnown *m_known = nullptr;
    QLabel *m_basis = nullptr;
    QList<OverviewLine *> m_shown; ///< as they stand
};

} // namespace Lockstep
