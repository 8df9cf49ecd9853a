// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/welcomepage.h"

#include "core/log.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/flatbutton.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int columnWidth = 480;
constexpr int markSize = 64;
} // namespace

WelcomePage::WelcomePage(Settings *settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_problem(new Banner(this))
    , m_recent(new QListWidget(this))
    , m_recentTitle(new QLabel(tr("Recent connections"), this))
    , m_progress(new QWidget(this))
    , m_progressText(Presentation::plainLabel({}, this))
{
    m_recent->setObjectName(u"recent"_s);
    m_recent->setIconSize(QSize(18, 18));
    m_recent->setSpacing(2);
    m_recent->setAccessibleName(m_recentTitle->text());
    m_recent->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_recent, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) { choose(m_recent->row(item)); });
    connect(m_recent, &QListWidget::customContextMenuRequested, this, &WelcomePage::showMenu);

    auto *bar = new QProgressBar(m_progress);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumHeight(6);
    auto *cancel = new QPushButton(tr("Cancel"), m_progress);
    connect(cancel, &QPushButton::clicked, this, &WelcomePage::cancelRequested);
    auto *line = new QHBoxLayout(m_progress);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_progressText, 1);
    line->addWidget(bar, 1);
    line->addWidget(cancel);
    m_progress->hide();

    auto *column = new QWidget(this);
    column->setMaximumWidth(columnWidth);
    auto *content = new QVBoxLayout(column);
    content->setSpacing(10);
    content->addStretch(2);
    content->addWidget(makeHead());
    content->addWidget(m_problem);
    content->addWidget(m_progress);
    content->addSpacing(8);
    content->addWidget(m_recentTitle);
    content->addWidget(m_recent, 3);
    content->addStretch(2);

    auto *layout = new QHBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(column, 4);
    layout->addStretch(1);
    reload();
}

QWidget *WelcomePage::makeHead()
{
    auto *head = new QWidget(this);
    auto *mark = new QLabel(head);
    mark->setPixmap(QApplication::windowIcon().pixmap(QSize(markSize, markSize), devicePixelRatioF()));
    auto *name = new QLabel(QApplication::applicationDisplayName(), head);
    QFont font = name->font();
    font.setPointSizeF(font.pointSizeF() * 1.7);
    font.setBold(true);
    name->setFont(font);
    QLabel *purpose = Presentation::plainLabel(
        tr("Shows whether a homeserver's copy of every remote user's device list is in step, why it is not, and puts it back in step."),
        head);
    Presentation::setQuiet(purpose);
    m_connect = new QPushButton(Presentation::icon(u"connect"_s), tr("Connect to a server …"), head);
    setFocusProxy(m_connect);
    m_connect->setDefault(true);
    m_connect->setObjectName(u"connect"_s);
    connect(m_connect, &QPushButton::clicked, this, &WelcomePage::connectRequested);

    m_lab = new FlatButton(tr("Try it with the lab"), head);
    Presentation::setToolTip(
        m_lab, tr("Three small homeservers inside the program, with updates that get lost. Nothing is installed or kept."));
    m_lab->hide();
    connect(m_lab, &QPushButton::clicked, this, &WelcomePage::labRequested);
    m_open = new FlatButton(tr("Open a capture …"), head);
    Presentation::setToolTip(m_open,
        tr("A log of Synapse, federation transactions, a HAR file or a case, from this machine: without a homeserver and without signing "
           "in. Or drop it here."));
    m_open->setObjectName(u"open"_s);
    connect(m_open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    auto *ways = new QHBoxLayout;
    ways->addWidget(m_connect);
    ways->addWidget(m_open);
    ways->addWidget(m_lab);
    ways->addStretch(1);

    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(name);
    words->addWidget(purpose);
    words->addSpacing(8);
    words->addLayout(ways);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(mark, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    return head;
}

void WelcomePage::offerLab()
{
    m_lab->show();
}

void WelcomePage::reload()
{
    m_connections = m_settings->recentConnections();
    m_recent->clear();
    for (const RecentConnection &connection : std::as_const(m_connections)) {
        const QString where = connection.homeserver.isEmpty() ? connection.server : connection.homeserver.toDisplayString();
        const QString when = tr("last used %1").arg(Presentation::clockTime(connection.lastUsed));
        auto *item = new QListWidgetItem(Presentation::icon(u"servers"_s),
            displayable(connection.userId) + u'\n' + displayable(where) + u" · "_s + when
                + (connection.tokenKept ? QString() : u" · "_s + tr("asks to sign in")),
            m_recent);
        item->setToolTip(Presentation::toolTip(Presentation::absoluteTime(connection.lastUsed)));
    }
    m_recent->setVisible(!m_connections.isEmpty());
    m_recentTitle->setVisible(!m_connections.isEmpty());
}

void WelcomePage::setProgress(const QString &text)
{
    m_progressText->setText(text);
    m_progress->setVisible(!text.isEmpty());
    m_recent->setEnabled(text.isEmpty());
    m_connect->setEnabled(text.isEmpty());
    m_lab->setEnabled(text.isEmpty());
    m_open->setEnabled(text.isEmpty());
}

void WelcomePage::showProblem(const QString &text, Presentation::Tone tone)
{
    if (text.isEmpty())
        m_problem->hide();
    else
        m_problem->showMessage(tone, text);
}

void WelcomePage::choose(int row)
{
    if (row >= 0 && row < m_connections.size())
        Q_EMIT recentRequested(m_connections.at(row));
}

void WelcomePage::showMenu(const QPoint &position)
{
    const int row = m_recent->indexAt(position).row();
    if (row < 0 || row >= m_connections.size())
        return;
    const RecentConnection connection = m_connections.at(row);
    auto *menu = new QMenu(m_recent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(Presentation::icon(u"connect"_s), tr("Connect"), this, [this, connection] { Q_EMIT recentRequested(connection); });
    menu->addAction(tr("Remove from this list"), this, [this, connection] {
        m_settings->forgetConnection(connection.homeserver, connection.userId);
        reload();
    });
    menu->popup(m_recent->viewport()->mapToGlobal(position));
}

} // namespace Lockstep
