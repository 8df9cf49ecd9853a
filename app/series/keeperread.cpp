// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/keeperparts.h"

#include <algorithm>

// How series are read.

namespace Lockstep::Series {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr qint64 dayMs = 86'400'000;
/// Times beyond these are no times: the year 2286.
constexpr qint64 latest = 9'999'999'999'999;

Result<SeriesAnswer> frameOfAnswer(const SeriesQuery &query, qint64 now, qint64 series)
{
    if (query.from < 0 || query.from > latest || query.to < 0 || query.to > latest)
        return failure(Error::BadInput, u"from and to must be times in milliseconds since 1970."_s, 400, u"M_INVALID_PARAM"_s);
    SeriesAnswer answer;
    answer.to = query.to > 0 ? query.to : now + 1; // the minute that has just begun is one of them
    answer.from = query.from > 0 ? query.from : std::max<qint64>(0, answer.to - dayMs);
    if (answer.from > answer.to)
        return failure(Error::BadInput, u"from must not be after to."_s, 400, u"M_INVALID_PARAM"_s);
    const qint64 most = std::max<qint64>(1, SeriesQuery::maxSteps / std::max<qint64>(1, series));
    answer.step = query.step;
    for (const Width &width : widths) {
        const bool isLast = width.step == std::rbegin(widths)->step;
        // What is asked for may begin before anything was kept at all.
        const bool isKept = answer.from >= now - width.kept - width.step || isLast;
        if (answer.step == 0 && isKept && ((answer.to - answer.from) / width.step < most || isLast))
            answer.step = width.step;
    }
    // Nothing is older than what is kept; a huge range is no more work than that.
    const auto width = std::find_if(std::begin(widths), std::end(widths), [&](const Width &one) { return one.step == answer.step; });
    if (width == std::end(widths))
        return failure(Error::BadInput, u"step must be one of 60000, 600000, 21600000."_s, 400, u"M_INVALID_PARAM"_s);
    answer.from = floorTo(std::max(answer.from, std::min(answer.to, now - width->kept - width->stretch)), answer.step);
    answer.to = std::max(answer.from, std::min(answer.to, now + dayMs));
    if ((answer.to - answer.from) / answer.step >= most) {
        answer.to = answer.from + most * answer.step;
        answer.next = answer.to;
    }
    return answer;
}

} // namespace

/// Under the lock. The whole is followed anyway.
void Keeper::Private::follow(const SeriesQuery &query)
{
    ++readings;
    for (const SeriesKind kind : query.kinds) {
        for (const QString &subject : query.subjects) {
            if (!subject.isEmpty())
                lookedAt.insert({int(kind), subject}, readings);
        }
    }
    if (lookedAt.size() <= 2 * mostLookedAt)
        return;
    QList<std::pair<quint64, std::pair<int, QString>>> all;
    for (auto it = lookedAt.cbegin(); it != lookedAt.cend(); ++it)
        all.append({it.value(), it.key()});
    std::sort(all.begin(), all.end());
    for (const auto &[reading, key] : all.first(all.size() - mostLookedAt))
        lookedAt.remove(key);
}

/// Under the lock. -1 for those that nothing was ever kept of.
QList<SeriesId> Keeper::Private::asked(const SeriesQuery &query) const
{
    QList<SeriesId> all;
    for (const SeriesKind kind : query.kinds) {
        if (query.top > 0)
            continue;
        const QStringList subjects = query.subjects.isEmpty() ? QStringList{QString()} : query.subjects;
        for (const QString &subject : subjects)
            all.append(ids.value({int(kind), subject}, -1));
    }
    return all;
}

Result<SeriesAnswer> Keeper::read(const SeriesQuery &query, qint64 now) const
{
    const qint64 subjects = query.top > 0 ? query.top : std::max<qsizetype>(1, query.subjects.size());
    if (query.kinds.isEmpty() || query.kinds.size() * subjects > SeriesQuery::maxSeries)
        return failure(Error::BadInput, u"An answer has from 1 to %1 series."_s.arg(SeriesQuery::maxSeries), 400, u"M_INVALID_PARAM"_s);
    auto answer = frameOfAnswer(query, now, query.kinds.size() * subjects);
    if (!answer)
        return answer;
    if (query.totals > 0) {
        const auto added = addTotals(*answer, query.kinds.constFirst(), query.totals);
        const Status how = status();
        answer->kept = how.kept;
        answer->problem = how.problem.isEmpty() ? how.notice : how.problem;
        return added ? answer : failure(added.error());
    }
    QList<Subject> asked;
    const auto tops = [&] {
        QList<std::pair<SeriesKind, QString>> names;
        for (const SeriesKind kind : query.kinds) {
            for (const Top &top : this->top(kind, query.top))
                names.append({kind, top.subject});
        }
        return names;
    };
    const auto topNames = query.top > 0 ? tops() : QList<std::pair<SeriesKind, QString>>();
    const Status said = status();
    answer->kept = said.kept;
    answer->leftOut = said.leftOut;
    answer->problem = said.problem.isEmpty() ? said.notice : said.problem;

    // Memory first: what is written meanwhile is there twice then, and not missing.
    QHash<SeriesId, QList<Step>> minutes;
    QList<SeriesId> ids;
    // A step that is asked for may need minutes of before it began.
    const qint64 to = floorTo(answer->to - 1, answer->step) + answer->step;
    {
        const std::lock_guard lock(d->mutex);
        d->follow(query);
        ids = d->asked(query);
        for (const auto &name : topNames)
            ids.append(d->ids.value({int(name.first), name.second}, -1));
        ids.removeAll(-1);
        for (const SeriesId id : std::as_const(ids)) {
            asked.append(d->names.value(id));
            minutes.insert(id, d->recent.steps(id, answer->from, to));
        }
        answer->every = std::max(d->every, answer->step);
    }
    const Width &width = *std::find_if(std::begin(widths), std::end(widths), [&](const Width &one) { return one.step == answer->step; });
    QHash<SeriesId, QList<Step>> found;
    if (d->file && !ids.isEmpty()) {
        // Before the steps, so that a stretch that is rolled up meanwhile is found in one of both.
        const auto stretches = width.step == minuteMs ? Result<QList<qint64>>(QList<qint64>()) : d->file->unrolled();
        auto steps = d->file->steps(width, ids, answer->from, to);
        if (!stretches || !steps)
            return failure(!stretches ? stretches.error() : steps.error());
        found = std::move(*steps);
        for (const qint64 start : *stretches) {
            if (start + windowMs <= answer->from || start >= to)
                continue;
            const auto more = d->file->steps(widths[0], ids, std::max(start, answer->from), std::min(start + windowMs, to));
            if (!more)
                return failure(more.error());
            for (auto it = more->cbegin(); it != more->cend(); ++it)
                minutes[it.key()] = merged(it.value(), minutes.value(it.key()));
        }
    }
    for (const Subject &subject : std::as_const(asked)) {
        QList<Step> newer = minutes.value(subject.id);
        if (width.step != minuteMs)
            newer = coarser(newer, width.step);
        QList<Step> all = merged(found.value(subject.id), newer);
        all.removeIf([&](const Step &step) { return step.at >= answer->to; });
        if (!all.isEmpty())
            answer->series.append({.kind = subject.kind, .subject = subject.name, .points = std::move(all)});
    }
    return answer;
}

} // namespace Lockstep::Series
