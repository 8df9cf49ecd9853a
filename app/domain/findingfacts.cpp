// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/findings.h"

#include "domain/malformed.h"

#include <algorithm>

namespace Lockstep {

void Seen::add(qint64 time)
{
    if (since == 0)
        since = time;
    last = std::max(last, time);
    ++count;
}

void FindingFacts::addHistory(const QList<DeviceListUpdate> &updates, qint64 lastResync)
{
    for (const DeviceListUpdate &update : updates) {
        if (update.kind == UpdateKind::Resync) {
            if (isSucceededResync(update) && update.n <= lastResync) {
                openGap = 0;
                mended |= Break::Rewound | Break::Rebuilt;
                newestFailedResync = 0;
                missing.clear();
                openGaps = failedResyncs = {};
                keysCameLast = false;
            } else if (update.verdict == Verdict::Ignored) {
                newestFailedResync = update.n;
                failedResyncs.add(update.received);
            }
        }
        if (update.verdict == Verdict::Ignored && update.detail.startsWith(malformedDetail)) {
            newestMalformed = update.n;
            malformed.add(update.received);
        } else if (isPastMalformed(update, malformed.last)) {
            newestMalformed = 0;
            malformed = {};
        }
        for (int bit = 0; bit < 16; ++bit) {
            const auto flag = Break(quint16(1u << bit));
            if (update.breaks.testFlag(flag) && !(flag == Break::Gap && keysCameLast)) {
                newest[flag] = update.n;
                mended.setFlag(flag, false);
                breaksSeen[flag].add(update.received);
            }
        }
        if (update.breaks.testFlag(Break::Gap)) {
            openGap = update.n;
            openGaps.add(update.received);
            missing.clear(); // which of its prev_ids are missing is for the graph to say
            if (keysCameLast) {
                newestKeysGap = update.n;
                keysGaps.add(update.received);
            }
        }
        if (update.kind == UpdateKind::SigningKeys && update.verified != std::optional(false))
            keysCameLast = true;
        else if (update.kind == UpdateKind::Update && update.verdict != Verdict::Ignored)
            keysCameLast = false;
    }
}

} // namespace Lockstep
