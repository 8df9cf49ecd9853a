// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jsonreader.h"
#include "inspection/wire.h"

#include <QJsonArray>

/// Shared by the files that read and write the wire format; not for others.
namespace Lockstep::Inspection::WireDetail {

/// A JsonReader that also reads members which are objects of the API, and keeps the first error of either kind.
class Reader : public JsonReader
{
public:
    Reader(const QJsonObject &object, const QString &path)
        : JsonReader(object, path)
        , m_path(path)
    {
    }

    const QString &path() const { return m_path; }

    /// Empty where it is not there.
    QString text(QStringView key) { return optionalString(key).value_or(QString()); }
    QJsonObject part(QStringView key) { return optionalObject(key).value_or(QJsonObject()); }
    QStringList texts(QStringView key) { return optionalArray(key) ? strings(key) : QStringList(); }

    template <typename T>
    QList<T> list(QStringView key)
    {
        QList<T> items;
        const QJsonArray elements = optionalArray(key).value_or(QJsonArray());
        items.reserve(elements.size());
        for (const QJsonValue &element : elements) {
            Result<T> item = element.isObject()
                ? fromJson<T>(element.toObject())
                : Result<T>(failure(Error::BadAnswer, key.toString() + QStringLiteral(": an element is not an object")));
            if (!item) {
                note(item.error());
                break;
            }
            items.append(std::move(*item));
        }
        return items;
    }
    template <typename T>
    std::optional<T> member(QStringView key)
    {
        const auto object = optionalObject(key);
        if (!object)
            return {};
        Result<T> value = fromJson<T>(*object);
        if (!value) {
            note(value.error());
            return {};
        }
        return std::move(*value);
    }
    /// What was wrong with an object within this one is wrong with this one.
    void take(const Reader &part)
    {
        if (part.m_nested)
            note(*part.m_nested);
        else if (!part.ok())
            note(part.error());
    }

    /// \a value, unless anything read so far was wrong.
    template <typename T>
    Result<T> conclude(T value)
    {
        if (m_nested)
            return failure(*m_nested);
        if (!ok())
            return failure(error());
        return value;
    }

private:
    void note(const Error &error)
    {
        if (!m_nested)
            m_nested = error;
    }
    QString m_path;
    std::optional<Error> m_nested;
};

} // namespace Lockstep::Inspection::WireDetail
