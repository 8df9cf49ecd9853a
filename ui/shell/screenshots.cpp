// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/screenshots.h"

#include "model/usermodel.h"
#include "ui/connect/connectdialog.h"
#include "ui/pages/page.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/words/presentation.h"

#include <QDir>
#include <QPixmap>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int pollMs = 50;
constexpr int patienceMs = 60'000;
/// Settled for so long: a late answer or an animation would otherwise be cut off.
constexpr int quietPolls = 6;

/// The row whose trouble is worth a picture: the loudest state, and the most findings among those.
int mostTroubled(const UserModel *model)
{
    int best = -1;
    int bestScore = -1;
    for (int row = 0; row < model->rowCount(); ++row) {
        const Inspection::UserSummary &user = model->at(row);
        const auto worst = Presentation::worstState(user.states);
        const int tone = worst ? int(Presentation::stateTone(*worst)) : 0;
        const int score = tone * 100 + int(user.findings.size()) * 10 + int(std::min<qint64>(user.deviceCount, 9));
        if (score > bestScore) {
            best = row;
            bestScore = score;
        }
    }
    return best;
}
} // namespace

Screenshots::Screenshots(MainWindow *window, const QString &directory, const QString &suffix, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_directory(directory)
    , m_suffix(suffix)
{
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &Screenshots::poll);
}

void Screenshots::start()
{
    if (!QDir().mkpath(m_directory)) {
        QMetaObject::invokeMethod(
            this, [this] { end(tr("The directory %1 cannot be made.").arg(m_directory)); }, Qt::QueuedConnection);
        return;
    }
    connect(m_window->session(), &Session::connectFailed, this, [this](const Error &error) { end(error.text); });
    connect(m_window->session(), &Session::signedOut, this, [this](Session::End, const QString &reason) { end(reason); });
    const auto begin = [this] {
        plan();
        next();
    };
    if (m_window->page(u"overview"_s))
        begin();
    else
        connect(m_window, &MainWindow::pagesReady, this, begin);
}

void Screenshots::plan()
{
    const auto window = [this]() -> QWidget * { return m_window; };
    const auto addPage = [this, window](const QString &name) {
        m_steps.append({.name = name,
            .prepare = [this, name] { m_window->openPage(name); },
            .isSettled = [this, name] { return m_window->page(name)->isSettled(); },
            .widget = window});
    };
    addPage(u"overview"_s);
    planUsers();
    addPage(u"queues"_s);
    const auto serversSettled = [this] { return m_window->page(u"servers"_s)->isSettled(); };
    m_steps.append({.name = {}, .prepare = [this] { m_window->openPage(u"servers"_s); }, .isSettled = serversSettled, .widget = window});
    m_steps.append({.name = u"servers"_s,
        .prepare =
            [this] {
                // The first one: those that fail come first.
                if (auto *list = m_window->page(u"servers"_s)->findChild<QTableView *>(u"servers"_s))
                    list->setCurrentIndex(list->model()->index(0, 0));
            },
        .isSettled = serversSettled,
        .widget = window});
    addPage(u"activity"_s);
    addPage(u"audit"_s);
    addPage(u"sources"_s);
    planDialog();
}

void Screenshots::planUsers()
{
    auto *page = qobject_cast<UsersPage *>(m_window->page(u"users"_s));
    const auto window = [this]() -> QWidget * { return m_window; };
    const auto settled = [page] { return page->isSettled(); };
    m_steps.append({.name = {}, .prepare = [this] { m_window->openPage(u"users"_s); }, .isSettled = settled, .widget = window});
    const QList<std::pair<QString, UserPane::Tab>> tabs = {{u"users-devices"_s, UserPane::Devices}, {u"users-history"_s, UserPane::History},
        {u"users-cross-signing"_s, UserPane::CrossSigningTab}, {u"users-findings"_s, UserPane::Findings}};
    for (const auto &[name, tab] : tabs) {
        // The history is loaded first, then a break is selected, so that the picture shows what one looks like.
        if (tab == UserPane::History)
            m_steps.append(
                {.name = {}, .prepare = [page] { page->pane()->setTab(UserPane::History); }, .isSettled = settled, .widget = window});
        m_steps.append({.name = name,
            .prepare =
                [page, tab = tab] {
                    const UserModel *model = page->list()->model();
                    if (const int row = mostTroubled(model); row >= 0 && page->pane()->user().isEmpty())
                        page->list()->select(model->userAt(row));
                    page->pane()->setTab(tab);
                    if (tab == UserPane::History)
                        page->pane()->showNextBreak();
                },
            .isSettled = settled,
            .widget = window});
    }
}

void Screenshots::planDialog()
{
    // Over a window of its own kind: the connected one has nothing left to connect.
    const auto dialog = [this]() -> QWidget * { return m_window->findChild<ConnectDialog *>(); };
    m_steps.append(
        {.name = u"connect"_s, .prepare = [this] { m_window->openConnectDialog({}); }, .isSettled = [] { return true; }, .widget = dialog});
}

void Screenshots::next()
{
    ++m_step;
    if (m_step >= m_steps.size()) {
        end({});
        return;
    }
    m_quietPolls = 0;
    m_steps.at(m_step).prepare();
    m_waiting.start();
    m_poll.start();
}

void Screenshots::poll()
{
    const Step &step = m_steps.at(m_step);
    if (!step.isSettled()) {
        m_quietPolls = 0;
        if (m_waiting.elapsed() > patienceMs)
            end(tr("The page %1 did not finish loading within %2 s.").arg(step.name).arg(patienceMs / 1000));
        return;
    }
    if (++m_quietPolls < quietPolls)
        return;
    m_poll.stop();
    if (step.name.isEmpty() || save(step.widget(), step.name))
        next();
}

bool Screenshots::save(QWidget *widget, const QString &name)
{
    const QString path = QDir(m_directory).filePath(name + m_suffix + u".png"_s);
    if (widget && widget->grab().save(path))
        return true;
    end(tr("The picture %1 cannot be written.").arg(path));
    return false;
}

void Screenshots::end(const QString &error)
{
    if (std::exchange(m_done, true))
        return;
    m_poll.stop();
    Q_EMIT finished(error);
}

} // namespace Lockstep
