// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/sidebar.h"

#include "core/log.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int barWidth = 172;
constexpr int compactWidth = 56;
constexpr int compactBelow = 100; ///< no room for names
constexpr int rowHeight = 34;
constexpr int padding = 12;
constexpr int iconSize = 18;
constexpr int badgeRole = Qt::UserRole;
constexpr int maxBadge = 999;
constexpr int maxCompactBadge = 99;

/// A list entry with a number at its end.
class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), std::max(rowHeight, option.fontMetrics.height() + 12)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        // The selection fills the row; icon and text keep a distance from the window's edge.
        QStyleOptionViewItem content = option;
        initStyleOption(&content, index);
        const QStyle *style = content.widget->style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &content, painter, content.widget);
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        const auto mirrored = [&](const QRect &place) { return QStyle::visualRect(option.direction, option.rect, place); };
        const QRect picture
            = mirrored(QRect(option.rect.left() + padding, option.rect.center().y() - iconSize / 2, iconSize, iconSize));
        content.icon.paint(painter, picture, Qt::AlignCenter, chosen ? QIcon::Selected : QIcon::Normal);
        painter->setPen(option.palette.color(chosen ? QPalette::HighlightedText : QPalette::WindowText));
        const bool compact = option.rect.width() < compactBelow;
        if (!compact)
            painter->drawText(mirrored(option.rect.adjusted(padding + iconSize + 8, 0, -padding, 0)),
                int(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter) | Qt::AlignAbsolute), content.text);
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            // The style's own frame has the colour of the selection that it stands on.
            painter->save();
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Highlight), 2));
            painter->drawRect(option.rect.adjusted(3, 3, -3, -3));
            painter->restore();
        }
        const int badge = index.data(badgeRole).toInt();
        if (badge <= 0)
            return;
        // Without words beside it the number lies over the icon's corner, and is smaller so that the icon is still seen.
        const int most = compact ? maxCompactBadge : maxBadge;
        const QString text = badge > most ? QString::number(most) + u'+' : QString::number(badge);
        QFont font = option.font;
        font.setBold(true);
        if (compact)
            font.setPointSizeF(font.pointSizeF() * 0.8);
        const QFontMetrics metrics(font);
        const int height = metrics.height() + 2;
        const int wide = std::max(height, metrics.horizontalAdvance(text) + (compact ? 6 : 12));
        const QRect pill = mirrored(QRect(option.rect.right() - wide - (compact ? 1 : 8),
            compact ? picture.top() - height / 3 : option.rect.center().y() - height / 2, wide, height));
        const QColor ground = chosen ? option.palette.color(QPalette::HighlightedText)
                                     : Presentation::toneColor(Presentation::Tone::Critical, option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawRoundedRect(pill, height / 2.0, height / 2.0);
        painter->setFont(font);
        painter->setPen(chosen ? option.palette.color(QPalette::Highlight) : option.palette.color(QPalette::Base));
        painter->drawText(pill, Qt::AlignCenter, text);
        painter->restore();
    }
};
} // namespace

SideBar::SideBar(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_serverLayout(nullptr)
    , m_server(new ElidedLabel(Qt::ElideMiddle, this))
    , m_version(new ElidedLabel(Qt::ElideRight, this))
    , m_user(new ElidedLabel(Qt::ElideMiddle, this))
    , m_liveIcon(new QLabel(this))
    , m_live(new ElidedLabel(Qt::ElideRight, this))
{
    setFixedWidth(barWidth);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);

    QFont bold = m_server->font();
    bold.setBold(true);
    m_server->setFont(bold);

    auto *live = new QHBoxLayout;
    live->setSpacing(5);
    live->addWidget(m_liveIcon);
    live->addWidget(m_live, 1);

    m_serverLayout = new QVBoxLayout;
    auto *server = m_serverLayout;
    server->setContentsMargins(12, 8, 10, 10);
    server->setSpacing(2);
    server->addWidget(m_server);
    server->addWidget(m_version);
    server->addWidget(m_user);
    server->addLayout(live);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addLayout(server);

    letCurrentFollow(m_list);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            Q_EMIT currentChanged(row);
    });
}

void SideBar::addPage(const QString &title, const QIcon &icon)
{
    auto *item = new QListWidgetItem(icon, title, m_list);
    //: tool tip of an entry of the side bar; %1 is the page's name, %2 its keys
    item->setToolTip(Presentation::toolTip(
        tr("%1 (%2)").arg(title, QKeySequence(u"Ctrl+%1"_s.arg(m_list->count())).toString(QKeySequence::NativeText))));
}

void SideBar::setCurrent(int page)
{
    m_list->setCurrentRow(page);
}

int SideBar::current() const
{
    return m_list->currentRow();
}

void SideBar::setBadge(int page, int count)
{
    QListWidgetItem *item = m_list->item(page);
    if (!item)
        return;
    item->setData(badgeRole, count);
    // A screen reader does not see what the delegate paints.
    //: name of an entry of the side bar: a page, and how many things on it need attention
    item->setData(Qt::AccessibleTextRole, count > 0 ? tr("%1, %2").arg(item->text(), QLocale().toString(count)) : item->text());
}

void SideBar::clear()
{
    m_list->clear();
}

void SideBar::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    setFixedWidth(compact ? compactWidth : barWidth);
    for (QWidget *text : {static_cast<QWidget *>(m_server), static_cast<QWidget *>(m_version), static_cast<QWidget *>(m_user),
             static_cast<QWidget *>(m_live)})
        text->setVisible(!compact);
    m_serverLayout->setContentsMargins(compact ? 20 : 12, 8, 10, 10);
}

void SideBar::setServer(const Inspection::Info &info, const QString &userId)
{
    m_server->setText(displayable(info.serverName.toString()));
    m_version->setText(Presentation::serverKindText(info.kind) + u' ' + displayable(info.serverVersion, 60));
    const bool looksOnly = info.caller && info.caller->role == Inspection::Role::Viewer;
    //: %1: a user ID, who may look and not act
    const bool isFile = info.kind == Inspection::ServerKind::Capture || info.kind == Inspection::ServerKind::Case;
    m_live->setVisible(!isFile); // nothing changes in it
    m_liveIcon->setVisible(!isFile);
    if (isFile)
        m_user->setText(tr("read only"));
    else
        m_user->setText(looksOnly ? tr("%1, viewer").arg(displayable(userId)) : displayable(userId));
}

void SideBar::setLive(Live live, const QString &explanation)
{
    using Presentation::Tone;
    const Tone tone = live == Live::Yes ? Tone::Good : live == Live::Connecting ? Tone::Notice : Tone::Critical;
    Presentation::setPicture(m_liveIcon, Presentation::icon(live == Live::No ? u"state-failing"_s : u"live"_s, tone), 16);
    switch (live) {
    case Live::Yes:
        m_live->setText(tr("live"));
        break;
    case Live::Connecting:
        m_live->setText(tr("connecting …"));
        break;
    case Live::No:
        m_live->setText(tr("not live"));
        break;
    }
    Presentation::setToolTip(m_live, explanation);
    Presentation::setToolTip(m_liveIcon, explanation);
}

} // namespace Lockstep
