// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/device.h"

#include <array>
#include <map>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr std::array<std::pair<SignatureState, const char *>, 6> signatureNames{{
    {SignatureState::Unchecked, "unchecked"},
    {SignatureState::NoKeys, "no_keys"},
    {SignatureState::Valid, "valid"},
    {SignatureState::Missing, "missing"},
    {SignatureState::Invalid, "invalid"},
    {SignatureState::IdMismatch, "id_mismatch"},
}};

constexpr std::array<std::pair<CrossSignatureState, const char *>, 9> crossSignatureNames{{
    {CrossSignatureState::Unchecked, "unchecked"},
    {CrossSignatureState::NoKeys, "no_keys"},
    {CrossSignatureState::NoCrossSigning, "no_cross_signing"},
    {CrossSignatureState::CrossSigningIncomplete, "cross_signing_incomplete"},
    {CrossSignatureState::CrossSigningInvalid, "cross_signing_invalid"},
    {CrossSignatureState::NotCrossSigned, "not_cross_signed"},
    {CrossSignatureState::CrossSignatureInvalid, "cross_signature_invalid"},
    {CrossSignatureState::RefuseIdCollision, "refuse_id_collision"},
    {CrossSignatureState::CrossSigned, "cross_signed"},
}};

template <typename Table, typename State>
QString nameIn(const Table &table, State state)
{
    for (const auto &[value, name] : table) {
        if (value == state)
            return QString::fromLatin1(name);
    }
    return u"unchecked"_s;
}

template <typename State, typename Table>
State stateIn(const Table &table, const QString &text)
{
    for (const auto &[value, name] : table) {
        if (text == QLatin1StringView(name))
            return value;
    }
    return State::Unchecked;
}

/// Keys as they count for a comparison: \c unsigned is what servers add on the way, not the user's.
QJsonObject withoutUnsigned(QJsonObject keys)
{
    keys.remove("unsigned"_L1);
    return keys;
}

bool isSameDevice(const Device &a, const Device &b)
{
    return a.displayName == b.displayName && withoutUnsigned(a.keys) == withoutUnsigned(b.keys);
}

std::map<DeviceId, const Device *> byId(const QList<Device> &devices)
{
    std::map<DeviceId, const Device *> result;
    for (const Device &device : devices)
        result[device.deviceId] = &device;
    return result;
}

} // namespace

DeviceListChange difference(const DeviceList &before, const DeviceList &after)
{
    DeviceListChange change;
    change.fromStreamId = before.streamId;
    change.toStreamId = after.streamId;
    const auto old = byId(before.devices);
    const auto now = byId(after.devices);
    for (const auto &[id, device] : old) {
        const auto found = now.find(id);
        if (found == now.end())
            change.removed.append(id);
        else if (!isSameDevice(*device, *found->second))
            change.changed.append(id);
    }
    for (const auto &[id, device] : now) {
        if (!old.contains(id))
            change.added.append(id);
    }
    change.crossSigningChanged = withoutUnsigned(before.crossSigning.master) != withoutUnsigned(after.crossSigning.master)
        || withoutUnsigned(before.crossSigning.selfSigning) != withoutUnsigned(after.crossSigning.selfSigning);
    return change;
}

QString toApiName(SignatureState state)
{
    return nameIn(signatureNames, state);
}

QString toApiName(CrossSignatureState state)
{
    return nameIn(crossSignatureNames, state);
}

SignatureState signatureStateFromApiName(const QString &name)
{
    return stateIn<SignatureState>(signatureNames, name);
}

CrossSignatureState crossSignatureStateFromApiName(const QString &name)
{
    return stateIn<CrossSignatureState>(crossSignatureNames, name);
}

} // namespace Lockstep
