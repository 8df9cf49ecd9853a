// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/facts.h"
#include "inspection/incidents.h"

#include <QHash>

#include <deque>
#include <map>

namespace Lockstep::Diagnosis {

/// Which incidents go on, from one look to the next: it gives them their ids, says when they end, and keeps what was said of them before.
/// What comes back within some minutes is the same incident. Pure; times are ms since the epoch.
class IncidentBook
{
public:
    using Key = std::pair<Inspection::IncidentKind, QString>;

    /// Open ones at a time; more are counted, and not kept.
    static constexpr qsizetype mostOpen = 20'000;
    /// Of these, such as are seen at one moment: what remote servers can make many of leaves room for the others.
    static constexpr qsizetype mostPoints = mostOpen / 4;
    static constexpr qint64 sameAgainMs = 5 * 60'000;

    /// What an earlier process knew: open incidents, and the largest n that was ever given.
    void restore(const QList<Inspection::Incident> &open, qint64 lastN);

    /// Takes what was found in a look, and returns the incidents that began, changed or ended by it.
    QList<Inspection::Incident> update(QList<Inspection::Incident> found, const Facts &facts);

    /// Open ones, in no order.
    QList<Inspection::Incident> open() const;
    const Inspection::Incident *openOne(const QString &id) const;
    /// An open one, or one that ended lately.
    const Inspection::Incident *known(const QString &id) const;
    const Inspection::Incident *openOne(Inspection::IncidentKind kind, const QString &subject) const;
    /// False if it is not open.
    bool acknowledge(const QString &id, const Inspection::OperatorNote &note);
    /// How many were found and not kept, because there are too many.
    qint64 left() const { return m_left; }

private:
    qint64 otherCauseUntil(const Inspection::Incident &found) const;
    Inspection::Incident begun(Inspection::Incident found, const Facts &facts);

    std::map<Key, Inspection::Incident> m_open;
    QHash<QString, Key> m_byId; ///< of the open ones
    std::deque<Inspection::Incident> m_ended; ///< lately
    qint64 m_lastN = 0;
    qint64 m_left = 0;
    qsizetype m_points = 0; ///< open ones that were seen at one moment
};

} // namespace Lockstep::Diagnosis
