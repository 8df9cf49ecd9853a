// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/link.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

const QString ownScheme = u"lockstep://"_s;
const QString matrixScheme = u"matrix:"_s;
const QString matrixTo = u"https://matrix.to/#/"_s;
constexpr qsizetype maxKey = 64;

bool isPlain(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

/// Percent-decoding that refuses what is no UTF-8, half an escape, or a control character.
std::optional<QString> decoded(QStringView text)
{
    const QByteArray encoded = text.toLatin1();
    for (qsizetype i = 0; i < encoded.size(); ++i) {
        if (encoded.at(i) != '%')
            continue;
        const auto isHex
            = [&](qsizetype at) { return at < encoded.size() && std::isxdigit(static_cast<unsigned char>(encoded.at(at))) != 0; };
        if (!isHex(i + 1) || !isHex(i + 2))
            return std::nullopt;
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(encoded);
    const QString result = QString::fromUtf8(bytes);
    const bool isClean
        = std::ranges::none_of(result, [](QChar c) { return c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter; });
    return isClean && result.toUtf8() == bytes ? std::optional(result) : std::nullopt;
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, "@:"_ba));
}

std::optional<Link> userLink(const ServerName &homeserver, const QString &id)
{
    const UserId user(id);
    if (!user.isValid())
        return std::nullopt;
    return Link{.homeserver = homeserver, .page = u"users"_s, .arguments = {{u"user"_s, user.toString()}}};
}

/// Of an incident or an audit.
bool isKey(const QString &id)
{
    return !id.isEmpty() && id.size() <= maxKey
        && std::ranges::all_of(id, [](QChar c) { return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_'); });
}

std::optional<Link> ownLink(QStringView rest)
{
    QStringList parts;
    const QList<QStringView> segments = rest.split(u'/');
    for (const QStringView segment : segments) {
        const auto part = decoded(segment);
        if (!part || part->isEmpty())
            return std::nullopt;
        parts << *part;
    }
    const ServerName homeserver(parts.value(0));
    if (!homeserver.isValid() || parts.size() < 2)
        return std::nullopt;
    const QString &what = parts.at(1);
    if (what == "users"_L1 && parts.size() == 3)
        return userLink(homeserver, parts.at(2));
    if (what == "users"_L1 && parts.size() == 5 && parts.at(3) == "updates"_L1) {
        auto link = userLink(homeserver, parts.at(2));
        bool isNumber = false;
        const qint64 n = parts.at(4).toLongLong(&isNumber);
        if (!link || !isNumber || n <= 0 || QString::number(n) != parts.at(4))
            return std::nullopt;
        link->arguments.insert(u"update"_s, n);
        return link;
    }
    if (what == "servers"_L1 && parts.size() == 3) {
        if (!ServerName(parts.at(2)).isValid())
            return std::nullopt;
        return Link{.homeserver = homeserver, .page = u"servers"_s, .arguments = {{u"server"_s, parts.at(2)}}};
    }
    if (what == "incidents"_L1 && parts.size() == 3 && isKey(parts.at(2)))
        return Link{.homeserver = homeserver, .page = u"overview"_s, .arguments = {{u"incident"_s, parts.at(2)}}};
    if (what == "audits"_L1 && parts.size() == 3 && isKey(parts.at(2)))
        return Link{.homeserver = homeserver, .page = u"audit"_s, .arguments = {{u"audit"_s, parts.at(2)}}};
    if (what == "heat-map"_L1 && parts.size() == 2)
        return Link{.homeserver = homeserver, .page = u"servers"_s, .arguments = {{u"view"_s, u"heat"_s}}};
    static const QStringList pages{u"overview"_s, u"users"_s, u"queues"_s, u"servers"_s, u"activity"_s, u"audit"_s, u"sources"_s};
    if (parts.size() == 2 && pages.contains(what))
        return Link{.homeserver = homeserver, .page = what, .arguments = {}};
    return std::nullopt;
}

} // namespace

bool isLink(const QString &text)
{
    return text.startsWith("lockstep:"_L1, Qt::CaseInsensitive) || text.startsWith(matrixScheme, Qt::CaseInsensitive)
        || text.startsWith("https://matrix.to/"_L1, Qt::CaseInsensitive);
}

std::optional<Link> readLink(const QString &text)
{
    if (text.size() > maxLinkLength || !isPlain(text))
        return std::nullopt;
    if (text.startsWith(ownScheme, Qt::CaseInsensitive))
        return ownLink(QStringView(text).mid(ownScheme.size()));
    if (text.startsWith(matrixScheme, Qt::CaseInsensitive)) {
        const QStringView path = QStringView(text).mid(matrixScheme.size()).split(u'?').constFirst();
        if (!path.startsWith("u/"_L1))
            return std::nullopt;
        const auto name = decoded(path.mid(2));
        return name ? userLink({}, u'@' + *name) : std::nullopt;
    }
    if (text.startsWith(matrixTo, Qt::CaseInsensitive)) {
        const auto id = decoded(QStringView(text).mid(matrixTo.size()).split(u'?').constFirst());
        return id && id->startsWith(u'@') ? userLink({}, *id) : std::nullopt;
    }
    return std::nullopt;
}

QString linkTo(const Link &link)
{
    if (!link.homeserver.isValid())
        return {};
    const QString start = ownScheme + encoded(link.homeserver.toString()) + u'/';
    const QString user = link.arguments.value(u"user"_s).toString();
    const QString server = link.arguments.value(u"server"_s).toString();
    const QString incident = link.arguments.value(u"incident"_s).toString();
    const QString audit = link.arguments.value(u"audit"_s).toString();
    const qint64 update = link.arguments.value(u"update"_s).toLongLong();
    QString text = start + link.page;
    if (!user.isEmpty())
        text = start + u"users/"_s + encoded(user) + (update > 0 ? u"/updates/"_s + QString::number(update) : QString());
    else if (!server.isEmpty())
        text = start + u"servers/"_s + encoded(server);
    else if (!incident.isEmpty())
        text = start + u"incidents/"_s + encoded(incident);
    else if (!audit.isEmpty())
        text = start + u"audits/"_s + encoded(audit);
    else if (link.arguments.value(u"view"_s).toString() == "heat"_L1)
        text = start + u"heat-map"_s;
    return readLink(text) ? text : QString();
}

} // namespace Lockstep
