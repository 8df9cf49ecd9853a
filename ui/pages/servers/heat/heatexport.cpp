// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatexport.h"

#include "core/log.h"
#include "model/exportsource.h"
#include "model/heatmapmodel.h"
#include "model/listexport.h"
#include "ui/pages/servers/heat/heatlegend.h"
#include "ui/pages/servers/heat/heatmap.h"
#include "ui/pages/servers/heat/heatwords.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/picture/picturefiles.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::HeatExport {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HeatExport)
};

constexpr double nameWidth = 240, totalWidth = 80;
constexpr qsizetype maxReason = 400;
constexpr int rowsAhead = 40; ///< that are read together

/// Whether these rows were read; otherwise they are asked for.
bool areRead(HeatMapModel &model, int first, int count)
{
    const int end = std::min(first + count, model.rowCount());
    for (int row = first; row < end; ++row) {
        if (!model.isRead(row)) {
            model.look(first, std::max(count, rowsAhead));
            return false;
        }
    }
    return true;
}

QString changed()
{
    return Words::tr("what is shown was read anew meanwhile. Export again");
}

/// \a reason: nothing, if no answer came.
QString notRead(QString reason = {})
{
    while (reason.endsWith(u'.'))
        reason.chop(1);
    return reason.isEmpty() ? Words::tr("what the servers did could not be read in time. Export again")
                            : Words::tr("what the servers did could not be read: %1").arg(displayable(reason, maxReason));
}

/// Notices when what is written is no more what the model holds.
struct Watch
{
    explicit Watch(HeatMapModel *of)
        : model(of)
        , connection(QObject::connect(of, &QAbstractItemModel::modelReset, of, [flag = isOver] { *flag = true; }))
    {
    }
    Watch(const Watch &) = delete;
    Watch &operator=(const Watch &) = delete;
    ~Watch() { QObject::disconnect(connection); }
    bool holds() const { return model && !*isOver; }
    /// Why it cannot be written; empty: it can. What could not be read is not written as "not known".
    QString problem() const
    {
        if (!holds())
            return changed();
        return model->state() == HeatMapModel::State::Failed ? notRead(model->error().text) : QString();
    }

    QPointer<HeatMapModel> model;
    std::shared_ptr<bool> isOver = std::make_shared<bool>(false);
    QMetaObject::Connection connection;
};

class HeatPicture : public Picture
{
public:
    HeatPicture(HeatMapModel *model, const QString &server, const QPalette &palette, const QFont &font)
        : Picture(HeatWords::heading(*model, server), palette, font)
        , m_watch(model)
        , m_column(std::clamp(900.0 / std::max(1, model->columnCount()), 5.0, 20.0))
        , m_columns(model->columnCount())
        , m_rows(model->rowCount())
    {
    }
    double width() const override { return nameWidth + totalWidth + m_columns * m_column + margin; }
    int rows() const override { return m_rows; }
    double rowHeight() const override { return QFontMetricsF(font()).height() + 4; }
    /// All rows are looked at before the first is drawn: the largest count among them says what the colours mean.
    bool measure() override
    {
        if (!m_watch.holds())
            return false;
        const HeatMapModel &model = *m_watch.model;
        const int end = std::min(m_rows, m_seen + rowsAhead);
        m_isReading = !areRead(*m_watch.model, m_seen, end - m_seen);
        if (m_isReading)
            return false;
        for (; m_seen < end; ++m_seen) {
            for (int column = 0; column < m_columns; ++column)
                m_largest = std::max(m_largest, model.count(m_seen, column).value_or(0));
        }
        m_scale = HeatScale(m_largest);
        return m_seen >= m_rows;
    }
    bool isReading() const override { return m_isReading; }
    QString unread() const override { return notRead(); }
    bool isReady(int first, int count) override { return !m_watch.holds() || areRead(*m_watch.model, first, count); }
    QString problem() const override { return m_watch.problem(); }
    double titlesHeight() const override { return 2 * rowHeight() + 6; }
    void paintTitles(QPainter &painter) const override
    {
        if (!m_watch.holds())
            return;
        painter.translate(margin, 0);
        HeatLegend::paint(painter, m_scale, palette(), font());
        painter.translate(nameWidth + totalWidth - margin, rowHeight() + 4);
        painter.setFont(font());
        painter.setPen(palette().color(QPalette::Text));
        HeatMap::paintTimes(painter, *m_watch.model, m_column, m_columns * m_column, rowHeight(), QFontMetrics(font()));
    }
    void paintRows(QPainter &painter, int first, int count) override
    {
        if (!m_watch.holds())
            return;
        const HeatMapModel &model = *m_watch.model;
        const double height = rowHeight();
        painter.fillRect(QRectF(0, 0, width(), count * height), palette().color(QPalette::Base));
        painter.setFont(font());
        const QFontMetricsF metrics(font());
        for (int i = 0; i < count && first + i < m_rows; ++i) {
            const int row = first + i;
            painter.setPen(palette().color(QPalette::Text));
            const QString name = metrics.elidedText(displayable(model.server(row)), Qt::ElideMiddle, nameWidth - 2 * margin);
            painter.drawText(QRectF(margin, i * height, nameWidth - margin, height), Qt::AlignLeft | Qt::AlignVCenter, name);
            painter.drawText(
                QRectF(nameWidth, i * height, totalWidth - margin, height), Qt::AlignRight | Qt::AlignVCenter, Presentation::count(model.total(row)));
            for (int column = 0; column < m_columns; ++column)
                m_scale.paint(painter, QRectF(nameWidth + totalWidth + column * m_column, i * height + 1, m_column - 0.5, height - 2),
                    model.count(row, column), palette());
        }
    }

private:
    Watch m_watch;
    HeatScale m_scale;
    double m_column;
    int m_columns;
    int m_rows;
    int m_seen = 0;
    qint64 m_largest = 0;
    bool m_isReading = false;
};
} // namespace

std::shared_ptr<Picture> picture(HeatMapModel *model, const QString &server, const QPalette &palette, const QFont &font)
{
    return std::make_shared<HeatPicture>(model, server, palette, font);
}

FileTask::Job table(HeatMapModel *model)
{
    struct State
    {
        explicit State(HeatMapModel *of)
            : watch(of)
        {
        }
        Watch watch;
        int next = -1; ///< -1: the names of the columns
        PictureFiles::Patience patience;
    };
    const auto state = std::make_shared<State>(model);
    FileTask::Job job;
    job.work = [state](QIODevice &file, QString &problem) {
        if (problem = state->watch.problem(); !problem.isEmpty())
            return FileTask::Step::Failed;
        const HeatMapModel &map = *state->watch.model;
        QStringList cells;
        if (state->next < 0) {
            cells << u"server"_s << toApiName(map.measure());
            for (int column = 0; column < map.columnCount(); ++column)
                cells << QDateTime::fromMSecsSinceEpoch(map.from(column)).toUTC().toString(Qt::ISODate);
        } else if (state->next < map.rowCount()) {
            const bool isRead = areRead(*state->watch.model, state->next, 1);
            if (!state->patience.isOver(isRead))
                return FileTask::Step::Wait;
            if (!isRead) {
                problem = notRead();
                return FileTask::Step::Failed;
            }
            cells << map.server(state->next) << QString::number(map.total(state->next));
            for (int column = 0; column < map.columnCount(); ++column) {
                const auto count = map.count(state->next, column);
                cells << (count ? QString::number(*count) : QString());
            }
        }
        file.write(csvCells(cells) + "\r\n");
        return ++state->next < map.rowCount() ? FileTask::Step::More : FileTask::Step::Done;
    };
    job.progress = [state, rows = model->rowCount()] { return double(std::max(0, state->next)) / std::max(1, rows); };
    return job;
}

ExportOffer offer(HeatMapModel *model, const QString &server, const QPalette &palette, const QFont &font)
{
    ExportOffer offer;
    offer.title = Words::tr("Export the heat map");
    ExportSource source{.name = u"heat-map-"_s + toApiName(model->measure()), .subject = {}, .columns = {}, .read = {}};
    offer.fileName = exportFileName(source, ServerName(server), QDate::currentDate(), {});
    offer.fileName.chop(1); // the dot before the suffix
    offer.formats = {{u"svg"_s, Words::tr("Picture in curves and text (SVG)"), true}, {u"png"_s, Words::tr("Picture of pixels (PNG)"), true},
        {u"pdf"_s, Words::tr("Document with pages (PDF)")}, {u"csv"_s, Words::tr("Table for spreadsheets (CSV)")}};
    const auto format = [](const QString &suffix) {
        return suffix == u"svg" ? PictureFiles::Format::Svg : suffix == u"png" ? PictureFiles::Format::Png : PictureFiles::Format::Pdf;
    };
    // The window of the question may outlive the page.
    offer.refusal = [=, model = QPointer<HeatMapModel>(model)](const ExportOffer::Choice &choice) {
        if (!model)
            return changed();
        const int most = PictureFiles::mostRows(format(choice.suffix), QFontMetricsF(font).height() + 4);
        if (choice.suffix == u"csv" || model->rowCount() <= most)
            return QString();
        return Words::tr("%1 servers are too many for this format, which takes %2. Choose PDF or CSV, or search for fewer.")
            .arg(Presentation::count(model->rowCount()), Presentation::count(most));
    };
    offer.job = [=, model = QPointer<HeatMapModel>(model)](const ExportOffer::Choice &choice) {
        if (!model) {
            FileTask::Job none;
            none.work = [](QIODevice &, QString &problem) {
                problem = changed();
                return FileTask::Step::Failed;
            };
            return none;
        }
        if (choice.suffix == u"csv")
            return table(model);
        return PictureFiles::job(picture(model, server, choice.isLight ? lightPalette() : palette, font), format(choice.suffix),
            PictureFiles::defaultPage(QPageLayout::Landscape));
    };
    return offer;
}

} // namespace Lockstep::HeatExport
