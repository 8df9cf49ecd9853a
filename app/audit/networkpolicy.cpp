// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/networkpolicy.h"

#include <QRegularExpression>

#include <algorithm>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

bool isWithin(const QHostAddress &address, const QList<NetworkPolicy::Range> &ranges)
{
    return std::any_of(ranges.cbegin(), ranges.cend(), [&](const NetworkPolicy::Range &range) { return address.isInSubnet(range); });
}

/// The IPv4 address that packets to this one may come to: mapped, compatible, 6to4, NAT64.
std::optional<QHostAddress> embedded(const QHostAddress &address)
{
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return {};
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto at = [&](int from) {
        return QHostAddress(
            quint32(bytes[from]) << 24 | quint32(bytes[from + 1]) << 16 | quint32(bytes[from + 2]) << 8 | quint32(bytes[from + 3]));
    };
    if (bytes[0] == 0x20 && bytes[1] == 0x02)
        return at(2);
    const QHostAddress nat64(u"64:ff9b::"_s);
    if (address.isInSubnet(nat64, 96) || address.isInSubnet(QHostAddress(u"::ffff:0:0"_s), 96)
        || address.isInSubnet(QHostAddress(u"::"_s), 96))
        return at(12);
    return {};
}

} // namespace

QList<NetworkPolicy::Range> NetworkPolicy::usuallyBlocked()
{
    QList<Range> ranges;
    for (const char *text : {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24",
             "169.254.0.0/16", "192.88.99.0/24", "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
             "::1/128", "fe80::/10", "fc00::/7", "2001:db8::/32", "ff00::/8", "fec0::/10"})
        ranges.append(*readRange(QString::fromLatin1(text)));
    return ranges;
}

Result<NetworkPolicy::Range> NetworkPolicy::readRange(const QString &text)
{
    const bool isOne = !text.contains(u'/');
    const QHostAddress address(text);
    Range range = isOne ? Range{address, address.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128} : QHostAddress::parseSubnet(text);
    if (range.first.isNull() || range.second < 0)
        return failure(Error::BadInput, u"\"%1\" is no range of addresses, such as 10.0.0.0/8."_s.arg(text));
    return range;
}

bool NetworkPolicy::mayConnectTo(const QHostAddress &address) const
{
    if (address.isNull() || address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6))
        return false;
    if (isWithin(address, allowed))
        return true;
    if (isWithin(address, blocked))
        return false;
    const auto inner = embedded(address);
    // ::1 is loopback and not 0.0.0.1.
    return !inner || address == QHostAddress(QHostAddress::LocalHostIPv6) || mayConnectTo(*inner);
}

bool NetworkPolicy::isVerified(const QString &host) const
{
    return verifyCertificates && std::none_of(unverified.cbegin(), unverified.cend(), [&](const QString &glob) {
        return QRegularExpression(QRegularExpression::wildcardToRegularExpression(glob), QRegularExpression::CaseInsensitiveOption)
            .match(host)
            .hasMatch();
    });
}

} // namespace Lockstep::Audits
