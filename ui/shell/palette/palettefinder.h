// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "ui/shell/palette/palettemodel.h"

#include <QPointer>
#include <QTimer>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Asks the gateway's search for users, and through them for servers, a moment after something was typed. One question at a time; an
/// answer to an earlier one is dropped. GUI thread.
class PaletteFinder : public QObject
{
    Q_OBJECT
public:
    static constexpr int maxUsers = 8;
    static constexpr int maxServers = 4;

    explicit PaletteFinder(QObject *parent = nullptr);

    /// Null: nothing is found. Not owned.
    void setClient(Inspection::Client *client);
    /// What is under way is dropped.
    void ask(const QString &typed);
    bool isAsking() const { return m_delay.isActive() || m_call.isRunning(); }
    /// Why the last question had no answer; empty if it had.
    QString problem() const { return m_problem; }

Q_SIGNALS:
    /// Also with nothing, and when asking failed.
    void found(const QList<Lockstep::PaletteEntry> &entries);
    /// One of the entries was chosen.
    void openRequested(const QString &page, const QVariantMap &arguments);

private:
    void search();
    QList<PaletteEntry> entries(const QList<Inspection::UserSummary> &users);

    QPointer<Inspection::Client> m_client;
    QString m_typed;
    QString m_problem;
    QTimer m_delay;
    Http::CallHandle m_call;
};

} // namespace Lockstep
