// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "sql/connection.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace Lockstep::History {

/// One parameter with many values: PostgreSQL's text of an array.
class ArrayText
{
public:
    void add(qint64 value) { next(QByteArray::number(value)); }
    void add(const QString &text);
    /// Null bytes are NULL.
    void addBytes(const QByteArray &bytes);
    void addNull() { next("NULL"); }
    qsizetype count() const { return m_count; }
    QString text() const { return QString::fromUtf8(QByteArray(m_text + '}')); }

    static QString of(const QList<UserId> &users);

private:
    void next(const QByteArray &value)
    {
        if (m_count++ > 0)
            m_text += ',';
        m_text += value;
    }

    QByteArray m_text = "{";
    qsizetype m_count = 0;
};

/// Rows in the text format of COPY.
class CopyText
{
public:
    void add(qint64 value) { next() += QByteArray::number(value); }
    void add(const QString &text);
    /// Null bytes are NULL.
    void addBytes(const QByteArray &bytes);
    void endRow()
    {
        m_text += '\n';
        m_isFirst = true;
    }
    const QByteArray &text() const { return m_text; }

private:
    QByteArray &next()
    {
        if (!m_isFirst)
            m_text += '\t';
        m_isFirst = false;
        return m_text;
    }

    QByteArray m_text;
    bool m_isFirst = true;
};

/// Text as bytes in UTF-8, for columns whose texts may hold what PostgreSQL's cannot; null is null. As in a file, half a surrogate pair
/// becomes what QString::toUtf8() makes of it.
QByteArray toBytes(const QString &text);
QString fromBytes(const Sql::Row &row, int column);

/// The user as a parameter: nobody's name is empty, and not NULL.
QString nameOf(const UserId &user);
/// False: no user of whom something is stored has such a name, and PostgreSQL refuses to be asked.
bool mayBeStored(const UserId &user);

} // namespace Lockstep::History
