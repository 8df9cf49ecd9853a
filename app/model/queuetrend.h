// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Lockstep {

/// How a number has moved in the last while.
struct Trend
{
    qint64 from = 0;
    qint64 to = 0;
    qint64 elapsed = 0; ///< ms between the two, more than 0

    qint64 delta() const { return to - from; }
    double perSecond() const { return double(delta()) * 1000.0 / double(elapsed); }
    /// ms until nothing is left at this rate; nothing unless it falls.
    std::optional<qint64> emptyIn() const;
};

/// Remembers what each queue did in the last minute.
class QueueTrends
{
public:
    /// Shorter than this, a difference says nothing.
    static constexpr qint64 minElapsed = 2'000;
    static constexpr int maxQueues = 100'000;
    static constexpr qint64 window = 60'000; ///< ms
    static constexpr qsizetype maxChanges = 64; ///< of one queue within a window; more lose the oldest but the first

    /// \a at: ms since the epoch.
    void record(const QString &key, qint64 depth, qint64 at);
    /// The whole list was read at this time: a queue that appears later was empty then.
    void setWholeReadAt(qint64 at) { m_wholeReadAt = at; }
    /// How the queue moved in the last \a window before \a now (ms since the epoch), or since it was first seen. It decays by the clock
    /// alone: what does not move any more is steady after a window.
    std::optional<Trend> trend(const QString &key, qint64 now) const;
    void clear();

private:
    struct Change
    {
        qint64 at, depth;
    };
    QHash<QString, QList<Change>> m_changes; ///< oldest first, at least one
    qint64 m_wholeReadAt = 0;
};

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::Trend)
