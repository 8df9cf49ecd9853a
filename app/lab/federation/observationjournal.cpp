// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/observationjournal.h"

#include "core/canonicaljson.h"
#include "core/log.h"
#include "domain/signatures.h"
#include "lab/federation/observationcodec.h"
#include "lab/state/actor.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/storage.h"

#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int maxEntries = 500; // at once
constexpr auto patience = std::chrono::seconds(5); // of who waits for the history
constexpr auto retry = std::chrono::seconds(1);

} // namespace

ObservationJournal::ObservationJournal(HomeserverState *state, History::Recorder *recorder)
    : m_state(state)
    , m_recorder(recorder)
{
}

Result<std::unique_ptr<ObservationJournal>> ObservationJournal::open(HomeserverState *state, History::Recorder *recorder)
{
    std::unique_ptr<ObservationJournal> journal(new ObservationJournal(state, recorder));
    if (const Result<void> begun = journal->begin(); !begun)
        return failure(begun.error());
    journal->m_thread = std::thread([raw = journal.get()] { raw->work(); });
    return journal;
}

Result<void> ObservationJournal::begin()
{
    const auto key = SigningKey::fromSeed(m_state->identity().seed);
    m_name = u"lab:"_s + QString::fromLatin1(encodeUnpaddedBase64(key->publicKey()));
    const auto positions = m_recorder->store()->logPositions();
    if (!positions)
        return failure(positions.error());
    for (const History::LogPosition &position : *positions) {
        if (position.fileId != m_name)
            return failure(Error::Database,
                u"The history beside the data of %1 is another server's; remove it, or name another directory with --data."_s.arg(
                    m_state->serverName().toString()));
        m_recorded = position.offset;
    }
    m_removed = m_removedBefore = 0; // what is left over goes with the first new entry
    m_state->actor().call([this] {
        m_last = std::max(m_recorded, m_state->storage().value(u"SELECT MAX(id) FROM observed"_s).toLongLong());
        m_lastBefore = m_committed = m_last;
    });
    return {};
}

ObservationJournal::~ObservationJournal()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_progress.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void ObservationJournal::add(const History::Observation &what)
{
    Storage &storage = m_state->storage();
    if (m_last == m_lastBefore) { // the first of its transaction
        qint64 recorded = 0;
        {
            const std::lock_guard lock(m_mutex);
            recorded = m_recorded;
        }
        if (recorded > m_removed) {
            storage.execute(u"DELETE FROM observed WHERE id <= ?"_s, {recorded});
            m_removed = recorded;
        }
    }
    storage.execute(u"INSERT INTO observed (id, entry) VALUES (?, ?)"_s, {m_last + 1, encodeObservation(what)});
    ++m_last;
}

void ObservationJournal::transactionEnded(bool isCommitted)
{
    if (!isCommitted) {
        m_last = m_lastBefore;
        m_removed = m_removedBefore;
        return;
    }
    m_removedBefore = m_removed;
    if (m_last == m_lastBefore)
        return;
    m_lastBefore = m_last;
    {
        const std::lock_guard lock(m_mutex);
        m_committed = m_last;
    }
    m_wake.notify_one();
}

void ObservationJournal::waitForHistory()
{
    std::unique_lock lock(m_mutex);
    const qint64 wanted = m_committed;
    m_progress.wait_for(lock, patience, [&] { return m_recorded >= wanted || !m_problem.isEmpty() || m_ending; });
}

QString ObservationJournal::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

void ObservationJournal::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_ending || m_recorded < m_committed; });
        if (m_recorded >= m_committed)
            return;
        const qint64 from = m_recorded;
        lock.unlock();
        const Result<qint64> reached = handOn(from);
        if (!reached)
            qCWarning(lcLab).noquote() << "the history of" << m_state->serverName().toString() << "takes nothing:" << reached.error().text;
        lock.lock();
        m_recorded = reached.value_or(from);
        m_problem = reached ? QString() : reached.error().text;
        m_progress.notify_all();
        if (!reached) {
            m_wake.wait_for(lock, retry, [this] { return m_ending; });
            if (m_ending) // it is kept for the next run
                return;
        }
    }
}

/// The number of the last entry that the history has now.
Result<qint64> ObservationJournal::handOn(qint64 after)
{
    QList<QByteArray> entries;
    qint64 last = after;
    const Result<void> read = m_state->actor().call([&]() -> Result<void> {
        try {
            Rows rows = m_state->storage().run(u"SELECT id, entry FROM observed WHERE id > ? ORDER BY id LIMIT ?"_s, {after, maxEntries});
            while (rows.next()) {
                last = rows.value(0).toLongLong();
                entries.append(rows.value(1).toByteArray());
            }
        } catch (const StorageError &error) {
            return failure(Error::Database, error.text);
        }
        return {};
    });
    if (!read)
        return failure(read.error());
    QList<History::Observation> observations;
    for (const QByteArray &entry : std::as_const(entries)) {
        if (auto observation = decodeObservation(entry))
            observations.append(std::move(*observation));
        else
            qCWarning(lcLab) << "left out an entry of the journal that cannot be read";
    }
    const Result<void> recorded = m_recorder->record({.source = UpdateSource::Lab, .stream = u"lab"_s}, observations,
        {{.fileId = m_name, .path = u"lab"_s, .offset = last, .state = {}}});
    return recorded ? Result<qint64>(last) : Result<qint64>(failure(recorded.error()));
}

} // namespace Lockstep::Lab
