// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/picture/picture.h"

#include <QSizeF>

namespace Lockstep {

/// A picture on pages: how many there are, and which rows are on which. The picture has been measured and outlives this.
class PicturePages
{
public:
    /// \a page: what can be printed on, in lengths of the screen; not empty.
    PicturePages(Picture &picture, QSizeF page);

    int count() const { return m_count; }
    /// First row and number of rows.
    std::pair<int, int> rowsOn(int page) const;
    /// The page's upper left corner is at 0, 0.
    void paint(QPainter &painter, int page) const;
    /// The same without the rows, for those who paint these piece by piece: the first row's place is at 0, 0 then.
    void begin(QPainter &painter, int page) const;

private:
    Picture &m_picture;
    double m_scale = 1; ///< a picture that is wider than the page becomes smaller
    int m_onFirst = 1;
    int m_onOthers = 1;
    int m_count = 1;
};

} // namespace Lockstep
