// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "synapse/config/yamlplace.h"

#include <QList>

#include <map>

namespace Lockstep::Synapse {

QString toText(const std::string &text);
/// "FILE, line N: "KEY" WHAT."
tl::unexpected<Error> bad(const Place &place, const QString &key, const QString &what);
/// A single value; nothing for a list, a mapping, or what is not there.
std::optional<QString> scalar(const Place &place);
/// One text or a list of them, as Synapse takes the names of instances; what is no text is left out.
QStringList texts(const Place &place);
/// Whether a value is what a template has in its place ("${NAME}", "{{ NAME }}", Ansible's vault): the file is what Synapse's own is made
/// of, and not that.
bool isPlaceholder(const Place &place);
/// True for YAML's words of it alone.
bool truth(const Place &place);
/// A path as it is meant in the file that names it.
QString resolved(const Place &place, const QString &path);

/// A whole YAML file. Errors: Io, BadInput with the line, also for one of several documents, which Synapse refuses.
Result<YAML::Node> loadYaml(const QString &path);

/// A server's configuration by top-level key, each from the last file that has it.
using Merged = std::map<std::string, Place>;
Place find(const Merged &merged, const char *key);

/// The configuration files of one host. Each process takes what is shared, and then its own file.
struct ConfigFiles
{
    Merged shared;
    /// Of workers: files that name a worker_app or a worker_name.
    QList<Place> workers;
};

/// Reads files, of directories their *.yaml files in order of name (as Synapse does), and of patterns what they match. Log configurations
/// that lie among them are left out. Errors: Io, BadInput.
Result<ConfigFiles> readConfigFiles(const QStringList &named);

} // namespace Lockstep::Synapse
