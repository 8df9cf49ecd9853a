// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/callreading.h"
#include "server/desks/seriesdesk.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

constexpr qsizetype longestSubject = 600;
constexpr qint64 mostTop = 100;

/// The subjects that the call names; nothing if they are no good.
std::optional<QStringList> subjectsOf(const Call &call)
{
    if (!call.request.query.contains(u"subjects"_s))
        return QStringList{call.query(u"subject"_s)};
    const QJsonDocument json = QJsonDocument::fromJson(call.query(u"subjects"_s).toUtf8());
    if (!json.isArray() || json.array().isEmpty())
        return {};
    QStringList subjects;
    for (const QJsonValue value : json.array()) {
        if (!value.isString())
            return {};
        subjects.append(value.toString());
    }
    subjects.removeDuplicates();
    return subjects;
}

} // namespace

OutgoingAnswer Server::Private::series(const Call &call)
{
    if (!options.series)
        return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"Series are not kept here."_s);
    SeriesQuery query;
    for (const QString &word : call.query(u"of"_s).split(u',')) {
        const auto kind = knownApiValue<SeriesKind>(word);
        if (!kind)
            return invalidParameter(u"of must be one or more of %1, with commas between."_s.arg(apiNames<SeriesKind>().join(u", ")));
        if (!query.kinds.contains(*kind))
            query.kinds.append(*kind);
    }
    const auto subjects = subjectsOf(call);
    if (!subjects)
        return invalidParameter(u"subjects must be a JSON array of texts."_s);
    query.subjects = *subjects;
    if (std::any_of(subjects->cbegin(), subjects->cend(), [](const QString &one) { return one.size() > longestSubject; }))
        return invalidParameter(u"subject has at most %1 characters."_s.arg(longestSubject));
    const auto top = call.number(u"top"_s, 0, 1, mostTop);
    if (!top)
        return invalidParameter(u"top must be an integer from 1 to %1."_s.arg(mostTop));
    query.top = int(*top);
    const auto totals = call.number(u"totals"_s, 0, 1, SeriesQuery::maxTotals);
    if (!totals || (*totals > 0 && (query.kinds.size() != 1 || !isCounted(query.kinds.constFirst()))))
        return invalidParameter(
            u"totals must be an integer from 1 to %1, and of one of updates, resyncs, failures."_s.arg(SeriesQuery::maxTotals));
    query.totals = int(*totals);
    const qsizetype asked = query.kinds.size() * (query.top > 0 ? query.top : query.subjects.size());
    if (asked > SeriesQuery::maxSeries)
        return invalidParameter(u"%1 are at most %2 series; these are %3."_s.arg(query.top > 0 ? u"of and top"_s : u"of and subjects"_s)
                                    .arg(SeriesQuery::maxSeries)
                                    .arg(asked));
    for (const auto &[name, place] : {std::pair{u"from"_s, &query.from}, std::pair{u"to"_s, &query.to}}) {
        const auto time = call.number(name, 0, 0, std::numeric_limits<qint64>::max());
        if (!time)
            return invalidParameter(u"%1 must be a time in milliseconds since 1970."_s.arg(name));
        *place = *time;
    }
    const auto step = call.number(u"step"_s, 0, 1, std::numeric_limits<qint64>::max());
    const bool isKept = step && (*step == 0 || std::find(std::begin(seriesSteps), std::end(seriesSteps), *step) != std::end(seriesSteps));
    if (!isKept)
        return invalidParameter(u"step must be 60000 (kept for a day), 600000 (a month) or 21600000 (a year), in milliseconds."_s);
    query.step = *step;
    return answerOf(options.series->read(query));
}

} // namespace Lockstep::Server
