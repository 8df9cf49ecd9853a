// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "model/incidentmodel.h"
#include "tests/ui/fakehomeserver.h"

#include <QAbstractItemModelTester>
#include <QNetworkAccessManager>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
/// The model as one line: "a b ~c [2 notes]"; "~" marks what is over.
QString shown(const IncidentModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (const Inspection::Incident *incident = model.at(row))
            result << (model.isOver(incident->id) ? u"~"_s : QString()) + incident->id;
        else if (model.lineAt(row) == IncidentModel::Line::Notes)
            result << u"[%1 notes]"_s.arg(model.notes());
        else
            result << u"[%1 muted]"_s.arg(model.muted());
    }
    return result.join(u' ');
}

constexpr int patience = 20'000;
} // namespace

class IncidentModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void worstFirstNotesAndMutedApart();
    void whatEndsIsStruckOutAndGoes();
    void nothingMovesWhileHeld();
    void newOnesComeLastWhileHeld();
    void mutedByADeed();
    void endedLatestFirst();
    void moreThanAPage();
    void failureKeepsRows();
    void selectionStaysWithItsRow();

private:
    std::unique_ptr<IncidentModel> make(Inspection::IncidentState state = Inspection::IncidentState::Open);
    void change(IncidentModel &model);

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Inspection::Client> m_client;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void IncidentModelTest::init()
{
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_network = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<Inspection::Client>(m_network.get(), m_server->url());
}

void IncidentModelTest::cleanup()
{
    m_tester.reset();
    m_client.reset();
    m_network.reset();
    m_server.reset();
}

std::unique_ptr<IncidentModel> IncidentModelTest::make(Inspection::IncidentState state)
{
    auto model = std::make_unique<IncidentModel>(m_client.get(), state);
    m_tester = std::make_unique<QAbstractItemModelTester>(model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    model->setTimes({.newAfterMs = 100'000, .overMs = 100, .spacingMs = 1});
    model->refresh();
    const bool read = QTest::qWaitFor([&] { return model->hasLoaded() && !model->isLoading(); }, patience);
    if (!read)
        qWarning("the list was not read");
    return model;
}

/// As an event would.
void IncidentModelTest::change(IncidentModel &model)
{
    model.refresh();
    QVERIFY(QTest::qWaitFor([&] { return !model.isLoading(); }, patience));
}

void IncidentModelTest::worstFirstNotesAndMutedApart()
{
    m_server->addIncidents(
        u"n info sender_restarted a.example 1\nw warning lost_update b.example 1\ne error server_unreachable c.example 2\n"
        "f error server_unreachable d.example 9\nm error own_block e.example 1"_s);
    m_server->incident(u"m"_s).muted = {.by = UserId(u"@admin:localhost"_s), .at = 5, .text = {}};
    const auto model = make();
    QCOMPARE(shown(*model), u"f e w [1 notes] [1 muted]"_s);
    QCOMPARE(model->urgent(), 3);
    QCOMPARE(model->errors(), 2);
    model->setOpened(IncidentModel::Line::Notes, true);
    QCOMPARE(shown(*model), u"f e w [1 notes] n [1 muted]"_s);
    QCOMPARE(model->reveal(u"m"_s), 6);
    QCOMPARE(shown(*model), u"f e w [1 notes] n [1 muted] m"_s);
    model->setOpened(IncidentModel::Line::Notes, false);
    QCOMPARE(shown(*model), u"f e w [1 notes] [1 muted] m"_s);
}

void IncidentModelTest::whatEndsIsStruckOutAndGoes()
{
    m_server->addIncidents(u"a error server_unreachable a.example 2\nb warning lost_update b.example 1"_s);
    const auto model = make();
    m_server->incident(u"a"_s).ended = 7;
    change(*model);
    QCOMPARE(shown(*model), u"~a b"_s);
    QCOMPARE(model->urgent(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(shown(*model), u"b"_s, patience);
    // One that is back is not struck out.
    m_server->incident(u"b"_s).ended = 7;
    change(*model);
    m_server->incident(u"b"_s).ended = 0;
    change(*model);
    QCOMPARE(shown(*model), u"b"_s);
}

void IncidentModelTest::nothingMovesWhileHeld()
{
    m_server->addIncidents(
        u"a error server_unreachable a.example 9\nb error server_unreachable b.example 5\nc warning lost_update c.example 1"_s);
    const auto model = make();
    model->setHeld(true);
    m_server->incident(u"a"_s).ended = 7;
    m_server->incident(u"c"_s).severity = Severity::Error;
    m_server->incident(u"c"_s).users = 50;
    change(*model);
    QTest::qWait(200); // longer than what is over stays when nobody looks
    QCOMPARE(shown(*model), u"~a b c"_s);
    QCOMPARE(model->at(2)->users, 50);
    model->setHeld(false);
    QCOMPARE(shown(*model), u"c b"_s);
}

void IncidentModelTest::newOnesComeLastWhileHeld()
{
    m_server->addIncidents(u"a warning lost_update a.example 9\nn info sender_restarted n.example 1"_s);
    const auto model = make();
    QCOMPARE(shown(*model), u"a [1 notes]"_s);
    model->setHeld(true);
    m_server->addIncidents(u"x error server_unreachable x.example 3"_s);
    change(*model);
    QCOMPARE(shown(*model), u"a [1 notes]"_s);
    QCOMPARE(model->urgent(), 2); // it is counted all the same
    model->setTimes({.newAfterMs = 50, .overMs = 100, .spacingMs = 1});
    QTest::qWait(60);
    change(*model);
    QCOMPARE(shown(*model), u"a [1 notes] x"_s);
    model->setHeld(false);
    QCOMPARE(shown(*model), u"x a [1 notes]"_s);
}

void IncidentModelTest::mutedByADeed()
{
    m_server->addIncidents(u"a warning lost_update a.example 9\nb error server_unreachable b.example 5"_s);
    const auto model = make();
    model->setHeld(true);
    Inspection::Incident muted = m_server->incident(u"b"_s);
    muted.muted = {.by = UserId(u"@admin:localhost"_s), .at = 5, .text = u"known"_s};
    model->take(muted);
    QCOMPARE(model->urgent(), 1);
    QVERIFY(shown(*model).startsWith(u"b a"_s)); // where it was done
    model->setHeld(false);
    QCOMPARE(shown(*model), u"a [1 muted]"_s);
}

void IncidentModelTest::endedLatestFirst()
{
    m_server->addIncidents(u"a warning lost_update a.example 9\nb info sender_restarted b.example 1\nc error own_block c.example 1"_s);
    m_server->incident(u"a"_s).ended = 900;
    m_server->incident(u"b"_s).ended = 500;
    const auto model = make(Inspection::IncidentState::Ended);
    QCOMPARE(shown(*model), u"a b"_s);
    m_server->incident(u"c"_s).ended = 700;
    Inspection::Event ended{
        .id = 9, .type = Inspection::EventType::Incident, .members = {{u"incident_id"_s, u"c"_s}, {u"state"_s, u"ended"_s}}};
    model->onEvent(ended);
    QTRY_COMPARE_WITH_TIMEOUT(shown(*model), u"a c b"_s, patience);
}

void IncidentModelTest::moreThanAPage()
{
    QStringList lines;
    for (int i = 0; i < 2'300; ++i)
        lines << u"i%1 %2 server_unreachable s%1.example 1"_s.arg(i).arg(i < 1'500 ? u"error"_s : u"info"_s);
    m_server->addIncidents(lines.join(u'\n'));
    const auto model = make();
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), IncidentModel::mostShown, patience);
    QTRY_COMPARE_WITH_TIMEOUT(model->more(), 1'300, patience);
    QVERIFY(!model->isMoreAtLeast());
    QCOMPARE(model->urgent(), 1'500);
    // One that falls off the page is not taken for ended.
    m_server->addIncidents(u"worst error lost_update w.example 99"_s);
    change(*model);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), IncidentModel::mostShown, patience);
    QCOMPARE(model->at(0)->id, u"worst"_s);
    QVERIFY(!shown(*model).contains(u'~'));
}

void IncidentModelTest::failureKeepsRows()
{
    m_server->addIncidents(u"a warning lost_update a.example 9"_s);
    const auto model = make();
    m_server->goDown();
    change(*model);
    QVERIFY(model->error());
    QCOMPARE(shown(*model), u"a"_s);
}

void IncidentModelTest::selectionStaysWithItsRow()
{
    m_server->addIncidents(
        u"a error server_unreachable a.example 1\nb error server_unreachable b.example 5\nc error own_block c.example 3"_s);
    const auto model = make();
    QCOMPARE(shown(*model), u"b c a"_s);
    const QPersistentModelIndex current = model->index(model->rowOf(u"a"_s));
    m_server->incident(u"a"_s).users = 70;
    m_server->incident(u"c"_s).ended = 7;
    change(*model);
    QTRY_COMPARE_WITH_TIMEOUT(shown(*model), u"a b"_s, patience);
    QCOMPARE(current.row(), 0);
    QCOMPARE(current.data().toString(), u"a"_s);
}

QTEST_MAIN(IncidentModelTest)
#include "tst_incidentmodel.moc"
