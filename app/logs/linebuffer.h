// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstring>
#include <memory>
#include <string_view>

namespace Lockstep::Logs {

/// Bytes that come at the end and go at the front. A std::string would fill its new room with zeros first, which takes as long as reading.
class LineBuffer
{
public:
    std::string_view view() const { return {m_bytes.get() + m_begin, m_end - m_begin}; }
    size_t size() const { return m_end - m_begin; }

    /// Where the next \a count bytes may be written; they count after added().
    char *room(size_t count)
    {
        if (m_capacity - m_end < count) {
            const size_t used = size();
            if (m_capacity < used + count) {
                m_capacity = used * 2 + count;
                auto bytes = std::make_unique_for_overwrite<char[]>(m_capacity);
                if (used > 0)
                    std::memcpy(bytes.get(), m_bytes.get() + m_begin, used);
                m_bytes = std::move(bytes);
            } else {
                std::memmove(m_bytes.get(), m_bytes.get() + m_begin, used);
            }
            m_begin = 0;
            m_end = used;
        }
        return m_bytes.get() + m_end;
    }
    void added(size_t count) { m_end += count; }
    void drop(size_t count)
    {
        m_begin += count;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }
    /// Forgets all, and gives the memory back.
    void release() { *this = LineBuffer(); }

private:
    std::unique_ptr<char[]> m_bytes;
    size_t m_capacity = 0;
    size_t m_begin = 0;
    size_t m_end = 0;
};

} // namespace Lockstep::Logs
