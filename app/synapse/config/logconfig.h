// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QList>
#include <QStringList>

#include <memory>

namespace Lockstep::Synapse {

/// Python's numbers of them.
namespace Level {
inline constexpr int NotSet = 0, Debug = 10, Info = 20, Warning = 30, Error = 40, Critical = 50;
/// Above all that a program says.
inline constexpr int Nothing = 60;
} // namespace Level

/// "DEBUG" and so on, of numbers between them the next higher one; "switched off" for Level::Nothing.
QString levelName(int level);

/// Where what a logger says goes to in the end.
struct LogHandler
{
    QString name; ///< of the one that the logger hands to; it may only hold lines back for a while, and hand them on to another
    int level = Level::NotSet; ///< what is below it is dropped
    QString kind; ///< the class that writes, without its package
    QString file; ///< of one that writes a file; absolute

    bool toOutput() const;
    bool toJournal() const;
};

/// What a process of Synapse lets a logger say.
struct LoggerRule
{
    int level = Level::Warning; ///< its own, or the nearest one's above it
    bool isDisabled = false; ///< by disable_existing_loggers
    QList<LogHandler> handlers;

    /// The least level of which lines come out anywhere; Level::Nothing if none do.
    int least() const;
    /// Whether lines of that level come out anywhere.
    bool tells(int wanted) const { return least() <= wanted; }
};

/// A log configuration as Synapse reads it: YAML, handed to Python's logging.config.dictConfig. Not thread-safe.
class LogConfig
{
public:
    /// Errors: Io, BadInput (not YAML, or without keys); the file is named.
    static Result<LogConfig> read(const QString &path);
    ~LogConfig();
    LogConfig(LogConfig &&) noexcept;

    /// Where something is wrong (mistakes()), what was most likely meant.
    LoggerRule rule(const QString &logger) const;
    /// Every handler that is in use somewhere; where none is used by name, those that there are.
    QList<LogHandler> handlers() const;
    /// What Python refuses, a sentence each with its line: Synapse does not start with it. The first few of them.
    QStringList mistakes() const;

private:
    struct Private;
    explicit LogConfig(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Synapse
