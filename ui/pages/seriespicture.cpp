// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/seriespicture.h"

#include "core/log.h"
#include "model/exportsource.h"
#include "model/listexport.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/picture/picturefiles.h"
#include "ui/widgets/seriesplot.h"
#include "ui/words/presentation.h"
#include "ui/words/serieswords.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SeriesPicture)
};

constexpr int plotWidth = 900, plotHeight = 260;
constexpr qsizetype maxName = 200;

Picture::Heading headingOf(const SeriesPicture &what)
{
    Picture::Heading heading;
    heading.title = what.subject.isEmpty() ? SeriesWords::title(what.kind)
                                           //: a figure, and whose: "Updates that came: remote.example"
                                           : Words::tr("%1: %2").arg(SeriesWords::title(what.kind), displayable(what.subject, maxName));
    heading.lines << Words::tr("As %1 has counted it; written %2")
                         .arg(displayable(what.server, maxName), Presentation::absoluteTime(QDateTime::currentMSecsSinceEpoch()));
    heading.lines << Words::tr("From %1 to %2, in steps of %3")
                         .arg(Presentation::absoluteTime(what.line.from), Presentation::absoluteTime(what.line.to), Presentation::duration(what.step));
    heading.lines << SeriesWords::summary(what.kind, what.line, what.step, what.range);
    heading.legend << Words::tr("Line: how it stood at the end of each step. Pale: within which bounds it was. Hatched: nobody looked.");
    return heading;
}

/// Drawn by the plot itself, which nobody sees.
class PlotPicture : public Picture
{
public:
    PlotPicture(const SeriesPicture &what, const QPalette &palette)
        : Picture(headingOf(what), palette, what.font)
    {
        m_plot.setPalette(palette);
        m_plot.setFont(font());
        m_plot.setPlotHeight(plotHeight);
        m_plot.setLine(what.kind, what.line, what.step, what.range);
        m_plot.resize(plotWidth, m_plot.sizeHint().height());
    }
    double width() const override { return plotWidth; }
    int rows() const override { return 1; }
    double rowHeight() const override { return m_plot.height(); }
    void paintRows(QPainter &painter, int, int) override
    {
        painter.save();
        painter.setFont(m_plot.font());
        m_plot.paint(painter);
        painter.restore();
    }

private:
    SeriesPlot m_plot;
};
} // namespace

std::shared_ptr<Picture> SeriesPicture::picture(const QPalette &palette) const
{
    return std::make_shared<PlotPicture>(*this, palette);
}

FileTask::Job SeriesPicture::table() const
{
    const auto next = std::make_shared<qsizetype>(-1);
    FileTask::Job job;
    job.work = [next, points = line.points](QIODevice &file, QString &) {
        QStringList cells{u"at"_s, u"min"_s, u"max"_s, u"last"_s, u"sum"_s, u"minutes"_s};
        if (*next >= 0 && *next < points.size()) {
            const Inspection::SeriesPoint &point = points.at(*next);
            cells = {QDateTime::fromMSecsSinceEpoch(point.at).toUTC().toString(Qt::ISODate)};
            for (const qint64 figure : {point.min, point.max, point.last, point.sum, point.minutes})
                cells << QString::number(figure);
        }
        if (*next < points.size())
            file.write(cells.join(u',').toUtf8() + "\r\n");
        return ++*next < points.size() ? FileTask::Step::More : FileTask::Step::Done;
    };
    return job;
}

ExportOffer SeriesPicture::offer(const QPalette &palette) const
{
    ExportOffer offer;
    offer.title = Words::tr("Export the plot");
    const ExportSource source{
        .name = u"plot-"_s + toApiName(kind), .subject = subject.isEmpty() ? QString() : u"@"_s + subject, .columns = {}, .read = {}};
    offer.fileName = exportFileName(source, ServerName(server), QDate::currentDate(), {});
    offer.fileName.chop(1); // the dot before the suffix
    offer.formats = {{u"svg"_s, Words::tr("Picture in curves and text (SVG)"), true}, {u"png"_s, Words::tr("Picture of pixels (PNG)"), true},
        {u"pdf"_s, Words::tr("Document with pages (PDF)")}, {u"csv"_s, Words::tr("Table for spreadsheets (CSV)")}};
    offer.job = [what = *this, palette](const ExportOffer::Choice &choice) {
        if (choice.suffix == u"csv")
            return what.table();
        const auto format = choice.suffix == u"svg" ? PictureFiles::Format::Svg
            : choice.suffix == u"png"               ? PictureFiles::Format::Png
                                                    : PictureFiles::Format::Pdf;
        return PictureFiles::job(what.picture(choice.isLight ? lightPalette() : palette), format, PictureFiles::defaultPage(QPageLayout::Landscape));
    };
    return offer;
}

} // namespace Lockstep
