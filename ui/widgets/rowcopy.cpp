// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/rowcopy.h"

#include "core/log.h"
#include "model/listexport.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

const QHeaderView *columnsOf(const QAbstractItemView *view)
{
    if (const auto *table = qobject_cast<const QTableView *>(view))
        return table->horizontalHeader();
    const auto *tree = qobject_cast<const QTreeView *>(view);
    return tree ? tree->header() : nullptr;
}

QString cellText(const QModelIndex &index)
{
    const QVariant own = index.data(rowCopyRole);
    return (own.isValid() ? own : index.data(Qt::DisplayRole)).toString();
}

/// Tabulators and line breaks separate cells and rows.
QString inOneLine(QString text)
{
    return text.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

QString markdownCell(const QString &text)
{
    QString result;
    const QString line = displayable(inOneLine(text), 2000);
    for (const QChar c : line) {
        if (u"\\`*_{}[]<>()#+!|~@&"_s.contains(c))
            result += u'\\';
        result += c;
    }
    return result;
}

QString markdownRow(const QStringList &cells)
{
    return u"| "_s + cells.join(u" | "_s) + u" |"_s;
}

} // namespace

QString selectedRowsAs(const QAbstractItemView *view, CopyFormat format)
{
    const QHeaderView *header = columnsOf(view);
    if (!header || !view->selectionModel())
        return {};
    QModelIndexList rows = view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return {};
    std::sort(rows.begin(), rows.end());
    QList<int> columns;
    QStringList titles;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        columns << column;
        const QString title = header->model()->headerData(column, Qt::Horizontal).toString();
        titles << (title.isEmpty() ? QString::number(column + 1) : title);
    }
    QStringList lines;
    QJsonArray objects;
    if (format == CopyFormat::Csv)
        lines << QString::fromUtf8(csvCells(titles));
    if (format == CopyFormat::Markdown)
        lines << markdownRow(titles) << markdownRow(QStringList(columns.size(), u"---"_s));
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (const int column : std::as_const(columns))
            cells << cellText(row.siblingAtColumn(column));
        switch (format) {
        case CopyFormat::Text:
            std::ranges::transform(cells, cells.begin(), inOneLine);
            lines << cells.join(u'\t');
            break;
        case CopyFormat::Csv:
            lines << QString::fromUtf8(csvCells(cells));
            break;
        case CopyFormat::Json: {
            QJsonObject object;
            for (qsizetype i = 0; i < cells.size(); ++i)
                object.insert(titles.at(i), cells.at(i));
            objects.append(object);
            break;
        }
        case CopyFormat::Markdown:
            std::ranges::transform(cells, cells.begin(), markdownCell);
            lines << markdownRow(cells);
            break;
        }
    }
    if (format == CopyFormat::Json)
        return QString::fromUtf8(QJsonDocument(objects).toJson());
    return lines.join(format == CopyFormat::Csv ? u"\r\n"_s : u"\n"_s);
}

} // namespace Lockstep
