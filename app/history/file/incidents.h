// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

namespace Lockstep::History {

/// An incident as it is kept; what it says is opaque here.
struct IncidentRow
{
    qint64 n = 0; ///< given by who makes it, rising
    QString id = {};
    QString kind = {};
    QString subject = {};
    qint64 opened = 0; ///< ms since the epoch, as the following
    qint64 ended = 0; ///< 0: it goes on
    QByteArray body = {};
};

struct IncidentFilter
{
    std::optional<bool> isOpen = {}; ///< nothing: all
    QString kind = {}; ///< empty texts ask for all
    QString subject = {};
    qint64 since = 0; ///< those that went on then or later
    qint64 before = 0; ///< rows with a smaller n; 0: the newest
    int limit = 100;
};

/// A kind of incidents that nobody wants to be told of, for one subject.
struct MutedRow
{
    QString kind = {};
    QString subject = {};
    QString by = {};
    qint64 at = 0;
    QString note = {};
};

/// The incidents in the store's file, the ended ones up to a number. Thread-safe; as a store's calls, these may block for as long as
/// another writer takes.
class Incidents
{
public:
    static constexpr int keptEnded = 50'000;

    /// \a store outlives it.
    explicit Incidents(const Store &store);
    ~Incidents();

    /// New ones, and what became of known ones: all, or on an error none.
    Result<void> save(const QList<IncidentRow> &rows);
    /// Newest first.
    Result<QList<IncidentRow>> rows(const IncidentFilter &filter) const;
    /// NotFound if there is none.
    Result<IncidentRow> row(const QString &id) const;
    /// The largest n, 0 if there are none.
    Result<qint64> lastN() const;

    Result<QList<MutedRow>> muted() const;
    Result<void> mute(const MutedRow &what);
    Result<void> unmute(const QString &kind, const QString &subject);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
