// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/journalreader.h"

#include "logs/journaljson.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <systemd/sd-journal.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

using namespace std::chrono_literals;

constexpr auto retryAfter = 5s;
constexpr auto filesEvery = 1s;
/// The pieces of an entry that was cut come one right after the other.
constexpr auto pieceTime = 2s;
/// So many entries are looked at before somebody else has a turn; some 50 ms.
constexpr int entriesAtOnce = 10'000;
constexpr size_t maxUnits = 1000;
/// Names of foreign units that are remembered.
constexpr size_t maxNames = 10'000;

std::string_view dataOf(sd_journal *journal, const char *field)
{
    const void *data = nullptr;
    size_t size = 0;
    if (sd_journal_get_data(journal, field, &data, &size) < 0)
        return {};
    const std::string_view all(static_cast<const char *>(data), size);
    return all.substr(std::min(all.find('=') + 1, all.size()));
}

} // namespace

JournalReader::JournalReader(JournalPlace place, const LogDialect &dialect, QTimeZone zone, qint64 maxLine)
    : m_place(std::move(place))
    , m_dialect(dialect)
    , m_zone(std::move(zone))
    , m_maxMessage(size_t(maxLine))
    , m_scanner(dialect, m_tally)
{
    m_scanner.setJournal(true);
}

JournalReader::~JournalReader()
{
    close();
}

void JournalReader::close()
{
    if (m_journal)
        sd_journal_close(m_journal);
    m_journal = nullptr;
    m_isOnEntry = false;
}

bool JournalReader::open()
{
    if (m_journal)
        return true;
    if (Steady::now() - m_tried < retryAfter && m_tried != Steady::time_point())
        return false;
    m_tried = Steady::now();
    m_problem = m_place.obstacle();
    if (!m_problem.isEmpty())
        return false;
    int result = 0;
    if (!m_place.file.isEmpty()) {
        m_files = m_place.files();
        QList<QByteArray> names;
        std::vector<const char *> paths;
        for (const QString &file : std::as_const(m_files))
            names += QFile::encodeName(file);
        for (const QByteArray &name : std::as_const(names))
            paths.push_back(name.constData());
        paths.push_back(nullptr);
        result = sd_journal_open_files(&m_journal, paths.data(), 0);
    } else if (!m_place.directory.isEmpty()) {
        result = sd_journal_open_directory(&m_journal, QFile::encodeName(m_place.directory).constData(), 0);
    } else {
        result = sd_journal_open_namespace(&m_journal, nullptr, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_ALL_NAMESPACES);
    }
    if (result < 0) {
        m_journal = nullptr;
        m_problem = u"%1 cannot be read: %2."_s.arg(m_place.name(), QString::fromLocal8Bit(std::strerror(-result)));
        return false;
    }
    sd_journal_set_data_threshold(m_journal, m_maxMessage + 1);
    sd_journal_get_fd(m_journal); // from now on it notices files that are new
    seek(m_lastRead);
    return true;
}

/// A place that is a file is opened anew when it was rotated.
void JournalReader::noteFiles()
{
    if (m_place.file.isEmpty() || Steady::now() - m_lookedForFiles < filesEvery)
        return;
    m_lookedForFiles = Steady::now();
    if (m_journal && m_place.files() != m_files) {
        close();
        m_tried = {};
    }
}

/// Behind the entry of that cursor, or behind where it was.
void JournalReader::seek(const std::string &to)
{
    m_isOnEntry = false;
    m_verify.clear();
    if (to.empty()) {
        sd_journal_seek_head(m_journal);
        return;
    }
    if (sd_journal_seek_cursor(m_journal, to.c_str()) < 0) {
        sd_journal_seek_head(m_journal);
        ++m_removedUnknown;
        return;
    }
    const bool isThere = sd_journal_next(m_journal) > 0;
    if (isThere && sd_journal_test_cursor(m_journal, to.c_str()) > 0)
        return;
    m_isOnEntry = isThere;
    m_verify = to;
}

/// The entry that was read last is gone. Entries have numbers, over all units, as long as a journal lives.
void JournalReader::noteLoss()
{
    const auto part = [](const std::string &cursor, char name) -> std::string {
        const size_t begin = cursor.starts_with(std::string(1, name) + '=') ? 0 : cursor.find(std::string(";") + name + '=');
        if (begin == std::string::npos)
            return {};
        const size_t value = cursor.find('=', begin) + 1;
        return cursor.substr(value, cursor.find(';', value) - value);
    };
    const std::string now = cursor(), before = std::exchange(m_verify, {});
    const qint64 read = QByteArray::fromStdString(part(before, 'i')).toLongLong(nullptr, 16);
    const qint64 number = QByteArray::fromStdString(part(now, 'i')).toLongLong(nullptr, 16);
    if (part(before, 's') != part(now, 's'))
        ++m_removedUnknown;
    else if (number > read + 1)
        m_removed += number - read - 1;
    else
        return;
    m_removedAt = QDateTime::currentMSecsSinceEpoch();
}

/// Goes to the next entry that was not taken; false if there is none.
bool JournalReader::next()
{
    if (!m_isOnEntry) {
        const int result = sd_journal_next(m_journal);
        if (result < 0)
            m_problem = u"%1 cannot be read further: %2."_s.arg(m_place.name(), QString::fromLocal8Bit(std::strerror(-result)));
        if (result <= 0)
            return false;
    }
    m_isOnEntry = false;
    if (!m_verify.empty())
        noteLoss();
    return true;
}

std::string JournalReader::cursor() const
{
    char *text = nullptr;
    if (sd_journal_get_cursor(m_journal, &text) < 0)
        return {};
    std::string result(text);
    std::free(text);
    return result;
}

bool JournalReader::read(qsizetype enough, const std::atomic<bool> &stop)
{
    noteFiles();
    if (!open())
        return false;
    if (sd_journal_process(m_journal) == SD_JOURNAL_INVALIDATE && !m_lastRead.empty())
        seek(m_lastRead);
    m_problem.clear();
    int taken = 0;
    m_isAtEnd = false;
    while (taken < entriesAtOnce && m_items.size() < enough && !stop && !m_isAtEnd) {
        m_isAtEnd = !next();
        if (m_isAtEnd)
            break;
        ++taken;
        takeEntry();
    }
    if (taken > 0)
        m_lastRead = cursor();
    takeText();
    if (m_text.view().empty() && !m_lastRead.empty())
        m_reached = {.end = 0, .cursor = m_lastRead, .at = m_at};
    return !m_isAtEnd;
}

/// Whether the entry is of a unit that is wanted. Most are not, so that one or two fields have to tell.
bool JournalReader::isWanted()
{
    if (m_place.units.isEmpty())
        return true;
    const auto isName = [this](std::string_view name) {
        const auto known = m_isWanted.find(name);
        if (known != m_isWanted.end())
            return known->second;
        if (m_isWanted.size() >= maxNames)
            m_isWanted.clear();
        return m_isWanted.emplace(name, m_place.takes(name)).first->second;
    };
    for (const char *field : {"_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT", "CONTAINER_NAME"}) {
        const std::string_view name = dataOf(m_journal, field);
        if (!name.empty() && isName(name))
            return true;
    }
    if (dataOf(m_journal, "_TRANSPORT") != "driver")
        return false;
    const std::string_view object = dataOf(m_journal, "OBJECT_SYSTEMD_UNIT");
    return !object.empty() && isName(object);
}

/// Whether an earlier run has read the entry, which is of \a at (µs since the epoch), for the same unit.
bool JournalReader::wasRead(quint64 at)
{
    bool isRead = false;
    std::erase_if(m_done, [&](const Stretch &stretch) {
        if (at > stretch.end)
            return true;
        isRead = isRead || m_entry.isOf([&](std::string_view unit) { return stretch.covered().takes(unit); });
        return at == stretch.end && sd_journal_test_cursor(m_journal, stretch.cursor.c_str()) > 0;
    });
    return isRead;
}

void JournalReader::takeEntry()
{
    uint64_t at = 0;
    sd_journal_get_realtime_usec(m_journal, &at);
    m_at = at;
    if (!isWanted())
        return;
    m_entry.clear();
    m_entry.set("__REALTIME_TIMESTAMP", std::to_string(m_at));
    const void *data = nullptr;
    size_t size = 0;
    sd_journal_restart_data(m_journal);
    while (sd_journal_enumerate_available_data(m_journal, &data, &size) > 0) {
        const std::string_view all(static_cast<const char *>(data), size);
        const std::string_view name = all.substr(0, all.substr(0, 65).find('='));
        if (name.size() == all.size())
            continue;
        if (name == "MESSAGE" && size > m_maxMessage)
            m_entry.setTooLong();
        else
            m_entry.set(name, all.substr(name.size() + 1));
    }
    if (wasRead(m_at))
        return;
    if (const qint64 suppressed = m_entry.suppressed(); suppressed > 0 || m_entry.isTooLong()) {
        Unit &unit = unitOf(m_entry.name(!m_place.directory.isEmpty()));
        unit.isChanged = true;
        unit.tally.countSuppressed(suppressed, m_entry.at());
        if (m_entry.isTooLong())
            unit.tally.countTooLong();
        return;
    }
    if (m_text.add(m_entry, m_dialect.findMarker))
        m_places.push_back({.end = m_text.base() + qint64(m_text.view().size()), .cursor = cursor(), .at = m_at});
    else if (!m_place.units.isEmpty()) // of all units, those that are no Synapse are of no interest
        unitOf(m_entry.name(!m_place.directory.isEmpty()));
}

void JournalReader::takeText()
{
    if (m_text.view().empty())
        return;
    const bool isLast = m_isAtEnd && m_heldSince && Steady::now() - *m_heldSince > pieceTime;
    const size_t done = m_scanner.scan(m_text.view(), m_text.base(), isLast, [this](std::string_view line, qint64) { takeLine(line); });
    m_text.drop(done);
    if (m_text.view().empty())
        m_heldSince.reset();
    else if (done > 0 || !m_heldSince)
        m_heldSince = Steady::now();
    while (!m_places.empty() && m_places.front().end <= m_text.base()) {
        m_reached = std::move(m_places.front());
        m_places.pop_front();
    }
}

void JournalReader::takeLine(std::string_view line)
{
    const std::string process = journalProcess(line);
    Unit &unit = unitOf(journalUnit(line, !m_place.directory.isEmpty()));
    std::vector<History::Observation> observations;
    const LineResult result = unit.parsers->of(process).parse(line, observations);
    unit.tally.count(result.outcome, line);
    unit.isChanged = unit.isChanged || result.outcome != LineResult::Nothing;
    const QString stream = m_place.id() + u' ' + QString::fromStdString(process);
    for (History::Observation &what : observations) {
        unit.tally.count(what);
        m_items.append({.feed = {.source = UpdateSource::Log, .stream = stream, .isForgeable = result.forgeable}, .what = std::move(what)});
    }
}

JournalReader::Unit &JournalReader::unitOf(const std::string &name)
{
    Unit &unit = m_units[m_units.size() >= maxUnits && !m_units.contains(name) ? std::string() : name];
    if (!unit.parsers) {
        unit.parsers = std::make_unique<LineParsers>(m_dialect, m_zone, unit.tally);
        unit.isChanged = true;
    }
    return unit;
}

} // namespace Lockstep::Logs
