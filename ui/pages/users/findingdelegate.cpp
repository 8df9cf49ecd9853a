// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/findingdelegate.h"

#include "ui/words/presentation.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace Lockstep {

namespace {
constexpr int margin = 6;
constexpr int iconSide = 16;
constexpr int lineGap = 2;
constexpr int mostHeight = 100'000;

/// What is wider than the item may be broken as well, where it is painted: a name of somebody else's may be one word of 255 bytes.
QString breakable(const QString &text)
{
    constexpr int longestWord = 30;
    constexpr int piece = 6;
    QString result;
    for (const QString &word : text.split(u' ')) {
        if (!result.isNull())
            result += u' ';
        if (word.size() <= longestWord) {
            result += word;
            continue;
        }
        for (qsizetype at = 0, next = 0; at < word.size(); at = next) {
            next = std::min(at + piece, word.size());
            if (next < word.size() && word.at(next).isLowSurrogate())
                ++next;
            result += word.sliced(at, next - at) + QChar(0x200b);
        }
    }
    return result;
}

/// A server's port stays beside its name: a line may end after any colon, unless a word joiner follows it.
QString unbroken(QString text)
{
    for (qsizetype at = text.indexOf(u':'); at >= 0; at = text.indexOf(u':', at + 1)) {
        if (at > 0 && at + 1 < text.size() && text.at(at - 1).isLetterOrNumber() && text.at(at + 1).isLetterOrNumber())
            text.insert(at + 1, QChar(0x2060));
    }
    return breakable(text);
}

struct Places
{
    QRect sentence, quiet, link, incident;
    int height = 0;
};

QRect below(int x, int y, int width, const QString &text, const QFontMetrics &metrics)
{
    if (text.isEmpty())
        return {x, y, 0, 0};
    const QRect needed = metrics.boundingRect(QRect(x, y, width, mostHeight), Qt::TextWordWrap | Qt::AlignLeft, text);
    return {x, y, width, needed.height()};
}

/// \a width: of the whole item, whose upper left corner is \a at.
Places placesFor(const QModelIndex &index, QPoint at, int width, const QFontMetrics &metrics)
{
    const int x = at.x() + margin + iconSide + margin;
    const int room = std::max(40, width - (x - at.x()) - margin);
    Places places;
    places.sentence = below(x, at.y() + margin, room, unbroken(index.data(Qt::DisplayRole).toString()), metrics);
    places.quiet
        = below(x, places.sentence.bottom() + 1 + lineGap, room, unbroken(index.data(FindingDelegate::QuietRole).toString()), metrics);
    const QString link = index.data(FindingDelegate::LinkRole).toString();
    places.link = below(x, places.quiet.bottom() + 1 + lineGap, room, link, metrics);
    places.link.setWidth(std::min(places.link.width(), metrics.horizontalAdvance(link) + 4));
    const QString incident = unbroken(index.data(FindingDelegate::IncidentRole).toString());
    places.incident = below(x, places.link.bottom() + 1 + lineGap, room, incident, metrics);
    places.incident.setWidth(std::min(places.incident.width(), metrics.horizontalAdvance(incident) + 4));
    places.height = places.incident.bottom() + 1 + margin - at.y();
    const QRect whole(at, QSize(width, places.height));
    for (QRect *place : {&places.sentence, &places.quiet, &places.link, &places.incident})
        *place = QStyle::visualRect(QGuiApplication::layoutDirection(), whole, *place);
    return places;
}
} // namespace

void FindingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString sentence = unbroken(item.text);
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    item.features &= ~QStyleOptionViewItem::HasDecoration;
    const QWidget *widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const bool selected = option.state & QStyle::State_Selected;
    const Places places = placesFor(index, option.rect.topLeft(), option.rect.width(), option.fontMetrics);
    const auto colour
        = [&](const QColor &free) { return selected ? option.palette.color(QPalette::Active, QPalette::HighlightedText) : free; };
    painter->save();
    icon.paint(painter,
        QStyle::visualRect(option.direction, option.rect, QRect(option.rect.left() + margin, places.sentence.top(), iconSide, iconSide)),
        Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
    constexpr int flags = Qt::TextWordWrap | Qt::AlignLeft;
    painter->setFont(option.font);
    painter->setPen(colour(option.palette.color(QPalette::Active, QPalette::Text)));
    painter->drawText(places.sentence, flags, sentence);
    painter->setPen(colour(Presentation::toneColor(Presentation::Tone::Quiet, option.palette)));
    painter->drawText(places.quiet, flags, unbroken(index.data(QuietRole).toString()));
    QFont underlined = option.font;
    underlined.setUnderline(true);
    painter->setFont(underlined);
    painter->setPen(colour(Presentation::accentColor(option.palette)));
    painter->drawText(places.link, flags, index.data(LinkRole).toString());
    painter->drawText(places.incident, flags, unbroken(index.data(IncidentRole).toString()));
    painter->restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    return {40, placesFor(index, {}, width, option.fontMetrics).height};
}

bool FindingDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const Places places = placesFor(index, option.rect.topLeft(), option.rect.width(), option.fontMetrics);
        const QPoint at = mouse->position().toPoint();
        const bool isLink = places.link.contains(at);
        if (mouse->button() == Qt::LeftButton && (isLink || places.incident.contains(at))) {
            if (isLink)
                Q_EMIT linkPressed(index);
            else
                Q_EMIT incidentPressed(index);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace Lockstep
