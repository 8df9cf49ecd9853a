// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"

#include <QPointer>
#include <QTemporaryDir>

#include <functional>

namespace Lockstep::Test {

/// What a window is shown with.
enum class Filling {
    Empty, ///< a server that knows nobody
    Loading, ///< nothing but the sign-in and the overview's head is ever answered
    Failed, ///< every question is answered with an error
    One, ///< of everything
    Some, ///< 15 of everything, in all states
    Many, ///< 10,000
    Mirrored, ///< as Some, in a window of a language that is written from right to left
    Hostile, ///< names and texts that try to deceive: direction marks, markup, lines, length
};
inline constexpr Filling allFillings[]{
    Filling::Empty, Filling::Loading, Filling::Failed, Filling::One, Filling::Some, Filling::Many, Filling::Mirrored, Filling::Hostile};
QString toString(Filling filling);

/// Values for a filling, the same whenever it is asked for at the same time of the clock.
void fill(FakeHomeserver *server, Filling filling);

/// Something of the window that is worth a look: a page, a tab of it, a dialog.
struct View
{
    QString name; ///< a file's name
    bool needsSession = true;
    bool isOneStop = false; ///< the keyboard stays where it is
    /// Makes the window show it, and returns what is looked at.
    std::function<QWidget *(MainWindow *)> open;
    std::function<bool(MainWindow *)> isSettled;
};
/// \a filling: of the world that they are shown in.
QList<View> allViews(Filling filling);

/// A window as a person has it, connected to a homeserver with a filling.
class World
{
public:
    explicit World(Filling filling);
    ~World();

    /// False if it does not come about.
    bool connect();
    /// Shows a view and waits until it rests; null if it does not, of Loading the view as it is after a while.
    QWidget *show(const View &view);
    /// Lets what was laid out or coloured anew come to rest.
    void settle();
    MainWindow *window() const { return m_window; }

private:
    Filling m_filling;
    FakeHomeserver m_server;
    QTemporaryDir m_directory;
    Settings m_settings;
    MemorySecretStore m_secrets;
    QPointer<MainWindow> m_window;
};

} // namespace Lockstep::Test
