// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFont>
#include <QPalette>
#include <QStringList>

class QPainter;

namespace Lockstep {

/// What is shown somewhere, to be drawn elsewhere: into a file or on paper. A heading, and below it rows of one height, which are few or a
/// million; a plot has one. Lengths are those of the screen. GUI thread.
class Picture
{
public:
    struct Heading
    {
        QString title;
        QStringList lines; ///< what it is of, when, from whom
        QStringList legend; ///< what signs mean; may be empty
    };

    /// \a palette: the colours it is drawn in.
    Picture(Heading heading, const QPalette &palette, const QFont &font);
    virtual ~Picture();

    const Heading &heading() const { return m_heading; }
    const QPalette &palette() const { return m_palette; }

    /// Finds out how wide it is; some ms of work a call. True when it is known, which the others rely on.
    virtual bool measure() { return true; }
    /// Whether measure() waits for what is being read.
    virtual bool isReading() const { return false; }
    virtual double width() const = 0;
    virtual int rows() const = 0;
    virtual double rowHeight() const = 0;
    /// Whether all that these rows say is there; otherwise it is being asked for.
    virtual bool isReady(int, int) { return true; }
    /// Why it is not drawn at all if what it waits for does not come; empty: rows are drawn as they are.
    virtual QString unread() const { return {}; }
    /// What has become of it: the reason why it cannot be drawn any more; empty as long as it can.
    virtual QString problem() const { return {}; }
    /// The top of the first of them is at 0.
    virtual void paintRows(QPainter &painter, int first, int count) = 0;

    /// Above the rows on every page: what their columns are.
    virtual double titlesHeight() const { return 0; }
    virtual void paintTitles(QPainter &) const { }

    double headHeight() const;
    void paintHead(QPainter &painter) const;
    /// What stands above the pages after the first.
    double runningHeight() const;
    void paintRunning(QPainter &painter, const QString &page) const;
    double height() const { return headHeight() + rows() * rowHeight() + margin; }

    static constexpr double margin = 12;

protected:
    const QFont &font() const { return m_font; }

private:
    QFont titleFont() const;
    double textHeight(const QFont &font, const QString &text) const;

    Heading m_heading;
    QPalette m_palette;
    QFont m_font;
};

} // namespace Lockstep
