// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jsonreader.h"
#include "inspection/types.h"
#include "inspection/wire.h"

#include <QJsonArray>

/// Shared by the files that read and write the wire format; not for others.
namespace Lockstep::Inspection::WireDetail {

inline QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}
inline QJsonValue timeOrNull(qint64 ms)
{
    return ms == 0 ? QJsonValue() : QJsonValue(ms);
}
inline QJsonValue countOrNull(qint64 count)
{
    return count < 0 ? QJsonValue() : QJsonValue(count);
}
inline QJsonValue objectOrNull(const QJsonObject &object)
{
    return object.isEmpty() ? QJsonValue() : QJsonValue(object);
}
inline QJsonValue streamIdOrNull(qint64 id)
{
    return id == 0 ? QJsonValue() : QJsonValue(QString::number(id));
}

template <typename T>
QJsonArray arrayOf(const QList<T> &items)
{
    QJsonArray array;
    for (const T &item : items)
        array.append(toJson(item));
    return array;
}
template <typename Identifier>
QJsonArray textsOf(const QList<Identifier> &ids)
{
    QJsonArray array;
    for (const Identifier &id : ids)
        array.append(id.toString());
    return array;
}

/// A JsonReader that also reads members which are objects of the API, and keeps the first error of either kind.
class Reader : public JsonReader
{
public:
    using JsonReader::JsonReader;

    qint64 time(QStringView key) { return optionalInteger(key).value_or(0); }
    qint64 count(QStringView key) { return optionalInteger(key).value_or(-1); }
    QString text(QStringView key) { return optionalString(key).value_or(QString()); }
    bool flag(QStringView key) { return optionalBoolean(key).value_or(false); }
    QJsonObject part(QStringView key) { return optionalObject(key).value_or(QJsonObject()); }
    qint64 streamNumber(QStringView key) { return optionalStreamId(key).value_or(StreamId()).toInteger().value_or(0); }
    StreamId streamText(QStringView key) { return optionalStreamId(key).value_or(StreamId()); }
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
    std::optional<Error> m_nested;
};

template <typename T>
QJsonObject pageToJson(const QString &name, const Page<T> &page)
{
    return {{name, arrayOf(page.items)}, {QStringLiteral("next"), orNull(page.next)}, {QStringLiteral("partial"), page.partial}};
}

template <typename T>
Result<Page<T>> pageFromJson(QStringView name, const QJsonObject &object)
{
    Reader in(object, name.toString());
    in.array(name);
    Page<T> page;
    page.items = in.list<T>(name);
    page.next = in.text(u"next");
    page.partial = in.flag(u"partial");
    return in.conclude(std::move(page));
}

} // namespace Lockstep::Inspection::WireDetail
