// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/typed/filterterms.h"

#include <QVariant>

#include <functional>
#include <optional>

namespace Lockstep {

/// What was typed into a list's field, understood: words, and terms as
/// `state:stale server:example.org devices>10 updated<1d name:"x y" -state:gap`. All of them have to fit. A value object.
class Filter
{
public:
    static constexpr qsizetype maxLength = 1000;
    static constexpr qsizetype maxTerms = 40;

    /// Nothing is left of a filter with a problem but the problem.
    static Filter parse(const QString &text, const QList<FilterField> &fields);

    const QString &text() const { return m_text; }
    const QList<FilterField> &fields() const { return m_fields; }
    const QList<FilterTerm> &terms() const { return m_terms; }
    const std::optional<FilterProblem> &problem() const { return m_problem; }
    bool isEmpty() const { return m_terms.isEmpty(); }

    /// A text as one word of the language, whatever is in it.
    static QString word(QString text);

    /// The words that are asked for, as one text.
    QString words() const;
    /// Takes out the only term of this key that is asked for with ":" and not negated, and gives its text: for a server that filters by it.
    std::optional<QString> take(const QString &key);
    /// Takes out the words that are asked for, not those with a minus.
    QString takeWords();

    /// Whether a row fits. \a value: its raw value for a field, nothing if it has none. \a contains: whether any of what the list
    /// searches contains a word. \a now: ms since the epoch.
    bool accepts(
        const std::function<QVariant(int field)> &value, const std::function<bool(const QString &word)> &contains, qint64 now) const;

    friend bool operator==(const Filter &a, const Filter &b) { return a.m_text == b.m_text && a.m_terms.size() == b.m_terms.size(); }

private:
    QString m_text;
    QList<FilterField> m_fields;
    QList<FilterTerm> m_terms;
    std::optional<FilterProblem> m_problem;
};

/// What may be written at the cursor.
struct FilterCompletion
{
    QString text; ///< what takes the place of what stands from \c at on, \c length units
    qsizetype at = 0;
    qsizetype length = 0;
    int field = -1; ///< whose key or value it is
    bool isKey = false; ///< a value has to follow
};

/// The best first. At an empty place all keys, if \a all; otherwise only where a letter was typed.
QList<FilterCompletion> filterCompletions(const QString &text, qsizetype cursor, const QList<FilterField> &fields, bool all);

} // namespace Lockstep
