// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/journaltail.h"

#include "logs/journalentry.h"

#include <QFile>

#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <systemd/sd-journal.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr size_t maxField = 1024 * 1024;
/// Units and containers that are told apart, of one journal.
constexpr size_t maxNames = 20'000;
constexpr size_t maxText = 8 * 1024 * 1024;
constexpr const char *unitFields[] = {"_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT", "CONTAINER_NAME"};

struct Closer
{
    void operator()(sd_journal *journal) const { sd_journal_close(journal); }
};
using Journal = std::unique_ptr<sd_journal, Closer>;

int open(const Logs::JournalPlace &place, Journal &journal)
{
    sd_journal *opened = nullptr;
    int result = 0;
    if (!place.file.isEmpty()) {
        std::vector<QByteArray> names;
        for (const QString &file : place.files())
            names.push_back(QFile::encodeName(file));
        std::vector<const char *> paths;
        for (const QByteArray &name : names)
            paths.push_back(name.constData());
        paths.push_back(nullptr);
        result = sd_journal_open_files(&opened, paths.data(), 0);
    } else if (!place.directory.isEmpty()) {
        result = sd_journal_open_directory(&opened, QFile::encodeName(place.directory).constData(), 0);
    } else {
        result = sd_journal_open_namespace(&opened, nullptr, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_ALL_NAMESPACES);
    }
    if (result >= 0)
        journal.reset(opened);
    return result;
}

/// Leaves only entries of the units that are wanted; their names.
QStringList select(sd_journal *journal, const Logs::JournalPlace &place, const std::function<bool()> &isOver)
{
    QStringList found;
    std::vector<std::string> matches;
    for (const char *field : unitFields) {
        if (sd_journal_query_unique(journal, field) < 0)
            continue;
        const void *data = nullptr;
        size_t size = 0;
        std::set<std::string> seen;
        // A value may come more than once, of each file for one, and by some journals without an end.
        for (size_t n = 0; n < maxNames && !isOver() && sd_journal_enumerate_available_unique(journal, &data, &size) > 0; ++n) {
            const std::string all(static_cast<const char *>(data), size);
            const std::string name = all.substr(std::min(all.find('=') + 1, all.size()));
            if (!seen.insert(name).second || !place.takes(name))
                continue;
            matches.push_back(all);
            found += QString::fromStdString(name);
        }
    }
    // Not while they are enumerated: a match moves the journal, and the enumeration would begin anew for ever.
    for (const std::string &match : matches) {
        sd_journal_add_match(journal, match.data(), match.size());
        sd_journal_add_disjunction(journal);
    }
    found.removeDuplicates();
    return found;
}

std::string entryLine(sd_journal *journal, qint64 &at)
{
    Logs::JournalEntry entry;
    uint64_t time = 0;
    sd_journal_get_realtime_usec(journal, &time);
    entry.set("__REALTIME_TIMESTAMP", std::to_string(time));
    const void *data = nullptr;
    size_t size = 0;
    sd_journal_restart_data(journal);
    while (sd_journal_enumerate_available_data(journal, &data, &size) > 0) {
        const std::string_view all(static_cast<const char *>(data), size);
        if (const size_t equals = all.substr(0, 65).find('='); equals != std::string_view::npos)
            entry.set(all.substr(0, equals), all.substr(equals + 1));
    }
    at = entry.at();
    std::string line;
    entry.appendLine(line);
    line += '\n'; // who scans takes whole lines
    return line;
}

} // namespace

Result<JournalTail> readJournalTail(const Logs::JournalPlace &place, int entries, const std::function<bool()> &isOver)
{
    if (const QString obstacle = place.obstacle(); !obstacle.isEmpty())
        return failure(Error::Io, obstacle);
    Journal journal;
    if (const int result = open(place, journal); result < 0)
        return failure(Error::Io, u"%1 cannot be read: %2."_s.arg(place.name(), QString::fromLocal8Bit(std::strerror(-result))));
    sd_journal_set_data_threshold(journal.get(), maxField);
    JournalTail tail;
    tail.units = select(journal.get(), place, isOver);
    if (tail.units.isEmpty())
        return tail;
    std::vector<std::string> lines;
    size_t bytes = 0;
    sd_journal_seek_tail(journal.get());
    while (int(lines.size()) < entries && bytes < maxText && !isOver() && sd_journal_previous(journal.get()) > 0) {
        qint64 at = 0;
        lines.push_back(entryLine(journal.get(), at));
        bytes += lines.back().size();
        tail.newest = std::max(tail.newest, at);
    }
    tail.entries = qint64(lines.size());
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        tail.lines.append(line->data(), qsizetype(line->size()));
    return tail;
}

} // namespace Lockstep::Checking
