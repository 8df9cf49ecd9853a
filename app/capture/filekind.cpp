// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/filekind.h"

#include "capture/unpacking.h"
#include "core/jsonreader.h"
#include "core/log.h"
#include "inspection/casefiles/casebytes.h"
#include "inspection/casefiles/casefile.h"
#include "logs/logbytes.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype looked = 64 * 1024;
constexpr int deepest = 3;

/// What people attach, and what this does not read.
struct Foreign
{
    QByteArrayView magic;
    const char *what;
};
constexpr Foreign foreign[]{
    {"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it, and open what is in it"},
    {"%PDF", "a PDF file"},
    {"SQLite format 3", "a database: connect to it as a homeserver's, with \"Connect …\""},
};

Result<QByteArray> headOf(const QString &path)
{
    Logs::LogBytes bytes;
    if (const auto opened = bytes.open(path, 0); !opened)
        return failure(opened.error());
    QByteArray head(looked, Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < head.size()) {
        const auto count = bytes.read(head.data() + filled, head.size() - filled);
        if (!count && filled == 0)
            return failure(count.error());
        if (!count || *count == 0)
            break;
        filled += *count;
    }
    head.truncate(filled);
    return head;
}

/// With a byte order mark, or as ASCII looks in it.
bool isUtf16(QByteArrayView head)
{
    if (head.startsWith("\xff\xfe") || head.startsWith("\xfe\xff"))
        return true;
    constexpr qsizetype enough = 64;
    qsizetype odd = 0, even = 0;
    const qsizetype size = std::min<qsizetype>(head.size() / 2 * 2, 1024);
    for (qsizetype i = 0; i < size; i += 2) {
        even += head[i] == '\0' ? 1 : 0;
        odd += head[i + 1] == '\0' ? 1 : 0;
    }
    return size >= enough && std::max(odd, even) * 10 > size / 2 * 9 && std::min(odd, even) * 10 < size / 2;
}

/// Whether zeros stand only where a log has them: before a line, where it was truncated under its writer or the machine lost power, and
/// behind one, as Python's SysLogHandler ends it.
bool hasOnlyHoles(QByteArrayView head)
{
    if (!head.contains('\0'))
        return false;
    for (qsizetype i = 0; i < head.size();) {
        if (head[i] != '\0') {
            if (uchar(head[i]) < ' ' && !QByteArrayView("\t\n\r\x1b\x1e").contains(head[i]))
                return false;
            ++i;
            continue;
        }
        const bool isAtBegin = i == 0 || head[i - 1] == '\n';
        while (i < head.size() && head[i] == '\0')
            ++i;
        const bool isAtEnd = i == head.size() || head[i] == '\n' || head[i] == '\r';
        if (!isAtBegin && !isAtEnd)
            return false;
    }
    return true;
}

/// Whether a line is a transaction's, as far as it can be seen.
bool isTransaction(QByteArrayView line, bool isCut)
{
    const auto trimmed = line.trimmed();
    if (!trimmed.startsWith('{') || !(trimmed.contains("\"edus\"") || trimmed.contains("\"pdus\"")))
        return false;
    return isCut || parseJsonObject(trimmed.toByteArray()).has_value();
}

bool isHar(QByteArrayView head)
{
    QByteArray begin = head.first(std::min<qsizetype>(head.size(), 512)).toByteArray();
    begin.replace(' ', "").replace('\t', "").replace('\n', "").replace('\r', "");
    return begin.startsWith("{\"log\":{");
}

void add(const QFileInfo &info, int depth, QStringList &files)
{
    if (!info.isDir()) {
        files += info.absoluteFilePath();
        return;
    }
    const auto filter = QDir::Files | QDir::NoSymLinks | QDir::NoDotAndDotDot | (depth < deepest ? QDir::Dirs : QDir::Filters());
    const QFileInfoList entries = QDir(info.absoluteFilePath()).entryInfoList(filter, QDir::Name);
    for (const QFileInfo &entry : entries) {
        if (files.size() > mostFiles)
            return;
        add(entry, depth + 1, files);
    }
}

} // namespace

Result<FileKind> kindOf(const QString &path)
{
    auto head = headOf(path);
    // A compressed case says so in front of what is compressed, whatever has become of that.
    QFile raw(path);
    if ((head || head.error().kind == Error::Io) && QFileInfo(path).isFile() && raw.open(QIODevice::ReadOnly)
        && Inspection::CaseBytes::isCompressed(raw.read(64)))
        return FileKind::Case;
    if (!head)
        return failure(head.error());
    const QString name = displayable(QFileInfo(path).fileName());
    if (head->isEmpty())
        return failure(Error::BadInput, u"%1 is empty."_s.arg(name));
    if (isPacked(*head))
        return FileKind::Packed;
    if (head->startsWith("LPKSHHRH"))
        return FileKind::Journal;
    for (const Foreign &other : foreign) {
        if (head->startsWith(other.magic))
            return failure(Error::BadInput, u"%1 is %2."_s.arg(name, QString::fromLatin1(other.what)));
    }
    if (isUtf16(*head))
        return failure(Error::BadInput,
            u"%1 is text in UTF-16, as PowerShell's \">\" writes: save it in UTF-8 (Get-Content FILE | Set-Content -Encoding utf8 OTHER)."_s
                .arg(name));
    if (head->startsWith("\xef\xbb\xbf"))
        head->remove(0, 3);
    if (hasOnlyHoles(*head))
        return FileKind::Log;
    if (!head->contains('\n') && head->count('\r') > 1)
        return failure(Error::BadInput,
            u"%1 ends its lines with carriage returns alone: turn them into line feeds (tr '\\r' '\\n' < FILE > OTHER)."_s.arg(name));
    if (head->contains('\0'))
        return failure(Error::BadInput, u"%1 is no log, no capture and no case: it holds bytes that no text has."_s.arg(name));
    if (Inspection::isCaseFile(*head))
        return FileKind::Case;
    if (isHar(*head))
        return FileKind::Har;
    // The first line may be longer than what was read, and some of those before it empty or damaged.
    qsizetype begin = 0;
    for (int i = 0; i < 20 && begin < head->size(); ++i) {
        const qsizetype end = head->indexOf('\n', begin);
        const QByteArrayView line = QByteArrayView(*head).sliced(begin, (end < 0 ? head->size() : end) - begin);
        if (isTransaction(line, end < 0))
            return FileKind::Transactions;
        if (end < 0)
            break;
        begin = end + 1;
    }
    return FileKind::Log;
}

Result<QStringList> filesIn(const QStringList &paths)
{
    QStringList files;
    for (const QString &path : paths) {
        const QFileInfo info(path);
        if (!info.exists())
            return failure(Error::Io, u"There is no file %1."_s.arg(displayable(path)));
        add(info, 0, files);
    }
    files.removeDuplicates();
    if (files.size() > mostFiles)
        return failure(Error::BadInput, u"There are more than %1 files: open fewer, or the folder of one server's logs."_s.arg(mostFiles));
    if (files.isEmpty())
        return failure(Error::BadInput, u"There is no file in %1."_s.arg(displayable(paths.join(u", "_s))));
    return files;
}

} // namespace Lockstep::Capture
