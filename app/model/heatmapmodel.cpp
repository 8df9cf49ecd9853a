// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/heatmapmodel.h"

#include "inspection/client/client.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int soonMs = 60;
constexpr qsizetype mostLines = 4'000; ///< servers whose cells are held
} // namespace

HeatMapModel::HeatMapModel(Client *client, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(soonMs);
    connect(&m_soon, &QTimer::timeout, this, &HeatMapModel::readDue);
}

void HeatMapModel::setMeasure(SeriesKind measure)
{
    if (std::exchange(m_measure, measure) != measure)
        reload();
}

void HeatMapModel::setSpan(int index)
{
    index = std::clamp(index, 0, int(std::size(spans)) - 1);
    if (std::exchange(m_span, index) != index)
        reload();
}

void HeatMapModel::setOrder(Order order)
{
    if (std::exchange(m_order, order) != order)
        sort();
}

void HeatMapModel::setSearch(const QString &text)
{
    if (std::exchange(m_search, text) != text)
        sort();
}

void HeatMapModel::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void HeatMapModel::reload()
{
    m_call.cancel();
    m_linesCall.cancel();
    m_linesCall = {};
    m_due.clear();
    const Span &span = spans[m_span];
    // Whole columns, and the one that has begun.
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 to = now;
    const qint64 from = (now / span.column + 1) * span.column - span.length;
    setState(State::Loading);
    const SeriesQuery query{.kinds = {m_measure}, .from = from, .to = to, .step = span.step, .totals = SeriesQuery::maxTotals};
    m_call = m_client->series(query, this, [this, from, to](const Result<SeriesAnswer> &answer) {
        if (answer && answer->subjects >= 0) {
            beginResetModel();
            m_from = from;
            m_to = to;
            m_lines.clear();
            m_servers = answer->totals;
            m_rows.clear();
            m_subjects = answer->subjects;
            m_problem = answer->problem;
            m_whole = -1;
            m_largest = 0;
            m_counted.clear();
            placeUntold(answer->untold);
            m_untoldSum = answer->untoldSum;
            endResetModel();
        }
        take(answer);
    });
}

void HeatMapModel::take(const Result<SeriesAnswer> &answer)
{
    if (!answer || answer->subjects < 0) {
        m_error = answer ? Error{.kind = Error::Unsupported, .text = {}} : answer.error();
        const bool isNotKept
            = m_error.kind == Error::NotFound || m_error.kind == Error::Unsupported || m_error.errcode == "M_UNRECOGNIZED"_L1;
        return setState(isNotKept ? State::NotKept : State::Failed);
    }
    const Span &span = spans[m_span];
    m_call = m_client->series({.kinds = {m_measure}, .subjects = {QString()}, .from = m_from, .to = m_to, .step = span.step}, this,
        [this](const Result<SeriesAnswer> &whole) { takeWhole(whole); });
}

/// When the gateway counted at all is seen by the whole.
void HeatMapModel::takeWhole(const Result<SeriesAnswer> &answer)
{
    m_call = {};
    if (!answer) {
        m_error = answer.error();
        return setState(State::Failed);
    }
    m_counted.fill(0, columnCount());
    m_whole = 0;
    for (const Series &series : answer->series) {
        for (const SeriesPoint &point : series.points) {
            if (const int column = columnAt(point.at); column >= 0)
                m_counted[column] += point.minutes * minuteMs;
            m_whole += point.sum;
        }
    }
    // A look stands for the time until the next.
    const qint64 looks = std::max<qint64>(1, answer->every / std::max<qint64>(1, answer->step));
    for (qint64 &time : m_counted)
        time = std::min(time * looks, spans[m_span].column);
    // When that was is not said: it may have been at any time.
    if (m_untoldSum < 0 && others() > 0)
        m_untold.fill(others());
    sort();
    setState(State::Ready);
}

void HeatMapModel::placeUntold(const QList<SeriesUntold> &all)
{
    m_untold.fill(0, columnCount());
    for (const SeriesUntold &one : all) {
        if (const int column = columnAt(one.at); column >= 0)
            m_untold[column] += one.sum;
    }
}

void HeatMapModel::sort()
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < int(m_servers.size()); ++i) {
        if (m_search.isEmpty() || m_servers.at(i).subject.contains(m_search, Qt::CaseInsensitive))
            m_rows.append(i);
    }
    if (m_order == Order::ByName)
        std::sort(m_rows.begin(), m_rows.end(), [this](int a, int b) { return m_servers.at(a).subject < m_servers.at(b).subject; });
    endResetModel();
}

int HeatMapModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int HeatMapModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(spans[m_span].length / spans[m_span].column);
}

QVariant HeatMapModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == ReadRole)
        return isRead(index.row());
    if (role != CountRole)
        return {};
    const auto number = count(index.row(), index.column());
    return number ? QVariant(*number) : QVariant();
}

std::optional<qint64> HeatMapModel::count(int row, int column) const
{
    const auto line = m_lines.constFind(server(row));
    if (line == m_lines.cend() || column < 0 || column >= m_counted.size() || m_counted.at(column) == 0)
        return {};
    const qint64 number = line->value(column);
    if (number == 0 && untold(column) > 0)
        return {}; // it may be among those that were not told apart
    return number;
}

int HeatMapModel::columnAt(qint64 ms) const
{
    const qint64 column = ms < m_from ? -1 : (ms - m_from) / spans[m_span].column;
    return column >= 0 && column < columnCount() ? int(column) : -1;
}

int HeatMapModel::rowOf(const QString &server) const
{
    const auto found = std::find_if(m_rows.cbegin(), m_rows.cend(), [&](int index) { return m_servers.at(index).subject == server; });
    return found == m_rows.cend() ? -1 : int(found - m_rows.cbegin());
}

qint64 HeatMapModel::others() const
{
    if (m_untoldSum >= 0)
        return m_untoldSum;
    qint64 listed = 0;
    for (const SeriesTotal &total : m_servers)
        listed += total.sum;
    return std::max<qint64>(0, m_whole - listed);
}

void HeatMapModel::look(int first, int count)
{
    m_due.clear();
    const int end = std::min(first + count, int(m_rows.size()));
    for (int row = std::max(0, first); row < end; ++row) {
        if (!isRead(row))
            m_due.append(server(row));
    }
    if (!m_due.isEmpty() && !m_soon.isActive() && !m_linesCall.isRunning())
        m_soon.start();
}

void HeatMapModel::readDue()
{
    if (m_due.isEmpty() || m_linesCall.isRunning() || m_state != State::Ready)
        return;
    // They may have been looked at again while they were read.
    m_due.removeIf([this](const QString &server) { return m_lines.contains(server); });
    if (m_due.isEmpty())
        return;
    const Span &span = spans[m_span];
    const qint64 fitting = std::max<qint64>(1, SeriesQuery::maxSteps / (span.length / span.step + 2));
    const QStringList asked = m_due.mid(0, std::min<qint64>(fitting, mostAtOnce));
    m_due.remove(0, asked.size());
    m_linesCall = m_client->series({.kinds = {m_measure}, .subjects = asked, .from = m_from, .to = m_to, .step = span.step}, this,
        [this, asked](const Result<SeriesAnswer> &answer) { takeLines(asked, answer); });
}

void HeatMapModel::takeLines(const QStringList &asked, const Result<SeriesAnswer> &answer)
{
    m_linesCall = {};
    if (!answer) {
        m_error = answer.error();
        m_due.clear();
        return setState(State::Failed);
    }
    if (m_lines.size() > mostLines)
        m_lines.clear();
    // Where it was counted and nothing is told of one, it had none, unless not all were told apart: see count().
    for (const QString &server : asked)
        m_lines.insert(server, {});
    for (const Series &series : answer->series) {
        const QList<qint64> columns = columnsOf(series);
        for (const qint64 one : columns)
            m_largest = std::max(m_largest, one);
        m_lines.insert(series.subject, columns);
    }
    Q_EMIT read();
    if (!m_due.isEmpty())
        m_soon.start();
}

QList<qint64> HeatMapModel::columnsOf(const Series &series) const
{
    QList<qint64> columns(columnCount(), 0);
    for (const SeriesPoint &point : series.points) {
        if (const int column = columnAt(point.at); column >= 0)
            columns[column] += point.sum;
    }
    return columns;
}

} // namespace Lockstep
