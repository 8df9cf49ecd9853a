// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFile>
#include <QProcess>
#include <QStringList>

#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>

namespace Lockstep {

struct Packed
{
    QByteArray name, bytes;
    bool isLink = false;
};

/// An archive of libarchive's own making.
class Archive
{
public:
    enum Format { Zip, Tar, Raw };
    Archive(const QString &path, Format format, const char *filter = nullptr, const char *password = nullptr)
        : m_archive(archive_write_new())
    {
        if (format == Zip)
            archive_write_set_format_zip(m_archive);
        else if (format == Tar)
            archive_write_set_format_pax_restricted(m_archive);
        else
            archive_write_set_format_raw(m_archive);
        if (filter)
            archive_write_add_filter_by_name(m_archive, filter);
        if (password) {
            archive_write_set_options(m_archive, "zip:encryption=traditional");
            archive_write_set_passphrase(m_archive, password);
        }
        archive_write_open_filename(m_archive, QFile::encodeName(path).constData());
    }
    ~Archive()
    {
        archive_write_close(m_archive);
        archive_write_free(m_archive);
    }
    Q_DISABLE_COPY_MOVE(Archive)
    archive *get() const { return m_archive; }
    /// \a times: so often its bytes.
    void add(const Packed &one, int times = 1)
    {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, one.name.constData());
        archive_entry_set_filetype(entry, one.isLink ? AE_IFLNK : AE_IFREG);
        archive_entry_set_perm(entry, 0600);
        archive_entry_set_mtime(entry, 1'795'158'000, 0);
        if (one.isLink)
            archive_entry_set_symlink(entry, one.bytes.constData());
        else
            archive_entry_set_size(entry, one.bytes.size() * times);
        archive_write_header(m_archive, entry);
        for (int i = 0; i < times && !one.isLink; ++i)
            archive_write_data(m_archive, one.bytes.constData(), size_t(one.bytes.size()));
        archive_entry_free(entry);
    }

private:
    archive *m_archive;
};

/// Of this process so far.
inline qint64 peakKiB()
{
    struct rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// Messages of Synapse's devices logger as a real writer of journals keeps them, a second apart from \a from on (seconds); empty if there
/// is none. Written at \a path, and removed.
inline QByteArray journalOf(const QStringList &messages, const QString &path, int from = 0, const QByteArray &host = "host")
{
    QByteArray entries;
    qint64 time = 1'795'158'000'000'000 + qint64(from) * 1'000'000;
    for (const QString &line : messages) {
        const QByteArray stamp = QByteArray::number(time += 1'000'000);
        entries += "__REALTIME_TIMESTAMP=" + stamp + "\n__MONOTONIC_TIMESTAMP=" + stamp.right(9)
            + "\n_BOOT_ID=00000000000000000000000000000002\n_HOSTNAME=" + host
            + "\n_SYSTEMD_UNIT=matrix-synapse.service\n_PID=7\n"
              "_TRANSPORT=journal\nLOGGER=synapse.handlers.device\nMESSAGE=synapse.handlers.device: [PUT-1] "
            + line.toUtf8() + "\n\n";
    }
    QFile::remove(path);
    QProcess writer;
    writer.start(QStringLiteral("/lib/systemd/systemd-journal-remote"),
        {QStringLiteral("--output=") + path, QStringLiteral("--split-mode=none"), QStringLiteral("-")});
    writer.write(entries);
    writer.closeWriteChannel();
    QFile file(path);
    const QByteArray bytes = writer.waitForFinished() && file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    QFile::remove(path);
    return bytes;
}

} // namespace Lockstep
