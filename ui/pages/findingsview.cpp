// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/findingsview.h"

#include "core/log.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/presentation.h"

#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int updateRole = Qt::UserRole;
constexpr qsizetype maxTextLength = 800;
constexpr int maxFindings = 500;
} // namespace

FindingsView::FindingsView(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_stack(new StateStack(m_list, this))
{
    m_list->setObjectName(u"users-findings"_s);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    m_list->setTextElideMode(Qt::ElideNone);
    m_list->setSpacing(6);
    giveRoom(m_list);
    m_list->setIconSize(QSize(16, 16));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setAccessibleName(tr("Findings"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    const auto open = [this] {
        if (const QListWidgetItem *item = m_list->currentItem(); item && item->data(updateRole).toLongLong() > 0)
            Q_EMIT updateRequested(item->data(updateRole).toLongLong());
    };
    connect(m_list, &QListWidget::itemActivated, this, open);
    ViewActions::install(m_list)->setMenuFiller([this, open](QMenu *menu) {
        const QListWidgetItem *item = m_list->currentItem();
        menu->addAction(Presentation::icon(u"history"_s), tr("Show in the history"), this, open)
            ->setEnabled(item && item->data(updateRole).toLongLong() > 0);
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void FindingsView::setFindings(const QList<Finding> &findings)
{
    QList<Finding> sorted = findings.mid(0, maxFindings);
    std::ranges::stable_sort(
        sorted, std::greater{}, [](const Finding &finding) { return int(Presentation::severityTone(finding.severity)); });
    m_list->clear();
    for (const Finding &finding : std::as_const(sorted)) {
        auto *item = new QListWidgetItem(Presentation::severityIcon(finding.severity), displayable(finding.text, maxTextLength), m_list);
        item->setData(updateRole, finding.n);
        if (finding.n > 0)
            item->setToolTip(Presentation::toolTip(tr("Enter or a double click shows the update in the history.")));
    }
    if (findings.isEmpty())
        m_stack->showEmpty(tr("Nothing to report"), tr("Neither the list nor its recorded history contradicts itself."));
    else
        m_stack->showContent();
}

} // namespace Lockstep
