// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/series.h"
#include "inspection/types.h"
#include "ui/pages/page.h"

#include <QTimer>

class QCheckBox;
class QStackedWidget;

namespace Lockstep {

class DestinationModel;
class HeatPanel;
class ListPanel;
class ServerPane;

/// The servers that this homeserver sends to, those in backoff first. Arguments: {"failing": bool}, {"server": name}, {"view": "heat"}:
/// what they did by time. With "back" a server is shown among the others, or beside them if the search leaves it out.
class ServersPage : public Page
{
    Q_OBJECT
public:
    explicit ServersPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;
    void fillSelectionMenu(QMenu *menu) override;
    bool print() override;
    QList<ExportSource> exports() const override;
    Place place() const override;
    QString placeText(const Place &place) const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    ListPanel *makeList();
    void showHeat(bool shown);
    void showServerThen(const QString &server, Inspection::SeriesKind measure, qint64 from, qint64 to);
    void handleEvent(const Inspection::Event &event);
    void scheduleRefresh();
    void showCurrent();
    void showBeside(const QString &server);
    void selectBeside();
    /// Of the model: whose server is shown; -1 for none.
    int shownRow() const;
    void showUsers(const QString &server);
    /// Shows the plan of a refresh of the server's users: of those who are stale, or of all.
    void planRefresh(const QString &server, bool all);
    void compareByTime(const ServerName &server);
    void refreshIfDirty();
    void modelChanged();
    void updateEmptyText();
    void countFailing();
    void readCount();

    DestinationModel *m_model;
    QCheckBox *m_failingOnly;
    ListPanel *m_list;
    ServerPane *m_pane;
    QStackedWidget *m_views;
    HeatPanel *m_heat;
    QTimer m_refreshTimer;
    Http::CallHandle m_countCall;
    bool m_dirty = false;
    /// A cell of the heat map, whose server is to be shown as it was then.
    struct Then
    {
        QString server;
        Inspection::SeriesKind measure = Inspection::SeriesKind::Unknown;
        qint64 from = 0;
        qint64 to = 0;
    };
    Then m_then;
    QString m_wanted; ///< server to select as soon as it has been read
    bool m_wantedBack = false; ///< only if it is there then
    QString m_beside; ///< server that Back led to, though the search leaves it out; shown while no row is current
};

} // namespace Lockstep
