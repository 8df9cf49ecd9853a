// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/matchdelegate.h"

#include "core/log.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::Match;
using Inspection::MatchField;

namespace {

constexpr int margin = 6;
/// Of a text before the match, when there is no room for all of it.
constexpr qsizetype leastBefore = 6;

/// Displayable pieces of the text: what is made visible in it is longer than it was.
MatchWords pieces(const Match &match)
{
    const qsizetype at = std::clamp<qsizetype>(match.at, 0, match.text.size());
    const qsizetype end = std::clamp<qsizetype>(at + match.length, at, match.text.size());
    return {displayable(match.text.left(at)), displayable(match.text.mid(at, end - at)), displayable(match.text.mid(end))};
}

/// \a pattern has %1 where the text goes, and %2 where the device's ID goes; what they hold is no pattern.
MatchWords around(const QString &pattern, const Match &match)
{
    const QString device = displayable(match.deviceId.toString(), 40);
    const auto filled = [&](QString part) { return part.replace("%2"_L1, device); };
    MatchWords words = pieces(match);
    const qsizetype place = std::max<qsizetype>(pattern.indexOf("%1"_L1), 0);
    words.before.prepend(filled(pattern.left(place)));
    words.after.append(filled(pattern.mid(place + 2)));
    return words;
}

/// With the match in sight: where there is no room for what stands before it, that begins later.
MatchWords fitted(MatchWords words, const QFontMetrics &plain, const QFontMetrics &strong, int width)
{
    const int match = strong.horizontalAdvance(words.match);
    if (plain.horizontalAdvance(words.before) + match > width && words.before.size() > leastBefore) {
        const QString end = words.before.right(leastBefore);
        words.before = plain.elidedText(words.before.chopped(leastBefore), Qt::ElideRight,
                           std::max(plain.horizontalAdvance(u"…"_s), width - match - plain.horizontalAdvance(end)))
            + end;
    }
    words.match = strong.elidedText(words.match, Qt::ElideRight, std::max(0, width - plain.horizontalAdvance(words.before)));
    const int left = width - plain.horizontalAdvance(words.before) - strong.horizontalAdvance(words.match);
    words.after = left > 0 ? plain.elidedText(words.after, Qt::ElideRight, left) : QString();
    return words;
}

void draw(QPainter *painter, QRect line, const QFont &font, const MatchWords &words)
{
    QFont bold = font;
    bold.setBold(true);
    bold.setUnderline(true);
    const QFontMetrics plain(font), strong(bold);
    const MatchWords shown = fitted(words, plain, strong, line.width());
    for (const auto &[text, isMatch] : {std::pair(shown.before, false), std::pair(shown.match, true), std::pair(shown.after, false)}) {
        painter->setFont(isMatch ? bold : font);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        line.setLeft(line.left() + (isMatch ? strong : plain).horizontalAdvance(text));
    }
}

} // namespace

bool isInUserId(const Match &match)
{
    return match.field == MatchField::UserId || match.field == MatchField::Server;
}

MatchWords matchWords(const Match &match)
{
    switch (match.field) {
    case MatchField::DeviceId:
        //: what a search found; %1: a device ID
        return around(MatchDelegate::tr("device %1"), match);
    case MatchField::DisplayName:
        //: what a search found; %2: a device ID, %1: the device's name
        return around(MatchDelegate::tr("device %2 “%1”"), match);
    case MatchField::Ed25519:
        //: what a search found; %2: a device ID, %1: a key
        return around(MatchDelegate::tr("fingerprint of %2: %1"), match);
    case MatchField::Curve25519:
        //: what a search found; %2: a device ID, %1: a key
        return around(MatchDelegate::tr("identity key of %2: %1"), match);
    default:
        return pieces(match);
    }
}

void MatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto matches = index.data(m_role).value<QList<Match>>();
    if (matches.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = std::exchange(item.text, QString());
    const QWidget *widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const auto inId = std::ranges::find_if(matches, isInUserId);
    const auto other = std::ranges::find_if(matches, [](const Match &match) { return !isInUserId(match); });
    const QFontMetrics id(item.font), found(option.font);
    const bool isTwo = other != matches.cend() && item.rect.height() >= id.height() + found.height();
    const int height = id.height() + (isTwo ? found.height() : 0);
    const int icon = item.icon.isNull() ? 0 : item.decorationSize.width() + margin;
    const QRect inner = item.rect.adjusted(margin + icon, 0, -margin, 0);
    const QRect first(inner.left(), inner.top() + (inner.height() - height) / 2, inner.width(), id.height());

    const bool isSelected = option.state & QStyle::State_Selected;
    const auto colour
        = [&](const QColor &free) { return isSelected ? option.palette.color(QPalette::Active, QPalette::HighlightedText) : free; };
    painter->save();
    painter->setClipRect(item.rect);
    painter->setPen(colour(option.palette.color(QPalette::Active, QPalette::Text)));
    draw(painter, first, item.font, inId != matches.cend() ? pieces(*inId) : MatchWords{.before = text, .match = {}, .after = {}});
    if (isTwo) {
        painter->setPen(colour(Presentation::toneColor(Presentation::Tone::Quiet, option.palette)));
        draw(painter, QRect(inner.left(), first.bottom() + 1, inner.width(), found.height()), option.font, matchWords(*other));
    }
    painter->restore();
}

} // namespace Lockstep
