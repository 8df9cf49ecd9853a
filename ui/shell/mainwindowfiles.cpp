// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window opens from disk: by its menu, by the command line, and by dropping.

#include "core/log.h"
#include "ui/connect/welcomepage.h"
#include "ui/shell/mainwindow.h"
#include "ui/words/presentation.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// Paths of what is dragged; nothing if any of it is no file of this machine.
QStringList pathsOf(const QMimeData *data)
{
    QStringList paths;
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls) {
        if (!url.isLocalFile())
            return {};
        paths += url.toLocalFile();
    }
    return paths;
}

} // namespace

void MainWindow::makeOpenActions(QMenu *menu)
{
    QAction *open = menu->addAction(tr("&Open capture …"), QKeySequence::Open, this, [this] { chooseFiles(false); });
    open->setObjectName(u"openCapture"_s);
    open->setToolTip(tr("Logs of Synapse, federation transactions, a HAR file, or a case: looked at without a homeserver"));
    menu->addAction(tr("Open &folder of logs …"), this, [this] { chooseFiles(true); });
    setAcceptDrops(true);
    connect(m_welcome, &WelcomePage::openRequested, open, &QAction::trigger);
}

QString MainWindow::greeting() const
{
    const Inspection::Info &info = m_session->info();
    if (m_session->homeserver().isLocalFile())
        //: %1: names of files
        return tr("Opened: %1").arg(Presentation::serverTitle(info));
    //: %1 a server name, %2 a user ID
    return tr("Connected to %1 as %2").arg(displayable(info.serverName.toString()), displayable(m_session->userId()));
}

void MainWindow::chooseFiles(bool folder)
{
    auto *dialog = new QFileDialog(this, folder ? tr("Open folder of logs") : tr("Open capture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"openDialog"_s);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    if (!folder)
        dialog->setNameFilters(
            {tr("Logs, captures, cases and archives of them (%1)")
                    .arg(
                        u"*.log *.log.* *.txt *.json *.ndjson *.jsonl *.har *.journal *.lockstep-case *.gz *.xz *.zst *.bz2 *.zip *.tar *.tgz"_s),
                tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openFiles);
    dialog->open();
}

void MainWindow::openFiles(const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    const Session::State state = m_session->state();
    if (state != Session::State::Disconnected && state != Session::State::SignedOut) {
        Q_EMIT newWindowForFilesRequested(paths);
        return;
    }
    ConnectRequest request;
    request.gatewayPlace = GatewayPlace::Files;
    request.files = paths;
    request.rememberSecret = false;
    connectTo(request);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!pathsOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList paths = pathsOf(event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    // Not before the program that they come from has got its answer.
    QMetaObject::invokeMethod(
        this, [this, paths] { openFiles(paths); }, Qt::QueuedConnection);
}

} // namespace Lockstep
