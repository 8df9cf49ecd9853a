// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/historyactions.h"

#include "ui/history/historyview.h"

#include <QKeyEvent>

#include <algorithm>

namespace Lockstep {

template <typename Slot>
void HistoryActions::add(Id id, const QString &text, const QKeySequence &shortcut, Slot slot)
{
    auto *action = new QAction(text, this);
    action->setShortcut(shortcut);
    // Whatever menu they are in: keys without a modifier are the view's, and no field's in which somebody types.
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, m_view, slot);
    m_actions[std::size_t(id)] = action;
}

HistoryActions::HistoryActions(HistoryView *view)
    : QObject(view)
    , m_view(view)
{
    add(CopyRows, tr("Copy row"), QKeySequence::Copy, [view] { view->copyRows(); });
    add(Find, tr("Find …"), QKeySequence::Find, [view] { Q_EMIT view->findRequested(); });
    add(NextBreak, tr("Next break"), Qt::Key_N, [view] { view->goToBreak(1); });
    add(PreviousBreak, tr("Previous break"), Qt::Key_P, [view] { view->goToBreak(-1); });
    add(Earlier, tr("Go to earlier update"), QKeyCombination(Qt::ControlModifier, Qt::Key_Down), [view] { view->goToParent(); });
    add(Later, tr("Go to later update"), QKeyCombination(Qt::ControlModifier, Qt::Key_Up), [view] { view->goToChild(); });
    add(Back, tr("Back to the row before"), QKeyCombination(Qt::AltModifier, Qt::Key_Left), [view] { view->goBack(-1); });
    add(Forward, tr("Forward again"), QKeyCombination(Qt::AltModifier, Qt::Key_Right), [view] { view->goBack(1); });
    add(Explain, tr("Why is this list as it is"), Qt::Key_W, [view] { view->toggleExplanation(); });
    add(Pin, tr("Keep lit where this row came from"), Qt::Key_Space, [view] { view->togglePin(); });
    add(Folds, tr("Fold or unfold all"), Qt::Key_F, [view] { view->toggleFolds(); });
    add(NextTimes, tr("Say times otherwise"), Qt::Key_T, [view] { view->nextTimes(); });
    add(Utc, tr("Times in UTC"), Qt::Key_U, [view] { view->setUtc(!view->timeStyle().utc); });
    add(Mark, tr("Count times from this row"), Qt::Key_M, [view] { view->toggleMark(); });
    add(Axis, tr("Axis of time"), Qt::Key_X, [view] { view->setMapShown(!view->isMapShown()); });
    add(MarkedRange, tr("Only the time from the marked row to here"), Qt::Key_R, [view] { view->showMarkedRange(); });
    add(WholeHistory, tr("The whole history"), Qt::Key_Escape, [view] { view->setRange(0, 0); });
    for (const Id id : {Explain, Pin, Utc, Mark, Axis})
        at(id)->setCheckable(true);
}

QList<QAction *> HistoryActions::all() const
{
    return {at(CopyRows), at(Find), nullptr, at(NextBreak), at(PreviousBreak), at(Earlier), at(Later), at(Back), at(Forward), nullptr,
        at(Explain), at(Pin), at(Folds), nullptr, at(NextTimes), at(Utc), at(Mark), at(Axis), at(MarkedRange), at(WholeHistory)};
}

void HistoryActions::update()
{
    const HistoryModel *model = m_view->model();
    const bool any = model && model->rowCount() > 0;
    const int row = any ? m_view->currentRow() : -1;
    const bool marked = m_view->markedUpdate() > 0;
    for (QAction *action : m_actions)
        action->setEnabled(any);
    for (const Id id : {CopyRows, Pin, Mark})
        at(id)->setEnabled(row >= 0);
    at(Earlier)->setEnabled(row >= 0 && model->parentOf(row) >= 0);
    at(Later)->setEnabled(row >= 0 && model->childOf(row) >= 0);
    at(Back)->setEnabled(m_view->canGoBack(-1));
    at(Forward)->setEnabled(m_view->canGoBack(1));
    at(Explain)->setChecked(m_view->explanation().has_value());
    at(Pin)->setChecked(m_view->isPinned(row));
    at(Utc)->setChecked(m_view->timeStyle().utc);
    at(Mark)->setChecked(row >= 0 && marked && model->item(row).n == m_view->markedUpdate());
    at(Axis)->setChecked(m_view->isMapShown());
    at(MarkedRange)->setEnabled(row >= 0 && marked);
    at(WholeHistory)->setEnabled(model && model->filter().hasRange());
    at(Folds)->setEnabled(any && model->filter().isEmpty());
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
    (*found)->trigger();
    return true;
}

} // namespace Lockstep
