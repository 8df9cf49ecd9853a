// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QList>
#include <QStringList>

#include <memory>

namespace Lockstep::Checking {

/// Python's numbers of them.
enum Level { NotSet = 0, Debug = 10, Info = 20, Warning = 30, Critical = 50 };

QString levelName(int level);

/// Where what a logger says goes to in the end.
struct Handler
{
    QString name;
    QString kind; ///< the class, without its package
    int level = NotSet; ///< what is below it is dropped
    QString file; ///< of one that writes a file; absolute
};

/// What a process of Synapse lets a logger say.
struct LoggerRule
{
    int level = Warning; ///< its own, or the nearest one's above it
    bool isDisabled = false;
    QList<Handler> handlers;

    /// Whether lines of that level come out anywhere.
    bool tells(int wanted) const;
};

/// A log configuration of Python's logging.config, as Synapse reads it.
class LogConfig
{
public:
    /// Errors: Io, BadInput (not YAML, or without keys); the file is named.
    static Result<LogConfig> read(const QString &path);
    ~LogConfig();
    LogConfig(LogConfig &&) noexcept;

    LoggerRule rule(const QString &logger) const;
    /// Every handler that is in use somewhere.
    QList<Handler> handlers() const;

private:
    struct Private;
    explicit LogConfig(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Checking
