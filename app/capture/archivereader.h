// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QFile>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

struct archive;
struct archive_entry;

namespace Lockstep::Capture {

/// Whether these bytes begin a tar archive, a zip archive, or what xz, zstd or bzip2 made. Decided by bytes that no text has, because
/// anybody who talks to a homeserver can place letters in its log.
bool beginsPacked(QByteArrayView head);

/// What libarchive reads of one file, as a stream. libarchive collects headers and follows compression in compression without asking
/// anybody: here each compression is an archive of its own that feeds the next one, so that everything passes through feed(), which counts
/// it, asks whether to stop, and ends it where a few bytes become many without anything being handed out. On one thread.
class ArchiveReader
{
public:
    enum class Step { Entry, Damaged, End, Failed };
    enum class Halt {
        None, ///< it is damaged
        Stopped,
        TooLarge, ///< more came out of a compression than was asked for
        Barren, ///< too much passed without an entry or data
    };
    /// \a path: a plain file. \a most: bytes that may come out of a compression. \a stop and \a tell, which is called with the bytes of the
    /// file that were read, outlive the reader.
    ArchiveReader(const QString &path, qint64 most, const std::atomic<bool> &stop, std::function<void(qint64)> tell);
    ~ArchiveReader();
    ArchiveReader(ArchiveReader &&) = delete;

    /// \a mayBeArchive: otherwise it is one file that was compressed. False: halted() or problem() tell why.
    bool open(bool mayBeArchive);
    /// Damaged: a header within that cannot be read; there may be more behind it.
    Step next();
    archive_entry *entry() const { return m_entry; }
    /// Bytes of the entry, 0 at its end, negative if that cannot be read; then isOver() tells whether the whole archive cannot.
    qint64 read(char *to, qint64 size);
    bool isOver() const { return m_isOver; }

    bool isOneFile() const;
    bool isTar() const;
    bool isCompressed() const { return m_stages.size() > 1; }
    Halt halted() const { return m_halt; }
    /// libarchive's words, fit to be shown.
    QString problem() const;

private:
    struct Stage;
    struct Closer
    {
        void operator()(archive *one) const;
    };
    /// What gives one archive its bytes, and that archive.
    struct Stage
    {
        ArchiveReader *reader = nullptr;
        Stage *from = nullptr; ///< null: the file
        std::unique_ptr<archive, Closer> own;
        qint64 passed = 0; ///< bytes that it was given
        qint64 barren = 0; ///< of them, since it handed something out
        qint64 mostBarren = 0;
    };
    Stage &addStage(qint64 mostBarren);
    bool start(Stage &stage);
    bool addCompression(int filter);
    QByteArray headOf(qint64 size);
    void skip();
    qint64 feed(Stage &stage, const void **bytes);
    qint64 halt(Stage &stage, Halt why);
    void note(archive *from);

    QFile m_file;
    const qint64 m_most;
    const std::atomic<bool> &m_stop;
    std::function<void(qint64)> m_tell;
    QByteArray m_block;
    qint64 m_readBytes = 0;
    std::vector<std::unique_ptr<Stage>> m_stages; ///< each is fed by the one before; the last one knows entries
    archive_entry *m_entry = nullptr;
    Halt m_halt = Halt::None;
    QString m_problem;
    qint64 m_failed = 0; ///< what read() returns next, below zero
    bool m_isOver = false, m_isInEntry = false, m_isSkipping = false;
};

} // namespace Lockstep::Capture
