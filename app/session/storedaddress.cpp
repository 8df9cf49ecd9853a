// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/storedaddress.h"

#include <QUrl>

using namespace Qt::StringLiterals;

// Done on the text and not through QUrl: an address that QUrl refuses (a "#" or a stray "%" in the password) still holds a password.

namespace Lockstep {

namespace {

bool isPostgres(const QString &text)
{
    return text.startsWith("postgresql://"_L1) || text.startsWith("postgres://"_L1);
}

QString takeQueryPassword(QString &address)
{
    const qsizetype query = address.indexOf(u'?');
    if (query < 0)
        return {};
    QString password;
    QStringList kept;
    const QStringList parts = address.mid(query + 1).split(u'&', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QString name = QUrl::fromPercentEncoding(part.section(u'=', 0, 0).toUtf8());
        if (name == "password"_L1 || name == "sslpassword"_L1)
            password = QUrl::fromPercentEncoding(part.section(u'=', 1).toUtf8());
        else
            kept.append(part);
    }
    address.truncate(query);
    if (!kept.isEmpty())
        address += u'?' + kept.join(u'&');
    return password;
}

} // namespace

StoredAddress withoutPassword(const QString &database)
{
    if (!isPostgres(database)) {
        const bool isPath = database.startsWith("sqlite:"_L1) || !(database.contains("://"_L1) || database.contains(u'='));
        return isPath ? StoredAddress{database, {}} : StoredAddress{{}, database};
    }
    QString address = database;
    QString password;
    const qsizetype start = address.indexOf("://"_L1) + 3;
    // The last "@" ends the credentials: a password that was typed with an unescaped "@" or "/" must not stay behind in part.
    const qsizetype at = address.lastIndexOf(u'@');
    if (at >= start) {
        const qsizetype colon = address.indexOf(u':', start);
        if (colon >= 0 && colon < at) {
            password = QUrl::fromPercentEncoding(address.mid(colon + 1, at - colon - 1).toUtf8());
            address.remove(colon, at - colon);
        }
    }
    const QString inQuery = takeQueryPassword(address);
    return {address, password.isEmpty() ? inQuery : password};
}

QString withPassword(const QString &address, const QString &password)
{
    if (password.isEmpty())
        return address;
    if (address.isEmpty())
        return password;
    if (!isPostgres(address) || !withoutPassword(address).password.isEmpty())
        return address;
    const qsizetype start = address.indexOf("://"_L1) + 3;
    const qsizetype at = address.indexOf(u'@', start);
    if (at < 0) {
        const QString mark = address.contains(u'?') ? u"&"_s : u"?"_s;
        return address + mark + "password="_L1 + QString::fromLatin1(QUrl::toPercentEncoding(password));
    }
    return address.left(at) + u':' + QString::fromLatin1(QUrl::toPercentEncoding(password)) + address.mid(at);
}

} // namespace Lockstep
