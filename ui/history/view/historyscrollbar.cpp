// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyscrollbar.h"

#include "model/history/historymodel.h"
#include "ui/history/view/historyplacelook.h"
#include "ui/words/presentation.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QToolTip>

#include <algorithm>

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
    m_marks.clear();
    if (model) {
        connect(model, &HistoryModel::overviewChanged, this, [this] {
            makeMarks();
            update();
        });
        makeMarks();
    }
    update();
}

QRect HistoryScrollBar::groove() const
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    return style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarGroove, this);
}

/// What there is to paint, the worst last. Worked out when it changes, not for every frame of scrolling.
void HistoryScrollBar::makeMarks()
{
    m_picture = {};
    m_marks.clear();
    const std::vector<HistoryPlace> &places = m_model->marks();
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].breaks > 0)
            m_marks.emplace_back((double(i) + 0.5) / double(places.size()), HistoryPlaceLook::of(places[i], palette()));
    }
    std::ranges::stable_sort(m_marks, {}, [](const auto &mark) { return mark.second.badness; });
}

void HistoryScrollBar::paintEvent(QPaintEvent *event)
{
    QScrollBar::paintEvent(event);
    if (m_marks.empty())
        return;
    if (m_picture.deviceIndependentSize().toSize() != size() || !qFuzzyCompare(m_picture.devicePixelRatio(), devicePixelRatioF()))
        makePicture();
    QPainter(this).drawPixmap(0, 0, m_picture);
}

void HistoryScrollBar::makePicture()
{
    m_picture = QPixmap(size() * devicePixelRatioF());
    m_picture.setDevicePixelRatio(devicePixelRatioF());
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    const QRect room = groove();
    const int inset = room.width() / 4;
    for (const auto &[at, look] : m_marks) {
        const int y = room.top() + int(room.height() * at);
        painter.fillRect(
            room.left() + inset, y - HistoryPlaceLook::height / 2, room.width() - 2 * inset, HistoryPlaceLook::height, look.colour);
    }
}

void HistoryScrollBar::changeEvent(QEvent *event)
{
    QScrollBar::changeEvent(event);
    if (m_model && event->type() == QEvent::PaletteChange)
        makeMarks();
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
