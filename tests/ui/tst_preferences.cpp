// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Preferences as they are chosen, and copying of rows.

#include "session/preferences.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences/look.h"
#include "ui/shell/preferences/preferencesdialog.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/density.h"
#include "ui/words/presentation.h"
#include "ui/words/timestyle.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class PreferencesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void changesTakeEffectAtOnce();
    void theSystemIsFollowed();
    void unknownWordsAreDefaults();
    void forgets();
    void copiesInEveryFormat();
};

void PreferencesTest::changesTakeEffectAtOnce()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    MemorySecretStore secrets;
    Look look(&settings);
    auto *window = new MainWindow({&settings, &secrets, nullptr});
    window->setAttribute(Qt::WA_DeleteOnClose, false);
    window->show();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    QTableView table;
    setUpTable(&table, u"table"_s);
    const int roomy = table.verticalHeader()->defaultSectionSize();

    QTest::keyClick(window, Qt::Key_Comma, Qt::ControlModifier);
    auto *dialog = window->findChild<PreferencesDialog *>();
    QTRY_VERIFY((dialog = window->findChild<PreferencesDialog *>()));
    dialog->findChild<QComboBox *>(u"theme"_s)->setCurrentIndex(2);
    QVERIFY(QApplication::palette().color(QPalette::Base).lightness() < 80);
    dialog->findChild<QComboBox *>(u"theme"_s)->setCurrentIndex(1);
    QVERIFY(QApplication::palette().color(QPalette::Base).lightness() > 200);
    dialog->findChild<QComboBox *>(u"density"_s)->setCurrentIndex(1);
    QVERIFY(table.verticalHeader()->defaultSectionSize() < roomy);
    dialog->findChild<QComboBox *>(u"zone"_s)->setCurrentIndex(1);
    QCOMPARE(int(TimeStyle::current().zone), int(TimeStyle::Zone::Utc));
    dialog->findChild<QComboBox *>(u"timeFormat"_s)->setCurrentIndex(1);
    QCOMPARE(int(TimeStyle::current().format), int(TimeStyle::Format::Absolute));
    QVERIFY(!dialog->findChild<QCheckBox *>(u"notify"_s)->isChecked()); // quiet, unless asked
    QVERIFY(!dialog->findChild<QCheckBox *>(u"notifyWarnings"_s)->isEnabled());
    dialog->findChild<QCheckBox *>(u"notify"_s)->click();
    QVERIFY(dialog->findChild<QCheckBox *>(u"notifyWarnings"_s)->isEnabled());
    // Escape undoes nothing.
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!window->findChild<PreferencesDialog *>());
    const Preferences kept = Preferences::of(settings);
    QVERIFY(kept.utc && kept.absoluteTimes && kept.notify && kept.theme == Preferences::Theme::Light
        && kept.density == Preferences::Density::Compact);
    QCOMPARE(settings.preference(u"time/zone"_s).toString(), u"utc"_s);
    // All as it came, with one button.
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    QTest::keyClick(window, Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY((dialog = window->findChild<PreferencesDialog *>()));
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::RestoreDefaults)->click();
    QCOMPARE(Preferences::of(settings), Preferences());
    QCOMPARE(TimeStyle::current(), TimeStyle());
    QCOMPARE(table.verticalHeader()->defaultSectionSize(), roomy);
    delete window;
}

void PreferencesTest::theSystemIsFollowed()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    Look look(&settings);
    const auto isDark = [] { return QApplication::palette().color(QPalette::Base).lightness() < 80; };
    QWidget window;
    QLabel *quiet = Presentation::plainLabel(u"x"_s, &window);
    Presentation::setQuiet(quiet);
    window.show();
    const QColor before = quiet->palette().color(QPalette::WindowText);
    look.setDesktop(Look::Desktop::Dark);
    QVERIFY(isDark());
    QTRY_VERIFY(quiet->palette().color(QPalette::WindowText).lightness() > before.lightness());
    QVERIFY(quiet->palette().color(QPalette::Window).lightness() < 80);
    settings.setPreference(u"look/theme"_s, u"light"_s);
    QVERIFY(!isDark());
    settings.setPreference(u"look/theme"_s, u"system"_s);
    QVERIFY(isDark());
    look.setDesktop(Look::Desktop::Light);
    QVERIFY(!isDark());
}

void PreferencesTest::unknownWordsAreDefaults()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    for (const QString &key : {u"look/theme"_s, u"look/density"_s, u"time/zone"_s, u"time/format"_s})
        settings.setPreference(key, u"<b>\u202e"_s);
    QCOMPARE(Preferences::of(settings), Preferences());
}

void PreferencesTest::forgets()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    settings.setHeaderState(u"users-list-4"_s, "x"_ba);
    settings.setWindowGeometry(u"main"_s, "x"_ba);
    settings.setUiValue(u"filters/users-list"_s, QStringList{u"a"_s, u"b"_s});
    settings.setUiValue(u"palette/recent"_s, QStringList{u"a"_s});
    settings.setUiValue(u"page"_s, u"users"_s);
    settings.setPreference(u"favourites/hs/users"_s, QStringList{u"@a:b"_s});
    settings.forgetLayout();
    QVERIFY(settings.headerState(u"users-list-4"_s).isEmpty() && settings.windowGeometry(u"main"_s).isEmpty());
    settings.forgetHabits();
    QVERIFY(!settings.uiValue(u"filters/users-list"_s).isValid() && !settings.uiValue(u"palette/recent"_s).isValid());
    QCOMPARE(settings.uiValue(u"page"_s).toString(), u"users"_s);
    QVERIFY(settings.preference(u"favourites/hs/users"_s).isValid());
}

void PreferencesTest::copiesInEveryFormat()
{
    QStandardItemModel model(2, 3);
    model.setHorizontalHeaderLabels({u"User"_s, u"State"_s, u"Hidden"_s});
    model.setItem(0, 0, new QStandardItem(u"=cmd|' /C calc'!A0"_s));
    model.setItem(0, 1, new QStandardItem(u"a|b\n<script>"_s));
    model.setItem(1, 0, new QStandardItem(u"@ann:hs"_s));
    model.setItem(1, 1, new QStandardItem(u"\u202egap"_s));
    QTableView view;
    setUpTable(&view, u"view"_s);
    ViewActions *actions = ViewActions::install(&view);
    view.setModel(&model);
    view.setColumnHidden(2, true);
    view.horizontalHeader()->moveSection(1, 0);
    const auto copied = [&](CopyFormat format) {
        actions->copyAs(format);
        return QApplication::clipboard()->text();
    };
    QApplication::clipboard()->setText(u"before"_s);
    QCOMPARE(copied(CopyFormat::Csv), u"before"_s); // nothing is selected
    view.selectAll();
    QCOMPARE(copied(CopyFormat::Text), u"a|b <script>\t=cmd|' /C calc'!A0\n\u202egap\t@ann:hs"_s);
    const QString csv = copied(CopyFormat::Csv);
    QVERIFY2(csv.startsWith(u"State,User\r\n\"a|b\n<script>\",\"'=cmd|' /C calc'!A0\"\r\n"_s), qPrintable(csv));
    QVERIFY(csv.endsWith(u"\"'@ann:hs\""_s)); // a formula for some
    const QJsonArray json = QJsonDocument::fromJson(copied(CopyFormat::Json).toUtf8()).array();
    QCOMPARE(json.size(), 2);
    QCOMPARE(json.at(0)[u"User"].toString(), u"=cmd|' /C calc'!A0"_s);
    QCOMPARE(json.at(0).toObject().size(), 2);
    const QString markdown = copied(CopyFormat::Markdown);
    QCOMPARE(markdown.split(u'\n').size(), 4);
    QVERIFY2(markdown.startsWith(u"| State | User |\n| --- | --- |\n| a\\|b \\<script\\> |"_s), qPrintable(markdown));
    QVERIFY(!markdown.contains(QChar(0x202e)));
    QVERIFY(markdown.contains(u"\\@ann:hs"_s)); // nobody is called by it
}

QTEST_MAIN(PreferencesTest)
#include "tst_preferences.moc"
