// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QStringList>

namespace Lockstep {

/// Something that a list can be filtered by. What is typed is the same in every language of the window: "state:stale".
struct FilterField
{
    enum Kind : quint8 {
        Text, ///< contains what was typed, whatever the case
        Exact, ///< is what was typed, whatever the case
        Word, ///< one of \c values, or several of them, separated by spaces in the row
        Number, ///< a count; k, M and G are thousands
        Time, ///< ms since the epoch; what is typed is how far it is from now: 30s, 5m, 2h, 1d, 3w; "never" is one that is not there
        Flag, ///< yes or no
    };
    QString key; ///< lower-case ASCII letters
    Kind kind = Text;
    QStringList values = {}; ///< of a Word
    QString member = {}; ///< of the API's object, which an export filters; empty: as the key
};

/// One thing asked for: "-state:stale", or a word without a key.
struct FilterTerm
{
    enum Relation : quint8 { Is, Less, LessOrEqual, More, MoreOrEqual };
    int field = -1; ///< index; -1: a word
    bool negated = false;
    Relation relation = Is;
    QString text; ///< unquoted
    qint64 number = 0; ///< of a Number; of a Time the distance in ms; of a Flag 0 or 1
    bool never = false; ///< of a Time
    qsizetype at = 0; ///< where the term stands in what was typed, in UTF-16 units
    qsizetype length = 0;
};

/// Why something typed is no filter, and where.
struct FilterProblem
{
    enum Kind : quint8 {
        UnknownKey, ///< nearly one of the keys; what is like none of them is a word to search for
        UnknownValue,
        NoValue, ///< "state:" and nothing after it
        NoNumber,
        NoTime,
        NoFlag,
        NoOrder, ///< "state>stale": these have no more and no less
        OpenQuote,
        TooLong,
    };
    Kind kind = NoValue;
    qsizetype at = 0; ///< of what is wrong, in UTF-16 units
    qsizetype length = 0;
    QString text; ///< what stands there
    QString key; ///< of the field, if it is known
    QString suggestion = {}; ///< what may have been meant
};

} // namespace Lockstep
