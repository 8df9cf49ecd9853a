// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/jsonmembers.h"

namespace Lockstep::Capture {

namespace {
constexpr qsizetype longestKey = 64;
constexpr qint64 arrayDepth = 3;
} // namespace

JsonMembers::JsonMembers(QByteArray outer, QByteArray inner)
    : m_outer(std::move(outer))
    , m_inner(std::move(inner))
{
}

void JsonMembers::open(char bracket)
{
    if (!m_found && bracket == '[' && m_depth == 2 && m_keys[0] == m_outer && m_keys[1] == m_inner)
        m_found = m_inArray = true;
    else if (m_inArray && !m_inMember && m_depth == arrayDepth)
        m_inMember = true;
    ++m_depth;
}

void JsonMembers::close(const Take &take)
{
    --m_depth;
    if (!m_inArray)
        return;
    if (m_depth < arrayDepth) {
        m_inArray = false;
        m_ended = true;
    } else if (m_inMember && m_depth == arrayDepth) {
        m_inMember = false;
        if (!m_skipping)
            take(m_member);
        m_skipping = false;
        m_member.clear();
    }
}

void JsonMembers::feed(QByteArrayView bytes, const Take &take)
{
    for (const char c : bytes) {
        const bool isClosing = !m_inString && (c == '}' || c == ']');
        if (!m_inString && (c == '{' || c == '['))
            open(c);
        if (m_inMember && !m_skipping) {
            m_member.append(c);
            if (m_member.size() > longestMember) {
                m_skipping = true;
                ++m_tooLong;
                m_member = QByteArray();
            }
        }
        if (isClosing) {
            close(take);
        } else if (m_inString) {
            if (m_escaped)
                m_escaped = false;
            else if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inString = false;
            if (m_inString && !m_inMember && m_text.size() < longestKey)
                m_text.append(c);
        } else if (c == '"') {
            m_inString = true;
            if (!m_inMember)
                m_text.clear();
        } else if (c == ':' && !m_inMember && (m_depth == 1 || m_depth == 2)) {
            m_keys[m_depth - 1] = m_text;
        }
    }
}

} // namespace Lockstep::Capture
