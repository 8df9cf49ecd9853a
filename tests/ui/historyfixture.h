// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"
#include "tests/model/updatetext.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"

#include <QTest>

namespace Lockstep::Test {

/// A history pane over updates from text, shown in a window.
struct HistoryFixture
{
    static constexpr int patience = 60'000;

    UpdatePages pages;
    HistoryModel model{pages.fetch()};
    HistoryPane pane{&model};
    HistoryView *view = pane.view();

    explicit HistoryFixture(const QList<DeviceListUpdate> &updates)
    {
        pages.updates = updates;
        pane.resize(900, 600);
        pane.setUser(UserId(u"@bob:remote.example"_s));
        pane.show();
    }
    explicit HistoryFixture(const QString &text)
        : HistoryFixture(updatesFromText(text))
    {
    }
    void load()
    {
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), patience);
        view->setFocus();
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view, Qt::Key(key), modifiers); }
    /// What a screen reader says of the current row.
    QString current() const
    {
        return HistoryText::spoken(model.item(view->currentRow()), model.knowsTheStart(), view->timeText(view->currentRow()));
    }
};

/// A chain of updates of one device without a break, one a second.
inline QString chainText(int from, int count)
{
    QString text;
    for (int i = from; i < from + count; ++i)
        text += u"%1 <- %2 PHONE name=n keys=k\n"_s.arg(i).arg(i - 1);
    return text;
}

} // namespace Lockstep::Test
