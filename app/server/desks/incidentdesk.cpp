// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/incidentdesk.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "diagnosis/diagnose.h"
#include "diagnosis/incidentbook.h"
#include "history/file/incidents.h"
#include "inspection/apiwords.h"
#include "server/desks/newrows.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonDocument>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// A look may take this part of the time.
constexpr qint64 restForWork = 100;
constexpr int waitSliceMs = 250;
constexpr qsizetype longestNote = 1'000;
/// Incidents of one look that are told of one by one.
constexpr qsizetype mostTold = 500;
const QString openPlace = u"open"_s;

History::IncidentRow rowOf(const Incident &incident)
{
    return {.n = incident.n,
        .id = incident.id,
        .kind = toApiName(incident.kind),
        .subject = incident.subject,
        .opened = incident.opened,
        .ended = incident.ended,
        .body = QJsonDocument(toJson(incident)).toJson(QJsonDocument::Compact)};
}

Result<Incident> incidentOf(const History::IncidentRow &row)
{
    const auto object = parseJsonObject(row.body);
    auto read = object ? fromJson<Incident>(*object) : Result<Incident>(failure(object.error()));
    if (!read)
        qCWarning(lcInspection) << "The incident" << row.id << "of the history cannot be read, and is left out:" << read.error().text;
    return read;
}

} // namespace

struct IncidentDesk::Private
{
    Options options;
    Source *source = nullptr;
    History::Incidents *kept = nullptr;
    Diagnosis::Survey survey;
    NewRows rows;

    mutable std::mutex mutex; ///< guards what follows
    Diagnosis::IncidentBook book;
    std::map<Diagnosis::IncidentBook::Key, OperatorNote> muted;
    bool hasLooked = false;
    QString problem; ///< why the last look could not be kept
    QList<Incident> unsaved;

    std::atomic<bool> stopping = false;
    std::thread thread;

    Private(Options theOptions, Source *theSource, const History::Reader *history, History::Incidents *theKept)
        : options(std::move(theOptions))
        , source(theSource)
        , kept(theKept)
        , survey(*theSource, options.serverName, options.differing)
        , rows(history)
    {
    }
    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }
    void run();
    bool wait(qint64 &since, qint64 longestMs, qint64 leastMs);
    void look();
    void save(QList<Incident> news);
    void tell(const QList<Incident> &news) const;
    Incident withNotes(Incident incident) const;
    Page<Incident> openPage(const IncidentQuery &query) const;
};

IncidentDesk::IncidentDesk(Options options, Source *source, const History::Reader *history, History::Incidents *kept)
    : d(std::make_unique<Private>(std::move(options), source, history, kept))
{
}

IncidentDesk::~IncidentDesk()
{
    stop();
}

Result<void> IncidentDesk::start()
{
    if (d->kept) {
        const auto open = d->kept->rows({.isOpen = true, .limit = int(Diagnosis::IncidentBook::mostOpen)});
        const auto last = d->kept->lastN();
        const auto muted = d->kept->muted();
        if (!open || !last || !muted)
            return failure(!open ? open.error() : !last ? last.error() : muted.error());
        QList<Incident> incidents;
        for (const History::IncidentRow &row : *open) {
            if (const auto read = incidentOf(row))
                incidents.append(*read);
        }
        d->book.restore(incidents, *last);
        for (const History::MutedRow &row : *muted)
            d->muted[{fromApiName<IncidentKind>(row.kind), row.subject}] = {.by = UserId(row.by), .at = row.at, .text = row.note};
    }
    d->thread = std::thread([this] { d->run(); });
    return {};
}

void IncidentDesk::stop()
{
    d->stopping = true;
    if (d->thread.joinable())
        d->thread.join();
}

/// Until something changed, \a leastMs at least and \a longestMs at most. False when it is over.
bool IncidentDesk::Private::wait(qint64 &since, qint64 longestMs, qint64 leastMs)
{
    QElapsedTimer clock;
    clock.start();
    bool changed = false;
    while (!stopping && (clock.elapsed() < leastMs || (!changed && clock.elapsed() < longestMs))) {
        QElapsedTimer slice;
        slice.start();
        const EventBatch batch = source->events().wait(since, waitSliceMs);
        since = batch.next;
        for (const Event &event : batch.events) {
            if (event.type == EventType::Incident || event.type == EventType::Trail || event.type == EventType::Audit)
                continue; // what this desk and its callers do, and what changes nothing
            changed = true;
            if (event.type == EventType::Update)
                rows.note(UserId(event.members.value("user_id"_L1).toString()), event.members.value("n"_L1).toInteger());
        }
        // A feed that was shut down does not wait.
        if (slice.elapsed() < waitSliceMs / 2)
            std::this_thread::sleep_for(std::chrono::milliseconds(waitSliceMs / 5));
    }
    return !stopping;
}

void IncidentDesk::Private::run()
{
    qint64 since = source->events().wait(0, 0).next;
    do {
        QElapsedTimer clock;
        clock.start();
        look();
        const qint64 rest = std::min<qint64>(clock.elapsed() * restForWork, options.longestMs);
        if (!wait(since, std::max<qint64>(options.restMs, rest), std::max<qint64>(options.leastMs, rest)))
            return;
    } while (true);
}

void IncidentDesk::Private::look()
{
    Diagnosis::Facts facts = survey.look(now());
    facts.rows = rows.take(facts.unread);
    rows.date(facts.users);
    if (stopping)
        return; // what was cut off in the middle proves nothing
    QList<Incident> found = Diagnosis::diagnose(facts);
    rows.place(found, facts.now);
    QList<Incident> news;
    {
        const std::lock_guard lock(mutex);
        news = book.update(std::move(found), facts);
        hasLooked = true;
    }
    save(std::move(news));
}

void IncidentDesk::Private::save(QList<Incident> news)
{
    if (kept) {
        QList<History::IncidentRow> written;
        for (const Incident &incident : std::as_const(unsaved))
            written.append(rowOf(incident));
        for (const Incident &incident : std::as_const(news))
            written.append(rowOf(incident));
        const Result<void> done = written.isEmpty() ? Result<void>() : kept->save(written);
        if (!done) {
            qCWarning(lcInspection) << "Incidents could not be kept:" << done.error().text;
            if (unsaved.size() < Diagnosis::IncidentBook::mostOpen)
                unsaved += news;
        } else {
            unsaved.clear();
        }
        const std::lock_guard lock(mutex);
        problem = done ? QString() : u"Incidents could not be kept: %1"_s.arg(displayable(done.error().text));
    }
    tell(news);
}

void IncidentDesk::Private::tell(const QList<Incident> &news) const
{
    // So many are better read anew, and the feed is there for others too.
    if (news.size() > mostTold)
        return source->events().publish(EventType::Gap, {});
    for (const Incident &incident : news)
        source->events().publish(EventType::Incident, {{u"incident_id"_s, incident.id}, {u"state"_s, toApiName(incident.state())}});
}

/// Under the lock.
Incident IncidentDesk::Private::withNotes(Incident incident) const
{
    const auto note = muted.find({incident.kind, incident.subject});
    incident.muted = note == muted.end() ? OperatorNote() : note->second;
    return incident;
}

/// Open ones worst first: a page goes on behind the one that \a query.after names.
Page<Incident> IncidentDesk::Private::openPage(const IncidentQuery &query) const
{
    const std::lock_guard lock(mutex);
    QList<Incident> all = book.open();
    all.removeIf([&](const Incident &incident) {
        return (query.kind && incident.kind != *query.kind) || (!query.subject.isEmpty() && incident.subject != query.subject);
    });
    std::sort(all.begin(), all.end(), isWorse);
    qsizetype from = 0;
    if (!query.after.isEmpty()) {
        const qint64 n = query.after.mid(openPlace.size()).toLongLong();
        const auto last = std::find_if(all.cbegin(), all.cend(), [&](const Incident &incident) { return incident.n == n; });
        // One that ended meanwhile: what stood behind it is not known any more, and nothing is left out by starting anew.
        from = last == all.cend() ? 0 : last - all.cbegin() + 1;
    }
    Page<Incident> page;
    for (const Incident &incident : all.mid(from, query.limit))
        page.items.append(withNotes(incident));
    if (from + query.limit < all.size())
        page.next = openPlace + QString::number(page.items.constLast().n);
    return page;
}

Result<Page<Incident>> IncidentDesk::page(const IncidentQuery &query) const
{
    if (query.state == IncidentState::Open)
        return d->openPage(query);
    if (!d->kept)
        return failure(Error::Unsupported, u"No history is kept here, and so no incidents that are over."_s, 404, u"M_NOT_FOUND"_s);
    const auto rows = d->kept->rows({.isOpen = query.state ? std::optional(false) : std::nullopt,
        .kind = query.kind ? toApiName(*query.kind) : QString(),
        .subject = query.subject,
        .since = query.since,
        .before = query.after.toLongLong(),
        .limit = query.limit + 1});
    if (!rows)
        return failure(rows.error());
    Page<Incident> page;
    const std::lock_guard lock(d->mutex);
    for (const History::IncidentRow &row : rows->first(std::min<qsizetype>(query.limit, rows->size()))) {
        // What the last look found may not be written yet.
        const Incident *newer = row.ended == 0 ? d->book.known(row.id) : nullptr;
        if (const auto read = newer ? Result<Incident>(*newer) : incidentOf(row))
            page.items.append(d->withNotes(*read));
    }
    if (rows->size() > query.limit)
        page.next = QString::number(rows->at(query.limit - 1).n);
    return page;
}

Result<Incident> IncidentDesk::incident(const QString &id) const
{
    {
        const std::lock_guard lock(d->mutex);
        if (const Incident *known = d->book.known(id))
            return d->withNotes(*known);
    }
    if (!d->kept)
        return failure(Error::NotFound, u"There is no such incident."_s, 404, u"M_NOT_FOUND"_s);
    const auto row = d->kept->row(id);
    if (!row)
        return failure(row.error());
    const auto read = incidentOf(*row);
    if (!read)
        return read;
    const std::lock_guard lock(d->mutex);
    return d->withNotes(*read);
}

Result<void> IncidentDesk::perform(const QString &id, IncidentDeed deed, const UserId &by, const QString &note)
{
    const auto known = incident(id);
    if (!known)
        return failure(known.error());
    const OperatorNote said{.by = by, .at = d->now(), .text = displayable(note, longestNote)};
    Result<void> done;
    const std::unique_lock lock(d->mutex);
    Incident now = *known;
    if (deed == IncidentDeed::Acknowledge) {
        if (!d->book.acknowledge(id, said))
            return failure(Error::BadInput, u"This incident is over, so there is nothing to acknowledge."_s, 400, u"M_INVALID_PARAM"_s);
        now = *d->book.known(id); // a look may have changed it meanwhile
        if (d->kept)
            done = d->kept->save({rowOf(now)});
    } else if (deed == IncidentDeed::Mute) {
        if (d->kept)
            done = d->kept->mute(
                {.kind = toApiName(now.kind), .subject = now.subject, .by = by.toString(), .at = said.at, .note = said.text});
        if (done)
            d->muted[{now.kind, now.subject}] = said;
    } else {
        if (d->kept)
            done = d->kept->unmute(toApiName(now.kind), now.subject);
        if (done)
            d->muted.erase({now.kind, now.subject});
    }
    if (done)
        d->tell({now});
    return done;
}

void IncidentDesk::name(UserSummary &user) const
{
    const QString server = user.userId.server().toString();
    const bool isFailing = user.states.contains(UserState::RemoteFailing);
    const std::lock_guard lock(d->mutex);
    for (Finding &finding : user.findings) {
        auto kind = Diagnosis::kindOf(finding, isFailing);
        const Incident *open = kind ? d->book.openOne(*kind, server) : nullptr;
        // A lost update is the server's matter where the server is why nothing mends it.
        if (!open && kind == IncidentKind::LostUpdate) {
            for (const IncidentKind other : {IncidentKind::OwnBlock, IncidentKind::TooManyDevices, IncidentKind::UnusableAnswer,
                     IncidentKind::ServerDeclines, IncidentKind::ServerUnreachable})
                open = open ? open : d->book.openOne(other, server);
        }
        if (open)
            finding.incident = open->id;
    }
}

QList<IncidentDesk::Figure> IncidentDesk::figures() const
{
    std::map<std::pair<IncidentKind, Severity>, qint64> counts;
    const std::lock_guard lock(d->mutex);
    for (const Incident &incident : d->book.open()) {
        if (!d->muted.contains({incident.kind, incident.subject}))
            ++counts[{incident.kind, incident.severity}];
    }
    QList<Figure> figures;
    for (const auto &[what, open] : counts)
        figures.append({.kind = what.first, .severity = what.second, .open = open});
    return figures;
}

Availability IncidentDesk::availability() const
{
    const std::lock_guard lock(d->mutex);
    if (!d->hasLooked)
        return {.available = false, .reason = u"The first look at the homeserver is under way."_s};
    if (d->book.left() > 0)
        return {.available = true, .reason = u"There are more incidents than are kept: %L1 are left out."_s.arg(d->book.left())};
    return {.available = true, .reason = d->problem};
}

} // namespace Lockstep::Server
