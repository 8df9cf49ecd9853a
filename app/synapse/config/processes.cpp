// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/processes.h"

#include "synapse/config/logconfig.h"

#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QSet>

#include <fnmatch.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

constexpr auto deviceLogger = "synapse.handlers.device"_L1;
/// Of processes with the same trouble, so many are named.
constexpr qsizetype mostNamed = 8;
/// Instances that configurations name; the largest servers have hundreds.
constexpr qsizetype mostProcesses = 2'000;

void readLogConfig(const Place &named, ProcessLog &process)
{
    const auto path = scalar(named);
    if (!path) {
        process.toOutput = true; // Synapse's own default, at INFO
        process.level = levelName(Level::Info);
        return;
    }
    process.config = resolved(named, *path);
    const auto config = LogConfig::read(process.config);
    if (!config) {
        process.problem = config.error().text;
        return;
    }
    process.level = levelName(std::max(Level::Debug, config->rule(deviceLogger).least()));
    for (const LogHandler &handler : config->handlers()) {
        if (!handler.file.isEmpty())
            process.files += handler.file;
        else if (handler.level > Level::Info)
            continue; // warnings tell of no update
        else if (handler.toJournal())
            process.toJournal = true;
        else if (handler.toOutput())
            process.toOutput = true;
    }
    process.files.removeDuplicates();
}

bool receivesFederation(const Place &worker)
{
    const Place listeners = worker.at("worker_listeners");
    if (!listeners || !listeners.node.IsSequence())
        return false;
    for (const auto &listener : listeners.node) {
        const Place resources = Place{worker.file, listener}.at("resources");
        if (!resources || !resources.node.IsSequence())
            continue;
        for (const auto &resource : resources.node) {
            if (texts(Place{worker.file, resource}.at("names")).contains("federation"_L1))
                return true;
        }
    }
    return false;
}

void removeMain(QStringList &names)
{
    names.removeAll(u"master"_s);
    names.removeAll(u"main"_s);
    names.removeAll(QString());
}

/// Workers that have a task of their own which is none of updates.
QSet<QString> otherTasks(const Merged &shared)
{
    QStringList names;
    for (const char *key : {"federation_sender_instances", "pusher_instances", "run_background_tasks_on", "notify_appservices_from_worker",
             "update_user_directory_from_worker", "media_instance_running_background_jobs"})
        names += texts(find(shared, key));
    const Place writers = find(shared, "stream_writers");
    for (const QString &stream : keysOf(writers.node)) {
        if (stream != "device_lists"_L1)
            names += texts(writers.at(stream.toStdString()));
    }
    return {names.begin(), names.end()};
}

QString quoted(const QStringList &names)
{
    const QString shown = u"\""_s + names.mid(0, mostNamed).join("\", \""_L1) + u'"';
    return names.size() > mostNamed ? u"%1 and %2 more"_s.arg(shown).arg(names.size() - mostNamed) : shown;
}

bool mayHoldAny(const QString &log)
{
    return log == "-"_L1 || log.startsWith("journal:"_L1) || log.endsWith(".journal"_L1) || log.contains(u'*') || log.contains(u'?')
        || log.contains(u'[') || (QFileInfo::exists(log) && !QFileInfo(log).isFile());
}

bool isFollowed(const QString &file, const QStringList &logs)
{
    // A container's paths are others than its host's.
    const QByteArray path = QFile::encodeName(file), name = QFile::encodeName(QFileInfo(file).fileName());
    return std::any_of(logs.begin(), logs.end(), [&](const QString &log) {
        const QByteArray pattern = QFile::encodeName(log);
        return log == file || ::fnmatch(pattern.constData(), path.constData(), 0) == 0
            || ::fnmatch(QFile::encodeName(QFileInfo(log).fileName()).constData(), name.constData(), 0) == 0;
    });
}

/// What to do about one process's log; empty if nothing.
QString missing(const ProcessLog &process, const QStringList &logs, bool anyMayHoldIt)
{
    if (!process.files.isEmpty()) {
        if (std::any_of(process.files.begin(), process.files.end(), [&](const QString &file) { return isFollowed(file, logs); }))
            return {};
        return anyMayHoldIt ? QString() : u"it is %1: give that to --log too."_s.arg(process.files.join(", "_L1));
    }
    if (anyMayHoldIt)
        return {};
    if (!process.problem.isEmpty())
        return u"where it is could not be read (%1), so give it with --log."_s.arg(
            process.problem.endsWith(u'.') ? process.problem.chopped(1) : process.problem);
    if (process.toJournal)
        return u"it goes to the systemd journal: give --log journal:UNIT with the name of its unit."_s;
    if (process.toOutput)
        return u"it goes to standard output: give --log journal:UNIT with the name of its unit, or the file that its container's log driver writes."_s;
    if (process.isOnlyNamed)
        return u"its file is none of those given: add it to --homeserver-config, or, if it runs on another host, let a gateway run there or collect its log here."_s;
    return u"its log configuration %1 writes no file: give --log."_s.arg(process.config);
}

} // namespace

QString ProcessLog::title() const
{
    return name == "main"_L1 ? u"the main process"_s : u"worker \"%1\""_s.arg(name);
}

StreamWriters readStreamWriters(const Merged &shared)
{
    const Place writers = find(shared, "stream_writers");
    StreamWriters found;
    for (const auto &[key, names] : {std::pair("device_lists", &found.deviceLists), std::pair("to_device", &found.toDevice)}) {
        if (const QStringList given = texts(writers.at(key)); !given.isEmpty())
            *names = given;
    }
    return found;
}

QList<ProcessLog> readProcesses(const ConfigFiles &files)
{
    const Merged &shared = files.shared;
    const QStringList writers = readStreamWriters(shared).deviceLists;
    QMap<QString, ProcessLog> workers;
    for (const Place &file : files.workers) {
        const QString name = scalar(file.at("worker_name")).value_or(scalar(file.at("worker_app")).value_or(QString()));
        if (name.isEmpty() || workers.size() >= mostProcesses)
            continue;
        ProcessLog &worker = workers[name] = {.name = name};
        // Of its own file, or of what all share, as Synapse merges them.
        const Place own = file.at("worker_log_config");
        readLogConfig(own ? own : find(shared, "worker_log_config"), worker);
        worker.tellsUpdates = receivesFederation(file) || writers.contains(name);
    }
    QStringList named = keysOf(find(shared, "instance_map").node) + writers + texts(find(shared, "outbound_federation_restricted_to"));
    removeMain(named);
    const QSet<QString> others = otherTasks(shared);
    for (const QString &name : std::as_const(named)) {
        if (!workers.contains(name) && workers.size() < mostProcesses)
            workers[name] = {.name = name, .isOnlyNamed = true, .tellsUpdates = writers.contains(name) || !others.contains(name)};
    }
    ProcessLog main{.name = u"main"_s};
    readLogConfig(find(shared, "log_config"), main);
    return QList<ProcessLog>{main} + workers.values();
}

QStringList unfollowed(const QList<ProcessLog> &processes, const QStringList &logs)
{
    // A file that is none of the processes' is a collector's, or a container's.
    const bool anyMayHoldIt = std::any_of(logs.begin(), logs.end(), [&processes](const QString &log) {
        return mayHoldAny(log) || std::none_of(processes.begin(), processes.end(), [&log](const ProcessLog &process) {
            return std::any_of(process.files.begin(), process.files.end(), [&log](const QString &file) { return isFollowed(file, {log}); });
        });
    });
    QMap<QString, QStringList> byRemedy;
    QStringList sentences;
    for (const ProcessLog &process : processes) {
        if (!process.tellsUpdates)
            continue;
        const QString remedy = missing(process, logs, anyMayHoldIt);
        if (remedy.isEmpty())
            continue;
        if (process.name == "main"_L1)
            sentences += u"No log of the main process is followed: "_s + remedy;
        else
            byRemedy[remedy] += process.name;
    }
    for (auto it = byRemedy.cbegin(); it != byRemedy.cend(); ++it)
        sentences += u"No log of %1 %2 is followed: %3"_s.arg(it->size() == 1 ? u"worker"_s : u"the workers"_s, quoted(*it), it.key());
    return sentences;
}

QString silentLoggers(const QList<ProcessLog> &processes)
{
    QMap<QString, QStringList> byLevel;
    for (const ProcessLog &process : processes) {
        if (process.tellsUpdates && !process.level.isEmpty() && process.level != "DEBUG"_L1)
            byLevel[process.level] += process.title() + (process.config.isEmpty() ? QString() : u" ("_s + process.config + u')');
    }
    QStringList parts;
    for (auto it = byLevel.cbegin(); it != byLevel.cend(); ++it) {
        const QString more = it->size() > mostNamed ? u" and %1 more"_s.arg(it->size() - mostNamed) : QString();
        parts += u"%1 at %2%3"_s.arg(it.key(), it->mid(0, mostNamed).join(", "_L1), more);
    }
    return parts.isEmpty() ? QString() : u"The logger %1 is %2."_s.arg(deviceLogger, parts.join("; "_L1));
}

} // namespace Lockstep::Synapse
