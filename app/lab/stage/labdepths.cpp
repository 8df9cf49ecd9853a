// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How deep the queues of a lab server are.

#include "lab/stage/labsource.h"
#include "lab/state/actor.h"
#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

/// A lab's tables are small: they are counted as a whole.
Result<QueueDepths> LabSource::queueDepths(QueueKind kind, int most)
{
    QueueDepths found{.queues = {}, .isWhole = true, .leftOut = 0};
    const QString sql = kind == QueueKind::Inbox
        ? u"SELECT user_id || ' ' || device_id, COUNT(*), SUM(LENGTH(content)), 0 FROM inbox GROUP BY 1 ORDER BY 2 DESC, 1"_s
        : u"SELECT destination, COUNT(*), SUM(LENGTH(content)), MIN(queued) FROM outgoing WHERE edu_type %1 'm.direct_to_device' GROUP BY 1 ORDER BY 2 DESC, 1"_s
              .arg(kind == QueueKind::Outbox ? u"="_s : u"<>"_s);
    m_state->actor().call([&] {
        for (Rows rows = m_state->storage().run(sql); rows.next();) {
            if (found.queues.size() >= most) {
                ++found.leftOut;
                continue;
            }
            found.queues.append({.subject = rows.value(0).toString(),
                .depth = rows.value(1).toLongLong(),
                .bytes = kind == QueueKind::Updates ? -1 : rows.value(2).toLongLong(),
                .oldest = rows.value(3).toLongLong()});
        }
    });
    return found;
}

} // namespace Lockstep::Lab
