// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/exportsource.h"

#include <QSaveFile>

namespace Lockstep {

/// A row as a line of CSV (RFC 4180, UTF-8, ending in CR LF). A text that a spreadsheet would take for a formula gets an apostrophe
/// before it: it may come from a hostile server. Times are ISO 8601 in UTC; what is not known is empty.
QByteArray csvLine(const QList<ExportColumn> &columns, const QJsonObject &row);
QByteArray csvHeader(const QList<ExportColumn> &columns);
/// Cells of strangers' texts, quoted and made harmless, without the end of the line.
QByteArray csvCells(const QStringList &texts);

/// Writes all rows of a source to a file, a page at a time. The file is there only when it is whole: a failure or cancel() leaves what
/// was there before. One at a time; GUI thread.
class ListExport : public QObject
{
    Q_OBJECT
public:
    enum class Format {
        Csv,
        Json, ///< an array of the API's objects, as they are
    };
    enum class End { Written, Cancelled, NotOpened, NotRead, NotWritten };
    Q_ENUM(End)

    explicit ListExport(QObject *parent = nullptr);
    ~ListExport() override;

    void start(const ExportSource &source, const QString &path, Format format);
    void cancel();
    bool isRunning() const { return m_file != nullptr; }
    QString path() const { return m_path; }
    /// Rows written so far, or in all.
    qint64 rows() const { return m_rows; }
    /// How many rows were looked at; more than rows() where a filter is at work.
    qint64 looked() const { return m_looked; }
    /// Why it failed, for an end other than Written and Cancelled; what the system or the server said.
    const Error &error() const { return m_error; }

Q_SIGNALS:
    void progressed();
    void finished(Lockstep::ListExport::End end);

private:
    void next();
    void take(const Result<ExportSource::Rows> &page);
    bool write(const QByteArray &bytes);
    void finish(End end, const Error &error = {});

    ExportSource m_source;
    Format m_format = Format::Csv;
    QString m_path;
    std::unique_ptr<QSaveFile> m_file;
    Http::CallHandle m_call;
    QString m_cursor;
    qint64 m_rows = 0;
    qint64 m_looked = 0;
    Error m_error;
};

} // namespace Lockstep
