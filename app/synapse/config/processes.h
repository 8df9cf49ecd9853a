// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/config/configfiles.h"

#include <QStringList>

namespace Lockstep::Synapse {

/// One process of the homeserver, and where its configuration lets it log.
struct ProcessLog
{
    /// "main", or the worker's name.
    QString name = {};
    /// Others only name it: it runs on another host, or its own file was not given.
    bool isOnlyNamed = false;
    /// Writes device lists, or may receive federation traffic: its log tells of updates.
    bool tellsUpdates = true;
    QStringList files = {};
    bool toOutput = false;
    bool toJournal = false;
    /// The log configuration; empty where there is none, and everything goes to standard error.
    QString config = {};
    /// The least level that comes out of the logger synapse.handlers.device, "DEBUG" for one, or "switched off"; empty where it is not
    /// known.
    QString level = {};
    /// Why the log configuration could not be read, a sentence.
    QString problem = {};

    /// "the main process" or "worker "NAME"".
    QString title() const;
};

/// Which processes write the streams that matter here: instance names, the main process being "master".
struct StreamWriters
{
    QStringList deviceLists{QStringLiteral("master")};
    QStringList toDevice{QStringLiteral("master")};
};

StreamWriters readStreamWriters(const Merged &shared);

/// The main process first, then the workers by name: those whose files are there, and those that instance_map, stream_writers and the
/// like only name. Never fails: what could not be read is each process's \c problem.
QList<ProcessLog> readProcesses(const ConfigFiles &files);

/// What is missing where these \a logs are followed (paths, patterns, journals, pipes, as --log has them): a sentence for each process
/// whose log is none of them. Where a log may hold that of any process, such as a journal, a pipe or a file that none of them writes
/// itself, nothing is missed.
QStringList unfollowed(const QList<ProcessLog> &processes, const QStringList &logs);

/// Which logger is set so that updates are not told, a sentence; empty if none is known to be.
QString silentLoggers(const QList<ProcessLog> &processes);

} // namespace Lockstep::Synapse
