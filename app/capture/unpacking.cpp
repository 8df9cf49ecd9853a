// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/unpacking.h"

#include "core/log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStorageInfo>

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype blockSize = 256 * 1024;
constexpr qsizetype longestName = 80;
constexpr qint64 roomEvery = 64 * 1024 * 1024; ///< bytes between two looks at the disk
constexpr qsizetype tarMagicAt = 257;
constexpr std::array<QByteArrayView, 5> magics{"PK\x03\x04", "PK\x05\x06",
    "\xfd"
    "7zXZ",
    "\x28\xb5\x2f\xfd", "BZh"};

struct Closer
{
    void operator()(archive *one) const { archive_read_free(one); }
};

/// A name that is one file's in any folder; the end is kept, which rotated logs are told apart by.
QString plainName(const QString &name)
{
    static const QRegularExpression others(u"[^A-Za-z0-9._@-]"_s);
    QString plain = QFileInfo(name).fileName().right(longestName);
    plain.replace(others, u"_"_s);
    while (plain.startsWith(u'.'))
        plain.replace(0, 1, u'_');
    return plain.isEmpty() ? u"unnamed"_s : plain;
}

/// "homeserver.log.2" of "homeserver.log.2.xz"
QString withoutEnding(QString name)
{
    for (const auto ending : {".xz"_L1, ".zst"_L1, ".bz2"_L1}) {
        if (name.endsWith(ending, Qt::CaseInsensitive))
            name.chop(ending.size());
    }
    return name;
}

QString nameOf(archive_entry *entry)
{
    if (const char *utf8 = archive_entry_pathname_utf8(entry))
        return QString::fromUtf8(utf8);
    return QString::fromUtf8(archive_entry_pathname(entry)); // in another character set: what of it is ASCII
}

} // namespace

bool isPacked(QByteArrayView head)
{
    return std::any_of(magics.begin(), magics.end(), [head](QByteArrayView magic) { return head.startsWith(magic); })
        || (head.size() > tarMagicAt && head.sliced(tarMagicAt).startsWith("ustar"));
}

struct Unpacker::Reading
{
    QString path, name; ///< of the archive; its name is fit to be shown
    qint64 size = 0, modified = 0; ///< of it, bytes and ms since the epoch
    std::unique_ptr<archive, Closer> from;
    archive_entry *entry = nullptr;
    bool isOneFile = false; ///< compressed, and no archive
    QString directory; ///< in our folder
    QStringList files;
    qint64 written = 0, checked = 0;
    qsizetype entries = 0;
    qsizetype others = 0; ///< links, devices and whatever else is no file
    QStringList encrypted; ///< names, fit to be shown
    bool isOver = false; ///< a limit was met: nothing more of it is taken

    Result<void> open(bool mayBeArchive)
    {
        from.reset(archive_read_new());
        if (!from)
            return failure(Error::Internal, u"There is no memory to unpack %1."_s.arg(name));
        archive_read_support_filter_gzip(from.get());
        archive_read_support_filter_bzip2(from.get());
        archive_read_support_filter_xz(from.get());
        archive_read_support_filter_zstd(from.get());
        if (mayBeArchive) {
            archive_read_support_format_zip(from.get());
            archive_read_support_format_tar(from.get());
        }
        archive_read_support_format_raw(from.get());
        if (archive_read_open_filename(from.get(), QFile::encodeName(path).constData(), size_t(blockSize)) != ARCHIVE_OK)
            return failure(Error::BadInput, u"%1 is cut off or damaged, so that nothing of it can be read (%2)."_s.arg(name, problem()));
        return {};
    }
    /// As it looks: a log that begins with zeros (it was truncated under its writer) looks so, too.
    bool isEmptyTar() const
    {
        return entries == 0 && (archive_format(from.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR
            && archive_filter_code(from.get(), 0) != ARCHIVE_FILTER_NONE;
    }
    QString problem() const
    {
        const char *text = archive_error_string(from.get());
        return text ? displayable(QString::fromUtf8(text), 160) : u"it is damaged"_s;
    }
};

Unpacker::Unpacker(QString folder, Limits limits, std::function<void(const QString &, qint64)> tell)
    : m_folder(std::move(folder))
    , m_limits(limits)
    , m_tell(std::move(tell))
{
}

/// Names that come twice lie in a folder of their own; those of one folder stay together, because rotated logs are one.
Result<QString> Unpacker::placeFor(const Reading &reading, const QString &directory, const QString &name)
{
    const int before = m_taken[directory + u'/' + name]++;
    const QString folder = before == 0 ? directory : u"%1/again-%2"_s.arg(directory).arg(before);
    if (!QDir(m_folder).mkpath(folder))
        return failure(Error::Io, u"There is no place to unpack %1 in."_s.arg(reading.name));
    return QString(m_folder + u'/' + folder + u'/' + name);
}

/// Nothing, or why no more of it is taken.
Result<void> Unpacker::checkRoom(const Reading &reading)
{
    if (m_written > m_limits.bytes)
        return failure(Error::BadInput,
            u"%1 holds more than the %L2 MiB that are unpacked: what came first was read."_s.arg(reading.name)
                .arg(m_limits.bytes / 1024 / 1024));
    if (reading.written > m_limits.ratioFrom && reading.written / m_limits.ratio > reading.size)
        return failure(Error::BadInput,
            u"%1 becomes more than %L2 times as large as it is, as no log does: the rest was left out."_s.arg(reading.name)
                .arg(m_limits.ratio));
    if (QStorageInfo(m_folder).bytesAvailable() < m_limits.spare)
        return failure(Error::Io,
            u"There is too little room on the disk of %1 to unpack %2: unpack it elsewhere, and open what is in it."_s.arg(
                displayable(QDir::tempPath()), reading.name));
    return {};
}

Result<void> Unpacker::takeEntry(Reading &reading, const std::atomic<bool> &stop)
{
    const QString entryName = nameOf(reading.entry);
    if (!reading.isOneFile && archive_entry_filetype(reading.entry) != AE_IFREG) {
        reading.others += archive_entry_filetype(reading.entry) == AE_IFDIR ? 0 : 1;
        return {};
    }
    const QString shown = reading.isOneFile ? reading.name : displayable(QFileInfo(entryName).fileName());
    if (archive_entry_is_encrypted(reading.entry) != 0) {
        reading.encrypted += shown;
        return {};
    }
    if (m_files >= m_limits.files) {
        reading.isOver = true;
        m_warnings += u"%1 holds more than %L2 files: the first ones were read."_s.arg(reading.name).arg(m_limits.files);
        return {};
    }
    const QString folder = reading.isOneFile ? reading.directory : reading.directory + u'/' + plainName(QFileInfo(entryName).path());
    const auto path
        = placeFor(reading, folder, plainName(reading.isOneFile ? withoutEnding(QFileInfo(reading.path).fileName()) : entryName));
    if (!path)
        return failure(path.error());
    QFile file(*path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"%1 cannot be unpacked: %2."_s.arg(shown, file.errorString()));
    QByteArray block(blockSize, Qt::Uninitialized);
    Result<void> done;
    for (;;) {
        if (stop)
            return failure(Error::Cancelled, u"The reading was cancelled."_s);
        const la_ssize_t count = archive_read_data(reading.from.get(), block.data(), size_t(block.size()));
        if (count < 0) {
            reading.isOver = count == ARCHIVE_FATAL;
            m_warnings += u"%1 is cut off or damaged (%2): what came before was read."_s.arg(shown, reading.problem());
        }
        if (count <= 0)
            break;
        if (file.write(block.constData(), count) != count)
            return failure(Error::Io, u"%1 cannot be unpacked: %2."_s.arg(shown, file.errorString()));
        reading.written += count;
        m_written += count;
        m_tell(reading.name, archive_filter_bytes(reading.from.get(), -1));
        if (reading.written - reading.checked >= roomEvery || m_written > m_limits.bytes) {
            reading.checked = reading.written;
            if (done = checkRoom(reading); !done)
                break;
        }
    }
    const qint64 modified
        = archive_entry_mtime_is_set(reading.entry) != 0 ? qint64(archive_entry_mtime(reading.entry)) * 1000 : reading.modified;
    file.flush();
    if (modified > 0)
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(modified), QFileDevice::FileModificationTime);
    const bool isEmpty = file.size() == 0;
    file.close();
    if (isEmpty) { // nothing to read, and no reason for a word
        file.remove();
    } else {
        reading.files += *path;
        ++m_files;
    }
    if (!done && done.error().kind == Error::BadInput) { // what there is can be read
        m_warnings += done.error().text;
        reading.isOver = true;
        return {};
    }
    return done;
}

Result<void> Unpacker::takeAll(Reading &reading, bool mayBeArchive, const std::atomic<bool> &stop)
{
    if (const auto opened = reading.open(mayBeArchive); !opened)
        return opened;
    while (!reading.isOver) {
        const int code = archive_read_next_header(reading.from.get(), &reading.entry);
        if (code == ARCHIVE_EOF)
            break;
        if (code < ARCHIVE_WARN) {
            if (reading.files.isEmpty() && reading.encrypted.isEmpty())
                return failure(Error::BadInput,
                    u"%1 is cut off or damaged, so that nothing of it can be read (%2)."_s.arg(reading.name, reading.problem()));
            m_warnings += u"%1 is cut off or damaged (%2): what came before was read."_s.arg(reading.name, reading.problem());
            break;
        }
        ++reading.entries;
        reading.isOneFile = archive_format(reading.from.get()) == ARCHIVE_FORMAT_RAW;
        if (const auto done = takeEntry(reading, stop); !done)
            return done;
    }
    return {};
}

Result<QStringList> Unpacker::unpack(const QString &path, const std::atomic<bool> &stop)
{
    const QFileInfo info(path);
    Reading reading;
    reading.path = path;
    reading.name = displayable(info.fileName());
    reading.size = std::max<qint64>(info.size(), 1);
    reading.modified = info.lastModified().toMSecsSinceEpoch();
    // Rotated logs that were compressed one by one are one log's: those of one folder stay together.
    const bool isAlone = withoutEnding(info.fileName()) != info.fileName() && !info.fileName().contains(u".tar"_s);
    reading.directory = isAlone ? plainName(info.absolutePath()) : plainName(info.fileName());
    if (!QDir().mkpath(m_folder))
        return failure(Error::Io, u"There is no place to unpack %1 in."_s.arg(reading.name));
    if (const auto room = checkRoom(reading); !room)
        return failure(room.error());
    if (const auto done = takeAll(reading, true, stop); !done)
        return failure(done.error());
    if (reading.isEmptyTar()) {
        if (const auto done = takeAll(reading, false, stop); !done)
            return failure(done.error());
    }
    if (!reading.encrypted.isEmpty())
        m_warnings += u"%1 in %2 is encrypted: unpack it with its password, and open what is in it."_s.arg(
            reading.encrypted.size() == 1 ? reading.encrypted.first() : u"What"_s, reading.name);
    if (reading.others > 0)
        m_warnings += u"%L1 links or devices in %2 were left out."_s.arg(reading.others).arg(reading.name);
    if (reading.files.isEmpty())
        return failure(Error::BadInput, m_warnings.isEmpty() ? u"There is no file in %1."_s.arg(reading.name) : m_warnings.takeLast());
    return reading.files;
}

} // namespace Lockstep::Capture
