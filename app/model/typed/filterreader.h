// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/typed/filterterms.h"

#include <optional>

namespace Lockstep {

/// Reads terms from what was typed, one by one. Linear in its length. Both arguments outlive the reader.
class FilterReader
{
public:
    FilterReader(const QString &text, const QList<FilterField> &fields);

    /// The next term is there. False at the end and after a problem.
    bool next();
    const FilterTerm &term() const { return m_term; }
    const std::optional<FilterProblem> &problem() const { return m_problem; }

private:
    bool readValue(qsizetype end);
    bool readWord(qsizetype end);
    bool fail(FilterProblem::Kind kind, qsizetype at, qsizetype length, const QString &suggestion = {});
    qsizetype endOfTerm() const;
    bool interpret(const FilterField &field, qsizetype at, qsizetype length);

    const QString &m_text;
    const QList<FilterField> &m_fields;
    qsizetype m_at = 0;
    FilterTerm m_term;
    std::optional<FilterProblem> m_problem;
};

} // namespace Lockstep
