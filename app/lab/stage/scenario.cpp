// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/scenario.h"

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

/// What each action takes; "?" in front of what may be left out.
const QMap<QString, QStringList> &actions()
{
    static const QMap<QString, QStringList> all{
        {u"room"_s, {u"members"_s, u"?name"_s, u"?encrypted"_s}},
        {u"device"_s, {u"user"_s, u"id"_s, u"?name"_s}},
        {u"rename"_s, {u"user"_s, u"id"_s, u"name"_s}},
        {u"rekey"_s, {u"user"_s, u"id"_s}},
        {u"remove"_s, {u"user"_s, u"id"_s}},
        {u"devices"_s, {u"user"_s, u"count"_s}},
        {u"cross-sign"_s, {u"user"_s}},
        {u"reset-identity"_s, {u"user"_s}},
        {u"message"_s, {u"from"_s, u"to"_s, u"?device"_s, u"?count"_s}},
        {u"lose"_s, {u"from"_s, u"to"_s, u"?transactions"_s}},
        {u"prune"_s, {u"from"_s, u"to"_s}},
        {u"down"_s, {u"server"_s}},
        {u"up"_s, {u"server"_s}},
        {u"deaf"_s, {u"server"_s, u"?on"_s}},
        {u"retry"_s, {u"server"_s}},
        {u"cluster"_s, {u"server"_s, u"?on"_s}},
        {u"placeholder"_s, {u"user"_s, u"?times"_s}},
        {u"wait"_s, {u"ms"_s}},
        {u"note"_s, {u"text"_s}},
    };
    return all;
}

/// What is wrong with the step, empty if nothing is.
QString problemOf(const ScenarioStep &step)
{
    const auto action = actions().constFind(step.action);
    if (action == actions().constEnd())
        return u"\"%1\" is not an action; these are: %2."_s.arg(step.action, actions().keys().join(u", "_s));
    QStringList known;
    for (QString parameter : *action) {
        const bool isOptional = parameter.startsWith(u'?');
        known.append(isOptional ? parameter.remove(0, 1) : parameter);
        if (!isOptional && !step.parameters.contains(known.last()))
            return u"\"%1\" needs \"%2\"."_s.arg(step.action, known.last());
    }
    for (auto parameter = step.parameters.cbegin(); parameter != step.parameters.cend(); ++parameter) {
        const QString &key = parameter.key();
        if (!known.contains(key))
            return u"\"%1\" does not take \"%2\"; it takes: %3."_s.arg(step.action, key, known.join(u", "_s));
        bool isNumber = true;
        if (key == "ms"_L1 || key == "count"_L1 || key == "times"_L1 || key == "transactions"_L1)
            isNumber = parameter->toString().toUInt(&isNumber) > 0 && isNumber;
        if (!isNumber)
            return u"\"%1\" is a number of at least 1."_s.arg(key);
    }
    return {};
}

QString atLine(const YAML::Mark &mark, const QString &text)
{
    return u"Line %1: %2"_s.arg(mark.line + 1).arg(text);
}

Result<QList<ScenarioStep>> readSteps(const YAML::Node &node)
{
    QList<ScenarioStep> steps;
    if (node && !node.IsSequence())
        return failure(Error::BadInput, atLine(node.Mark(), u"Steps are a list, each with a \"-\" in front."_s));
    for (const auto &entry : node) {
        ScenarioStep step;
        step.line = entry.Mark().line + 1;
        if (!entry.IsMap() || entry.size() != 1)
            return failure(Error::BadInput, atLine(entry.Mark(), u"A step is one action, as in \"wait: {ms: 500}\"."_s));
        step.action = QString::fromStdString(entry.begin()->first.as<std::string>());
        step.parameters = toVariant(entry.begin()->second).toMap();
        if (const QString problem = problemOf(step); !problem.isEmpty())
            return failure(Error::BadInput, atLine(entry.Mark(), problem));
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
        if (!node.IsMap())
            return failure(Error::BadInput, u"A scenario is a YAML mapping with name, title, text, setup, steps and repeat."_s);
        static const QStringList members{u"name"_s, u"title"_s, u"text"_s, u"repeat"_s, u"setup"_s, u"steps"_s};
        for (const auto &member : node)
            if (const QString name = QString::fromStdString(member.first.as<std::string>()); !members.contains(name))
                return failure(Error::BadInput,
                    atLine(member.first.Mark(), u"\"%1\" is no part of a scenario; these are: %2."_s.arg(name, members.join(u", "_s))));
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
        const auto waits = [](const ScenarioStep &step) { return step.action == "wait"_L1; };
        if (scenario.repeat && !std::any_of(scenario.steps.cbegin(), scenario.steps.cend(), waits))
            return failure(Error::BadInput, u"A scenario that repeats needs a \"wait\" among its steps, or it would never rest."_s);
        return scenario;
    } catch (const YAML::Exception &exception) {
        return failure(Error::BadInput, atLine(exception.mark, QString::fromStdString(exception.msg) + u'.'));
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
