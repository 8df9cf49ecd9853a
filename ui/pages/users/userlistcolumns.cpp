// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userlistcolumns.h"

#include "model/usermodel.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QGuiApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::UserColumns {

using Inspection::UserState;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(UserList)
};

QList<UserState> statesOf(const QModelIndex &index)
{
    return index.data(UserModel::StatesRole).value<QList<UserState>>();
}

/// All of them, worst first: "+2" would leave open which.
QString stateWords(const QModelIndex &index)
{
    QStringList words;
    const QList<UserState> states = Presentation::worstFirst(statesOf(index));
    for (const UserState state : states)
        //: short for a state: the user has devices that are not cross-signed
        words << (state == UserState::UnsignedDevices ? Words::tr("unsigned") : Presentation::stateText(state));
    return words.join(u", "_s);
}

QString stateHint(const QModelIndex &index)
{
    QStringList lines;
    const QList<UserState> states = Presentation::worstFirst(statesOf(index));
    for (const UserState state : states)
        lines << Presentation::stateText(state) + u": "_s + Presentation::stateExplanation(state);
    return lines.join(u'\n');
}

/// Room for the longest single state in the present language.
int stateWidth()
{
    int width = 0;
    const QFontMetrics metrics(QGuiApplication::font());
    for (const UserState state :
        {UserState::InStep, UserState::Stale, UserState::Gap, UserState::RemoteFailing, UserState::Orphaned, UserState::Queued})
        width = std::max(width, metrics.horizontalAdvance(Presentation::stateText(state)));
    return width + 16 + 30; // with the icon and the cell's margins
}

} // namespace

QList<PresentedColumn> all()
{
    QList<PresentedColumn> result(UserModel::ColumnCount);
    result[UserModel::User] = {.title = Words::tr("User"), .kind = PresentedColumn::Id, .width = 190};
    result[UserModel::State] = {.title = Words::tr("State"),
        .explanation = Words::tr("Whether the homeserver's copy of the device list is in step with the user's server"),
        .kind = PresentedColumn::Words,
        .width = stateWidth(),
        .text = stateWords,
        .hint = stateHint,
        .tone =
            [](const QModelIndex &index) {
                // What is fine is quiet: only the shape has the colour of a state that is.
                const auto worst = Presentation::worstState(statesOf(index));
                const Presentation::Tone tone = worst ? Presentation::stateTone(*worst) : Presentation::Tone::Quiet;
                return tone == Presentation::Tone::Good ? Presentation::Tone::Quiet : tone;
            },
        .icon =
            [](const QModelIndex &index) {
                return Presentation::stateIcon(Presentation::worstState(statesOf(index)).value_or(UserState::Unknown));
            }};
    result[UserModel::Devices] = {.title = Words::tr("Devices"),
        .explanation = Words::tr("Devices in the homeserver's copy"),
        .kind = PresentedColumn::Count,
        .width = 62};
    result[UserModel::Updated] = {.title = Words::tr("Updated"),
        .explanation = Words::tr("The last recorded update of the list"),
        .kind = PresentedColumn::Age,
        .width = 70};
    return result;
}

QVariant worst(const QModelIndex &index)
{
    int worst = 0;
    const QList<UserState> states = statesOf(index);
    for (const UserState state : states)
        worst = std::max(worst, Presentation::badness(state));
    return worst;
}

} // namespace Lockstep::UserColumns
