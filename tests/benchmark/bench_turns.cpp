// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_turns [pages]: how long the GUI thread is kept from its event loop while the whole window loads 10,000 users, histories of 100,000
// and of 1,000,000 updates over HTTP, and 20,000 servers with all that is known of one, from a server in another thread. With "pages" that
// server is too old to give histories in outline, and the larger history is left out. Run it in a release build, under a real or a virtual
// display.

#include "inspection/wire.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "turnclock.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/listpanel.h"
#include "updategenerator.h"

#include <QApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QPushButton>
#include <QScrollBar>
#include <QSemaphore>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QThread>

#include <algorithm>
#include <functional>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

constexpr int users = 10'000;
constexpr int updates = 100'000;
constexpr int manyUpdates = 1'000'000;
constexpr int devices = 1'500;
constexpr int servers = 20'000;
constexpr int looks = 20;
constexpr int patience = 300'000;
QTextStream out(stdout);
using Application = Benchmark::TurnClock;

/// Of the first ones everything is known that can be.
void fillServers(Test::FakeHomeserver &server)
{
    using namespace Inspection;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    constexpr qint64 minute = 60'000;
    for (int i = 0; i < servers; ++i)
        server.destinations.append({.destination = ServerName(u"server%1.example"_s.arg(i)),
            .failingSince = i % 10 == 0 ? now - i * minute : 0,
            .retryLast = now,
            .retryInterval = 600'000,
            .retryAt = now + 600'000,
            .usersTracked = 41'000,
            .usersStale = 7});
    DestinationDetails all;
    all.reachAvailable = all.contactsAvailable = all.outboxAvailable = all.updatesAvailable = {.available = true, .reason = {}};
    for (qint64 i = 0; i < Reachability::keptSpans; ++i)
        all.reach.spans.append({.state = i % 2 ? ReachState::Backoff : ReachState::Failing,
            .since = now - (400 - 2 * i) * minute,
            .until = now - (399 - 2 * i) * minute,
            .cause = FetchCause::Refused,
            .tries = i});
    for (qint64 i = 0; i < 1'000; ++i)
        all.reach.watched.append({now - (4'000 - 4 * i) * minute, now - (3'997 - 4 * i) * minute});
    for (int i = 0; i < Reachability::keptContacts; ++i)
        all.reach.contacts.append({.at = now - i * minute,
            .kind = ContactKind::Fetch,
            .user = UserId(u"@user%1:server1.example"_s.arg(i)),
            .cause = FetchCause::Declined,
            .error = QString(300, u'w')});
    for (int i = 0; i < servers; i += 10) {
        all.destination = server.destinations.at(i);
        server.destinationDetails->insert(all.destination.destination.toString(), all);
    }
}

void fill(Test::FakeHomeserver &server, bool withOutlines)
{
    QString lines;
    for (int i = 0; i < users; ++i)
        lines += u"@user%1:server%2.example %3 %4\n"_s.arg(i, 5, 10, QLatin1Char('0'))
                     .arg(i % 97)
                     .arg(i % 50 ? u"in_step"_s : u"stale"_s)
                     .arg(i % 7);
    lines += u"@zz_long:remote.example gap 3\n@zz_many:remote.example in_step %1\n@zz_vast:remote.example gap 3"_s.arg(devices);
    server.addUsers(lines);
    server.updates[u"@zz_long:remote.example"_s] = Benchmark::updatesOf(Benchmark::generate(Benchmark::Shape::Standard, updates));
    server.hasOutlines = withOutlines;
    if (withOutlines) {
        // Without keys, which would be a gigabyte in memory and are not asked for but for what is on the screen.
        QList<DeviceListUpdate> vast = Benchmark::updatesOf(Benchmark::generate(Benchmark::Shape::Standard, manyUpdates));
        for (DeviceListUpdate &update : vast)
            update.keys = {};
        server.updates[u"@zz_vast:remote.example"_s] = std::move(vast);
    }
    server.overview.states = {{Inspection::UserState::Stale, users / 50}};
    fillServers(server);
}

/// \a change: makes the server tell that something changed.
int run(Application &application, const QUrl &url, bool withOutlines, const std::function<void()> &change)
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"bench.ini"_s));
    MemorySecretStore secrets;
    auto *window = new MainWindow({&settings, &secrets, nullptr});
    window->setAttribute(Qt::WA_DeleteOnClose, false);
    window->resize(1280, 800);
    window->show();
    const auto wait = [](const auto &condition) { return QTest::qWaitFor(condition, patience); };

    application.begin();
    ConnectRequest request;
    request.server = url.toString();
    request.user = u"admin"_s;
    request.password = u"correct horse"_s;
    window->connectTo(request);
    if (!wait([&] { return window->page(u"users"_s) != nullptr; }))
        return 1;
    window->openPage(u"users"_s);
    auto *page = qobject_cast<UsersPage *>(window->page(u"users"_s));
    wait([&] { return page->isSettled(); });
    application.report(u"signing in, first page"_s);

    application.begin();
    const auto buttons = page->list()->panel()->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text() == u"Load all")
            button->click();
    }
    const QAbstractItemModel *list = page->list()->panel()->view()->model();
    if (!wait([&] { return list->rowCount() == users + 3 && page->isSettled(); }))
        return 1;
    application.report(u"%1 users"_s.arg(list->rowCount()));

    application.begin();
    page->list()->panel()->view()->sortByColumn(1, Qt::AscendingOrder);
    QTest::qWait(200);
    application.report(u"sorting them"_s);

    application.begin();
    page->list()->select(UserId(u"@zz_many:remote.example"_s));
    wait([&] { return page->pane()->user().toString().startsWith(u"@zz_many") && page->isSettled(); });
    application.report(u"%1 devices"_s.arg(devices));

    page->pane()->setTab(UserPane::History);
    auto *view = page->pane()->findChild<HistoryView *>();
    HistoryModel *history = view->model();
    const auto open = [&](const QString &user, int count) {
        application.begin();
        QElapsedTimer clock;
        clock.start();
        page->list()->select(UserId(user));
        if (!wait([&] { return history->user().toString() == user && history->rowCount() > 0; }))
            return false;
        view->viewport()->repaint();
        const qint64 first = clock.elapsed();
        if (!wait([&] { return history->loaded() == count && history->isComplete() && !history->isLoadingOlder(); }))
            return false;
        out << count << " updates: first rows painted after " << first << " ms, all there after " << clock.elapsed() << " ms, "
            << history->memory() / std::size_t(count) << " bytes an update" << Qt::endl;
        QTest::qWait(500);
        application.report(u"%1 updates"_s.arg(history->loaded()));
        return true;
    };
    if (!open(u"@zz_long:remote.example"_s, updates) || (withOutlines && !open(u"@zz_vast:remote.example"_s, manyUpdates)))
        return 1;
    if (withOutlines) {
        application.begin();
        int at = -1;
        for (int i = 0; i < looks; ++i) {
            at = history->nextBreak(at, 1);
            view->setCurrentRow(at);
            view->verticalScrollBar()->setValue(history->rowCount() / looks * i);
            QTest::qWait(100);
        }
        application.report(u"%1 jumps through them"_s.arg(looks));
        application.begin();
        history->setFilter({.breaksOnly = true, .text = {}});
        QTest::qWait(2'000);
        application.report(u"breaks alone: %1 rows"_s.arg(history->rowCount()));
        history->setFilter({});
    }

    application.begin();
    window->openPage(u"servers"_s);
    Page *about = window->page(u"servers"_s);
    auto *table = about->findChild<QTableView *>(u"servers"_s);
    wait([&] { return about->isSettled() && table->model()->rowCount() > 0; });
    for (QPushButton *button : about->findChildren<QPushButton *>()) {
        if (button->text() == u"Load all")
            button->click();
    }
    if (!wait([&] { return table->model()->rowCount() == servers && about->isSettled(); }))
        return 1;
    application.report(u"%1 servers"_s.arg(servers));

    application.begin();
    for (int row = 0; row < looks; ++row) {
        table->setCurrentIndex(table->model()->index(row, 0));
        wait([&] { return about->isSettled(); });
    }
    application.report(u"%1 of them, one after the other"_s.arg(looks));

    application.begin();
    for (int i = 0; i < looks / 4; ++i) {
        change();
        QTest::qWait(2'500); // as long as changes are gathered
        wait([&] { return about->isSettled(); });
    }
    application.report(u"%1 changes of it"_s.arg(looks / 4));
    delete window;
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    Application application(argc, argv);
    const bool withOutlines = argc < 2 || QByteArrayView(argv[1]) != "pages";
    QThread thread;
    Test::FakeHomeserver *server = nullptr;
    QUrl url;
    QSemaphore ready;
    QObject::connect(
        &thread, &QThread::started, &thread,
        [&] {
            server = new Test::FakeHomeserver;
            fill(*server, withOutlines);
            server->listen();
            url = server->url();
            ready.release();
        },
        Qt::DirectConnection);
    QObject::connect(
        &thread, &QThread::finished, &thread, [&] { delete server; }, Qt::DirectConnection);
    thread.start();
    ready.acquire();
    const int result = run(application, url, withOutlines, [&] {
        QMetaObject::invokeMethod(server, [server] { server->publish(Inspection::EventType::Queue, {{u"queue"_s, u"outbox"_s}}); });
    });
    thread.quit();
    thread.wait();
    return result;
}
