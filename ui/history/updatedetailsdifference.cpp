// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A device before and after an update.

#include "core/log.h"
#include "ui/history/devicedifference.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/widgets/actions.h"
#include "ui/words/presentation.h"

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace Lockstep {

using namespace Qt::StringLiterals;

void UpdateDetails::setUpDifference()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    setUpTree(m_difference, u"history/difference"_s);
    ViewActions::install(m_difference);
    m_difference->setRootIsDecorated(false);
    m_difference->setFrameShape(QFrame::NoFrame);
    m_difference->setAccessibleName(tr("The device before and after the update"));
    m_difference->setHeaderLabels({tr("Property"), tr("Before"), tr("After")});
    column->addWidget(m_differenceNote);
    column->addWidget(m_difference, 1);
    m_tabs->addTab(page, tr("Before and after"));
}

void UpdateDetails::showDifference(const HistoryItem &item)
{
    const bool update = item.type == HistoryItem::Update && item.kind == UpdateKind::Update;
    qint64 before = update ? m_model->updateBefore(item.row).value_or(0) : 0;
    qint64 after = item.n;
    // Of two rows that are compared, if both are of this device, what lies between them.
    if (update && m_compared.isValid() && m_compared != m_row) {
        const HistoryItem other = m_model->item(m_compared.row());
        if (other.type == HistoryItem::Update && other.kind == UpdateKind::Update && other.deviceId == item.deviceId) {
            before = std::min(item.n, other.n);
            after = std::max(item.n, other.n);
        }
    }
    if (!update) {
        m_difference->clear();
        m_differenceNote->setText(tr("This row is no update of a device."));
        m_shownDifference = {};
        return;
    }
    if (m_shownDifference == std::pair(before, after))
        return;
    m_shownDifference = {before, after};
    m_difference->clear();
    m_differenceNote->setText(tr("Loading \u2026"));
    const auto fail = [this](const Error &error) {
        m_shownDifference = {};
        m_differenceNote->setText(error.text);
    };
    m_model->wantUpdate(after, [self = QPointer(this), before, after, fail](const Result<DeviceListUpdate> &newer) {
        if (!self || self->m_shownDifference != std::pair(before, after))
            return;
        if (!newer)
            return fail(newer.error());
        if (before == 0)
            return self->fillDifference(nullptr, *newer);
        self->m_model->wantUpdate(before, [self, before, after, fail, newer = *newer](const Result<DeviceListUpdate> &older) {
            if (!self || self->m_shownDifference != std::pair(before, after))
                return;
            if (older)
                self->fillDifference(&*older, newer);
            else
                fail(older.error());
        });
    });
}

void UpdateDetails::fillDifference(const DeviceListUpdate *before, const DeviceListUpdate &after)
{
    m_difference->clear();
    const QString device = displayable(after.deviceId.toString(), 80);
    if (!after.contentKnown) {
        m_differenceNote->setText(tr("The source gave the ids of this update alone, not what it says of %1.").arg(device));
        return;
    }
    int changed = 0;
    QList<QTreeWidgetItem *> rows;
    const QColor quiet = Presentation::toneColor(Presentation::Tone::Quiet, palette());
    const QList<DeviceDifference> differences = DeviceDifference::of(before, after);
    for (const DeviceDifference &one : differences) {
        auto *row = new QTreeWidgetItem({one.property, before ? one.before : QString(), one.after});
        const bool differs = before && one.differs();
        changed += differs ? 1 : 0;
        for (int column = 0; column < 3; ++column) {
            row->setToolTip(column, Presentation::toolTip(row->text(column)));
            if (differs) {
                QFont strong = m_difference->font();
                strong.setWeight(QFont::DemiBold);
                row->setFont(column, strong);
            } else if (before) {
                row->setForeground(column, quiet);
            }
        }
        // What changed first, and what stayed below.
        rows.insert(differs ? changed - 1 : rows.size(), row);
    }
    m_difference->addTopLevelItems(rows);
    m_difference->resizeColumnToContents(0);
    if (!before)
        m_differenceNote->setText(m_model->isComplete()
                ? tr("No update of %1 before this one is recorded with its content.").arg(device)
                : tr("No update of %1 before this one, with its content, is among what is loaded so far.").arg(device));
    else
        //: two times
        m_differenceNote->setText(
            (changed < DeviceDifference::most ? tr("%1: %n difference(s) between %2 and %3.", nullptr, changed)
                                              : tr("%1: at least %n difference(s) between %2 and %3.", nullptr, changed))
                .arg(device, HistoryText::exactTime(before->received, m_times.utc), HistoryText::exactTime(after.received, m_times.utc)));
}

} // namespace Lockstep
