// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/searched.h"

#include <QStringList>

#include <optional>

namespace Lockstep::Search {

/// How well a text was found; what is better comes first in a list.
enum class Rank : quint8 {
    Exact, ///< it is the identifier: a user's, a local part, a server's, a device's
    ExactKey,
    Prefix, ///< an identifier or a name begins with it
    KeyPrefix,
    WordStart, ///< a word within one does
    Anywhere,
    KeyPart,
};
inline constexpr int rankCount = int(Rank::KeyPart) + 1;

/// What somebody searches for: any text, and perhaps exactly one server. Whatever it holds, it is text: there is no syntax, but that an '@'
/// at its beginning means a user ID from its beginning, and that spaces in a key do not count. A value.
class Query
{
public:
    explicit Query(const QString &text, ServerName server = {});

    const QString &text() const { return m_folded; }
    const ServerName &server() const { return m_server; }
    /// Only the server counts.
    bool isEmpty() const { return m_folded.isEmpty(); }
    /// Any part of a key could be meant.
    bool mayBeKey() const { return !m_key.isEmpty(); }
    /// So short that no trigram holds it.
    bool isShort() const { return m_length < 3; }

    struct Found
    {
        Rank rank = Rank::Anywhere;
        QList<Inspection::Match> matches; ///< the best first, mostMatches at most
    };
    static constexpr int mostMatches = 3;
    /// What is found in these texts, which are looked through as they are; nothing if nothing is.
    std::optional<Found> in(const Inspection::ListTexts &texts) const;

    /// Words of FTS5, of whose documents those are that can have this rank; a superset. Empty: no index tells.
    /// \a serverToken: of the server, if one is meant.
    QString expression(Rank rank, const QString &serverToken) const;
    static bool isOfKeys(Rank rank) { return rank == Rank::ExactKey || rank == Rank::KeyPrefix || rank == Rank::KeyPart; }
    /// Beginnings of trigrams of which one is in each document with this rank, where the text is short; the rest of the trigrams is any.
    QStringList beginnings(Rank rank) const;

private:
    QStringList variants(QChar before, QChar behind) const;

    QString m_folded; ///< without the '@' at its beginning
    QString m_key; ///< without spaces, in lower case; empty if it can be none
    ServerName m_server;
    int m_length = 0; ///< in characters
    bool m_isUser = false; ///< it began with an '@'
};

/// "a" AND "b" …: documents that hold all trigrams of \a pattern, of a long one some. Empty if it has none.
QString allTrigrams(const QString &pattern);
/// In quotes, for FTS5.
QString quoted(const QString &text);

} // namespace Lockstep::Search
