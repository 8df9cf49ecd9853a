// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "inspection/wirereader.h"

#include <algorithm>

/// The kinds of members that the wire has: how a value of each is written, and how it is read. See wiremembers.h.
namespace Lockstep::Inspection::WireDetail {

// --- texts: strings, identifiers, and the words of enumerations -----------------------------------------------------------

/// How a value stands as text.
template <typename V>
struct TextForm
{
    static QString of(const V &value)
    {
        if constexpr (std::is_same_v<V, QString>)
            return value;
        else
            return value.toString();
    }
    static V from(const QString &text) { return V(text); }
};
template <HasApiWords E>
struct TextForm<E>
{
    static QString of(E value) { return toApiName(value); }
    static E from(const QString &text) { return fromApiName<E>(text); }
};
template <HasApiWords E>
struct TextForm<std::optional<E>>
{
    static QString of(std::optional<E> value) { return value ? toApiName(*value) : QString(); }
    static std::optional<E> from(const QString &text) { return text.isEmpty() ? std::nullopt : std::optional(fromApiName<E>(text)); }
};

/// A text that has to be there.
struct Text
{
    template <typename V>
    static QJsonValue write(const V &value)
    {
        return TextForm<V>::of(value);
    }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return TextForm<V>::from(in.string(name));
    }
};

/// One that is always written, and empty where it is not there.
struct LooseText : Text
{
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return TextForm<V>::from(in.text(name));
    }
};

/// Null where it is empty.
struct TextOrNull : LooseText
{
    template <typename V>
    static QJsonValue write(const V &value)
    {
        const QString text = TextForm<V>::of(value);
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    }
};

/// Null for a null text: an empty one is something else.
struct NullableText : LooseText
{
    static QJsonValue write(const QString &text) { return text.isNull() ? QJsonValue() : QJsonValue(text); }
};

/// A list of texts that has to be there.
struct Texts
{
    template <typename V>
    static QJsonValue write(const QList<V> &values)
    {
        QJsonArray array;
        for (const V &value : values)
            array.append(TextForm<V>::of(value));
        return array;
    }
    template <typename List>
    static List read(Reader &in, QStringView name)
    {
        return listed<List>(in.strings(name));
    }

protected:
    template <typename List>
    static List listed(const QStringList &texts)
    {
        List values;
        for (const QString &text : texts)
            values.append(TextForm<typename List::value_type>::from(text));
        return values;
    }
};

/// One that is empty where it is not there.
struct LooseTexts : Texts
{
    template <typename List>
    static List read(Reader &in, QStringView name)
    {
        return listed<List>(in.texts(name));
    }
};

/// Words of what is set; none where they are not there.
struct Flags
{
    template <typename E>
    static QJsonValue write(QFlags<E> flags)
    {
        return QJsonArray::fromStringList(toApiNames(flags));
    }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return flagsFromApiNames<typename V::enum_type>(in.texts(name));
    }
};

/// A stream_id: of a remote server, which may be any text, or the homeserver's own, which is a number. A string on the wire, null for
/// none.
struct Stream
{
    static QJsonValue write(const StreamId &id) { return TextOrNull::write(id); }
    static QJsonValue write(const QString &id) { return TextOrNull::write(id); }
    static QJsonValue write(qint64 id) { return id == 0 ? QJsonValue() : QJsonValue(QString::number(id)); }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        const StreamId id = in.optionalStreamId(name).value_or(StreamId());
        if constexpr (std::is_same_v<V, qint64>)
            return id.toInteger().value_or(0);
        else if constexpr (std::is_same_v<V, QString>)
            return id.toString();
        else
            return id;
    }
};
struct Streams : Texts
{
    template <typename List>
    static List read(Reader &in, QStringView name)
    {
        return in.optionalArray(name) ? in.streamIds(name) : List();
    }
};

// --- numbers ------------------------------------------------------------------------------------------------------------

/// A number that has to be there.
struct Integer
{
    static QJsonValue write(qint64 number) { return number; }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.integer(name);
    }
};

/// One that is always written, and 0 where it is not there.
struct Number : Integer
{
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.optionalInteger(name).value_or(0);
    }
};

/// ms since the epoch, and what else is not there if it is 0: null then.
struct Time : Number
{
    static QJsonValue write(qint64 ms) { return ms == 0 ? QJsonValue() : QJsonValue(ms); }
};

/// Null for -1: not known.
struct Count
{
    static QJsonValue write(qint64 count) { return count < 0 ? QJsonValue() : QJsonValue(count); }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.optionalInteger(name).value_or(-1);
    }
};

/// A count for each word. What a later program counts beside is one count, of Unknown: the largest.
struct CountOfWord
{
    template <typename E>
    static QJsonValue write(const QMap<E, qint64> &counts)
    {
        QJsonObject object;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            object.insert(toApiName(it.key()), Count::write(it.value()));
        return object;
    }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        const QJsonObject object = in.part(name);
        Reader words(object, in.path() + u'.' + name);
        V counts;
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto word = fromApiName<typename V::key_type>(it.key());
            counts.insert(word, std::max(Count::read<qint64>(words, it.key()), counts.value(word, -1)));
        }
        in.take(words);
        return counts;
    }
};

/// False where it is not there.
struct Flag
{
    static QJsonValue write(bool flag) { return flag; }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.optionalBoolean(name).value_or(false);
    }
};
struct FlagOrNull
{
    static QJsonValue write(std::optional<bool> flag) { return flag ? QJsonValue(*flag) : QJsonValue(); }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.optionalBoolean(name);
    }
};

// --- objects ------------------------------------------------------------------------------------------------------------

/// Any object, empty where it is not there.
struct Object
{
    static QJsonValue write(const QJsonObject &object) { return object; }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.part(name);
    }
};
struct ObjectOrNull : Object
{
    static QJsonValue write(const QJsonObject &object) { return object.isEmpty() ? QJsonValue() : QJsonValue(object); }
};
/// Any object, where an empty one is not the same as none.
struct OptionalObject
{
    static QJsonValue write(const std::optional<QJsonObject> &object) { return object ? QJsonValue(*object) : QJsonValue(); }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.optionalObject(name);
    }
};

/// A value with a table of its own; as it is by default where it is not there.
struct Part
{
    template <typename V>
    static QJsonValue write(const V &value)
    {
        return toJson(value);
    }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.member<V>(name).value_or(V());
    }
};
struct OptionalPart
{
    template <typename V>
    static QJsonValue write(const std::optional<V> &value)
    {
        return value ? QJsonValue(toJson(*value)) : QJsonValue();
    }
    template <typename V>
    static V read(Reader &in, QStringView name)
    {
        return in.member<typename V::value_type>(name);
    }
};

/// A list of them that has to be there.
struct Parts
{
    template <typename V>
    static QJsonValue write(const QList<V> &values)
    {
        QJsonArray array;
        for (const V &value : values)
            array.append(toJson(value));
        return array;
    }
    template <typename List>
    static List read(Reader &in, QStringView name)
    {
        in.array(name);
        return in.list<typename List::value_type>(name);
    }
};
/// One that is empty where it is not there.
struct LooseParts : Parts
{
    template <typename List>
    static List read(Reader &in, QStringView name)
    {
        return in.list<typename List::value_type>(name);
    }
};

} // namespace Lockstep::Inspection::WireDetail
