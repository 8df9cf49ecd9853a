// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/yamlplace.h"

#include <utility>
#include <vector>

namespace Lockstep::Synapse {

namespace {

/// Merges of merges that are followed.
constexpr int deepestMerge = 16;
/// Mappings that one look-up visits: merges of merges may name the same ones again and again.
constexpr int mostMerges = 1'000;

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

/// A key that stands twice has its last value, as for Python's reader; this library's own look-up takes the first.
YAML::Node ownValue(const YAML::Node &map, const std::string &key)
{
    YAML::Node found = undefined();
    for (const auto &item : map) {
        if (item.first.IsScalar() && item.first.Scalar() == key)
            found.reset(item.second);
    }
    return found;
}

YAML::Node lookUp(const YAML::Node &map, const std::string &key, int depth, int &left)
{
    if (!map.IsMap() || depth > deepestMerge || --left < 0)
        return undefined();
    const YAML::Node own = ownValue(map, key);
    if (own.IsDefined())
        return own;
    for (const YAML::Node &merged : mergedInto(map)) {
        if (const YAML::Node found = lookUp(merged, key, depth + 1, left); found.IsDefined())
            return found;
    }
    return undefined();
}

void addKeys(const YAML::Node &map, int depth, int &left, QStringList &keys)
{
    if (!map.IsMap() || depth > deepestMerge || --left < 0)
        return;
    for (const auto &item : map) {
        if (item.first.IsScalar() && item.first.Scalar() != "<<")
            keys += QString::fromStdString(item.first.Scalar());
    }
    for (const YAML::Node &merged : mergedInto(map))
        addKeys(merged, depth + 1, left, keys);
}

} // namespace

YAML::Node undefined()
{
    return YAML::Node(YAML::NodeType::Undefined);
}

QStringList keysOf(const YAML::Node &map)
{
    QStringList keys;
    int left = mostMerges;
    addKeys(map, 0, left, keys);
    keys.removeDuplicates();
    return keys;
}

Place Place::at(const std::string &key) const
{
    int left = mostMerges;
    return {file, lookUp(node, key, 0, left)};
}

} // namespace Lockstep::Synapse
