// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/requesttarget.h"

#include <QStringDecoder>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Nothing if it is not percent-encoded UTF-8, or holds NUL, which no identifier may.
std::optional<QString> decode(const QByteArray &text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != '%') {
            bytes.append(text.at(i));
            continue;
        }
        if (i + 2 >= text.size())
            return {};
        const int high = hexDigit(text.at(i + 1));
        const int low = hexDigit(text.at(i + 2));
        if (high < 0 || low < 0)
            return {};
        bytes.append(char(high * 16 + low));
        i += 2;
    }
    QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless);
    QString decoded = decoder(bytes);
    if (decoder.hasError() || decoded.contains(QChar(u'\0')))
        return {};
    return decoded;
}

} // namespace

Result<void> readTarget(const QByteArray &target, IncomingRequest &incoming)
{
    incoming.target = target;
    const qsizetype question = incoming.target.indexOf('?');
    const QByteArray path = question < 0 ? incoming.target : incoming.target.left(question);
    if (!path.startsWith('/'))
        return failure(Error::BadInput, u"The request's target is not a path."_s);
    const auto badEncoding = [] { return failure(Error::BadInput, u"The path or the query is not percent-encoded UTF-8."_s); };
    const QList<QByteArray> segments = path.mid(1).split('/');
    for (const QByteArray &segment : segments) {
        auto decoded = decode(segment);
        if (!decoded)
            return badEncoding();
        incoming.segments.append(std::move(*decoded));
    }
    if (question < 0)
        return {};
    const QList<QByteArray> parameters = incoming.target.mid(question + 1).split('&');
    for (const QByteArray &parameter : parameters) {
        const qsizetype equals = parameter.indexOf('=');
        const auto name = decode(equals < 0 ? parameter : parameter.left(equals));
        const auto value = decode(equals < 0 ? QByteArray() : parameter.mid(equals + 1));
        if (!name || !value)
            return badEncoding();
        if (!name->isEmpty() && !incoming.query.contains(*name))
            incoming.query.insert(*name, *value);
    }
    return {};
}

} // namespace Lockstep::Http
