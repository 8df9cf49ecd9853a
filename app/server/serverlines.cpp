// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The lines of the log behind a row.

#include "inspection/rowlines.h"
#include "server/callreading.h"

#include <chrono>
#include <limits>
#include <thread>

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

/// Rows before the wanted one among which those are counted that are like it.
constexpr int rowsBefore = 100;
/// How long a call waits for one of the places, as a person does who goes from row to row.
constexpr std::chrono::seconds patience(5);
constexpr std::chrono::milliseconds slice(50);

} // namespace

OutgoingAnswer Server::Private::rowLines(const Call &call)
{
    if (!may(call, Right::Operate))
        return OutgoingAnswer::error(403, u"M_FORBIDDEN"_s,
            u"Lines of the homeserver's log are shown to its operators; you may look at everything else of this update."_s);
    return withUser(call, [&](const UserId &user) {
        bool isNumber = false;
        const qint64 n = call.parts.value(1).toLongLong(&isNumber);
        if (!isNumber || n < 1 || n == std::numeric_limits<qint64>::max())
            return invalidParameter(u"n must be an integer from 1 on."_s);
        if (!history)
            return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"No history is kept here."_s);
        const auto rows = history->updates(user, n - 1, 1, false);
        if (!rows)
            return answerFor(rows.error());
        if (const auto kept = history->keptFrom(user); kept && n < kept->first)
            return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"This update is older than what this history keeps."_s);
        if (rows->isEmpty() || rows->first().n != n)
            return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"The history has no such update of this user."_s);
        const DeviceListUpdate &row = rows->first();
        if (!row.sources.testFlag(UpdateSource::Log))
            return OutgoingAnswer::json(toJson(RowLines()));
        if (!options.lines)
            return OutgoingAnswer::error(501, u"M_UNRECOGNIZED"_s, u"No log is followed here any more."_s);
        const auto before = history->updates(user, n, rowsBefore, true);
        if (!before)
            return answerFor(before.error());
        for (auto left = patience / slice; left > 0; --left) {
            const WaitSlots::Slot slot(*lineSearches, call.caller);
            if (slot)
                return answerOf(options.lines(user, row, *before, call.request.isAbandoned));
            if (call.request.isAbandoned())
                break;
            std::this_thread::sleep_for(slice);
        }
        return OutgoingAnswer::error(
            429, u"M_LIMIT_EXCEEDED"_s, u"Others search the logs at this moment; try again in a few seconds."_s, {{u"retry_after_ms"_s, 5000}});
    });
}

} // namespace Lockstep::Server
