// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"
#include "inspection/types.h"

#include <QTimer>
#include <QVariantMap>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace Lockstep {

class LineList;
class ReachStrip;
class ServerFacts;
class ServerPanel;
class SeriesView;
class ServerRoute;
class Session;
class StateStack;

/// The page on one server: its state and what helps, incidents, when it could be reached, what waits, its users, and its last answers.
class ServerPane : public QWidget
{
    Q_OBJECT
public:
    explicit ServerPane(Session *session, QWidget *parent = nullptr);

    /// As the list has it. The same server again only brings the figures up to date.
    void showServer(const Inspection::Destination &destination);
    /// \a text: why there is nothing to show.
    void showNothing(const QString &title, const QString &text);
    /// Whether the gateway would act for this session.
    void setMayAct(bool may);
    void handleEvent(const Inspection::Event &event);
    void reload();
    /// Of the server that is shown: this figure at that time.
    void showTime(Inspection::SeriesKind figure, qint64 from, qint64 to);
    bool isSettled() const;

Q_SIGNALS:
    void refreshRequested(const QString &server, bool all);
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// The backoff was ended: what is shown of the server is old.
    void reset();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    /// A heading and what stands below it.
    struct Section
    {
        QWidget *whole = nullptr;
        QLabel *title = nullptr;
        QVBoxLayout *body = nullptr;
    };
    Section addSection(QVBoxLayout *layout, const QString &title);
    void makeReachability(QVBoxLayout *layout);
    void showFacts();
    void updateIncidents();
    void updateReachability();
    void updateWaiting();
    void updateUsers();
    void updateAnswers();

    ServerFacts *m_facts;
    StateStack *m_stack;
    ServerPanel *m_panel;
    QLabel *m_note; ///< what this gateway does not tell
    Section m_incidents, m_reach, m_waiting, m_users, m_answers;
    LineList *m_incidentLines, *m_waitingLines, *m_userLines, *m_answerLines;
    ReachStrip *m_strip;
    ServerRoute *m_route = nullptr;
    SeriesView *m_series;
    QButtonGroup *m_ranges;
    QLabel *m_recorded, *m_chosen;
    QTimer m_tick;
};

} // namespace Lockstep
