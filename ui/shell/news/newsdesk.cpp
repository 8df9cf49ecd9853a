// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/news/newsdesk.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/preferences.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/shell/news/notifier.h"
#include "ui/words/incidentwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::Incident;
using Presentation::Tone;

namespace {
constexpr int delayMs = 3'000;
constexpr int toldInFull = 3;
} // namespace

NewsDesk::NewsDesk(Session *session, Settings *settings, Notifier *notifier, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_settings(settings)
    , m_notifier(notifier)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &NewsDesk::read);
    connect(session, &Session::connected, this, &NewsDesk::read);
    connect(session, &Session::signedOut, this, [this] {
        m_call.cancel();
        m_delay.stop();
        m_newest = -1;
        say(Tone::Quiet, {});
    });
    connect(session, &Session::liveProblem, this, [this](const QString &problem) {
        if (problem.isEmpty()) {
            read();
            return;
        }
        m_call.cancel();
        m_delay.stop();
        sayUnknown();
    });
    connect(session, &Session::eventReceived, this, [this](const Inspection::Event &event) {
        // Not started anew by each: news that never cease would never be told.
        if ((event.type == Inspection::EventType::Incident || event.type == Inspection::EventType::Gap) && !m_delay.isActive())
            m_delay.start();
    });
}

void NewsDesk::read()
{
    if (!m_session->client())
        return;
    if (!m_session->info().incidents.available) {
        sayUnknown();
        return;
    }
    if (m_call.isRunning()) {
        m_delay.start();
        return;
    }
    Inspection::IncidentQuery query;
    query.state = Inspection::IncidentState::Open;
    query.limit = Inspection::PageQuery::maxLimit;
    m_call = m_session->client()->incidents(query, this, [this](const Result<Inspection::Page<Incident>> &page) {
        if (page) {
            take(page->items, page->next.isEmpty());
            return;
        }
        sayUnknown();
        if (m_session->state() == Session::State::Connected)
            m_delay.start();
    });
}

void NewsDesk::sayUnknown()
{
    say(Tone::Quiet, tr("%1: it is not known how it stands").arg(Presentation::serverTitle(m_session->info())));
}

void NewsDesk::take(const QList<Incident> &open, bool whole)
{
    const Preferences wanted = Preferences::of(*m_settings);
    QList<Incident> fresh;
    qint64 newest = std::max<qint64>(m_newest, 0);
    int errors = 0, warnings = 0;
    for (const Incident &incident : open) {
        newest = std::max(newest, incident.n);
        if (incident.muted.at > 0)
            continue;
        errors += incident.severity == Severity::Error ? 1 : 0;
        warnings += incident.severity == Severity::Warning ? 1 : 0;
        const bool isLoud = incident.severity == Severity::Error || (wanted.notifyWarnings && incident.severity == Severity::Warning);
        if (m_newest >= 0 && incident.n > m_newest && isLoud && incident.acknowledged.at == 0)
            fresh.append(incident);
    }
    m_newest = newest;
    const QString server = Presentation::serverTitle(m_session->info());
    const int urgent = errors + warnings;
    if (urgent > 0)
        say(errors > 0 ? Tone::Critical : Tone::Warning,
            whole ? tr("%1: %n incident(s) need(s) attention", nullptr, urgent).arg(server)
                  : tr("%1: %n or more incidents need attention", nullptr, urgent).arg(server));
    else if (!whole)
        sayUnknown(); // those that follow may be worse than muted ones
    else
        say(Tone::Good, tr("%1: no incident is known").arg(server));
    if (wanted.notify && !fresh.isEmpty())
        tell(fresh);
}

void NewsDesk::tell(const QList<Incident> &fresh)
{
    const QString server = Presentation::serverTitle(m_session->info());
    if (fresh.size() == 1) {
        m_notifier->notify(IncidentWords::title(fresh.constFirst()), server + u'\n' + IncidentWords::consequences(fresh.constFirst()),
            fresh.constFirst().id);
        return;
    }
    QStringList lines{server};
    for (const Incident &incident : fresh.mid(0, toldInFull))
        lines << IncidentWords::title(incident);
    if (fresh.size() > toldInFull)
        lines << tr("and %n more", nullptr, int(fresh.size()) - toldInFull);
    // The list is worst first.
    m_notifier->notify(tr("%n new incident(s)", nullptr, int(fresh.size())), lines.join(u'\n'), fresh.constFirst().id);
}

void NewsDesk::say(Tone tone, const QString &text)
{
    if (tone == m_tone && text == m_text)
        return;
    m_tone = tone;
    m_text = text;
    Q_EMIT changed();
}

} // namespace Lockstep
