// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/files/filetask.h"
#include "ui/widgets/picture/picture.h"

#include <QPageLayout>

#include <memory>

namespace Lockstep {

/// Pictures as files, a few rows at a time. What one file can hold is limited: see mostRows().
namespace PictureFiles {

enum class Format { Svg, Png, Pdf };

/// Rows of that height that the format takes; a larger picture has to be cut, or written as text. SVG: what browsers and drawing programs
/// open without complaint; PNG: 16,000 px of height; PDF: about a thousand pages.
int mostRows(Format format, double rowHeight);

FileTask::Job job(std::shared_ptr<Picture> picture, Format format, const QPageLayout &page);

/// What can be printed on, in lengths of the screen; and the resolution that makes it so.
QSizeF pageSize(const QPageLayout &page);
int resolution();
/// The paper of this place, with margins, upright or not.
QPageLayout defaultPage(QPageLayout::Orientation orientation);

/// Some time is given to what is still being read; once it was in vain, all is drawn as it is.
class Patience
{
public:
    bool isOver(bool ready)
    {
        if (ready)
            m_asked = 0;
        m_isGone = m_isGone || (!ready && ++m_asked > most);
        return ready || m_isGone;
    }

private:
    static constexpr int most = 400; ///< times 25 ms
    int m_asked = 0;
    bool m_isGone = false;
};

/// Measures a picture, with patience for what it reads for that. Done: it is measured; Failed: \a problem says why.
FileTask::Step measure(Picture &picture, Patience &patience, QString &problem);
/// Waits for what these rows say. More: they can be drawn.
FileTask::Step await(Picture &picture, Patience &patience, int first, int count, QString &problem);

} // namespace PictureFiles

} // namespace Lockstep
