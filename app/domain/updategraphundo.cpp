// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a new row changes in older ones is noted, so that the newest rows can be taken back without building the rest anew.

#include "domain/updategraph.h"

namespace Lockstep {

int UpdateGraph::get(Slot slot, int index) const
{
    switch (slot) {
    case NextEdge:
        return m_nextEdge[size_t(index)];
    case Parent:
        return m_parents[size_t(index)];
    case ChildEdge:
        return at(index).childEdge;
    case FirstChild:
        return at(index).firstChild;
    case Shared:
        return at(index).shared;
    case Included:
        return at(index).included;
    case RepeatedPlaceholder:
        return at(index).isRepeatedPlaceholder;
    case ReceptionRow:
        return reception(index).row;
    case ReceptionUpdate:
        return reception(index).update;
    case WaitingEdge:
        return reception(index).waitingEdge;
    case FirstReferrer:
        return reception(index).firstReferrer;
    case IncludedBy:
        return reception(index).includedBy;
    case NamedBy:
        return reception(index).namedBy;
    }
    return -1;
}

void UpdateGraph::put(Slot slot, int index, int value)
{
    switch (slot) {
    case NextEdge:
        m_nextEdge[size_t(index)] = value;
        break;
    case Parent:
        m_parents[size_t(index)] = value;
        break;
    case ChildEdge:
        at(index).childEdge = value;
        break;
    case FirstChild:
        at(index).firstChild = value;
        break;
    case Shared:
        at(index).shared = value != 0;
        break;
    case Included:
        at(index).included = value & 3;
        break;
    case RepeatedPlaceholder:
        at(index).isRepeatedPlaceholder = value != 0;
        break;
    case ReceptionRow:
        m_receptions[size_t(index)].row = value;
        break;
    case ReceptionUpdate:
        m_receptions[size_t(index)].update = value;
        break;
    case WaitingEdge:
        m_receptions[size_t(index)].waitingEdge = value;
        break;
    case FirstReferrer:
        m_receptions[size_t(index)].firstReferrer = value;
        break;
    case IncludedBy:
        m_receptions[size_t(index)].includedBy = value;
        break;
    case NamedBy:
        m_receptions[size_t(index)].namedBy = value;
        break;
    }
}

/// Changes a member and notes what it was.
void UpdateGraph::set(Slot slot, int index, int value)
{
    const int before = get(slot, index);
    if (before == value)
        return;
    m_undo.push_back({slot, index, before});
    put(slot, index, value);
}

/// A new row begins to change things. Only the newest rows are worth their notes.
void UpdateGraph::beginUndo()
{
    if (m_undoStarts.size() >= 2 * size_t(undoRows)) {
        const size_t dropped = m_undoStarts[undoRows].place;
        m_undo.erase(m_undo.begin(), m_undo.begin() + std::ptrdiff_t(dropped));
        m_undoStarts.erase(m_undoStarts.begin(), m_undoStarts.begin() + undoRows);
        for (UndoStart &start : m_undoStarts)
            start.place -= dropped;
        m_undoFrom += undoRows;
    }
    m_undoStarts.push_back({m_undo.size(), m_tip});
}

} // namespace Lockstep
