// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Lockstep {

/// How a number has moved since somebody began to look.
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

/// Remembers the first depth of each queue and compares later ones with it.
class QueueTrends
{
public:
    /// Shorter than this, a difference says nothing.
    static constexpr qint64 minElapsed = 2'000;
    static constexpr int maxQueues = 100'000;

    /// \a at: ms since the epoch.
    void record(const QString &key, qint64 depth, qint64 at);
    /// The whole list was read at this time: a queue that appears later was empty then.
    void setWholeReadAt(qint64 at) { m_wholeReadAt = at; }
    std::optional<Trend> trend(const QString &key) const;
    void clear();

private:
    struct Samples
    {
        qint64 firstDepth, firstAt, lastDepth, lastAt;
    };
    QHash<QString, Samples> m_samples;
    qint64 m_wholeReadAt = 0;
};

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::Trend)
