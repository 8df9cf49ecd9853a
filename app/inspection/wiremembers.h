// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/wirekinds.h"

#include <array>
#include <tuple>
#include <utility>

/// What a table of members is made of: each entry says a member's name on the wire, where its value is, and of which kind it is
/// (wirekinds.h). Both directions of a type follow from its one table. For the files with tables only.
namespace Lockstep::Inspection::WireDetail {

/// The table of a type of the API: \c path, by which errors name it, and \c members, a tuple of the entries below.
template <typename T>
struct Wire;

template <typename T>
void writeMembers(QJsonObject &out, const T &from)
{
    std::apply([&](const auto &...member) { (member.write(out, from), ...); }, Wire<T>::members);
}
template <typename T>
void readMembers(Reader &in, T &into)
{
    std::apply([&](const auto &...member) { (member.read(in, into), ...); }, Wire<T>::members);
}

template <typename Kind, typename T, typename V>
struct Member
{
    QStringView name;
    V T::*place;

    void write(QJsonObject &out, const T &from) const { out.insert(name, Kind::write(from.*place)); }
    void read(Reader &in, T &into) const { into.*place = Kind::template read<V>(in, name); }
};
/// A member of a kind: as<Time>(u"since", &Finding::since).
template <typename Kind, typename T, typename V>
constexpr Member<Kind, T, V> as(QStringView name, V T::*place)
{
    return {name, place};
}

/// Members of \c T that stand in an object of their own on the wire.
template <bool isRequired, typename... Members>
struct Group
{
    QStringView name;
    std::tuple<Members...> members;

    template <typename T>
    void write(QJsonObject &out, const T &from) const
    {
        QJsonObject part;
        std::apply([&](const auto &...member) { (member.write(part, from), ...); }, members);
        out.insert(name, part);
    }
    template <typename T>
    void read(Reader &in, T &into) const
    {
        Reader part(isRequired ? in.objectAt(name) : in.part(name), in.path() + u'.' + name);
        std::apply([&](const auto &...member) { (member.read(part, into), ...); }, members);
        in.take(part);
    }
};
template <typename... Members>
constexpr Group<false, Members...> group(QStringView name, Members... members)
{
    return {name, {members...}};
}
template <typename... Members>
constexpr Group<true, Members...> requiredGroup(QStringView name, Members... members)
{
    return {name, {members...}};
}

/// Members that are written only for some values; they are read wherever they stand.
template <typename Test, typename... Members>
struct OnlyIf
{
    Test test;
    std::tuple<Members...> members;

    template <typename T>
    void write(QJsonObject &out, const T &from) const
    {
        if (test(from))
            std::apply([&](const auto &...member) { (member.write(out, from), ...); }, members);
    }
    template <typename T>
    void read(Reader &in, T &into) const
    {
        std::apply([&](const auto &...member) { (member.read(in, into), ...); }, members);
    }
};
template <typename Test, typename... Members>
constexpr OnlyIf<Test, Members...> onlyIf(Test test, Members... members)
{
    return {test, {members...}};
}

/// What is written for the reader's comfort, and not read because it follows from the others.
template <typename Make>
struct Derived
{
    QStringView name;
    Make make;

    template <typename T>
    void write(QJsonObject &out, const T &from) const
    {
        out.insert(name, make(from));
    }
    template <typename T>
    void read(Reader &, T &) const
    {
    }
};
template <typename Make>
constexpr Derived<Make> derived(QStringView name, Make make)
{
    return {name, make};
}

/// A value whose members stand beside the others, in the same object.
template <typename T, typename V>
struct Inlined
{
    V T::*place;

    void write(QJsonObject &out, const T &from) const { writeMembers(out, from.*place); }
    void read(Reader &in, T &into) const { readMembers(in, into.*place); }
};
template <typename T, typename V>
constexpr Inlined<T, V> inlined(V T::*place)
{
    return {place};
}

/// Whether something is so; where the wire does not say it, it follows from what was read before.
template <typename T, typename Guess>
struct FlagOr
{
    QStringView name;
    bool T::*place;
    Guess guess;

    void write(QJsonObject &out, const T &from) const { out.insert(name, from.*place); }
    void read(Reader &in, T &into) const
    {
        const auto said = in.optionalBoolean(name);
        into.*place = said ? *said : guess(into);
    }
};
template <typename T, typename Guess>
constexpr FlagOr<T, Guess> flagOr(QStringView name, bool T::*place, Guess guess)
{
    return {name, place, guess};
}

/// Any members, in the same object as the others, which are no part of them.
template <typename T, std::size_t Size>
struct Rest
{
    QJsonObject T::*place;
    std::array<QStringView, Size> others;

    void write(QJsonObject &out, const T &from) const
    {
        const QJsonObject &all = from.*place;
        for (auto it = all.begin(); it != all.end(); ++it)
            out.insert(it.key(), it.value());
    }
    void read(Reader &in, T &into) const
    {
        into.*place = in.object();
        for (const QStringView name : others)
            (into.*place).remove(name);
    }
};
template <typename T, typename... Names>
constexpr Rest<T, sizeof...(Names)> rest(QJsonObject T::*place, Names... others)
{
    return {place, {others...}};
}

} // namespace Lockstep::Inspection::WireDetail
