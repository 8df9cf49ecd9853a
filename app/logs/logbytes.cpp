// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logbytes.h"

#include "logs/fileerror.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

constexpr size_t inputSize = 256 * 1024;

qsizetype preadAll(int fd, char *buffer, size_t size, qint64 offset)
{
    for (;;) {
        const ssize_t count = ::pread(fd, buffer, size, offset);
        if (count >= 0 || errno != EINTR)
            return count;
    }
}

} // namespace

struct LogBytes::Private
{
    QString path;
    int fd = -1;
    qint64 next = 0; ///< in the file
    bool compressed = false;
    // gzip
    z_stream stream{};
    bool streamOpen = false;
    bool betweenMembers = true;
    std::vector<unsigned char> input;
    qint64 toSkip = 0;

    ~Private() { close(); }

    void close()
    {
        if (streamOpen)
            inflateEnd(&stream);
        streamOpen = false;
        if (fd >= 0)
            ::close(fd);
        fd = -1;
        input = {};
    }

    Result<qsizetype> inflateSome(char *buffer, qsizetype size)
    {
        stream.next_out = reinterpret_cast<Bytef *>(buffer);
        stream.avail_out = uInt(size);
        while (stream.avail_out == uInt(size)) {
            if (stream.avail_in == 0) {
                const qsizetype count = preadAll(fd, reinterpret_cast<char *>(input.data()), input.size(), next);
                if (count < 0)
                    return failure(fileError(path, errno));
                if (count == 0 && betweenMembers)
                    return 0;
                if (count == 0)
                    return failure(Error::Io, u"%1 ends too early for a gzip file; it is read again when it is complete."_s.arg(path));
                next += count;
                stream.next_in = input.data();
                stream.avail_in = uInt(count);
            }
            if (betweenMembers && *stream.next_in == 0) { // padding behind the last member
                ++stream.next_in;
                --stream.avail_in;
                continue;
            }
            betweenMembers = false;
            const int result = inflate(&stream, Z_NO_FLUSH);
            if (result == Z_STREAM_END) {
                betweenMembers = true;
                inflateReset(&stream);
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                return failure(
                    Error::Io, u"%1 is damaged: it is no valid gzip file from byte %2 on."_s.arg(path).arg(next - stream.avail_in));
            }
        }
        return qsizetype(uInt(size) - stream.avail_out);
    }
};

LogBytes::LogBytes()
    : d(std::make_unique<Private>())
{
}

LogBytes::~LogBytes() = default;
LogBytes::LogBytes(LogBytes &&) noexcept = default;
LogBytes &LogBytes::operator=(LogBytes &&) noexcept = default;

Result<void> LogBytes::open(const QString &path, qint64 offset)
{
    close();
    d->path = path;
    do {
        // NONBLOCK: a FIFO of that name must not hold us up
        d->fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (d->fd < 0 && errno == EINTR);
    if (d->fd < 0)
        return failure(fileError(path, errno));
    struct stat info = {};
    if (::fstat(d->fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        close();
        return failure(fileError(path, EISDIR));
    }
    std::array<char, 2> magic{};
    d->compressed = preadAll(d->fd, magic.data(), magic.size(), 0) == 2 && magic[0] == '\x1f' && magic[1] == '\x8b';
    if (!d->compressed) {
        d->next = offset;
        return {};
    }
    d->next = 0;
    d->toSkip = offset;
    d->stream = {};
    d->betweenMembers = true;
    d->input.resize(inputSize);
    constexpr int gzipWindow = 15 + 16;
    d->streamOpen = inflateInit2(&d->stream, gzipWindow) == Z_OK;
    if (!d->streamOpen)
        return failure(Error::Internal, u"There is no memory to decompress %1."_s.arg(path));
    return {};
}

void LogBytes::close()
{
    d->close();
}

bool LogBytes::isOpen() const
{
    return d->fd >= 0;
}

bool LogBytes::isCompressed() const
{
    return d->compressed;
}

Result<qsizetype> LogBytes::read(char *buffer, qsizetype size)
{
    if (!d->compressed) {
        const qsizetype count = preadAll(d->fd, buffer, size_t(size), d->next);
        if (count < 0)
            return failure(fileError(d->path, errno));
        d->next += count;
        return count;
    }
    for (;;) {
        const auto count = d->inflateSome(buffer, d->toSkip > 0 ? std::min<qint64>(size, d->toSkip) : size);
        if (!count || *count == 0 || d->toSkip == 0)
            return count;
        d->toSkip -= *count;
    }
}

void LogBytes::seek(qint64 offset)
{
    d->next = offset;
}

qsizetype LogBytes::peekHead(char *buffer, qsizetype size) const
{
    return std::max<qsizetype>(0, preadAll(d->fd, buffer, size_t(size), 0));
}

qint64 LogBytes::nextData(qint64 offset) const
{
    const off_t place = d->fd >= 0 ? ::lseek(d->fd, offset, SEEK_DATA) : -1; // reads say their place themselves
    return place < 0 ? offset : place;
}

qint64 LogBytes::size() const
{
    struct stat info = {};
    return d->fd >= 0 && ::fstat(d->fd, &info) == 0 ? info.st_size : 0;
}

qint64 LogBytes::modified() const
{
    struct stat info = {};
    return d->fd >= 0 && ::fstat(d->fd, &info) == 0 ? info.st_mtim.tv_sec * qint64(1'000) + info.st_mtim.tv_nsec / 1'000'000 : 0;
}

quint64 LogBytes::device() const
{
    struct stat info = {};
    return d->fd >= 0 && ::fstat(d->fd, &info) == 0 ? quint64(info.st_dev) : 0;
}

quint64 LogBytes::inode() const
{
    struct stat info = {};
    return d->fd >= 0 && ::fstat(d->fd, &info) == 0 ? quint64(info.st_ino) : 0;
}

quint32 LogBytes::statedSize() const
{
    std::array<unsigned char, 4> bytes{};
    const qint64 end = size();
    if (end < 18 || preadAll(d->fd, reinterpret_cast<char *>(bytes.data()), 4, end - 4) != 4)
        return 0;
    return quint32(bytes[0]) | quint32(bytes[1]) << 8 | quint32(bytes[2]) << 16 | quint32(bytes[3]) << 24;
}

} // namespace Lockstep::Logs
