// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/answers.h"

#include "core/log.h"
#include "domain/apiwords.h"
#include "inspection/apiwords.h"

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Http;
using namespace Inspection;

namespace {

struct Form
{
    int status;
    QString errcode;
};

Form formOf(Error::Kind kind)
{
    switch (kind) {
    case Error::Network:
    case Error::Tls:
    case Error::Http:
    case Error::BadAnswer:
        return {502, u"M_UNKNOWN"_s};
    case Error::Timeout:
        return {504, u"M_UNKNOWN"_s};
    case Error::BadInput:
        return {400, u"M_INVALID_PARAM"_s};
    case Error::Unauthorized:
        return {401, u"M_UNKNOWN_TOKEN"_s};
    case Error::Forbidden:
        return {403, u"M_FORBIDDEN"_s};
    case Error::NotFound:
        return {404, u"M_NOT_FOUND"_s};
    case Error::RateLimited:
        return {429, u"M_LIMIT_EXCEEDED"_s};
    case Error::Unsupported:
        return {501, u"M_UNRECOGNIZED"_s};
    case Error::Database:
    case Error::Cancelled:
        return {503, u"M_UNKNOWN"_s};
    case Error::Io:
    case Error::Internal:
        break;
    }
    return {500, u"M_UNKNOWN"_s};
}

bool isAboutTokens(const QString &errcode)
{
    return errcode == "M_UNKNOWN_TOKEN"_L1 || errcode == "M_MISSING_TOKEN"_L1 || errcode == "M_USER_LOCKED"_L1
        || errcode == "M_UNAUTHORIZED"_L1;
}

QByteArray figure(const char *name, const char *help, const QByteArray &samples, const char *type = "gauge")
{
    const QByteArray full = QByteArray("lockstep_") + name;
    if (samples.isEmpty())
        return {};
    return "# HELP " + full + ' ' + help + "\n# TYPE " + full + ' ' + type + '\n' + samples;
}

QByteArray sample(const char *name, qint64 value, const QByteArray &labels = {})
{
    if (value < 0)
        return {};
    return QByteArray("lockstep_") + name + (labels.isEmpty() ? QByteArray() : '{' + labels + '}') + ' ' + QByteArray::number(value) + '\n';
}

QByteArray label(const char *name, const QString &value)
{
    QByteArray text = value.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return QByteArray(name) + "=\"" + text + '"';
}

} // namespace

OutgoingAnswer answerFor(const Error &error)
{
    const Form form = formOf(error.kind);
    const QString text = error.text.isEmpty() ? u"The request failed."_s : redacted(error.text);
    const QString errcode = error.errcode.isEmpty() || (form.status != 401 && isAboutTokens(error.errcode)) ? form.errcode : error.errcode;
    QJsonObject more;
    if (error.kind == Error::RateLimited)
        more.insert(u"retry_after_ms"_s, error.retryAfterMs > 0 ? error.retryAfterMs : 1000);
    if (errcode == "M_USER_LOCKED"_L1)
        more.insert(u"soft_logout"_s, true);
    return OutgoingAnswer::error(form.status, errcode, text, more);
}

OutgoingAnswer refreshAnswerFor(const Error &error)
{
    if (error.kind == Error::Unsupported)
        return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, redacted(error.text));
    const bool remote = error.remoteStatus != 0;
    const bool unreachable = error.kind == Error::Network || error.kind == Error::Tls || error.kind == Error::Timeout
        || error.kind == Error::Http || error.kind == Error::BadAnswer;
    if (!remote && !unreachable)
        return answerFor(error);
    QJsonObject more;
    if (remote)
        more.insert(u"org.matrix.msc2638.remote_status"_s, error.remoteStatus);
    if (error.retryAt > 0)
        more.insert(u"org.matrix.msc2638.retry_at"_s, error.retryAt);
    const int status = error.kind == Error::Timeout ? 504 : 502;
    const QString errcode = error.errcode.isEmpty() || isAboutTokens(error.errcode) ? u"M_UNKNOWN"_s : displayable(error.errcode, 100);
    const QString text
        = error.text.isEmpty() ? u"The remote server did not give the device list."_s : displayable(redacted(error.text), 1000);
    return OutgoingAnswer::error(status, errcode, text, more);
}

namespace {

/// As many lines as there are kinds, and the deepest queues: what others name does not grow them.
QByteArray seriesText(const SeriesDesk::Figures &series)
{
    QByteArray deepest;
    for (const auto &queue : series.deepest)
        deepest += sample(
            "queue_deepest", queue.depth, label("queue", toApiName(queue.kind)) + ',' + label("subject", displayable(queue.subject, 600)));
    QByteArray counted;
    for (const auto &[kind, times] : series.counted)
        counted += sample("events_total", times, label("kind", toApiName(kind)));
    return figure("queue_deepest", "What waits in the deepest queues of each kind, as of the last look.", deepest)
        + figure("events_total", "Updates, resyncs and failures since the gateway began.", counted, "counter")
        + figure("series", "Series that are followed.", sample("series", series.kept))
        + figure("series_left_out", "Queues that are not followed.", sample("series_left_out", series.leftOut))
        + figure("series_written", "Whether series can be written.", sample("series_written", series.isWritten ? 1 : 0));
}

/// Labels are words of the API, never whom lists belong to. What is not known (the age of a comparison before the first) is left out.
QByteArray auditsText(const AuditDesk::Figures &audits)
{
    const auto age = [&](qint64 at) { return at > 0 ? std::max<qint64>(0, (audits.now - at) / 1000) : -1; };
    QByteArray open, ended, lists;
    for (const auto &[state, count] :
        {std::pair("running", audits.running), std::pair("waiting", audits.waiting), std::pair("paused", audits.paused)})
        open += sample("audits", count, label("state", QString::fromLatin1(state)));
    // All of them, and from 0 on: what rises is seen to rise.
    const auto count = [](const auto &counts, auto which) {
        const auto found = counts.find(which);
        return found == counts.end() ? 0 : found->second;
    };
    for (const AuditState state : {AuditState::Finished, AuditState::Cancelled})
        ended += sample("audits_ended_total", count(audits.ended, state), label("state", toApiName(state)));
    for (const ListOutcome outcome : {ListOutcome::Same, ListOutcome::Differs, ListOutcome::Known, ListOutcome::NotCompared})
        lists += sample("audit_lists_total", count(audits.lists, outcome), label("outcome", toApiName(outcome)));
    return figure(
               "audited_lists", "Lists that were ever compared with what their origin says.", sample("audited_lists", audits.totals.lists))
        + figure("audited_lists_differing", "Of these, those that differed when they were compared last.",
            audits.totals.lists < 0 ? QByteArray() : sample("audited_lists_differing", audits.totals.differ))
        + figure("audited_newest_age_seconds", "How long ago the newest comparison was.",
            sample("audited_newest_age_seconds", age(audits.totals.newest)))
        + figure("audited_oldest_age_seconds", "How long ago the oldest of the lists' newest comparisons was.",
            sample("audited_oldest_age_seconds", age(audits.totals.oldest)))
        + figure("audits", "Audits that are not over.", open)
        + figure("audit_lists_left", "Lists that they have still to compare.", sample("audit_lists_left", audits.left))
        + figure("audits_ended_total", "Audits that ended since the gateway began.", ended, "counter")
        + figure("audit_lists_total", "Lists by what their comparison came to, since the gateway began.", lists, "counter");
}

} // namespace

QByteArray metricsText(const Info &info, const Overview &overview, const QList<IncidentDesk::Figure> &incidents,
    const std::optional<SeriesDesk::Figures> &series, const std::optional<AuditDesk::Figures> &audits)
{
    QMap<QString, qint64> inState;
    for (auto it = overview.states.cbegin(); it != overview.states.cend(); ++it)
        inState.insert(toApiName(it.key()), it.value());
    QByteArray states;
    for (auto it = inState.cbegin(); it != inState.cend(); ++it)
        states += sample("users", it.value(), label("state", it.key()));
    QByteArray messages;
    QByteArray bytes;
    QByteArray estimates;
    const std::pair<QueueKind, QueueTotals> queues[]
        = {{QueueKind::Inbox, overview.inbox}, {QueueKind::Outbox, overview.outbox}, {QueueKind::Updates, overview.updates}};
    for (const auto &[kind, totals] : queues) {
        const QByteArray queue = label("queue", toApiName(kind));
        messages += sample("queue_messages", totals.messages, queue);
        bytes += sample("queue_bytes", totals.bytes, queue);
        estimates += sample("queue_is_estimate", totals.estimate ? 1 : 0, queue);
    }
    // Several logs are one series: the same labels twice would be refused.
    QMap<QString, std::pair<qint64, qint64>> kinds;
    for (const SourceStatus &source : info.sources) {
        const bool works = source.state == SourceState::Ok || source.state == SourceState::CatchingUp;
        const auto known = kinds.value(toApiName(source.kind), {1, 0});
        kinds.insert(
            toApiName(source.kind), {std::min<qint64>(known.first, works ? 1 : 0), known.second + std::max<qint64>(0, source.behind)});
    }
    QByteArray sources;
    QByteArray behind;
    for (auto it = kinds.cbegin(); it != kinds.cend(); ++it) {
        sources += sample("source_ok", it->first, label("kind", it.key()));
        behind += sample("source_behind_bytes", it->second, label("kind", it.key()));
    }
    QByteArray open;
    for (const IncidentDesk::Figure &figures : incidents)
        open += sample(
            "incidents", figures.open, label("kind", toApiName(figures.kind)) + ',' + label("severity", toApiName(figures.severity)));
    return figure("tracked_users", "Remote users whose device lists the homeserver tracks.", sample("tracked_users", overview.trackedUsers))
        + figure("users", "Remote users by state; a user may be in several.", states)
        + figure("destinations_failing", "Servers that the homeserver backs off from.",
            sample("destinations_failing", overview.destinationsFailing))
        + figure("queue_messages", "What waits in a queue.", messages) + figure("queue_bytes", "Size of what waits in a queue.", bytes)
        + figure("queue_is_estimate", "Whether the figures of a queue are estimates.", estimates)
        + figure("incidents", "Incidents that go on and are not muted.", open)
        + figure("refreshes_running", "Resyncs that wait or run.", sample("refreshes_running", overview.refreshesRunning))
        + figure("history_updates", "Recorded device list updates.", sample("history_updates", info.historyUpdates))
        + figure("history_removed", "Device list updates that are no longer kept.", sample("history_removed", info.historyRemoved))
        + (series ? seriesText(*series) : QByteArray()) + (audits ? auditsText(*audits) : QByteArray())
        + figure("source_ok", "Whether all sources of this kind work.", sources)
        + figure("source_behind_bytes", "Bytes that arrived and are not recorded yet.", behind);
}

} // namespace Lockstep::Server
