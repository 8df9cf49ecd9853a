// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/comparison.h"

#include "core/log.h"

#include <QJsonArray>

#include <algorithm>
#include <map>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr qsizetype longestValue = 300;
constexpr auto ed25519 = "ed25519:"_L1;

QString withoutPadding(QString base64)
{
    while (base64.endsWith(u'='))
        base64.chop(1);
    return base64;
}

/// key ID → base64, of an object's member "keys" or of one signer's signatures.
std::map<QString, QString> keysIn(const QJsonObject &object)
{
    std::map<QString, QString> keys;
    for (auto key = object.begin(); key != object.end(); ++key)
        keys[key.key()] = withoutPadding(key.value().toString());
    return keys;
}

QStringList algorithms(const QJsonObject &deviceKeys)
{
    QStringList names;
    const QJsonArray array = deviceKeys.value("algorithms"_L1).toArray();
    for (const QJsonValue &name : array)
        names.append(name.toString());
    names.sort();
    return names;
}

/// What a person compares: the device's Ed25519 key.
QString fingerprint(const Device &device)
{
    return withoutPadding(device.keys.value("keys"_L1).toObject().value(QString(ed25519 + device.deviceId.toString())).toString());
}

/// The public key of a cross-signing key; empty if there is none.
QString publicKey(const QJsonObject &key)
{
    const QJsonObject keys = key.value("keys"_L1).toObject();
    return keys.isEmpty() ? QString() : withoutPadding(keys.begin().value().toString());
}

QString signatureBy(const QJsonObject &object, const UserId &user, const QString &key)
{
    const QJsonObject own = object.value("signatures"_L1).toObject().value(user.toString()).toObject();
    return withoutPadding(own.value(QString(ed25519 + key)).toString());
}

class Comparer
{
public:
    Comparer(const DeviceList &copy, const DeviceList &origin)
        : m_copy(copy)
        , m_origin(origin)
        , m_selfSigning{publicKey(copy.crossSigning.selfSigning), publicKey(origin.crossSigning.selfSigning)}
        , m_tellsNames(
              std::any_of(origin.devices.cbegin(), origin.devices.cend(), [](const Device &d) { return !d.displayName.isEmpty(); }))
    {
    }

    Comparison run()
    {
        compareCrossSigning();
        std::map<DeviceId, const Device *> here, there;
        for (const Device &device : m_copy.devices)
            here[device.deviceId] = &device;
        for (const Device &device : m_origin.devices)
            there[device.deviceId] = &device;
        for (const auto &[id, device] : there) {
            const auto found = here.find(id);
            if (found == here.end())
                add(ListDifferenceKind::DeviceMissing, id, {}, fingerprint(*device));
            else
                compareDevices(*found->second, *device);
        }
        for (const auto &[id, device] : here) {
            // A whole list has the devices with keys alone, and updates tell of all.
            if (!there.contains(id) && !device->keys.isEmpty())
                add(ListDifferenceKind::DeviceExtra, id, fingerprint(*device), {});
        }
        return m_result;
    }

private:
    void add(ListDifferenceKind kind, const DeviceId &device, const QString &here, const QString &there)
    {
        if (m_result.differences.size() >= AuditedList::maxDifferences) {
            ++m_result.unlisted;
            return;
        }
        m_result.differences.append({.kind = kind,
            .deviceId = DeviceId(device.toString().left(longestDeviceId)),
            .here = displayable(here, longestValue),
            .there = displayable(there, longestValue)});
    }

    void compareDevices(const Device &here, const Device &there)
    {
        const bool sameKeys = keysIn(here.keys.value("keys"_L1).toObject()) == keysIn(there.keys.value("keys"_L1).toObject())
            && algorithms(here.keys) == algorithms(there.keys);
        if (!sameKeys)
            add(ListDifferenceKind::KeysDiffer, here.deviceId, fingerprint(here), fingerprint(there));
        else if (signers(here) != signers(there))
            add(ListDifferenceKind::SignaturesDiffer, here.deviceId, signers(here).join(u' '), signers(there).join(u' '));
        compareNames(here, there);
    }

    /// Which of the keys that count sign the device, and how.
    QStringList signers(const Device &device) const
    {
        QStringList keys{device.deviceId.toString()};
        for (const QString &key : m_selfSigning) {
            if (!key.isEmpty() && !keys.contains(key))
                keys.append(key);
        }
        QStringList signatures;
        for (const QString &key : std::as_const(keys)) {
            if (const QString signature = signatureBy(device.keys, m_copy.userId, key); !signature.isEmpty())
                signatures.append(key + u':' + signature);
        }
        return signatures;
    }

    void compareNames(const Device &here, const Device &there)
    {
        // Not set and set to nothing is one thing to a person.
        if ((here.displayName.isEmpty() && there.displayName.isEmpty()) || here.displayName == there.displayName)
            return;
        if (there.displayName.isEmpty() && !m_tellsNames)
            ++m_result.namesWithheld;
        else
            add(ListDifferenceKind::NameDiffers, here.deviceId, here.displayName, there.displayName);
    }

    void compareCrossSigning()
    {
        const QString masterHere = publicKey(m_copy.crossSigning.master), masterThere = publicKey(m_origin.crossSigning.master);
        if (!masterThere.isEmpty() && masterHere != masterThere)
            add(ListDifferenceKind::MasterKeyDiffers, {}, masterHere, masterThere);
        if (m_selfSigning.last().isEmpty())
            return;
        const bool isSigned = signatureBy(m_copy.crossSigning.selfSigning, m_copy.userId, masterThere)
            == signatureBy(m_origin.crossSigning.selfSigning, m_copy.userId, masterThere);
        if (m_selfSigning.first() != m_selfSigning.last() || !isSigned)
            add(ListDifferenceKind::SelfSigningKeyDiffers, {}, m_selfSigning.first(), m_selfSigning.last());
    }

    const DeviceList &m_copy, &m_origin;
    const QStringList m_selfSigning; ///< of the copy, of the origin
    const bool m_tellsNames;
    Comparison m_result;
};

/// Without what a comparison does not look at.
DeviceList bare(DeviceList list)
{
    list.streamId = {};
    list.crossSigning.history.clear();
    for (Device &device : list.devices)
        device.selfSignature = {}, device.crossSignature = {};
    return list;
}

} // namespace

Comparison compare(const DeviceList &copy, const DeviceList &origin)
{
    return Comparer(copy, origin).run();
}

bool isUnchanged(const DeviceList &before, const DeviceList &after)
{
    const DeviceList a = bare(before), b = bare(after);
    return a.devices == b.devices && a.crossSigning == b.crossSigning;
}

} // namespace Lockstep::Audits
