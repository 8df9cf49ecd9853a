// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/sources/checkcolumns.h"

#include "model/checksmodel.h"
#include "ui/words/checkwords.h"

#include <QCoreApplication>

namespace Lockstep {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SourcesPage)
};

Inspection::CheckState stateOf(const QModelIndex &index)
{
    return Inspection::CheckState(index.siblingAtColumn(ChecksModel::State).data(Qt::UserRole).toInt());
}

} // namespace

QList<PresentedColumn> checkColumns()
{
    using C = PresentedColumn;
    QList<C> columns(ChecksModel::ColumnCount);
    columns[ChecksModel::State] = {.title = Words::tr("State"),
        .kind = C::Words,
        .width = 130,
        .text = [](const QModelIndex &index) { return CheckWords::stateText(stateOf(index)); },
        .tone =
            [](const QModelIndex &index) {
                const Presentation::Tone tone = CheckWords::stateTone(stateOf(index));
                return tone == Presentation::Tone::Good ? Presentation::Tone::Quiet : tone;
            },
        .icon = [](const QModelIndex &index) { return CheckWords::stateIcon(stateOf(index)); }};
    columns[ChecksModel::Area] = {.title = Words::tr("Part"), .kind = C::Words, .width = 120, .text = [](const QModelIndex &index) {
                                      return CheckWords::areaText(Inspection::CheckArea(index.data(Qt::UserRole).toInt()));
                                  }};
    columns[ChecksModel::Subject] = {.title = Words::tr("What was looked at"), .width = 230};
    columns[ChecksModel::Text] = {.title = Words::tr("What is so"), .explanation = Words::tr("In the gateway's own words."), .width = 420};
    columns[ChecksModel::Remedy]
        = {.title = Words::tr("What to do"), .explanation = Words::tr("In the gateway's own words."), .width = 320};
    columns[ChecksModel::RestsOn] = {.title = Words::tr("Known from"), .width = 180, .hidden = true};
    return columns;
}

} // namespace Lockstep
