// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/incidentbook.h"

#include "diagnosis/diagnose.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <set>

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;

namespace {

constexpr size_t keptEnded = 2'000;
/// Of the evidence of a long incident: how it began, and the newest.
constexpr qsizetype firstEvidence = 10;

/// Causes that keep the lists of a server from being fetched.
constexpr std::array fetchKinds{IncidentKind::ServerUnreachable, IncidentKind::ServerDeclines, IncidentKind::UnusableAnswer,
    IncidentKind::OwnBlock, IncidentKind::TooManyDevices, IncidentKind::ListStale};

bool isAboutFetches(IncidentKind kind)
{
    return std::find(fetchKinds.begin(), fetchKinds.end(), kind) != fetchKinds.end();
}

QString idOf(const Incident &incident)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData((toApiName(incident.kind) + u'\n' + incident.subject + u'\n' + QString::number(incident.opened) + u'\n'
        + QString::number(incident.n))
                     .toUtf8());
    return QString::fromLatin1(hash.result().toHex().left(16));
}

/// The same fact, whenever it was seen again. The row that a log made of what it tells is found later than the fact.
bool isSame(const Evidence &a, const Evidence &b)
{
    return a.kind == b.kind && (a.n == b.n || a.kind == EvidenceKind::Log) && a.user == b.user && a.text == b.text && a.audit == b.audit;
}

/// How many facts are new.
qint64 addEvidence(QList<Evidence> &into, const QList<Evidence> &seen)
{
    qint64 added = 0;
    for (const Evidence &evidence : seen) {
        const auto known = std::find_if(into.begin(), into.end(), [&](const Evidence &one) { return isSame(one, evidence); });
        if (known == into.end()) {
            ++added;
            into.append(evidence);
        } else if (known->n == 0 || known->n == evidence.n) {
            known->n = evidence.n;
            known->isFromLog = known->isFromLog || evidence.isFromLog;
        }
    }
    std::stable_sort(into.begin(), into.end(), [](const Evidence &a, const Evidence &b) { return a.at < b.at; });
    if (into.size() > Incident::keptEvidence)
        into.remove(firstEvidence, into.size() - Incident::keptEvidence);
    return added;
}

/// What is seen at one moment adds up; everything else is as it is now.
void addUp(Incident &now, const Incident &before, qint64 newFacts)
{
    now.tries = before.tries + newFacts;
    qint64 users = before.users;
    QList<UserId> named = before.firstUsers;
    for (const UserId &user : std::as_const(now.firstUsers)) {
        if (named.contains(user))
            continue;
        ++users;
        if (named.size() < Incident::namedUsers)
            named.append(user);
        else
            now.usersAtLeast = true;
    }
    now.users = users;
    now.firstUsers = named;
    now.devices = std::max(now.devices, before.devices);
    now.lastSeen = std::max(now.lastSeen, before.lastSeen);
    now.severity = std::max(now.severity, before.severity);
}

/// Why lists cannot be fetched is told when it is tried: between two tries, and after a restart of the gateway, it is what it was.
void keepCause(Incident &now, const Incident &before)
{
    if (now.cause || !before.cause)
        return;
    now.cause = before.cause;
    now.error = before.error;
    now.tries = std::max(now.tries, before.tries);
    now.text = before.text;
    now.advice = before.advice;
}

/// Whether there is something to tell: that it goes on is not.
bool isNews(Incident before, const Incident &now)
{
    before.lastSeen = now.lastSeen;
    return before != now;
}

bool isUnread(IncidentKind kind, const QSet<Part> &unread)
{
    // A server in backoff is told by its own row and by its users' lists.
    return unread.contains(restsOn(kind)) || (kind == IncidentKind::ServerUnreachable && unread.contains(Part::Lists));
}

} // namespace

void IncidentBook::restore(const QList<Incident> &open, qint64 lastN)
{
    for (const Incident &incident : open) {
        m_open[{incident.kind, incident.subject}] = incident;
        m_byId.insert(incident.id, {incident.kind, incident.subject});
        m_points += heldFor(incident.kind) > 0 ? 1 : 0;
    }
    m_lastN = std::max(m_lastN, lastN);
}

/// When another cause was last seen to keep the same server's lists, 0 if none was: the lists are out of date for longer than for this one.
qint64 IncidentBook::otherCauseUntil(const Incident &found) const
{
    const auto isOther
        = [&](const Incident &other) { return other.subject == found.subject && other.kind != found.kind && isAboutFetches(other.kind); };
    qint64 until = 0;
    if (!isAboutFetches(found.kind))
        return 0;
    for (const IncidentKind kind : fetchKinds) {
        const auto open = m_open.find({kind, found.subject});
        if (open != m_open.cend() && isOther(open->second))
            until = std::max(until, open->second.lastSeen);
    }
    for (const Incident &ended : m_ended) {
        if (isOther(ended))
            until = std::max(until, ended.lastSeen);
    }
    return until;
}

/// A new one, or one that ended lately and is back.
Incident IncidentBook::begun(Incident found, const Facts &facts)
{
    const auto back = std::find_if(m_ended.begin(), m_ended.end(), [&](const Incident &ended) {
        return ended.kind == found.kind && ended.subject == found.subject && facts.now - ended.ended < sameAgainMs
            && heldFor(found.kind) == 0;
    });
    if (back == m_ended.end()) {
        found.n = ++m_lastN;
        found.opened = facts.now;
        found.id = idOf(found);
        if (heldFor(found.kind) > 0)
            found.tries = found.evidence.size();
        else if (const qint64 other = otherCauseUntil(found); other > 0)
            found.since = std::max(found.since, other);
        return found;
    }
    Incident again = *back;
    m_ended.erase(back);
    again.ended = 0;
    return again;
}

QList<Incident> IncidentBook::update(QList<Incident> found, const Facts &facts)
{
    // Where there is no room for all, the worst have it.
    std::stable_sort(found.begin(), found.end(), [](const Incident &a, const Incident &b) { return a.severity > b.severity; });
    QList<Incident> news;
    std::set<Key> seen;
    m_left = 0;
    for (Incident &now : found) {
        const Key key{now.kind, now.subject};
        seen.insert(key);
        auto place = m_open.find(key);
        const bool isNew = place == m_open.end();
        if (isNew) {
            const bool isPoint = heldFor(now.kind) > 0;
            if (qsizetype(m_open.size()) >= mostOpen || (isPoint && m_points >= mostPoints)) {
                ++m_left;
                continue;
            }
            m_points += isPoint ? 1 : 0;
            place = m_open.emplace(key, begun(now, facts)).first;
            m_byId.insert(place->second.id, key);
        }
        const Incident before = place->second;
        now.id = before.id;
        now.n = before.n;
        now.opened = before.opened;
        now.acknowledged = before.acknowledged;
        // Decided when it began: what is out of date may be so for longer than for this cause.
        now.since = before.since;
        keepCause(now, before);
        QList<Evidence> evidence = before.evidence;
        const qint64 newFacts = addEvidence(evidence, now.evidence);
        now.evidence = evidence;
        if (heldFor(now.kind) > 0)
            addUp(now, before, newFacts);
        place->second = now;
        if (isNew || isNews(before, now))
            news.append(now);
    }
    for (auto it = m_open.begin(); it != m_open.end();) {
        Incident &incident = it->second;
        const qint64 held = heldFor(incident.kind);
        if (seen.contains(it->first) || (held > 0 && facts.now - incident.lastSeen < held)
            || (held == 0 && isUnread(incident.kind, facts.unread))) {
            ++it;
            continue;
        }
        incident.ended = held > 0 ? incident.lastSeen : facts.now;
        incident.nextTry = 0;
        news.append(incident);
        m_ended.push_front(incident);
        if (m_ended.size() > keptEnded)
            m_ended.pop_back();
        m_byId.remove(incident.id);
        m_points -= held > 0 ? 1 : 0;
        it = m_open.erase(it);
    }
    return news;
}

QList<Incident> IncidentBook::open() const
{
    QList<Incident> all;
    all.reserve(qsizetype(m_open.size()));
    for (const auto &[key, incident] : m_open)
        all.append(incident);
    return all;
}

const Incident *IncidentBook::openOne(const QString &id) const
{
    const auto key = m_byId.constFind(id);
    return key == m_byId.cend() ? nullptr : openOne(key->first, key->second);
}

const Incident *IncidentBook::known(const QString &id) const
{
    if (const Incident *open = openOne(id))
        return open;
    const auto ended = std::find_if(m_ended.cbegin(), m_ended.cend(), [&](const Incident &incident) { return incident.id == id; });
    return ended == m_ended.cend() ? nullptr : &*ended;
}

const Incident *IncidentBook::openOne(IncidentKind kind, const QString &subject) const
{
    const auto found = m_open.find({kind, subject});
    return found == m_open.cend() ? nullptr : &found->second;
}

bool IncidentBook::acknowledge(const QString &id, const OperatorNote &note)
{
    const auto key = m_byId.constFind(id);
    if (key == m_byId.cend())
        return false;
    m_open[*key].acknowledged = note;
    return true;
}

} // namespace Lockstep::Diagnosis
