// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/devicedifference.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DeviceDifference)
};

constexpr qsizetype valueLength = 200;

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isUndefined())
        return {};
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

/// Every property by its name, with a first character for the order.
std::map<QString, QString> propertiesOf(const DeviceListUpdate &update)
{
    std::map<QString, QString> properties;
    properties[u"0"_s + Words::tr("Name")] = update.displayName;
    properties[u"1"_s + Words::tr("On the list")] = update.deleted ? Words::tr("removed") : Words::tr("yes");
    for (auto member = update.keys.begin(); member != update.keys.end(); ++member) {
        const QJsonObject inner = member.value().toObject();
        if (member.key() == "keys"_L1 && !inner.isEmpty()) {
            for (auto key = inner.begin(); key != inner.end(); ++key)
                properties[u"2"_s + Words::tr("Key %1").arg(key.key())] = textOf(key.value());
        } else if (member.key() == "signatures"_L1) {
            for (auto signer = inner.begin(); signer != inner.end(); ++signer) {
                const QJsonObject signatures = signer.value().toObject();
                for (auto key = signatures.begin(); key != signatures.end(); ++key)
                    //: %1 is a user ID, %2 the ID of a key
                    properties[u"4"_s + Words::tr("Signature by %1 with %2").arg(signer.key(), key.key())] = textOf(key.value());
            }
        } else if (member.key() == "unsigned"_L1) {
            for (auto key = inner.begin(); key != inner.end(); ++key)
                properties[u"5unsigned."_s + key.key()] = textOf(key.value());
        } else {
            properties[u"3"_s + member.key()] = textOf(member.value());
        }
    }
    return properties;
}
} // namespace

QList<DeviceDifference> DeviceDifference::of(const DeviceListUpdate *before, const DeviceListUpdate &after)
{
    std::map<QString, std::pair<QString, QString>> all;
    if (before) {
        for (const auto &[name, value] : propertiesOf(*before))
            all[name].first = value;
    }
    for (const auto &[name, value] : propertiesOf(after))
        all[name].second = value;
    QList<DeviceDifference> differences;
    const auto add = [&](const auto &property) {
        const auto &[name, values] = property;
        DeviceDifference one{
            displayable(name.mid(1), valueLength), displayable(values.first, valueLength), displayable(values.second, valueLength)};
        one.cutDiffers = values.first != values.second;
        differences << one;
    };
    // What differs has the room first: a remote server chooses how much stays the same.
    for (const bool differing : {true, false}) {
        for (const auto &property : all) {
            const bool differs = !before || property.second.first != property.second.second;
            if (differs == differing && differences.size() < most)
                add(property);
        }
    }
    return differences;
}

} // namespace Lockstep
