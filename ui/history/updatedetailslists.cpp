// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The device list as it was at a row, and what differs between two rows.

#include "core/log.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyviewtext.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
constexpr int maxShownDevices = 2000;
} // namespace

/// What a resync fetched is not part of the record: the list after it may differ from what the updates tell.
QString UpdateDetails::resyncNote(const HistoryItem &from, const HistoryItem *downTo) const
{
    const std::optional<HistoryItem> resync = m_model->resyncAt(from.row);
    if (!resync || (downTo && resync->row >= downTo->row))
        return {};
    return u' '
        + tr("The resync of %1 fetched a whole list that is not recorded: other devices may have come or gone with it.")
              .arg(HistoryText::exactTime(resync->received, m_times.utc));
}

void UpdateDetails::showList(const HistoryItem &item)
{
    m_list->clear();
    m_list->setHeaderLabels({tr("Device"), tr("Name"), tr("Last update"), tr("Received")});
    QList<QTreeWidgetItem *> rows;
    const QList<HistoryItem> devices = m_model->devicesAt(item.row);
    for (const HistoryItem &device : devices) {
        if (device.deleted || rows.size() >= maxShownDevices)
            continue;
        rows << new QTreeWidgetItem({displayable(device.deviceId.toString()), displayable(device.displayName),
            displayable(device.streamId.toString(), 40), HistoryText::exactTime(device.received, m_times.utc)});
    }
    m_list->addTopLevelItems(rows);
    m_list->header()->resizeSections(QHeaderView::ResizeToContents);
    QString note = tr("%n device(s) by the recorded updates up to here.", nullptr, int(rows.size()));
    if (!m_model->isComplete())
        note += u' ' + tr("Older updates are still being loaded.");
    else if (!m_model->knowsTheStart())
        note += u' ' + tr("Devices without an update since recording began are not among them.");
    note += resyncNote(item, nullptr);
    m_listNote->setText(note);
}

void UpdateDetails::showComparison(const HistoryItem &one, const HistoryItem &other)
{
    const HistoryItem &newer = one.row < other.row ? one : other;
    const HistoryItem &older = one.row < other.row ? other : one;
    QHash<QString, HistoryItem> before;
    for (const HistoryItem &device : m_model->devicesAt(older.row))
        before.insert(device.deviceId.toString(), device);
    m_list->clear();
    m_list->setHeaderLabels({tr("Device"), tr("What changed"), tr("Name before"), tr("Name after")});
    QList<QTreeWidgetItem *> rows;
    const QList<HistoryItem> after = m_model->devicesAt(newer.row);
    for (const HistoryItem &device : after) {
        const auto old = before.constFind(device.deviceId.toString());
        const bool was = old != before.constEnd() && !old->deleted;
        QString change;
        if (device.deleted)
            change = was ? tr("removed") : QString();
        else if (!was)
            change = old == before.constEnd() ? tr("added") : tr("back again");
        else if (device.row != old->row)
            change = HistoryText::changes(
                m_model->changesBetween(newer.row, older.row, device.deviceId) & ~HistoryChanges(HistoryChange::Same), true);
        if (!change.isEmpty() && rows.size() < maxShownDevices)
            rows << new QTreeWidgetItem({displayable(device.deviceId.toString()), change, was ? displayable(old->displayName) : QString(),
                device.deleted ? QString() : displayable(device.displayName)});
    }
    m_list->addTopLevelItems(rows);
    m_list->header()->resizeSections(QHeaderView::ResizeToContents);
    //: %1 and %2 are stream_ids
    m_listNote->setText(tr("%n device(s) changed between %1 and %2, by the recorded updates.", nullptr, int(rows.size()))
                            .arg(displayable(older.streamId.toString(), 40), displayable(newer.streamId.toString(), 40))
        + resyncNote(newer, &older));
}

} // namespace Lockstep
