// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Findings as the window tells them: in its own language, with times and counts, and with links that lead on.

#include "domain/findings.h"
#include "model/history/historymodel.h"
#include "session/settings.h"
#include "tests/ui/pagesfixture.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/users/findingdelegate.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/words/findingwords.h"

#include <QDateTime>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

using FindingWords::Target;

namespace {
const UserId bob(u"@bob:remote.example"_s);
constexpr qint64 clockMs = 1'700'000'000'000;

Device device(const QString &id, SignatureState self, CrossSignatureState cross)
{
    Device result;
    result.deviceId = DeviceId(id);
    result.selfSignature = self;
    result.crossSignature = cross;
    return result;
}

/// Facts from which every kind of finding comes once.
QList<FindingFacts> everything()
{
    FindingFacts facts;
    facts.user = bob;
    for (int bit = 0; bit < 16; ++bit)
        facts.newest.insert(Break(quint16(1u << bit)), bit + 1);
    facts.newestFailedResync = 20;
    facts.newestMalformed = 21;
    facts.isServerFailing = true;
    facts.fetchesInVain = 12;
    using S = SignatureState;
    using C = CrossSignatureState;
    facts.list.devices = {device(u"A"_s, S::Invalid, C::RefuseIdCollision), device(u"B"_s, S::Missing, C::CrossSignatureInvalid),
        device(u"C"_s, S::IdMismatch, C::CrossSigningInvalid), device(u"D"_s, S::NoKeys, C::CrossSigningIncomplete),
        device(u"E"_s, S::Valid, C::NotCrossSigned)};
    facts.hasUnusableKeys = facts.hasBrokenCrossSigning = true;
    QList<FindingFacts> all{facts};
    for (const bool open : {false, true}) {
        FindingFacts gap;
        gap.user = bob;
        gap.openGap = 5;
        if (open)
            gap.missing = {StreamId(qint64(108))};
        all << gap;
    }
    for (int i = 0; i <= int(FetchCause::TooManyDevices); ++i) {
        for (const int kind : {0, 1, 2, 3}) {
            FindingFacts stale;
            stale.user = bob;
            stale.isStale = kind < 3;
            stale.isTracked = kind == 0;
            stale.isLeftOver = kind == 2;
            stale.isServerFailing = kind == 3;
            stale.trouble = {.cause = FetchCause(i), .error = u"the answer %1 %2"_s, .since = 1, .last = 2, .tries = 3};
            all << stale;
            stale.trouble = {};
            all << stale;
        }
    }
    FindingFacts orphaned;
    orphaned.user = bob;
    orphaned.isTracked = false;
    orphaned.hasDevices = true;
    return all << orphaned;
}
} // namespace

class FindingsViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindHasWords();
    void whatIsNotKnownIsQuoted();
    void remoteTextStaysText();
    void timesAndCounts();
    void showsAndLeadsOn();
    void leadsToItsIncident();
};

/// The gateway's English is for what this version does not know.
void FindingsViewTest::everyKindHasWords()
{
    Inspection::UserSummary user;
    user.userId = bob;
    QSet<QString> ids;
    for (const FindingFacts &facts : everything()) {
        for (const Finding &finding : findingsOf(facts)) {
            ids << finding.id;
            Finding elsewhere = finding;
            elsewhere.text = u"gateway's own"_s;
            const QString text = FindingWords::text(elsewhere, user, facts.list.devices);
            QVERIFY2(text != elsewhere.text && text.endsWith(u'.') && text.size() > 30, qPrintable(finding.id + u": "_s + text));
            QVERIFY2(!FindingWords::basisText(finding).isEmpty(), qPrintable(finding.id));
            const Target target = FindingWords::target(finding);
            QVERIFY2(target != Target::None && !FindingWords::linkText(target, user).isEmpty(), qPrintable(finding.id));
            for (const DeviceId &id : FindingWords::devicesOf(finding, facts.list.devices))
                QVERIFY2(text.contains(u' ' + id.toString()), qPrintable(finding.id + u": "_s + text));
            if (!finding.error.isEmpty() && finding.id == u"stale" && finding.cause == FetchCause::Declined)
                QVERIFY2(text.contains(u"“the answer %1 %2”"_s), qPrintable(text));
        }
    }
    QVERIFY2(ids.size() >= 28, qPrintable(QString::number(ids.size())));
}

void FindingsViewTest::whatIsNotKnownIsQuoted()
{
    Inspection::UserSummary user;
    user.userId = bob;
    const Finding newer{.id = u"eclipse"_s, .severity = Severity::Warning, .text = u"The moon is in the way."_s};
    QCOMPARE(FindingWords::text(newer, user), newer.text);
    const Finding cause{.id = u"stale"_s, .severity = Severity::Error, .text = u"Because of the moon."_s, .cause = FetchCause::Unknown};
    QCOMPARE(FindingWords::text(cause, user), cause.text);
    const Finding nameless{.id = u"no_keys"_s, .severity = Severity::Info, .text = u"Nothing can be encrypted for A."_s};
    QCOMPARE(FindingWords::text(nameless, user), nameless.text);
}

void FindingsViewTest::remoteTextStaysText()
{
    Inspection::UserSummary user;
    user.userId = UserId(u"@bob:%1%2.example"_s);
    const Finding finding{.id = u"signature_invalid"_s, .severity = Severity::Error, .text = {}};
    QList<Device> devices(7, device(u"%1\u202Edlo"_s, SignatureState::Invalid, CrossSignatureState::Unchecked));
    devices.append(device(u"FINE"_s, SignatureState::Valid, CrossSignatureState::Unchecked));
    const QString text = FindingWords::text(finding, user, devices);
    QVERIFY2(text.contains(u"%1%2.example"_s), qPrintable(text));
    QVERIFY2(!text.contains(QChar(0x202e)), qPrintable(text));
    QVERIFY2(!text.contains(u"FINE"_s), qPrintable(text));
    QVERIFY2(text.contains(u"and 2 more"_s), qPrintable(text));
}

void FindingsViewTest::timesAndCounts()
{
    Finding finding{.id = u"gap"_s, .severity = Severity::Error, .text = {}, .n = 7};
    QCOMPARE(FindingWords::seenText(finding), QString());
    const auto at = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms); };
    finding.since = clockMs - 600'000;
    QCOMPARE(FindingWords::seenText(finding, clockMs), u"Since %1"_s.arg(at(finding.since).toString(u"HH:mm:ss"_s)));
    finding.count = 4;
    finding.last = clockMs - 1'000;
    const QString seen = FindingWords::seenText(finding, clockMs);
    QVERIFY2(seen.contains(u"seen 4 time"_s) && seen.contains(at(finding.last).toString(u"HH:mm:ss"_s)), qPrintable(seen));
    finding.since = clockMs - 3 * 86'400'000LL;
    QVERIFY(FindingWords::seenText(finding, clockMs).contains(u"(3 d)"_s));
}

void FindingsViewTest::showsAndLeadsOn()
{
    PagesFixture f;
    f.server.addUsers(u"@bob:remote.example gap,stale 3"_s);
    for (qint64 n = 1; n <= 9; ++n) {
        DeviceListUpdate update;
        update.n = n;
        update.received = clockMs + n;
        update.streamId = StreamId(100 + n);
        update.deviceId = DeviceId(u"DEVICE00"_s);
        update.verdict = Verdict::Applied;
        f.server.updates[bob.toString()].append(update);
    }
    f.server.user(bob.toString()).summary.findings
        = {{.id = u"gap"_s, .severity = Severity::Error, .text = u"en"_s, .n = 7, .since = clockMs, .last = clockMs + 60'000, .count = 4},
            {.id = u"stale"_s, .severity = Severity::Warning, .text = u"en"_s, .since = clockMs},
            {.id = u"signature_invalid"_s, .severity = Severity::Error, .text = u"en"_s}};
    f.server.user(bob.toString()).devices[1].selfSignature = SignatureState::Invalid;
    auto *page = f.open<UsersPage>({{u"user"_s, bob.toString()}});
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(page->pane()->user(), bob, patience);
    auto *list = page->findChild<QListWidget *>(u"users-findings"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->count(), 3, patience);
    page->pane()->setTab(UserPane::Findings);
    // Errors first, in the order in which they came.
    QVERIFY(list->item(0)->data(FindingDelegate::QuietRole).toString().contains(u"seen 4 time"_s));
    QVERIFY(list->item(0)->data(FindingDelegate::QuietRole).toString().contains(u"rests on the recorded history"_s));

    list->setFocus();
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    auto *history = page->findChild<HistoryPane *>();
    QTRY_VERIFY_WITH_TIMEOUT(history->view()->currentRow() >= 0, patience);
    QCOMPARE(page->pane()->tab(), UserPane::History);
    QCOMPARE(history->model()->item(history->view()->currentRow()).n, 7);

    // The link itself is pressed.
    page->pane()->setTab(UserPane::Findings);
    QCOMPARE(list->item(1)->data(FindingDelegate::LinkRole).toString(), u"Show the devices"_s);
    const QRect rect = list->visualItemRect(list->item(1));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(rect.left() + 40, rect.bottom() - 12));
    QCOMPARE(page->pane()->tab(), UserPane::Devices);
    auto *devices = page->findChild<QTableView *>(u"users-devices"_s);
    QVERIFY(devices->currentIndex().isValid());
    QCOMPARE(shown(devices, 1).at(devices->currentIndex().row()), u"DEVICE01"_s);

    QSignalSpy opened(page, &Page::openRequested);
    page->pane()->setTab(UserPane::Findings);
    list->setCurrentRow(2);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"servers"_s);
    QCOMPARE(opened[0][1].toMap().value(u"server"_s).toString(), u"remote.example"_s);
}

/// A finding that is part of an incident says so, and leads there.
void FindingsViewTest::leadsToItsIncident()
{
    PagesFixture f;
    f.server.addUsers(u"@bob:remote.example stale 1"_s);
    f.server.addIncidents(u"one error server_unreachable remote.example 3"_s);
    f.server.user(bob.toString()).summary.findings
        = {{.id = u"stale"_s, .severity = Severity::Error, .text = u"en"_s, .since = clockMs, .incident = u"one"_s}};
    auto *page = f.open<UsersPage>({{u"user"_s, bob.toString()}});
    QVERIFY(page);
    auto *list = page->findChild<QListWidget *>(u"users-findings"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->count(), 1, patience);
    page->pane()->setTab(UserPane::Findings);
    const auto text = [list] { return list->item(0)->data(FindingDelegate::IncidentRole).toString(); };
    QTRY_VERIFY_WITH_TIMEOUT(text().startsWith(u"part of: remote.example does not answer since "_s), patience);
    QSignalSpy opened(page, &Page::openRequested);
    QTRY_VERIFY(list->visualItemRect(list->item(0)).height() > 0);
    const QRect rect = list->visualItemRect(list->item(0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(rect.left() + 40, rect.bottom() - 12));
    QCOMPARE(opened.takeFirst(), QVariantList({u"overview"_s, QVariantMap{{u"incident"_s, u"one"_s}}}));
}

QTEST_MAIN(FindingsViewTest)
#include "tst_findingsview.moc"
