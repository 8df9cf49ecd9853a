// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/scenario.h"
#include "ui/lab/scenariowords.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// What translators see is what the scenarios say.
class ScenarioWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsKnown()
    {
        for (const Lab::Scenario &scenario : Lab::Scenario::builtIn())
            for (const QString &text : {scenario.title, scenario.text})
                QVERIFY2(isKnownScenarioText(text), qPrintable(scenario.name + u": "_s + text));
    }
    void anyOtherTextStaysAsItIs()
    {
        QVERIFY(!isKnownScenarioText(u"A scenario of my own"_s));
        QCOMPARE(scenarioWords(u"A scenario of my own"_s), u"A scenario of my own"_s);
    }
};

QTEST_GUILESS_MAIN(ScenarioWordsTest)

#include "tst_scenariowords.moc"
