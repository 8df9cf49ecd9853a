// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/hostname.h"

#include <QRegularExpression>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestHost = 253, longestLabel = 63;

/// As the standard of URLs has it: such a host is an address, whatever else it looks like.
bool endsInNumber(const QString &host)
{
    static const QRegularExpression number(u"^(\\d+|0[xX][0-9a-fA-F]*)$"_s);
    QStringList labels = host.split(u'.');
    if (labels.size() > 1 && labels.constLast().isEmpty())
        labels.removeLast();
    return number.match(labels.constLast()).hasMatch();
}

bool isName(const QString &host)
{
    if (host.isEmpty() || host.size() > longestHost || endsInNumber(host))
        return false;
    const QStringList labels = host.split(u'.');
    return std::all_of(
        labels.cbegin(), labels.cend(), [](const QString &label) { return !label.isEmpty() && label.size() <= longestLabel; });
}

} // namespace

QString HostName::inUrl() const
{
    return host.contains(u':') ? u'[' + host + u']' : host;
}

std::optional<HostName> readHostName(const QString &serverName)
{
    static const QRegularExpression grammar(u"^(\\[([0-9A-Fa-f:.]+)\\]|([A-Za-z0-9.-]+))(:([0-9]{1,5}))?$"_s);
    static const QRegularExpression quad(u"^(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}$"_s);
    const auto match = serverName.size() <= longestHost + 8 ? grammar.match(serverName) : QRegularExpressionMatch();
    if (!match.hasMatch() || !ServerName(serverName).isValid())
        return {};
    HostName name;
    if (match.hasCaptured(5)) {
        const uint port = match.captured(5).toUInt();
        if (port == 0 || port > 65'535)
            return {};
        name.port = quint16(port);
    }
    name.host = match.captured(3);
    if (match.hasCaptured(2) && !match.captured(2).isEmpty()) {
        if (!name.address.setAddress(match.captured(2)) || name.address.protocol() != QAbstractSocket::IPv6Protocol)
            return {};
        name.host = name.address.toString();
    } else if (quad.match(name.host).hasMatch()) {
        if (!name.address.setAddress(name.host))
            return {};
    } else if (!isName(name.host)) {
        return {};
    }
    return name;
}

} // namespace Lockstep::Audits
