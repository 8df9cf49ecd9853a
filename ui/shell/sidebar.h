// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QVBoxLayout;

namespace Lockstep {

class ElidedLabel;

/// The list of pages with their badges; below it, which server this is and whether what is shown is live.
class SideBar : public QWidget
{
    Q_OBJECT
public:
    explicit SideBar(QWidget *parent = nullptr);

    void addPage(const QString &title, const QIcon &icon);
    void setCurrent(int page);
    int current() const;
    /// 0 hides it.
    void setBadge(int page, int count);
    void clear();
    /// Icons and badges only, where the window is narrow; names are in the tool tips.
    void setCompact(bool compact);

    void setServer(const Inspection::Info &info, const QString &userId);
    enum class Live { Yes, Connecting, No };
    void setLive(Live live, const QString &explanation);

Q_SIGNALS:
    void currentChanged(int page);

private:
    QListWidget *m_list;
    QVBoxLayout *m_serverLayout;
    bool m_compact = false;
    ElidedLabel *m_server;
    ElidedLabel *m_version;
    ElidedLabel *m_user;
    QLabel *m_liveIcon;
    ElidedLabel *m_live;
};

} // namespace Lockstep
