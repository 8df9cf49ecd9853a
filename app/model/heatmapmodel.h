// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/series.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <optional>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// What other servers did, by time: a row for each, a column for each stretch of time, and in the cells how many updates, resyncs or
/// failures there were. Who they are is read at once; what they did, of the rows that are looked at. A stretch in which the gateway did not
/// count is not known, which is something else than none; nor is it known what a server without a count had in a stretch in which there
/// were more than the gateway could tell apart. Raw values; words and colours are the view's. GUI thread.
class HeatMapModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class State { Empty, Loading, Ready, Failed, NotKept };
    Q_ENUM(State)
    enum class Order { ByCount, ByName };
    enum Role {
        CountRole = Qt::UserRole + 1, ///< how many; nothing if that is not known, or not read yet
        ReadRole, ///< whether it was read
    };
    /// A range and its columns.
    struct Span
    {
        qint64 length; ///< ms
        qint64 column; ///< width of one, ms: a multiple of step
        qint64 step; ///< that is asked for
    };
    static constexpr qint64 minuteMs = 60'000, hourMs = 60 * minuteMs, dayMs = 24 * hourMs;
    static constexpr Span spans[]{
        {hourMs, minuteMs, Inspection::seriesSteps[0]},
        {dayMs, 10 * minuteMs, Inspection::seriesSteps[1]},
        {7 * dayMs, hourMs, Inspection::seriesSteps[1]},
        {30 * dayMs, 6 * hourMs, Inspection::seriesSteps[2]},
        {365 * dayMs, 3 * dayMs, Inspection::seriesSteps[2]},
    };
    /// Servers of one call are as many as fit into an answer, and no more than this.
    static constexpr int mostAtOnce = 50;

    explicit HeatMapModel(Inspection::Client *client, QObject *parent = nullptr);

    Inspection::SeriesKind measure() const { return m_measure; }
    /// One that is counted.
    void setMeasure(Inspection::SeriesKind measure);
    int span() const { return m_span; }
    void setSpan(int index);
    void setOrder(Order order);
    Order order() const { return m_order; }
    /// Only servers with this text in their names.
    void setSearch(const QString &text);
    /// Reads all again, up to now.
    void reload();

    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    /// Why the gateway does not keep them at present; empty: it does.
    const QString &problem() const { return m_problem; }
    bool isSettled() const { return m_state != State::Loading && !m_linesCall.isRunning() && m_due.isEmpty(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    QString server(int row) const { return m_servers.at(m_rows.at(row)).subject; }
    /// All that it had in the range.
    qint64 total(int row) const { return m_servers.at(m_rows.at(row)).sum; }
    /// Nothing: not known, or not read yet.
    std::optional<qint64> count(int row, int column) const;
    bool isRead(int row) const { return m_lines.contains(server(row)); }
    /// What was counted in the column and is no server's: of one that has a count there may be more.
    qint64 untold(int column) const { return m_untold.value(column); }
    /// How much of the column's time was counted, ms.
    qint64 counted(int column) const { return m_counted.value(column); }
    qint64 from(int column) const { return m_from + column * spans[m_span].column; }
    qint64 to(int column) const { return std::min(m_to, from(column) + spans[m_span].column); }
    int columnAt(qint64 ms) const;
    int rowOf(const QString &server) const;
    /// Of all servers, those that are not listed too; -1: not known.
    qint64 whole() const { return m_whole; }
    /// What the gateway could not tell apart by server, or did not list.
    qint64 others() const;
    /// How many servers had any; they may be more than are listed.
    qint64 servers() const { return m_subjects; }
    /// The largest count of a cell that was read.
    qint64 largest() const { return m_largest; }

    /// These rows are looked at: they are read, soon, instead of others that wait.
    void look(int first, int count);

Q_SIGNALS:
    void stateChanged();
    /// Cells were read.
    void read();

private:
    void setState(State state);
    void take(const Result<Inspection::SeriesAnswer> &answer);
    void takeWhole(const Result<Inspection::SeriesAnswer> &answer);
    void readDue();
    void takeLines(const QStringList &asked, const Result<Inspection::SeriesAnswer> &answer);
    void placeUntold(const QList<Inspection::SeriesUntold> &all);
    void sort();
    QList<qint64> columnsOf(const Inspection::Series &series) const;

    Inspection::Client *m_client;
    Inspection::SeriesKind m_measure = Inspection::SeriesKind::Updates;
    int m_span = 1;
    Order m_order = Order::ByCount;
    QString m_search;
    State m_state = State::Empty;
    Error m_error;
    QString m_problem;
    qint64 m_from = 0, m_to = 0;
    QList<Inspection::SeriesTotal> m_servers; ///< the largest first
    QList<int> m_rows; ///< indexes into m_servers
    qint64 m_subjects = 0;
    qint64 m_whole = -1;
    qint64 m_largest = 0;
    QList<qint64> m_counted; ///< by column
    QList<qint64> m_untold; ///< by column
    qint64 m_untoldSum = -1; ///< of what is no server's; -1: an older gateway does not say
    QHash<QString, QList<qint64>> m_lines; ///< by server: counts by column
    QStringList m_due;
    QTimer m_soon;
    Http::CallHandle m_call, m_linesCall;
};

} // namespace Lockstep
