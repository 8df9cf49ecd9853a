// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/bodyshape.h"

#include "core/ids.h"
#include "core/log.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

using Mismatch = BodyShape::Mismatch;

bool isOfType(const QJsonValue &value, QStringView type)
{
    if (type == "string"_L1)
        return value.isString();
    if (type == "integer"_L1) // toInteger gives its default for what is no exact integer
        return value.isDouble() && value.toInteger(0) == value.toInteger(1);
    if (type == "number"_L1)
        return value.isDouble();
    if (type == "boolean"_L1)
        return value.isBool();
    if (type == "object"_L1)
        return value.isObject();
    if (type == "array"_L1)
        return value.isArray();
    return type == "any"_L1;
}

Mismatch wrongType(const QString &path, const QString &expected)
{
    return {u"M_BAD_JSON"_s, u"\"%1\" should be of type %2."_s.arg(displayable(path, 200), expected)};
}

QString below(const QString &path, const QString &key)
{
    return path.isEmpty() ? key : path + u'.' + key;
}

std::optional<Mismatch> find(const QJsonValue &value, const QJsonValue &shape, const QString &path);

std::optional<Mismatch> findInObject(const QJsonObject &object, const QJsonObject &shape, const QString &path)
{
    for (auto member = shape.begin(); member != shape.end(); ++member) {
        const bool isOptional = member.key().endsWith(u'?');
        const QString name = isOptional ? member.key().chopped(1) : member.key();
        if (name == "@"_L1)
            continue;
        const QJsonValue value = object.value(name);
        if (isOptional && (value.isUndefined() || value.isNull()))
            continue;
        if (value.isUndefined())
            return Mismatch{
                path.isEmpty() ? u"M_MISSING_PARAM"_s : u"M_BAD_JSON"_s, u"\"%1\" is missing."_s.arg(displayable(below(path, name), 200))};
        if (const auto found = find(value, *member, below(path, name)))
            return found;
    }
    const QJsonValue others = shape.value("@"_L1);
    if (others.isUndefined())
        return {};
    for (auto member = object.begin(); member != object.end(); ++member)
        if (!shape.contains(member.key()) && !shape.contains(member.key() + u'?'))
            if (const auto found = find(*member, others, below(path, member.key())))
                return found;
    return {};
}

std::optional<Mismatch> find(const QJsonValue &value, const QJsonValue &shape, const QString &path)
{
    if (shape.isObject())
        return value.isObject() ? findInObject(value.toObject(), shape.toObject(), path) : wrongType(path, u"object"_s);
    if (shape.isArray()) {
        if (!value.isArray())
            return wrongType(path, u"array"_s);
        const QJsonArray items = value.toArray();
        for (qsizetype i = 0; i < items.size(); ++i)
            if (const auto found = find(items.at(i), shape.toArray().first(), u"%1[%2]"_s.arg(path).arg(i)))
                return found;
        return {};
    }
    const QStringList types = shape.toString().split(u'|');
    for (const QString &type : types)
        if (isOfType(value, type))
            return {};
    return wrongType(path, types.join(u" or "_s));
}

bool isSound(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().isValidUtf16();
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        return std::all_of(items.begin(), items.end(), [](const QJsonValue &item) { return isSound(item); });
    }
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        if (!QStringView(member.key()).isValidUtf16() || !isSound(*member))
            return false;
    return true;
}

} // namespace

BodyShape::BodyShape(const char *json)
    : m_shape(QJsonDocument::fromJson(json).object())
{
    Q_ASSERT(!m_shape.isEmpty());
}

std::optional<BodyShape::Mismatch> BodyShape::mismatch(const QJsonObject &body) const
{
    if (!isSound(body))
        return Mismatch{u"M_BAD_JSON"_s, u"A string holds half of a surrogate pair."_s};
    return findInObject(body, m_shape, {});
}

} // namespace Lockstep::Lab
