// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observation.h"
#include "history/recording/usertimeline.h"

namespace Lockstep::History {

/// The rules of recorder.h: what one observation means for its user's timeline. Holds no state of its own but the outcome.
class Correlator
{
public:
    /// \a stream: streamNumber() of the feed's. \a serverHeard: when an update of the user's server came last, 0 if not known.
    Correlator(UserTimeline &timeline, const Feed &feed, quint32 stream, qint64 serverHeard);

    void apply(const HandledUpdate &handled);
    void apply(const UpdateContent &content);
    void apply(const SigningKeys &keys);
    void apply(const BatchVerdict &verdict);
    void apply(const UpdateDecision &decision);
    void apply(const ResyncOutcome &outcome);
    void apply(const IgnoredUpdate &ignored);
    void apply(const HeadSeen &) { } // heads wait in the recorder
    void apply(const MarkerSeen &) { } // the recorder's, too
    void apply(const ServerTrouble &) { } // names no user

    /// A head whose row was given to an entry that came before it: it has to be looked for again.
    const std::optional<HeadSeen> &displacedHead() const { return m_displacedHead; }

private:
    int add(DeviceListUpdate update, RowMarks marks);
    void applyMalformed(const UpdateContent &content);
    void applyContent(
        const DeviceListUpdate &update, Mark side, quint64 transaction, const QString &signingKey = {}, const QStringList &otherKeys = {});
    bool isProven(const DeviceListUpdate &update) const;
    bool isAnotherCopy(const UserTimeline::Row &row, const DeviceListUpdate &update, Mark side) const;
    void believe(int row);
    void decide(const std::vector<int> &rows, const BatchVerdict &verdict);
    bool assign(const std::vector<int> &candidates, const BatchVerdict &verdict);
    std::vector<int> unhandled(qint64 at) const;
    void addWithoutIds(const BatchVerdict &verdict);
    bool wasHandled(const DeviceListUpdate &update) const;
    int withoutIds(const DeviceListUpdate &update) const;
    int resyncIn(quint32 flag) const;
    bool failedBefore(const QString &detail) const;
    void endResync(const ResyncOutcome &outcome, Verdict verdict, const QString &detail);

    UserTimeline &m_timeline;
    const Feed &m_feed;
    quint32 m_stream;
    qint64 m_serverHeard;
    bool m_isTap;
    bool m_isLog;
    QByteArray m_canonicalKeys; ///< of the content that is applied
    std::optional<HeadSeen> m_displacedHead;
};

} // namespace Lockstep::History
