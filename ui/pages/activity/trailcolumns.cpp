// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/trailcolumns.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "model/trailmodel.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::TrailColumns {

using Inspection::Role;
using Inspection::TrailAction;
using Inspection::TrailEntry;
using Inspection::TrailOutcome;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(TrailView)
};

constexpr int longestName = 255;
constexpr int longestError = 500;

const TrailEntry &entryOf(const QModelIndex &index)
{
    return static_cast<const TrailModel *>(index.model())->at(index.row());
}

QString outcomeText(TrailOutcome outcome)
{
    switch (outcome) {
    case TrailOutcome::Running:
        return Words::tr("running");
    case TrailOutcome::Succeeded:
        return Words::tr("succeeded");
    case TrailOutcome::Failed:
        return Words::tr("failed");
    case TrailOutcome::Refused:
        return Words::tr("refused");
    case TrailOutcome::Unknown:
        return Words::tr("not known");
    }
    return {};
}

Tone outcomeTone(TrailOutcome outcome)
{
    return outcome == TrailOutcome::Failed ? Tone::Critical : outcome == TrailOutcome::Refused ? Tone::Warning : Tone::Quiet;
}

QIcon outcomeIcon(TrailOutcome outcome)
{
    switch (outcome) {
    case TrailOutcome::Running:
        return Presentation::icon(u"refresh"_s, Tone::Notice);
    case TrailOutcome::Succeeded:
        return Presentation::icon(u"check"_s, Tone::Good);
    case TrailOutcome::Failed:
        return Presentation::icon(u"error"_s, Tone::Critical);
    case TrailOutcome::Refused:
        return Presentation::icon(u"cancel"_s, Tone::Warning);
    case TrailOutcome::Unknown:
        break;
    }
    return Presentation::icon(u"info"_s, Tone::Quiet);
}

QString errorText(const TrailEntry &entry)
{
    const QString text = entry.error.isEmpty() ? entry.errcode : entry.error;
    return displayable(text, longestError);
}

QString names(const QList<DeviceId> &devices)
{
    QStringList names;
    for (const DeviceId &device : devices)
        names << displayable(device.toString(), longestName);
    return names.join(u", "_s);
}

} // namespace

QString actionText(TrailAction action)
{
    switch (action) {
    case TrailAction::Refresh:
        return Words::tr("refreshed");
    case TrailAction::ResetDestination:
        return Words::tr("ended the backoff of");
    case TrailAction::ReadContents:
        return Words::tr("read contents to");
    case TrailAction::AcknowledgeIncident:
        return Words::tr("acknowledged the incident");
    case TrailAction::MuteIncidents:
        return Words::tr("muted incidents of");
    case TrailAction::UnmuteIncidents:
        return Words::tr("unmuted incidents of");
    case TrailAction::Audit:
        return Words::tr("audited lists:");
    case TrailAction::Unknown:
        return Words::tr("did something that this version does not know");
    }
    return {};
}

QString resultText(const TrailEntry &entry)
{
    switch (entry.outcome) {
    case TrailOutcome::Failed:
    case TrailOutcome::Refused:
        return errorText(entry).isEmpty() ? Words::tr("No reason is known.") : errorText(entry);
    case TrailOutcome::Unknown:
        return Words::tr("The gateway ended before it was over.");
    case TrailOutcome::Running:
        return Words::tr("under way");
    case TrailOutcome::Succeeded:
        break;
    }
    if (entry.action == TrailAction::Refresh)
        return entry.change ? Presentation::changeText(*entry.change) : Words::tr("The list was fetched");
    return entry.count > 1 ? Words::tr("%n time(s)", nullptr, int(entry.count)) : QString();
}

QStringList details(const TrailEntry &entry)
{
    //: %1: who, %2: did what, %3: on whom
    QStringList lines{
        Words::tr("%1 %2 %3")
            .arg(displayable(entry.by.toString(), longestName), actionText(entry.action), displayable(entry.on, 2 * longestName))};
    QString when = Presentation::absoluteTime(entry.at);
    if (entry.count > 1)
        when = Words::tr("%1 until %2, %n time(s)", nullptr, int(entry.count)).arg(when, Presentation::absoluteTime(entry.finished));
    const QString role = entry.role == Role::Operator ? Words::tr("operator")
        : entry.role == Role::Viewer                  ? Words::tr("viewer")
                                                      : Words::tr("a user of the homeserver without a role here");
    //: %1: when, %2: what somebody is
    lines << Words::tr("%1, as %2").arg(when, role);
    if (const QString result = resultText(entry); !result.isEmpty())
        lines << result;
    if (entry.outcome == TrailOutcome::Succeeded && !errorText(entry).isEmpty())
        lines << Words::tr("It had failed before: %1").arg(errorText(entry));
    if (!entry.change)
        return lines;
    for (const auto &[text, devices] : {std::pair(Words::tr("Added: %1"), &entry.change->added),
             std::pair(Words::tr("Removed: %1"), &entry.change->removed), std::pair(Words::tr("Changed: %1"), &entry.change->changed)}) {
        if (!devices->isEmpty())
            lines << text.arg(names(*devices));
    }
    if (entry.unlisted > 0)
        lines << Words::tr("and %n more device(s) that are not named here", nullptr, int(entry.unlisted));
    return lines;
}

QList<PresentedColumn> all()
{
    using C = PresentedColumn;
    QList<C> columns(TrailModel::ColumnCount);
    columns[TrailModel::At] = {.title = Words::tr("When"), .kind = C::Age, .width = 90};
    columns[TrailModel::By] = {.title = Words::tr("Who"), .kind = C::Id, .width = 180};
    columns[TrailModel::Action] = {.title = Words::tr("What"), .kind = C::Words, .width = 140, .text = [](const QModelIndex &index) {
                                       return actionText(entryOf(index).action);
                                   }};
    columns[TrailModel::On] = {.title = Words::tr("On whom"), .kind = C::Id, .width = 210};
    columns[TrailModel::Outcome] = {.title = Words::tr("State"),
        .kind = C::Words,
        .width = 110,
        .text = [](const QModelIndex &index) { return outcomeText(entryOf(index).outcome); },
        .tone = [](const QModelIndex &index) { return outcomeTone(entryOf(index).outcome); },
        .icon = [](const QModelIndex &index) { return outcomeIcon(entryOf(index).outcome); }};
    columns[TrailModel::Result] = {.title = Words::tr("Result"),
        .kind = C::Words,
        .width = 280,
        .text = [](const QModelIndex &index) { return resultText(entryOf(index)); },
        .hint = [](const QModelIndex &index) { return details(entryOf(index)).join(u'\n'); }};
    columns[TrailModel::Took] = {.title = Words::tr("Took"),
        .kind = C::Count,
        .width = 80,
        .text =
            [](const QModelIndex &index) {
                const QVariant ms = index.data(TrailModel::SortRole);
                return ms.isValid() ? Presentation::duration(ms.toLongLong()) : u"–"_s;
            },
        .hidden = true};
    return columns;
}

QList<ListField> fields()
{
    using M = TrailModel;
    // The model has numbers for what the API has words for.
    const auto action = [](const QModelIndex &row) {
        return toApiName(Inspection::TrailAction(row.siblingAtColumn(M::Action).data(PagedModel::SortRole).toInt()));
    };
    const auto outcome = [](const QModelIndex &row) {
        return toApiName(Inspection::TrailOutcome(row.siblingAtColumn(M::Outcome).data(PagedModel::SortRole).toInt()));
    };
    return {{{.key = u"by"_s}, M::By}, {{.key = u"on"_s}, M::On},
        {{.key = u"action"_s, .kind = FilterField::Word, .values = apiNames<Inspection::TrailAction>()}, M::Action, action},
        {{.key = u"outcome"_s, .kind = FilterField::Word, .values = apiNames<Inspection::TrailOutcome>()}, M::Outcome, outcome},
        {{.key = u"at"_s, .kind = FilterField::Time}, M::At}};
}

} // namespace Lockstep::TrailColumns
