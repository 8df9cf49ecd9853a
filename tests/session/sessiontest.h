// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/session/fakehomeserver.h"
#include "tests/session/sessionrecorder.h"

#include <QFile>
#include <QTest>

#include <memory>

namespace Lockstep::Tests {

constexpr int patience = 60'000;

/// Collects what is logged while it lives, and passes it on.
class LogCollector
{
public:
    LogCollector() { s_previous = qInstallMessageHandler(collect); }
    ~LogCollector() { qInstallMessageHandler(s_previous); }
    Q_DISABLE_COPY_MOVE(LogCollector)

    QStringList lines() const { return s_lines; }

private:
    static void collect(QtMsgType type, const QMessageLogContext &context, const QString &text)
    {
        s_lines.append(text);
        s_previous(type, context, text);
    }

    static inline QStringList s_lines;
    static inline QtMessageHandler s_previous = nullptr;
};

/// A test of sessions with a homeserver, a keychain and settings of its own. After each function it looks for secrets where none may be:
/// settings, addresses, log.
class SessionTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

protected:
    ConnectRequest request() const;
    bool connectNow(SessionRecorder &recorder);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeHomeserver> m_server;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QString m_path;
    std::unique_ptr<LogCollector> m_log;
};

} // namespace Lockstep::Tests
