// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <QString>

namespace Lockstep {

/// Writes the log that a Synapse process would write, the same for the same seed: updates of several users, with content, batches,
/// verdicts, resyncs, placeholders, failures and noise.
class LogWriter
{
public:
    explicit LogWriter(quint32 seed, int users = 5);
    /// One event's lines, each with its newline.
    QByteArray next();

private:
    QByteArray line(const QByteArray &logger, const QByteArray &level, const QByteArray &message);
    QByteArray batch(int user);

    QRandomGenerator m_random;
    qint64 m_time;
    QList<int> m_streams;
    int m_transaction = 0;
};

/// All rows of all users, as text.
QString printHistory(const History::Store &store, int users = 5);
/// What the history of this text must be: read in one go.
QString expectedHistory(const QByteArray &log, const QString &name);

} // namespace Lockstep
