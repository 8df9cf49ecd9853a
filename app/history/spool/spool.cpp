// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/spool/spool.h"

#include "core/log.h"
#include "history/spool/spoolcodec.h"
#include "sql/database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr int applicationId = 0x4c73706c; // "Lspl"
constexpr qint64 forgetEveryMs = 10'000;

Sql::DatabaseAddress addressOf(const QString &path)
{
    Sql::DatabaseAddress address;
    address.path = path;
    return address;
}

} // namespace

Spool::Spool(const QString &path, Limits limits)
    : m_path(path)
    , m_limits(limits)
{
}

Spool::~Spool() = default;

Result<std::unique_ptr<Spool>> Spool::open(const QString &path, Limits limits)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    if (QFile file(path); !file.exists() && !file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"The spool %1 cannot be made: %2."_s.arg(path, file.errorString()));
    std::unique_ptr<Spool> spool(new Spool(path, limits));
    spool->m_file = std::make_unique<Sql::Database>(addressOf(path),
        Sql::DatabaseOptions{.access = Sql::Access::Owner,
            .purpose = Sql::Purpose::History,
            .connections = 1,
            .deadline = std::chrono::seconds(20),
            // On the disk before it is handed over: numbers that a power cut took back would be given a second time.
            .setup = {u"PRAGMA synchronous = FULL"_s, u"PRAGMA journal_size_limit = 67108864"_s}});
    if (const auto prepared = spool->prepare(); !prepared)
        return failure(prepared.error());
    return spool;
}

Result<void> Spool::prepare()
{
    const auto application = m_file->value(u"PRAGMA application_id"_s);
    const auto tables = m_file->value(u"SELECT count(*) FROM sqlite_master"_s);
    for (const auto *result : {&application, &tables}) {
        if (!*result)
            return failure(result->error());
    }
    if (application->toInt() != applicationId && tables->toInt() > 0)
        return failure(Error::Database, u"%1 is no spool of Lockstep: name another file."_s.arg(m_path));
    for (const QString &statement :
        {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA application_id = %1"_s.arg(applicationId),
            u"CREATE TABLE IF NOT EXISTS spool (id TEXT NOT NULL)"_s,
            u"CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, observations INTEGER NOT NULL, items BLOB NOT NULL)"_s}) {
        if (const auto done = m_file->run(statement); !done)
            return done;
    }
    auto id = m_file->value(u"SELECT id FROM spool"_s);
    if (!id)
        return failure(id.error());
    if (!id->isValid()) {
        id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        if (const auto kept = m_file->run(u"INSERT INTO spool VALUES (?)"_s, {id->toString()}); !kept)
            return kept;
    }
    m_fileId = u"spool:"_s + id->toString();
    count(0);
    return {};
}

void Spool::count(qint64 upTo)
{
    State now;
    const std::lock_guard lock(m_mutex); // what is appended meanwhile would not be counted
    const auto counted = m_file->each(
        u"SELECT ifnull(sum(observations), 0), ifnull(sum(length(items)), 0), ifnull(min(at), 0) FROM entries WHERE number > ?"_s, {upTo},
        [&](const Sql::Row &row) {
            now.waiting = row.integer(0);
            now.waitingBytes = row.integer(1);
            now.since = row.integer(2);
        });
    if (!counted)
        return;
    now.refused = m_state.refused;
    now.problem = m_state.problem;
    now.drainProblem = m_state.drainProblem;
    m_state = now;
}

Result<void> Spool::append(const QList<Recorder::Item> &items)
{
    const QByteArray bytes = encodeItems(items);
    const std::lock_guard lock(m_mutex);
    Result<void> done;
    if (m_state.waitingBytes + bytes.size() > m_limits.bytes)
        done = failure(Error::Io,
            u"The spool %1 is full: %2 observations wait for the shared history, and what a tap or a pipe tells now is lost."_s.arg(m_path)
                .arg(m_state.waiting));
    else
        done = m_file->run(u"INSERT INTO entries (at, observations, items) VALUES (?, ?, ?)"_s,
            {QDateTime::currentMSecsSinceEpoch(), items.size(), bytes});
    if (!done) {
        m_state.refused += items.size();
        m_state.problem = done.error().text;
        return done;
    }
    m_state.problem.clear();
    m_state.waiting += items.size();
    m_state.waitingBytes += bytes.size();
    if (m_state.since == 0)
        m_state.since = QDateTime::currentMSecsSinceEpoch();
    m_woken = true;
    m_changed.notify_all();
    return {};
}

void Spool::setDrainProblem(const QString &text)
{
    const std::lock_guard lock(m_mutex);
    m_state.drainProblem = text;
}

Result<QList<Spool::Entry>> Spool::next(qint64 after, int most) const
{
    QList<Entry> entries;
    qsizetype observations = 0;
    // Few at a time: one of them may be large.
    const auto done = m_file->each(
        u"SELECT number, items, observations FROM entries WHERE number > ? ORDER BY number LIMIT 200"_s, {after}, [&](const Sql::Row &row) {
            if (observations >= most)
                return;
            auto items = decodeItems(row.bytes(1));
            if (!items) {
                qCWarning(lcHistory, "An entry of the spool %ls is damaged and left out.", qUtf16Printable(m_path));
                items.emplace();
            }
            observations += items->size();
            entries.append(
                {.number = row.integer(0), .items = std::move(*items), .observations = row.integer(2), .bytes = row.bytes(1).size()});
        });
    if (!done)
        return failure(done.error());
    return entries;
}

void Spool::forget(qint64 upTo)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    static_cast<void>(m_file->run(u"DELETE FROM entries WHERE number <= ? AND at < ?"_s, {upTo, now - m_limits.keptMs}));
    // What is kept longer than needed is bounded, too.
    static_cast<void>(m_file->run(
        u"DELETE FROM entries WHERE number <= (SELECT max(number) FROM (SELECT number, sum(length(items)) OVER (ORDER BY number DESC) AS size FROM entries WHERE number <= ?) WHERE size > ?)"_s,
        {upTo, m_limits.keptBytes}));
    m_forgotAt = now;
}

void Spool::taken(qint64 upTo)
{
    forget(upTo);
    count(upTo);
}

void Spool::taken(const QList<Entry> &entries)
{
    if (entries.isEmpty())
        return;
    // It looks at all that is kept.
    if (QDateTime::currentMSecsSinceEpoch() - m_forgotAt > forgetEveryMs)
        forget(entries.constLast().number);
    qint64 since = 0;
    static_cast<void>(m_file->each(u"SELECT at FROM entries WHERE number > ? ORDER BY number LIMIT 1"_s, {entries.constLast().number},
        [&](const Sql::Row &row) { since = row.integer(0); }));
    const std::lock_guard lock(m_mutex);
    for (const Entry &entry : entries) {
        m_state.waiting -= entry.observations;
        m_state.waitingBytes -= entry.bytes;
    }
    m_state.since = m_state.waiting > 0 ? since : 0;
}

Spool::State Spool::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void Spool::wait(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, time, [this] { return m_woken; });
    m_woken = false;
}

void Spool::wake()
{
    const std::lock_guard lock(m_mutex);
    m_woken = true;
    m_changed.notify_all();
}

} // namespace Lockstep::History
