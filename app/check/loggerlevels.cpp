// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/loggerlevels.h"

#include "synapse/config/yamlplace.h"

#include <QDir>
#include <QFileInfo>
#include <QMap>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

using Synapse::keysOf;
using Synapse::Place;

namespace {

constexpr qint64 largestFile = 4 * 1024 * 1024;
/// Handlers that hand on to handlers.
constexpr int mostHops = 8;

QString text(const Place &place)
{
    return place && place.node.IsScalar() ? QString::fromStdString(place.node.Scalar()) : QString();
}

int levelOf(const Place &place)
{
    static const QMap<QString, int> named{{u"DEBUG"_s, Debug}, {u"INFO"_s, Info}, {u"WARNING"_s, Warning}, {u"WARN"_s, Warning},
        {u"ERROR"_s, 40}, {u"CRITICAL"_s, Critical}, {u"FATAL"_s, Critical}};
    const QString said = text(place).toUpper();
    return named.value(said, said.toInt());
}

bool isSwitchedOff(const Place &place)
{
    const QString said = text(place).toLower();
    return said == u"false"_s || said == u"no"_s || said == u"off"_s || said == u"0"_s;
}

QStringList textsOf(const Place &place)
{
    QStringList all;
    if (place && place.node.IsSequence()) {
        for (const auto &item : place.node) {
            if (item.IsScalar())
                all += QString::fromStdString(item.Scalar());
        }
    }
    return all;
}

} // namespace

QString levelName(int level)
{
    if (level <= NotSet)
        return u"NOTSET"_s;
    return level <= Debug  ? u"DEBUG"_s
        : level <= Info    ? u"INFO"_s
        : level <= Warning ? u"WARNING"_s
        : level < Critical ? u"ERROR"_s
                           : u"CRITICAL"_s;
}

bool LoggerRule::tells(int wanted) const
{
    return !isDisabled && level <= wanted
        && std::any_of(handlers.begin(), handlers.end(), [wanted](const Handler &handler) { return handler.level <= wanted; });
}

struct LogConfig::Private
{
    Place root;

    /// What \a names lead to, through those that only hold lines back for a while.
    void add(const QStringList &names, QList<Handler> &to) const;
};

void LogConfig::Private::add(const QStringList &names, QList<Handler> &to) const
{
    for (QString name : names) {
        int level = NotSet;
        for (int hop = 0; hop < mostHops && !name.isEmpty(); ++hop) {
            const Place handler = root.at("handlers").at(name.toStdString());
            if (!handler)
                break;
            level = std::max(level, levelOf(handler.at("level")));
            const QString target = text(handler.at("target"));
            if (target.isEmpty()) {
                const QString file = text(handler.at("filename")), kind = text(handler.at("class"));
                to.append({.name = name,
                    .kind = kind.mid(kind.lastIndexOf(u'.') + 1),
                    .level = level,
                    .file = file.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(root.file).absoluteDir().absoluteFilePath(file))});
            }
            name = target;
        }
    }
}

Result<LogConfig> LogConfig::read(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return failure(Error::Io, u"There is no file %1."_s.arg(path));
    if (!info.isReadable())
        return failure(Error::Io, u"%1 cannot be read: run as a user that may read it."_s.arg(path));
    if (info.size() > largestFile)
        return failure(Error::BadInput, u"%1 is too large for a log configuration."_s.arg(path));
    try {
        auto d = std::make_unique<Private>(Private{.root = {path, YAML::LoadFile(path.toStdString())}});
        if (!d->root.node.IsMap())
            return failure(Error::BadInput, u"%1 is no log configuration: its top level has no keys."_s.arg(path));
        return LogConfig(std::move(d));
    } catch (const YAML::Exception &error) {
        return failure(Error::BadInput,
            u"%1, line %2: not valid YAML (%3)."_s.arg(path).arg(error.mark.line + 1).arg(QString::fromStdString(error.msg)));
    }
}

LogConfig::LogConfig(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

LogConfig::~LogConfig() = default;
LogConfig::LogConfig(LogConfig &&) noexcept = default;

LoggerRule LogConfig::rule(const QString &logger) const
{
    LoggerRule rule{.level = NotSet, .isDisabled = false, .handlers = {}};
    bool propagates = true;
    const Place loggers = d->root.at("loggers");
    for (QString name = logger; !name.isEmpty(); name = name.left(std::max<qsizetype>(name.lastIndexOf(u'.'), 0))) {
        const Place one = loggers.at(name.toStdString());
        if (!one)
            continue;
        if (rule.level == NotSet)
            rule.level = levelOf(one.at("level"));
        if (propagates)
            d->add(textsOf(one.at("handlers")), rule.handlers);
        propagates = propagates && !isSwitchedOff(one.at("propagate"));
    }
    const Place root = d->root.at("root");
    if (rule.level == NotSet)
        rule.level = levelOf(root.at("level"));
    if (rule.level == NotSet)
        rule.level = Warning;
    if (propagates)
        d->add(textsOf(root.at("handlers")), rule.handlers);
    // Synapse takes "no" where nothing is said. What is named is never switched off.
    rule.isDisabled = d->root.at("disable_existing_loggers") && !isSwitchedOff(d->root.at("disable_existing_loggers"))
        && !loggers.at(logger.toStdString());
    return rule;
}

QList<Handler> LogConfig::handlers() const
{
    QStringList names = textsOf(d->root.at("root").at("handlers"));
    const Place loggers = d->root.at("loggers");
    for (const QString &name : keysOf(loggers.node))
        names += textsOf(loggers.at(name.toStdString()).at("handlers"));
    names.removeDuplicates();
    QList<Handler> all;
    d->add(names, all);
    return all;
}

} // namespace Lockstep::Checking
