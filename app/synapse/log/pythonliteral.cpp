// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/pythonliteral.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

QString fromUtf8(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

} // namespace

tl::unexpected<Error> PythonLiteral::problem() const
{
    return failure(Error::BadAnswer, u"no Python literal at byte %1"_s.arg(m_pos));
}

void PythonLiteral::skipSpace()
{
    while (m_pos < m_text.size() && m_text[m_pos] == ' ')
        ++m_pos;
}

bool PythonLiteral::skip(std::string_view token)
{
    if (m_text.substr(m_pos, token.size()) != token)
        return false;
    m_pos += token.size();
    return true;
}

Result<QJsonValue> PythonLiteral::value()
{
    QJsonValue out;
    if (!readValue(out, 0))
        return problem();
    return out;
}

Result<QString> PythonLiteral::string()
{
    QString out;
    if (!readString(out))
        return problem();
    return out;
}

bool PythonLiteral::readText(QString &out)
{
    if (m_pos >= m_text.size())
        return false;
    if (m_text[m_pos] == '\'' || m_text[m_pos] == '"')
        return readString(out);
    const size_t begin = m_pos;
    QJsonValue number;
    if (!readNumber(number))
        return false;
    out = fromUtf8(m_text.substr(begin, m_pos - begin));
    return true;
}

Result<QString> PythonLiteral::text()
{
    QString out;
    if (!readText(out))
        return problem();
    return out;
}

Result<QStringList> PythonLiteral::texts()
{
    QStringList list;
    if (!eachText([&](QString &&text) { list.append(std::move(text)); }))
        return problem();
    return list;
}

bool PythonLiteral::readValue(QJsonValue &out, int depth)
{
    if (depth > maxDepth || m_pos >= m_text.size())
        return false;
    switch (m_text[m_pos]) {
    case '\'':
    case '"': {
        QString text;
        if (!readString(text))
            return false;
        out = text;
        return true;
    }
    case '{':
        return readDict(out, depth);
    case '[':
        ++m_pos;
        return readList(out, ']', depth);
    case '(':
        ++m_pos;
        return readList(out, ')', depth);
    case 'T':
        out = true;
        return skip("True");
    case 'F':
        out = false;
        return skip("False");
    case 'N':
        out = QJsonValue();
        return skip("None");
    case 'n':
        out = QJsonValue();
        return skip("nan");
    case 'i':
        out = QJsonValue();
        return skip("inf");
    default:
        return readNumber(out);
    }
}

bool PythonLiteral::readString(QString &out)
{
    if (m_pos >= m_text.size())
        return false;
    const char quote = m_text[m_pos];
    if (quote != '\'' && quote != '"')
        return false;
    size_t begin = ++m_pos;
    bool plain = true;
    for (;;) {
        size_t stop = m_pos;
        while (stop < m_text.size() && m_text[stop] != quote && m_text[stop] != '\\')
            ++stop;
        if (stop == m_text.size())
            return false;
        // Most strings have no escape: one conversion, no copy.
        if (m_text[stop] == quote && plain) {
            out = fromUtf8(m_text.substr(begin, stop - begin));
            m_pos = stop + 1;
            return true;
        }
        if (plain)
            out.clear();
        plain = false;
        out += fromUtf8(m_text.substr(begin, stop - begin));
        m_pos = stop + 1;
        if (m_text[stop] == quote)
            return true;
        if (!readEscape(out))
            return false;
        begin = m_pos;
    }
}

bool PythonLiteral::readEscape(QString &out)
{
    if (m_pos >= m_text.size())
        return false;
    const char kind = m_text[m_pos++];
    size_t digits = 0;
    switch (kind) {
    case '\\':
    case '\'':
    case '"':
        out += QLatin1Char(kind);
        return true;
    case 'n':
        out += u'\n';
        return true;
    case 'r':
        out += u'\r';
        return true;
    case 't':
        out += u'\t';
        return true;
    case 'x':
        digits = 2;
        break;
    case 'u':
        digits = 4;
        break;
    case 'U':
        digits = 8;
        break;
    default:
        return false;
    }
    const std::string_view hex = m_text.substr(m_pos, digits);
    char32_t code = 0;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    if (hex.size() != digits || error != std::errc() || end != hex.data() + digits || value > 0x10ffff)
        return false;
    m_pos += digits;
    code = value;
    if (code > 0xffff) {
        out += QChar(QChar::highSurrogate(code));
        out += QChar(QChar::lowSurrogate(code));
    } else {
        out += QChar(char16_t(code));
    }
    return true;
}

bool PythonLiteral::readNumber(QJsonValue &out)
{
    const size_t end = std::min(m_text.find_first_not_of("+-0123456789.eEinfa", m_pos), m_text.size());
    const std::string_view digits = m_text.substr(m_pos, end - m_pos);
    if (digits.empty())
        return false;
    m_pos = end;
    const char *const last = digits.data() + digits.size();
    qint64 integer = 0;
    const auto whole = std::from_chars(digits.data(), last, integer);
    if (whole.ec == std::errc() && whole.ptr == last) {
        out = integer;
        return true;
    }
    if (whole.ec == std::errc::result_out_of_range && whole.ptr == last) {
        out = fromUtf8(digits);
        return true;
    }
    double real = 0;
    const auto floating = std::from_chars(digits.data(), last, real);
    if (floating.ec != std::errc() || floating.ptr != last)
        return false;
    out = std::isfinite(real) ? QJsonValue(real) : QJsonValue();
    return true;
}

bool PythonLiteral::readList(QJsonValue &out, char close, int depth)
{
    const std::string_view end(&close, 1);
    QJsonArray array;
    while (!skip(end)) {
        if (!array.isEmpty()) {
            if (!skip(","))
                return false;
            skipSpace();
            if (close == ')' && skip(end)) // a tuple of one: (1,)
                break;
        }
        QJsonValue element;
        if (!readValue(element, depth + 1))
            return false;
        array.append(element);
    }
    out = array;
    return true;
}

bool PythonLiteral::readDict(QJsonValue &out, int depth)
{
    ++m_pos;
    std::vector<std::pair<QString, QJsonValue>> members;
    while (!skip("}")) {
        if (!members.empty()) {
            if (!skip(","))
                return false;
            skipSpace();
        }
        auto &[key, member] = members.emplace_back();
        if (!readString(key) || !skip(":"))
            return false;
        skipSpace();
        if (!readValue(member, depth + 1))
            return false;
    }
    // A QJsonObject keeps its members in order, so that one put in before others moves them: a stranger has keys fall.
    std::stable_sort(members.begin(), members.end(), [](const auto &one, const auto &other) { return one.first < other.first; });
    QJsonObject object;
    for (const auto &[key, member] : members)
        object.insert(key, member);
    out = object;
    return true;
}

} // namespace Lockstep::Synapse
