// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/series.h"
#include "model/queuetrend.h"

#include <QObject>

#include <functional>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// How figures went, for a line: what the gateway kept, in steps. Times are ms since the epoch, by the gateway's clock.
struct TrendLine
{
    qint64 from = 0;
    qint64 to = 0;
    qint64 every = 0; ///< points that are further apart have a time without ground between them
    QList<Inspection::SeriesPoint> points;
};

/// The last hour of many figures of some kinds, as the gateway kept it: a window that was just opened knows what was before. Reads what is
/// asked for in few calls, again once a minute at most. A gateway that is older than the call is asked once. GUI thread.
class SeriesTrends : public QObject
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>;

    static constexpr qint64 window = 3'600'000; ///< ms
    static constexpr qint64 freshMs = 60'000;
    /// Figures that are followed, those asked for last.
    static constexpr qsizetype maxSubjects = 1'000;

    /// \a clock: ms since the epoch.
    SeriesTrends(Inspection::Client *client, QList<Inspection::SeriesKind> kinds, QObject *parent, Clock clock);

    /// Reads those of these that are not known, or not of late; the empty one is the whole.
    void want(const QStringList &subjects);
    /// Whether the gateway keeps series; nothing while that is not known.
    std::optional<bool> isKept() const { return m_isKept; }
    bool isSettled() const { return !m_call.isRunning() && m_due.isEmpty(); }

    /// From the oldest look of the last hour to \a present, which is what was read just now. Nothing if nothing is known of before.
    std::optional<Trend> trend(Inspection::SeriesKind kind, const QString &subject, qint64 present) const;
    /// Null if nothing is known.
    std::optional<TrendLine> line(Inspection::SeriesKind kind, const QString &subject) const;

Q_SIGNALS:
    void changed();

private:
    struct Known
    {
        qint64 readAt = 0; ///< by our clock; 0: not yet
        qint64 asked = 0; ///< the number of the asking
    };
    void askNext();
    void take(const QStringList &subjects, const Result<Inspection::SeriesAnswer> &answer);

    Inspection::Client *m_client;
    const QList<Inspection::SeriesKind> m_kinds;
    const Clock m_clock;
    std::optional<bool> m_isKept;
    QHash<QString, Known> m_known;
    QHash<std::pair<int, QString>, TrendLine> m_lines; ///< by kind and subject
    QStringList m_due;
    qint64 m_asked = 0;
    Http::CallHandle m_call;
};

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::TrendLine)
