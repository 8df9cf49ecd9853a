// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/yamlplace.h"

#include <utility>
#include <vector>

namespace Lockstep::Synapse {

namespace {

/// Merges of merges that are followed.
constexpr int deepestMerge = 16;

/// The mappings that a mapping takes keys from, "<<: *one" or "<<: [*one, *other]", the first one's keys winning. Synapse's parser honours
/// them, this library does not.
std::vector<YAML::Node> mergedInto(const YAML::Node &map)
{
    const YAML::Node merged = std::as_const(map)["<<"];
    if (!merged.IsDefined())
        return {};
    if (!merged.IsSequence())
        return {merged};
    return {merged.begin(), merged.end()};
}

YAML::Node lookUp(const YAML::Node &map, const std::string &key, int depth)
{
    if (!map.IsMap() || depth > deepestMerge)
        return undefined();
    const YAML::Node own = std::as_const(map)[key];
    if (own.IsDefined())
        return own;
    for (const YAML::Node &merged : mergedInto(map)) {
        if (const YAML::Node found = lookUp(merged, key, depth + 1); found.IsDefined())
            return found;
    }
    return undefined();
}

void addKeys(const YAML::Node &map, int depth, QStringList &keys)
{
    if (!map.IsMap() || depth > deepestMerge)
        return;
    for (const auto &item : map) {
        if (item.first.IsScalar() && item.first.Scalar() != "<<")
            keys += QString::fromStdString(item.first.Scalar());
    }
    for (const YAML::Node &merged : mergedInto(map))
        addKeys(merged, depth + 1, keys);
}

} // namespace

YAML::Node undefined()
{
    return YAML::Node(YAML::NodeType::Undefined);
}

QStringList keysOf(const YAML::Node &map)
{
    QStringList keys;
    addKeys(map, 0, keys);
    keys.removeDuplicates();
    return keys;
}

Place Place::at(const std::string &key) const
{
    return {file, lookUp(node, key, 0)};
}

} // namespace Lockstep::Synapse
