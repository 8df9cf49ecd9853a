// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverroute.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype longestText = 400;
constexpr qsizetype mostEndpoints = 8;
} // namespace

ServerRoute::ServerRoute(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_text(Presentation::plainLabel({}, this))
    , m_lookUp(new QPushButton(Presentation::icon(u"search"_s), tr("Look up"), this))
{
    m_text->setObjectName(u"serverRoute"_s);
    m_lookUp->setObjectName(u"lookUpRoute"_s);
    m_lookUp->setAutoDefault(false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_lookUp, 0, Qt::AlignTop);
    connect(m_lookUp, &QPushButton::clicked, this, &ServerRoute::lookUp);
}

void ServerRoute::setServer(const ServerName &server)
{
    if (server == m_server)
        return;
    m_server = server;
    m_call.cancel();
    m_text->setText(tr("Not looked up. The homeserver keeps no address; the gateway finds the way as federation does: .well-known, "
                       "services of the name system, port 8448."));
    setMayAct(m_mayAct);
}

void ServerRoute::setMayAct(bool may)
{
    m_mayAct = may;
    m_lookUp->setEnabled(may && !m_call.isRunning());
    Presentation::setToolTip(m_lookUp,
        may ? tr("Asks name servers and that server's .well-known; nothing is sent in the homeserver's name")
            : tr("You may look here and not act."));
}

void ServerRoute::lookUp()
{
    if (!m_session->client() || m_call.isRunning())
        return;
    m_text->setText(tr("Looking for the way …"));
    m_call = m_session->client()->destinationRoute(m_server, this, [this](const Result<Inspection::DestinationRoute> &route) {
        m_call = {};
        show(route);
        setMayAct(m_mayAct);
    });
    setMayAct(m_mayAct);
}

void ServerRoute::show(const Result<Inspection::DestinationRoute> &route)
{
    if (!route) {
        m_text->setText(tr("Not found: %1").arg(displayable(route.error().text, longestText)));
        return;
    }
    QStringList endpoints;
    for (const QString &endpoint : route->endpoints.mid(0, mostEndpoints))
        endpoints.append(displayable(endpoint, longestText));
    //: %1: addresses with ports, %2: a name, %3: a time
    QStringList lines{
        tr("%1, with a certificate for %2; looked up %3")
            .arg(endpoints.join(u", "_s), displayable(route->certificateName, longestText), Presentation::secondsTime(route->at))};
    for (const QString &step : route->steps)
        lines.append(u"· "_s + displayable(step, longestText));
    m_text->setText(lines.join(u'\n'));
}

} // namespace Lockstep
