// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyactions.h"

#include <QKeyEvent>

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

HistoryActions::HistoryActions(QObject *parent)
    : QObject(parent)
{
    add(CopyRows, tr("Copy row"), QKeySequence::Copy);
    add(Find, tr("Find …"), QKeySequence::Find);
    add(NextBreak, tr("Next break"), Qt::Key_N);
    add(PreviousBreak, tr("Previous break"), Qt::Key_P);
    add(Earlier, tr("Go to earlier update"), QKeyCombination(Qt::ControlModifier, Qt::Key_Down));
    add(Later, tr("Go to later update"), QKeyCombination(Qt::ControlModifier, Qt::Key_Up));
    add(Back, tr("Back to the row before"), QKeyCombination(Qt::AltModifier, Qt::Key_Left));
    add(Forward, tr("Forward again"), QKeyCombination(Qt::AltModifier, Qt::Key_Right));
    add(Explain, tr("Why is this list as it is"), Qt::Key_W);
    add(Pin, tr("Keep lit where this row came from"), Qt::Key_Space);
    add(Folds, tr("Fold or unfold all"), Qt::Key_F);
    add(NextTimes, tr("Say times otherwise"), Qt::Key_T);
    add(Utc, tr("Times in UTC"), Qt::Key_U);
    add(Mark, tr("Count times from this row"), Qt::Key_M);
    add(Axis, tr("Axis of time"), Qt::Key_X);
    add(MarkedRange, tr("Only the time from the marked row to here"), Qt::Key_R);
    add(WholeHistory, tr("The whole history"), Qt::Key_Escape);
    add(ExportGraph, tr("Export the graph …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    add(Print, tr("Print the graph …"), QKeySequence(Qt::CTRL | Qt::Key_P));
    at(ExportGraph)->setObjectName(u"exportGraph"_s);
    at(Print)->setObjectName(u"printGraph"_s);
    for (const Id id : {Explain, Pin, Utc, Mark, Axis})
        at(id)->setCheckable(true);
}

void HistoryActions::add(Id id, const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(text, this);
    action->setShortcut(shortcut);
    // Whatever menu they are in: keys without a modifier are the view's, and no field's in which somebody types.
    action->setShortcutContext(Qt::WidgetShortcut);
    m_actions[std::size_t(id)] = action;
}

QList<QAction *> HistoryActions::all() const
{
    return {at(CopyRows), at(Find), nullptr, at(NextBreak), at(PreviousBreak), at(Earlier), at(Later), at(Back), at(Forward), nullptr,
        at(Explain), at(Pin), at(Folds), nullptr, at(NextTimes), at(Utc), at(Mark), at(Axis), at(MarkedRange), at(WholeHistory), nullptr,
        at(ExportGraph), at(Print)};
}

bool HistoryActions::handle(const QKeyEvent *event)
{
    const QKeyCombination pressed(event->modifiers() & ~Qt::KeypadModifier, Qt::Key(event->key()));
    const auto found = std::ranges::find_if(m_actions, [&](const QAction *action) {
        const QList<QKeySequence> shortcuts = action->shortcuts();
        return std::ranges::any_of(shortcuts, [&](const QKeySequence &one) { return one.count() == 1 && one[0] == pressed; });
    });
    // Escape has more to do than this.
    if (found == m_actions.end() || *found == at(WholeHistory))
        return false;
    // A menu may have found it of no use for another row. Where it is of none, what it does says so.
    (*found)->setEnabled(true);
    (*found)->trigger();
    return true;
}

} // namespace Lockstep
