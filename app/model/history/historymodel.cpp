// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodel.h"

#include "domain/apiwords.h"

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
/// Rows on their way are looked at for the keys' sake only when scrolling has come to rest.
constexpr int lookDelayMs = 40;
} // namespace

HistoryModel::HistoryModel(FetchUpdates fetch, FetchOutline outline, QObject *parent)
    : QAbstractTableModel(parent)
    , m_loader(std::move(fetch), std::move(outline))
{
    connect(&m_loader, &HistoryLoader::outlineLoaded, this, &HistoryModel::takeOutline);
    connect(&m_loader, &HistoryLoader::contentsLoaded, this, &HistoryModel::takeContents);
    m_blockTimer.setSingleShot(true);
    m_blockTimer.setInterval(0);
    connect(&m_blockTimer, &QTimer::timeout, this, &HistoryModel::workOnBlocks);
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setInterval(lookDelayMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &HistoryModel::askForLooked);
    connect(&m_loader, &HistoryLoader::pageLoaded, this, &HistoryModel::takePage);
    connect(&m_loader, &HistoryLoader::newestLoaded, this, &HistoryModel::takeNewest);
    connect(&m_loader, &HistoryLoader::failed, this, &HistoryModel::takeFailure);
    m_slice.setSingleShot(true);
    m_slice.setInterval(0);
    connect(&m_slice, &QTimer::timeout, this, &HistoryModel::buildMore);
    m_timelineTimer.setSingleShot(true);
    connect(&m_timelineTimer, &QTimer::timeout, this, &HistoryModel::workOnTimeline);
    m_marksTimer.setSingleShot(true);
    connect(&m_marksTimer, &QTimer::timeout, this, &HistoryModel::workOnMarks);
}

void HistoryModel::setUser(const UserId &user)
{
    if (user == m_user)
        return;
    m_user = user;
    reload();
    Q_EMIT userChanged();
}

void HistoryModel::clear()
{
    beginResetModel();
    m_rows = {};
    m_shown.clear();
    m_builtTo = 0;
    m_contraction = {};
    m_filtering = false;
    followMarks();
    m_slice.stop();
    m_blocks.clear();
    m_blockTimer.stop();
    m_lookTimer.stop();
    m_looked = {};
    m_marks.clear();
    m_newMarks.clear();
    startTimeline();
    endResetModel();
}

void HistoryModel::reload()
{
    clear();
    setState(m_user.isEmpty() ? State::Empty : State::Loading);
    m_loader.start(m_user);
    Q_EMIT progressChanged();
}

void HistoryModel::stopLoading()
{
    m_loader.pause();
    Q_EMIT progressChanged();
}

void HistoryModel::continueLoading()
{
    m_error = {};
    if (m_state == State::Failed)
        setState(State::Loading);
    m_loader.resume();
    Q_EMIT progressChanged();
}

bool HistoryModel::isLoadingOlder() const
{
    return m_state == State::Ready && !m_rows.isComplete() && !m_loader.isPaused();
}

qint64 HistoryModel::expected() const
{
    // Numbers are dense: the newest one says how many there are.
    return m_rows.isComplete() ? m_rows.size() : m_rows.newest() - m_loader.kept().first + 1;
}

bool HistoryModel::knowsTheStart() const
{
    return m_rows.isComplete() && !m_rows.isEmpty() && m_loader.kept().isAll()
        && m_rows.item(m_rows.end() - 1).breaks.testFlag(Break::First);
}

qint64 HistoryModel::noLongerKept() const
{
    // What is here already stays here, though it may have gone from the server meanwhile.
    return m_rows.isComplete() && !m_rows.isEmpty() && !m_loader.kept().isAll() ? m_rows.oldest() - 1 : 0;
}

void HistoryModel::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void HistoryModel::handleEvent(const Inspection::Event &event)
{
    if (m_user.isEmpty())
        return;
    const bool mine = event.members.value("user_id"_L1).toString() == m_user.toString();
    if (event.type == Inspection::EventType::Gap)
        m_loader.announce(0);
    else if (event.type == Inspection::EventType::Update && mine)
        m_loader.announce(event.members.value("n"_L1).toInteger());
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

HistoryItem HistoryModel::item(int row) const
{
    const Shown &shown = m_shown[std::size_t(row)];
    if (shown.extra > plain)
        return m_rows.gap(shown.row, shown.extra);
    HistoryItem item = m_rows.item(shown.row);
    if (shown.extra < plain) {
        item.type = HistoryItem::Fold;
        item.lastRow = shown.row - shown.extra - 1;
        for (int at = item.row; at <= item.lastRow; ++at)
            item.resyncs += m_rows.isResync(at);
    }
    return item;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role != Qt::DisplayRole && role != ItemRole && role != SortRole)
        return {};
    const HistoryItem item = this->item(index.row());
    if (role == ItemRole)
        return QVariant::fromValue(item);
    switch (index.column()) {
    case Graph:
        return item.n;
    case Stream:
        return item.streamId.toString();
    case Device:
        return item.type == HistoryItem::Gap ? QString() : item.deviceId.toString();
    case Change:
        return item.type == HistoryItem::Fold ? QVariant(item.count()) : QVariant(int(item.changes.toInt()));
    case Received:
        return item.received;
    case VerdictColumn:
        return item.type == HistoryItem::Gap ? QString() : toApiName(item.verdict);
    default:
        return {};
    }
}

std::vector<LaneRow> HistoryModel::layout(int first, int count)
{
    const bool filtered = m_contraction.size() > 0;
    const auto begin = m_shown.begin() + first;
    const auto end = begin + count;
    std::vector<int> rows;
    for (auto shown = begin; shown != end; ++shown) {
        for (const int row : {shown->row, shown->extra < plain ? shown->row - shown->extra - 1 : shown->row}) {
            if (rows.empty() || rows.back() < row)
                rows.push_back(row);
        }
    }
    const std::vector<LaneRow> pictures = filtered ? m_contraction.layout(m_rows, rows) : m_rows.lanes().layout(rows);
    std::vector<LaneRow> answer;
    auto picture = pictures.begin();
    const auto seek = [&](int row, int ghost) {
        while (picture->row != row || picture->ghost != ghost)
            ++picture;
        return *picture;
    };
    for (auto shown = begin; shown != end; ++shown) {
        answer.push_back(seek(shown->row, std::max(shown->extra, plain)));
        if (shown->extra < plain) {
            // Below the fold: what leaves its oldest row, and what began within and goes on.
            const LaneRow &last = seek(shown->row - shown->extra - 1, plain);
            LaneRow &fold = answer.back();
            fold.outs = last.outs;
            for (const auto &pass : last.passes) {
                const auto same = [&](const auto &line) { return line.lane == pass.lane && line.target == pass.target; };
                if (std::ranges::none_of(fold.passes, same) && std::ranges::none_of(fold.outs, same))
                    fold.outs.push_back(pass);
            }
        }
    }
    return answer;
}

std::optional<HistoryItem> HistoryModel::resyncAt(int historyRow) const
{
    const std::optional<int> row = m_rows.resyncAt(historyRow);
    return row ? std::optional(m_rows.item(*row)) : std::nullopt;
}

QList<HistoryItem> HistoryModel::devicesAt(int historyRow) const
{
    QList<HistoryItem> devices;
    for (const int row : m_rows.devicesAt(historyRow))
        devices << m_rows.item(row);
    return devices;
}

int HistoryModel::shownRow(int historyRow, int ghost) const
{
    const auto after = std::ranges::upper_bound(
        m_shown, std::pair(historyRow, ghost), {}, [](const Shown &shown) { return std::pair(shown.row, std::max(shown.extra, plain)); });
    if (after == m_shown.begin())
        return -1;
    const auto found = after - 1;
    const bool folded = found->extra < plain && historyRow < found->row - found->extra;
    const bool same = found->row == historyRow && std::max(found->extra, plain) == ghost;
    return folded || same ? int(found - m_shown.begin()) : -1;
}

int HistoryModel::rowOfUpdate(qint64 n) const
{
    const auto row = m_rows.find(n);
    return row ? shownRow(*row) : -1;
}

bool HistoryModel::isShownBreak(int row) const
{
    const Shown &shown = m_shown[std::size_t(row)];
    return shown.extra > plain || (shown.extra == plain && m_rows.isBreak(shown.row));
}

/// Breaks and resyncs that came one right after the other: one thing that happened. Rows of the model, the last one inclusive.
std::pair<int, int> HistoryModel::incidentAround(int row) const
{
    const auto together = [this](int newer) {
        return isShownBreak(newer) && isShownBreak(newer + 1) && m_shown[std::size_t(newer) + 1].row - m_shown[std::size_t(newer)].row <= 1;
    };
    int first = row;
    int last = row;
    while (first > 0 && together(first - 1))
        --first;
    while (last + 1 < int(m_shown.size()) && together(last))
        ++last;
    return {first, last};
}

int HistoryModel::nextBreak(int row, int step) const
{
    const int rows = int(m_shown.size());
    int at = row + step;
    if (row >= 0 && row < rows && isShownBreak(row)) {
        const auto [first, last] = incidentAround(row);
        at = step > 0 ? last + 1 : first - 1;
    }
    for (; at >= 0 && at < rows; at += step) {
        if (!isShownBreak(at))
            continue;
        // The row that says most: what was never received, then an update, then a resync.
        const auto [first, last] = incidentAround(at);
        const auto weight = [this](int shownRow) {
            const Shown &shown = m_shown[std::size_t(shownRow)];
            return shown.extra > plain ? 2 : m_rows.isResync(shown.row) ? 0 : 1;
        };
        int best = first;
        for (int candidate = first; candidate <= last; ++candidate) {
            if (weight(candidate) > weight(best))
                best = candidate;
        }
        return best;
    }
    return -1;
}

int HistoryModel::parentOf(int row) const
{
    const HistoryItem from = item(row);
    if (from.type == HistoryItem::Gap)
        return -1;
    const auto named = m_rows.parents(from.lastRow);
    for (std::size_t i = 0; i < named.size(); ++i) {
        int found = -1;
        if (Lanes::isGhost(named[i])) {
            const auto [place, index] = m_rows.placeOfGhost(from.lastRow, int(i));
            found = shownRow(place, index);
        } else if (Lanes::isRow(named[i])) {
            found = shownRow(named[i]);
        }
        if (found >= 0)
            return found;
    }
    return -1;
}

int HistoryModel::childOf(int row) const
{
    const HistoryItem from = item(row);
    if (from.type == HistoryItem::Gap)
        return shownRow(from.row);
    const auto child = m_rows.child(from.row);
    return child ? shownRow(*child) : -1;
}

std::size_t HistoryModel::memory() const
{
    return m_rows.memory() + m_contraction.memory() + m_shown.capacity() * sizeof(Shown);
}

} // namespace Lockstep
