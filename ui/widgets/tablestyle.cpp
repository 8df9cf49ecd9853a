// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/tablestyle.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QProxyStyle>
#include <QStyleOption>

namespace Lockstep {

namespace {
constexpr int room = 6;

/// On top of the application's style, whichever that is when something is drawn.
class RoomyStyle : public QProxyStyle
{
public:
    using QProxyStyle::QProxyStyle;

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        const int own = QProxyStyle::pixelMetric(metric, option, widget);
        // Cells keep this plus 1 free at their sides.
        return metric == PM_FocusFrameHMargin ? std::max(own, room) : own;
    }

    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override
    {
        const QRect own = QProxyStyle::subElementRect(element, option, widget);
        const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        const bool besideIcon = element == SE_ItemViewItemText && item && item->features.testFlag(QStyleOptionViewItem::HasDecoration);
        // An icon has that room twice, at both of its sides.
        return !besideIcon ? own : item->direction == Qt::RightToLeft ? own.adjusted(0, 0, room, 0) : own.adjusted(-room, 0, 0, 0);
    }

    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (element != CE_HeaderLabel || !header) {
            QProxyStyle::drawControl(element, option, painter, widget);
            return;
        }
        // The header's own margin would make it taller as well.
        QStyleOptionHeader roomy = *header;
        roomy.rect.adjust(room - 1, 0, 1 - room, 0);
        QProxyStyle::drawControl(element, &roomy, painter, widget);
    }
};
} // namespace

void giveRoom(QAbstractItemView *view)
{
    auto *style = new RoomyStyle(QApplication::style()->name());
    style->setParent(view);
    view->setStyle(style);
    const auto headers = view->findChildren<QHeaderView *>();
    for (QHeaderView *header : headers)
        header->setStyle(style);
}

void letCurrentFollow(QAbstractItemView *view)
{
    QItemSelectionModel *selection = view->selectionModel();
    QObject::connect(selection, &QItemSelectionModel::selectionChanged, view, [selection] {
        const QItemSelection selected = selection->selection();
        if (selected.size() != 1 || selected.constFirst().height() != 1 || selected.constFirst().top() == selection->currentIndex().row())
            return;
        selection->setCurrentIndex(selected.constFirst().topLeft(), QItemSelectionModel::NoUpdate);
    });
}

} // namespace Lockstep
