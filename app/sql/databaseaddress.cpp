// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/databaseaddress.h"

#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

const QString forms = u"\"sqlite:PATH\" or \"postgresql://user:password@host:port/name\""_s;

Result<DatabaseAddress> parsePostgres(const QString &uri)
{
    const QUrl url(uri, QUrl::StrictMode);
    // The parser's own message would quote the password.
    if (!url.isValid())
        return failure(
            Error::BadInput, u"The database address is not a valid URL; it has to be %1, with special characters as %XX."_s.arg(forms));
    DatabaseAddress address;
    address.engine = Engine::PostgreSql;
    address.host = url.host(QUrl::FullyDecoded);
    address.port = url.port(0);
    address.user = url.userName(QUrl::FullyDecoded);
    address.password = url.password(QUrl::FullyDecoded);
    address.name = url.path(QUrl::FullyDecoded).mid(1);
    const auto options = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : options) {
        if (key == "host"_L1)
            address.host = value;
        else if (key == "port"_L1)
            address.port = value.toInt();
        else if (key == "user"_L1)
            address.user = value;
        else if (key == "password"_L1)
            address.password = value;
        else if (key == "dbname"_L1)
            address.name = value;
        else
            address.options.insert(key, value);
    }
    if (address.name.isEmpty())
        return failure(Error::BadInput, u"The database address %1 names no database; it has to be %2."_s.arg(address.describe(), forms));
    return address;
}

} // namespace

Result<DatabaseAddress> DatabaseAddress::parse(const QString &uri)
{
    if (uri.startsWith("sqlite:"_L1)) {
        DatabaseAddress address;
        address.path = uri.mid(7);
        // sqlite:///absolute is what other programs write.
        if (address.path.startsWith("///"_L1))
            address.path.remove(0, 2);
        if (address.path.isEmpty())
            return failure(Error::BadInput, u"The database address \"sqlite:\" names no file."_s);
        return address;
    }
    if (uri.startsWith("postgresql://"_L1) || uri.startsWith("postgres://"_L1))
        return parsePostgres(uri);
    return failure(Error::BadInput, u"The database address has to be %1."_s.arg(forms));
}

QString DatabaseAddress::toUri() const
{
    if (engine == Engine::Sqlite)
        return "sqlite:"_L1 + path;
    const auto encoded = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    QString uri = u"postgresql://"_s;
    if (!user.isEmpty())
        uri += encoded(user) + (password.isEmpty() ? QString() : u':' + encoded(password)) + u'@';
    const bool isName = !host.contains(u'/') && !host.contains(u',');
    if (isName)
        uri += host.contains(u':') ? u'[' + host + u']' : host;
    if (isName && port)
        uri += u':' + QString::number(port);
    uri += u'/' + encoded(name);
    QStringList query;
    if (!isName) {
        query += "host="_L1 + encoded(host);
        if (port)
            query += "port="_L1 + QString::number(port);
    }
    for (auto it = options.cbegin(); it != options.cend(); ++it)
        query += encoded(it.key()) + u'=' + encoded(it.value());
    return query.isEmpty() ? uri : QString(uri + u'?' + query.join(u'&'));
}

QString DatabaseAddress::describe() const
{
    if (engine == Engine::Sqlite)
        return path;
    QString where = host.isEmpty() ? u"the local socket"_s : host;
    if (port)
        where += u':' + QString::number(port);
    return u"PostgreSQL database \"%1\" at %2"_s.arg(name, where);
}

} // namespace Lockstep::Synapse
