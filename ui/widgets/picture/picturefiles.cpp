// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/picturefiles.h"

#include "ui/widgets/picture/picturepages.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QScreen>
#include <QSvgGenerator>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Lockstep::PictureFiles {

namespace {
constexpr int rowsAtOnce = 8; ///< a few ms of painting
constexpr int mostSvgRows = 2'000;
constexpr int mostPdfRows = 40'000;
constexpr int mostPixels = 16'000; ///< of height, which viewers take
constexpr qint64 mostArea = 24'000'000;

/// What is drawn on, without the picture: the end of it may come in another thread.
struct Canvas
{
    QSvgGenerator svg;
    std::shared_ptr<QImage> image;
    QPainter painter; // goes before what it paints on

    ~Canvas()
    {
        if (painter.isActive())
            painter.end();
    }
};

/// One sheet that is as long as it has to be.
struct Sheet
{
    std::shared_ptr<Picture> picture;
    std::shared_ptr<Canvas> canvas = std::make_shared<Canvas>();
    Patience patience;
    bool isMeasured = false;
    bool isBegun = false;
    int done = 0;

    bool beginSvg(QIODevice &file)
    {
        QSvgGenerator &svg = canvas->svg;
        svg.setOutputDevice(&file);
        svg.setResolution(resolution());
        const QSizeF size(std::ceil(picture->width()), std::ceil(picture->height()));
        svg.setSize(size.toSize());
        svg.setViewBox(QRectF(QPointF(), size));
        // No title and description: Qt 6.4 writes them as they are, whatever a stranger put into them. The text is in the picture anyway.
        return canvas->painter.begin(&svg);
    }
    bool beginPng()
    {
        // Twice as fine where that has room.
        const double width = std::ceil(picture->width()), height = std::ceil(picture->height());
        const double scale = 2 * height <= mostPixels && 4 * width * height <= double(mostArea) ? 2 : 1;
        auto &image = canvas->image;
        image = std::make_shared<QImage>((QSizeF(width, height) * scale).toSize(), QImage::Format_RGB32);
        image->setDotsPerMeterX(int(resolution() / 0.0254));
        image->setDotsPerMeterY(int(resolution() / 0.0254));
        if (image->isNull() || !canvas->painter.begin(image.get()))
            return false;
        canvas->painter.scale(scale, scale);
        return true;
    }
    FileTask::Step step(QIODevice &file, bool isSvg, QString &problem)
    {
        if (problem = picture->problem(); !problem.isEmpty())
            return FileTask::Step::Failed;
        if (!isMeasured) {
            const FileTask::Step step = measure(*picture, patience, problem);
            isMeasured = step == FileTask::Step::Done;
            return isMeasured ? FileTask::Step::More : step;
        }
        if (!isBegun) {
            if (!(isSvg ? beginSvg(file) : beginPng())) {
                problem = QCoreApplication::translate("PictureFiles", "there is not enough memory for a picture of that size");
                return FileTask::Step::Failed;
            }
            isBegun = true;
            picture->paintHead(canvas->painter);
            canvas->painter.translate(0, picture->headHeight());
        }
        const int count = std::min(rowsAtOnce, picture->rows() - done);
        if (const FileTask::Step step = await(*picture, patience, done, count, problem); step != FileTask::Step::More)
            return step;
        QPainter &painter = canvas->painter;
        if (count > 0)
            picture->paintRows(painter, done, count);
        painter.translate(0, count * picture->rowHeight());
        done += count;
        if (done < picture->rows())
            return FileTask::Step::More;
        painter.fillRect(QRectF(0, 0, picture->width() + 1, Picture::margin + 2), picture->palette().color(QPalette::Base));
        if (!isSvg)
            painter.end();
        return FileTask::Step::Done;
    }
};

struct Paper
{
    std::shared_ptr<Picture> picture;
    std::unique_ptr<QPdfWriter> pdf;
    std::unique_ptr<PicturePages> pages;
    QPainter painter;
    Patience patience;
    bool isMeasured = false;
    bool isBegun = false; ///< the page
    int painted = 0; ///< rows of it
    int done = 0; ///< pages

    ~Paper()
    {
        if (painter.isActive())
            painter.end();
    }
    FileTask::Step step(QIODevice &file, const QPageLayout &page, QString &problem)
    {
        if (problem = picture->problem(); !problem.isEmpty())
            return FileTask::Step::Failed;
        if (!isMeasured) {
            const FileTask::Step step = measure(*picture, patience, problem);
            isMeasured = step == FileTask::Step::Done;
            return isMeasured ? FileTask::Step::More : step;
        }
        if (!pdf) {
            pdf = std::make_unique<QPdfWriter>(&file);
            pdf->setResolution(resolution());
            pdf->setPageLayout(page);
            pdf->setTitle(picture->heading().title);
            pdf->setCreator(u"Lockstep"_s);
            pages = std::make_unique<PicturePages>(*picture, pageSize(page));
            if (!painter.begin(pdf.get())) {
                problem = QCoreApplication::translate("PictureFiles", "the document could not be begun");
                return FileTask::Step::Failed;
            }
        }
        if (done == pages->count())
            return end();
        const auto [first, count] = pages->rowsOn(done);
        if (const FileTask::Step step = await(*picture, patience, first, count, problem); step != FileTask::Step::More)
            return step;
        if (!isBegun) {
            if (done > 0)
                pdf->newPage(); // packs the one before
            painter.save();
            pages->begin(painter, done);
            isBegun = true;
            painted = 0;
            return FileTask::Step::More;
        }
        const int some = std::min(rowsAtOnce, count - painted);
        if (some > 0)
            picture->paintRows(painter, first + painted, some);
        painter.translate(0, some * picture->rowHeight());
        painted += some;
        if (painted < count)
            return FileTask::Step::More;
        painter.restore();
        isBegun = false;
        ++done;
        return FileTask::Step::More;
    }
    /// Fonts are put into it.
    FileTask::Step end()
    {
        painter.end();
        pdf.reset();
        return FileTask::Step::Done;
    }
};
} // namespace

int mostRows(Format format, double rowHeight)
{
    if (format == Format::Png)
        return std::max(1, int((mostPixels - 1'000) / std::max(1.0, rowHeight)));
    return format == Format::Svg ? mostSvgRows : mostPdfRows;
}

int resolution()
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    return screen ? std::max(1, int(std::lround(screen->logicalDotsPerInchY()))) : 96;
}

QSizeF pageSize(const QPageLayout &page)
{
    return QSizeF(page.paintRectPixels(resolution()).size());
}

QPageLayout defaultPage(QPageLayout::Orientation orientation)
{
    const bool metric = QLocale().measurementSystem() == QLocale::MetricSystem;
    return {QPageSize(metric ? QPageSize::A4 : QPageSize::Letter), orientation, QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter};
}

FileTask::Step measure(Picture &picture, Patience &patience, QString &problem)
{
    if (picture.measure())
        return FileTask::Step::Done;
    const bool isReading = picture.isReading();
    if (!patience.isOver(!isReading))
        return FileTask::Step::Wait;
    problem = isReading ? picture.unread() : QString();
    return !problem.isEmpty() ? FileTask::Step::Failed : isReading ? FileTask::Step::Wait : FileTask::Step::More;
}

FileTask::Step await(Picture &picture, Patience &patience, int first, int count, QString &problem)
{
    const bool isReady = count <= 0 || picture.isReady(first, count);
    if (!patience.isOver(isReady))
        return FileTask::Step::Wait;
    problem = isReady ? QString() : picture.unread();
    return problem.isEmpty() ? FileTask::Step::More : FileTask::Step::Failed;
}

FileTask::Job job(std::shared_ptr<Picture> picture, Format format, const QPageLayout &page)
{
    FileTask::Job job;
    if (format == Format::Pdf) {
        const auto paper = std::make_shared<Paper>();
        paper->picture = std::move(picture);
        job.work = [paper, page](QIODevice &file, QString &problem) { return paper->step(file, page, problem); };
        job.progress = [paper] { return paper->pages ? double(paper->done) / paper->pages->count() : 0.0; };
        return job;
    }
    const auto sheet = std::make_shared<Sheet>();
    sheet->picture = std::move(picture);
    const bool isSvg = format == Format::Svg;
    // The picture stays with the window; another thread gets what was drawn alone.
    const auto drawn = std::make_shared<std::shared_ptr<Canvas>>();
    job.work = [sheet, drawn, isSvg](QIODevice &file, QString &problem) {
        const FileTask::Step step = sheet->step(file, isSvg, problem);
        if (step == FileTask::Step::Done)
            *drawn = std::exchange(sheet->canvas, {});
        return step;
    };
    // Compressing a long picture takes a second, and putting curves together to a text longer than a frame.
    job.last = [drawn, isSvg](QIODevice &file) {
        const std::shared_ptr<Canvas> canvas = std::exchange(*drawn, {});
        if (!isSvg)
            return canvas->image->save(&file, "PNG") ? QString() : file.errorString();
        canvas->painter.end(); // writes it; whether that went well is seen when the file is put into its place
        return QString();
    };
    job.progress = [sheet] { return double(sheet->done) / std::max(1, sheet->picture->rows()); };
    return job;
}

} // namespace Lockstep::PictureFiles
