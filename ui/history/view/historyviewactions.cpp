// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the actions do, and when they can.

#include "ui/history/view/historyactions.h"
#include "ui/history/view/historyview.h"

namespace Lockstep {

void HistoryView::connectActions()
{
    using Id = HistoryActions::Id;
    const auto to = [this](Id id, auto slot) { connect(m_actions->at(id), &QAction::triggered, this, slot); };
    to(Id::CopyRows, [this] { copyRows(); });
    to(Id::Find, [this] { Q_EMIT findRequested(); });
    to(Id::NextBreak, [this] { goToBreak(1); });
    to(Id::PreviousBreak, [this] { goToBreak(-1); });
    to(Id::Earlier, [this] { goToParent(); });
    to(Id::Later, [this] { goToChild(); });
    const auto back = [this](int step) { m_guided ? Q_EMIT backRequested(step) : goBack(step); };
    to(Id::Back, [back] { back(-1); });
    to(Id::Forward, [back] { back(1); });
    to(Id::Explain, [this] { toggleExplanation(); });
    to(Id::Pin, [this] { togglePin(); });
    to(Id::Folds, [this] { toggleFolds(); });
    to(Id::NextTimes, [this] { nextTimes(); });
    to(Id::Utc, [this] { setUtc(!m_times.utc); });
    to(Id::Mark, [this] { toggleMark(); });
    to(Id::Axis, [this] { setMapShown(!isMapShown()); });
    to(Id::MarkedRange, [this] { showMarkedRange(); });
    to(Id::ExportGraph, [this] { Q_EMIT exportRequested(); });
    to(Id::Print, [this] { Q_EMIT printRequested(); });
    to(Id::WholeHistory, [this] { setRange(0, 0); });
}

void HistoryView::updateActions()
{
    using Id = HistoryActions::Id;
    const auto at = [this](Id id) { return m_actions->at(id); };
    const bool any = m_model && m_model->rowCount() > 0;
    const int row = any ? currentRow() : -1;
    const bool marked = m_marked > 0;
    for (int id = 0; id < HistoryActions::Count; ++id)
        at(Id(id))->setEnabled(any);
    for (const Id id : {Id::CopyRows, Id::Pin, Id::Mark})
        at(id)->setEnabled(row >= 0);
    at(Id::Earlier)->setEnabled(row >= 0 && m_model->parentOf(row) >= 0);
    at(Id::Later)->setEnabled(row >= 0 && m_model->childOf(row) >= 0);
    at(Id::Back)->setEnabled(canGoBack(-1));
    at(Id::Forward)->setEnabled(canGoBack(1));
    // Of a window, whose menu says where they lead.
    for (const Id id : {Id::Back, Id::Forward})
        at(id)->setVisible(!m_guided);
    at(Id::Explain)->setChecked(explanation().has_value());
    at(Id::Pin)->setChecked(isPinned(row));
    at(Id::Utc)->setChecked(m_times.utc);
    at(Id::Mark)->setChecked(row >= 0 && marked && m_model->item(row).n == m_marked);
    at(Id::Axis)->setChecked(isMapShown());
    at(Id::MarkedRange)->setEnabled(row >= 0 && marked);
    at(Id::WholeHistory)->setEnabled(m_model && m_model->filter().hasRange());
    at(Id::Folds)->setEnabled(any && m_model->filter().isEmpty());
}

} // namespace Lockstep
