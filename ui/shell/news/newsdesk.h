// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/incidents.h"
#include "ui/words/presentation.h"

#include <QObject>
#include <QTimer>

namespace Lockstep {

class Notifier;
class Session;
class Settings;

/// What is new at one session: tells a notifier of incidents that begin while it looks, if the preferences want that, many at once as
/// one; and how the whole stands, in a line. Incidents that were there before are no news, nor are those that somebody has acknowledged
/// or muted. GUI thread.
class NewsDesk : public QObject
{
    Q_OBJECT
public:
    /// None of these is owned, all outlive it.
    NewsDesk(Session *session, Settings *settings, Notifier *notifier, QObject *parent = nullptr);

    /// How bad it is: Quiet while that is not known.
    Presentation::Tone tone() const { return m_tone; }
    /// "alpha.lab: 2 incidents need attention"
    QString text() const { return m_text; }
    /// How long news are collected, ms.
    void setDelay(int ms) { m_delay.setInterval(ms); }

Q_SIGNALS:
    /// Of tone() or text().
    void changed();

private:
    void read();
    void take(const QList<Inspection::Incident> &open, bool whole);
    void tell(const QList<Inspection::Incident> &fresh);
    void sayUnknown();
    void say(Presentation::Tone tone, const QString &text);

    Session *m_session;
    Settings *m_settings;
    Notifier *m_notifier;
    QTimer m_delay;
    Http::CallHandle m_call;
    qint64 m_newest = -1; ///< number of the newest incident that is no news; -1: the list was not read yet
    Presentation::Tone m_tone = Presentation::Tone::Quiet;
    QString m_text;
};

} // namespace Lockstep
