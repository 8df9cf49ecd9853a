// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "model/spacedtimer.h"
#include "ui/pages/page.h"

#include <QTimer>

class QMenu;
class QSplitter;
class QTabWidget;

namespace Lockstep {

class ElidedLabel;
class InboxModel;
class ListPanel;
class OutboxModel;
class PagedModel;
class QueueMessagesPanel;
class UpdatesQueueModel;
class WholeTrends;

/// What waits: to-device messages for local devices, to-device messages for other servers, device list updates for other servers.
/// Arguments: {"queue": "inbox" | "outbox" | "updates"}, {"search": text}.
class QueuesPage : public Page
{
    Q_OBJECT
public:
    explicit QueuesPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;
    void fillSelectionMenu(QMenu *menu) override { fillMenu(current(), menu); }
    QList<ExportSource> exports() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum Queue { Inbox, Outbox, Updates, QueueCount };

    QWidget *makeInbox();
    QWidget *makeOutbox();
    QWidget *makeUpdates();
    QWidget *makeTab(Queue queue, ListPanel *panel, const QString &explanation);
    void fillMenu(Queue queue, QMenu *menu);
    void showMessagesOfCurrent();
    void hideMessages();
    void updateEmptyTexts();
    void handleEvent(const Inspection::Event &event);
    void refreshDirty();
    void readTotals();
    void tick();
    void showTotals();
    Queue current() const;

    QTabWidget *m_tabs;
    QSplitter *m_splitter;
    QueueMessagesPanel *m_messages;
    InboxModel *m_inbox;
    OutboxModel *m_outbox;
    UpdatesQueueModel *m_updates;
    PagedModel *m_models[QueueCount] = {};
    ListPanel *m_panels[QueueCount] = {};
    ElidedLabel *m_totalLabels[QueueCount] = {};
    bool m_dirty[QueueCount] = {};
    bool m_totalsRead = false;
    bool m_totalsShown = false;
    QTimer m_tick;
    QString m_shownQueue; ///< key of the queue in the panel of messages
    Inspection::QueueTotals m_totals[QueueCount];
    WholeTrends *m_totalTrends;
    Http::CallHandle m_totalsCall;
    SpacedTimer m_refreshTimer{2'000};
    /// The rows are read together with the totals that are under way: should they differ, the next tick sees to it, and no event has to
    /// wait.
    bool m_isWithRows = false;
};

} // namespace Lockstep
