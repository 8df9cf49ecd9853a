// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/historyscrollbar.h"

#include "model/historymodel.h"
#include "ui/history/historyplacelook.h"
#include "ui/words/presentation.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QToolTip>

namespace Lockstep {

namespace {
/// So near to a mark is on it.
constexpr int reach = 3;
} // namespace

HistoryScrollBar::HistoryScrollBar(QWidget *parent)
    : QScrollBar(Qt::Vertical, parent)
{
}

void HistoryScrollBar::setModel(HistoryModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (model)
        connect(model, &HistoryModel::overviewChanged, this, qOverload<>(&QWidget::update));
    update();
}

QRect HistoryScrollBar::groove() const
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    return style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarGroove, this);
}

void HistoryScrollBar::paintEvent(QPaintEvent *event)
{
    QScrollBar::paintEvent(event);
    if (!m_model || m_model->marks().empty())
        return;
    QPainter painter(this);
    const QRect room = groove();
    const std::vector<HistoryPlace> &marks = m_model->marks();
    const int inset = room.width() / 4;
    for (int badness = 1; badness <= HistoryPlaceLook::worst; ++badness) {
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const HistoryPlaceLook look = HistoryPlaceLook::of(marks[i], palette());
            if (look.badness != badness)
                continue;
            const int y = room.top() + int(double(room.height()) * (double(i) + 0.5) / double(marks.size()));
            painter.fillRect(
                room.left() + inset, y - HistoryPlaceLook::height / 2, room.width() - 2 * inset, HistoryPlaceLook::height, look.colour);
        }
    }
}

bool HistoryScrollBar::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_model || m_model->marks().empty())
        return QScrollBar::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QRect room = groove();
    const std::vector<HistoryPlace> &marks = m_model->marks();
    HistoryPlace near;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const int y = room.top() + int(double(room.height()) * (double(i) + 0.5) / double(marks.size()));
        if (std::abs(y - help->pos().y()) <= reach)
            near.add(marks[i]);
    }
    if (near.breaks > 0)
        QToolTip::showText(help->globalPos(), Presentation::toolTip(HistoryText::breaksIn(near)), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace Lockstep
