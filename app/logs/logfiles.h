// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "logs/logbytes.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace Lockstep::Logs {

/// A file's first bytes, with the hashes that were asked for.
class LogHead
{
public:
    explicit LogHead(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    const QByteArray &bytes() const { return m_bytes; }
    /// Hexadecimal hash of the first \a length bytes; empty if there are fewer.
    QByteArray hash(qsizetype length) const;

private:
    QByteArray m_bytes;
    mutable QHash<qsizetype, QByteArray> m_hashes;
};

/// What a file is, whatever its name: its content's first bytes, and where it lay. Compressed files are known by what is inside.
struct LogIdentity
{
    static constexpr qsizetype maxLength = 4096;

    quint64 device = 0;
    quint64 inode = 0;
    qsizetype length = 0; ///< of the first bytes that are looked at: whole lines, or maxLength
    QByteArray hash; ///< hexadecimal

    /// Nothing if \a head (at most maxLength bytes) has no whole line yet.
    static std::optional<LogIdentity> of(quint64 device, quint64 inode, const LogHead &head);
    static std::optional<LogIdentity> fromText(const QString &fileId);
    QString toText() const;

    /// Whether a file that begins with \a head has this content.
    bool matches(const LogHead &head) const { return head.hash(length) == hash; }
    bool isFile(quint64 otherDevice, quint64 otherInode) const { return device == otherDevice && inode == otherInode; }
};

/// A regular file that a pattern found.
struct FoundFile
{
    QString path;
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 modified = 0; ///< ms since the epoch
    /// Found beside a matching file, by its name a rotated one: only its rest is wanted, if its beginning was read before.
    bool onlyRest = false;

    friend bool operator==(const FoundFile &, const FoundFile &) = default;
};

struct Search
{
    QList<FoundFile> files;
    /// Pattern or path, and why nothing was found there.
    QList<std::pair<QString, QString>> problems;
};

/// Looks for the files of the patterns; each file once. \a withRotated: and for rotated ones beside them.
Search findLogFiles(const QStringList &patterns, bool withRotated = true);

/// The name of the log that a file belongs to: its path without what rotation and compression add ("x.log.2.gz" → "x.log").
QString logName(const QString &path);

/// The first bytes of a file, decompressed; \a bytes has it open then. An error (Cancelled) too if another file has that name by now.
Result<LogHead> readHead(LogBytes &bytes, const QString &path, quint64 device, quint64 inode);

} // namespace Lockstep::Logs
