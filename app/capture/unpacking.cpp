// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/unpacking.h"

#include "capture/archivereader.h"
#include "core/log.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStorageInfo>

#include <archive.h>
#include <archive_entry.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype blockSize = 256 * 1024;
constexpr qsizetype longestName = 200; ///< a rotated journal's has 81 letters
constexpr qint64 roomEvery = 64 * 1024 * 1024; ///< bytes between two looks at the disk
constexpr qint64 mib = 1024 * 1024;
constexpr qsizetype longestPath = 4096;

/// A name that is one file's in any folder; the end is kept, which rotated logs are told apart by.
QString plainName(const QString &name)
{
    static const QRegularExpression others(u"[^A-Za-z0-9._@~-]"_s);
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

Result<void> cancelled()
{
    return failure(Error::Cancelled, u"The reading was cancelled."_s);
}

} // namespace

bool isPacked(QByteArrayView head)
{
    return beginsPacked(head);
}

struct Unpacker::Reading
{
    QString path, name; ///< of the archive; its name is fit to be shown
    qint64 size = 0, modified = 0; ///< of it, bytes and ms since the epoch
    std::unique_ptr<ArchiveReader> from;
    QString aloneIn; ///< of one of many logs that were compressed one by one: their folder
    QStringList files;
    qint64 written = 0, checked = 0;
    qsizetype entries = 0, damaged = 0;
    qsizetype others = 0; ///< links, devices and whatever else is no file
    qsizetype encrypted = 0;
    QString firstEncrypted; ///< its name, fit to be shown
    bool isOver = false; ///< a limit was met: nothing more of it is taken

    /// Bytes that may come of it.
    qint64 mostPassed(const Limits &limits) const
    {
        const qint64 byRatio = size > limits.bytes / limits.ratio ? limits.bytes : size * limits.ratio;
        return std::min(std::max(byRatio, limits.ratioFrom), limits.bytes);
    }
    /// As it looks: a log that begins with zeros (it was truncated under its writer) looks so, too.
    bool isEmptyTar() const { return entries + damaged == 0 && !isOver && from->isTar() && from->isCompressed(); }
};

Unpacker::Unpacker(QString folder, Limits limits, std::function<void(const QString &, qint64)> tell)
    : m_folder(std::move(folder))
    , m_limits(limits)
    , m_tell(std::move(tell))
{
}

/// One of ours for each folder anywhere: logs of two hosts are not one, and rotated logs of one folder are.
QString Unpacker::folderFor(const QString &folder, const QString &shown)
{
    QString &ours = m_folders[QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha256)];
    if (ours.isEmpty()) {
        ours = plainName(shown) + u'-' + QString::number(m_folders.size());
        m_origins.insert(m_folder + u'/' + ours, shown);
    }
    return ours;
}

/// Names that come twice lie in a folder of their own; those of one folder stay together, because rotated logs are one.
Result<QString> Unpacker::placeFor(const Reading &reading, const QString &directory, const QString &name)
{
    const int before = m_taken[directory + u'/' + name]++;
    const QString folder = before == 0 ? directory : u"%1/again-%2"_s.arg(directory).arg(before);
    if (!QDir(m_folder).mkpath(folder))
        return failure(Error::Io, u"There is no place to unpack %1 in."_s.arg(reading.name));
    if (before > 0)
        m_origins.insert(m_folder + u'/' + folder, m_origins.value(m_folder + u'/' + directory));
    return QString(m_folder + u'/' + folder + u'/' + name);
}

QString Unpacker::named(const QString &text) const
{
    static const QRegularExpression end(u"[^A-Za-z0-9._@~/-]|$"_s);
    QString result = text;
    const QString prefix = m_folder + u'/';
    for (qsizetype at = result.indexOf(prefix); at >= 0; at = result.indexOf(prefix, at + 1)) {
        const qsizetype size = result.indexOf(end, at + prefix.size()) - at;
        for (qsizetype part = size; part > prefix.size(); --part) { // the file, or the folder in which one like it would lie
            const auto known = m_origins.constFind(result.sliced(at, part));
            if (known == m_origins.cend())
                continue;
            result.replace(at, part, *known);
            break;
        }
    }
    return result;
}

QString Unpacker::firstOnes(const Reading &reading)
{
    return reading.files.isEmpty() ? u"there is no log among the first ones."_s : u"the first ones were read."_s;
}

QString Unpacker::subject(const Reading &reading, bool isFirst) const
{
    return isFirst ? reading.name + u" holds"_s : reading.name + u" and the archives before it hold"_s;
}

/// Nothing, or why no more of it is taken.
Result<void> Unpacker::checkRoom(const Reading &reading)
{
    if (m_written > m_limits.bytes)
        return failure(Error::BadInput,
            u"%1 more than the %L2 MiB that are unpacked: what came first was read."_s.arg(subject(reading, m_written == reading.written))
                .arg(m_limits.bytes / mib));
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

/// Nothing more can be read of it, or of an entry, which is \a what: what there is, is taken.
Result<void> Unpacker::tellFailure(Reading &reading, const QString &what)
{
    switch (reading.from->halted()) {
    case ArchiveReader::Halt::Stopped:
        return cancelled();
    case ArchiveReader::Halt::TooLarge:
        m_warnings += reading.mostPassed(m_limits) < m_limits.bytes
            ? u"%1 becomes more than %L2 times as large as it is, as no log does: the rest was left out."_s.arg(reading.name)
                  .arg(m_limits.ratio)
            : u"%1 holds more than the %L2 MiB that are unpacked: what came first was read."_s.arg(reading.name).arg(m_limits.bytes / mib);
        reading.isOver = true;
        return {};
    case ArchiveReader::Halt::Barren:
        m_warnings += u"%1 has far more in it between its files than archives have: %2"_s.arg(reading.name, firstOnes(reading));
        reading.isOver = true;
        return {};
    case ArchiveReader::Halt::None:
        break;
    }
    m_warnings += (reading.files.isEmpty() ? u"%1 is cut off or damaged, so that nothing of it can be read (%2)."_s
                                           : u"%1 is cut off or damaged (%2): what came before was read."_s)
                      .arg(what, reading.from->problem());
    return {};
}

Result<void> Unpacker::takeEntry(Reading &reading, const std::atomic<bool> &stop)
{
    archive_entry *entry = reading.from->entry();
    const bool isOneFile = reading.from->isOneFile();
    if (!isOneFile && archive_entry_filetype(entry) != AE_IFREG) {
        reading.others += archive_entry_filetype(entry) == AE_IFDIR ? 0 : 1;
        return {};
    }
    const QString entryName = nameOf(entry);
    const QString shown = isOneFile ? reading.name : displayable(QFileInfo(entryName).fileName());
    if (archive_entry_is_encrypted(entry) != 0) {
        if (reading.encrypted++ == 0)
            reading.firstEncrypted = shown;
        return {};
    }
    if (m_files >= m_limits.files) {
        reading.isOver = true;
        m_warnings += u"%1 more than %L2 files: the first ones were read."_s.arg(subject(reading, m_files == reading.files.size()))
                          .arg(m_limits.files);
        return {};
    }
    QByteArray block(blockSize, Qt::Uninitialized);
    const qint64 count = reading.from->read(block.data(), block.size());
    if (count < 0) {
        reading.isOver = reading.from->isOver();
        return tellFailure(reading, shown);
    }
    if (count == 0) // nothing to read, and no reason for a word, a file or a folder
        return {};
    const QString inside = isOneFile ? QString() : QFileInfo(entryName).path();
    const QString archive = displayable(reading.path, longestPath);
    const QString folder = !reading.aloneIn.isEmpty() && isOneFile
        ? folderFor(reading.aloneIn, displayable(reading.aloneIn, longestPath))
        : folderFor(reading.path + u'\n' + inside, inside.isEmpty() || inside == "."_L1 ? archive : archive + u'/' + displayable(inside));
    const auto path = placeFor(reading, folder, plainName(isOneFile ? withoutEnding(QFileInfo(reading.path).fileName()) : entryName));
    if (!path)
        return failure(path.error());
    m_origins.insert(*path, isOneFile ? archive : archive + u'/' + displayable(entryName));
    return write(reading, shown, *path, block.first(count), stop);
}

/// \a block: its first bytes.
Result<void> Unpacker::write(Reading &reading, const QString &shown, const QString &path, QByteArray block, const std::atomic<bool> &stop)
{
    archive_entry *entry = reading.from->entry();
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"%1 cannot be unpacked: %2."_s.arg(shown, file.errorString()));
    reading.files += path;
    ++m_files;
    Result<void> done;
    for (qint64 count = block.size(); count > 0;) {
        if (stop)
            return cancelled();
        if (file.write(block.constData(), count) != count)
            return failure(Error::Io, u"%1 cannot be unpacked: %2."_s.arg(shown, file.errorString()));
        reading.written += count;
        m_written += count;
        if (reading.written - reading.checked >= roomEvery || m_written > m_limits.bytes) {
            reading.checked = reading.written;
            if (done = checkRoom(reading); !done)
                break;
        }
        block.resize(blockSize);
        count = reading.from->read(block.data(), block.size());
        if (count < 0) {
            reading.isOver = reading.from->isOver();
            if (done = tellFailure(reading, shown); !done)
                return done;
        }
    }
    const qint64 modified = archive_entry_mtime_is_set(entry) != 0 ? qint64(archive_entry_mtime(entry)) * 1000 : reading.modified;
    file.flush();
    if (modified > 0)
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(modified), QFileDevice::FileModificationTime);
    if (!done && done.error().kind == Error::BadInput) { // what there is can be read
        m_warnings += done.error().text;
        reading.isOver = true;
        return {};
    }
    return done;
}

Result<void> Unpacker::takeAll(Reading &reading, bool mayBeArchive, const std::atomic<bool> &stop)
{
    reading.from = std::make_unique<ArchiveReader>(
        reading.path, reading.mostPassed(m_limits), stop, [this, name = reading.name](qint64 done) { m_tell(name, done); });
    const bool isOpen = reading.from->open(mayBeArchive);
    while (!reading.isOver) {
        if (stop)
            return cancelled();
        const auto step = isOpen ? reading.from->next() : ArchiveReader::Step::Failed;
        if (step == ArchiveReader::Step::End)
            break;
        if (step == ArchiveReader::Step::Failed) {
            if (reading.from->halted() == ArchiveReader::Halt::None && reading.files.isEmpty() && reading.encrypted == 0)
                return failure(Error::BadInput,
                    u"%1 is cut off or damaged, so that nothing of it can be read (%2)."_s.arg(reading.name, reading.from->problem()));
            return tellFailure(reading, reading.name);
        }
        if (step == ArchiveReader::Step::Damaged) { // what was lost is passed over block by block
            if (reading.damaged++ == 0)
                m_warnings += u"%1 is damaged (%2): files in it are missing."_s.arg(reading.name, reading.from->problem());
            continue;
        }
        if (++reading.entries > m_limits.entries) {
            m_warnings += u"%1 holds more than %L2 entries: %3"_s.arg(reading.name).arg(m_limits.entries).arg(firstOnes(reading));
            break;
        }
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
    if (withoutEnding(info.fileName()) != info.fileName() && !info.fileName().contains(u".tar"_s))
        reading.aloneIn = info.absolutePath();
    const qsizetype saidBefore = m_warnings.size();
    if (!QDir().mkpath(m_folder))
        return failure(Error::Io, u"There is no place to unpack %1 in."_s.arg(reading.name));
    if (m_written > m_limits.bytes)
        return failure(Error::BadInput,
            u"%1 was left out: the archives before it hold more than the %L2 MiB that are unpacked."_s.arg(reading.name)
                .arg(m_limits.bytes / mib));
    if (m_files >= m_limits.files)
        return failure(Error::BadInput,
            u"%1 was left out: the archives before it hold the %L2 files that are unpacked."_s.arg(reading.name).arg(m_limits.files));
    if (const auto room = checkRoom(reading); !room)
        return failure(room.error());
    if (const auto done = takeAll(reading, true, stop); !done)
        return failure(done.error());
    if (reading.isEmptyTar()) {
        if (const auto done = takeAll(reading, false, stop); !done)
            return failure(done.error());
    }
    if (reading.encrypted > 0)
        m_warnings += u"%1 in %2 is encrypted: unpack it with its password, and open what is in it."_s.arg(
            reading.encrypted == 1 ? reading.firstEncrypted : u"What"_s, reading.name);
    if (reading.others > 0)
        m_warnings += u"%L1 links or devices in %2 were left out."_s.arg(reading.others).arg(reading.name);
    if (reading.files.isEmpty())
        return failure(
            Error::BadInput, m_warnings.size() == saidBefore ? u"There is no file in %1."_s.arg(reading.name) : m_warnings.takeLast());
    return reading.files;
}

} // namespace Lockstep::Capture
