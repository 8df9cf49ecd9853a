// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/configuration.h"

#include "sql/databaseaddress.h"
#include "synapse/config/federationsettings.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

Result<QString> sqliteUri(const Place &args)
{
    const auto path = scalar(args.at("database"));
    if (!path || path->isEmpty())
        return bad(args, u"database.args.database"_s, u"is missing: it names the SQLite file"_s);
    if (*path == ":memory:"_L1)
        return bad(args.at("database"), u"database.args.database"_s, u"is \":memory:\", which no other program can read"_s);
    return "sqlite:"_L1 + resolved(args, *path);
}

Result<QString> postgresUri(const Place &args)
{
    DatabaseAddress address;
    address.engine = Engine::PostgreSql;
    // What psycopg2 or Synapse itself consume and libpq does not know.
    static const QStringList notForUs{u"cp_min"_s, u"cp_max"_s, u"cp_reconnect"_s, u"cp_noisy"_s, u"cp_openfun"_s, u"keepalives"_s,
        u"client_encoding"_s, u"application_name"_s, u"connect_timeout"_s, u"connection_factory"_s, u"cursor_factory"_s, u"async"_s};
    for (const QString &key : keysOf(args.node)) {
        const Place value = args.at(key.toStdString());
        const auto text = scalar(value);
        if (notForUs.contains(key) || key.startsWith("keepalives_"_L1) || !value)
            continue;
        if (isPlaceholder(value))
            return bad(value, "database.args."_L1 + key,
                u"is a template's placeholder: name the file that is made of it, which Synapse reads, or give --database"_s);
        if (!text)
            return bad(value, "database.args."_L1 + key, u"is no single value: give --database instead"_s);
        if (key == "user"_L1 || key == "username"_L1)
            address.user = *text;
        else if (key == "password"_L1)
            address.password = *text;
        else if (key == "database"_L1 || key == "dbname"_L1)
            address.name = *text;
        else if (key == "host"_L1)
            address.host = *text;
        else if (key == "port"_L1)
            address.port = *text;
        else if (key == "dsn"_L1)
            return bad(value, u"database.args.dsn"_s, u"is not supported here: give --database instead"_s);
        else
            address.options.insert(key, *text);
    }
    if (address.name.isEmpty())
        address.name = address.user;
    if (address.name.isEmpty())
        return bad(args, u"database.args.dbname"_s,
            u"is missing, and user too: the database is then called as the system's user that Synapse runs as, so give --database"_s);
    const QString uri = address.toUri();
    if (const auto usable = DatabaseAddress::parse(uri); !usable)
        return bad(args, u"database.args"_s,
            u"does not make an address (host \"%1\"), so give --database instead: %2"_s.arg(address.host, usable.error().text.chopped(1)));
    return uri;
}

Result<QString> databaseUri(const Place &database, const QString &key)
{
    const auto name = scalar(database.at("name"));
    if (!name)
        return bad(database, key + ".name"_L1, u"is missing: it says sqlite3 or psycopg2"_s);
    const Place args = database.at("args");
    if (!args || !args.node.IsMap())
        return bad(database, key + ".args"_L1, u"is missing"_s);
    if (*name == "sqlite3"_L1)
        return sqliteUri(args);
    if (*name == "psycopg2"_L1)
        return postgresUri(args);
    return bad(database.at("name"), key + ".name"_L1, u"is \"%1\"; only sqlite3 and psycopg2 are known"_s.arg(*name));
}

/// Of a server split over several databases, the device lists and queues are in the one that holds the "main" data store.
Result<QString> database(const Merged &merged)
{
    const Place several = find(merged, "databases");
    if (several && several.node.IsMap()) {
        for (const QString &name : keysOf(several.node)) {
            const Place one = several.at(name.toStdString());
            const QString key = "databases."_L1 + name;
            const Place stores = one.at("data_stores");
            bool main = !stores;
            for (const auto &store : stores.node)
                main = main || (store.IsScalar() && store.Scalar() == "main");
            if (main)
                return databaseUri(one, key);
        }
        return bad(several, u"databases"_s, u"has no entry with the data store \"main\""_s);
    }
    const Place one = find(merged, "database");
    if (!one)
        return failure(
            Error::BadInput, u"The homeserver configuration has neither \"database\" nor \"databases\": name the file that has it too."_s);
    return databaseUri(one, u"database"_s);
}

/// The address on this machine at which a listener that is bound like this answers.
QString reachable(const Place &listener)
{
    QStringList addresses;
    const Place several = listener.at("bind_addresses");
    if (several && several.node.IsSequence()) {
        for (const auto &address : several.node) {
            if (address.IsScalar())
                addresses += toText(address.Scalar());
        }
    }
    if (const auto one = scalar(listener.at("bind_address")))
        addresses += *one;
    if (addresses.isEmpty() || addresses.contains("0.0.0.0"_L1) || addresses.contains(QString()))
        return u"127.0.0.1"_s;
    // Debian's default is [::1, 127.0.0.1]: the one that works where there is no IPv6 first.
    if (addresses.contains("127.0.0.1"_L1))
        return u"127.0.0.1"_s;
    for (const QString &address : addresses) {
        if (address == "localhost"_L1 || QHostAddress(address).isLoopback())
            return address;
    }
    return addresses.constFirst() == "::"_L1 ? u"::1"_s : addresses.constFirst();
}

bool servesClients(const Place &listener)
{
    if (scalar(listener.at("type")).value_or(u"http"_s) != "http"_L1)
        return false;
    const Place resources = listener.at("resources");
    if (!resources)
        return false;
    for (const auto &resource : resources.node) {
        for (const auto &name : Place{{}, resource}.at("names").node) {
            if (name.IsScalar() && name.Scalar() == "client")
                return true;
        }
    }
    return false;
}

QList<Place> listenersOf(const ConfigFiles &files)
{
    QList<Place> all;
    const auto add = [&all](const Place &listeners) {
        for (const auto &item : listeners.node)
            all += Place{listeners.file, item};
    };
    if (files.shared.contains("listeners")) {
        add(find(files.shared, "listeners"));
    } else {
        for (const Place &worker : files.workers)
            add(worker.at("worker_listeners"));
    }
    return all;
}

Result<QUrl> clientApi(const ConfigFiles &files)
{
    // Without TLS only loopback will do, because the operator's token travels there: an address in clear is the last resort, which calls
    // with a token then refuse by name.
    QUrl secure, clear;
    Place socket{{}, undefined()};
    const Merged &merged = files.shared;
    const Place listeners = find(merged, "listeners");
    for (const Place &listener : listenersOf(files)) {
        if (!servesClients(listener))
            continue;
        const auto port = scalar(listener.at("port"));
        if (!port) {
            socket = listener.at("path") ? listener.at("path") : socket;
            continue;
        }
        QUrl url;
        url.setScheme(truth(listener.at("tls")) ? u"https"_s : u"http"_s);
        url.setHost(reachable(listener));
        url.setPort(port->toInt());
        if (port->toInt() < 1 || port->toInt() > 65535 || !url.isValid())
            return bad(listener.at("port"), u"listeners.port"_s, u"is not a port number"_s);
        const bool loopback = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
        if (url.scheme() == "http"_L1 && loopback)
            return url;
        QUrl &kept = url.scheme() == "https"_L1 ? secure : clear;
        if (kept.isEmpty())
            kept = url;
    }
    const QUrl best = secure.isEmpty() ? clear : secure;
    const Place publicUrl = find(merged, "public_baseurl");
    if (const auto text = scalar(publicUrl)) {
        QUrl url(*text);
        if (!url.isValid() || url.host().isEmpty())
            return bad(publicUrl, u"public_baseurl"_s, u"is not a URL"_s);
        if (url.scheme() == "https"_L1 || best.isEmpty()) {
            url.setPath(url.path().endsWith(u'/') ? url.path().chopped(1) : url.path());
            return url;
        }
    }
    if (!best.isEmpty())
        return best;
    if (socket)
        return bad(socket, u"listeners.path"_s,
            u"is a Unix socket, and no client listener has a port: add one on 127.0.0.1, or give --client-api"_s);
    if (listeners)
        return bad(listeners, u"listeners"_s, u"has no HTTP listener with the resource \"client\": give --client-api"_s);
    return failure(Error::BadInput, u"The homeserver configuration has no \"listeners\": give --client-api."_s);
}

/// The files of all processes. A single process whose log configuration cannot be read is a mistake; of several, some may run elsewhere.
Result<QStringList> logFiles(const QList<ProcessLog> &processes, const Merged &shared)
{
    const ProcessLog &main = processes.constFirst();
    if (processes.size() == 1 && !main.problem.isEmpty())
        return bad(find(shared, "log_config"), u"log_config"_s,
            u"names a file that does not work, so give --log: %1"_s.arg(main.problem.chopped(1)));
    QStringList logs;
    for (const ProcessLog &process : processes)
        logs += process.files;
    logs.removeDuplicates();
    return logs;
}

Result<SynapseSettings> read(const QStringList &files, SynapseSettings settings)
{
    const auto found = readConfigFiles(files);
    if (!found)
        return failure(found.error());
    const Merged &shared = found->shared;
    if (settings.serverName.isEmpty()) {
        const Place name = find(shared, "server_name");
        if (!name && find(shared, "apiVersion") && find(shared, "kind"))
            return failure(Error::BadInput,
                u"%1 is a manifest of Kubernetes: name a file with what stands below its key homeserver.yaml."_s.arg(files.join(", "_L1)));
        if (!name)
            return failure(
                Error::BadInput, u"%1: \"server_name\" is missing; is this Synapse's homeserver.yaml?"_s.arg(files.join(", "_L1)));
        if (isPlaceholder(name))
            return bad(name, u"server_name"_s, u"is a template's placeholder: name the file that is made of it, which Synapse reads"_s);
        settings.serverName = ServerName(scalar(name).value_or(QString()));
        if (!settings.serverName.isValid())
            return bad(name, u"server_name"_s, u"is not a server name"_s);
    }
    if (settings.database.isEmpty()) {
        auto uri = database(shared);
        if (!uri)
            return failure(uri.error());
        settings.database = *uri;
    }
    if (settings.clientApi.isEmpty()) {
        auto url = clientApi(*found);
        if (!url)
            return failure(url.error());
        settings.clientApi = *url;
    }
    settings.processes = readProcesses(*found);
    settings.writers = readStreamWriters(shared);
    if (settings.logs.isEmpty()) {
        auto logs = logFiles(settings.processes, shared);
        if (!logs)
            return failure(logs.error());
        settings.logs = *logs;
    }
    if (settings.redis.isEmpty()) {
        auto redis = readRedis(shared);
        if (!redis)
            return failure(redis.error());
        settings.redis = *redis;
    }
    settings.whitelist = whitelistOf(shared);
    settings.configFiles = files;
    return settings;
}

} // namespace

Result<SynapseSettings> readHomeserverConfig(const QStringList &files, const SynapseSettings &given)
{
    try {
        return read(files, given);
    } catch (const YAML::Exception &error) {
        // A list where a map has to be, or the other way round: Synapse would not start with it either.
        return failure(Error::BadInput,
            u"%1: this is not how a homeserver configuration is built (%2)."_s.arg(files.join(", "_L1), toText(error.msg)));
    }
}

} // namespace Lockstep::Synapse
