// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Lockstep::Tests {

/// A group of data/vectors.json; empty if the file cannot be read, which the tests take for a failure.
inline QJsonObject vectors(const QString &group)
{
    QFile file(QStringLiteral(LOCKSTEP_VECTORS));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object().value(group).toObject();
}

inline QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace Lockstep::Tests
