// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/apiwords.h"
#include "testdatabase.h"

#include "synapse/synapsesource.h"

#include <QTest>

namespace Lockstep::Test {

using namespace Qt::StringLiterals;
using namespace Lockstep::Inspection;
using namespace Lockstep::Synapse;

template <typename T>
QString problem(const Result<T> &result)
{
    return result ? QString() : QString::number(result.error().kind) + u' ' + result.error().text;
}

#define VERIFY_RESULT(result) QVERIFY2((result).has_value(), qUtf8Printable(problem(result)))

inline QString line(const UserSummary &user)
{
    return u"%1 %2 %3 devices=%4 since=%5 retry=%6"_s
        .arg(user.userId.toString(), toApiNames(user.states).join(u','), user.streamId.toString())
        .arg(user.deviceCount)
        .arg(user.staleSince)
        .arg(user.retryAt);
}

inline QString line(const InboxQueue &queue)
{
    return u"%1 %2 n=%3%4 %5-%6 known=%7 seen=%8"_s.arg(queue.userId.toString(), queue.deviceId.toString())
        .arg(queue.messages)
        .arg(queue.messagesAtLeast ? u"+"_s : QString())
        .arg(queue.oldestStreamId)
        .arg(queue.newestStreamId)
        .arg(queue.deviceKnown)
        .arg(queue.lastSeen);
}

inline QString line(const OutboxQueue &queue)
{
    return u"%1 n=%2 %3-%4 failing=%5 retry=%6"_s.arg(queue.destination.toString())
        .arg(queue.messages)
        .arg(queue.oldestQueued)
        .arg(queue.newestQueued)
        .arg(queue.failingSince)
        .arg(queue.retryAt);
}

inline QString line(const UpdatesQueue &queue)
{
    return u"%1 n=%2 users=%3 oldest=%4 failing=%5"_s.arg(queue.destination.toString())
        .arg(queue.updates)
        .arg(queue.users)
        .arg(queue.oldest)
        .arg(queue.failingSince);
}

inline QString line(const Destination &destination)
{
    return u"%1 failing=%2 retry=%3"_s.arg(destination.destination.toString()).arg(destination.failingSince).arg(destination.retryAt);
}

template <typename T>
QStringList lines(const QList<T> &items)
{
    QStringList all;
    for (const T &item : items)
        all += line(item);
    return all;
}

/// Follows "next" to the end.
template <typename Query, typename Call>
QStringList allPages(Query query, Call call, int *pages = nullptr)
{
    QStringList all;
    for (int n = 1; n < 1000; ++n) {
        const auto page = call(query);
        if (!page)
            return {u"error: "_s + page.error().text};
        all += lines(page->items);
        if (pages)
            *pages = n;
        if (page->next.isEmpty())
            return all;
        query.after = page->next;
    }
    return {u"endless"_s};
}

/// Runs each test on both engines and on the oldest and the newest shape of the schema, and checks that reading left no trace.
class SourceTest : public QObject
{
    Q_OBJECT
protected:
    void startCluster() { m_cluster = PostgresCluster::start(&m_noCluster); }

    void engines()
    {
        QTest::addColumn<bool>("postgres");
        QTest::addColumn<int>("schema");
        QTest::newRow("sqlite 72") << false << 72;
        QTest::newRow("sqlite 94") << false << 94;
        QTest::newRow("postgres 72") << true << 72;
        QTest::newRow("postgres 94") << true << 94;
    }

    void openSource()
    {
        QFETCH(bool, postgres);
        QFETCH(int, schema);
        const Shape shape = schema == 94 ? Shape::Schema94 : Shape::Schema72;
        if (postgres && !m_cluster)
            QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
        m_database = postgres ? TestDatabase::postgres(*m_cluster, shape) : TestDatabase::sqlite(shape);
        SynapseSettings settings;
        settings.serverName = ServerName(u"home.example"_s);
        settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
        settings.database = m_database->uri();
        auto opened = SynapseSource::open(settings, nullptr);
        VERIFY_RESULT(opened);
        m_source = std::move(*opened);
        m_before = m_database->dump();
        m_mayChange = false;
    }

    void closeSource()
    {
        m_source.reset();
        // Reading leaves no trace.
        if (m_database && !m_mayChange)
            QCOMPARE(m_database->dump(), m_before);
        m_database.reset();
    }

    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_noCluster;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<SynapseSource> m_source;
    QByteArray m_before;
    bool m_mayChange = false;
};

} // namespace Lockstep::Test
