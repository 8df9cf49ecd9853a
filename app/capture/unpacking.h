// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QByteArrayView>
#include <QHash>
#include <QStringList>

#include <atomic>
#include <functional>

namespace Lockstep::Capture {

/// Whether a file with these first bytes (what gzip holds, if it is compressed so) is one that an Unpacker takes: zip, tar, and what xz,
/// zstd or bzip2 compressed. A file that is only gzip is none: readers take it as it is.
bool isPacked(QByteArrayView head);

/// Writes what archives hold, as plain files, into a folder of this program's own; nothing of an archive says where. libarchive reads them,
/// as a stream (see archivereader.h), with no more memory than their compression asks for. On one thread.
class Unpacker
{
public:
    struct Limits
    {
        qint64 bytes = qint64(16) * 1024 * 1024 * 1024; ///< of all that is unpacked
        qint64 spare = qint64(1024) * 1024 * 1024; ///< that stay free on the disk
        qint64 ratio = 500; ///< what a log becomes at most beside its compressed size; looked at beyond \c ratioFrom bytes
        qint64 ratioFrom = qint64(256) * 1024 * 1024;
        qsizetype files = 2'000; ///< of all archives
        qsizetype entries = 100'000; ///< of one archive, whatever they are
    };
    /// \a folder: is there, and outlives what reads the files. \a tell is called now and then, with how many bytes of the archive are read.
    Unpacker(QString folder, Limits limits, std::function<void(const QString &archive, qint64 done)> tell);

    /// The files that an archive holds. What could not be taken of it is said in warnings(). Errors, sentences that name it: Cancelled
    /// where \a stop was set, Io if there is no place, BadInput if nothing could be taken.
    Result<QStringList> unpack(const QString &path, const std::atomic<bool> &stop);
    const QStringList &warnings() const { return m_warnings; }
    /// Of a text that names such files: with the archive and the place in it instead of where they lie for as long as they are read.
    QString named(const QString &text) const;

private:
    struct Reading;
    Result<void> takeAll(Reading &reading, bool mayBeArchive, const std::atomic<bool> &stop);
    Result<void> takeEntry(Reading &reading, const std::atomic<bool> &stop);
    Result<void> write(Reading &reading, const QString &shown, const QString &path, QByteArray block, const std::atomic<bool> &stop);
    QString folderFor(const QString &folder, const QString &shown);
    Result<QString> placeFor(const Reading &reading, const QString &directory, const QString &name);
    static QString firstOnes(const Reading &reading);
    QString subject(const Reading &reading, bool isFirst) const;
    Result<void> checkRoom(const Reading &reading);
    Result<void> tellFailure(Reading &reading, const QString &what);

    const QString m_folder;
    const Limits m_limits;
    std::function<void(const QString &, qint64)> m_tell;
    QStringList m_warnings;
    QHash<QString, int> m_taken; ///< how often a name was given in a folder
    QHash<QByteArray, QString> m_folders; ///< ours, by a hash of what they were (names can be as long as an archive likes)
    QHash<QString, QString> m_origins; ///< what a folder of ours, or a file in it, is called for people
    qint64 m_written = 0; ///< of all archives
    qsizetype m_files = 0; ///< of all archives
};

} // namespace Lockstep::Capture
