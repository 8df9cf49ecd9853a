// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QFile>

#include <zlib.h>

#include <cstring>

namespace Lockstep::History {

/// Lines of a file that may be compressed with gzip.
class GzipFile
{
public:
    enum Mode { Read, WritePlain, WriteCompressed };

    GzipFile(const QString &path, Mode mode)
        : m_file(::gzopen(QFile::encodeName(path).constData(), mode == Read ? "rbe" : mode == WritePlain ? "wbTe" : "wb6e"))
    {
        if (m_file)
            ::gzbuffer(m_file, 1 << 18);
    }
    ~GzipFile()
    {
        if (m_file)
            ::gzclose(m_file);
    }
    Q_DISABLE_COPY_MOVE(GzipFile)

    bool isOpen() const { return m_file; }

    bool writeLine(const QByteArray &line)
    {
        return ::gzwrite(m_file, line.constData(), unsigned(line.size())) == line.size() && ::gzputc(m_file, '\n') == '\n';
    }
    /// Closes it; false if something could not be written.
    bool close()
    {
        const bool good = ::gzclose(m_file) == Z_OK;
        m_file = nullptr;
        return good;
    }

    /// The next line without its end; nothing at the end, for a line that is longer than \a most, and on an error.
    std::optional<QByteArray> readLine(qsizetype most)
    {
        QByteArray line;
        for (;;) {
            char part[65'536];
            if (!::gzgets(m_file, part, sizeof part))
                break;
            const auto size = qsizetype(std::strlen(part)); // JSON holds no NUL; what is behind one is not read
            line.append(part, size);
            if (line.endsWith('\n')) {
                line.chop(1);
                return line;
            }
            if (line.size() > most || size == 0)
                return std::nullopt;
        }
        return line.isEmpty() ? std::nullopt : std::optional(line);
    }
    /// Whether reading ended for another reason than the end of a whole file.
    bool hasError() const
    {
        int code = Z_OK;
        ::gzerror(m_file, &code);
        return code != Z_OK && code != Z_STREAM_END;
    }
    /// How far the file itself was read, bytes.
    qint64 place() const { return qint64(::gzoffset(m_file)); }

private:
    gzFile m_file;
};

} // namespace Lockstep::History
