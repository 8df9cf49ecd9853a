// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/presentedtable.h"

#include "core/log.h"
#include "ui/widgets/actions.h"
#include "ui/words/timestyle.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QIcon>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int rawRole = Qt::UserRole;
constexpr qsizetype maxCellLength = 300;
constexpr int mostMovedRows = 2000;

bool isNumeric(PresentedColumn::Kind kind)
{
    return kind == PresentedColumn::Count || kind == PresentedColumn::Number || kind == PresentedColumn::Bytes
        || kind == PresentedColumn::Age;
}
} // namespace

PresentedTable::PresentedTable(QAbstractItemModel *source, QList<PresentedColumn> columns, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_columns(std::move(columns))
{
    Q_ASSERT(m_columns.size() == source->columnCount());
    setSortRole(rawRole);
    setSourceModel(source);
}

void PresentedTable::setFilterText(const QString &text)
{
    setFilter(Filter::parse(Filter::word(text), {}));
}

void PresentedTable::setFilter(const Filter &filter)
{
    // Ages go on while a filter stays: it is applied anew then. Otherwise the same one says the same.
    const bool isOfTime = std::ranges::any_of(filter.terms(),
        [&](const FilterTerm &term) { return term.field >= 0 && filter.fields().at(term.field).kind == FilterField::Time; });
    if (filter == m_filter && !isOfTime)
        return;
    m_filter = filter;
    // Rows that come and go one by one take quadratic time where they are scattered: seconds for a hundred thousand.
    if (sourceModel()->rowCount() > mostMovedRows) {
        Q_EMIT aboutToFilterAnew();
        invalidate();
        Q_EMIT filteredAnew();
    } else {
        invalidateRowsFilter();
    }
}

void PresentedTable::setFavourite(std::function<bool(const QModelIndex &)> isFavourite)
{
    const bool isFirst = !m_isFavourite;
    m_isFavourite = std::move(isFavourite);
    if (isFirst)
        sort(m_sortedBy, m_order);
    else
        invalidate();
}

void PresentedTable::sort(int column, Qt::SortOrder order)
{
    m_sortedBy = column;
    m_order = order;
    // The source's own order has no favourites on top: it is kept by the rows' numbers then.
    if (column < 0 && m_isFavourite)
        QSortFilterProxyModel::sort(0, Qt::AscendingOrder);
    else
        QSortFilterProxyModel::sort(column, order);
}

QVariant PresentedTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QModelIndex source = mapToSource(index);
    const PresentedColumn &column = m_columns.at(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(column, source);
    case Qt::ToolTipRole: {
        const QString plain = hint(column, source);
        return plain.isEmpty() ? QVariant() : Presentation::toolTip(plain);
    }
    case Qt::TextAlignmentRole:
        return isNumeric(column.kind) ? int(Presentation::numberAlignment) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole:
        return column.kind == PresentedColumn::Id || column.kind == PresentedColumn::Number ? Presentation::fixedFont() : QVariant();
    case Qt::ForegroundRole:
        return column.tone ? Presentation::toneColor(column.tone(source), QGuiApplication::palette()) : QVariant();
    case Qt::DecorationRole: {
        // An icon that shows nothing would still take its room.
        QIcon icon = column.icon ? column.icon(source) : QIcon();
        if (icon.isNull() && source.column() == 0 && isFavourite(source))
            icon = Presentation::icon(u"star"_s, Presentation::Tone::Notice);
        return icon.isNull() ? QVariant() : QVariant(icon);
    }
    case ViewActions::copyRole:
        return copyText(column, source);
    default:
        return QSortFilterProxyModel::data(index, role);
    }
}

QVariant PresentedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    const PresentedColumn &column = m_columns.at(section);
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::ToolTipRole && !column.explanation.isEmpty())
        return Presentation::toolTip(column.explanation);
    if (role == Qt::TextAlignmentRole)
        return isNumeric(column.kind) ? int(Presentation::numberAlignment) : int(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

bool PresentedTable::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_filter.isEmpty())
        return true;
    const QModelIndex first = sourceModel()->index(row, 0, parent);
    const auto contains = [&](const QString &word) {
        return std::ranges::any_of(m_filterColumns,
            [&](int column) { return first.siblingAtColumn(column).data(rawRole).toString().contains(word, Qt::CaseInsensitive); });
    };
    const auto value = [&](int field) { return field < m_fieldValues.size() ? m_fieldValues.at(field)(first) : QVariant(); };
    return m_filter.accepts(value, contains, QDateTime::currentMSecsSinceEpoch());
}

bool PresentedTable::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (m_isFavourite) {
        const bool first = m_isFavourite(left.siblingAtColumn(0));
        if (first != m_isFavourite(right.siblingAtColumn(0)))
            return first == (sortOrder() == Qt::AscendingOrder);
        if (m_sortedBy < 0)
            return left.row() < right.row();
    }
    const auto key = m_sortKeys.constFind(left.column());
    const QVariant a = key != m_sortKeys.cend() ? (*key)(left) : left.data(rawRole);
    const QVariant b = key != m_sortKeys.cend() ? (*key)(right) : right.data(rawRole);
    // What is not known is less than anything that is.
    if (a.isValid() != b.isValid())
        return b.isValid();
    const QPartialOrdering order = a.isValid() ? QVariant::compare(a, b) : QPartialOrdering::Equivalent;
    if (order != QPartialOrdering::Equivalent || left.column() == 0 || m_columns.constFirst().kind != PresentedColumn::Id)
        return order == QPartialOrdering::Less;
    // Equals stand by their IDs, from a to z in either order.
    const int byId = QString::compare(
        left.siblingAtColumn(0).data(rawRole).toString(), right.siblingAtColumn(0).data(rawRole).toString(), Qt::CaseInsensitive);
    return sortOrder() == Qt::AscendingOrder ? byId < 0 : byId > 0;
}

QString PresentedTable::text(const PresentedColumn &column, const QModelIndex &source) const
{
    if (column.text)
        return column.text(source);
    const QVariant raw = source.data(rawRole);
    switch (column.kind) {
    case PresentedColumn::Id:
        return Presentation::identifier(displayable(raw.toString(), maxCellLength));
    case PresentedColumn::Text:
    case PresentedColumn::Words:
        return displayable(raw.toString(), maxCellLength);
    case PresentedColumn::Count:
        return Presentation::count(raw.isValid() ? raw.toLongLong() : -1);
    case PresentedColumn::Number:
        return raw.toString();
    case PresentedColumn::Bytes:
        return Presentation::bytes(raw.isValid() ? raw.toLongLong() : -1);
    case PresentedColumn::Age:
        return TimeStyle::current().format == TimeStyle::Format::Absolute ? Presentation::secondsTime(raw.toLongLong())
                                                                          : Presentation::relativeTime(raw.toLongLong());
    }
    return {};
}

QString PresentedTable::hint(const PresentedColumn &column, const QModelIndex &source) const
{
    if (column.hint)
        return column.hint(source);
    if (column.kind == PresentedColumn::Age)
        return TimeStyle::current().format == TimeStyle::Format::Absolute && source.data(rawRole).isValid()
            ? Presentation::relativeTime(source.data(rawRole).toLongLong())
            : Presentation::absoluteTime(source.data(rawRole).toLongLong());
    return {};
}

QVariant PresentedTable::copyText(const PresentedColumn &column, const QModelIndex &source) const
{
    const QVariant raw = source.data(rawRole);
    if (column.kind == PresentedColumn::Age)
        return Presentation::absoluteTime(raw.toLongLong());
    if (column.kind == PresentedColumn::Words || (column.kind == PresentedColumn::Text && column.text))
        return text(column, source);
    return raw.isValid() ? raw.toString() : QString();
}

} // namespace Lockstep
