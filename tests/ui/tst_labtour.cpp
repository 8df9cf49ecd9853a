// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The tour of the lab, in a real lab.

#include "session/secrets.h"
#include "session/settings.h"
#include "ui/lab/labstart.h"
#include "ui/lab/labtour.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 30'000;
}

class LabTourTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leadsThroughFiveSteps();
};

void LabTourTest::leadsThroughFiveSteps()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    MemorySecretStore secrets;
    const QPointer<MainWindow> window = new MainWindow({&settings, &secrets, nullptr});
    window->setAttribute(Qt::WA_DeleteOnClose, false);
    window->resize(1280, 800);
    window->show();
    LabStart lab(window, u"healthy"_s);
    QSignalSpy over(&lab, &LabStart::tourOver);
    lab.offerTour();
    lab.start();
    QTRY_VERIFY_WITH_TIMEOUT(window->page(u"users"_s), patience);
    auto *tour = window->findChild<LabTour *>();
    QVERIFY(tour);
    QTRY_VERIFY(tour->isVisible());
    QCOMPARE(tour->step(), 0);
    auto *next = tour->findChild<QPushButton *>(u"tourNext"_s);
    const auto text = [tour] { return tour->findChild<QLabel *>(u"tourText"_s)->text(); };
    auto *users = qobject_cast<UsersPage *>(window->page(u"users"_s));
    next->click();
    QVERIFY(users->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(users->pane()->user().toString(), u"@bob:beta.lab"_s, patience);
    next->click();
    QVERIFY(text().contains(u"never arrives"_s));
    next->click();
    QTRY_COMPARE_WITH_TIMEOUT(users->pane()->user().toString(), u"@carl:beta.lab"_s, patience);
    next->click();
    QVERIFY(window->page(u"overview"_s)->isVisible());
    next->click();
    QCOMPARE(tour->step(), LabTour::steps);
    QVERIFY(over.isEmpty());
    next->click();
    QVERIFY(!tour->isVisible());
    QCOMPARE(over.size(), 1);
    delete window;
}

QTEST_MAIN(LabTourTest)
#include "tst_labtour.moc"
