// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/queuesummary.h"
#include "model/queuemodel.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace Lockstep {

class ElidedLabel;
class ListPanel;
class SeriesView;

/// The messages of one queue, read only when asked for, and one message in full. Contents are fetched and shown after a second,
/// explicit step, because they may hold secrets. Reading takes nothing out of a queue.
class QueueMessagesPanel : public QWidget
{
    Q_OBJECT
public:
    QueueMessagesPanel(Inspection::Client *client, QWidget *parent = nullptr);

    void showInbox(const UserId &user, const DeviceId &device);
    void showOutbox(const ServerName &destination);
    void showNothing();
    /// Whether the gateway would give contents to this session.
    void setMayReadContents(bool may);
    /// Brings the list up to date; for the queue's events.
    void refresh();
    bool isSettled() const;
    QueueMessagesModel *model() const { return m_model; }
    void focusList();

Q_SIGNALS:
    void closed();

private:
    QWidget *makeDetails();
    QWidget *makeHeader();
    void prepareList();
    void askSummary();
    void showSummary(const Result<Inspection::QueueSummary> &result);
    void showCurrent();
    QString facts(const Inspection::ToDeviceMessage &message) const;
    void showContent(const Inspection::ToDeviceMessage &message);

    Inspection::Client *m_client;
    QueueMessagesModel *m_model;
    std::function<Http::CallHandle(Http::Done<Inspection::QueueSummary>)> m_asking; ///< for the queue that is shown
    Http::CallHandle m_summaryCall;
    SeriesView *m_series;
    QLabel *m_summary = nullptr;
    QPushButton *m_copyStatement = nullptr;
    QString m_statement;
    ElidedLabel *m_title = nullptr;
    ListPanel *m_list;
    QPlainTextEdit *m_facts = nullptr;
    QStackedWidget *m_contentStack = nullptr;
    QPlainTextEdit *m_content = nullptr;
    QLabel *m_warning = nullptr;
    QPushButton *m_showContent = nullptr;
    bool m_mayReadContents = true;
    QString m_shownKey;
};

} // namespace Lockstep
