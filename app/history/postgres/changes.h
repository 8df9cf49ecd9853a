// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

namespace Lockstep::History {

/// The channel on which it is said.
inline const QString changesChannel = QStringLiteral("lockstep_history");

/// What a batch says to other gateways by NOTIFY: {"g": GATEWAY, "u": [["@user:server", N, N…]…]}, as many as PostgreSQL's limit of 8000
/// bytes wants. Nothing of what is in the updates.
QStringList toNotices(const QString &gateway, const Batch &batch);

struct Notice
{
    QString gateway;
    QList<std::pair<UserId, qint64>> rows;
};
/// Nothing for what is none.
std::optional<Notice> readNotice(const QByteArray &payload);

} // namespace Lockstep::History
