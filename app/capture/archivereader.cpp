// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/archivereader.h"

#include "core/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <archive.h>
#include <archive_entry.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype blockSize = 256 * 1024;
constexpr qint64 pieceSize = 16 * 1024;
constexpr qsizetype tarBlock = 512, tarSumAt = 148, tarSumSize = 8;
constexpr int mostCompressions = 2; ///< one in another, as of a .gz that was compressed by a backup
/// Headers of a tar: some lines for each file, and at most one MiB of attributes.
constexpr qint64 mostHeader = 4 * 1024 * 1024;
constexpr qint64 mostDirectory = 32 * 1024 * 1024; ///< of a zip, which has one for all its files
constexpr qint64 mostWithoutOutput = 16 * 1024 * 1024; ///< of what is compressed
constexpr std::array<QByteArrayView, 2> zipMagics{"PK\x03\x04", "PK\x05\x06"};

/// The header's checksum is right, and there are zeros in it, as no header is without.
bool isTarHeader(QByteArrayView head)
{
    if (head.size() < tarBlock)
        return false;
    head = head.first(tarBlock);
    uint expected = 0, sum = 0;
    bool hasDigit = false;
    for (const char c : head.sliced(tarSumAt, tarSumSize)) {
        if (c >= '0' && c <= '7')
            expected = expected * 8 + uint(c - '0');
        else if (c != ' ' && c != '\0')
            return false;
        else if (hasDigit)
            break;
        hasDigit = hasDigit || (c != ' ' && c != '\0');
    }
    for (qsizetype i = 0; i < tarBlock; ++i)
        sum += i >= tarSumAt && i < tarSumAt + tarSumSize ? uint(' ') : uint(uchar(head[i]));
    return hasDigit && sum == expected && head.contains('\0');
}

/// "BZh9", what begins a block, its checksum, and the highest bits of a number below 2^20; or the end of a file in which nothing is.
bool isBzip2(QByteArrayView head)
{
    constexpr qsizetype originAt = 14;
    if (head.size() <= originAt - 1 || !head.startsWith("BZh") || head[3] < '1' || head[3] > '9')
        return false;
    const QByteArrayView rest = head.sliced(4);
    return rest.startsWith("\x17\x72\x45\x38\x50\x90")
        || (rest.startsWith("1AY&SY") && head.size() > originAt && uchar(head[originAt]) < 8);
}

/// ARCHIVE_FILTER_…
int filterOf(QByteArrayView head)
{
    return head.startsWith("\x1f\x8b") ? ARCHIVE_FILTER_GZIP
        : isBzip2(head)                ? ARCHIVE_FILTER_BZIP2
        : head.startsWith("\xfd"
                          "7zXZ")
        ? ARCHIVE_FILTER_XZ
        : head.startsWith("\x28\xb5\x2f\xfd") ? ARCHIVE_FILTER_ZSTD
                                              : ARCHIVE_FILTER_NONE;
}

} // namespace

bool beginsPacked(QByteArrayView head)
{
    const int filter = filterOf(head);
    return (filter != ARCHIVE_FILTER_NONE && filter != ARCHIVE_FILTER_GZIP) || isTarHeader(head)
        || std::any_of(zipMagics.begin(), zipMagics.end(), [head](QByteArrayView magic) { return head.startsWith(magic); });
}

void ArchiveReader::Closer::operator()(archive *one) const
{
    archive_read_free(one);
}

ArchiveReader::ArchiveReader(const QString &path, qint64 most, const std::atomic<bool> &stop, std::function<void(qint64)> tell)
    : m_file(path)
    , m_most(most)
    , m_stop(stop)
    , m_tell(std::move(tell))
    , m_block(blockSize, Qt::Uninitialized)
{
}

ArchiveReader::~ArchiveReader()
{
    while (!m_stages.empty()) // each one reads of the one before
        m_stages.pop_back();
}

void ArchiveReader::note(archive *from)
{
    const char *text = archive_error_string(from);
    if (m_problem.isEmpty() && text)
        m_problem = displayable(QString::fromUtf8(text), 160);
}

QString ArchiveReader::problem() const
{
    if (!m_problem.isEmpty())
        return m_problem;
    const char *text = m_stages.empty() ? nullptr : archive_error_string(m_stages.back()->own.get());
    return text ? displayable(QString::fromUtf8(text), 160) : u"it is damaged"_s;
}

qint64 ArchiveReader::halt(Stage &stage, Halt why)
{
    if (m_halt == Halt::None)
        m_halt = m_stop ? Halt::Stopped : why;
    archive_set_error(stage.own.get(), ECANCELED, "%s", "it was not read further");
    return -1;
}

/// What a stage reads next; all that is read anywhere comes by here.
qint64 ArchiveReader::feed(Stage &stage, const void **bytes)
{
    if (m_stop)
        return halt(stage, Halt::Stopped);
    qint64 count = 0;
    if (!stage.from) {
        count = m_file.read(m_block.data(), m_block.size());
        if (count < 0) {
            m_problem = displayable(m_file.errorString(), 160);
            archive_set_error(stage.own.get(), EIO, "%s", "it cannot be read");
            return -1;
        }
        *bytes = m_block.constData();
        m_readBytes += count;
        m_tell(m_readBytes);
    } else {
        size_t size = 0;
        la_int64_t offset = 0;
        const int code = archive_read_data_block(stage.from->own.get(), bytes, &size, &offset);
        if (code != ARCHIVE_OK && code != ARCHIVE_EOF) {
            if (m_halt == Halt::None)
                note(stage.from->own.get());
            archive_set_error(stage.own.get(), EIO, "%s", archive_error_string(stage.from->own.get()));
            return -1;
        }
        count = code == ARCHIVE_EOF ? 0 : qint64(size);
        stage.from->barren = 0;
    }
    stage.passed += count;
    stage.barren += count;
    if (stage.from && stage.passed > m_most)
        return halt(stage, Halt::TooLarge);
    const bool isSkipped = m_isSkipping && &stage == m_stages.back().get();
    if (!isSkipped && stage.barren > stage.mostBarren + blockSize)
        return halt(stage, Halt::Barren);
    return count;
}

ArchiveReader::Stage &ArchiveReader::addStage(qint64 mostBarren)
{
    auto stage = std::make_unique<Stage>();
    stage->reader = this;
    stage->from = m_stages.empty() ? nullptr : m_stages.back().get();
    stage->own.reset(archive_read_new());
    stage->mostBarren = mostBarren;
    m_stages.push_back(std::move(stage));
    return *m_stages.back();
}

bool ArchiveReader::start(Stage &stage)
{
    archive *own = stage.own.get();
    archive_read_set_read_callback(own, [](archive *, void *data, const void **bytes) -> la_ssize_t {
        auto *to = static_cast<Stage *>(data);
        return la_ssize_t(to->reader->feed(*to, bytes));
    });
    if (!stage.from) { // a zip's directory is at its end
        archive_read_set_seek_callback(own, [](archive *, void *data, la_int64_t offset, int whence) -> la_int64_t {
            QFile &file = static_cast<Stage *>(data)->reader->m_file;
            const qint64 to = offset + (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.pos() : file.size());
            return to >= 0 && file.seek(to) ? to : qint64(ARCHIVE_FATAL);
        });
        archive_read_set_skip_callback(own, [](archive *, void *data, la_int64_t count) -> la_int64_t {
            QFile &file = static_cast<Stage *>(data)->reader->m_file;
            const qint64 most = std::clamp<qint64>(count, 0, std::max<qint64>(0, file.size() - file.pos()));
            return file.seek(file.pos() + most) ? most : 0;
        });
    }
    archive_read_set_callback_data(own, &stage);
    if (archive_read_open1(own) == ARCHIVE_OK)
        return true;
    note(own);
    return false;
}

/// What comes out of the last compression so far, or of the file, begins so.
QByteArray ArchiveReader::headOf(qint64 size)
{
    QByteArray head(size, Qt::Uninitialized);
    qint64 filled = 0;
    while (filled < size) {
        qint64 count = 0;
        if (m_stages.empty()) {
            count = m_file.read(head.data() + filled, size - filled);
        } else {
            count = archive_read_data(m_stages.back()->own.get(), head.data() + filled, size_t(size - filled));
            if (count < 0 && m_halt == Halt::None)
                note(m_stages.back()->own.get());
        }
        if (count <= 0)
            break;
        filled += count;
    }
    head.truncate(filled);
    return head;
}

bool ArchiveReader::addCompression(int filter)
{
    Stage &stage = addStage(mostWithoutOutput);
    archive *own = stage.own.get();
    if (!own || archive_read_support_format_raw(own) != ARCHIVE_OK || archive_read_append_filter(own, filter) < ARCHIVE_WARN)
        return false;
    archive_entry *all = nullptr;
    if (!start(stage))
        return false;
    if (archive_read_next_header(own, &all) == ARCHIVE_OK)
        return true;
    note(own);
    return false;
}

bool ArchiveReader::open(bool mayBeArchive)
{
    constexpr qint64 looked = 1024;
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        m_problem = displayable(m_file.errorString(), 160);
        return false;
    }
    std::vector<int> filters;
    bool isZip = false;
    for (;;) { // of each compression the first bytes are looked at, and then it is begun anew
        const QByteArray head = headOf(looked);
        if (m_halt != Halt::None)
            return false;
        const int filter = int(filters.size()) < mostCompressions ? filterOf(head) : ARCHIVE_FILTER_NONE;
        isZip = head.startsWith("PK");
        while (!m_stages.empty())
            m_stages.pop_back();
        m_problem.clear();
        m_file.seek(0);
        if (filter != ARCHIVE_FILTER_NONE)
            filters.push_back(filter);
        for (const int one : filters) {
            if (!addCompression(one))
                return false;
        }
        if (filter == ARCHIVE_FILTER_NONE)
            break;
    }
    Stage &stage = addStage(!mayBeArchive ? mostWithoutOutput : isZip ? mostDirectory : mostHeader);
    archive *own = stage.own.get();
    if (!own)
        return false;
    if (mayBeArchive) {
        archive_read_support_format_zip(own);
        archive_read_support_format_tar(own);
    }
    archive_read_support_format_raw(own);
    archive_read_support_format_empty(own);
    return start(stage);
}

ArchiveReader::Step ArchiveReader::next()
{
    if (m_isInEntry)
        skip();
    Stage &last = *m_stages.back();
    const int code = archive_read_next_header(last.own.get(), &m_entry);
    last.barren = 0;
    if (m_halt != Halt::None || !m_problem.isEmpty())
        return Step::Failed;
    m_isInEntry = code == ARCHIVE_OK || code == ARCHIVE_WARN;
    return code == ARCHIVE_EOF ? Step::End : code == ARCHIVE_RETRY ? Step::Damaged : m_isInEntry ? Step::Entry : Step::Failed;
}

/// In pieces: libarchive forgets what it has copied of one when what follows is damaged.
qint64 ArchiveReader::read(char *to, qint64 size)
{
    Stage &last = *m_stages.back();
    qint64 filled = 0;
    while (m_failed == 0 && filled < size) {
        const la_ssize_t count = archive_read_data(last.own.get(), to + filled, size_t(std::min(size - filled, pieceSize)));
        last.barren = 0;
        if (count == 0)
            break;
        filled += std::max<qint64>(count, 0);
        m_failed = std::min<qint64>(count, 0);
    }
    if (filled > 0 || m_failed == 0)
        return filled;
    m_isOver = m_isOver || m_failed == ARCHIVE_FATAL || m_halt != Halt::None;
    return std::exchange(m_failed, 0);
}

/// Passes over what was not read of an entry, however much it is: nothing is kept of it.
void ArchiveReader::skip()
{
    m_isSkipping = true;
    archive_read_data_skip(m_stages.back()->own.get());
    m_isSkipping = m_isInEntry = false;
    m_failed = 0;
    m_stages.back()->barren = 0;
}

bool ArchiveReader::isOneFile() const
{
    return archive_format(m_stages.back()->own.get()) == ARCHIVE_FORMAT_RAW;
}

bool ArchiveReader::isTar() const
{
    return (archive_format(m_stages.back()->own.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}

} // namespace Lockstep::Capture
