// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace Lockstep::Lab {

/// Where a client is: in the stream of lists, rooms and events, and in its inbox. "s12_9".
struct SyncToken
{
    qint64 lists = 0;
    qint64 inbox = 0;

    QString toString() const { return QStringLiteral("s%1_%2").arg(lists).arg(inbox); }
    /// Nothing if the text is no token.
    static std::optional<SyncToken> parse(const QString &text)
    {
        const QStringList parts = text.mid(1).split(u'_');
        if (!text.startsWith(u's') || parts.size() != 2)
            return {};
        SyncToken token;
        bool listsOk = false;
        bool inboxOk = false;
        token.lists = parts[0].toLongLong(&listsOk);
        token.inbox = parts[1].toLongLong(&inboxOk);
        if (!listsOk || !inboxOk || token.lists < 0 || token.inbox < 0)
            return {};
        return token;
    }
};

} // namespace Lockstep::Lab
