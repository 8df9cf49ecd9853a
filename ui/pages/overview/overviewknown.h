// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QVariantMap>
#include <QWidget>

class QLabel;
class QTableView;

namespace Lockstep {

class SourcesModel;

/// Below what is wrong: what is known to be right and since when, the counts, and the sources that all of it rests on.
class OverviewKnown : public QWidget
{
    Q_OBJECT
public:
    explicit OverviewKnown(QWidget *parent = nullptr);

    void setInfo(const Inspection::Info &info);
    /// \a told: by incidents what is wrong; otherwise the findings above say all of this. \a readAt: ms since the epoch.
    void setOverview(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt, bool told);

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);

private:
    QWidget *makeSources();
    void showCounts(const Inspection::Overview &overview);

    SourcesModel *m_sources;
    QLabel *m_title;
    QLabel *m_known;
    QWidget *m_counts;
    QLabel *m_history = nullptr;
    QTableView *m_sourcesView = nullptr;
    QList<std::pair<Inspection::UserState, qint64>> m_shownCounts;
    qint64 m_shownFailing = 0;
};

} // namespace Lockstep
