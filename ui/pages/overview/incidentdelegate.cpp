// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentdelegate.h"

#include "model/incidentmodel.h"
#include "ui/pages/overview/incidentlines.h"
#include "ui/words/incidentwords.h"

#include <QAbstractItemView>
#include <QGuiApplication>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int iconSide = 18;
constexpr int left = 12;
constexpr int right = 34; ///< room for the arrow
constexpr int above = 7;
constexpr float hoverTint = 0.10F;
constexpr float restTint = 0.05F;

QString textOf(const QModelIndex &index, int role)
{
    // "host:8448" is one word.
    return index.data(role).toString().replace(u":"_s, u":\u2060"_s);
}

/// The loud part in bold, the rest as it is; gives the height.
int layOut(QTextLayout &layout, const QFont &font, const QString &title, const QString &rest, int width, bool struckOut)
{
    layout.setText(title + rest);
    QFont plain = font;
    plain.setStrikeOut(struckOut);
    layout.setFont(plain);
    QTextCharFormat bold;
    QFont loud = plain;
    loud.setBold(true);
    bold.setFont(loud);
    layout.setFormats({{.start = 0, .length = int(title.size()), .format = bold}});
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setAlignment(QStyle::visualAlignment(QGuiApplication::layoutDirection(), Qt::AlignLeft) | Qt::AlignAbsolute);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y});
        y += line.height();
    }
    layout.endLayout();
    return int(std::ceil(y));
}
} // namespace

IncidentDelegate::IncidentDelegate(const IncidentModel *model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void IncidentDelegate::setOpened(const QString &key, int height)
{
    m_opened = key;
    m_detailsHeight = height;
}

int IncidentDelegate::lineHeight(const QStyleOptionViewItem &option, const QModelIndex &index, int width) const
{
    const QString key = index.data(IncidentModel::KeyRole).toString();
    const auto known = m_heights.constFind(key);
    if (known != m_heights.constEnd() && known->width == width)
        return known->height;
    const int room = std::max(80, width - textLeft - right);
    QTextLayout layout;
    int height = layOut(layout, option.font, textOf(index, IncidentLines::TitleRole), textOf(index, IncidentLines::RestRole), room, false);
    if (const QString quiet = textOf(index, IncidentLines::QuietRole); !quiet.isEmpty()) {
        QTextLayout second;
        height += layOut(second, option.font, {}, quiet, room, false) + 1;
    }
    height = std::max(height, iconSide) + 2 * above;
    m_heights.insert(key, {.width = width, .height = height});
    return height;
}

QSize IncidentDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    const bool isOpened = !m_opened.isEmpty() && index.data(IncidentModel::KeyRole).toString() == m_opened;
    return {40, lineHeight(option, index, width) + (isOpened ? m_detailsHeight : 0) + gap};
}

void IncidentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Inspection::Incident *incident = m_model->at(index.row());
    const bool isHeading = !incident;
    const QString key = index.data(IncidentModel::KeyRole).toString();
    const bool isOver = incident && m_model->isOver(incident->id);
    const bool isMuted = incident && incident->muted.at > 0;
    const bool isOpened = isHeading ? m_model->isOpened(m_model->lineAt(index.row())) : key == m_opened;
    const Tone tone = isHeading || isOver || isMuted ? Tone::Quiet : IncidentWords::tone(*incident);
    const QRect box = option.rect.adjusted(0, 0, 0, -gap);
    const int lineHeight = this->lineHeight(option, index, option.rect.width());

    painter->save();
    QColor colour = Presentation::toneColor(tone, option.palette);
    const auto mirrored = [&](const QRect &place) { return QStyle::visualRect(option.direction, box, place); };
    painter->fillRect(mirrored(QRect(box.left(), box.top(), edge, box.height())), colour);
    colour.setAlphaF(option.state.testFlag(QStyle::State_MouseOver) ? hoverTint : restTint);
    painter->fillRect(mirrored(box.adjusted(edge, 0, 0, 0)), colour);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(QPalette::Active, QPalette::Highlight), 2));
        painter->drawRect(mirrored(QRect(box.left(), box.top(), box.width(), lineHeight).adjusted(edge + 2, 2, -2, -2)));
    }
    const QIcon icon = isHeading ? Presentation::icon(u"info"_s, Tone::Quiet)
        : isOver                 ? Presentation::icon(u"check"_s, Tone::Quiet)
        : incident->ended > 0    ? Presentation::icon(u"history"_s, Tone::Quiet)
        : isMuted                ? Presentation::icon(u"pause"_s, Tone::Quiet)
                                 : Presentation::severityIcon(incident->severity);
    icon.paint(painter, mirrored(QRect(box.left() + left, box.top() + above, iconSide, iconSide)));
    const QRect arrow = mirrored(QRect(box.right() - right + 8, box.top() + above, iconSide, iconSide));
    painter->save();
    if (option.direction == Qt::RightToLeft) {
        painter->translate(2 * arrow.center().x() + 1, 0);
        painter->scale(-1, 1);
    }
    Presentation::icon(isOpened ? u"down"_s : u"next"_s).paint(painter, arrow);
    painter->restore();

    const int room = std::max(80, box.width() - textLeft - right);
    const QPointF at = mirrored(QRect(box.left() + textLeft, box.top() + above, room, box.height())).topLeft();
    QTextLayout layout;
    const int height
        = layOut(layout, option.font, textOf(index, IncidentLines::TitleRole), textOf(index, IncidentLines::RestRole), room, isOver);
    const bool isQuiet = isHeading || isOver || isMuted;
    const QColor quiet = Presentation::toneColor(Tone::Quiet, option.palette);
    painter->setPen(isQuiet ? quiet : option.palette.color(QPalette::Active, QPalette::WindowText));
    layout.draw(painter, at);
    if (const QString second = textOf(index, IncidentLines::QuietRole); !second.isEmpty()) {
        QTextLayout below;
        layOut(below, option.font, {}, second, room, false);
        painter->setPen(quiet);
        below.draw(painter, at + QPointF(0, height + 1));
    }
    painter->restore();
}

} // namespace Lockstep
