// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "model/usermodel.h"
#include "tests/ui/fakehomeserver.h"

#include <QAbstractItemModelTester>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// The model as lines: "user | state | devices".
static QStringList lines(const QAbstractItemModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column <= UserModel::Devices; ++column)
            cells << model.index(row, column).data().toString();
        result << cells.join(u" | "_s);
    }
    return result;
}

class UserModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void readsAndFilters();
    void readsFurtherPagesOnDemand();
    void touchedRowIsReadAgain();
    void touchedUserIsNotConfusedWithLongerIds();
    void newUserAppears();
    void burstIsReadOnce();
    void firstChangeDoesNotWait();
    void failureKeepsRows();

private:
    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Inspection::Client> m_client;
    std::unique_ptr<UserModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void UserModelTest::init()
{
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(uR"(@ann:remote.example in_step 2
@bob:remote.example gap,stale 5
@bobby:remote.example in_step 1
@zoe:dead.example remote_failing 1)"_s);
    m_network = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<Inspection::Client>(m_network.get(), m_server->url());
    m_model = std::make_unique<UserModel>(m_client.get());
    m_model->setTouchDelay(1);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void UserModelTest::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_client.reset();
    m_network.reset();
    m_server.reset();
}

void UserModelTest::readsAndFilters()
{
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    const QStringList all = {u"@ann:remote.example | in_step | 2"_s, u"@bob:remote.example | gap stale | 5"_s,
        u"@bobby:remote.example | in_step | 1"_s, u"@zoe:dead.example | remote_failing | 1"_s};
    QCOMPARE(lines(*m_model), all);
    QCOMPARE(m_model->index(1, 0).data(UserModel::StatesRole).value<QList<Inspection::UserState>>(),
        QList({Inspection::UserState::Gap, Inspection::UserState::Stale}));

    Inspection::UserQuery stale;
    stale.state = Inspection::UserState::Stale;
    m_model->setQuery(stale);
    QTRY_COMPARE(lines(*m_model), QStringList(all.at(1)));

    Inspection::UserQuery dead;
    dead.server = u"dead.example"_s;
    m_model->setQuery(dead);
    QTRY_COMPARE(lines(*m_model), QStringList(all.at(3)));

    Inspection::UserQuery nobody;
    nobody.search = u"nobody"_s;
    m_model->setQuery(nobody);
    QTRY_VERIFY(m_model->isComplete());
    QCOMPARE(m_model->rowCount(), 0);
}

void UserModelTest::readsFurtherPagesOnDemand()
{
    for (int i = 0; i < 300; ++i)
        m_server->addUsers(u"@user%1:many.example in_step 1"_s.arg(i, 4, 10, QLatin1Char('0')));
    m_model->setQuery({});
    QTRY_VERIFY(m_model->hasLoaded() && !m_model->isLoading());
    QVERIFY(m_model->rowCount() < 304);
    QVERIFY(m_model->canFetchMore({}));
    m_model->fetchAll();
    QTRY_VERIFY(m_model->isComplete());
    QCOMPARE(m_model->rowCount(), 304);
    QVERIFY(!m_model->canFetchMore({}));
}

void UserModelTest::touchedRowIsReadAgain()
{
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_server->user(u"@zoe:dead.example"_s).summary.states = {Inspection::UserState::InStep};
    m_model->touch(UserId(u"@zoe:dead.example"_s));
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(lines(*m_model).at(3), u"@zoe:dead.example | in_step | 1"_s);
    QCOMPARE(changed.constFirst().constFirst().toModelIndex().row(), 3);
    QCOMPARE(reset.size(), 0);
}

void UserModelTest::touchedUserIsNotConfusedWithLongerIds()
{
    // "@bob:remote.example" is also the beginning of "@bob:remote.example.org".
    m_server->addUsers(u"@bob:remote.example.org in_step 9"_s);
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    m_server->user(u"@bob:remote.example"_s).summary.deviceCount = 6;
    m_model->touch(UserId(u"@bob:remote.example"_s));
    QTRY_VERIFY(lines(*m_model).contains(u"@bob:remote.example | gap stale | 6"_s));
    QVERIFY(lines(*m_model).contains(u"@bob:remote.example.org | in_step | 9"_s));
}

void UserModelTest::newUserAppears()
{
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    m_server->addUsers(u"@new:remote.example queued 0"_s);
    m_model->touch(UserId(u"@new:remote.example"_s));
    QTRY_COMPARE(m_model->rowCount(), 5);
    QCOMPARE(lines(*m_model).at(3), u"@new:remote.example | queued | 0"_s);
}

void UserModelTest::burstIsReadOnce()
{
    m_model->setTouchDelay(50);
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    const int before = m_server->seen("GET", u"/_lockstep/v1/users"_s);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    for (int i = 0; i < 100; ++i)
        m_model->touch(UserId(u"@ann:remote.example"_s));
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(m_server->seen("GET", u"/_lockstep/v1/users"_s), before + 1);
}

/// A change after a rest is shown at once, however long those after it are collected.
void UserModelTest::firstChangeDoesNotWait()
{
    m_model->setTouchDelay(3'600'000);
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    m_server->user(u"@zoe:dead.example"_s).summary.deviceCount = 7;
    m_model->touch(UserId(u"@zoe:dead.example"_s));
    QTRY_VERIFY(lines(*m_model).at(3).endsWith(u" | 7"_s));
    const int before = m_server->seen("GET", u"/_lockstep/v1/users"_s);
    m_model->touch(UserId(u"@zoe:dead.example"_s));
    QTest::qWait(100);
    QCOMPARE(m_server->seen("GET", u"/_lockstep/v1/users"_s), before);
}

void UserModelTest::failureKeepsRows()
{
    m_model->setQuery({});
    QTRY_VERIFY(m_model->isComplete());
    m_server->intercept
        = [](const Test::Request &) { return Test::Answer{.status = 500, .body = R"({"errcode":"M_UNKNOWN","error":"Broken"})"}; };
    m_model->refresh();
    QTRY_VERIFY(m_model->error().has_value());
    QCOMPARE(m_model->rowCount(), 4);
}

QTEST_GUILESS_MAIN(UserModelTest)
#include "tst_usermodel.moc"
