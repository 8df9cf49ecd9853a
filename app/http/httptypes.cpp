// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httptypes.h"

#include <QJsonDocument>

#include <algorithm>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxTokenLength = 4096;

} // namespace

QString IncomingRequest::bearerToken() const
{
    const QByteArray value = header("authorization").trimmed();
    if (value.size() < 7 || value.left(7).toLower() != "bearer ")
        return {};
    const QByteArray token = value.mid(7).trimmed();
    // The token is written into a header of the question to the homeserver.
    const bool plain = std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return plain && token.size() <= maxTokenLength ? QString::fromLatin1(token) : QString();
}

OutgoingAnswer OutgoingAnswer::json(const QJsonObject &object, int status)
{
    return {.status = status, .body = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

OutgoingAnswer OutgoingAnswer::error(int status, const QString &errcode, const QString &text, const QJsonObject &more)
{
    QJsonObject object = more;
    object.insert(u"errcode"_s, errcode);
    object.insert(u"error"_s, text);
    OutgoingAnswer answer = json(object, status);
    if (const qint64 wait = more.value("retry_after_ms"_L1).toInteger(-1); wait >= 0)
        answer.headers.append({"Retry-After", QByteArray::number((wait + 999) / 1000)});
    return answer;
}

} // namespace Lockstep::Http
