// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/options.h"

#include "core/ids.h"
#include "core/log.h"
#include "gateway/keeping.h"

#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QMap>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <iterator>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

struct Key
{
    enum Kind { Text, List, Switch };
    const char *name;
    Kind kind;
    const char *value; ///< shown in --help
    const char *help;
};

constexpr Key keys[] = {
    {"homeserver-config", Key::List, "FILE",
        "Synapse's configuration: files, directories, patterns, those of workers too; may be given several times, later ones win."},
    {"server-name", Key::Text, "NAME", "The homeserver's name, such as example.org."},
    {"client-api", Key::Text, "URL", "Where the homeserver's client API is reached from here."},
    {"client-api-in-clear", Key::Switch, "",
        "Access tokens may travel to an http --client-api on another machine; for a network of containers that nobody else is on."},
    {"database", Key::Text, "URI", "sqlite:PATH or postgresql://user:password@host:port/name, a role that may read."},
    {"marker-database", Key::Text, "URI", "A role that may insert the resync marker; without it --database is used."},
    {"log", Key::List, "FILE|GLOB|journal:UNIT|FIFO|-",
        "A log of Synapse: files with wildcards anywhere, units of the systemd journal (journal:UNIT[,UNIT...], journal:/DIR/UNIT), a pipe "
        "or "
        "standard input; may be given several times."},
    {"redis", Key::Text, "URL|off",
        "Synapse's Redis, listened to read only, so that changes show up at once: redis://user:password@host:port, rediss:// with TLS, "
        "unix:///path; default: what homeserver.yaml says."},
    {"read-only", Key::Switch, "", "Never write to the homeserver's database: Refresh is off."},
    {"history", Key::Text, "PATH|URI",
        "Where updates are recorded: a file, default in the user's state directory, or postgresql://user@host/name for many gateways."},
    {"history-read", Key::Text, "URI", "A standby of a shared history, which answers reads."},
    {"history-spool", Key::Text, "PATH",
        "With a shared history: the file with what is this gateway's own and what waits; default: the user's state directory."},
    {"history-keep-days", Key::Text, "N", "Updates that came longer ago are let go, but for what is still open; default: all are kept."},
    {"history-keep-updates", Key::Text, "N",
        "Of a user about so many of the newest updates are kept, 100 or more; nothing of the last day goes. Default: all are kept."},
    {"listen", Key::Text, "HOST:PORT", "Where the inspection API is served; default 127.0.0.1:8779, port 0 picks a free one."},
    {"tap", Key::Text, "HOST:PORT", "Where a proxy's mirror of federation traffic arrives; default: nowhere."},
    {"notary", Key::Text, "URL",
        "Where the homeserver answers /_matrix/key/v2/query, to check what the tap receives; default: --client-api."},
    {"viewer", Key::List, "USER", "A user who may look, but not act, whatever the homeserver says; may be given several times."},
    {"operator", Key::List, "USER", "A user who may look and act (refresh, end a backoff), whatever the homeserver says; several times."},
    {"contents", Key::List, "USER", "A user who may look, and read contents of messages; admins may not without it; several times."},
    {"admin", Key::List, "USER", "The former name of --operator."},
    {"refresh-per-minute", Key::Text, "N", "Refreshes a minute for one remote server, half of them for one caller; 0: no limit."},
    {"signing-key", Key::Text, "FILE|auto",
        "The homeserver's signing key, so that an audit may ask other servers for lists in its name, and for nothing else; auto: the file "
        "that "
        "homeserver.yaml names."},
    {"audit-per-minute", Key::Text, "N", "Lists a minute that an audit asks one server for, default 300; 0: no limit."},
    {"literal-msc2638-routes", Key::Switch, "", "Also serve the GET routes that the text of MSC2638 names."},
};

/// What may also stand in a variable LOCKSTEP_…, because it may hold a password.
constexpr const char *fromEnvironment[] = {"database", "marker-database", "client-api", "notary", "redis", "history", "history-read"};

using Settings = QMap<QString, QStringList>;

QString variableOf(const QString &name)
{
    return u"LOCKSTEP_"_s + name.toUpper().replace(u'-', u'_');
}

/// A value as it may stand in an error: an address's user and password stay out, with whatever characters they are written.
QString shown(const QString &value)
{
    const qsizetype at = value.lastIndexOf(u'@');
    const bool address = value.contains("://"_L1);
    // Words of libpq have no end that could be found: a password may hold anything.
    if (value.contains("password"_L1, Qt::CaseInsensitive))
        return u"…"_s;
    return displayable(address && at >= 0 ? u"…"_s + value.mid(at) : value);
}

const Key *findKey(const QString &name)
{
    for (const Key &key : keys) {
        if (name == QLatin1StringView(key.name))
            return &key;
    }
    return nullptr;
}

tl::unexpected<Error> badKey(const QString &file, const YAML::Mark &mark, const QString &text)
{
    return failure(Error::BadInput, u"%1, line %2: %3"_s.arg(file).arg(mark.line + 1).arg(text));
}

/// The scalars of a node, one or a list of them.
std::optional<QStringList> scalars(const YAML::Node &node)
{
    if (node.IsScalar())
        return QStringList{QString::fromStdString(node.Scalar())};
    if (!node.IsSequence())
        return {};
    QStringList values;
    for (const YAML::Node &element : node) {
        if (!element.IsScalar())
            return {};
        values.append(QString::fromStdString(element.Scalar()));
    }
    return values;
}

Result<Settings> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Io, u"The configuration file %1 cannot be read: %2."_s.arg(path, file.errorString()));
    Settings settings;
    try {
        const YAML::Node root = YAML::Load(file.readAll().toStdString());
        if (root.IsNull())
            return settings;
        if (!root.IsMap())
            return failure(Error::BadInput, u"%1 is not a list of \"key: value\" lines."_s.arg(path));
        for (const auto &entry : root) {
            const QString name = entry.first.IsScalar() ? QString::fromStdString(entry.first.Scalar()) : QString();
            const Key *key = findKey(name);
            if (!key)
                return badKey(path, entry.first.Mark(), u"there is no key \"%1\"; lockstep-gateway --help lists them."_s.arg(shown(name)));
            if (entry.second.IsNull())
                continue;
            const auto values = scalars(entry.second);
            if (!values || (key->kind != Key::List && !entry.second.IsScalar()))
                return badKey(path, entry.second.Mark(),
                    key->kind == Key::List ? u"%1 takes a text or a list of texts."_s.arg(name) : u"%1 takes one value."_s.arg(name));
            settings.insert(name, *values);
        }
    } catch (const YAML::Exception &problem) {
        return badKey(path, problem.mark, QString::fromStdString(problem.msg));
    }
    return settings;
}

bool holdsPassword(const QString &uri)
{
    // Not QUrl: a password with an @ or a slash in it is no URL, and a password all the same.
    const qsizetype scheme = uri.indexOf("://"_L1);
    const qsizetype colon = scheme < 0 ? -1 : uri.indexOf(u':', scheme + 3);
    return uri.contains("password="_L1) || (colon >= 0 && uri.lastIndexOf(u'@') > colon);
}

/// Whether others than the owner may read it. Not so what systemd's LoadCredential made: there the group's bits are the mask of an access
/// list that names the service's own user.
bool isOpenToOthers(const QString &path, const QProcessEnvironment &environment)
{
    const QString credentials = QFileInfo(environment.value(u"CREDENTIALS_DIRECTORY"_s)).canonicalFilePath();
    if (!credentials.isEmpty() && QFileInfo(path).canonicalFilePath().startsWith(credentials + u'/'))
        return false;
    return QFileInfo(path).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther);
}

Result<bool> readSwitch(const QString &name, const QString &value)
{
    const QString lower = value.toLower();
    if (lower == "true"_L1 || lower == "yes"_L1 || lower == "on"_L1)
        return true;
    if (lower == "false"_L1 || lower == "no"_L1 || lower == "off"_L1)
        return false;
    return failure(Error::BadInput, u"%1 is true or false, not \"%2\"."_s.arg(name, shown(value)));
}

Result<GatewayOptions> fromSettings(const Settings &settings)
{
    // Who appends an option to a command line of somebody else's means it: the last one counts, as with other programs.
    const auto text = [&settings](const char *name) {
        const QStringList given = settings.value(QString::fromLatin1(name));
        return given.isEmpty() ? QString() : given.constLast();
    };
    GatewayOptions options;
    options.homeserverConfigs = settings.value(u"homeserver-config"_s);
    options.serverName = text("server-name");
    options.database = text("database");
    options.markerDatabase = text("marker-database");
    options.logs = settings.value(u"log"_s);
    options.redis = text("redis");
    options.history = text("history");
    options.historyRead = text("history-read");
    options.historySpool = text("history-spool");
    for (const auto &[name, read, target] : {std::tuple("history-keep-days", &readKeepDays, &options.historyKeepDays),
             std::tuple("history-keep-updates", &readKeepUpdates, &options.historyKeepUpdates)}) {
        const auto value = read(text(name));
        if (!value)
            return failure(value.error());
        *target = *value;
    }
    options.tap = text("tap");
    options.viewers = settings.value(u"viewer"_s);
    options.operators = settings.value(u"operator"_s) + settings.value(u"admin"_s);
    options.contents = settings.value(u"contents"_s);
    if (settings.contains(u"listen"_s))
        options.listen = text("listen");
    for (const auto &[name, target] :
        {std::pair("read-only", &options.readOnly), std::pair("client-api-in-clear", &options.clientApiInClear),
            std::pair("literal-msc2638-routes", &options.literalMsc2638Routes)}) {
        if (!settings.contains(QString::fromLatin1(name)))
            continue;
        const auto value = readSwitch(QString::fromLatin1(name), text(name));
        if (!value)
            return failure(value.error());
        *target = *value;
    }
    for (const auto &[name, target] : {std::pair("client-api", &options.clientApi), std::pair("notary", &options.notary)}) {
        const QString address = text(name);
        if (address.isEmpty())
            continue;
        *target = QUrl(address, QUrl::StrictMode);
        if (!target->isValid() || !target->scheme().startsWith("http"_L1) || target->host().isEmpty())
            return failure(Error::BadInput,
                u"%1 \"%2\" is not an address such as http://127.0.0.1:8008."_s.arg(QString::fromLatin1(name), shown(address)));
    }
    if (!options.serverName.isEmpty() && !ServerName(options.serverName).isValid())
        return failure(Error::BadInput, u"server-name \"%1\" is not a server name, such as example.org."_s.arg(shown(options.serverName)));
    for (const char *role : {"viewer", "operator", "contents", "admin"}) {
        for (const QString &user : settings.value(QString::fromLatin1(role))) {
            if (!UserId(user).isValid())
                return failure(Error::BadInput,
                    u"%1 \"%2\" is not a user ID; it should look like @name:server."_s.arg(QString::fromLatin1(role), shown(user)));
        }
    }
    options.signingKey = text("signing-key");
    for (const auto &[name, target] :
        {std::pair("refresh-per-minute", &options.refreshPerMinute), std::pair("audit-per-minute", &options.auditPerMinute)}) {
        const QString rate = text(name);
        if (rate.isEmpty())
            continue;
        bool isNumber = false;
        *target = rate.toInt(&isNumber);
        if (!isNumber || *target < 0)
            return failure(Error::BadInput, u"%1 \"%2\" is not a number."_s.arg(QString::fromLatin1(name), shown(rate)));
    }
    return options;
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"Shows the device lists, update history and send-to-device queues of a Synapse homeserver to its admins, and resyncs on request.\n"
        "\"lockstep-gateway check\" says what is wrong where the picture is empty; see lockstep-gateway check --help."_s);
    parser.addOption({u"config"_s, u"A YAML file with these options as keys."_s, u"FILE"_s});
    for (const Key &key : keys) {
        QCommandLineOption option(QString::fromLatin1(key.name), QString::fromLatin1(key.help));
        option.setValueName(QString::fromLatin1(key.value));
        parser.addOption(option);
    }
    parser.addHelpOption();
    parser.addVersionOption();
}

} // namespace

Result<CommandLine> parse(const QStringList &arguments, const QProcessEnvironment &environment)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(QStringList(u"lockstep-gateway"_s) + arguments))
        return failure(Error::BadInput, parser.errorText() + u" See lockstep-gateway --help."_s);
    CommandLine line;
    if (parser.isSet(u"help"_s))
        line.answer = parser.helpText();
    else if (parser.isSet(u"version"_s))
        line.answer = u"lockstep-gateway " LOCKSTEP_VERSION "\n"_s;
    if (!line.answer.isEmpty())
        return line;
    if (!parser.positionalArguments().isEmpty())
        return failure(Error::BadInput,
            u"\"%1\" is not an option. See lockstep-gateway --help."_s.arg(shown(parser.positionalArguments().constFirst())));

    Settings settings;
    if (const QString file = parser.value(u"config"_s); !file.isEmpty()) {
        auto fromFile = readFile(file);
        if (!fromFile)
            return failure(fromFile.error());
        settings = std::move(*fromFile);
        const bool secret = std::any_of(settings.cbegin(), settings.cend(),
            [](const QStringList &values) { return std::any_of(values.begin(), values.end(), holdsPassword); });
        if (secret && isOpenToOthers(file, environment))
            line.warnings.append(u"%1 holds a password and others may read it; run chmod 600 on it."_s.arg(file));
    }
    for (const char *key : fromEnvironment) {
        const QString name = QString::fromLatin1(key);
        if (const QString value = environment.value(variableOf(name)); !value.isEmpty())
            settings.insert(name, {value});
    }
    for (const Key &key : keys) {
        const QString name = QString::fromLatin1(key.name);
        if (!parser.isSet(name))
            continue;
        settings.insert(name, key.kind == Key::Switch ? QStringList(u"true"_s) : parser.values(name));
        const QStringList given = parser.values(name);
        if (!std::any_of(given.begin(), given.end(), holdsPassword))
            continue;
        const bool hasVariable = std::any_of(
            std::begin(fromEnvironment), std::end(fromEnvironment), [&](const char *known) { return name == QLatin1StringView(known); });
        line.warnings.append(u"The password in --%1 can be seen by every user of this machine (ps); use --config%2 or PGPASSFILE."_s.arg(
            name, hasVariable ? u", "_s + variableOf(name) : QString()));
    }
    auto options = fromSettings(settings);
    if (!options)
        return failure(options.error());
    line.options = std::move(*options);
    return line;
}

} // namespace Lockstep::Gateway
