// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/tablestyle.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QProxyStyle>

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
        if (element != SE_HeaderLabel)
            return own;
        // The header's own margin would grow in height as well.
        const QRect within = option->rect.adjusted(room + 1, 0, -room - 1, 0);
        return own.intersected(within);
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

} // namespace Lockstep
