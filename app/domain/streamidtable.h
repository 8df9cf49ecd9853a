// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QHash>

#include <vector>

namespace Lockstep {

/// Small numbers for stream ids, so that a graph of a million updates holds four bytes for each mention of one. Ids that
/// are integers, which is nearly all, are kept as such and not as text.
class StreamIdTable
{
public:
    static constexpr int none = -1;

    /// The number of this id; a new one if it was not there. Numbers count from 0.
    int insert(const StreamId &id);
    /// The number of this id, or none.
    int find(const StreamId &id) const;
    StreamId at(int number) const;
    int size() const { return int(m_values.size()); }

private:
    struct Value
    {
        qint64 integer; ///< the id, or its place in m_texts
        bool isText;
    };
    std::vector<Value> m_values;
    std::vector<StreamId> m_texts;
    QHash<qint64, int> m_integers;
    QHash<StreamId, int> m_textNumbers;
};

} // namespace Lockstep
