// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTabWidget>

namespace Lockstep {

class MainWindow;

/// Several windows of the program as tabs of one: each keeps its own menus, pages and connection. It is there from the second server on;
/// a window alone has no tabs. It deletes itself with its last tab.
class ServerFrame : public QTabWidget
{
    Q_OBJECT
public:
    /// Takes the window's place on the screen, with the window as its first tab.
    explicit ServerFrame(MainWindow *first);

    /// Null if the window stands alone.
    static ServerFrame *of(MainWindow *window);
    /// Owned from then on, and shown.
    void add(MainWindow *window);

protected:
    void closeEvent(QCloseEvent *event) override;
    void tabRemoved(int index) override;

private:
    void showTitle(MainWindow *window);
};

} // namespace Lockstep
