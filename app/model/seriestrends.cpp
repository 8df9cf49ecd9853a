// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/seriestrends.h"

#include "inspection/client/client.h"

#include <QUrl>

#include <algorithm>

namespace Lockstep {

using namespace Inspection;

namespace {

/// Of the names in one call: an address has to stay well below what servers and proxies take.
constexpr qsizetype bytesOfCall = 4'000;

} // namespace

SeriesTrends::SeriesTrends(Client *client, QList<SeriesKind> kinds, QObject *parent, Clock clock)
    : QObject(parent)
    , m_client(client)
    , m_kinds(std::move(kinds))
    , m_clock(std::move(clock))
{
}

void SeriesTrends::want(const QStringList &subjects)
{
    if (m_isKept == false)
        return;
    const qint64 now = m_clock();
    ++m_asked;
    for (const QString &subject : subjects) {
        Known &known = m_known[subject];
        known.asked = m_asked;
        // A clock that was set back makes nothing fresh for ever.
        const bool isFresh = known.readAt > 0 && now >= known.readAt && now - known.readAt < freshMs;
        if (isFresh)
            continue;
        known.readAt = now;
        m_due.append(subject);
    }
    if (m_known.size() > 2 * maxSubjects) {
        QList<std::pair<qint64, QString>> all;
        for (auto it = m_known.cbegin(); it != m_known.cend(); ++it)
            all.append({it->asked, it.key()});
        std::sort(all.begin(), all.end());
        for (const auto &[asked, subject] : all.mid(0, all.size() - maxSubjects)) {
            m_known.remove(subject);
            m_due.removeAll(subject);
            for (const SeriesKind kind : m_kinds)
                m_lines.remove({int(kind), subject});
        }
    }
    askNext();
}

void SeriesTrends::askNext()
{
    if (m_call.isRunning() || m_due.isEmpty())
        return;
    QStringList some;
    qsizetype bytes = 0;
    while (!m_due.isEmpty() && some.size() < SeriesQuery::maxSeries / m_kinds.size()) {
        bytes += QUrl::toPercentEncoding(m_due.constFirst()).size() + 7;
        if (!some.isEmpty() && bytes > bytesOfCall)
            break;
        some.append(m_due.takeFirst());
    }
    // By the gateway's clock: it alone knows when it looked. Narrow steps of an hour, whatever its clock says.
    SeriesQuery query{.kinds = m_kinds, .subjects = some, .step = seriesSteps[0]};
    query.from = std::max<qint64>(1, m_clock() - window);
    m_call = m_client->series(query, this, [this, some](const Result<SeriesAnswer> &answer) {
        m_call = {};
        take(some, answer);
        if (m_isKept == false)
            m_due.clear();
        askNext();
    });
}

void SeriesTrends::take(const QStringList &subjects, const Result<SeriesAnswer> &answer)
{
    if (!answer) {
        const Error &error = answer.error();
        // What failed for another reason is asked for again, later.
        if (error.kind == Error::NotFound || error.kind == Error::Unsupported || error.errcode == QLatin1StringView("M_UNRECOGNIZED"))
            m_isKept = false;
        Q_EMIT changed();
        return;
    }
    m_isKept = true;
    for (const SeriesKind kind : m_kinds) {
        for (const QString &subject : subjects)
            m_lines.remove({int(kind), subject});
    }
    for (const Series &series : answer->series)
        m_lines.insert(
            {int(series.kind), series.subject}, {.from = answer->from, .to = answer->to, .every = answer->every, .points = series.points});
    Q_EMIT changed();
}

std::optional<TrendLine> SeriesTrends::line(SeriesKind kind, const QString &subject) const
{
    const auto found = m_lines.constFind({int(kind), subject});
    return found == m_lines.cend() || found->points.isEmpty() ? std::nullopt : std::optional(*found);
}

std::optional<Trend> SeriesTrends::trend(SeriesKind kind, const QString &subject, qint64 present) const
{
    const auto found = line(kind, subject);
    if (!found)
        return std::nullopt;
    const SeriesPoint &first = found->points.constFirst();
    const qint64 elapsed = m_clock() - m_known.value(subject).readAt + found->to - first.at;
    if (elapsed < QueueTrends::minElapsed)
        return std::nullopt;
    return Trend{.from = first.last, .to = present, .elapsed = elapsed};
}

} // namespace Lockstep
