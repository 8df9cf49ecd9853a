// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep::Tap {

/// What came to the tap, and what of it was refused, so that nothing disappears without a word.
struct Tally
{
    // transactions
    qint64 arrived = 0; ///< of any content
    qint64 taken = 0; ///< with device list updates and an X-Matrix header
    qint64 verified = 0;
    qint64 forged = 0; ///< a wrong signature, or one by a key that the origin does not have
    qint64 unchecked = 0; ///< the origin's keys cannot be had
    qint64 unsigned_ = 0; ///< without a fitting X-Matrix header
    qint64 tooMany = 0; ///< more EDUs or PDUs than the specification allows
    qint64 overBudget = 0; ///< unverified, and more than is recorded of such in an hour
    qint64 overflowed = 0; ///< too much waited already
    // updates
    qint64 notFollowed = 0; ///< of users whom the homeserver does not follow
    qint64 otherServers = 0; ///< of users of another server than the sender
    qint64 malformed = 0;

    /// Sentences for the operator.
    QString describe() const;
};

} // namespace Lockstep::Tap
