// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/session/sessiontest.h"

#include <QLoggingCategory>

namespace Lockstep::Tests {

void SessionTest::initTestCase()
{
    QLoggingCategory::setFilterRules(QStringLiteral("lockstep.*=true"));
    m_log = std::make_unique<LogCollector>();
}

void SessionTest::cleanupTestCase()
{
    const QStringList logged = m_log->lines();
    m_log.reset();
    for (const QString &line : logged) {
        QVERIFY2(!line.contains(FakeHomeserver::secretMark), qPrintable(line));
        QVERIFY2(!line.contains(FakeHomeserver::password), qPrintable(line));
    }
}

void SessionTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(QStringLiteral("lockstep.ini"));
    m_server = std::make_unique<FakeHomeserver>();
    m_secrets = std::make_unique<MemorySecretStore>();
}

void SessionTest::cleanup()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QString text = QString::fromUtf8(file.readAll());
    QVERIFY2(!text.contains(FakeHomeserver::secretMark) && !text.contains(FakeHomeserver::password), qPrintable(text));
    for (const FakeRequest &seen : std::as_const(m_server->requests))
        QVERIFY2(!seen.target.contains(FakeHomeserver::secretMark.toUtf8()), seen.target.constData());
}

ConnectRequest SessionTest::request() const
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = QStringLiteral("op");
    request.password = FakeHomeserver::password;
    return request;
}

bool SessionTest::connectNow(SessionRecorder &recorder)
{
    recorder.session.connectTo(request());
    return QTest::qWaitFor([&] { return recorder.has(QStringLiteral("connected")); }, patience);
}

} // namespace Lockstep::Tests
