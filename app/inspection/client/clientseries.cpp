// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/clientcalls.h"
#include "inspection/paths.h"
#include "inspection/series.h"

#include <QJsonDocument>

namespace Lockstep::Inspection {

using namespace Http;
using namespace ClientDetail;

CallHandle Client::series(const SeriesQuery &query, QObject *context, Done<SeriesAnswer> done)
{
    Query asked;
    asked.add("of", toApiNames(query.kinds).join(u','));
    if (query.totals > 0)
        asked.add("totals", query.totals);
    else if (query.top > 0)
        asked.add("top", query.top);
    else if (query.subjects.size() == 1)
        asked.add("subject", query.subjects.constFirst());
    else if (!query.subjects.isEmpty())
        asked.add("subjects", QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(query.subjects)).toJson(QJsonDocument::Compact)));
    asked.add("from", query.from);
    if (query.to > 0)
        asked.add("to", query.to);
    if (query.step > 0)
        asked.add("step", query.step);
    return startCall<SeriesAnswer>(get(address(m_base, Paths::series.of(), asked), m_token), context, std::move(done));
}

} // namespace Lockstep::Inspection
