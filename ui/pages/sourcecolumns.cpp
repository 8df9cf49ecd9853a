// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/sourcecolumns.h"

#include "core/log.h"
#include "model/sourcesmodel.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(OverviewPage)
};
} // namespace

QList<PresentedColumn> sourceColumns()
{
    using C = PresentedColumn;
    const auto stateOf = [](const QModelIndex &index) {
        return index.siblingAtColumn(SourcesModel::StateColumn).data(Qt::UserRole).value<Inspection::SourceState>();
    };
    QList<C> columns(SourcesModel::ColumnCount);
    columns[SourcesModel::Kind] = {.title = Words::tr("Source"), .kind = C::Words, .width = 140, .text = [](const QModelIndex &index) {
                                       return Presentation::sourceKindText(index.data(Qt::UserRole).value<Inspection::SourceKind>());
                                   }};
    columns[SourcesModel::StateColumn] = {.title = Words::tr("State"),
        .kind = C::Words,
        .width = 130,
        .text = [stateOf](const QModelIndex &index) { return Presentation::sourceStateText(stateOf(index)); },
        .tone =
            [stateOf](const QModelIndex &index) {
                const Tone tone = Presentation::sourceStateTone(stateOf(index));
                return tone == Tone::Good ? Tone::Quiet : tone;
            },
        .icon =
            [stateOf](const QModelIndex &index) {
                const Tone tone = Presentation::sourceStateTone(stateOf(index));
                return Presentation::icon(tone == Tone::Critical ? u"error"_s : tone == Tone::Good ? u"check"_s : u"info"_s, tone);
            }};
    columns[SourcesModel::Behind] = {.title = Words::tr("Unread"),
        .explanation = Words::tr("How much of a log is still to be read."),
        .kind = C::Bytes,
        .width = 90,
        .text
        = [](const QModelIndex &index) { return index.data().toLongLong() > 0 ? Presentation::bytes(index.data().toLongLong()) : u"–"_s; }};
    const auto detail = [stateOf](const QModelIndex &index) {
        return Presentation::sourceText(index.siblingAtColumn(SourcesModel::Kind).data(Qt::UserRole).value<Inspection::SourceKind>(),
            stateOf(index), index.data().toString());
    };
    columns[SourcesModel::Detail] = {.title = Words::tr("Detail"), .width = 460, .text = detail, .hint = detail};
    return columns;
}

QString historyExtent(const Inspection::Info &info)
{
    if (info.recordedSince <= 0)
        return info.history.available ? Words::tr("No update has been recorded yet.") : QString();
    return Words::tr("%1 update(s) recorded since %2.", nullptr, int(std::clamp<qint64>(info.historyUpdates, 0, 1'000'000)))
        .arg(QLocale().toString(info.historyUpdates), Presentation::absoluteTime(info.recordedSince));
}

} // namespace Lockstep
