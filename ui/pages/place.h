// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>

namespace Lockstep {

/// Where somebody is on a page, to go back there: now, or at the next start. Plain values only: it is written down as JSON.
struct Place
{
    /// How somebody came there. Steps of one kind are one place that moves along.
    enum class Way : quint8 {
        Jump,
        Walk, ///< from one neighbour to the next in a list, by keys
        RowWalk, ///< from one row to the next of what is shown of a list's entry
    };

    /// What makes it another place: "user" with "update" and "missing", "server", "view". Nothing: the page as such.
    QVariantMap subject = {};
    /// How it is looked at: "tab", "details", "compared", "stream". Another look is the same place.
    QVariantMap look = {};

    /// Of Page::activate(), to get there. With "back", because somebody was there before.
    QVariantMap arguments() const
    {
        QVariantMap all = look;
        all.insert(subject);
        all.insert(QStringLiteral("back"), true);
        return all;
    }
    /// Whether \a other is the same place, known more exactly: its row, once it has been read.
    bool leadsTo(const Place &other) const
    {
        for (auto it = subject.begin(); it != subject.end(); ++it) {
            if (other.subject.value(it.key()) != it.value())
                return false;
        }
        return true;
    }
    friend bool operator==(const Place &, const Place &) = default;
};

} // namespace Lockstep
