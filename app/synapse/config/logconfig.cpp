// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/logconfig.h"

#include "synapse/config/configfiles.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

/// Handlers that hand on to handlers.
constexpr int mostHops = 8;
constexpr qsizetype mostMistakes = 5;
/// Handlers that one list may name, loggers that are looked at.
constexpr qsizetype mostNames = 1'000;

/// Python's level of a name or a number; nothing where it has none. Lower-case names, which it refuses, count as they are meant.
std::optional<int> levelOf(const Place &place)
{
    static const QMap<QString, int> named{{u"DEBUG"_s, Level::Debug}, {u"INFO"_s, Level::Info}, {u"WARNING"_s, Level::Warning},
        {u"WARN"_s, Level::Warning}, {u"ERROR"_s, Level::Error}, {u"CRITICAL"_s, Level::Critical}, {u"FATAL"_s, Level::Critical},
        {u"NOTSET"_s, Level::NotSet}};
    const auto said = scalar(place);
    if (!said)
        return {};
    if (const auto found = named.constFind(said->toUpper()); found != named.cend())
        return *found;
    bool isNumber = false;
    const int number = said->toInt(&isNumber);
    return isNumber && number >= 0 ? std::optional(number) : std::nullopt;
}

bool isQuoted(const Place &place)
{
    return place.node.Tag() == "!";
}

/// As Python takes a value of YAML 1.1 that it asks for being true.
bool isTrue(const Place &place, bool unsaid)
{
    if (!place.node.IsDefined())
        return unsaid;
    const auto said = scalar(place);
    if (!said)
        return (place.node.IsSequence() || place.node.IsMap()) && place.node.size() > 0;
    static const QStringList no{u"no"_s, u"No"_s, u"NO"_s, u"false"_s, u"False"_s, u"FALSE"_s, u"off"_s, u"Off"_s, u"OFF"_s, u"0"_s};
    return !said->isEmpty() && (isQuoted(place) || !no.contains(*said));
}

} // namespace

QString levelName(int level)
{
    if (level <= Level::NotSet)
        return u"NOTSET"_s;
    return level <= Level::Debug   ? u"DEBUG"_s
        : level <= Level::Info     ? u"INFO"_s
        : level <= Level::Warning  ? u"WARNING"_s
        : level <= Level::Error    ? u"ERROR"_s
        : level <= Level::Critical ? u"CRITICAL"_s
                                   : u"switched off"_s;
}

bool LogHandler::toOutput() const
{
    return kind.endsWith("StreamHandler"_L1);
}

bool LogHandler::toJournal() const
{
    return kind.contains("Journal"_L1);
}

int LoggerRule::least() const
{
    if (isDisabled || handlers.isEmpty())
        return Level::Nothing;
    const auto lowest = std::min_element(handlers.begin(), handlers.end(), [](const auto &a, const auto &b) { return a.level < b.level; });
    return std::max(level, lowest->level);
}

struct LogConfig::Private
{
    Place root;

    Place handler(const QString &name) const { return root.at("handlers").at(name.toStdString()); }
    Place logger(const QString &name) const { return root.at("loggers").at(name.toStdString()); }
    /// What \a names lead to, through those that only hold lines back for a while.
    void add(const QStringList &names, QList<LogHandler> &to) const;
    void follow(const QString &name, LogHandler found, int hops, QList<LogHandler> &to) const;
    /// Whether it, or one above it, stands among the loggers.
    bool isNamed(QString name) const;
};

void LogConfig::Private::add(const QStringList &names, QList<LogHandler> &to) const
{
    for (const QString &name : names.mid(0, mostNames)) {
        if (std::any_of(to.begin(), to.end(), [&name](const LogHandler &one) { return one.name == name; }))
            continue;
        if (const Place first = handler(name))
            follow(name, {.name = name, .level = levelOf(first.at("level")).value_or(Level::NotSet), .kind = {}, .file = {}}, mostHops, to);
    }
}

void LogConfig::Private::follow(const QString &name, LogHandler found, int hops, QList<LogHandler> &to) const
{
    const Place one = handler(name);
    if (!one || hops == 0)
        return;
    // The level of the first one alone counts: those that it hands on to are not asked for theirs (MemoryHandler, QueueHandler).
    if (const auto target = scalar(one.at("target")))
        return follow(*target, found, hops - 1, to);
    if (const QStringList more = texts(one.at("handlers")); !more.isEmpty()) {
        for (const QString &next : more.mid(0, mostHops))
            follow(next, found, hops - mostHops / 2, to);
        return;
    }
    const QString kind = scalar(one.at("class")).value_or(scalar(one.at("()")).value_or(QString()));
    found.kind = kind.mid(kind.lastIndexOf(u'.') + 1);
    if (found.kind == u"NullHandler"_s || found.kind.endsWith("MemoryHandler"_L1))
        return; // keeps lines and hands them to nobody
    if (const auto file = scalar(one.at("filename")))
        found.file = resolved(one, *file);
    to.append(found);
}

bool LogConfig::Private::isNamed(QString name) const
{
    for (; !name.isEmpty(); name = name.left(std::max<qsizetype>(name.lastIndexOf(u'.'), 0))) {
        if (logger(name).node.IsDefined())
            return true;
    }
    return false;
}

Result<LogConfig> LogConfig::read(const QString &path)
{
    auto root = loadYaml(path);
    if (!root)
        return failure(root.error());
    if (!root->IsMap())
        return failure(Error::BadInput, u"%1 is no log configuration: its top level has no keys."_s.arg(path));
    return LogConfig(std::make_unique<Private>(Private{.root = {path, *root}}));
}

LogConfig::LogConfig(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

LogConfig::~LogConfig() = default;
LogConfig::LogConfig(LogConfig &&) noexcept = default;

LoggerRule LogConfig::rule(const QString &logger) const
{
    LoggerRule rule{.level = Level::NotSet, .isDisabled = false, .handlers = {}};
    bool propagates = true;
    for (QString name = logger; !name.isEmpty(); name = name.left(std::max<qsizetype>(name.lastIndexOf(u'.'), 0))) {
        const Place one = d->logger(name);
        if (!one)
            continue;
        if (rule.level == Level::NotSet)
            rule.level = levelOf(one.at("level")).value_or(Level::NotSet);
        if (propagates)
            d->add(texts(one.at("handlers")), rule.handlers);
        // What is said with no value is as if it were not said.
        propagates = propagates && (one.at("propagate").node.IsNull() || isTrue(one.at("propagate"), true));
    }
    const Place root = d->root.at("root");
    if (rule.level == Level::NotSet)
        rule.level = levelOf(root.at("level")).value_or(Level::Warning);
    if (propagates)
        d->add(texts(root.at("handlers")), rule.handlers);
    // Synapse's loggers are all there when it reads the file; those that it neither names nor names one above of are switched off, and
    // they are so too where nothing is said.
    rule.isDisabled = isTrue(d->root.at("disable_existing_loggers"), true) && !d->isNamed(logger);
    return rule;
}

QList<LogHandler> LogConfig::handlers() const
{
    QStringList names = texts(d->root.at("root").at("handlers"));
    for (const QString &name : keysOf(d->root.at("loggers").node).mid(0, mostNames))
        names += texts(d->logger(name).at("handlers"));
    names.removeDuplicates();
    if (names.isEmpty())
        names = keysOf(d->root.at("handlers").node);
    QList<LogHandler> all;
    d->add(names, all);
    return all;
}

QStringList LogConfig::mistakes() const
{
    QStringList all;
    const auto say = [&all](const Place &place, const QString &key, const QString &what) { all += bad(place, key, what).value().text; };
    const auto checkLevel = [&](const Place &level) {
        static const QString levels = u"DEBUG, INFO, WARNING, ERROR and CRITICAL"_s;
        const QString said = scalar(level).value_or(QString());
        bool isNumber = false;
        said.toInt(&isNumber);
        if (level && (!levelOf(level) || said != said.toUpper() || (isNumber && isQuoted(level))))
            say(level, u"level"_s, u"is \"%1\", which is no level of Python's: they are %2"_s.arg(said, levels));
    };
    const auto checkLogger = [&](const Place &one, const QString &name) {
        if (!one.node.IsMap())
            return say({one.file, undefined()}, name, u"has nothing below it"_s); // the library gives the line of what follows
        checkLevel(one.at("level"));
        const Place handlers = one.at("handlers");
        if (handlers && !handlers.node.IsSequence())
            return say(handlers, u"handlers"_s, u"has to be a list: [%1]"_s.arg(scalar(handlers).value_or(QString())));
        for (const QString &handler : texts(handlers).mid(0, mostNames)) {
            if (!d->handler(handler))
                say(handlers, u"handlers"_s, u"names \"%1\", which is none of the handlers"_s.arg(handler));
        }
    };

    const Place version = d->root.at("version");
    if (scalar(version) != u"1"_s)
        say(version ? version : d->root, u"version"_s, u"has to be 1"_s);
    if (isTrue(d->root.at("structured"), false))
        say(d->root.at("structured"), u"structured"_s, u"is of a form that Synapse gave up in 1.54"_s);
    for (const QString &name : keysOf(d->root.at("handlers").node).mid(0, mostNames)) {
        const Place one = d->handler(name);
        if (!one.at("class") && !one.at("()")) {
            say(one ? one : d->root, name, u"is a handler without a class"_s);
            continue;
        }
        checkLevel(one.at("level"));
        if (const auto formatter = scalar(one.at("formatter"));
            formatter && !d->root.at("formatters").at(formatter->toStdString()).node.IsDefined())
            say(one.at("formatter"), u"formatter"_s, u"is \"%1\", which is none of the formatters"_s.arg(*formatter));
        if (const auto target = scalar(one.at("target")); target && !d->handler(*target))
            say(one.at("target"), u"target"_s, u"is \"%1\", which is none of the handlers"_s.arg(*target));
    }
    for (const QString &name : keysOf(d->root.at("loggers").node).mid(0, mostNames))
        checkLogger(d->logger(name), name);
    if (const Place root = d->root.at("root"); root.node.IsDefined() && !root.node.IsNull())
        checkLogger(root, u"root"_s);
    return all.mid(0, mostMistakes);
}

} // namespace Lockstep::Synapse
