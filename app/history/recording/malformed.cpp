// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/correlator.h"

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Rows among which a repetition is looked for.
constexpr int maxLookBack = 1000;

} // namespace

/// One row however often the transaction is sent again, whoever tells of it.
void Correlator::applyMalformed(const UpdateContent &content)
{
    // What only an unproven copy of a request says does nothing.
    if (m_feed.source == UpdateSource::Tap && content.verified != std::optional(true))
        return;
    const quint64 transaction = transactionNumber(content.user, content.transaction, content.index);
    const DeviceListUpdate update = toMalformed(content);
    for (int row = m_timeline.size() - 1; row >= 0 && row >= m_timeline.size() - maxLookBack; --row) {
        const auto &other = m_timeline.row(row);
        const bool alike = other.update.verdict == Verdict::Ignored && other.update.detail == update.detail;
        if (!alike || !(transaction != 0 ? other.marks.transaction == transaction : other.update.deviceId == update.deviceId))
            continue;
        m_timeline.addSource(row, m_feed.source, update.received, content.verified);
        return;
    }
    add(update, {.flags = quint32(contentSide(m_feed.source)), .stream = 0, .transaction = transaction});
}

} // namespace Lockstep::History
