// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/tables/cursor.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

QString encodeCursor(const QString &list, const QJsonArray &key)
{
    QJsonArray all{list};
    for (const auto &part : key)
        all.append(part);
    const QByteArray json = QJsonDocument(all).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<QJsonArray> decodeCursor(const QString &text, const QString &list, const QByteArray &types)
{
    if (text.isEmpty())
        return QJsonArray();
    const auto refused = failure(Error::BadInput, u"\"after\" is not a value that this list gave out; start again without it."_s);
    const auto bytes
        = QByteArray::fromBase64Encoding(text.toUtf8(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || text.size() > 4096)
        return refused;
    QJsonArray all = QJsonDocument::fromJson(*bytes).array();
    if (all.size() != types.size() + 1 || all.takeAt(0).toString() != list)
        return refused;
    for (qsizetype i = 0; i < types.size(); ++i) {
        const QJsonValue part = all.at(i);
        const bool fits = types[i] == 's' ? part.isString() : part.isDouble() && part.toInteger(-1) == part.toInteger(-2);
        if (!fits)
            return refused;
    }
    return all;
}

} // namespace Lockstep::Synapse
