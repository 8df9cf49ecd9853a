// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/streamidtable.h"

namespace Lockstep {

int StreamIdTable::insert(const StreamId &id)
{
    if (const std::optional<qint64> integer = id.toInteger()) {
        const auto found = m_integers.constFind(*integer);
        if (found != m_integers.cend())
            return found.value();
        const int number = size();
        m_integers.insert(*integer, number);
        m_values.push_back({.integer = *integer, .isText = false});
        return number;
    }
    const auto found = m_textNumbers.constFind(id);
    if (found != m_textNumbers.cend())
        return found.value();
    const int number = size();
    m_textNumbers.insert(id, number);
    m_values.push_back({.integer = qint64(m_texts.size()), .isText = true});
    m_texts.push_back(id);
    return number;
}

int StreamIdTable::find(const StreamId &id) const
{
    const std::optional<qint64> integer = id.toInteger();
    return integer ? m_integers.value(*integer, none) : m_textNumbers.value(id, none);
}

StreamId StreamIdTable::at(int number) const
{
    const Value &value = m_values[size_t(number)];
    return value.isText ? m_texts[size_t(value.integer)] : StreamId(value.integer);
}

} // namespace Lockstep
