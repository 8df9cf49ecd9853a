// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/scenario.h"

#include "core/log.h"

#include <QDir>
#include <QFile>

#include <yaml-cpp/yaml.h>

#include <algorithm>

// A static library's resources have to be named, or the linker leaves them out. Not in a namespace: that is how Q_INIT_RESOURCE works.
static void initialiseScenarioResources()
{
    Q_INIT_RESOURCE(scenarios);
}

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QVariant toVariant(const YAML::Node &node)
{
    if (node.IsMap()) {
        QVariantMap map;
        for (const auto &entry : node)
            map.insert(QString::fromStdString(entry.first.as<std::string>()), toVariant(entry.second));
        return map;
    }
    if (node.IsSequence()) {
        QVariantList list;
        for (const auto &entry : node)
            list.append(toVariant(entry));
        return list;
    }
    return node.IsScalar() ? QString::fromStdString(node.as<std::string>()) : QVariant();
}

Result<QList<ScenarioStep>> readSteps(const YAML::Node &node)
{
    static const QStringList actions
        = {u"room"_s, u"device"_s, u"rename"_s, u"rekey"_s, u"remove"_s, u"devices"_s, u"cross-sign"_s, u"reset-identity"_s, u"message"_s,
            u"lose"_s, u"down"_s, u"up"_s, u"retry"_s, u"cluster"_s, u"prune"_s, u"placeholder"_s, u"wait"_s, u"note"_s};
    QList<ScenarioStep> steps;
    for (const auto &entry : node) {
        ScenarioStep step;
        step.line = entry.Mark().line + 1;
        if (!entry.IsMap() || entry.size() != 1)
            return failure(Error::BadInput, u"Line %1: a step is one action, as in \"wait: {ms: 500}\"."_s.arg(step.line));
        step.action = QString::fromStdString(entry.begin()->first.as<std::string>());
        step.parameters = toVariant(entry.begin()->second).toMap();
        if (!actions.contains(step.action))
            return failure(Error::BadInput,
                u"Line %1: \"%2\" is not an action; these are: %3."_s.arg(step.line).arg(step.action, actions.join(u", "_s)));
        steps.append(step);
    }
    return steps;
}

QString textAt(const YAML::Node &node, const char *key)
{
    return node[key] ? QString::fromStdString(node[key].as<std::string>()) : QString();
}

} // namespace

Result<Scenario> Scenario::parse(const QByteArray &yaml)
{
    try {
        const YAML::Node node = YAML::Load(yaml.toStdString());
        Scenario scenario;
        scenario.name = textAt(node, "name");
        scenario.title = textAt(node, "title");
        scenario.text = textAt(node, "text");
        scenario.repeat = node["repeat"] && node["repeat"].as<bool>();
        Result<QList<ScenarioStep>> setup = readSteps(node["setup"]);
        if (!setup)
            return failure(setup.error());
        Result<QList<ScenarioStep>> steps = readSteps(node["steps"]);
        if (!steps)
            return failure(steps.error());
        scenario.setup = *setup;
        scenario.steps = *steps;
        if (scenario.name.isEmpty())
            return failure(Error::BadInput, u"A scenario needs a name."_s);
        return scenario;
    } catch (const YAML::Exception &exception) {
        return failure(Error::BadInput, u"Not a scenario: "_s + QString::fromUtf8(exception.what()));
    }
}

const QList<Scenario> &Scenario::builtIn()
{
    static const QList<Scenario> scenarios = [] {
        initialiseScenarioResources();
        QList<Scenario> result;
        const QDir directory(u":/scenarios"_s);
        const QStringList names = directory.entryList(QDir::Files, QDir::Name);
        for (const QString &name : names) {
            QFile file(directory.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const Result<Scenario> scenario = parse(file.readAll());
            if (scenario)
                result.append(*scenario);
            else
                qCWarning(lcLab) << name << scenario.error().text; // a test sees to it that there is none
        }
        std::stable_partition(result.begin(), result.end(), [](const Scenario &scenario) { return scenario.name == "default"_L1; });
        return result;
    }();
    return scenarios;
}

const Scenario *Scenario::find(const QString &name)
{
    const QList<Scenario> &all = builtIn();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Scenario &scenario) { return scenario.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Result<Scenario> Scenario::load(const QString &nameOrFile)
{
    if (const Scenario *known = find(nameOrFile))
        return *known;
    QFile file(nameOrFile);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::BadInput,
            u"\"%1\" is neither the name of a scenario (--list-scenarios names them) nor a file that can be read."_s.arg(nameOrFile));
    return parse(file.read(1024 * 1024));
}

} // namespace Lockstep::Lab
