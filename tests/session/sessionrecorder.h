// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/apiwords.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"

#include <QMetaEnum>
#include <QTemporaryDir>

#include <QStringList>

#include <optional>

namespace Lockstep::Tests {

/// A session with settings and keychain of its own, whose signals become lines of text. Progress is kept apart.
struct SessionRecorder
{
    explicit SessionRecorder(const QString &settingsPath, SecretStore *secrets, GatewayLauncher *launcher = nullptr)
        : settings(settingsPath)
        , session(secrets, &settings, launcher)
    {
        const auto add = [this](const QString &line) { lines.append(line); };
        QObject::connect(&session, &Session::stateChanged, &session,
            [add](Session::State state) { add(QLatin1String(QMetaEnum::fromType<Session::State>().valueToKey(int(state)))); });
        QObject::connect(&session, &Session::connected, &session, [add] { add(QStringLiteral("connected")); });
        QObject::connect(&session, &Session::connectFailed, &session, [this, add](const Error &error) {
            failure = error;
            add(QStringLiteral("failed: ") + error.text);
        });
        QObject::connect(&session, &Session::signedOut, &session, [this, add](Session::End why, const QString &reason) {
            ended = why;
            add(QStringLiteral("signed out: ") + reason);
        });
        QObject::connect(&session, &Session::liveProblem, &session,
            [add](const QString &text) { add(text.isEmpty() ? QStringLiteral("live") : QStringLiteral("not live: ") + text); });
        QObject::connect(&session, &Session::eventReceived, &session,
            [add](const Inspection::Event &event) { add(QStringLiteral("event ") + toApiName(event.type)); });
        QObject::connect(&session, &Session::progress, &session, [this](const QString &text) { progress.append(text); });
    }

    QString text() const { return lines.join(QStringLiteral(" | ")); }
    bool has(const QString &line) const { return lines.contains(line); }
    QStringList take() { return std::exchange(lines, {}); }

    Settings settings;
    Session session;
    QStringList lines;
    QStringList progress;
    Error failure;
    std::optional<Session::End> ended;
};

} // namespace Lockstep::Tests
