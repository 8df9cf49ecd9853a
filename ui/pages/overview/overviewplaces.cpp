// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which incident is read, and how somebody is led to it: by a link, by Back, at a start.

#include "core/log.h"
#include "ui/pages/overview/incidentsection.h"
#include "ui/pages/overview/overviewpage.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype longestText = 80; ///< of a line in a menu
}

Place OverviewPage::place() const
{
    const QString incident = m_incidents->opened();
    return incident.isEmpty() ? Place() : Place{.subject = {{u"incident"_s, incident}}};
}

QString OverviewPage::placeText(const Place &place) const
{
    const QString incident = place.subject.value(u"incident"_s).toString();
    if (incident.isEmpty())
        return {};
    const QString title = m_incidents->titleOf(incident);
    return title.isEmpty() ? tr("An incident") : displayable(title, longestText);
}

void OverviewPage::activate(const QVariantMap &arguments)
{
    refreshIfDirty();
    const QString incident = arguments.value(u"incident"_s).toString();
    if (!incident.isEmpty() && isTold())
        m_incidents->open(incident);
    else if (arguments.value(u"back"_s).toBool())
        m_incidents->close();
}

} // namespace Lockstep
