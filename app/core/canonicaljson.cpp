// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"

#include "core/ids.h"

#include <QJsonArray>
#include <QJsonValue>

#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qint64 maxInteger = (qint64(1) << 53) - 1;

/// Nothing, or why the value cannot be canonical JSON.
using Refusal = std::optional<QString>;

QString outOfRange()
{
    return u"a number is outside of -(2^53)+1 to 2^53-1"_s;
}

QString notInteger()
{
    return u"a number is not a plain integer"_s;
}

void appendString(QByteArray &out, std::string_view text)
{
    static constexpr char hex[] = "0123456789abcdef";
    out.append('"');
    size_t from = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text.data() + from, qsizetype(i - from));
        from = i + 1;
        out.append('\\');
        switch (c) {
        case '"':
        case '\\':
            out.append(char(c));
            break;
        case '\b':
            out.append('b');
            break;
        case '\t':
            out.append('t');
            break;
        case '\n':
            out.append('n');
            break;
        case '\f':
            out.append('f');
            break;
        case '\r':
            out.append('r');
            break;
        default:
            out.append("u00").append(hex[c >> 4]).append(hex[c & 0xf]);
        }
    }
    out.append(text.data() + from, qsizetype(text.size() - from));
    out.append('"');
}

Refusal appendInteger(QByteArray &out, qint64 value)
{
    if (value < -maxInteger || value > maxInteger)
        return outOfRange();
    out.append(QByteArray::number(value));
    return {};
}

// From JSON text

enum class Integers {
    Specified, ///< those of the specification
    Any, ///< all that 64 bits hold
};

Refusal append(QByteArray &out, simdjson::dom::element element, Integers integers);

using Member = std::pair<std::string_view, simdjson::dom::element>;

Refusal appendMembers(QByteArray &out, std::vector<Member> members, Integers integers)
{
    std::sort(members.begin(), members.end(), [](const Member &a, const Member &b) { return a.first < b.first; });
    const auto twice
        = std::adjacent_find(members.begin(), members.end(), [](const Member &a, const Member &b) { return a.first == b.first; });
    if (twice != members.end())
        return u"an object has the same member twice"_s;
    out.append('{');
    bool first = true;
    for (const auto &[key, value] : members) {
        if (!first)
            out.append(',');
        first = false;
        appendString(out, key);
        out.append(':');
        if (Refusal refusal = append(out, value, integers))
            return refusal;
    }
    out.append('}');
    return {};
}

Refusal append(QByteArray &out, simdjson::dom::element element, Integers integers)
{
    using simdjson::dom::element_type;
    switch (element.type()) {
    case element_type::OBJECT: {
        std::vector<Member> members;
        for (const auto [key, value] : simdjson::dom::object(element))
            members.emplace_back(key, value);
        return appendMembers(out, std::move(members), integers);
    }
    case element_type::ARRAY: {
        out.append('[');
        bool first = true;
        for (const simdjson::dom::element item : simdjson::dom::array(element)) {
            if (!first)
                out.append(',');
            first = false;
            if (Refusal refusal = append(out, item, integers))
                return refusal;
        }
        out.append(']');
        return {};
    }
    case element_type::STRING:
        appendString(out, std::string_view(element));
        return {};
    case element_type::INT64:
        if (integers == Integers::Specified)
            return appendInteger(out, int64_t(element));
        out.append(QByteArray::number(qint64(int64_t(element))));
        return {};
    case element_type::UINT64:
        if (integers == Integers::Specified)
            return outOfRange();
        out.append(QByteArray::number(quint64(uint64_t(element))));
        return {};
    case element_type::DOUBLE:
        return notInteger();
    case element_type::BOOL:
        out.append(bool(element) ? "true" : "false");
        return {};
    case element_type::NULL_VALUE:
        out.append("null");
        return {};
    }
    return u"it holds a value of no JSON type"_s;
}

/// The parser reads -0 as 0, so the literal is looked for in the text, which is known to be valid JSON here.
bool hasNegativeZero(const QByteArray &json)
{
    bool inString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '-' && i + 1 < json.size() && json[i + 1] == '0') {
            return true;
        }
    }
    return false;
}

template <typename Encode>
Result<QByteArray> encodeText(const QByteArray &jsonText, Encode encode)
{
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    const auto error = parser.parse(jsonText.constData(), size_t(jsonText.size())).get(root);
    if (error == simdjson::NUMBER_ERROR)
        return failure(Error::BadInput, u"The JSON cannot be signed: a number is malformed or out of range."_s);
    if (error)
        return failure(Error::BadInput, u"The text is not valid JSON: %1."_s.arg(QString::fromLatin1(simdjson::error_message(error))));
    QByteArray out;
    out.reserve(jsonText.size());
    Refusal refusal = encode(out, root);
    if (!refusal && hasNegativeZero(jsonText))
        refusal = notInteger();
    // An escaped lone low surrogate passes the parser and comes out as bytes that are not UTF-8.
    if (!refusal && !simdjson::validate_utf8(out.constData(), size_t(out.size())))
        refusal = u"a string holds half of a surrogate pair"_s;
    if (refusal)
        return failure(Error::BadInput, u"The JSON cannot be signed: %1."_s.arg(*refusal));
    return out;
}

// From Qt's values

template <typename Value>
Refusal append(QByteArray &out, const Value &value);

/// What is plain ASCII without escapes, as nearly all names and keys are, without a copy between. False: nothing was appended.
bool appendPlainString(QByteArray &out, QStringView text)
{
    const qsizetype before = out.size();
    out.resize(before + text.size() + 2);
    char *to = out.data() + before;
    *to++ = '"';
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        if (unit < 0x20 || unit >= 0x80 || unit == u'"' || unit == u'\\') {
            out.truncate(before);
            return false;
        }
        *to++ = char(unit);
    }
    *to = '"';
    return true;
}

Refusal appendString(QByteArray &out, const QString &text)
{
    if (appendPlainString(out, text))
        return {};
    if (!text.isValidUtf16())
        return u"a string holds half of a surrogate pair"_s;
    const QByteArray utf8 = text.toUtf8();
    appendString(out, std::string_view(utf8.constData(), size_t(utf8.size())));
    return {};
}

Refusal appendMember(QByteArray &out, const QString &key, const auto &value, bool isFirst)
{
    if (!isFirst)
        out.append(',');
    if (Refusal refusal = appendString(out, key))
        return refusal;
    out.append(':');
    return append(out, value);
}

Refusal appendSorted(QByteArray &out, const QJsonObject &object)
{
    QStringList keys = object.keys();
    std::sort(keys.begin(), keys.end(), [](const QString &a, const QString &b) { return compareByCodePoint(a, b) < 0; });
    bool isFirst = true;
    for (const QString &key : std::as_const(keys)) {
        if (Refusal refusal = appendMember(out, key, object.value(key), std::exchange(isFirst, false)))
            return refusal;
    }
    return {};
}

/// Whether the members are in the specification's order as Qt has them, as nearly all are. Looked at before any is written: what is
/// written twice would be so once more at each level that it is nested in.
bool isInOrder(const QJsonObject &object)
{
    QString last;
    for (auto it = object.begin(); it != object.end(); ++it) {
        QString key = it.key();
        const bool isPlain = std::all_of(key.cbegin(), key.cend(), [](QChar c) { return c.unicode() < 0x80; });
        if (!isPlain || key.isEmpty() || key <= last)
            return false;
        last = std::move(key);
    }
    return true;
}

Refusal appendObject(QByteArray &out, const QJsonObject &object)
{
    out.append('{');
    if (!isInOrder(object)) {
        if (Refusal refusal = appendSorted(out, object))
            return refusal;
    } else {
        bool isFirst = true;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (Refusal refusal = appendMember(out, it.key(), it.value(), std::exchange(isFirst, false)))
                return refusal;
        }
    }
    out.append('}');
    return {};
}

template <typename Value>
Refusal append(QByteArray &out, const Value &value)
{
    switch (value.type()) {
    case QJsonValue::Object:
        return appendObject(out, value.toObject());
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        out.append('[');
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (i > 0)
                out.append(',');
            if (Refusal refusal = append(out, array.at(i)))
                return refusal;
        }
        out.append(']');
        return {};
    }
    case QJsonValue::String:
        return appendString(out, value.toString());
    case QJsonValue::Double: {
        // toInteger gives the default for what is no integer: two defaults tell it from a real value.
        const qint64 number = value.toInteger(0);
        return number == value.toInteger(1) ? appendInteger(out, number) : notInteger();
    }
    case QJsonValue::Bool:
        out.append(value.toBool() ? "true" : "false");
        return {};
    case QJsonValue::Null:
        out.append("null");
        return {};
    case QJsonValue::Undefined:
        break;
    }
    return u"a value is undefined"_s;
}

} // namespace

Result<QByteArray> canonicalJson(const QByteArray &jsonText)
{
    return encodeText(jsonText, [](QByteArray &out, simdjson::dom::element root) { return append(out, root, Integers::Specified); });
}

Result<QByteArray> canonicalJsonOfAnyInteger(const QByteArray &jsonText)
{
    return encodeText(jsonText, [](QByteArray &out, simdjson::dom::element root) { return append(out, root, Integers::Any); });
}

Result<QByteArray> canonicalJson(const QJsonObject &object)
{
    constexpr qsizetype usualSize = 1024; // of a device's keys
    QByteArray out;
    out.reserve(usualSize);
    if (const Refusal refusal = appendObject(out, object))
        return failure(Error::BadInput, u"The JSON cannot be signed: %1."_s.arg(*refusal));
    return out;
}

bool appendCanonicalString(QByteArray &out, const QString &text)
{
    return !appendString(out, text);
}

Result<QByteArray> signedBytes(const QByteArray &jsonText)
{
    return encodeText(jsonText, [](QByteArray &out, simdjson::dom::element root) -> Refusal {
        if (!root.is_object())
            return u"it is not an object"_s;
        std::vector<Member> members;
        for (const auto [key, value] : simdjson::dom::object(root)) {
            if (key != "signatures" && key != "unsigned")
                members.emplace_back(key, value);
        }
        return appendMembers(out, std::move(members), Integers::Specified);
    });
}

QByteArray encodeUnpaddedBase64(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals);
}

std::optional<QByteArray> decodeUnpaddedBase64(const QByteArray &text)
{
    qsizetype size = text.size();
    while (size > 0 && text.size() - size < 2 && text[size - 1] == '=')
        --size;
    // Qt takes some lengths that no encoder can have produced.
    const bool isPadded = size != text.size();
    if (size % 4 == 1 || (isPadded && text.size() % 4 != 0))
        return std::nullopt;
    const auto decoded
        = QByteArray::fromBase64Encoding(text.first(size), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    return *decoded;
}

} // namespace Lockstep
