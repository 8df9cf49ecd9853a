// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/diagnose.h"

#include "core/log.h"
#include "diagnosis/collection.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;
using Kind = IncidentKind;
using Subject = IncidentSubject;

namespace {

/// A fact about a user, whose ID is the first argument.
Evidence about(const UserId &user, qint64 n, EvidenceKind kind, qint64 at, EvidenceFact fact, const QStringList &more = {})
{
    Evidence told = evidence(kind, at, fact, QStringList(user.toString()) + more);
    told.user = user;
    told.n = n;
    return told;
}

const Finding *findingOf(const UserSummary &user, QLatin1StringView id)
{
    const auto found = std::find_if(user.findings.cbegin(), user.findings.cend(), [&](const Finding &finding) { return finding.id == id; });
    return found == user.findings.cend() ? nullptr : &*found;
}

/// What a server's incident says in words.
void describe(Incident &incident, const QString &server, bool waits)
{
    FetchTrouble trouble{.cause = incident.cause.value_or(FetchCause::Unknown), .error = incident.error};
    if (incident.kind == Kind::ServerUnreachable && !trouble.isKnown())
        incident.text = u"%1 does not answer"_s.arg(server);
    else
        incident.text = whatHappens(trouble, server);
    incident.advice = whatHelps(trouble, server, waits);
}

/// The lists that are not right, each with its cause.
class Lists
{
public:
    Lists(Collection &into, const Facts &facts)
        : m_into(into)
        , m_facts(facts)
    {
        for (const Destination &destination : facts.failing)
            m_failing.insert(destination.destination, &destination);
    }

    void addServers();
    void addUsers();
    void addUnlisted();
    void explainBackoff();

private:
    void addUser(const UserSummary &user);
    bool addFetch(const UserSummary &user, const Finding &fetch);
    void addDifference(const UserSummary &user, bool isExplained);
    void addKeys(const UserSummary &user);
    Incident &serverIncident(Kind kind, const ServerName &server, Severity severity);

    Collection &m_into;
    const Facts &m_facts;
    QHash<ServerName, const Destination *> m_failing;
    QSet<ServerName> m_withoutNetwork; ///< to which there is no way
    QHash<ServerName, qint64> m_listed; ///< users counted of a server in backoff
};

Incident &Lists::serverIncident(Kind kind, const ServerName &server, Severity severity)
{
    if (kind == Kind::NoNetwork)
        return m_into.at(kind, Subject::Homeserver, m_facts.own.toString(), severity);
    return m_into.at(kind, Subject::Server, server.toString(), severity);
}

/// Servers in backoff that have users here. Of others, which a large homeserver has in tens of thousands, nobody misses anything unless
/// something waits for them.
void Lists::addServers()
{
    for (const Destination &destination : m_facts.failing) {
        if (destination.usersTracked <= 0 && destination.usersStale <= 0)
            continue;
        Incident &incident = serverIncident(Kind::ServerUnreachable, destination.destination, Severity::Info);
        Collection::addSince(incident, destination.failingSince);
        incident.nextTry = destination.retryAt;
        Collection::addAction(incident, IncidentAction::EndBackoff);
        if (destination.failingSince > 0)
            Collection::addEvidence(incident, evidence(EvidenceKind::Database, destination.failingSince, EvidenceFact::ServerFails));
        // Of servers with many users not all are listed below.
        incident.users = std::max<qint64>(0, destination.usersStale);
        incident.severity = destination.usersStale > 0 ? Severity::Error : Severity::Warning;
    }
}

/// A list that cannot be fetched, by what is known of the fetch. False if nothing tells a cause yet.
bool Lists::addFetch(const UserSummary &user, const Finding &fetch)
{
    const ServerName server = user.userId.server();
    const Destination *failing = m_failing.value(server);
    const bool leftOver = user.states.contains(UserState::LeftoverMarker);
    Kind kind = Kind::Unknown;
    if (leftOver)
        kind = Kind::LeftoverMarkers;
    else if (fetch.id == "too_many_devices"_L1)
        kind = Kind::TooManyDevices;
    else if (fetch.cause)
        kind = kindOf(*fetch.cause);
    else if (failing)
        kind = Kind::ServerUnreachable;
    if (kind == Kind::Unknown) {
        if (user.staleSince == 0 || m_facts.now - user.staleSince < staleAfterMs)
            return false;
        kind = Kind::ListStale;
    }
    const bool isError = kind != Kind::LeftoverMarkers && kind != Kind::ListStale
        && (kind == Kind::TooManyDevices || user.states.contains(UserState::Stale));
    Incident &incident = serverIncident(kind, server, isError ? Severity::Error : Severity::Warning);
    const bool counted = kind == Kind::ServerUnreachable && failing && failing->usersStale > 0;
    if (counted) { // the database's count is of all
        if (incident.firstUsers.size() < Incident::namedUsers)
            incident.firstUsers.append(user.userId);
        incident.users = std::max(incident.users, ++m_listed[server]);
    } else {
        Collection::addUser(incident, user.userId);
    }
    if (kind == Kind::NoNetwork)
        m_withoutNetwork.insert(server);
    if (fetch.cause && (!incident.cause || fetch.last > 0)) {
        incident.cause = fetch.cause;
        incident.error = fetch.error;
    }
    incident.tries = std::max(incident.tries, fetch.count);
    // A server in backoff knows itself since when.
    if (!failing || kind != Kind::ServerUnreachable || incident.since == 0)
        Collection::addSince(incident, fetch.since > 0 ? fetch.since : user.staleSince);
    if (incident.firstUsers.size() <= 3) {
        if (fetch.id == "too_many_devices"_L1) // which leaves no marker
            Collection::addEvidence(incident, about(user.userId, 0, EvidenceKind::Log, fetch.last, EvidenceFact::ListDropped));
        else
            Collection::addEvidence(
                incident, about(user.userId, 0, EvidenceKind::Database, user.staleSince, EvidenceFact::MarkedOutOfDate));
        if (!fetch.error.isEmpty())
            Collection::addEvidence(
                incident, about(user.userId, 0, EvidenceKind::Log, fetch.last, EvidenceFact::FetchFailed, {fetch.error}));
    }
    if (!leftOver && kind != Kind::OwnBlock)
        Collection::addAction(incident, IncidentAction::RefreshUsers);
    return true;
}

void Lists::addUser(const UserSummary &user)
{
    const ServerName server = user.userId.server();
    const QString shown = server.toString();
    bool isExplained = false;
    for (const auto id : {"leftover_marker"_L1, "stale"_L1, "queued"_L1, "too_many_devices"_L1}) {
        const Finding *fetch = findingOf(user, id);
        if (fetch && !isExplained)
            isExplained = addFetch(user, *fetch);
    }
    const Finding *gap = findingOf(user, "gap"_L1);
    if (!gap)
        gap = findingOf(user, "keys_gap"_L1);
    if (gap) {
        const Evidence lost
            = about(user.userId, gap->n, EvidenceKind::History, gap->last > 0 ? gap->last : gap->since, EvidenceFact::PrevIdUnknown);
        Incident *cause = nullptr;
        for (const Kind kind :
            {Kind::OwnBlock, Kind::TooManyDevices, Kind::UnusableAnswer, Kind::ServerDeclines, Kind::ServerUnreachable}) {
            if (!cause && (isExplained || kind == Kind::ServerUnreachable))
                cause = m_into.find(kind, shown);
        }
        if (cause) {
            if (cause->firstUsers.size() <= 3)
                Collection::addEvidence(*cause, lost);
            if (!isExplained) {
                Collection::addUser(*cause, user.userId);
                cause->severity = Severity::Error;
            }
        } else if (m_facts.now - std::max(gap->since, gap->last) >= lostAfterMs) {
            Incident &incident = serverIncident(Kind::LostUpdate, server, gap->severity);
            Collection::addUser(incident, user.userId);
            Collection::addSince(incident, gap->since > 0 ? gap->since : gap->last);
            incident.tries = std::max(incident.tries, gap->count);
            Collection::addEvidence(incident, lost);
            Collection::addAction(incident, IncidentAction::RefreshUsers);
            incident.text = u"an update from %1 was lost, and no resync put the list right"_s.arg(shown);
            incident.advice = u"a refresh fetches the whole list"_s;
        }
    }
    if (const Finding *loop = findingOf(user, "resync_loop"_L1)) {
        Incident &incident = serverIncident(Kind::ResyncLoop, server, Severity::Warning);
        Collection::addUser(incident, user.userId);
        Collection::addSince(incident, loop->since);
        incident.tries = std::max(incident.tries, loop->count);
        incident.text = u"lists of %1 are fetched again and again although no update comes"_s.arg(shown);
        incident.advice = u"messages from a device that the fetched list lacks can do this: ask who sends them"_s;
        Collection::addEvidence(
            incident, about(user.userId, 0, EvidenceKind::Log, loop->last, EvidenceFact::FetchedAgain, {QString::number(loop->count)}));
    }
    if (const Finding *malformed = findingOf(user, "malformed_update"_L1);
        malformed && m_facts.now - std::max(malformed->last, malformed->since) < malformedForMs) {
        Incident &incident = serverIncident(Kind::MalformedUpdates, server, Severity::Warning);
        Collection::addUser(incident, user.userId);
        Collection::addSince(incident, malformed->since);
        incident.tries += malformed->count;
        Collection::addEvidence(
            incident, about(user.userId, malformed->n, EvidenceKind::History, malformed->last, EvidenceFact::MalformedUpdate));
    }
    addDifference(user, isExplained);
    addKeys(user);
}

/// What a comparison found has the cause of the list's other troubles, where it has any.
void Lists::addDifference(const UserSummary &user, bool isExplained)
{
    const Finding *differs = findingOf(user, "list_differs"_L1);
    if (!differs || !user.states.contains(UserState::Differs))
        return;
    const QString server = user.userId.server().toString();
    Evidence fact = about(user.userId, 0, EvidenceKind::Gateway, differs->last, EvidenceFact::ListDiffers, {server});
    fact.audit = differs->audit;
    Incident *cause = nullptr;
    if (isExplained || user.states.contains(UserState::Gap)) {
        for (const Kind kind : {Kind::LostUpdate, Kind::OwnBlock, Kind::TooManyDevices, Kind::UnusableAnswer, Kind::ServerDeclines,
                 Kind::ServerUnreachable, Kind::ListStale})
            cause = cause ? cause : m_into.find(kind, server);
    }
    if (cause) {
        if (cause->firstUsers.size() <= 3)
            Collection::addEvidence(*cause, fact);
        return;
    }
    Incident &incident = serverIncident(Kind::ListsDiffer, user.userId.server(), Severity::Error);
    Collection::addUser(incident, user.userId);
    Collection::addSince(incident, differs->since);
    if (incident.firstUsers.size() <= 3)
        Collection::addEvidence(incident, fact);
    Collection::addAction(incident, IncidentAction::RefreshUsers);
    incident.usersAtLeast = m_facts.cutAt.contains(UserState::Differs);
    incident.text = u"lists of users of %1 were not what their origin said when they were compared"_s.arg(server);
    incident.advice = u"a refresh fetches the whole list; the audit that found it tells what differed, and why it was missed"_s;
}

void Lists::addKeys(const UserSummary &user)
{
    const ServerName server = user.userId.server();
    if (user.states.contains(UserState::UnusableKeys)) {
        Incident &incident = serverIncident(Kind::UnusableKeys, server, Severity::Error);
        Collection::addUser(incident, user.userId);
        Collection::addAction(incident, IncidentAction::RefreshUsers);
        incident.text = u"users of %1 have devices whose keys clients refuse, so that nobody encrypts for them"_s.arg(server.toString());
        incident.advice = u"a refresh shows whether their server says the same; if it does, the user has to sign in anew on that device"_s;
    }
    if (user.states.contains(UserState::CrossSigningBroken)) {
        Incident &incident = serverIncident(Kind::CrossSigningBroken, server, Severity::Warning);
        Collection::addUser(incident, user.userId);
        Collection::addAction(incident, IncidentAction::RefreshUsers);
        incident.text
            = u"the cross-signing of users of %1 does not hold, so that clients show their devices as unverified"_s.arg(server.toString());
        incident.advice = u"a refresh fetches keys that got lost; if it brings none, the user has to set up or reset their identity"_s;
    }
}

void Lists::addUsers()
{
    for (const UserSummary &user : m_facts.users)
        addUser(user);
}

/// Where more users are marked than were listed, the overview's counts say how many.
void Lists::addUnlisted()
{
    if (!m_facts.cutAt.contains(UserState::Stale))
        return;
    for (const Trouble &trouble : m_facts.troubles) {
        if (!trouble.cause)
            continue;
        Incident &incident = serverIncident(kindOf(*trouble.cause), trouble.server, Severity::Error);
        incident.users = std::max(incident.users, trouble.users);
        incident.cause = trouble.cause;
        incident.error = trouble.error;
        Collection::addSince(incident, trouble.since);
    }
}

/// A backoff that the homeserver's own configuration or network makes is no fault of the server.
void Lists::explainBackoff()
{
    const QString own = m_facts.own.toString();
    for (const Destination &destination : m_facts.failing) {
        const QString server = destination.destination.toString();
        Incident *cause = m_into.find(Kind::OwnBlock, server);
        if (Incident *network = m_into.find(Kind::NoNetwork, own); !cause && network && m_withoutNetwork.contains(destination.destination))
            cause = network;
        const Incident *backoff = m_into.find(Kind::ServerUnreachable, server);
        if (!cause || !backoff || backoff->cause)
            continue;
        cause->users = std::max(cause->users, backoff->users);
        cause->nextTry = cause->nextTry == 0 ? backoff->nextTry : std::min(cause->nextTry, backoff->nextTry);
        for (const Evidence &one : backoff->evidence)
            Collection::addEvidence(*cause, one);
        m_into.remove(Kind::ServerUnreachable, server);
    }
}

} // namespace

QList<Incident> diagnose(const Facts &facts)
{
    Collection found(facts.now);
    Lists lists(found, facts);
    lists.addServers();
    lists.addUsers();
    lists.addUnlisted();
    lists.explainBackoff();
    addQueues(found, facts);
    addOwnSide(found, facts);
    addRows(found, facts);
    addSources(found, facts);
    QHash<QString, bool> waits;
    for (const Destination &destination : facts.failing)
        waits.insert(destination.destination.toString(), true);
    QList<Incident> all = found.take();
    for (Incident &incident : all) {
        switch (incident.kind) {
        case Kind::ServerUnreachable:
        case Kind::ServerDeclines:
        case Kind::UnusableAnswer:
        case Kind::OwnBlock:
        case Kind::TooManyDevices:
            describe(incident, incident.subject, waits.value(incident.subject));
            break;
        case Kind::NoNetwork:
            incident.text = u"the homeserver has no way to other servers (%1)"_s.arg(displayable(incident.error));
            incident.advice = u"look at the homeserver's own network: its routes, its firewall, its name resolution"_s;
            break;
        case Kind::ListStale:
            incident.text = u"lists of users of %1 are out of date and are not fetched, and nothing tells why"_s.arg(incident.subject);
            incident.advice = u"a refresh shows what the server answers; the homeserver's log at INFO level tells it, too"_s;
            break;
        case Kind::LeftoverMarkers:
            incident.text = u"the homeserver asks %1 again and again for lists that nobody here needs"_s.arg(incident.subject);
            incident.advice = u"it does no harm but requests; an answer or the removal of the rows in device_lists_remote_resync ends it"_s;
            break;
        case Kind::MalformedUpdates:
            if (incident.subjectKind != Subject::Server)
                break;
            incident.text = u"%1 sends updates that are malformed, and what it sends beside them waits until it gives them up"_s.arg(
                incident.subject);
            incident.advice = u"only the operators of %1 can mend it"_s.arg(incident.subject);
            break;
        default:
            break;
        }
        if (incident.since == 0)
            incident.since = facts.now;
    }
    return all;
}

} // namespace Lockstep::Diagnosis
