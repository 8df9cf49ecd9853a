// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/historypanebar.h"

#include "core/log.h"
#include "model/history/historymodel.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/widgets/flatbutton.h"
#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
constexpr int typingDelayMs = 200;
constexpr int progressWidth = 90;
} // namespace

HistoryPaneBar::HistoryPaneBar(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_first(new QHBoxLayout)
    , m_second(new QHBoxLayout)
    , m_breaks(button({}, tr("Only breaks"), tr("Show only gaps, forks, resyncs and what else is out of the ordinary")))
    , m_find(new QLineEdit(this))
    , m_newer(button(u"up"_s, {}, tr("Previous break (P)")))
    , m_older(button(u"down"_s, {}, tr("Next break (N)")))
    , m_fold(button({}, tr("Fold"), tr("Fold all runs of unremarkable updates")))
    , m_unfold(button({}, tr("Unfold"), tr("Show every update")))
    , m_copy(button(u"copy"_s, {}, tr("Copy the selected row (Ctrl+C)")))
    , m_range(button(u"cancel"_s, {}, tr("Show the whole history again (Esc)")))
    , m_status(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_stop(button(u"cancel"_s, {}, {}))
{
    m_breaks->setCheckable(true);
    m_breaks->setIcon(Presentation::breakIcon(Break::Gap));
    m_breaks->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_find->setObjectName(u"history-find"_s);
    m_find->setPlaceholderText(tr("Device, name or stream_id"));
    m_find->setAccessibleName(tr("Find in the history"));
    makeSearchField(m_find);
    m_find->setMaximumWidth(280);
    m_find->installEventFilter(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(progressWidth);
    m_progress->setMaximumHeight(8);
    m_progress->setAccessibleName(tr("Loading of older updates"));
    Presentation::setQuiet(m_status);

    m_rows->setContentsMargins(6, 4, 6, 4);
    m_rows->setSpacing(4);
    m_rows->addLayout(m_first, 1);
    m_rows->addLayout(m_second, 1);
    m_range->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_range->hide();
    m_find->setMinimumWidth(90);
    m_first->addWidget(m_breaks);
    m_first->addWidget(m_find, 1);
    for (QToolButton *button : {m_newer, m_older, m_fold, m_unfold, m_copy})
        m_second->addWidget(button);
    m_second->addWidget(m_range);
    m_second->addStretch(1);
    m_second->addWidget(m_status);
    m_second->addWidget(m_progress);
    m_second->addWidget(m_stop);

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingDelayMs);
    connect(&m_typing, &QTimer::timeout, this, &HistoryPaneBar::applyFilter);
    connect(m_find, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_breaks, &QToolButton::toggled, this, &HistoryPaneBar::applyFilter);
    connect(m_newer, &QToolButton::clicked, this, [this] { Q_EMIT breakRequested(-1); });
    connect(m_older, &QToolButton::clicked, this, [this] { Q_EMIT breakRequested(1); });
    connect(m_range, &QToolButton::clicked, this, [this] {
        HistoryFilter filter = m_model->filter();
        filter.from = filter.to = 0;
        m_model->setFilter(filter);
    });
    connect(m_copy, &QToolButton::clicked, this, &HistoryPaneBar::copyRequested);
}

QToolButton *HistoryPaneBar::button(const QString &iconName, const QString &text, const QString &tip)
{
    auto *made = new QToolButton(this);
    if (!iconName.isEmpty())
        made->setIcon(Presentation::icon(iconName));
    made->setText(text);
    made->setToolTip(tip);
    made->setAccessibleName(text.isEmpty() ? tip : text);
    made->setAutoRaise(true);
    return made;
}

void HistoryPaneBar::setModel(HistoryModel *model)
{
    m_model = model;
    connect(m_fold, &QToolButton::clicked, this, &HistoryPaneBar::foldRequested);
    connect(m_unfold, &QToolButton::clicked, model, &HistoryModel::unfoldAll);
    connect(m_stop, &QToolButton::clicked, model, [model] {
        if (model->isLoadingOlder())
            model->stopLoading();
        else
            model->continueLoading();
    });
    updateState();
}

void HistoryPaneBar::find()
{
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void HistoryPaneBar::clearFilter()
{
    m_find->clear();
    m_breaks->setChecked(false);
    applyFilter();
    if (m_model)
        m_model->setFilter({});
}

void HistoryPaneBar::applyFilter()
{
    m_typing.stop();
    if (!m_model)
        return;
    HistoryFilter filter = m_model->filter();
    filter.breaksOnly = m_breaks->isChecked();
    filter.text = m_find->text().trimmed();
    m_model->setFilter(filter);
}

void HistoryPaneBar::setUtc(bool utc)
{
    m_utc = utc;
    updateState();
}

QSize HistoryPaneBar::minimumSizeHint() const
{
    const int margins = m_rows->contentsMargins().left() + m_rows->contentsMargins().right();
    const int width = std::max(m_first->minimumSize().width(), m_second->minimumSize().width());
    return {width + margins, m_rows->minimumSize().height()};
}

/// Also when the words themselves have become longer.
bool HistoryPaneBar::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)
        arrange();
    return handled;
}

/// Two rows, where one would cut the words.
void HistoryPaneBar::arrange()
{
    const int needed = m_first->minimumSize().width() + m_second->minimumSize().width() + 16;
    m_rows->setDirection(width() < needed ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

bool HistoryPaneBar::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_find && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape)
            m_find->clear();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down) {
            applyFilter();
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void HistoryPaneBar::updateState()
{
    if (!m_model)
        return;
    const bool ready = m_model->state() == HistoryModel::State::Ready;
    const bool more = ready && !m_model->isComplete();
    const bool loading = m_model->isLoadingOlder();
    const bool filtered = !m_model->filter().isEmpty();
    m_fold->setEnabled(!filtered);
    m_unfold->setEnabled(!filtered);
    const HistoryFilter &filter = m_model->filter();
    m_range->setVisible(filter.hasRange());
    if (filter.hasRange()) {
        m_range->setText(HistoryText::range(filter.from, filter.to, m_utc));
        m_range->setAccessibleDescription(m_range->text());
    }
    m_progress->setVisible(more);
    m_stop->setVisible(more);
    m_stop->setIcon(Presentation::icon(loading ? u"cancel"_s : u"refresh"_s));
    m_stop->setToolTip(loading ? tr("Stop loading older updates") : tr("Go on loading older updates"));
    m_stop->setAccessibleName(m_stop->toolTip());
    if (!ready) {
        m_status->clear();
    } else if (more) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(int(m_model->loaded() * 1000 / std::max<qint64>(1, m_model->expected())));
        const QString counted = tr("%1 of %2").arg(Presentation::count(m_model->loaded()), Presentation::count(m_model->expected()));
        m_status->setText(m_model->error().text.isEmpty() ? counted : tr("%1, stopped").arg(counted));
        m_status->setToolTip(Presentation::toolTip(displayable(m_model->error().text, 500)));
    } else {
        m_status->setText(tr("%n update(s)", nullptr, int(std::min<qint64>(m_model->loaded(), INT_MAX))));
        m_status->setToolTip({});
    }
}

} // namespace Lockstep
