// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "http/httpcall.h"
#include "inspection/types.h"
#include "model/spacedtimer.h"
#include "ui/words/findingwords.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QTabWidget;

namespace Lockstep {

class CrossSigningView;
class DevicesView;
class FindingsView;
class HistoryPane;
struct HistoryFilter;
class RefreshBar;
class Session;
struct RefreshJob;
class StateStack;
class UserHeader;

/// Everything about the selected user; or, of several, only how many they are and that they can be refreshed together.
class UserPane : public QWidget
{
    Q_OBJECT
public:
    explicit UserPane(Session *session, QWidget *parent = nullptr);

    enum Tab { Devices, History, CrossSigningTab, Findings, TabCount };

    /// None, one or many.
    void setUsers(const QList<UserId> &users);
    /// The only user; empty if there is not exactly one.
    UserId user() const;
    void setTab(Tab tab);
    Tab tab() const;
    void showUpdate(qint64 n);
    /// Selects the next older break of the history; false if there is none.
    bool showNextBreak();
    void reload();
    /// What the history is narrowed down to.
    HistoryFilter historyFilter() const;
    /// An event named this user.
    void touch(const UserId &user);
    /// Refreshes what is selected.
    void refresh();
    bool canRefresh() const;
    bool isSettled() const;

    /// More at once are worth a plan, see manyRequested().
    static constexpr int maxAtOnce = 20;

Q_SIGNALS:
    /// More than maxAtOnce users are to be refreshed.
    void manyRequested();
    void tabChanged(int tab);
    void statusMessage(const QString &text);
    void openRequested(const QString &page, const QVariantMap &arguments);

private:
    QWidget *makeUserView();
    void showSelection();
    void load();
    void showDetails(const Inspection::UserDetails &details);
    void followJobs();
    void showJob();
    void readRecord();
    bool isOver(const RefreshJob &job) const;
    void showPast(const RefreshJob &job);
    qint64 comparedAt() const;
    const Inspection::RefreshStatus *recordToShow() const;
    void jobChanged(int index);
    void updateRefreshable();
    void showTarget(const Finding &finding, FindingWords::Target target);
    void labelFindings(qsizetype number);

    Session *m_session;
    QList<UserId> m_users;
    std::optional<Inspection::UserDetails> m_details;
    Http::CallHandle m_call;
    Http::CallHandle m_recordCall;
    /// What the server remembers of the last refresh of the user.
    std::optional<Inspection::RefreshStatus> m_record;
    bool m_loading = false;
    SpacedTimer m_touch{300};
    QTimer m_age;
    qint64 m_detailsRead = 0; ///< when, ms since the epoch
    /// Jobs whose result the operator has dismissed, and of each user the record (by when it was requested).
    QSet<int> m_dismissed;
    QHash<UserId, qint64> m_dismissedRecords;
    /// The newest refresh's changes, until another user is shown.
    std::optional<DeviceListChange> m_change;

    StateStack *m_stack = nullptr;
    StateStack *m_detailStack = nullptr;
    UserHeader *m_header = nullptr;
    RefreshBar *m_refreshBar = nullptr;
    QTabWidget *m_tabs = nullptr;
    DevicesView *m_devices = nullptr;
    HistoryPane *m_history = nullptr;
    CrossSigningView *m_crossSigning = nullptr;
    FindingsView *m_findings = nullptr;
};

} // namespace Lockstep
