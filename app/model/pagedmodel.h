// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QAbstractTableModel>
#include <QSet>

#include <algorithm>
#include <optional>

namespace Lockstep {

/// A list that the server hands out in keyset pages. Rows are read as the view asks for them, one request at a time. What was
/// read stays when a later request fails; the failure is there to be shown. GUI thread.
///
/// DisplayRole and SortRole give the same raw value: an ID as text, a count or a time as a number, nothing if it is not known.
/// Words, units and colours are the business of who shows it.
class PagedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        SortRole = Qt::UserRole,
        KeyRole, ///< text that identifies the row across refreshes
        FirstOwnRole, ///< subclasses go on from here
    };
    /// No more rows than this are held; isFull() tells.
    static constexpr int maxRows = 100'000;
    /// A longer list is not read again because of an event: it only becomes outdated.
    static constexpr int maxRefreshRows = 5'000;

    explicit PagedModel(QObject *parent = nullptr);

    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    /// Forgets all rows and reads the first page: for another query.
    void restart();
    /// Reads again as many rows as there are and brings them up to date without a reset: selections and current index stay
    /// with their row. While one is under way, a second one follows it, however often it is asked for.
    void refresh();
    /// Reads the rest, as far as maxRows allows.
    void fetchAll();
    /// Forgets rows, error and what is under way; reads nothing.
    void clear();
    /// Marks the rows as not up to date, where refresh() would cost too much.
    void setOutdated();

    bool isLoading() const { return m_loading; }
    /// Whether an answer has ever arrived for the present query.
    bool hasLoaded() const { return m_loaded; }
    /// Whether every row of the server's list is here.
    bool isComplete() const { return m_loaded && m_next.isEmpty(); }
    /// Whether the server left rows out because looking further would have taken too long.
    bool isPartial() const { return m_partial; }
    bool isFull() const { return rowCount({}) >= maxRows; }
    bool isOutdated() const { return m_outdated; }
    /// Why the last request failed; nothing after a success.
    const std::optional<Error> &error() const { return m_error; }

    /// The row with this key, -1 if there is none.
    virtual int rowOfKey(const QString &key) const = 0;

Q_SIGNALS:
    /// Any of the states above changed.
    void stateChanged();
    /// The list was read from its start; \a whole: and to its end, so that what is not in it does not exist now.
    void listRead(bool whole);

protected:
    struct Answer
    {
        int items = 0; ///< as received
        QString next;
        bool partial = false;
    };

    /// Sends the request for one page; deliver() or fail() follow with this generation, unless the call is cancelled.
    virtual Http::CallHandle send(const Inspection::PageQuery &query, quint64 generation) = 0;
    virtual void dropRows() = 0;
    /// Where a refresh collects: forget it, how much it is, make it the rows.
    virtual void dropCollected() = 0;
    virtual int collected() const = 0;
    virtual void mergeCollected() = 0;

    /// Whether items of the current answer go to the collection of a refresh instead of to the rows.
    bool isRefreshing() const { return m_refreshing; }
    bool isCurrent(quint64 generation) const { return generation == m_generation; }
    void answered(const Answer &answer);
    void failed(const Error &error);

private:
    void request();
    void stop();
    void finishRefresh();

    Http::CallHandle m_call;
    quint64 m_generation = 0;
    QString m_next; ///< cursor after the rows
    QString m_after; ///< cursor of the request under way
    std::optional<Error> m_error;
    int m_emptyAnswers = 0;
    bool m_loading = false;
    bool m_loaded = false;
    bool m_partial = false;
    bool m_outdated = false;
    bool m_refreshing = false;
    bool m_refreshAgain = false;
    bool m_fetchAll = false;
};

/// The rows of a PagedModel, as values.
template <typename T>
class KeysetModel : public PagedModel
{
public:
    using PagedModel::PagedModel;

    int rowCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(m_rows.size()); }
    const T &at(int row) const { return m_rows.at(row); }
    const QList<T> &rows() const { return m_rows; }
    int rowOfKey(const QString &key) const final { return m_positions.value(key, -1); }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || index.row() >= m_rows.size())
            return {};
        const T &row = m_rows.at(index.row());
        if (role == Qt::DisplayRole || role == SortRole)
            return value(row, index.column());
        if (role == KeyRole)
            return keyOf(row);
        return {};
    }

protected:
    virtual Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<T>> done) = 0;
    virtual QString keyOf(const T &row) const = 0;
    virtual QVariant value(const T &row, int column) const = 0;
    /// Called with the rows that arrived, before they are shown.
    virtual void arrived(const QList<T> &) { }

    /// One row is read again by itself; its key must not change.
    void replace(int row, const T &item)
    {
        m_rows[row] = item;
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }

    Http::CallHandle send(const Inspection::PageQuery &query, quint64 generation) final
    {
        return requestPage(query, [this, generation](const Result<Inspection::Page<T>> &result) {
            if (!isCurrent(generation))
                return;
            if (!result) {
                failed(result.error());
                return;
            }
            arrived(result->items);
            if (isRefreshing())
                collect(result->items);
            else
                append(result->items);
            answered({.items = int(result->items.size()), .next = result->next, .partial = result->partial});
        });
    }

    void dropRows() final
    {
        if (m_rows.isEmpty())
            return;
        beginResetModel();
        m_rows.clear();
        m_positions.clear();
        endResetModel();
    }
    void dropCollected() final
    {
        m_fresh.clear();
        m_freshKeys.clear();
    }
    int collected() const final { return int(m_fresh.size()); }

    void mergeCollected() final
    {
        // Four steps, however many rows changed: what is gone moves to the end, is removed; what is new is added there, moves in.
        QList<int> order;
        order.reserve(m_rows.size());
        for (const T &row : std::as_const(m_fresh)) {
            if (const int old = m_positions.value(keyOf(row), -1); old >= 0)
                order.append(old);
        }
        const int kept = int(order.size());
        for (int row = 0; row < m_rows.size(); ++row) {
            if (!m_freshKeys.contains(keyOf(m_rows.at(row))))
                order.append(row);
        }
        rearrange(order);
        if (kept < m_rows.size()) {
            beginRemoveRows({}, kept, int(m_rows.size()) - 1);
            m_rows.resize(kept);
            indexRows();
            endRemoveRows();
        }
        QList<T> added;
        for (const T &row : std::as_const(m_fresh)) {
            if (!m_positions.contains(keyOf(row)))
                added.append(row);
        }
        append(added);
        order.clear();
        for (const T &row : std::as_const(m_fresh))
            order.append(m_positions.value(keyOf(row)));
        rearrange(order);
        m_rows = m_fresh;
        dropCollected();
        if (kept > 0)
            Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, columnCount() - 1));
    }

private:
    /// Servers may repeat a row at a page's edge when the list moves meanwhile: a key is shown once.
    void append(const QList<T> &items)
    {
        QList<T> added;
        QSet<QString> keys;
        for (const T &item : items) {
            const QString key = keyOf(item);
            if (m_rows.size() + added.size() < maxRows && !m_positions.contains(key) && !keys.contains(key)) {
                keys.insert(key);
                added.append(item);
            }
        }
        if (added.isEmpty())
            return;
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(added.size()) - 1);
        for (const T &item : std::as_const(added)) {
            m_positions.insert(keyOf(item), int(m_rows.size()));
            m_rows.append(item);
        }
        endInsertRows();
    }
    void collect(const QList<T> &items)
    {
        for (const T &item : items) {
            const QString key = keyOf(item);
            if (m_fresh.size() < maxRows && !m_freshKeys.contains(key)) {
                m_freshKeys.insert(key);
                m_fresh.append(item);
            }
        }
    }
    /// \a order: for each new row, the old one.
    void rearrange(const QList<int> &order)
    {
        if (std::ranges::is_sorted(order))
            return;
        Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        QList<int> newRow(order.size());
        QList<T> rows;
        rows.reserve(order.size());
        for (int row = 0; row < order.size(); ++row) {
            newRow[order.at(row)] = row;
            rows.append(m_rows.at(order.at(row)));
        }
        m_rows = rows;
        indexRows();
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        to.reserve(from.size());
        for (const QModelIndex &old : from)
            to.append(index(newRow.at(old.row()), old.column()));
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }
    void indexRows()
    {
        m_positions.clear();
        for (int row = 0; row < m_rows.size(); ++row)
            m_positions.insert(keyOf(m_rows.at(row)), row);
    }

    QList<T> m_rows;
    QHash<QString, int> m_positions;
    QList<T> m_fresh;
    QSet<QString> m_freshKeys;
};

/// A count or a time as raw value: nothing where the API says "not known" (-1) or "none" (0).
inline QVariant rawCount(qint64 count)
{
    return count < 0 ? QVariant() : QVariant(count);
}
inline QVariant rawTime(qint64 ms)
{
    return ms <= 0 ? QVariant() : QVariant(ms);
}

} // namespace Lockstep
