// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/palette/palettefinder.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "ui/words/presentation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int delayMs = 150;
constexpr int asked = 40; ///< users of one server say nothing new about servers
constexpr qsizetype maxTyped = 200;
constexpr qsizetype maxId = 120;
} // namespace

PaletteFinder::PaletteFinder(QObject *parent)
    : QObject(parent)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &PaletteFinder::search);
}

void PaletteFinder::setClient(Inspection::Client *client)
{
    m_client = client;
}

void PaletteFinder::ask(const QString &typed)
{
    m_call.cancel();
    m_delay.stop();
    m_problem.clear();
    m_typed = typed.trimmed();
    if (m_client && m_typed.size() >= 2 && m_typed.size() <= maxTyped)
        m_delay.start();
}

void PaletteFinder::search()
{
    if (!m_client)
        return;
    Inspection::UserQuery query;
    query.search = m_typed;
    query.limit = asked;
    m_call = m_client->users(query, this, [this](const Result<Inspection::Page<Inspection::UserSummary>> &result) {
        if (!result)
            m_problem = displayable(result.error().text);
        Q_EMIT found(result ? entries(result->items) : QList<PaletteEntry>());
    });
}

QList<PaletteEntry> PaletteFinder::entries(const QList<Inspection::UserSummary> &users)
{
    QList<PaletteEntry> result;
    QStringList servers;
    for (const Inspection::UserSummary &user : users) {
        const QString server = user.userId.server().toString();
        if (server.contains(m_typed.section(u':', -1), Qt::CaseInsensitive) && !servers.contains(server) && servers.size() < maxServers)
            servers << server;
        if (result.size() >= maxUsers)
            continue;
        const auto worst = Presentation::worstState(user.states);
        const QString id = user.userId.toString();
        //: in the command palette: what kind of thing is found, and its state
        const QString detail = worst ? tr("User, %1").arg(Presentation::stateText(*worst)) : tr("User");
        result.append({.id = u"user/"_s + id,
            .title = displayable(id, maxId),
            .detail = detail,
            .icon = Presentation::icon(u"users"_s),
            .run =
                [this, id] {
                    Q_EMIT openRequested(u"users"_s, {{u"user"_s, id}});
                },
            .found = true});
    }
    for (const QString &server : std::as_const(servers))
        result.append({.id = u"server/"_s + server,
            .title = displayable(server, maxId),
            .detail = tr("Server"),
            .icon = Presentation::icon(u"servers"_s),
            .run =
                [this, server] {
                    Q_EMIT openRequested(u"servers"_s, {{u"server"_s, server}});
                },
            .found = true});
    return result;
}

} // namespace Lockstep
