// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/listexport.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr QStringView formulaStarts = u"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"; // the full-width ones count as well in some spreadsheets

QString textOf(const ExportColumn &column, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return {};
    switch (column.kind) {
    case ExportColumn::Number:
        return value.isDouble() ? QString::number(value.toInteger()) : QString();
    case ExportColumn::Time:
        return value.isDouble() ? QDateTime::fromMSecsSinceEpoch(value.toInteger()).toUTC().toString(Qt::ISODateWithMs) : QString();
    case ExportColumn::Flag:
        return value.toBool() ? u"true"_s : u"false"_s;
    case ExportColumn::Texts: {
        QStringList texts;
        for (const QJsonValue &one : value.toArray())
            texts << one.toString();
        return texts.join(u' ');
    }
    case ExportColumn::Text:
        break;
    }
    return value.toString();
}

QByteArray cell(QString text, bool fromStrangers)
{
    text.remove(QChar(u'\0'));
    if (fromStrangers && !text.isEmpty() && formulaStarts.contains(text.at(0)))
        text.prepend(u'\'');
    const bool quoted
        = std::any_of(text.cbegin(), text.cend(), [](QChar c) { return c == u',' || c == u';' || c == u'"' || c == u'\'' || c.isSpace(); });
    if (quoted)
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text.toUtf8();
}
} // namespace

QByteArray csvLine(const QList<ExportColumn> &columns, const QJsonObject &row)
{
    QByteArrayList cells;
    for (const ExportColumn &column : columns)
        cells << cell(textOf(column, row.value(column.key)), column.kind == ExportColumn::Text || column.kind == ExportColumn::Texts);
    return cells.join(',') + "\r\n";
}

QByteArray csvCells(const QStringList &texts)
{
    QByteArrayList cells;
    for (const QString &text : texts)
        cells << cell(text, true);
    return cells.join(',');
}

QByteArray csvHeader(const QList<ExportColumn> &columns)
{
    QByteArrayList cells;
    for (const ExportColumn &column : columns)
        cells << cell(column.key, false);
    return cells.join(',') + "\r\n";
}

ListExport::ListExport(QObject *parent)
    : QObject(parent)
{
}

ListExport::~ListExport() = default;

void ListExport::start(const ExportSource &source, const QString &path, Format format)
{
    cancel();
    m_source = source;
    m_format = format;
    m_path = path;
    m_cursor.clear();
    m_rows = m_looked = 0;
    m_error = {};
    m_file = std::make_unique<QSaveFile>(path);
    if (!m_file->open(QIODevice::WriteOnly)) {
        finish(End::NotOpened, Error{.kind = Error::Io, .text = m_file->errorString()});
        return;
    }
    if (write(format == Format::Csv ? csvHeader(m_source.columns) : "["_ba))
        next();
}

void ListExport::cancel()
{
    if (isRunning())
        finish(End::Cancelled);
}

void ListExport::next()
{
    m_call = m_source.read(m_cursor, this, [this](const Result<ExportSource::Rows> &page) { take(page); });
}

void ListExport::take(const Result<ExportSource::Rows> &page)
{
    if (!page) {
        finish(End::NotRead, page.error());
        return;
    }
    QByteArray bytes;
    for (const QJsonObject &row : page->items) {
        ++m_looked;
        if (m_source.accepts && !m_source.accepts(row))
            continue;
        if (m_format == Format::Csv)
            bytes += csvLine(m_source.columns, row);
        else
            bytes += (m_rows > 0 ? ",\n" : "\n") + QJsonDocument(row).toJson(QJsonDocument::Compact);
        ++m_rows;
    }
    if (!write(bytes))
        return;
    // A cursor that leads nowhere would fill the disk.
    if (page->next.isEmpty() || page->next == m_cursor) {
        if (m_format == Format::Json && !write("\n]\n"_ba))
            return;
        finish(End::Written);
        return;
    }
    m_cursor = page->next;
    Q_EMIT progressed();
    next();
}

bool ListExport::write(const QByteArray &bytes)
{
    if (m_file->write(bytes) == bytes.size())
        return true;
    finish(End::NotWritten, Error{.kind = Error::Io, .text = m_file->errorString()});
    return false;
}

void ListExport::finish(End end, const Error &error)
{
    m_call.cancel();
    m_error = error;
    const std::unique_ptr<QSaveFile> file = std::move(m_file);
    if (end == End::Written && !file->commit()) {
        end = End::NotWritten;
        m_error = Error{.kind = Error::Io, .text = file->errorString()};
    } else if (end != End::Written) {
        file->cancelWriting();
    }
    Q_EMIT finished(end);
}

} // namespace Lockstep
