// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jsonreader.h"

#include "core/log.h"

#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"a boolean"_s;
    case QJsonValue::Double:
        return u"a number"_s;
    case QJsonValue::String:
        return u"a string"_s;
    case QJsonValue::Array:
        return u"an array"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"nothing"_s;
}

// QJsonValue::toInteger gives its default for what is no exact integer, so two different defaults tell.
std::optional<qint64> exactInteger(const QJsonValue &value)
{
    if (!value.isDouble())
        return {};
    const qint64 number = value.toInteger(0);
    if (number == 0 && value.toInteger(1) != 0)
        return {};
    return number;
}

std::optional<StreamId> asStreamId(const QJsonValue &value)
{
    if (value.isString())
        return StreamId(value.toString());
    if (const auto number = exactInteger(value))
        return StreamId(*number);
    return {};
}

bool isAbsent(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull();
}

} // namespace

JsonReader::JsonReader(QJsonObject object, QString path)
    : m_object(std::move(object))
    , m_path(std::move(path))
{
}

Error JsonReader::error() const
{
    return Error{.kind = Error::BadAnswer, .errcode = u"M_BAD_JSON"_s, .text = m_error};
}

void JsonReader::fail(QStringView key, const QString &expected)
{
    if (!m_error.isEmpty())
        return;
    const QString name = m_path.isEmpty() ? key.toString() : m_path + u'.' + key;
    m_error = u"\"%1\" should be %2, but is %3"_s.arg(displayable(name), expected, typeName(m_object.value(key)));
}

QString JsonReader::string(QStringView key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isString())
        fail(key, u"a string"_s);
    return value.toString();
}

qint64 JsonReader::integer(QStringView key)
{
    const auto number = exactInteger(m_object.value(key));
    if (!number)
        fail(key, u"an integer"_s);
    return number.value_or(0);
}

bool JsonReader::boolean(QStringView key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isBool())
        fail(key, u"true or false"_s);
    return value.toBool();
}

QJsonObject JsonReader::objectAt(QStringView key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isObject())
        fail(key, u"an object"_s);
    return value.toObject();
}

QJsonArray JsonReader::array(QStringView key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isArray())
        fail(key, u"an array"_s);
    return value.toArray();
}

QStringList JsonReader::strings(QStringView key)
{
    QStringList result;
    const QJsonArray values = array(key);
    result.reserve(values.size());
    for (const QJsonValue &value : values) {
        if (!value.isString())
            fail(key, u"an array of strings"_s);
        result += value.toString();
    }
    return result;
}

std::optional<QString> JsonReader::optionalString(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return string(key);
}

std::optional<qint64> JsonReader::optionalInteger(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return integer(key);
}

std::optional<bool> JsonReader::optionalBoolean(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return boolean(key);
}

std::optional<QJsonObject> JsonReader::optionalObject(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return objectAt(key);
}

std::optional<QJsonArray> JsonReader::optionalArray(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return array(key);
}

StreamId JsonReader::streamId(QStringView key)
{
    const auto id = asStreamId(m_object.value(key));
    if (!id)
        fail(key, u"an integer or a string"_s);
    return id.value_or(StreamId());
}

std::optional<StreamId> JsonReader::optionalStreamId(QStringView key)
{
    if (isAbsent(m_object.value(key)))
        return {};
    return streamId(key);
}

QList<StreamId> JsonReader::streamIds(QStringView key)
{
    QList<StreamId> result;
    const QJsonArray values = array(key);
    result.reserve(values.size());
    for (const QJsonValue &value : values) {
        const auto id = asStreamId(value);
        if (!id)
            fail(key, u"an array of integers or strings"_s);
        result += id.value_or(StreamId());
    }
    return result;
}

Result<QJsonObject> parseJsonObject(const QByteArray &bytes)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &parseError);
    if (document.isObject())
        return document.object();
    const QString start = displayable(QString::fromUtf8(bytes.left(40)), 40);
    if (bytes.trimmed().isEmpty())
        return failure(Error::BadAnswer, u"expected a JSON object, got nothing"_s, 0, u"M_NOT_JSON"_s);
    if (parseError.error != QJsonParseError::NoError)
        return failure(Error::BadAnswer,
            u"expected a JSON object, got \"%1\" (%2 at byte %3)"_s.arg(redacted(start), parseError.errorString()).arg(parseError.offset),
            0, u"M_NOT_JSON"_s);
    return failure(Error::BadAnswer, u"expected a JSON object, got \"%1\""_s.arg(redacted(start)), 0, u"M_NOT_JSON"_s);
}

} // namespace Lockstep
