// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/density.h"

#include <QApplication>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace Lockstep {

namespace {
constexpr int roomyPadding = 10;
constexpr int compactPadding = 3;
constexpr int iconSize = 16;
const char *const applicationProperty = "lockstepCompactRows";
const char *const tableProperty = "lockstepFollowsDensity";
} // namespace

bool hasCompactRows()
{
    return qApp && qApp->property(applicationProperty).toBool();
}

void setCompactRows(bool compact)
{
    if (compact == hasCompactRows())
        return;
    qApp->setProperty(applicationProperty, compact);
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (auto *table = qobject_cast<QTableView *>(widget); table && table->property(tableProperty).toBool())
            followDensity(table);
    }
}

int rowHeightOf(const QTableView *table)
{
    return std::max(table->fontMetrics().height(), iconSize) + (hasCompactRows() ? compactPadding : roomyPadding);
}

void followDensity(QTableView *table)
{
    table->setProperty(tableProperty, true);
    table->verticalHeader()->setMinimumSectionSize(1); // the style's own may be more than a compact row
    table->verticalHeader()->setDefaultSectionSize(rowHeightOf(table));
}

} // namespace Lockstep
