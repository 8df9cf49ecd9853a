// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/keptfrom.h"
#include "domain/updateoutline.h"

#include <QByteArray>

#include <utility>

namespace Lockstep::Inspection {

/// A block of one user's history without contents, newest first: what GET /users/{userId}/outline answers, as CBOR of about 25 bytes an
/// update. Contents are read where they are looked at, by the call for updates.
///
/// The answer is a map with these members in any order, except that \c rows is the last; unknown ones are ignored:
/// \c next: the \c after of the block that follows, 0 if there is none; \c pages: pairs of n and the \c after with which
/// GET /users/{userId}/updates?dir=b answers the page that begins with it; \c devices, \c names, \c details: texts, and \c contents:
/// unsigned numbers (UpdateOutline::contentHash), which rows name by their place, from 1, or 0 for none; \c rows: of each update an array
///
/// Where older updates are no longer kept: \c kept_first: the n of the first that is, \c kept_until: when the newest of the others was received.
///
///     [n, received, state, breaks, stream_id, device, name, detail, content, prev_id…]
///
/// n of the first row as it is, then by how much each row's is less than the one's before it, at least 1; received likewise, ms since the
/// epoch, where the difference may be negative; state: kind + 16 * verdict + 256 * flags + 4096 * sources, by their numbers in
/// DeviceListUpdate, flags: 1 deleted, 2 content known, 4 it is known whether the signature is right, 8 it is; breaks: bits of Break;
/// stream_id: if it is an integer, by how much it is less than the last one's that was (0 before the first), otherwise text, null for none;
/// prev_id: if both are integers, by how much it is less than the row's own stream_id, otherwise text.
struct Outline
{
    QList<UpdateOutline> rows; ///< n falls from each to the next
    qint64 next = 0; ///< what to ask for then; 0: there is nothing older
    QList<std::pair<qint64, QString>> pages; ///< see above; n falls
    KeptFrom kept = {};

    static constexpr int defaultLimit = 20'000;
    static constexpr int maxLimit = 50'000;
    /// An answer is not larger: a server ends the block before that.
    static constexpr qint64 mostBytes = 16 * 1024 * 1024;
    /// So many updates each page of \c pages holds.
    static constexpr int pageSize = 500;

    friend bool operator==(const Outline &, const Outline &) = default;
};

QByteArray toCbor(const Outline &outline);

/// BadAnswer, with a sentence that says what is wrong, for everything that is not as above; never more memory than the answer's size
/// allows for.
Result<Outline> fromCbor(const QByteArray &bytes);

} // namespace Lockstep::Inspection
