// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// tour_pictures DIRECTORY: the README's tour. A real lab, a real window: an update is lost, seen, explained, fetched. Takes about half a
// minute; "ninja tour" makes resources/pictures/tour anew.

#include "lab/stage/lab.h"
#include "lab/stage/scenario.h"
#include "model/history/historymodel.h"
#include "model/usermodel.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "ui/connect/connectdialog.h"
#include "ui/history/historypane.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/lab/labdock.h"
#include "ui/lab/locallab.h"
#include "ui/pages/refreshbar.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include <cstdio>
#include <utility>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;
constexpr QSize size(1280, 800);
const UserId bob(u"@bob:beta.lab"_s);

Lab::ScenarioStep step(const QString &action, const QVariantMap &parameters)
{
    return {.action = action, .parameters = parameters, .line = 0};
}

/// The way through it; each leg says whether it came about.
class Tour
{
public:
    explicit Tour(const QString &directory)
        : m_directory(directory)
        , m_settings(m_temporary.filePath(u"tour.ini"_s))
        , m_window(new MainWindow({&m_settings, &m_secrets, nullptr}))
    {
        m_window->setAttribute(Qt::WA_DeleteOnClose, false);
        m_window->resize(size);
        m_window->show();
    }
    ~Tour() { delete m_window; }

    bool run()
    {
        bool isReady = false;
        QObject::connect(&m_lab, &LocalLab::ready, &m_lab, [&isReady] { isReady = true; });
        m_lab.start({}, QStringLiteral(LOCKSTEP_TOUR));
        return wait([&] { return isReady; }) && signIn() && makeBreak() && seeBreak() && why() && refresh() && whatChanged() && overview()
            && heatMap();
    }

    /// With what stands over it.
    bool save(const QString &name, QWidget *over = nullptr)
    {
        m_window->statusBar()->clearMessage();
        QTest::qWait(500);
        QImage picture = m_window->grab().toImage();
        if (over) {
            QPainter painter(&picture);
            painter.fillRect(picture.rect(), QColor(0, 0, 0, 60));
            painter.drawPixmap((picture.width() - over->width()) / 2, (picture.height() - over->height()) / 2, over->grab());
        }
        std::printf("%s\n", qPrintable(name));
        return picture.convertToFormat(QImage::Format_RGB888).save(QDir(m_directory).filePath(name + u".png"_s));
    }

private:
    template <typename Condition>
    static bool wait(Condition condition)
    {
        return QTest::qWaitFor(condition, patience);
    }
    /// Step by step: what happens at once may be one transaction.
    bool act(const QList<Lab::ScenarioStep> &steps)
    {
        for (const Lab::ScenarioStep &one : steps) {
            if (!act(one))
                return false;
            QTest::qWait(one.action == u"device"_s ? 2'000 : 100);
        }
        return true;
    }
    bool act(const Lab::ScenarioStep &step)
    {
        bool isDone = false;
        QString problem;
        const auto connection = QObject::connect(&m_lab, &LocalLab::acted, &m_lab, [&](const QString &what) {
            isDone = true;
            problem = what;
        });
        m_lab.act({step});
        const bool done = wait([&] { return isDone; });
        QObject::disconnect(connection);
        if (!problem.isEmpty())
            std::fprintf(stderr, "%s\n", qPrintable(problem));
        return done && problem.isEmpty();
    }
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    HistoryPane *history() const { return users()->pane()->findChild<HistoryPane *>(); }
    bool openHistory()
    {
        m_window->openPage(u"users"_s, {{u"user"_s, bob.toString()}});
        users()->pane()->setTab(UserPane::History);
        return wait([this] { return users()->isSettled() && history()->isSettled() && history()->model()->rowCount() > 0; });
    }
    /// The newest row of a kind, selected.
    bool select(HistoryItem::Type type)
    {
        return wait([this, type] {
            for (int row = 0; row < history()->model()->rowCount(); ++row) {
                if (history()->model()->item(row).type == type) {
                    history()->view()->setCurrentRow(row);
                    return history()->isSettled();
                }
            }
            return false;
        });
    }

    bool signIn()
    {
        RecentConnection connection;
        connection.server = m_lab.servers().first().clientApi.toString();
        connection.userId = u"admin"_s;
        ConnectDialog *dialog = m_window->openConnectDialog(connection);
        if (!wait([dialog] { return dialog->isVisible(); }))
            return false;
        dialog->findChild<QLineEdit *>(u"secret"_s)->setText(QString::fromLatin1(Lab::Lab::adminPassword));
        if (!save(u"1-sign-in"_s, dialog))
            return false;
        QTest::keyClick(dialog->findChild<QLineEdit *>(u"secret"_s), Qt::Key_Return);
        return wait([this] { return users() != nullptr; });
    }
    /// A new device of Bob's that alpha never hears of, and a server that does not answer when alpha asks.
    bool makeBreak()
    {
        auto *dock = new LabDock(&m_lab, m_window);
        m_window->addTool(dock);
        m_window->resizeDocks({dock}, {360}, Qt::Horizontal);
        // A transaction that is sent once more would be the one that is lost.
        int rows = -1;
        while (openHistory() && std::exchange(rows, history()->model()->rowCount()) != history()->model()->rowCount())
            QTest::qWait(4'000);
        if (!act({step(u"lose"_s, {{u"from"_s, u"beta"_s}, {u"to"_s, u"alpha"_s}, {u"transactions"_s, 1}})}))
            return false;
        QTest::qWait(1'000);
        const bool saved = save(u"2-break-made"_s);
        dock->hide();
        return saved
            && act({step(u"device"_s, {{u"user"_s, u"bob@beta"_s}, {u"id"_s, u"BOBWATCH"_s}, {u"name"_s, u"Bob's watch"_s}}),
                step(u"deaf"_s, {{u"server"_s, u"beta"_s}}),
                step(u"rename"_s, {{u"user"_s, u"bob@beta"_s}, {u"id"_s, u"BOBPHONE"_s}, {u"name"_s, u"Bob's phone 2"_s}})});
    }
    bool seeBreak() { return select(HistoryItem::Gap) && save(u"3-break-seen"_s); }
    bool why()
    {
        history()->view()->setCurrentRow(0);
        history()->view()->toggleExplanation();
        return wait([this] { return history()->isSettled(); }) && save(u"4-why"_s);
    }
    bool refresh()
    {
        history()->view()->toggleExplanation();
        // alpha gets the list by itself once it may ask again. Then an update is lost with none after it that would tell.
        const auto inStep = [this] {
            const int row = users()->list()->model()->rowOf(bob);
            return row >= 0 && !users()->list()->model()->at(row).states.contains(Inspection::UserState::Stale);
        };
        if (!act({step(u"deaf"_s, {{u"server"_s, u"beta"_s}, {u"on"_s, false}}), step(u"retry"_s, {{u"server"_s, u"beta"_s}})})
            || !wait(inStep)
            || !act({step(u"lose"_s, {{u"from"_s, u"beta"_s}, {u"to"_s, u"alpha"_s}, {u"transactions"_s, 1}}),
                step(u"device"_s, {{u"user"_s, u"bob@beta"_s}, {u"id"_s, u"BOBTABLET"_s}, {u"name"_s, u"Bob's tablet"_s}})}))
            return false;
        users()->pane()->setTab(UserPane::Devices);
        users()->refreshSelected();
        const auto *bar = users()->pane()->findChild<RefreshBar *>();
        return wait([bar] { return bar->text().contains(u"added"_s) || bar->details().contains(u"BOBTABLET"_s); })
            && wait([this] { return users()->isSettled(); }) && save(u"5-refresh"_s);
    }
    bool whatChanged()
    {
        if (!act({step(u"rename"_s, {{u"user"_s, u"bob@beta"_s}, {u"id"_s, u"BOBLAPTOP"_s}, {u"name"_s, u"Bob's old laptop"_s}})})
            || !openHistory())
            return false;
        if (!wait([this] { return history()->model()->item(0).displayName == u"Bob's old laptop"_s; }))
            return false;
        history()->view()->setCurrentRow(0);
        history()->details()->showTab(UpdateDetails::Difference);
        return wait([this] { return history()->isSettled(); }) && save(u"6-what-changed"_s);
    }
    bool overview()
    {
        if (!act({step(u"lose"_s, {{u"from"_s, u"gamma"_s}, {u"to"_s, u"alpha"_s}, {u"transactions"_s, 1}}),
                step(u"device"_s, {{u"user"_s, u"gina@gamma"_s}, {u"id"_s, u"GINATAB"_s}, {u"name"_s, u"Gina's tablet"_s}}),
                step(u"deaf"_s, {{u"server"_s, u"gamma"_s}}),
                step(u"rename"_s, {{u"user"_s, u"gina@gamma"_s}, {u"id"_s, u"GINAPHONE"_s}, {u"name"_s, u"Gina's phone 2"_s}})}))
            return false;
        m_window->openPage(u"overview"_s);
        QTest::qWait(6'000); // as long as a gateway takes to look again
        return wait([this] { return m_window->page(u"overview"_s)->isSettled(); }) && save(u"7-overview"_s);
    }
    bool heatMap()
    {
        m_window->openPage(u"servers"_s, {{u"view"_s, u"heat"_s}});
        Page *page = m_window->page(u"servers"_s);
        const auto buttons = page->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == u"hour"_s)
                button->click();
        }
        return wait([page] { return page->isSettled(); }) && save(u"8-heat-map"_s);
    }

    QString m_directory;
    QTemporaryDir m_temporary;
    Settings m_settings;
    MemorySecretStore m_secrets;
    LocalLab m_lab;
    MainWindow *m_window;
};

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setStyle(u"fusion"_s);
    QApplication::setFont(QFont(u"DejaVu Sans"_s, 9));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QTranslator plurals;
    if (plurals.load(QStringLiteral(LOCKSTEP_TRANSLATIONS "/lockstep_en.qm")))
        QCoreApplication::installTranslator(&plurals);
    const QString directory = QCoreApplication::arguments().value(1);
    if (directory.isEmpty() || !QDir().mkpath(directory)) {
        std::fprintf(stderr, "tour_pictures DIRECTORY\n");
        return 2;
    }
    Tour tour(directory);
    if (tour.run())
        return 0;
    tour.save(u"stuck"_s);
    std::fprintf(stderr, "The tour did not get further; stuck.png shows where.\n");
    return 1;
}
