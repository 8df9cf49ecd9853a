// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFlags>
#include <QList>
#include <QStringList>

#include <concepts>
#include <optional>
#include <utility>

namespace Lockstep {

/// The words that the API has for the values of an enumeration: one table for both directions, specialised for each enumeration in
/// domain/apiwords.h and inspection/apiwords.h, with two members:
/// \code
/// static constexpr E otherwise = …; // what a word is taken for that the table does not hold: another program's newer word
/// static constexpr std::pair<E, const char *> table[] = …; // in the order in which several are listed
/// \endcode
template <typename E>
struct ApiWords;

template <typename E>
concept HasApiWords = requires
{
    {
        ApiWords<E>::otherwise
        } -> std::convertible_to<E>;
    ApiWords<E>::table;
};

/// "unknown" for a value that has no word.
template <HasApiWords E>
QString toApiName(E value)
{
    for (const auto &[candidate, word] : ApiWords<E>::table) {
        if (candidate == value)
            return QString::fromLatin1(word);
    }
    return QStringLiteral("unknown");
}

/// Nothing for a word that the table does not hold.
template <HasApiWords E>
std::optional<E> knownApiValue(const QString &word)
{
    for (const auto &[value, candidate] : ApiWords<E>::table) {
        if (word == QLatin1StringView(candidate))
            return value;
    }
    return {};
}

template <HasApiWords E>
E fromApiName(const QString &word)
{
    return knownApiValue<E>(word).value_or(ApiWords<E>::otherwise);
}

/// All words of the table.
template <HasApiWords E>
QStringList apiNames()
{
    QStringList words;
    for (const auto &[value, word] : ApiWords<E>::table)
        words.append(QString::fromLatin1(word));
    return words;
}

template <HasApiWords E>
QStringList toApiNames(const QList<E> &values)
{
    QStringList words;
    for (const E value : values)
        words.append(toApiName(value));
    return words;
}

/// The words of what is set, in the order of the table.
template <HasApiWords E>
QStringList toApiNames(QFlags<E> flags)
{
    QStringList words;
    for (const auto &[value, word] : ApiWords<E>::table) {
        if (flags.testFlag(value))
            words.append(QString::fromLatin1(word));
    }
    return words;
}

/// Words that the table does not hold set what ApiWords calls otherwise.
template <HasApiWords E>
QFlags<E> flagsFromApiNames(const QStringList &words)
{
    QFlags<E> flags;
    for (const QString &word : words)
        flags |= fromApiName<E>(word);
    return flags;
}

} // namespace Lockstep
