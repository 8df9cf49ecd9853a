// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/checks.h"

#include "inspection/wiremembers.h"

#include <algorithm>

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
struct Wire<Check>
{
    static constexpr QStringView path = u"checks";
    static constexpr auto members = std::tuple(as<Text>(u"area", &Check::area), //
        as<Text>(u"state", &Check::state), //
        as<LooseText>(u"subject", &Check::subject), //
        as<Text>(u"text", &Check::text), //
        as<TextOrNull>(u"remedy", &Check::remedy), //
        as<TextOrNull>(u"rests_on", &Check::restsOn));
};

template <>
struct Wire<CheckReport>
{
    static constexpr QStringView path = u"check";
    static constexpr auto members = std::tuple(as<Time>(u"at", &CheckReport::at), //
        as<Number>(u"took_ms", &CheckReport::tookMs), //
        as<Parts>(u"checks", &CheckReport::checks));
};

} // namespace WireDetail

namespace {

template <typename T>
QJsonObject written(const T &value)
{
    QJsonObject object;
    WireDetail::writeMembers(object, value);
    return object;
}

template <typename T>
Result<T> readFrom(const QJsonObject &object)
{
    WireDetail::Reader in(object, WireDetail::Wire<T>::path.toString());
    T value{};
    WireDetail::readMembers(in, value);
    return in.conclude(std::move(value));
}

} // namespace

template <>
QJsonObject toJson(const Check &check)
{
    return written(check);
}

template <>
Result<Check> fromJson<Check>(const QJsonObject &object)
{
    return readFrom<Check>(object);
}

template <>
QJsonObject toJson(const CheckReport &report)
{
    return written(report);
}

template <>
Result<CheckReport> fromJson<CheckReport>(const QJsonObject &object)
{
    return readFrom<CheckReport>(object);
}

CheckState CheckReport::worst() const
{
    CheckState worst = CheckState::Ok;
    for (const Check &check : checks)
        worst = check.state != CheckState::Unknown ? std::min(worst, check.state) : worst;
    return worst;
}

} // namespace Lockstep::Inspection
