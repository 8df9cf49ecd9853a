// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/recent.h"

#include <QSet>

#include <algorithm>

namespace Lockstep::Series {

void Recent::apply(const Frame &frame)
{
    for (const Frame::Part &part : frame.parts) {
        QList<qint64> &looks = m_looks[part.kind];
        // The clock was set back, or two looks fell into one minute: what is looked at now is what was so in that minute.
        if (!looks.isEmpty() && looks.constLast() >= frame.minute) {
            looks.removeIf([&](qint64 at) { return at >= frame.minute; });
            for (Line &line : m_changes) {
                if (line.kind != part.kind)
                    continue;
                const auto later = std::find_if(
                    line.changes.cbegin(), line.changes.cend(), [&](const Change &change) { return change.at >= frame.minute; });
                m_size -= line.changes.cend() - later;
                const Change last = line.changes.isEmpty() ? Change{0, 0, false} : line.changes.constLast();
                line.changes.erase(later, line.changes.cend());
                // What it was last goes on from here, unless an entry says otherwise.
                line.changes.append({frame.minute, last.value, last.isThere});
                ++m_size;
            }
        }
        looks.append(frame.minute);
        QSet<SeriesId> told;
        for (const Entry &entry : part.entries) {
            told.insert(entry.id);
            Line &line = m_changes[entry.id];
            line.kind = part.kind;
            if (entry.zeroAt != 0 && line.changes.isEmpty()) {
                line.changes.append({entry.zeroAt, 0, true});
                ++m_size;
            }
            if (!line.changes.isEmpty() && line.changes.constLast().at == frame.minute) {
                line.changes.last() = {frame.minute, entry.value, entry.isThere};
            } else {
                line.changes.append({frame.minute, entry.value, entry.isThere});
                ++m_size;
            }
        }
        if (!frame.isKey)
            continue;
        for (auto line = m_changes.begin(); line != m_changes.end(); ++line) {
            if (line->kind == part.kind && !told.contains(line.key()) && line->changes.constLast().isThere) {
                line->changes.append({frame.minute, 0, false});
                ++m_size;
            }
        }
    }
}

void Recent::clear()
{
    m_changes.clear();
    m_size = 0;
    for (auto &[kind, looks] : m_looks)
        looks = looks.last(std::min<qsizetype>(looks.size(), 1));
}

std::optional<qint64> Recent::present(SeriesId id) const
{
    const auto line = m_changes.constFind(id);
    if (line == m_changes.cend() || line->changes.isEmpty() || !line->changes.constLast().isThere)
        return {};
    return line->changes.constLast().value;
}

QList<Step> Recent::steps(SeriesId id, qint64 from, qint64 to) const
{
    QList<Step> steps;
    const auto line = m_changes.constFind(id);
    if (line == m_changes.cend())
        return steps;
    const auto found = m_looks.find(line->kind);
    const QList<qint64> looks = found == m_looks.end() ? QList<qint64>() : found->second;
    auto change = line->changes.cbegin();
    for (const qint64 at : looks) {
        while (change != line->changes.cend() && change->at <= at)
            ++change;
        if (change == line->changes.cbegin() || at < from || at >= to)
            continue;
        const Change &now = *std::prev(change);
        if (now.isThere)
            steps.append({.at = at, .min = now.value, .max = now.value, .last = now.value, .sum = now.value, .minutes = 1});
    }
    return steps;
}

} // namespace Lockstep::Series
