// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/rowtext.h"

namespace Lockstep::History {

void ArrayText::add(const QString &text)
{
    QByteArray quoted = "\"";
    const QByteArray plain = text.toUtf8();
    for (const char c : plain) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    next(quoted + '"');
}

void ArrayText::addBytes(const QByteArray &bytes)
{
    if (bytes.isNull())
        addNull();
    else
        next("\"\\\\x" + bytes.toHex() + '"');
}

QString ArrayText::of(const QList<UserId> &users)
{
    ArrayText array;
    for (const UserId &user : users)
        array.add(user.toString());
    return array.text();
}

void CopyText::add(const QString &text)
{
    const QByteArray plain = text.toUtf8();
    QByteArray &out = next();
    for (const char c : plain) {
        switch (c) {
        case '\\':
            out += "\\\\";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        default:
            out += c;
        }
    }
}

void CopyText::addBytes(const QByteArray &bytes)
{
    if (bytes.isNull())
        next() += "\\N";
    else
        next() += "\\\\x" + bytes.toHex();
}

QByteArray toBytes(const QString &text)
{
    if (text.isNull())
        return {};
    const QByteArray bytes = text.toUtf8();
    return bytes.isNull() ? QByteArray("") : bytes;
}

QString fromBytes(const Sql::Row &row, int column)
{
    if (row.isNull(column))
        return {};
    const QByteArray bytes = row.bytes(column);
    return bytes.isEmpty() ? QString(QLatin1StringView("")) : QString::fromUtf8(bytes);
}

QString nameOf(const UserId &user)
{
    return user.toString().isNull() ? QStringLiteral("") : user.toString();
}

bool mayBeStored(const UserId &user)
{
    return !user.toString().contains(QChar::Null) && user.toString().isValidUtf16();
}

} // namespace Lockstep::History
