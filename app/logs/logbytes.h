// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <memory>

namespace Lockstep::Logs {

/// Reads a file's bytes in order, gzip ones decompressed. Plain files that grow go on after their end.
/// With read(), not mmap: a file that is truncated under a mapping ends the process.
class LogBytes
{
public:
    LogBytes();
    ~LogBytes();
    LogBytes(LogBytes &&) noexcept;
    LogBytes &operator=(LogBytes &&) noexcept;

    /// \a offset: how many bytes (of the decompressed text) to leave out. For gzip that is done by the reads that follow.
    Result<void> open(const QString &path, qint64 offset);
    void close();
    bool isOpen() const;
    bool isCompressed() const;

    /// Up to \a size bytes, 0 at the end. A gzip file that ends too early is an error: its writer may not be ready.
    Result<qsizetype> read(char *buffer, qsizetype size);
    /// Plain files: where the next read() begins.
    void seek(qint64 offset);
    /// Plain files: up to \a size bytes from the beginning, without moving.
    qsizetype peekHead(char *buffer, qsizetype size) const;
    /// Plain files: the next place from \a offset on that is no hole; \a offset where the file system cannot tell.
    qint64 nextData(qint64 offset) const;
    /// Plain files: size in bytes now.
    qint64 size() const;
    /// When it was written last, ms since the epoch.
    qint64 modified() const;
    quint64 device() const;
    quint64 inode() const;
    /// gzip files: bytes of text modulo 2^32, as the file's last bytes say.
    quint32 statedSize() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Logs
