// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casebytes.h"

#include <QScopeGuard>

#include <zlib.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Inspection::CaseBytes {

namespace {

constexpr int gzipWindow = 15 + 16;
constexpr int memoryLevel = 8;
constexpr char comment[] = "Lockstep case";
constexpr char gzipMagic[] = "\x1f\x8b";
/// Magic, deflate, the flag "comment"; four bytes of time and two more follow, then the comment.
constexpr char headMagic[] = "\x1f\x8b\x08\x10";
constexpr qsizetype commentPlace = 10;
constexpr qsizetype step = 256 * 1024;

tl::unexpected<Error> wrong(const QString &what)
{
    return failure(Error::BadInput, u"The case file is %1: ask for it again."_s.arg(what));
}

} // namespace

bool isCompressed(QByteArrayView head)
{
    return head.startsWith(headMagic) && head.size() > commentPlace && head.sliced(commentPlace).startsWith(comment);
}

QByteArray compressed(const QByteArray &plain)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, memoryLevel, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    const auto end = qScopeGuard([&] { deflateEnd(&stream); });
    QByteArray said(comment);
    gz_header header{};
    header.comment = reinterpret_cast<Bytef *>(said.data());
    header.os = 255; // not told
    deflateSetHeader(&stream, &header);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(plain.size()))) + 64, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        return {};
    out.truncate(qsizetype(stream.total_out));
    return out;
}

Result<QByteArray> uncompressed(const QByteArray &bytes, qint64 most)
{
    if (!bytes.startsWith(gzipMagic))
        return bytes;
    z_stream stream{};
    if (inflateInit2(&stream, gzipWindow) != Z_OK)
        return failure(Error::Internal, u"There is no memory to read the case file."_s);
    const auto end = qScopeGuard([&] { inflateEnd(&stream); });
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    QByteArray out;
    for (;;) {
        const qsizetype before = out.size();
        out.resize(before + step);
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + before);
        stream.avail_out = uInt(step);
        const int result = inflate(&stream, Z_NO_FLUSH);
        out.truncate(before + step - qsizetype(stream.avail_out));
        if (out.size() > most)
            return failure(Error::BadInput, u"The case file holds more than %1 MiB; no case does."_s.arg(most / 1024 / 1024));
        if (result == Z_STREAM_END)
            return stream.avail_in == 0 ? Result<QByteArray>(out) : wrong(u"damaged, or something was added to it"_s);
        if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
            return wrong(u"damaged or cut off at byte %1"_s.arg(bytes.size()));
        if (result != Z_OK)
            return wrong(u"damaged at byte %1"_s.arg(stream.total_in));
    }
}

} // namespace Lockstep::Inspection::CaseBytes
