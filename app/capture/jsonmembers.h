// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QByteArray>

#include <functional>

namespace Lockstep::Capture {

/// Cuts a stream of JSON into the members of one array, each handed out as soon as it is whole, so that a file of any size needs the memory
/// of its largest member. Looks at brackets and quotes only: whether a member is JSON is for its reader to say.
class JsonMembers
{
public:
    /// A member that is longer is left out and counted.
    static constexpr qsizetype longestMember = 64 * 1024 * 1024;

    /// The array at {"outer": {"inner": […]}}.
    JsonMembers(QByteArray outer, QByteArray inner);

    using Take = std::function<void(const QByteArray &member)>;
    void feed(QByteArrayView bytes, const Take &take);

    /// Whether the array was found, and whether it came to its end.
    bool wasFound() const { return m_found; }
    bool isWhole() const { return m_ended; }
    qint64 tooLong() const { return m_tooLong; }

private:
    void open(char bracket);
    void close(const Take &take);

    QByteArray m_outer, m_inner;
    qint64 m_depth = 0;
    bool m_inString = false, m_escaped = false;
    QByteArray m_text; ///< the last string outside of members, cut
    QByteArray m_keys[2]; ///< the members that are open at the first two depths
    bool m_found = false, m_ended = false;
    bool m_inArray = false, m_inMember = false, m_skipping = false;
    qint64 m_tooLong = 0;
    QByteArray m_member;
};

} // namespace Lockstep::Capture
