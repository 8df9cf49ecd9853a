// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/tally.h"

#include "core/counted.h"

#include <QStringList>

namespace Lockstep::Tap {

using namespace Qt::StringLiterals;

QString Tally::describe() const
{
    QStringList sentences{
        u"%1 with device list updates: %2 verified."_s.arg(counted(taken, u"transaction"_s, u"transactions"_s)).arg(verified)};
    const auto add = [&sentences](qint64 number, const QString &text) {
        if (number > 0)
            sentences.append(text.arg(number));
    };
    add(forged, u"%1 forged: the signature or its key is not the sender's. They count for nothing."_s);
    add(unchecked, u"%1 could not be checked, because their senders' keys cannot be had. They count for nothing."_s);
    add(overBudget, u"%1 of these were dropped: little of what is not verified is recorded."_s);
    add(unsigned_, u"%1 without a fitting X-Matrix header were refused."_s);
    add(tooMany, u"%1 with more EDUs or PDUs than the specification allows were dropped; the homeserver refuses them too."_s);
    add(overflowed, u"%1 were dropped, because too much waited to be recorded."_s);
    const auto addUpdates = [&sentences](qint64 number, const QString &text) {
        if (number > 0)
            sentences.append(counted(number, u"update"_s, u"updates"_s) + text.arg(number == 1 ? u"was"_s : u"were"_s));
    };
    addUpdates(notFollowed, u" of users whom the homeserver does not follow %1 left out."_s);
    addUpdates(otherServers, u" of users of other servers than the sender %1 left out."_s);
    addUpdates(malformed, u" %1 malformed; the homeserver cannot take this."_s);
    return sentences.join(u' ');
}

} // namespace Lockstep::Tap
