// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "history/spool/spool.h"

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr std::chrono::milliseconds retryAfter(1'000), lookEvery(5'000);
constexpr int atOnce = 2'000; // observations

} // namespace

SpoolDrain::SpoolDrain(Spool *spool, Recorder *recorder)
    : m_spool(spool)
    , m_recorder(recorder)
    , m_thread([this] { run(); })
{
}

SpoolDrain::~SpoolDrain()
{
    m_stopping = true;
    m_spool->wake();
    m_thread.join();
}

Result<qint64> SpoolDrain::takenByStore() const
{
    const auto positions = m_recorder->store()->logPositions();
    if (!positions)
        return failure(positions.error());
    for (const LogPosition &position : *positions) {
        if (position.fileId == m_spool->fileId())
            return position.offset;
    }
    return 0;
}

void SpoolDrain::run()
{
    std::optional<qint64> taken; // nothing: to be asked of the store
    quint64 epoch = 0;
    bool wasSaid = false;
    const auto failed = [&](const Error &error) {
        if (!std::exchange(wasSaid, true))
            qCWarning(lcHistory, "%ls", qUtf16Printable(error.text));
        m_spool->setDrainProblem(error.text);
        taken.reset();
        for (auto left = retryAfter; left.count() > 0 && !m_stopping; left -= std::chrono::milliseconds(100))
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
    };
    while (!m_stopping) {
        if (!taken || epoch != m_recorder->store()->epoch()) {
            epoch = m_recorder->store()->epoch();
            const auto asked = takenByStore();
            if (!asked) {
                failed(asked.error());
                continue;
            }
            taken = *asked;
            m_spool->taken(*taken);
            if (m_spool->state().waiting == 0)
                m_spool->setDrainProblem({});
        }
        const auto entries = m_spool->next(*taken, atOnce);
        if (!entries) {
            failed(entries.error());
            continue;
        }
        if (entries->isEmpty()) {
            m_spool->wait(lookEvery);
            continue;
        }
        QList<Recorder::Item> items;
        for (const Spool::Entry &entry : *entries)
            items += entry.items;
        const qint64 last = entries->constLast().number;
        const auto done
            = m_recorder->recordSpooled(items, {{.fileId = m_spool->fileId(), .path = m_spool->path(), .offset = last, .state = {}}});
        if (!done) {
            failed(done.error());
            continue;
        }
        taken = last;
        m_spool->taken(*entries);
        m_spool->setDrainProblem({});
        wasSaid = false;
    }
}

} // namespace Lockstep::History
