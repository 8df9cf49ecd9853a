// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

#include <yaml-cpp/yaml.h>

#include <string>

namespace Lockstep::Synapse {

/// A node that is not there.
YAML::Node undefined();
/// The keys of a mapping, those that are merged into it ("<<: *other") included, each once; empty for anything else.
QStringList keysOf(const YAML::Node &map);

/// A value of a configuration and where it came from, for messages and for paths that are relative to it.
struct Place
{
    QString file;
    YAML::Node node;

    explicit operator bool() const { return node.IsDefined() && !node.IsNull(); }
    /// What stands under a key, or what the mapping takes from others by "<<", as in YAML 1.1; undefined if there is neither.
    Place at(const std::string &key) const;
};

} // namespace Lockstep::Synapse
