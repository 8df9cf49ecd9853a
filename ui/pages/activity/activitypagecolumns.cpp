// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/activitypagecolumns.h"

#include "ui/pages/activity/activitypagemodel.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Lockstep::ActivityColumns {

using Presentation::Tone;
using JobState = RefreshJob::State;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ActivityPage)
};

const RefreshJob &jobOf(const QModelIndex &index)
{
    return static_cast<const ActivityModel *>(index.model())->at(index.row());
}

QString stateText(const RefreshJob &job)
{
    switch (job.state) {
    case JobState::Waiting:
        return Words::tr("waiting");
    case JobState::Running:
        return Words::tr("running");
    case JobState::Succeeded:
        return Words::tr("succeeded");
    case JobState::Failed:
        return Words::tr("failed");
    case JobState::Cancelled:
        return job.started == 0 ? Words::tr("not started") : Words::tr("stopped");
    }
    return {};
}

QIcon stateIcon(JobState state)
{
    switch (state) {
    case JobState::Waiting:
        return Presentation::icon(u"state-queued"_s, Tone::Quiet);
    case JobState::Running:
        return Presentation::icon(u"refresh"_s, Tone::Notice);
    case JobState::Succeeded:
        return Presentation::icon(u"check"_s, Tone::Good);
    case JobState::Failed:
        return Presentation::icon(u"error"_s, Tone::Critical);
    case JobState::Cancelled:
        return Presentation::icon(u"cancel"_s, Tone::Quiet);
    }
    return {};
}

} // namespace

RefreshWords wordsOf(const RefreshJob &job)
{
    return describe(job, job.user.server().toString(), QDateTime::currentMSecsSinceEpoch());
}

QList<PresentedColumn> all()
{
    using C = PresentedColumn;
    QList<C> columns(ActivityModel::ColumnCount);
    columns[ActivityModel::User] = {.title = Words::tr("User"), .kind = C::Id, .width = 240};
    columns[ActivityModel::StateColumn] = {.title = Words::tr("State"),
        .kind = C::Words,
        .width = 120,
        .text = [](const QModelIndex &index) { return stateText(jobOf(index)); },
        .icon = [](const QModelIndex &index) { return stateIcon(jobOf(index).state); }};
    columns[ActivityModel::Requested] = {.title = Words::tr("Requested"), .kind = C::Age, .width = 100};
    columns[ActivityModel::Duration] = {.title = Words::tr("Took"),
        .explanation = Words::tr("From the request to the result."),
        .kind = C::Count,
        .width = 90,
        .text = [](const QModelIndex &index) {
            const QVariant ms = index.data(ActivityModel::SortRole);
            return ms.isValid() ? Presentation::duration(ms.toLongLong()) : u"–"_s;
        }};
    columns[ActivityModel::Outcome] = {.title = Words::tr("Result"),
        .kind = C::Words,
        .width = 420,
        .text = [](const QModelIndex &index) { return wordsOf(jobOf(index)).text; },
        .hint =
            [](const QModelIndex &index) {
                const RefreshWords words = wordsOf(jobOf(index));
                return (QStringList{words.text} + words.details).join(u'\n');
            },
        .tone = [](const QModelIndex &index) { return jobOf(index).state == JobState::Failed ? Tone::Critical : Tone::Quiet; }};
    return columns;
}

} // namespace Lockstep::ActivityColumns
