// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/findings.h"

#include "core/log.h"
#include "domain/malformed.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qsizetype maxNamed = 5;
constexpr qsizetype maxIdLength = 60;

/// "A, B and 7 more"; ids are a remote server's.
template <typename Ids>
QString listed(const Ids &ids)
{
    QStringList names;
    for (qsizetype i = 0; i < std::min<qsizetype>(ids.size(), maxNamed); ++i)
        names.append(displayable(ids[i].toString(), maxIdLength));
    const QString text = names.join(u", "_s);
    return ids.size() > maxNamed ? text + u" and %1 more"_s.arg(ids.size() - maxNamed) : text;
}

class Collector
{
public:
    explicit Collector(const FindingFacts &facts)
        : m_facts(facts)
        , m_server(displayable(facts.user.server().toString()))
    {
    }

    QList<Finding> collect()
    {
        addList();
        addHistory();
        addByDesign();
        addDevices();
        addChecked();
        const auto rank = [](const Finding &finding) {
            return finding.severity == Severity::Error ? 0 : finding.severity == Severity::Warning ? 1 : 2;
        };
        std::stable_sort(m_findings.begin(), m_findings.end(), [&](const Finding &a, const Finding &b) { return rank(a) < rank(b); });
        return m_findings;
    }

private:
    void addFetch();
    void add(const QString &id, Severity severity, const QString &text, qint64 n = 0)
    {
        m_findings.append({.id = id, .severity = severity, .text = text, .n = n});
    }
    void error(const QString &id, const QString &text, qint64 n = 0) { add(id, Severity::Error, text, n); }
    void warning(const QString &id, const QString &text, qint64 n = 0) { add(id, Severity::Warning, text, n); }
    void info(const QString &id, const QString &text, qint64 n = 0) { add(id, Severity::Info, text, n); }
    /// These complete the finding that was added last.
    void lastSeen(const Seen &seen);
    void lastSeen(Break which) { lastSeen(m_facts.breaksSeen.value(which)); }
    void lastTrouble(const FetchTrouble &trouble);

    void addList();
    void addHistory();
    void addByDesign();
    void addDevices();
    void addCrossSigning();
    void addChecked();
    template <typename Test>
    QList<DeviceId> devicesWhere(Test test) const;

    const FindingFacts &m_facts;
    QString m_server;
    QList<Finding> m_findings;
};

void Collector::lastSeen(const Seen &seen)
{
    m_findings.last().since = seen.since;
    m_findings.last().last = seen.last;
    m_findings.last().count = seen.count;
}

void Collector::lastTrouble(const FetchTrouble &trouble)
{
    if (!trouble.isKnown())
        return;
    m_findings.last().cause = trouble.cause;
    m_findings.last().error = displayable(trouble.error);
}

/// The list that could not be fetched, or that nobody needs any more.
void Collector::addFetch()
{
    const FetchTrouble &trouble = m_facts.trouble;
    const QString happens = whatHappens(trouble, m_server), helps = whatHelps(trouble, m_server, m_facts.isServerFailing);
    if (m_facts.isStale && m_facts.isLeftOver) {
        const QString days = m_facts.keptForDays > 0 ? u" for %L1 days"_s.arg(m_facts.keptForDays) : QString();
        const QString answer = trouble.isKnown() ? u", and "_s + happens : QString();
        warning(u"leftover_marker"_s,
            u"The homeserver has tried%1 to fetch the list of this user in vain although no local user shares a room with them%2; it asks again every 30 seconds for as long as %3 is not in backoff, which nobody needs, and only an answer with a list or the removal of the row in device_lists_remote_resync ends it."_s
                .arg(days, answer, m_server));
    } else if (m_facts.isStale && m_facts.isTracked && trouble.isKnown()) {
        error(u"stale"_s,
            u"The homeserver's copy of the list is out of date and the whole list could not be fetched: %1; %2."_s.arg(happens, helps));
    } else if (m_facts.isStale && m_facts.isTracked) {
        warning(u"stale"_s,
            u"The homeserver knows that its copy of the list is out of date and waits to fetch the whole list from %1."_s.arg(m_server));
    } else if (m_facts.isStale && trouble.isKnown()) {
        warning(u"queued"_s, u"The list could not be fetched for the first time: %1; %2."_s.arg(happens, helps));
    } else if (m_facts.isStale) {
        info(u"queued"_s, u"The list is to be fetched from %1 for the first time."_s.arg(m_server));
    } else if (trouble.cause == FetchCause::TooManyDevices) {
        error(u"too_many_devices"_s, u"The whole list came and was dropped, so that the old one is served: %1; %2."_s.arg(happens, helps));
    } else {
        return;
    }
    Finding &finding = m_findings.last();
    finding.since = m_facts.staleSince > 0 ? m_facts.staleSince : trouble.since;
    if (trouble.isKnown()) {
        finding.last = trouble.last;
        finding.count = trouble.tries;
        lastTrouble(trouble);
    }
}

void Collector::addList()
{
    addFetch();
    if (!m_facts.isStale && !m_facts.isTracked && m_facts.hasDevices)
        info(u"orphaned"_s,
            u"Devices are left over from a time when the homeserver followed this user; they are not served to clients any more."_s);
    if (m_facts.isServerFailing) {
        // An answer that refuses puts no server into backoff: what does was not told.
        const bool makesItWait = m_facts.trouble.isKnown() && m_facts.trouble.cause != FetchCause::Declined
            && m_facts.trouble.cause != FetchCause::Unusable && m_facts.trouble.cause != FetchCause::TooManyDevices;
        const FetchTrouble why = makesItWait ? m_facts.trouble : m_facts.trouble.isKnown() ? FetchTrouble() : m_facts.serverTrouble;
        const QString what = why.isKnown() ? whatHappens(why, m_server) : u"the homeserver got no answer from %1"_s.arg(m_server);
        warning(u"remote_failing"_s,
            u"The homeserver is in backoff: %1, so updates may be missing; %2."_s.arg(what, whatHelps(why, m_server, true)));
        m_findings.last().since = m_facts.failingSince;
        lastTrouble(why);
    }
    if (m_facts.fetchesInVain > 0) {
        warning(u"resync_loop"_s,
            u"The homeserver fetched the whole list %L1 times although no update came in between: something marks it as out of date again and again, such as messages from a device that the list of %2 lacks."_s
                .arg(m_facts.fetchesInVain)
                .arg(m_server));
        Finding &loop = m_findings.last();
        loop.count = m_facts.fetchesInVain;
        loop.since = m_facts.fetchesSince;
        loop.last = m_facts.fetchesUntil;
    }
}

void Collector::addHistory()
{
    const QString keysTookIt
        = u"An update of %1 builds on a stream_id that was never received, and the cross-signing keys of this user had changed just before: Synapse numbers such a change like an update and sends none for it, so nothing need have been lost"_s
              .arg(m_server);
    if (m_facts.openGap > 0 && m_facts.openGap == m_facts.newestKeysGap) {
        warning(u"keys_gap"_s, keysTookIt + u"; the homeserver is to fetch the whole list, and a refresh does so now."_s, m_facts.openGap);
        lastSeen(m_facts.keysGaps);
    } else if (m_facts.openGap > 0) {
        const QString ids = m_facts.missing.isEmpty() ? QString() : u" (%1)"_s.arg(listed(m_facts.missing));
        error(u"gap"_s,
            u"An update names a prev_id that was never received%1: at least one update from %2 was lost and no resync followed, so the list may lack devices or keys; a refresh fetches the whole list."_s
                .arg(ids, m_server),
            m_facts.openGap);
        lastSeen(m_facts.openGaps);
    } else if (const qint64 n = m_facts.newest.value(Break::Gap)) {
        info(u"gap_healed"_s,
            u"An update from %1 was lost, and the resync after it brought the list back in step; what was sent meanwhile may not have been encrypted for all devices."_s
                .arg(m_server),
            n);
        lastSeen(Break::Gap);
    }
    if (m_facts.openGap == 0 && m_facts.newestKeysGap > 0) {
        info(u"keys_gap_healed"_s, keysTookIt + u", and the resync after it brought the list back in step."_s, m_facts.newestKeysGap);
        lastSeen(m_facts.keysGaps);
    }
    // Why the list could not be fetched is told once.
    const bool isTold = m_facts.isStale && m_facts.trouble.isKnown();
    if (m_facts.newestFailedResync > 0 && !isTold && !m_facts.isLeftOver && m_facts.trouble.cause != FetchCause::TooManyDevices) {
        warning(u"resync_failed"_s,
            u"The last resync from %1 failed, so the homeserver still serves the old list; %2."_s.arg(
                m_server, whatHelps(m_facts.trouble, m_server, m_facts.isServerFailing)),
            m_facts.newestFailedResync);
        lastSeen(m_facts.failedResyncs);
        lastTrouble(m_facts.trouble);
    }
    if (m_facts.newestMalformed > 0) {
        warning(u"malformed_update"_s,
            u"%1 sends updates that are malformed, and Synapse answers 500 to the whole transaction, so the sender repeats it and all that waits behind it is held up; only the operators of %1 can mend it."_s
                .arg(m_server),
            m_facts.newestMalformed);
        lastSeen(m_facts.malformed);
    }
    if (const qint64 n = m_facts.newest.value(Break::Rewound); n > 0 && m_facts.mended.testFlag(Break::Rewound)) {
        info(u"rewound_healed"_s,
            u"The stream_ids of %1 ran backwards, because it was restored from a backup, and the resync after it brought this list back in step; lists of its other users may hold devices that it no longer knows until they change or are refreshed."_s
                .arg(m_server),
            n);
        lastSeen(Break::Rewound);
    } else if (n > 0) {
        warning(u"rewound"_s,
            u"The stream_ids of %1 ran backwards: it was restored from a backup and counts anew, so lists of its other users may hold devices that it no longer knows until they change; a refresh of each puts it right."_s
                .arg(m_server),
            n);
        lastSeen(Break::Rewound);
    }
    if (const qint64 n = m_facts.newest.value(Break::Rebuilt); n > 0 && m_facts.mended.testFlag(Break::Rebuilt)) {
        info(u"rebuilt_healed"_s,
            u"%1 was set up again, with a new key and counting anew, and the resync after it brought this list back in step; lists of its other users may hold devices that do not exist any more until they are refreshed."_s
                .arg(m_server),
            n);
        lastSeen(Break::Rebuilt);
    } else if (n > 0) {
        warning(u"rebuilt"_s,
            u"%1 signs with a new key and counts anew: it was set up again, so lists of its other users may hold devices that do not exist any more; a refresh of each puts it right."_s
                .arg(m_server),
            n);
        lastSeen(Break::Rebuilt);
    }
    if (const qint64 n = m_facts.newest.value(Break::OutOfOrder)) {
        info(u"out_of_order"_s,
            u"An update came before one that it builds on: nothing was lost, but it can have cost a resync; it points to a server that sends by several workers, or to a retried request."_s,
            n);
        lastSeen(Break::OutOfOrder);
    }
}

/// What looks like a fault and is none.
void Collector::addByDesign()
{
    if (const qint64 n = m_facts.newest.value(Break::NeedlessResync)) {
        info(u"needless_resync"_s,
            u"The homeserver fetched the whole list although it knew every prev_id; Synapse does so once after each fetch that found its copy right, which costs a request and harms nothing."_s,
            n);
        lastSeen(Break::NeedlessResync);
    }
    if (const qint64 n = m_facts.newest.value(Break::Pruned)) {
        info(u"pruned"_s,
            u"%1 sent an update without prev_id after more than a day without one: it collapses what it could not deliver for so long, and asks for a resync this way; this is by design."_s
                .arg(m_server),
            n);
        lastSeen(Break::Pruned);
    }
    if (const qint64 n = m_facts.newest.value(Break::Restarted)) {
        info(u"restarted"_s,
            u"%1 sent an update without prev_id although an earlier one was received: it does so once for each user after a restart, and asks for a resync this way; this is by design, but an update lost just before would not show."_s
                .arg(m_server),
            n);
        lastSeen(Break::Restarted);
    }
    if (const qint64 n = m_facts.newest.value(Break::Placeholder)) {
        info(u"placeholder"_s,
            u"%1 always sends the same stream_id and no prev_id, as servers of the conduwuit family do, so every update leads to a resync; this is by design."_s
                .arg(m_server),
            n);
        lastSeen(Break::Placeholder);
    }
    if (const qint64 n = m_facts.newest.value(Break::Fork)) {
        info(u"fork"_s,
            u"Two updates build on the same one, as a server that sends by several workers produces; this is legal, and a later update that names both joins them."_s,
            n);
        lastSeen(Break::Fork);
    }
    if (const qint64 n = m_facts.newest.value(Break::Duplicate)) {
        info(u"duplicate"_s,
            u"%1 sent the same update again: it repeats a request whose answer it did not get, and the repetition changes nothing."_s.arg(
                m_server),
            n);
        lastSeen(Break::Duplicate);
    }
}

template <typename Test>
QList<DeviceId> Collector::devicesWhere(Test test) const
{
    QList<DeviceId> ids;
    for (const Device &device : m_facts.list.devices) {
        if (test(device))
            ids.append(device.deviceId);
    }
    return ids;
}

void Collector::addDevices()
{
    const auto withSelf = [this](SignatureState state) { return devicesWhere([=](const Device &d) { return d.selfSignature == state; }); };
    if (const auto ids = withSelf(SignatureState::Invalid); !ids.isEmpty())
        error(u"signature_invalid"_s,
            u"The keys of %1 do not bear a valid signature of the device itself, so clients will not encrypt for it; a refresh shows whether %2 says the same."_s
                .arg(listed(ids), m_server));
    if (const auto ids = withSelf(SignatureState::Missing); !ids.isEmpty())
        error(u"signature_missing"_s,
            u"The keys of %1 are not signed by the device itself, so clients will not encrypt for it; a refresh shows whether %2 says the same."_s
                .arg(listed(ids), m_server));
    if (const auto ids = withSelf(SignatureState::IdMismatch); !ids.isEmpty())
        error(u"id_mismatch"_s,
            u"The keys stored for %1 name another user or device, so clients refuse them; a refresh shows whether %2 says the same."_s.arg(
                listed(ids), m_server));
    if (const auto ids = withSelf(SignatureState::NoKeys); !ids.isEmpty())
        info(u"no_keys"_s, u"Nothing can be encrypted for %1: it has no keys, as for a client without encryption."_s.arg(listed(ids)));
    addCrossSigning();
}

/// What is known of a list that is not at hand.
void Collector::addChecked()
{
    if (m_facts.hasUnusableKeys)
        error(u"unusable_keys"_s,
            u"At least one device has keys that clients refuse, so that they will not encrypt for it: its own signature is wrong or missing, or the keys name another user or device."_s);
    if (m_facts.hasBrokenCrossSigning)
        error(u"cross_signing_broken"_s,
            u"The user's cross-signing does not hold: a key is missing or not signed by the other, or a signature on a device is wrong, so that clients show devices as unverified."_s);
}

void Collector::addCrossSigning()
{
    const auto withCross
        = [this](CrossSignatureState state) { return devicesWhere([=](const Device &d) { return d.crossSignature == state; }); };
    if (const auto ids = withCross(CrossSignatureState::RefuseIdCollision); !ids.isEmpty())
        error(u"refuse_id_collision"_s,
            u"The device ID %1 equals a cross-signing key of the user, which clients must refuse: it can make them take a device for an identity."_s
                .arg(listed(ids)));
    if (const auto ids = withCross(CrossSignatureState::CrossSignatureInvalid); !ids.isEmpty())
        error(u"cross_signature_invalid"_s,
            u"The user's cross-signature on %1 does not hold, so clients show the device as unverified; a refresh shows whether %2 says the same."_s
                .arg(listed(ids), m_server));
    if (!withCross(CrossSignatureState::CrossSigningInvalid).isEmpty())
        error(u"cross_signing_invalid"_s,
            u"The user's self-signing key is not signed by the master key, so no device counts as verified: after a reset of the identity one of the two keys is still the old one, and a refresh fetches both."_s);
    if (!withCross(CrossSignatureState::CrossSigningIncomplete).isEmpty())
        warning(u"cross_signing_incomplete"_s,
            u"One of the user's two cross-signing keys is missing, which is typical of a lost m.signing_key_update: that leaves no gap, and only a refresh fetches the key."_s);
    if (const auto ids = withCross(CrossSignatureState::NotCrossSigned); !ids.isEmpty())
        warning(u"unsigned_devices"_s,
            u"The user has cross-signing keys, and they do not sign %1: either the user has not verified it yet, or signatures got lost and a refresh brings them."_s
                .arg(listed(ids)));
}

} // namespace

QList<Finding> findingsOf(const FindingFacts &facts)
{
    return Collector(facts).collect();
}

} // namespace Lockstep
