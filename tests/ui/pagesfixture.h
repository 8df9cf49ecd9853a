// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/pages/page.h"

#include <QTemporaryDir>
#include <QTest>

class QPushButton;
class QTableView;

namespace Lockstep::Test {

/// How long a test waits for what should happen soon, on a slow machine.
inline constexpr int patience = 20'000;

/// A column of a table as it is shown.
QStringList shown(const QTableView *view, int column = 0);
/// The visible button with this text, without its mnemonic; null if there is none.
QPushButton *button(QWidget *root, const QString &text);
/// Whether a visible label holds this text.
bool hasLabel(QWidget *root, const QString &part);

/// A connected session with a homeserver that has something of everything: failing servers, deep queues, devices that are gone,
/// names that try to deceive.
class PagesFixture
{
public:
    PagesFixture();
    ~PagesFixture();

    /// Whether the session is connected; call once, before pages are made.
    bool connectSession();
    /// Opens a page that lives until the next one; connects before if need be. Null if it does not settle.
    template <typename P>
    P *open(const QVariantMap &arguments = {})
    {
        if (!session && !connectSession())
            return nullptr;
        auto made = std::make_unique<P>(session.get());
        P *result = made.get();
        page = std::move(made);
        page->resize(1060, 720);
        page->show();
        page->activate(arguments);
        return QTest::qWaitFor([result] { return result->isSettled(); }, patience) ? result : nullptr;
    }
    /// For onRefresh: one server is dead, the others answer at once.
    void finishRefresh(const UserId &user);

    FakeHomeserver server;
    std::unique_ptr<QTemporaryDir> directory;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<MemorySecretStore> secrets;
    std::unique_ptr<Session> session;
    std::unique_ptr<Page> page;

private:
    void fillQueues();
    void fillServers();
};

} // namespace Lockstep::Test
