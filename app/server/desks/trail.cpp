// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/trail.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "history/file/trail.h"
#include "inspection/apiwords.h"
#include "inspection/wire.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLoggingCategory>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// On as long as nobody switches it off: the default of a category is to tell what is of interest.
Q_LOGGING_CATEGORY(lcAudit, "lockstep.audit", QtInfoMsg)

constexpr qint64 sameDeedMs = 5 * 60'000;
constexpr size_t keptDeeds = 1'000;
/// Devices named in one entry, of a list that a remote server makes as long as it likes, and the length of an ID that is told whole.
constexpr qsizetype namedDevices = 50;
constexpr qsizetype namedLength = 255;
constexpr qsizetype errorLength = 500;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// What makes two deeds the same. Neither a user ID nor a word of the API has a space.
QString keyOf(const Trail::Deed &deed, TrailOutcome outcome)
{
    return deed.by.toString() + u' ' + toApiName(deed.action) + u' ' + toApiName(outcome) + u' ' + deed.on;
}

/// The change as it is kept, beside the number of devices that are not named in it.
QByteArray keptChange(DeviceListChange change)
{
    qint64 unlisted = 0;
    for (QList<DeviceId> *devices : {&change.added, &change.removed, &change.changed}) {
        if (devices->size() > namedDevices) {
            unlisted += devices->size() - namedDevices;
            devices->resize(namedDevices);
        }
        const qsizetype named = devices->size();
        devices->removeIf([](const DeviceId &device) { return device.toString().size() > namedLength; });
        unlisted += named - devices->size();
    }
    QJsonObject kept = toJson(change);
    if (unlisted > 0)
        kept.insert(u"unlisted"_s, unlisted);
    return QJsonDocument(kept).toJson(QJsonDocument::Compact);
}

TrailEntry entryOf(const History::TrailRow &row)
{
    TrailEntry entry{.n = row.n,
        .at = row.at,
        .finished = row.finished,
        .by = UserId(row.by),
        .role = fromApiName<Role>(row.role),
        .action = fromApiName<TrailAction>(row.action),
        .on = row.on,
        .outcome = fromApiName<TrailOutcome>(row.outcome),
        .errcode = row.errcode,
        .error = row.error,
        .count = row.count,
        .change = {}};
    if (const auto change = parseJsonObject(row.change); change && !row.change.isEmpty()) {
        if (const auto read = fromJson<DeviceListChange>(*change))
            entry.change = *read;
        entry.unlisted = change->value("unlisted"_L1).toInteger();
    }
    return entry;
}

TrailOutcome outcomeOf(const Result<void> &result)
{
    if (result)
        return TrailOutcome::Succeeded;
    switch (result.error().kind) {
    case Error::Forbidden:
    case Error::Unauthorized:
        // What a remote server refuses is a failure; who may not is told by our own words alone.
        return result.error().remoteStatus > 0 ? TrailOutcome::Failed : TrailOutcome::Refused;
    case Error::Cancelled:
        return TrailOutcome::Unknown;
    default:
        return TrailOutcome::Failed;
    }
}

} // namespace

Result<std::unique_ptr<History::Trail>> openTrail(const History::Store &store)
{
    return History::Trail::open(store, toApiName(TrailOutcome::Running), toApiName(TrailOutcome::Unknown));
}

Trail::Trail(History::Trail *kept, EventFeed *feed)
    : m_kept(kept)
    , m_feed(feed)
{
}

Result<qint64> Trail::append(const Deed &deed, TrailOutcome outcome, qint64 finished, const Error *error)
{
    if (!m_kept)
        return 0;
    const auto n = m_kept->append({.at = now(),
        .finished = finished,
        .by = deed.by.toString(),
        .role = deed.role == Role::Unknown ? QString() : toApiName(deed.role),
        .action = toApiName(deed.action),
        .on = deed.on,
        .outcome = toApiName(outcome),
        .errcode = error ? displayable(error->errcode, errorLength) : QString(),
        .error = error ? displayable(redacted(error->text), errorLength) : QString(),
        .change = {}});
    if (!n) {
        failed(n.error());
        return n;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_problem.clear();
    }
    tell(*n);
    return n;
}

Result<qint64> Trail::begin(const Deed &deed)
{
    return append(deed, TrailOutcome::Running, 0, nullptr);
}

void Trail::conclude(qint64 n, const Result<void> &outcome, const std::optional<DeviceListChange> &change)
{
    if (!m_kept || n == 0)
        return;
    History::TrailRow end{.finished = now(), .outcome = toApiName(outcomeOf(outcome))};
    if (!outcome) {
        end.errcode = displayable(outcome.error().errcode, errorLength);
        end.error = displayable(redacted(outcome.error().text), errorLength);
    }
    if (change)
        end.change = keptChange(*change);
    if (const auto done = m_kept->conclude(n, end); !done)
        failed(done.error());
    else
        tell(n);
}

Result<void> Trail::note(const Deed &deed, const Result<void> &outcome)
{
    if (deed.action == TrailAction::ReadContents)
        qCInfo(lcAudit).noquote() << QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) << displayable(deed.by.toString())
                                  << (outcome ? "read the contents of messages to" : "may not read the contents of messages to")
                                  << displayable(deed.on);
    if (!m_kept)
        return {};
    const qint64 at = now();
    const QString key = keyOf(deed, outcomeOf(outcome));
    const std::lock_guard lock(m_notes); // two at once are two looks at the same
    if (const auto last = m_last.find(key); last != m_last.end() && at - last->second.at < sameDeedMs) {
        const auto counted = m_kept->repeat(last->second.n, at);
        if (!counted) {
            failed(counted.error());
            return counted;
        }
        last->second.at = at;
        tell(last->second.n);
        return {};
    }
    const auto n = append(deed, outcomeOf(outcome), at, outcome ? nullptr : &outcome.error());
    if (!n)
        return failure(n.error());
    if (m_last.size() >= keptDeeds)
        m_last.clear();
    m_last[key] = {.n = *n, .at = at};
    return {};
}

Result<Page<TrailEntry>> Trail::entries(const TrailQuery &query) const
{
    if (!m_kept)
        return failure(Error::Unsupported, availability().reason, 404, u"M_NOT_FOUND"_s);
    const auto rows = m_kept->rows({.action = query.action ? toApiName(*query.action) : QString(),
        .by = query.by,
        .on = query.on,
        .before = query.after.toLongLong(),
        .limit = query.limit + 1});
    if (!rows)
        return failure(rows.error());
    Page<TrailEntry> page;
    for (const History::TrailRow &row : rows->first(std::min<qsizetype>(query.limit, rows->size())))
        page.items.append(entryOf(row));
    if (rows->size() > query.limit)
        page.next = QString::number(page.items.constLast().n);
    return page;
}

Availability Trail::availability() const
{
    if (!m_kept)
        return {.available = false, .reason = u"No history is kept here, and so no trail."_s};
    const std::lock_guard lock(m_mutex);
    return {.available = m_problem.isEmpty(), .reason = m_problem};
}

void Trail::failed(const Error &error) const
{
    qCWarning(lcInspection) << "The trail could not be kept:" << error.text;
    const std::lock_guard lock(m_mutex);
    m_problem = u"What was done last could not be kept: %1"_s.arg(displayable(error.text, errorLength));
}

void Trail::tell(qint64 n) const
{
    m_feed->publish(EventType::Trail, {{u"n"_s, n}});
}

} // namespace Lockstep::Server
