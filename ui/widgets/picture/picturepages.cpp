// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/picturepages.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace Lockstep {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PicturePages)
};
} // namespace

PicturePages::PicturePages(Picture &picture, QSizeF page)
    : m_picture(picture)
{
    // One that has a single row stands on a page as a whole.
    const double whole = picture.rows() <= 1 ? page.height() / picture.height() : 1;
    m_scale = std::min({1.0, page.width() / picture.width(), whole});
    const double height = page.height() / m_scale;
    const auto fitting = [&](double above) { return std::max(1, int((height - above) / picture.rowHeight())); };
    m_onFirst = fitting(picture.headHeight());
    m_onOthers = fitting(picture.runningHeight());
    const int rest = std::max(0, picture.rows() - m_onFirst);
    m_count = 1 + (rest + m_onOthers - 1) / m_onOthers;
}

std::pair<int, int> PicturePages::rowsOn(int page) const
{
    const int first = page <= 0 ? 0 : m_onFirst + (page - 1) * m_onOthers;
    return {first, std::clamp(m_picture.rows() - first, 0, page <= 0 ? m_onFirst : m_onOthers)};
}

void PicturePages::begin(QPainter &painter, int page) const
{
    painter.scale(m_scale, m_scale);
    if (page == 0)
        m_picture.paintHead(painter);
    else
        m_picture.paintRunning(painter, Words::tr("Page %1 of %2").arg(page + 1).arg(m_count));
    painter.translate(0, page == 0 ? m_picture.headHeight() : m_picture.runningHeight());
}

void PicturePages::paint(QPainter &painter, int page) const
{
    painter.save();
    begin(painter, page);
    const auto [first, count] = rowsOn(page);
    if (count > 0)
        m_picture.paintRows(painter, first, count);
    painter.restore();
}

} // namespace Lockstep
