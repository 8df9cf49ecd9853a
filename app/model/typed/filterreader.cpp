// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/typed/filterreader.h"

#include <algorithm>
#include <limits>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype longestKey = 24;

bool isKeyLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
}

bool isRelation(QChar c)
{
    return c == u':' || c == u'<' || c == u'>' || c == u'=';
}

/// A quotation mark that is meant: \".
bool isEscaped(QStringView text, qsizetype at)
{
    return text.at(at) == u'\\' && at + 1 < text.size() && text.at(at + 1) == u'"';
}

QString unquoted(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isEscaped(text, i))
            result += text.at(++i);
        else if (text.at(i) != u'"')
            result += text.at(i);
    }
    return result;
}

/// How many letters have to be changed, put in or left out to make one of the other; of short words.
int distance(QStringView a, QStringView b)
{
    std::vector<int> row(std::size_t(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (qsizetype j = 0; j < b.size(); ++j) {
            const std::size_t at = std::size_t(j) + 1;
            const int changed = diagonal + (a.at(i).toLower() == b.at(j).toLower() ? 0 : 1);
            diagonal = std::exchange(row[at], std::min({changed, row[at] + 1, row[at - 1] + 1}));
        }
    }
    return row.back();
}

/// The one that is meant by a slip of the finger; empty if none is near.
QString nearest(QStringView typed, const QStringList &known)
{
    QString best;
    int least = typed.size() < 4 ? 2 : 3;
    if (typed.size() > longestKey)
        return {};
    for (const QString &one : known) {
        if (const int apart = distance(typed, one); apart < least) {
            least = apart;
            best = one;
        }
    }
    return best;
}

std::optional<qint64> scaled(QStringView text, const QList<std::pair<QStringView, qint64>> &units, bool unitNeeded)
{
    qsizetype digits = 0;
    while (digits < text.size() && text.at(digits) >= u'0' && text.at(digits) <= u'9')
        ++digits;
    bool isNumber = false;
    const qint64 number = text.left(digits).toLongLong(&isNumber);
    const QStringView unit = text.mid(digits);
    if (!isNumber || (unit.isEmpty() && unitNeeded && number != 0))
        return std::nullopt;
    if (unit.isEmpty())
        return number;
    const auto found = std::ranges::find(units, unit, &std::pair<QStringView, qint64>::first);
    if (found == units.end() || number > std::numeric_limits<qint64>::max() / found->second)
        return std::nullopt;
    return number * found->second;
}

std::optional<qint64> numberFrom(QStringView text)
{
    return scaled(text,
        {{u"k", 1'000}, {u"K", 1'000}, {u"kB", 1'000}, {u"KB", 1'000}, {u"M", 1'000'000}, {u"MB", 1'000'000}, {u"G", 1'000'000'000},
            {u"GB", 1'000'000'000}},
        false);
}

std::optional<qint64> ageFrom(QStringView text)
{
    constexpr qint64 minute = 60'000;
    return scaled(text,
        {{u"s", 1'000}, {u"m", minute}, {u"min", minute}, {u"h", 60 * minute}, {u"d", 24 * 60 * minute}, {u"w", 7 * 24 * 60 * minute}},
        true);
}
} // namespace

FilterReader::FilterReader(const QString &text, const QList<FilterField> &fields)
    : m_text(text)
    , m_fields(fields)
{
}

bool FilterReader::fail(FilterProblem::Kind kind, qsizetype at, qsizetype length, const QString &suggestion)
{
    m_problem = FilterProblem{.kind = kind,
        .at = at,
        .length = length,
        .text = m_text.mid(at, length),
        .key = m_term.field >= 0 ? m_fields.at(m_term.field).key : QString(),
        .suggestion = suggestion};
    return false;
}

/// A space outside of quotes; -1 if a quote is open.
qsizetype FilterReader::endOfTerm() const
{
    bool quoted = false;
    for (qsizetype i = m_at; i < m_text.size(); ++i) {
        if (isEscaped(m_text, i))
            ++i;
        else if (m_text.at(i) == u'"')
            quoted = !quoted;
        else if (!quoted && m_text.at(i).isSpace())
            return i;
    }
    return quoted ? -1 : m_text.size();
}

bool FilterReader::next()
{
    while (m_at < m_text.size() && m_text.at(m_at).isSpace())
        ++m_at;
    if (m_problem || m_at >= m_text.size())
        return false;
    m_term = {};
    m_term.at = m_at;
    const qsizetype end = endOfTerm();
    if (end < 0)
        return fail(FilterProblem::OpenQuote, m_text.indexOf(u'"', m_at), m_text.size() - m_text.indexOf(u'"', m_at));
    m_term.length = end - m_at;
    if (m_text.at(m_at) == u'-' && m_term.length > 1) {
        m_term.negated = true;
        ++m_at;
    }
    qsizetype key = m_at;
    while (key < end && isKeyLetter(m_text.at(key)))
        ++key;
    const bool hasKey = key > m_at && key < end && isRelation(m_text.at(key));
    const bool read = hasKey ? readValue(end) : readWord(end);
    m_at = end;
    return read;
}

bool FilterReader::readWord(qsizetype end)
{
    m_term.text = unquoted(QStringView(m_text).mid(m_at, end - m_at));
    // Two quotes and nothing between them ask for nothing.
    return !m_term.text.isEmpty() || fail(FilterProblem::NoValue, m_at, end - m_at);
}

bool FilterReader::readValue(qsizetype end)
{
    qsizetype relation = m_at;
    while (isKeyLetter(m_text.at(relation)))
        ++relation;
    const QStringView key = QStringView(m_text).mid(m_at, relation - m_at);
    const auto found
        = std::ranges::find_if(m_fields, [&](const FilterField &field) { return field.key.compare(key, Qt::CaseInsensitive) == 0; });
    if (found == m_fields.end()) {
        QStringList keys;
        for (const FilterField &field : m_fields)
            keys << field.key;
        // "localhost:8448" and "ed25519:KEY" are words that somebody looks for.
        const QString meant = nearest(key, keys);
        return meant.isEmpty() ? readWord(end) : fail(FilterProblem::UnknownKey, m_at, key.size(), meant);
    }
    m_term.field = int(found - m_fields.begin());
    qsizetype value = relation + 1;
    const bool orEqual = value < end && m_text.at(value) == u'=';
    if (orEqual)
        ++value;
    const QChar sign = m_text.at(relation);
    if (sign == u'<')
        m_term.relation = orEqual ? FilterTerm::LessOrEqual : FilterTerm::Less;
    else if (sign == u'>')
        m_term.relation = orEqual ? FilterTerm::MoreOrEqual : FilterTerm::More;
    if (m_term.relation != FilterTerm::Is && found->kind != FilterField::Number && found->kind != FilterField::Time)
        return fail(FilterProblem::NoOrder, relation, value - relation);
    m_term.text = unquoted(QStringView(m_text).mid(value, end - value));
    if (m_term.text.isEmpty())
        return fail(FilterProblem::NoValue, m_at, end - m_at);
    return interpret(*found, value, end - value);
}

bool FilterReader::interpret(const FilterField &field, qsizetype at, qsizetype length)
{
    switch (field.kind) {
    case FilterField::Text:
    case FilterField::Exact:
        return true;
    case FilterField::Word: {
        const auto same = [this](const QString &one) { return one.compare(m_term.text, Qt::CaseInsensitive) == 0; };
        return std::ranges::any_of(field.values, same) || fail(FilterProblem::UnknownValue, at, length, nearest(m_term.text, field.values));
    }
    case FilterField::Number: {
        const auto number = numberFrom(m_term.text);
        m_term.number = number.value_or(0);
        return number || fail(FilterProblem::NoNumber, at, length);
    }
    case FilterField::Time: {
        m_term.never = m_term.text == u"never" && m_term.relation == FilterTerm::Is;
        const auto age = ageFrom(m_term.text);
        m_term.number = age.value_or(0);
        return m_term.never || age || fail(FilterProblem::NoTime, at, length);
    }
    case FilterField::Flag:
        m_term.number = m_term.text == u"yes" ? 1 : 0;
        return m_term.text == u"yes" || m_term.text == u"no" || fail(FilterProblem::NoFlag, at, length);
    }
    return true;
}

} // namespace Lockstep
