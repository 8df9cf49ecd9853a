// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "inspection/types.h"
#include "logs/journalentry.h"
#include "logs/journalplace.h"
#include "logs/linescanner.h"

#include <QJsonObject>
#include <QTimeZone>

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <memory>

struct sd_journal;

namespace Lockstep::Logs {

/// Reads a journal of systemd, all of what is there at first and then what is added, of the units that are wanted. Goes on after a restart
/// where it was, by the journal's cursor. What was removed before it was read, and what journald itself suppressed, is counted.
/// Not thread-safe, as sd-journal is not: the follower's thread makes, uses and ends it.
class JournalReader
{
public:
    /// \a dialect outlives the reader.
    JournalReader(JournalPlace place, const LogDialect &dialect, QTimeZone zone, qint64 maxLine);
    ~JournalReader();
    JournalReader(JournalReader &&) = delete;

    /// What earlier runs have read. Before the first read().
    void restore(const QList<History::LogPosition> &positions);

    /// Takes what is there, without waiting, until there are about \a enough items. Returns whether there may be more.
    bool read(qsizetype enough, const std::atomic<bool> &stop);
    const QList<History::Recorder::Item> &items() const { return m_items; }
    /// Where a restart goes on if items() are recorded.
    QList<History::LogPosition> positions() const;
    void recorded();
    /// fileIds of all positions that are in use.
    QStringList present() const;

    /// One for each unit.
    QList<Inspection::SourceStatus> status(bool contentsElsewhere = false) const;
    /// Whether one of the units tells what updates contain.
    bool hasContents() const;

private:
    struct Unit
    {
        LogTally tally;
        std::unique_ptr<LineParsers> parsers;
        bool isChanged = false;
    };
    /// A stretch of the journal of which some units were read, from its beginning to an entry.
    struct Stretch
    {
        std::string cursor;
        quint64 end = 0; ///< µs since the epoch
        QStringList units;

        QJsonObject toJson() const;
        static Stretch of(const QJsonObject &json);
        JournalPlace covered() const { return {.directory = {}, .file = {}, .units = units}; }
    };
    using Steady = std::chrono::steady_clock;

    bool open();
    void close();
    void noteFiles();
    void seek(const std::string &cursor);
    void noteLoss();
    bool next();
    void takeEntry();
    bool isWanted();
    bool wasRead(quint64 at);
    void takeText();
    void takeLine(std::string_view line);
    Unit &unitOf(const std::string &name);
    std::string cursor() const;
    qint64 behind() const;
    QString fileIdOf(const QString &unit) const;

    JournalPlace m_place;
    const LogDialect &m_dialect;
    QTimeZone m_zone;
    size_t m_maxMessage;
    sd_journal *m_journal = nullptr;
    QStringList m_files; ///< that are open, of a place that is a file
    QString m_problem;
    Steady::time_point m_tried, m_lookedForFiles;
    std::optional<Steady::time_point> m_heldSince; ///< a line's end is waited for

    JournalEntry m_entry;
    JournalText m_text;
    LogTally m_tally; ///< of what belongs to no unit
    LineScanner m_scanner;
    std::map<std::string, Unit, std::less<>> m_units; ///< by name, with the host where several are read
    std::map<std::string, bool, std::less<>> m_isWanted; ///< by name of a unit or a container

    bool m_isOnEntry = false; ///< the journal stands on an entry that was not taken yet
    bool m_isAtEnd = false;
    std::string m_lastRead; ///< cursor of the last entry that was taken
    std::string m_verify; ///< the entry behind this cursor is to be the next one, or something was removed
    struct Place
    {
        qint64 end = 0; ///< of the entry's line in m_text
        std::string cursor;
        quint64 at = 0;
    };
    std::deque<Place> m_places;
    Place m_reached, m_recorded; ///< everything up to here is in items(), or recorded
    quint64 m_at = 0; ///< of the last entry, µs since the epoch
    std::vector<Stretch> m_done;
    qint64 m_removed = 0, m_removedUnknown = 0, m_removedAt = 0;

    QList<History::Recorder::Item> m_items;
};

} // namespace Lockstep::Logs
