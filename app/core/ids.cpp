// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/ids.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qsizetype maxUserIdBytes = 255;
constexpr qsizetype maxDnsName = 255;
constexpr qsizetype maxIpv6 = 45;
constexpr qsizetype maxPort = 5;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

bool isPort(QStringView text)
{
    return !text.isEmpty() && text.size() <= maxPort && std::all_of(text.begin(), text.end(), isDigit);
}

bool isDnsName(QStringView text)
{
    return !text.isEmpty() && text.size() <= maxDnsName
        && std::all_of(text.begin(), text.end(), [](QChar c) { return isLetter(c) || isDigit(c) || c == u'-' || c == u'.'; });
}

bool isIpv6(QStringView text)
{
    const bool plausible = text.size() >= 2 && text.size() <= maxIpv6
        && std::all_of(text.begin(), text.end(), [](QChar c) { return isHexDigit(c) || c == u':' || c == u'.'; });
    QHostAddress address;
    return plausible && address.setAddress(text.toString()) && address.protocol() == QAbstractSocket::IPv6Protocol;
}

bool isServerName(QStringView text)
{
    if (text.startsWith(u'[')) {
        const qsizetype close = text.indexOf(u']');
        if (close < 0 || !isIpv6(text.sliced(1, close - 1)))
            return false;
        const QStringView rest = text.sliced(close + 1);
        return rest.isEmpty() || (rest.startsWith(u':') && isPort(rest.sliced(1)));
    }
    const qsizetype colon = text.indexOf(u':');
    if (colon < 0)
        return isDnsName(text);
    return isDnsName(text.first(colon)) && isPort(text.sliced(colon + 1));
}

/// A unit's place in code point order: surrogates stand for characters above all of the BMP.
constexpr int codePointRank(char16_t unit)
{
    if (unit < 0xd800)
        return unit;
    return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

} // namespace

std::strong_ordering compareByCodePoint(QStringView a, QStringView b)
{
    const auto [left, right] = std::mismatch(a.utf16(), a.utf16() + a.size(), b.utf16(), b.utf16() + b.size());
    const bool leftEnds = left == a.utf16() + a.size();
    const bool rightEnds = right == b.utf16() + b.size();
    if (leftEnds || rightEnds)
        return a.size() <=> b.size();
    return codePointRank(*left) <=> codePointRank(*right);
}

bool ServerName::isValid() const
{
    return isServerName(toString());
}

bool UserId::isValid() const
{
    const QStringView text = toString();
    // UTF-8 is never shorter than UTF-16 in units, nor longer than three bytes for each.
    const bool mayBeLong = text.size() > maxUserIdBytes / 3;
    return text.startsWith(u'@') && text.size() <= maxUserIdBytes && text.contains(u':') && !text.contains(QChar(u'\0'))
        && text.isValidUtf16() && (!mayBeLong || text.toUtf8().size() <= maxUserIdBytes)
        && isServerName(text.sliced(text.indexOf(u':') + 1));
}

bool UserId::isCompliant() const
{
    const QString local = localpart();
    return isValid() && !local.isEmpty()
        && std::all_of(local.cbegin(), local.cend(), [](QChar c) { return c.unicode() >= 0x21 && c.unicode() <= 0x7e; });
}

ServerName UserId::server() const
{
    const qsizetype colon = toString().indexOf(u':');
    return colon < 0 ? ServerName() : ServerName(toString().mid(colon + 1));
}

QString UserId::localpart() const
{
    const qsizetype colon = toString().indexOf(u':');
    return colon < 1 || !toString().startsWith(u'@') ? QString() : toString().mid(1, colon - 1);
}

std::optional<qint64> StreamId::toInteger() const
{
    // toLongLong accepts "+7", "007" and spaces around: only what it would print itself counts.
    const QStringView text = toString();
    const QStringView digits = text.startsWith(u'-') ? text.sliced(1) : text;
    const bool isCanonical = !digits.isEmpty() && std::all_of(digits.begin(), digits.end(), isDigit)
        && (digits.front() != u'0' || (digits.size() == 1 && text.size() == 1));
    bool ok = false;
    const qint64 number = isCanonical ? text.toLongLong(&ok) : 0;
    return ok ? std::optional(number) : std::nullopt;
}

std::partial_ordering StreamId::compare(const StreamId &a, const StreamId &b)
{
    if (a == b)
        return std::partial_ordering::equivalent;
    const std::optional<qint64> left = a.toInteger();
    const std::optional<qint64> right = b.toInteger();
    if (!left || !right)
        return std::partial_ordering::unordered;
    return *left <=> *right;
}

QByteArray encodePathSegment(const QString &text)
{
    // "." and ".." are unreserved, but as a whole segment a server or proxy would take them for directories.
    if (text == "."_L1)
        return "%2E"_ba;
    if (text == ".."_L1)
        return "%2E%2E"_ba;
    return QUrl::toPercentEncoding(text);
}

} // namespace Lockstep
