// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userfilter.h"

#include "inspection/apiwords.h"
#include "inspection/searched.h"
#include "model/usermodel.h"
#include "ui/widgets/filter/filterinput.h"
#include "ui/widgets/filter/savedfilters.h"
#include "ui/words/filterwords.h"

#include <QLabel>
#include <QLineEdit>
#include <QTableView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::MatchField;

namespace {

/// What the search found in this place of a user's list.
PresentedTable::FieldValue found(QList<MatchField> places)
{
    return [places](const QModelIndex &row) {
        QStringList texts;
        const auto matches = row.data(UserModel::MatchedRole).value<QList<Inspection::Match>>();
        for (const Inspection::Match &match : matches) {
            if (places.contains(match.field))
                texts << match.text;
        }
        return QVariant(texts.join(u' '));
    };
}

QList<ListField> fields()
{
    using M = UserModel;
    QStringList states = apiNames<Inspection::UserState>();
    states.removeAll(toApiName(Inspection::UserState::Unknown));
    const auto server = [](const QModelIndex &row) {
        return UserId(row.siblingAtColumn(M::User).data(PagedModel::SortRole).toString()).server().toString();
    };
    return {{{.key = u"state"_s, .kind = FilterField::Word, .values = states, .member = u"states"_s}, M::State},
        {{.key = u"server"_s, .kind = FilterField::Exact}, M::User, server},
        {{.key = u"devices"_s, .kind = FilterField::Number, .member = u"device_count"_s}, M::Devices},
        {{.key = u"updated"_s, .kind = FilterField::Time, .member = u"last_update"_s}, M::Updated},
        {{.key = u"stale"_s, .kind = FilterField::Time, .member = u"stale_since"_s}, M::User,
            [](const QModelIndex &row) { return row.data(M::StaleSinceRole); }},
        {{.key = u"name"_s, .member = u"matched/display_name"_s}, M::User, found({MatchField::DisplayName})},
        {{.key = u"device"_s, .member = u"matched/device_id"_s}, M::User, found({MatchField::DeviceId})},
        {{.key = u"key"_s, .member = u"matched/ed25519"_s}, M::User, found({MatchField::Ed25519})}};
}

QList<FilterField> languageOf(const QList<ListField> &all)
{
    QList<FilterField> result;
    for (const ListField &field : all)
        result.append(field.field);
    return result;
}

/// What is found by the server's search alone: rows do not hold it.
bool isSearched(const FilterTerm &term, const QList<FilterField> &all)
{
    static const QStringList keys{u"name"_s, u"device"_s, u"key"_s};
    return term.field >= 0 && keys.contains(all.at(term.field).key);
}

} // namespace

UserFilter::UserFilter(QLineEdit *search, ListPanel *panel, Settings *settings, QWidget *parent)
    : QObject(parent)
    , m_search(search)
    , m_input(new FilterInput(search, languageOf(fields())))
    , m_saved(new SavedFilters(settings, panel->view()->objectName(), search, parent))
{
    panel->setFieldValues(fields());
    Presentation::setToolTip(search, search->accessibleDescription() + u"\n\n"_s + FilterWords::helpText(m_input->fields()));
}

bool UserFilter::understands(bool finished)
{
    m_input->read(finished);
    return !Filter::parse(m_search->text(), m_input->fields()).problem();
}

void UserFilter::narrow(Inspection::UserQuery *query)
{
    m_input->read(false);
    if (m_search->hasFocus())
        m_saved->remember();
    m_rest = m_input->filter();
    if (!query->state) {
        if (const auto state = m_rest.take(u"state"_s))
            query->state = knownApiValue<Inspection::UserState>(state->toLower());
    }
    if (query->server.isEmpty())
        query->server = m_rest.take(u"server"_s).value_or(QString());
    query->search = m_rest.takeWords();
    const auto isOne = [this](const FilterTerm &term) { return isSearched(term, m_input->fields()); };
    const auto searched = std::ranges::count_if(m_rest.terms(), isOne);
    const auto first = std::ranges::find_if(m_rest.terms(), isOne);
    const bool isTooMuch = searched > 1 || (searched == 1 && (!query->search.isEmpty() || first->negated));
    m_input->setObjection(isTooMuch
            ? tr("Of “name:”, “device:”, “key:” and words without a key only one can be searched for at a time, and none with a minus.")
            : QString());
    if (searched == 1 && !isTooMuch)
        query->search = first->text;
}

} // namespace Lockstep
