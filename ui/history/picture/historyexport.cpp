// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/picture/historyexport.h"

#include "core/log.h"
#include "model/exportsource.h"
#include "session/session.h"
#include "ui/history/historypane.h"
#include "ui/history/picture/historypicture.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/picture/picturefiles.h"
#include "ui/widgets/picture/printpreview.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QDateTime>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype maxText = 200;

std::optional<PictureFiles::Format> pictureFormat(const QString &suffix)
{
    using PictureFiles::Format;
    if (suffix == u"svg")
        return Format::Svg;
    if (suffix == u"png")
        return Format::Png;
    return suffix == u"pdf" ? std::optional(Format::Pdf) : std::nullopt;
}

FileTask::Job none()
{
    FileTask::Job job;
    job.work = [](QIODevice &, QString &problem) {
        problem = HistoryExport::tr("the rows that were chosen are not shown any more. Export again");
        return FileTask::Step::Failed;
    };
    return job;
}

QString refused()
{
    return HistoryExport::tr("These rows are not shown any more. Export again.");
}

/// The newest or, from the end, the oldest time among these rows; places of what is missing have none.
qint64 timeAmong(const HistoryModel &model, int from, int step, int count)
{
    for (int i = 0, row = from; i < count; ++i, row += step) {
        const HistoryItem item = model.item(row);
        if (item.type != HistoryItem::Gap && item.received > 0)
            return item.type == HistoryItem::Fold && step < 0 ? model.timeOfOldest(row) : item.received;
    }
    return 0;
}
} // namespace

HistoryExport::HistoryExport(HistoryPane *pane, Session *session)
    : QObject(pane)
    , m_pane(pane)
    , m_view(pane->view())
    , m_session(session)
    , m_export(pane->banner(), session ? session->settings() : nullptr, pane)
{
    connect(m_view, &HistoryView::exportRequested, this, &HistoryExport::ask);
    connect(m_view, &HistoryView::printRequested, this, &HistoryExport::print);
    // What is written belongs to the user that is shown.
    connect(m_pane->model(), &HistoryModel::userChanged, this, [this] {
        if (m_export.cancel())
            m_pane->banner()->showMessage(
                Presentation::Tone::Notice, tr("Another user is shown now: the export was ended, and nothing was written."));
        else if (!m_export.isRunning())
            m_pane->banner()->hide();
    });
}

QList<HistoryExport::Part> HistoryExport::parts() const
{
    QList<Part> parts{All};
    if (m_view->currentRow() >= 0 && m_view->comparedRow() >= 0)
        parts << Between;
    if (rows(Seen).second < rows(All).second)
        parts << Seen;
    return parts;
}

std::pair<int, int> HistoryExport::rows(Part part) const
{
    const int all = m_view->model()->rowCount();
    if (part == Between && m_view->currentRow() >= 0 && m_view->comparedRow() >= 0) {
        const auto [first, last] = std::minmax(m_view->currentRow(), m_view->comparedRow());
        return {first, last - first + 1};
    }
    if (part == Seen) {
        const int first = std::min(m_view->topRow(), std::max(0, all - 1));
        return {first, std::min(all - first, std::max(1, m_view->viewport()->height() / std::max(1, m_view->rowHeight())))};
    }
    return {0, all};
}

GraphText::Heading HistoryExport::heading(int first, int count) const
{
    const HistoryModel &model = *m_view->model();
    GraphText::Heading heading{.user = model.user(), .written = QDateTime::currentMSecsSinceEpoch(), .filter = model.filter()};
    heading.updates = model.updatesIn(first, count);
    heading.known = model.loaded();
    heading.recorded = std::max(model.expected(), model.loaded());
    heading.noLongerKept = model.noLongerKept();
    if (m_session) {
        heading.server = m_session->info().serverName;
        QStringList sources;
        for (const Inspection::SourceStatus &source : m_session->info().sources)
            sources << Presentation::sourceKindText(source.kind);
        sources.removeDuplicates();
        heading.source
            = Presentation::serverKindText(m_session->info().kind) + (sources.isEmpty() ? QString() : u": "_s + sources.join(u", "_s));
    }
    heading.words = QStringList{pictureHeading(first, count).title} + pictureHeading(first, count).lines;
    return heading;
}

Picture::Heading HistoryExport::pictureHeading(int first, int count) const
{
    const HistoryModel &model = *m_view->model();
    const bool utc = m_view->timeStyle().utc;
    const auto exact = [utc](qint64 ms) { return ms > 0 ? HistoryText::exactTime(ms, utc) : u"–"_s; };
    Picture::Heading heading;
    heading.title = tr("History of the device list of %1").arg(displayable(model.user().toString(), maxText));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    heading.lines << (m_session
            ? tr("As %1 has seen it; written %2").arg(displayable(m_session->info().serverName.toString(), maxText), exact(now))
            : tr("Written %1").arg(exact(now)));
    heading.lines
        << tr("From %1 to %2").arg(exact(timeAmong(model, first + count - 1, -1, count)), exact(timeAmong(model, first, 1, count)));
    const qint64 known = model.loaded(), recorded = std::max(model.expected(), known);
    const qint64 gone = model.noLongerKept();
    const QString pattern = gone > 0 || model.keptSince() > 0 ? tr("%1 of the %2 updates that are still kept") : tr("%1 of %2 updates");
    QString counts = pattern.arg(Presentation::count(model.updatesIn(first, count)), Presentation::count(recorded));
    if (!model.isComplete())
        counts += u"; "_s + tr("older ones than the newest %1 were not loaded").arg(Presentation::count(known));
    heading.lines << counts;
    if (gone > 0)
        heading.lines << HistoryText::end(gone, model.keptSince(), utc);
    const HistoryFilter &filter = model.filter();
    QStringList filters;
    if (filter.breaksOnly)
        filters << tr("only breaks");
    if (!filter.text.isEmpty())
        filters << tr("with “%1”").arg(displayable(filter.text, maxText));
    if (filter.hasRange())
        filters << tr("received %1").arg(HistoryText::range(filter.from, filter.to, utc) + u' ' + HistoryText::zone(filter.to, utc));
    if (!filters.isEmpty())
        heading.lines << tr("Filter: %1").arg(filters.join(u", "_s));
    if (m_session) {
        QStringList sources;
        for (const Inspection::SourceStatus &source : m_session->info().sources)
            sources << Presentation::sourceKindText(source.kind);
        sources.removeDuplicates();
        if (!sources.isEmpty())
            heading.lines << tr("Source: %1 (%2)").arg(Presentation::serverKindText(m_session->info().kind), sources.join(u", "_s));
    }
    heading.legend = HistoryPicture::legend();
    return heading;
}

std::optional<std::pair<int, int>> HistoryExport::rowsNow(const Offered &offered, const UserId &user) const
{
    if (m_view->model()->user() != user)
        return {};
    // All stays all, also of a history that goes on or is folded.
    if (offered.part == All)
        return rows(All);
    if (!offered.first.isValid() || offered.first.row() + offered.count > m_view->model()->rowCount())
        return {};
    return std::pair(offered.first.row(), offered.count);
}

QString HistoryExport::refusal(const Offered &offered, const UserId &user, const ExportOffer::Choice &choice) const
{
    const auto place = rowsNow(offered, user);
    if (!place)
        return refused();
    const auto format = pictureFormat(choice.suffix);
    const int count = place->second;
    if (!format)
        return {};
    const int most = PictureFiles::mostRows(*format, HistoryPicture::rowHeightOf(*m_view));
    if (count <= most)
        return {};
    //: %1: how many rows there are, %2: how many fit; numbers with separators
    return tr("%1 rows are too many for this format, which takes %2. Choose PDF (up to %3 rows) or DOT or JSON (any number), a part, or "
              "narrow the "
              "history down first: by the filter, or by a range of time on its axis.")
        .arg(Presentation::count(count), Presentation::count(most),
            Presentation::count(PictureFiles::mostRows(PictureFiles::Format::Pdf, 1)));
}

FileTask::Job HistoryExport::job(const Offered &offered, const UserId &user, const ExportOffer::Choice &choice) const
{
    const auto place = rowsNow(offered, user);
    if (!place)
        return none();
    const auto [first, count] = *place;
    if (const auto format = pictureFormat(choice.suffix)) {
        const QPalette palette = choice.isLight ? lightPalette() : m_view->palette();
        auto picture = std::make_shared<HistoryPicture>(*m_view, first, count, pictureHeading(first, count), palette);
        return PictureFiles::job(std::move(picture), *format, PictureFiles::defaultPage(QPageLayout::Landscape));
    }
    HistoryModel *model = m_view->model();
    const auto label = [model, times = m_view->timeStyle()](int row) {
        const HistoryItem item = model->item(row);
        const QString time = HistoryText::shownTime(*model, row, times);
        const QString words = HistoryText::heading(item, model->knowsTheStart());
        QStringList lines{words};
        if (item.type == HistoryItem::Update && item.breaks)
            lines << Presentation::breaksText(item.breaks);
        if (!time.isEmpty())
            lines << time;
        return lines.join(u'\n');
    };
    const auto format = choice.suffix == u"dot" ? GraphText::Format::Dot : GraphText::Format::Json;
    return GraphText::job(model, first, count, heading(first, count), format, label);
}

ExportOffer HistoryExport::offer() const
{
    ExportOffer offer;
    offer.title = tr("Export the graph");
    ExportSource source{.name = u"graph"_s, .subject = m_view->model()->user().toString(), .columns = {}, .read = {}};
    offer.fileName = exportFileName(source, {}, QDate::currentDate(), {});
    offer.fileName.chop(1); // the dot before the suffix
    offer.formats = {{u"svg"_s, tr("Picture in curves and text (SVG)"), true}, {u"png"_s, tr("Picture of pixels (PNG)"), true},
        {u"pdf"_s, tr("Document with pages (PDF)")}, {u"dot"_s, tr("Graph for Graphviz (DOT)")},
        {u"json"_s, tr("Graph for programs (JSON)")}};
    // What is selected and seen, and of whom, may become another while it is asked for.
    QList<Offered> offered;
    for (const Part part : parts()) {
        const auto [first, count] = rows(part);
        offered << Offered{part, QPersistentModelIndex(m_view->model()->index(first, 0)), count};
        const QString number = Presentation::count(count);
        offer.parts << (part == All ? tr("All %1 rows that are shown").arg(number)
                : part == Between   ? tr("%1 rows, from the selected to the compared one").arg(number)
                                    : tr("%1 rows, those on the screen").arg(number));
    }
    const UserId user = m_view->model()->user();
    const QPointer<const HistoryExport> self(this);
    offer.refusal = [self, offered, user](const ExportOffer::Choice &choice) {
        return self ? self->refusal(offered.at(std::clamp(choice.part, 0, int(offered.size()) - 1)), user, choice) : refused();
    };
    offer.job = [self, offered, user](const ExportOffer::Choice &choice) {
        return self ? self->job(offered.at(std::clamp(choice.part, 0, int(offered.size()) - 1)), user, choice) : none();
    };
    return offer;
}

void HistoryExport::ask()
{
    if (m_view->model() && m_view->model()->rowCount() > 0)
        m_export.ask(offer());
}

void HistoryExport::print()
{
    if (!m_view->model() || m_view->model()->rowCount() == 0)
        return;
    const auto [first, count] = rows(parts().contains(Between) ? Between : All);
    const int most = PictureFiles::mostRows(PictureFiles::Format::Pdf, 1);
    if (count > most) {
        m_pane->banner()->showMessage(Presentation::Tone::Notice,
            tr("%1 rows are too many to be printed; %2 are not. Narrow the history down first: by the filter, or by a range of time on its "
               "axis.")
                .arg(Presentation::count(count), Presentation::count(most)));
        return;
    }
    auto picture = std::make_shared<HistoryPicture>(*m_view, first, count, pictureHeading(first, count), lightPalette());
    auto *preview = new PrintPreview(std::move(picture), m_pane->window());
    preview->setAttribute(Qt::WA_DeleteOnClose);
    // The rows are the pane's.
    connect(m_pane->model(), &HistoryModel::userChanged, preview, &QDialog::reject);
    connect(this, &QObject::destroyed, preview, &QDialog::reject);
    preview->open();
}

} // namespace Lockstep
