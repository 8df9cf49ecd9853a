// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/loglinesview.h"

#include "core/log.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/widgets/actions.h"
#include "ui/words/linewords.h"
#include "ui/words/presentation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace Lockstep {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {
/// Who goes through rows with a key held down shall not have the logs read for each.
constexpr int restMs = 250;
constexpr qsizetype longestText = RowLines::mostText;

enum Column { Says, Place, Time, Sender };
} // namespace

LogLinesView::LogLinesView(Fetch fetch, QWidget *parent, const QString &name)
    : QWidget(parent)
    , m_fetch(std::move(fetch))
    , m_note(Presentation::plainLabel({}, this))
    , m_progress(new QProgressBar(this))
    , m_action(new QPushButton(this))
    , m_copy(new QPushButton(tr("Copy lines"), this))
    , m_tree(new QTreeWidget(this))
    , m_text(new QPlainTextEdit(this))
{
    m_note->setObjectName(u"history/linesNote"_s);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(120);
    m_progress->setAccessibleName(tr("The homeserver's logs are being searched"));
    m_action->setObjectName(u"history/linesAction"_s);
    m_copy->setObjectName(u"history/linesCopy"_s);
    Presentation::setToolTip(m_copy, tr("Copies all lines, each with its file and the byte at which it begins"));
    setUpTree(m_tree, name);
    ViewActions::install(m_tree);
    m_tree->setRootIsDecorated(false);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAccessibleName(tr("Lines of the log that this row was read from"));
    m_tree->setHeaderLabels({tr("What it says"), tr("File and byte"), tr("Time"), tr("Transaction")});
    m_text->setObjectName(u"history/lineText"_s);
    m_text->setReadOnly(true);
    m_text->setFont(Presentation::fixedFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("The selected line as it stands in the log"));
    auto *line = new QHBoxLayout;
    line->setContentsMargins(6, 4, 6, 0);
    line->addWidget(m_note, 1);
    line->addWidget(m_progress);
    line->addWidget(m_action);
    line->addWidget(m_copy);
    auto *halves = new QSplitter(Qt::Horizontal, this);
    if (!name.isEmpty())
        halves->setObjectName(name + u"Splitter"_s);
    halves->addWidget(m_tree);
    halves->addWidget(m_text);
    halves->setChildrenCollapsible(false);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setSizes({600, 400});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(halves, 1);

    m_delay.setSingleShot(true);
    m_delay.setInterval(restMs);
    connect(&m_delay, &QTimer::timeout, this, &LogLinesView::search);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &LogLinesView::showText);
    connect(m_copy, &QPushButton::clicked, this, &LogLinesView::copyAll);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (!isSearching())
            return search();
        leave();
        m_isShown = true; // until somebody asks again
        setState({tr("The search was cancelled.")}, false, tr("Search again"));
    });
    setState({}, false, {});
}

void LogLinesView::setRow(const UserId &user, qint64 n)
{
    if (user == m_user && n == m_n && (m_isShown || isSearching()))
        return;
    leave();
    m_user = user;
    m_n = n;
    m_isShown = n == 0;
    if (n == 0)
        return setState({user.isEmpty() ? QString() : tr("This row is no single update.")}, false, {});
    setState({tr("Searching the homeserver's logs …")}, true, tr("Cancel"));
    m_delay.start();
}

void LogLinesView::leave()
{
    m_delay.stop();
    m_call.cancel();
    m_call = {};
}

void LogLinesView::search()
{
    m_delay.stop();
    setState({tr("Searching the homeserver's logs …")}, true, tr("Cancel"));
    m_call = m_fetch(m_user, m_n, this, [this](const Result<RowLines> &found) { showFound(found); });
}

void LogLinesView::showFound(const Result<RowLines> &found)
{
    m_call = {};
    m_isShown = true;
    if (!found) {
        const bool isOld = found.error().kind == Error::NotFound && found.error().errcode == "M_UNRECOGNIZED"_L1;
        setState({isOld ? tr("This gateway is too old to search the logs.") : displayable(found.error().text, 1000)}, false,
            isOld ? QString() : tr("Search again"));
        return;
    }
    const bool mayComeBack = found->isFromLog && found->lines.isEmpty();
    setState(Presentation::linesSummary(*found), false, mayComeBack ? tr("Search again") : QString());
    m_lines = found->lines;
    fill();
}

void LogLinesView::setUtc(bool utc)
{
    if (std::exchange(m_utc, utc) != utc && !m_lines.isEmpty())
        fill();
}

void LogLinesView::fill()
{
    const int current = std::max(0, m_tree->indexOfTopLevelItem(m_tree->currentItem()));
    m_tree->clear();
    QList<QTreeWidgetItem *> rows;
    for (const RowLine &line : std::as_const(m_lines)) {
        QString sender = displayable(line.transaction, 100);
        if (line.origin.isValid())
            sender = sender.isEmpty() ? displayable(line.origin.toString())
                                      : tr("%1 from %2").arg(sender, displayable(line.origin.toString()));
        auto *row = new QTreeWidgetItem({Presentation::lineText(line.tells), Presentation::linePlace(line),
            line.at > 0 ? HistoryText::exactTime(line.at, m_utc) : u"–"_s, sender});
        if (line.isForgeable)
            row->setToolTip(Says, Presentation::toolTip(tr("A line of a text log: a remote server could have written it.")));
        row->setToolTip(Place, Presentation::toolTip(Presentation::linePlace(line)));
        rows << row;
    }
    m_tree->addTopLevelItems(rows);
    m_tree->header()->resizeSections(QHeaderView::ResizeToContents);
    if (!rows.isEmpty())
        m_tree->setCurrentItem(rows.value(current, rows.first()));
    m_copy->setVisible(!rows.isEmpty());
}

/// What is shown besides the lines, of which there are none now.
void LogLinesView::setState(const QStringList &sentences, bool isSearching, const QString &action)
{
    m_lines.clear();
    m_tree->clear();
    m_text->clear();
    m_copy->hide();
    m_note->setText(sentences.join(u'\n'));
    m_progress->setVisible(isSearching);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

void LogLinesView::showText()
{
    const int row = m_tree->indexOfTopLevelItem(m_tree->currentItem());
    if (row < 0 || row >= m_lines.size())
        return m_text->clear();
    const RowLine &line = m_lines[row];
    QString text = displayable(line.text, longestText);
    if (line.length > longestText)
        text += u'\n' + tr("… cut after %1").arg(Presentation::bytes(longestText));
    m_text->setPlainText(text);
}

void LogLinesView::copyAll()
{
    QString text;
    for (const RowLine &line : std::as_const(m_lines))
        text += Presentation::linePlace(line) + u": "_s + displayable(line.text, longestText) + u'\n';
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT statusMessage(tr("%n line(s) copied.", nullptr, int(m_lines.size())));
}

} // namespace Lockstep
