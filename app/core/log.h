// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>
#include <QString>

namespace Lockstep {

Q_DECLARE_LOGGING_CATEGORY(lcHttp)
Q_DECLARE_LOGGING_CATEGORY(lcMatrix)
Q_DECLARE_LOGGING_CATEGORY(lcInspection)
Q_DECLARE_LOGGING_CATEGORY(lcHistory)
Q_DECLARE_LOGGING_CATEGORY(lcSynapse)
Q_DECLARE_LOGGING_CATEGORY(lcLab)
Q_DECLARE_LOGGING_CATEGORY(lcGateway)
Q_DECLARE_LOGGING_CATEGORY(lcSession)
Q_DECLARE_LOGGING_CATEGORY(lcUi)

/// Replaces what looks like a secret (bearer tokens, access_token/refresh_token/password members and parameters,
/// user:password in URLs, Synapse's syt_… tokens) with "(REDACTED)".
QString redacted(const QString &text);

/// Installs a message handler that redacts every message before it is written to standard error.
/// Call once at the start of main().
void installRedactingMessageHandler();

/// Text from a remote server, fit to be shown: control and bidirectional characters, lone surrogates and
/// line separators become visible escapes ("\u202e"), and what is longer than \a maxLength UTF-16 units is cut, with "…".
QString displayable(const QString &remoteText, qsizetype maxLength = 200);

} // namespace Lockstep
