// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/redisaddress.h"

#include <QFile>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

constexpr int defaultPort = 6379;
constexpr qint64 longestPassword = 4096;

tl::unexpected<Error> malformed(const QString &why)
{
    return failure(Error::BadInput,
        u"The address of Redis %1; it should look like redis://user:password@host:6379, rediss://… for TLS, or unix:///path; in user and password write %40 for @, %2F for / and %25 for %."_s
            .arg(why));
}

} // namespace

Result<RedisAddress> RedisAddress::parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid())
        return malformed(u"is not a URL"_s);
    const QString scheme = url.scheme();
    RedisAddress address;
    address.user = url.userName(QUrl::FullyDecoded);
    address.password = url.password(QUrl::FullyDecoded);
    if (scheme == "unix"_L1 || scheme == "redis+unix"_L1) {
        address.path = url.path(QUrl::FullyDecoded);
        if (address.path.isEmpty() || !url.host().isEmpty())
            return malformed(u"names no socket"_s);
        return address;
    }
    if (scheme != "redis"_L1 && scheme != "rediss"_L1)
        return malformed(u"has no scheme that is known"_s);
    address.host = url.host();
    if (address.host.isEmpty())
        return malformed(u"names no host"_s);
    address.port = url.port(defaultPort);
    address.tls = scheme == "rediss"_L1;
    const QUrlQuery query(url);
    for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded)) {
        if (key == "ca_file"_L1)
            address.caFile = value;
        else if (key == "cert_file"_L1)
            address.certificateFile = value;
        else if (key == "key_file"_L1)
            address.keyFile = value;
        else
            return malformed(u"has an option that is not known: ca_file, cert_file and key_file are"_s);
    }
    if (!query.isEmpty() && !address.tls)
        return malformed(u"has files for TLS, but is not rediss://"_s);
    return address;
}

QString RedisAddress::describe() const
{
    if (!path.isEmpty())
        return u"unix://"_s + path;
    return u"%1://%2:%3"_s.arg(tls ? u"rediss"_s : u"redis"_s, host.contains(u':') ? u'[' + host + u']' : host).arg(port);
}

Result<RedisSetting> readRedis(const Merged &shared)
{
    const Place section = find(shared, "redis");
    RedisSetting setting;
    if (!truth(section.at("enabled")))
        return setting;
    RedisAddress address;
    const auto text = [&section](const char *key) { return scalar(section.at(key)).value_or(QString()); };
    address.path = text("path");
    address.host = section.at("host") ? text("host") : u"localhost"_s;
    if (const Place port = section.at("port")) {
        address.port = scalar(port).value_or(QString()).toInt();
        if (address.port < 1 || address.port > 65535)
            return bad(port, u"redis.port"_s, u"is not a port number, so give --redis"_s);
    }
    if (address.path.isEmpty() && address.host.isEmpty())
        return bad(section.at("host"), u"redis.host"_s, u"is not a host, so give --redis"_s);
    address.user = text("username");
    address.password = text("password");
    address.tls = truth(section.at("use_tls"));
    for (const auto &[key, target] :
        {std::pair("certificate_file", &address.certificateFile), std::pair("private_key_file", &address.keyFile),
            std::pair("ca_path", &address.caFile), std::pair("ca_file", &address.caFile)}) {
        if (const QString file = text(key); !file.isEmpty())
            *target = resolved(section, file);
    }
    if (const QString named = text("password_path"); !named.isEmpty()) {
        QFile file(resolved(section, named));
        if (!file.open(QIODevice::ReadOnly)) {
            setting.problem
                = u"The file %1 with the password of Redis cannot be read (%2): give --redis, or run as a user that may read it."_s.arg(
                    file.fileName(), file.errorString());
            return setting;
        }
        address.password = QString::fromUtf8(file.read(longestPassword)).trimmed();
    }
    setting.address = address;
    return setting;
}

} // namespace Lockstep::Synapse
