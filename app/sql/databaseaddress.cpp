// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/databaseaddress.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <memory>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

// Without a password in it: who shows this to the user takes out what looks like one.
const QString forms = u"\"sqlite:PATH\" or \"postgresql://user@host:port/name\""_s;
const QString escaping
    = u"In a user name, a password and a database name \"@\" is written %40, \"/\" %2F, \":\" %3A, \"?\" %3F and \"%\" %25"_s;

bool isUri(const QString &text)
{
    return text.startsWith("postgresql://"_L1) || text.startsWith("postgres://"_L1);
}

/// An "@" where none can be: a password that was not encoded would be taken for a host or a database, and be shown as one.
bool hasStrayAt(const QString &uri)
{
    const QStringView rest = QStringView(uri).sliced(uri.indexOf("://"_L1) + 3);
    const auto end = std::find_if(rest.begin(), rest.end(), [](QChar c) { return c == u'@' || c == u'/'; });
    const QStringView tail = rest.sliced(std::min<qsizetype>(rest.size(), end - rest.begin() + 1));
    // In the query too: the "?" may be the password's.
    const qsizetype query = tail.indexOf(u'?');
    if (tail.left(query < 0 ? tail.size() : query).contains(u'@'))
        return true;
    return query >= 0 && end != rest.end() && *end == u'/' && tail.sliced(query).contains(u'@');
}

/// A keyword that libpq does not have, if that is what is wrong: it can be shown, because it is no value.
QString unknownKeyword(const QString &uri)
{
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> known(PQconndefaults(), &PQconninfoFree);
    // A "?" before the last "@" may be the password's.
    const QStringList parts = uri.mid(uri.lastIndexOf(u'@') + 1).section(u'?', 1).split(u'&', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QString name = part.section(u'=', 0, 0);
        const bool isName
            = part.contains(u'=') && std::all_of(name.begin(), name.end(), [](QChar c) { return (c >= u'a' && c <= u'z') || c == u'_'; });
        bool found = name == "ssl"_L1;
        for (const PQconninfoOption *option = known.get(); option && option->keyword; ++option)
            found = found || name == QLatin1StringView(option->keyword);
        if (isName && !found)
            return name;
    }
    return {};
}

Result<DatabaseAddress> parsePostgres(const QString &text)
{
    if (isUri(text) && hasStrayAt(text))
        return failure(Error::BadInput, u"The database address has an \"@\" too many. %1; it has to be %2."_s.arg(escaping, forms));
    char *problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(text.toUtf8().constData(), &problem), &PQconninfoFree);
    // Its own words would quote what may be the password.
    PQfreemem(problem);
    if (!parsed) {
        if (const QString name = isUri(text) ? unknownKeyword(text) : QString(); !name.isEmpty())
            return failure(Error::BadInput, u"The database address has an option \"%1\", which PostgreSQL does not know."_s.arg(name));
        return failure(Error::BadInput, u"The database address is not understood. %1; it has to be %2."_s.arg(escaping, forms));
    }
    DatabaseAddress address;
    address.engine = Engine::PostgreSql;
    for (const PQconninfoOption *option = parsed.get(); option->keyword; ++option) {
        if (!option->val)
            continue;
        const auto key = QString::fromLatin1(option->keyword), value = QString::fromUtf8(option->val);
        if (key == "host"_L1)
            address.host = value;
        else if (key == "port"_L1)
            address.port = value;
        else if (key == "user"_L1)
            address.user = value;
        else if (key == "password"_L1)
            address.password = value;
        else if (key == "dbname"_L1)
            address.name = value;
        else
            address.options.insert(key, value);
    }
    if (const auto good = address.check(); !good)
        return failure(good.error());
    if (address.name.isEmpty())
        return failure(Error::BadInput, u"The database address names no database; it has to be %1."_s.arg(forms));
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
    if (isUri(uri) || (uri.contains(u'=') && !uri.contains("://"_L1)))
        return parsePostgres(uri);
    return failure(Error::BadInput, u"The database address has to be %1."_s.arg(forms));
}

Result<void> DatabaseAddress::check() const
{
    const QStringList ports = port.split(u','), hosts = host.split(u',');
    for (const QString &one : ports) {
        bool isNumber = false;
        const int number = one.toInt(&isNumber);
        if (!one.isEmpty() && (!isNumber || number < 1 || number > 65535))
            return failure(Error::BadInput, u"The database address has a port that is not a number up to 65535. %1."_s.arg(escaping));
    }
    static const QRegularExpression possible(u"^([/@].*|[\\w.:%-]*)$"_s, QRegularExpression::UseUnicodePropertiesOption);
    for (const QString &one : hosts) {
        if (!possible.match(one).hasMatch())
            return failure(
                Error::BadInput, u"The database address has a host name with characters that none can have. %1."_s.arg(escaping));
    }
    if (ports.size() > 1 && ports.size() != std::max(hosts.size(), options.value(u"hostaddr"_s).split(u',').size()))
        return failure(Error::BadInput,
            u"The database address has %1 hosts and %2 ports: give one port for all, or one for each."_s.arg(hosts.size())
                .arg(ports.size()));
    return {};
}

QString DatabaseAddress::toUri() const
{
    if (engine == Engine::Sqlite)
        return "sqlite:"_L1 + path;
    const auto encoded = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    QString uri = u"postgresql://"_s;
    if (!user.isEmpty())
        uri += encoded(user) + (password.isEmpty() ? QString() : u':' + encoded(password)) + u'@';
    const QStringList hosts = host.split(u','), ports = port.split(u',');
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        const QString number = ports.size() == 1 ? port : ports.value(i);
        uri += (i > 0 ? u","_s : QString()) + (hosts[i].contains(u':') ? u'[' + hosts[i] + u']' : encoded(hosts[i]))
            + (number.isEmpty() ? QString() : u':' + number);
    }
    uri += u'/' + encoded(name);
    QStringList query;
    if (user.isEmpty() && !password.isEmpty())
        query += "password="_L1 + encoded(password);
    for (auto it = options.cbegin(); it != options.cend(); ++it)
        query += encoded(it.key()) + u'=' + encoded(it.value());
    return query.isEmpty() ? uri : QString(uri + u'?' + query.join(u'&'));
}

QString DatabaseAddress::describe() const
{
    if (engine == Engine::Sqlite)
        return path;
    const QStringList hosts = host.split(u','), ports = port.split(u',');
    QStringList where;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        const QString number = ports.size() == 1 ? port : ports.value(i);
        where += (hosts[i].isEmpty() ? u"the local socket"_s : hosts[i]) + (number.isEmpty() ? QString() : u':' + number);
    }
    return u"PostgreSQL database \"%1\" at %2"_s.arg(name, where.join(", "_L1));
}

} // namespace Lockstep::Sql
