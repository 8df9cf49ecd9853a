// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Lockstep {

/// Reads members of a JSON object and remembers the first that is missing or of the wrong type, by its path.
/// Integers are exact 64 bits (through QJsonValue::toInteger, never a double).
/// \code
/// JsonReader in(object, u"user"_qs);
/// user.id = in.string(u"user_id");
/// user.since = in.optionalInteger(u"stale_since");
/// if (!in.ok()) return failure(in.error());
/// \endcode
class JsonReader
{
public:
    explicit JsonReader(QJsonObject object, QString path = {});

    bool ok() const { return m_error.isEmpty(); }
    /// Kind BadAnswer; the text names the member's path and what was expected.
    Error error() const;
    const QJsonObject &object() const { return m_object; }

    QString string(QStringView key);
    qint64 integer(QStringView key);
    bool boolean(QStringView key);
    QJsonObject objectAt(QStringView key);
    QJsonArray array(QStringView key);
    /// An array whose every element is a string.
    QStringList strings(QStringView key);

    /// Absent and null give nothing; a value of another type is an error.
    std::optional<QString> optionalString(QStringView key);
    std::optional<qint64> optionalInteger(QStringView key);
    std::optional<bool> optionalBoolean(QStringView key);
    std::optional<QJsonObject> optionalObject(QStringView key);
    std::optional<QJsonArray> optionalArray(QStringView key);

    /// A stream_id: integer or string, kept as text.
    StreamId streamId(QStringView key);
    std::optional<StreamId> optionalStreamId(QStringView key);
    /// An array of integers or strings.
    QList<StreamId> streamIds(QStringView key);

    void fail(QStringView key, const QString &expected);

private:
    QJsonObject m_object;
    QString m_path;
    QString m_error;
};

/// Parses bytes as one JSON object. Errors are BadAnswer and quote at most a few characters of the input.
Result<QJsonObject> parseJsonObject(const QByteArray &bytes);

} // namespace Lockstep
