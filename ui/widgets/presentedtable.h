// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/typed/filterlanguage.h"
#include "ui/words/presentation.h"

#include <QHash>
#include <QSortFilterProxyModel>

#include <functional>

namespace Lockstep {

/// How one column of a model with raw values is shown. Functions get an index of the source model; what they return is plain text.
struct PresentedColumn
{
    enum Kind {
        Text, ///< as it is, made displayable
        Id, ///< the same, monospaced
        Count, ///< right-aligned, with the locale's separators
        Number, ///< right-aligned, verbatim: stream ids
        Bytes,
        Age, ///< a point in time, relative to now; the exact one in the tool tip
        Words, ///< text() decides
    };
    using TextOf = std::function<QString(const QModelIndex &)>;

    QString title;
    QString explanation = {}; ///< tool tip of the header
    Kind kind = Text;
    int width = 120;
    TextOf text = {}; ///< instead of the kind's own
    TextOf hint = {};
    std::function<Presentation::Tone(const QModelIndex &)> tone = {};
    std::function<QIcon(const QModelIndex &)> icon = {};
    bool hidden = false; ///< at first; the header's menu shows it
};

/// Words, units, alignment, fonts and colours over a model of raw values whose SortRole is Qt::UserRole; sorts by those values and
/// filters by a text. Columns are the source's, one to one.
class PresentedTable : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    PresentedTable(QAbstractItemModel *source, QList<PresentedColumn> columns, QObject *parent = nullptr);

    const QList<PresentedColumn> &columns() const { return m_columns; }
    /// What a row has for a field of the filter; \a row: its first cell in the source model.
    using FieldValue = std::function<QVariant(const QModelIndex &row)>;
    /// For each of the fields that filters are made of.
    void setFieldValues(QList<FieldValue> values) { m_fieldValues = std::move(values); }
    /// Rows that fit. A word has to be contained in the raw text of one of the filter's columns.
    void setFilter(const Filter &filter);
    const Filter &filter() const { return m_filter; }
    /// A filter of words alone.
    void setFilterText(const QString &text);
    QString filterText() const { return m_filter.text(); }
    /// These rows stand above all others, in whatever order; \a row as above. Call it again when the answer has changed.
    void setFavourite(std::function<bool(const QModelIndex &row)> isFavourite);
    bool isFavourite(const QModelIndex &sourceRow) const { return m_isFavourite && m_isFavourite(sourceRow); }
    /// What a column sorts by instead of its raw value.
    void setSortKey(int column, std::function<QVariant(const QModelIndex &)> key) { m_sortKeys.insert(column, std::move(key)); }
    void setFilterColumns(const QList<int> &columns) { m_filterColumns = columns; }

    void sort(int column, Qt::SortOrder order) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// A filter of a long list: rows are not told one by one, so that views keep what is selected by themselves; see KeptSelection.
    void aboutToFilterAnew();
    void filteredAnew();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString text(const PresentedColumn &column, const QModelIndex &source) const;
    QString hint(const PresentedColumn &column, const QModelIndex &source) const;
    QVariant copyText(const PresentedColumn &column, const QModelIndex &source) const;

    QList<PresentedColumn> m_columns;
    QHash<int, std::function<QVariant(const QModelIndex &)>> m_sortKeys;
    QList<int> m_filterColumns;
    Filter m_filter;
    QList<FieldValue> m_fieldValues;
    std::function<bool(const QModelIndex &)> m_isFavourite;
    int m_sortedBy = -1; ///< -1: the source's own order
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace Lockstep
