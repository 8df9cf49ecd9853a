// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverspagecolumns.h"

#include "model/destinationmodel.h"
#include "ui/words/presentation.h"
#include "ui/words/queuewords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::ServerColumns {

using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Lockstep::ServersPage)
};

qint64 raw(const QModelIndex &index, int column)
{
    return index.siblingAtColumn(column).data(PagedModel::SortRole).toLongLong();
}

Tone failingTone(const QModelIndex &index)
{
    return raw(index, DestinationModel::FailingSince) > 0 ? Tone::Warning : Tone::Quiet;
}
} // namespace

QList<PresentedColumn> all()
{
    using C = PresentedColumn;
    const auto when = [](const QModelIndex &index) { return Presentation::absoluteTime(index.data(PagedModel::SortRole).toLongLong()); };
    QList<C> columns(DestinationModel::ColumnCount);
    columns[DestinationModel::Destination] = {.title = Words::tr("Server"), .kind = C::Id, .width = 260};
    columns[DestinationModel::FailingSince] = {.title = Words::tr("State"),
        .explanation = Words::tr("Since when every try has failed, by what the homeserver keeps. Without a backoff a try may have failed "
                                 "all the same: what is known of its answers stands beside the list."),
        .kind = C::Words,
        .width = 170,
        .text =
            [](const QModelIndex &index) {
                const qint64 since = index.data(PagedModel::SortRole).toLongLong();
                return since > 0 ? Words::tr("failing for %1").arg(Presentation::relativeTime(since)) : Words::tr("no backoff");
            },
        .hint = when,
        .tone = failingTone,
        .icon =
            [](const QModelIndex &index) {
                return failingTone(index) == Tone::Warning ? Presentation::icon(u"state-failing"_s, Tone::Warning) : QIcon();
            }};
    columns[DestinationModel::RetryLast] = {.title = Words::tr("Last try"), .kind = C::Age, .width = 90};
    columns[DestinationModel::RetryAt] = {.title = Words::tr("Next try"),
        .kind = C::Words,
        .width = 110,
        .text = [](const QModelIndex &index) { return QueueWords::nextTry(index.data(PagedModel::SortRole).toLongLong()); },
        .hint = when};
    columns[DestinationModel::RetryInterval] = {.title = Words::tr("Wait"),
        .explanation = Words::tr("How long the homeserver waits between tries; it grows with each failure."),
        .kind = C::Words,
        .width = 90,
        .text =
            [](const QModelIndex &index) {
                const qint64 interval = index.data(PagedModel::SortRole).toLongLong();
                return interval > 0 ? Presentation::duration(interval) : u"–"_s;
            },
        .hidden = true};
    columns[DestinationModel::UsersTracked] = {.title = Words::tr("Tracked users"),
        .explanation = Words::tr("Users of that server whose device lists are kept here."),
        .kind = C::Count,
        .width = 120};
    columns[DestinationModel::UsersStale] = {.title = Words::tr("Stale"),
        .explanation = Words::tr("Users of that server whose list is out of step and waits for a resync."),
        .kind = C::Count,
        .width = 80,
        .tone = [](const QModelIndex &index) { return index.data(PagedModel::SortRole).toLongLong() > 0 ? Tone::Warning : Tone::Quiet; }};
    columns[DestinationModel::Waiting] = {.title = Words::tr("Messages waiting"),
        .explanation = Words::tr("Send-to-device messages of local users that this server has not confirmed."),
        .kind = C::Count,
        .width = 120};
    return columns;
}

} // namespace Lockstep::ServerColumns
