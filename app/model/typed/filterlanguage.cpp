// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/typed/filterlanguage.h"

#include "model/typed/filterreader.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

bool compares(FilterTerm::Relation relation, qint64 value, qint64 with)
{
    switch (relation) {
    case FilterTerm::Is:
        return value == with;
    case FilterTerm::Less:
        return value < with;
    case FilterTerm::LessOrEqual:
        return value <= with;
    case FilterTerm::More:
        return value > with;
    case FilterTerm::MoreOrEqual:
        return value >= with;
    }
    return false;
}

bool fits(const FilterTerm &term, const FilterField &field, const QVariant &value, qint64 now)
{
    switch (field.kind) {
    case FilterField::Text:
        return value.toString().contains(term.text, Qt::CaseInsensitive);
    case FilterField::Exact:
        return value.toString().compare(term.text, Qt::CaseInsensitive) == 0;
    case FilterField::Word: {
        const QString words = value.toString();
        return std::ranges::any_of(
            QStringView(words).split(u' '), [&](QStringView word) { return word.compare(term.text, Qt::CaseInsensitive) == 0; });
    }
    case FilterField::Number:
        return value.isValid() && compares(term.relation, value.toLongLong(), term.number);
    case FilterField::Time:
        if (term.never || !value.isValid() || value.toLongLong() <= 0)
            return term.never && (!value.isValid() || value.toLongLong() <= 0);
        return compares(
            term.relation == FilterTerm::Is ? FilterTerm::LessOrEqual : term.relation, std::abs(now - value.toLongLong()), term.number);
    case FilterField::Flag:
        return value.isValid() && value.toBool() == (term.number != 0);
    }
    return false;
}

} // namespace

Filter Filter::parse(const QString &text, const QList<FilterField> &fields)
{
    Filter filter;
    filter.m_text = text.trimmed();
    filter.m_fields = fields;
    if (text.size() > maxLength) {
        filter.m_problem
            = FilterProblem{.kind = FilterProblem::TooLong, .at = maxLength, .length = text.size() - maxLength, .text = {}, .key = {}};
        return filter;
    }
    FilterReader reader(text, fields);
    while (filter.m_terms.size() < maxTerms && reader.next())
        filter.m_terms.append(reader.term());
    filter.m_problem = reader.problem();
    if (!filter.m_problem && reader.next())
        filter.m_problem = FilterProblem{
            .kind = FilterProblem::TooLong, .at = reader.term().at, .length = text.size() - reader.term().at, .text = {}, .key = {}};
    if (filter.m_problem)
        filter.m_terms.clear();
    return filter;
}

QString Filter::word(QString text)
{
    // A host with a port looks like a key with a value: "server:8448".
    const qsizetype relation = text.indexOf(QRegularExpression(u"[:<>=]"_s));
    const bool isLikeAField = relation > 0 && std::all_of(text.cbegin(), text.cbegin() + relation, [](QChar c) { return c.isLetter(); });
    const bool isPlain
        = !isLikeAField && !text.startsWith(u'-') && std::ranges::none_of(text, [](QChar c) { return c.isSpace() || c == u'"'; });
    if (isPlain)
        return text;
    // Before a closing quotation mark a backslash would mean that mark.
    QString end;
    while (text.endsWith(u'\\')) {
        end += u'\\';
        text.chop(1);
    }
    return QString(u'"' + text.replace(u'"', u"\\\""_s) + u'"' + end);
}

QString Filter::words() const
{
    QStringList words;
    for (const FilterTerm &term : m_terms) {
        if (term.field < 0 && !term.negated)
            words << term.text;
    }
    return words.join(u' ');
}

std::optional<QString> Filter::take(const QString &key)
{
    const auto isThis = [&](const FilterTerm &term) {
        return term.field >= 0 && !term.negated && term.relation == FilterTerm::Is && m_fields.at(term.field).key == key;
    };
    if (std::ranges::count_if(m_terms, isThis) != 1)
        return std::nullopt;
    const auto found = std::ranges::find_if(m_terms, isThis);
    const QString text = found->text;
    m_terms.erase(found);
    return text;
}

QString Filter::takeWords()
{
    const QString all = words();
    m_terms.removeIf([](const FilterTerm &term) { return term.field < 0 && !term.negated; });
    return all;
}

bool Filter::accepts(
    const std::function<QVariant(int field)> &value, const std::function<bool(const QString &word)> &contains, qint64 now) const
{
    return std::ranges::all_of(m_terms, [&](const FilterTerm &term) {
        const bool does = term.field < 0 ? contains(term.text) : fits(term, m_fields.at(term.field), value(term.field), now);
        return does != term.negated;
    });
}

QList<FilterCompletion> filterCompletions(const QString &text, qsizetype cursor, const QList<FilterField> &fields, bool all)
{
    const qsizetype end = std::clamp(cursor, qsizetype(0), text.size());
    qsizetype begin = end;
    // Quoted values are the operator's own.
    if (text.left(end).count(u'"') % 2 != 0)
        return {};
    while (begin > 0 && !text.at(begin - 1).isSpace())
        --begin;
    if (begin < end && text.at(begin) == u'-')
        ++begin;
    const QStringView typed = QStringView(text).mid(begin, end - begin);
    QList<FilterCompletion> result;
    const auto operation = std::ranges::find_if(typed, [](QChar c) { return c == u':' || c == u'<' || c == u'>' || c == u'='; });
    if (operation == typed.end()) {
        if (typed.isEmpty() && !all)
            return {};
        for (int i = 0; i < fields.size(); ++i) {
            const FilterField &field = fields.at(i);
            if (!field.key.startsWith(typed, Qt::CaseInsensitive))
                continue;
            const QChar relation = field.kind == FilterField::Number ? u'>' : field.kind == FilterField::Time ? u'<' : u':';
            result.append({.text = field.key + relation, .at = begin, .length = typed.size(), .field = i, .isKey = true});
        }
        return result;
    }
    const QStringView key = typed.left(operation - typed.begin());
    const auto field = std::ranges::find_if(fields, [&](const FilterField &one) { return one.key.compare(key, Qt::CaseInsensitive) == 0; });
    if (field == fields.end())
        return {};
    qsizetype from = key.size();
    while (from < typed.size() && u":<>="_s.contains(typed.at(from)))
        ++from;
    const QStringView value = typed.mid(from);
    QStringList values = field->values;
    if (field->kind == FilterField::Flag)
        values = {u"yes"_s, u"no"_s};
    else if (field->kind == FilterField::Time)
        values = {u"10m"_s, u"1h"_s, u"1d"_s, u"7d"_s, u"30d"_s};
    for (const QString &one : std::as_const(values)) {
        if (one.startsWith(value, Qt::CaseInsensitive) && one != value)
            result.append({.text = one, .at = begin + from, .length = value.size(), .field = int(field - fields.begin()), .isKey = false});
    }
    return result;
}

} // namespace Lockstep
