// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A user's history in outline, block by block.

#include "inspection/apiwords.h"
#include "inspection/outline.h"
#include "server/callreading.h"

#include <limits>

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

/// The block with where the pages of its updates begin, as the list of updates gives out such places.
Outline blockOf(QList<UpdateOutline> rows, qint64 before, qsizetype limit)
{
    Outline block;
    if (rows.size() > limit) {
        rows.resize(limit);
        block.next = rows.constLast().update.n;
    }
    const QString order = toApiName(UpdateOrder::NewestFirst);
    for (qsizetype i = 0; i < rows.size(); i += Outline::pageSize) {
        const qint64 after = i > 0 ? rows[i - 1].update.n : before;
        block.pages.append({rows[i].update.n, after > 0 ? order + QString::number(after) : QString()});
    }
    block.rows = std::move(rows);
    return block;
}

} // namespace

OutgoingAnswer Server::Private::outline(const Call &call)
{
    const auto limit = call.number(u"limit"_s, Outline::defaultLimit, 1, Outline::maxLimit);
    if (!limit)
        return invalidParameter(u"limit must be an integer from 1 to %1."_s.arg(Outline::maxLimit));
    const auto before = call.number(u"after"_s, 0, 0, std::numeric_limits<qint64>::max());
    if (!before)
        return invalidParameter(u"after must be an update's number, as \"next\" gave it."_s);
    return withUser(call, [&](const UserId &user) {
        if (user.server() == options.serverName)
            return invalidParameter(
                u"%1 is a user of this homeserver; only the lists of other servers' users are copies that can be out of step."_s.arg(
                    displayable(user.toString())));
        QByteArray bytes;
        KeptFrom kept;
        auto rows = history ? history->outline(user, *before, int(*limit) + 1) : Result<QList<UpdateOutline>>();
        if (!rows)
            return answerFor(rows.error());
        if (history)
            kept = history->keptFrom(user).value_or(KeptFrom());
        // Long texts of remote servers make a block large: then it has fewer rows.
        for (qsizetype most = *limit;; most /= 4) {
            Outline block = blockOf(*rows, *before, most);
            block.kept = kept;
            bytes = toCbor(block);
            if (bytes.size() <= Outline::mostBytes || most <= 1)
                break;
        }
        return OutgoingAnswer{.status = 200, .body = bytes, .contentType = "application/cbor"};
    });
}

} // namespace Lockstep::Server
