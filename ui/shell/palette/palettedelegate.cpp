// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/palette/palettedelegate.h"

#include "ui/shell/palette/palettemodel.h"

#include <QApplication>
#include <QPainter>

namespace Lockstep {

namespace {
constexpr int padding = 6;
constexpr int gap = 8;
constexpr int iconSize = 16;
} // namespace

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.text.clear();
    const QIcon icon = std::exchange(option.icon, QIcon());
    option.features &= ~(QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    const bool isLeftToRight = option.direction != Qt::RightToLeft;
    const auto mirrored = [&](const QRect &rect) { return QStyle::visualRect(option.direction, option.rect, rect); };
    QRect rest = option.rect.adjusted(padding, 0, -padding, 0);
    icon.paint(painter, mirrored(QRect(rest.left(), rest.center().y() - iconSize / 2, iconSize, iconSize)), Qt::AlignCenter,
        isCurrent ? QIcon::Selected : QIcon::Normal);
    rest.setLeft(rest.left() + iconSize + gap);

    const QColor text = option.palette.color(isCurrent ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = isCurrent ? text : option.palette.color(QPalette::PlaceholderText);
    // A title of strangers' letters stays on its side: each piece is drawn by itself, and aligned as the window is.
    const int side = isLeftToRight ? int(Qt::AlignLeft) : int(Qt::AlignRight);
    const auto draw = [&](const QRect &rect, const QString &words, const QColor &colour, int alignment) {
        painter->setPen(colour);
        painter->drawText(mirrored(rect), alignment | Qt::AlignVCenter | Qt::TextSingleLine,
            option.fontMetrics.elidedText(words, Qt::ElideRight, rect.width()));
    };
    painter->save();
    painter->setFont(option.font);
    const QString keys = index.data(PaletteModel::KeysRole).toString();
    if (const int width = option.fontMetrics.horizontalAdvance(keys); width > 0) {
        draw(QRect(rest.right() - width, rest.top(), width + 1, rest.height()), keys, quiet, side);
        rest.setRight(rest.right() - width - gap);
    }
    const QString title = index.data().toString();
    const int titleWidth = std::min(option.fontMetrics.horizontalAdvance(title) + 2, rest.width());
    draw(QRect(rest.left(), rest.top(), titleWidth, rest.height()), title, text, side);
    rest.setLeft(rest.left() + titleWidth + gap);
    if (rest.width() > 20)
        draw(rest, index.data(PaletteModel::DetailRole).toString(), quiet, side);
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {200, std::max(option.fontMetrics.height(), iconSize) + 2 * padding};
}

} // namespace Lockstep
