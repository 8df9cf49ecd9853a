// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "synapse/config/logconfig.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace Level = Synapse::Level;

namespace {

const QString deviceLogger = u"synapse.handlers.device"_s;
const QString contentLogger = u"synapse.8631_debug"_s;

QString onProcess(const QString &process)
{
    return process == u"main"_s ? u"on the main process"_s : u"on worker %1"_s.arg(process);
}

QString remedy(const QString &logger, const QString &file)
{
    return u"Set %1 to DEBUG in %2 (resources/synapse/log.yaml has the lines), then systemctl reload matrix-synapse, or send it SIGHUP."_s
        .arg(logger, file);
}

/// How a logger falls short of DEBUG; empty if it does not.
QString shortfall(const Synapse::LoggerRule &rule, const QString &logger, const QString &process)
{
    const QString where = onProcess(process);
    if (rule.isDisabled)
        return u"%1 is switched off %2: it is none of the loggers there, nor below one, and without \"disable_existing_loggers: false\" all others are."_s
            .arg(logger, where);
    if (rule.level > Level::Debug)
        return u"DEBUG is off for %1 %2: its level is %3."_s.arg(logger, where, Synapse::levelName(rule.level));
    if (rule.handlers.isEmpty())
        return u"What %1 says %2 goes nowhere: no handler is named for it."_s.arg(logger, where);
    if (!rule.tells(Level::Debug)) {
        QStringList names;
        for (const Synapse::LogHandler &handler : rule.handlers)
            names += u"%1 (%2)"_s.arg(handler.name, Synapse::levelName(handler.level));
        return u"DEBUG is on for %1 %2, but its handlers drop it: %3."_s.arg(logger, where, names.join(u", "_s));
    }
    return {};
}

void checkConfig(const Context &context, const Synapse::ProcessLog &process, const Synapse::LogConfig &config, Findings &found)
{
    const QString &file = process.config;
    const QString subject = u"loggers of "_s + process.title();
    if (const QStringList mistakes = config.mistakes(); !mistakes.isEmpty()) {
        for (const QString &mistake : mistakes)
            found.fault(
                subject, mistake, u"Correct it: Synapse does not start with this file, and does not take it over while it runs."_s, file);
        return;
    }
    const bool hasTap = !context.subject.tap.isEmpty();
    const Synapse::LoggerRule devices = config.rule(deviceLogger), contents = config.rule(contentLogger);
    const QString lacksIds = shortfall(devices, deviceLogger, process.name);
    if (lacksIds.isEmpty() && shortfall(contents, contentLogger, process.name).isEmpty()) {
        found.ok(subject, u"%1 and %2 are at DEBUG."_s.arg(deviceLogger, contentLogger), file);
    } else if (!lacksIds.isEmpty()) {
        const bool nothing = !devices.tells(Level::Info) && !hasTap;
        found.add(nothing ? CheckState::Fault : CheckState::Warning, subject,
            lacksIds
                + (hasTap         ? u" The tap tells of updates all the same."_s
                        : nothing ? u" Nothing at all is told of updates."_s
                                  : u" Updates are told without stream_id and prev_id."_s),
            remedy(deviceLogger, file), file);
    }
    if (const QString lacks = shortfall(contents, contentLogger, process.name); !lacks.isEmpty() && lacksIds.isEmpty()) {
        if (hasTap)
            found.ok(subject, lacks + u" Names and keys come by the tap."_s, file);
        else
            found.warn(subject, lacks + u" Names and keys of updates are not told."_s, remedy(contentLogger, file), file);
    }
    for (const Synapse::LogHandler &handler : config.handlers()) {
        if (handler.kind == u"RemoteHandler"_s)
            found.warn(subject,
                u"The handler %1 is Synapse's RemoteHandler, which goes silent after its first records (element-hq/synapse#17480)."_s.arg(
                    handler.name),
                u"Log to a file or to the journal, and name that with --log."_s, file);
    }
}

} // namespace

Checks checkLoggers(const Context &context)
{
    Findings found(CheckArea::Log);
    const Synapse::SynapseSettings &settings = context.subject.settings;
    if (settings.processes.isEmpty())
        found.notChecked(u"loggers"_s, u"The log configuration of Synapse is not known, only what the logs show."_s,
            u"Name homeserver.yaml, and the files of workers, with --homeserver-config."_s);
    for (const Synapse::ProcessLog &process : settings.processes) {
        if (process.isOnlyNamed || !process.tellsUpdates)
            continue;
        const QString subject = u"loggers of "_s + process.title();
        if (context.isOver()) {
            found.notChecked(subject, u"There was no time left."_s);
            continue;
        }
        if (process.config.isEmpty()) {
            found.warn(subject,
                u"It has no log configuration, so that it logs at INFO to standard output: updates without stream_id and prev_id."_s,
                u"Give it a log_config (a worker: worker_log_config) with the lines of resources/synapse/log.yaml."_s);
            continue;
        }
        const auto config = Synapse::LogConfig::read(process.config);
        if (config)
            checkConfig(context, process, *config, found);
        else if (config.error().kind == Error::Io)
            found.notChecked(subject, config.error().text,
                u"Let the gateway's user read it; where Synapse runs in a container with paths of its own, only its logs can tell."_s);
        else
            found.fault(subject, config.error().text, u"Correct the file; Synapse does not start with it."_s);
    }
    const auto hangs = [&context](const QString &log) { return context.hanging.contains(log); };
    if (std::any_of(settings.logs.cbegin(), settings.logs.cend(), hangs)) {
        found.notChecked(u"processes"_s, u"Whether the log of each is followed is not known: a log does not answer."_s);
    } else if (!settings.logs.isEmpty()) {
        for (const QString &sentence : Synapse::unfollowed(settings.processes, settings.logs))
            found.warn(u"processes"_s, sentence, {}, u"the configuration of Synapse's processes"_s);
    }
    return found.all();
}

} // namespace Lockstep::Checking
