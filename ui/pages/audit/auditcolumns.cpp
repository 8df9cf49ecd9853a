// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/auditcolumns.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/audited.h"
#include "model/auditmodel.h"
#include "ui/words/auditwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::AuditColumns {

using namespace Inspection;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AuditPage)
};

const Audit &auditOf(const QModelIndex &index)
{
    return static_cast<const AuditModel *>(index.model())->at(index.row());
}

const AuditedList &listOf(const QModelIndex &index)
{
    return static_cast<const AuditedListModel *>(index.model())->at(index.row());
}

QIcon stateIcon(const Audit &audit)
{
    switch (audit.state) {
    case AuditState::Running:
        return Presentation::icon(u"play"_s, Tone::Notice);
    case AuditState::Paused:
        return Presentation::icon(u"pause"_s, Tone::Warning);
    case AuditState::Finished: // green is for what was found to be right
        if (audit.differ > 0)
            return Presentation::icon(u"error"_s, Tone::Critical);
        return audit.same > 0 ? Presentation::icon(u"check"_s, Tone::Good) : Presentation::icon(u"warning"_s, Tone::Warning);
    case AuditState::Cancelled:
        return Presentation::icon(u"cancel"_s, Tone::Quiet);
    case AuditState::Unknown:
        break;
    }
    return Presentation::icon(u"state-unknown"_s, Tone::Quiet);
}

} // namespace

QList<PresentedColumn> audits()
{
    using C = PresentedColumn;
    QList<C> columns(AuditModel::ColumnCount);
    columns[AuditModel::Started] = {.title = Words::tr("Begun"), .kind = C::Age, .width = 80};
    columns[AuditModel::What] = {.title = Words::tr("Which lists"), .kind = C::Words, .width = 190, .text = [](const QModelIndex &index) {
                                     return AuditWords::subject(auditOf(index));
                                 }};
    columns[AuditModel::Method]
        = {.title = Words::tr("Compared with"), .kind = C::Words, .width = 170, .text = [](const QModelIndex &index) {
               return AuditWords::methodText(auditOf(index).method);
           }};
    columns[AuditModel::State] = {.title = Words::tr("State"),
        .kind = C::Words,
        .width = 130,
        .text = [](const QModelIndex &index) { return AuditWords::stateText(auditOf(index)); },
        .hint = [](const QModelIndex &index) { return displayable(auditOf(index).detail, 400); },
        .icon = [](const QModelIndex &index) { return stateIcon(auditOf(index)); }};
    columns[AuditModel::Compared] = {.title = Words::tr("Compared"), .kind = C::Count, .width = 90};
    columns[AuditModel::Differ] = {.title = Words::tr("Differ"), .kind = C::Count, .width = 80, .tone = [](const QModelIndex &index) {
                                       return auditOf(index).differ > 0 ? Tone::Critical : Tone::Quiet;
                                   }};
    columns[AuditModel::Result] = {.title = Words::tr("Result"), .kind = C::Words, .width = 420, .text = [](const QModelIndex &index) {
                                       return AuditWords::sentence(auditOf(index));
                                   }};
    columns[AuditModel::By] = {.title = Words::tr("Who"), .kind = C::Id, .width = 180, .hidden = true};
    return columns;
}

QList<PresentedColumn> lists()
{
    using C = PresentedColumn;
    QList<C> columns(AuditedListModel::ColumnCount);
    columns[AuditedListModel::User] = {.title = Words::tr("User"), .kind = C::Id, .width = 230};
    columns[AuditedListModel::Outcome] = {.title = Words::tr("Outcome"),
        .kind = C::Words,
        .width = 150,
        .text = [](const QModelIndex &index) { return AuditWords::outcomeText(listOf(index).outcome); },
        .tone = [](const QModelIndex &index) { return AuditWords::outcomeTone(listOf(index).outcome); },
        .icon = [](const QModelIndex &index) { return AuditWords::outcomeIcon(listOf(index).outcome); }};
    columns[AuditedListModel::Differences] = {.title = Words::tr("What differs"),
        .kind = C::Words,
        .width = 290,
        .text = [](const QModelIndex &index) { return AuditWords::differencesText(listOf(index)); },
        .hint = [](const QModelIndex &index) { return AuditWords::details(listOf(index)).join(u'\n'); }};
    columns[AuditedListModel::Missed] = {.title = Words::tr("Why it was missed"),
        .explanation = Words::tr("By the recorded history; it says so where that cannot tell."),
        .kind = C::Words,
        .width = 190,
        .text = [](const QModelIndex &index) {
            return listOf(index).outcome == ListOutcome::Differs ? AuditWords::missedText(listOf(index).missed) : QString();
        }};
    columns[AuditedListModel::At] = {.title = Words::tr("When"), .kind = C::Age, .width = 80};
    columns[AuditedListModel::Origin] = {.title = Words::tr("By the word of"), .kind = C::Id, .width = 160, .hidden = true};
    columns[AuditedListModel::Here] = {.title = Words::tr("Stream here"), .kind = C::Number, .width = 100, .hidden = true};
    columns[AuditedListModel::There] = {.title = Words::tr("Stream there"), .kind = C::Number, .width = 100, .hidden = true};
    return columns;
}

QList<ListField> listFields()
{
    using M = AuditedListModel;
    const auto outcome = [](const QModelIndex &row) {
        return toApiName(Inspection::ListOutcome(row.siblingAtColumn(M::Outcome).data(PagedModel::SortRole).toInt()));
    };
    const auto server = [](const QModelIndex &row) {
        return UserId(row.siblingAtColumn(M::User).data(PagedModel::SortRole).toString()).server().toString();
    };
    return {{{.key = u"user"_s}, M::User},
        {{.key = u"server"_s, .kind = FilterField::Exact, .member = u"user_id:server"_s}, M::User, server},
        {{.key = u"outcome"_s, .kind = FilterField::Word, .values = apiNames<Inspection::ListOutcome>()}, M::Outcome, outcome},
        {{.key = u"at"_s, .kind = FilterField::Time}, M::At}};
}

} // namespace Lockstep::AuditColumns
