// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/scenarioplayer.h"

#include "lab/stage/actors.h"
#include "lab/stage/lab.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

ScenarioPlayer::ScenarioPlayer(Lab *lab)
    : m_lab(lab)
    , m_actors(std::make_unique<Actors>(lab))
    , m_thread([this] { run(); })
{
}

ScenarioPlayer::~ScenarioPlayer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        ++m_generation;
    }
    m_wake.notify_all();
    m_thread.join();
}

void ScenarioPlayer::play(const Scenario &scenario)
{
    {
        const std::lock_guard lock(m_mutex);
        m_scenario = scenario;
        m_status.scenario = scenario.name;
        m_status.steps = int(scenario.steps.size());
        m_status.step = 0;
        m_status.paused = false;
        m_stepsWanted = 0;
        ++m_generation;
    }
    m_wake.notify_all();
}

void ScenarioPlayer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_scenario.reset();
        m_status.scenario.clear();
        m_status.step = m_status.steps = 0;
        ++m_generation;
    }
    m_wake.notify_all();
}

void ScenarioPlayer::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.paused = paused;
    }
    m_wake.notify_all();
}

void ScenarioPlayer::step()
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.paused = true;
        ++m_stepsWanted;
    }
    m_wake.notify_all();
}

void ScenarioPlayer::setSpeed(double speed)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.speed = std::clamp(speed, 0.1, 100.0);
    }
    m_wake.notify_all();
}

ScenarioPlayer::Status ScenarioPlayer::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void ScenarioPlayer::onChange(std::function<void(const Status &)> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

Result<void> ScenarioPlayer::perform(const ScenarioStep &step)
{
    return m_actors->perform(step);
}

void ScenarioPlayer::performAndTell(const ScenarioStep &step, int number)
{
    const Result<void> done = m_actors->perform(step);
    std::function<void(const Status &)> listener;
    Status status;
    {
        const std::lock_guard lock(m_mutex);
        m_status.step = number;
        m_status.lastAction = m_actors->describe(step);
        if (!done)
            m_status.lastAction += u" — "_s + done.error().text;
        listener = m_listener;
        status = m_status;
    }
    if (listener)
        listener(status);
}

// Waits, and while paused; false if another scenario, or none, is wanted meanwhile.
bool ScenarioPlayer::pauseFor(std::unique_lock<std::mutex> &lock, qint64 ms, int generation)
{
    using namespace std::chrono;
    const auto changed = [&] { return m_ending || m_generation != generation; };
    // A new speed counts at once, for what is left.
    for (double left = double(ms); left > 0 && !changed() && m_stepsWanted == 0;) {
        const double speed = m_status.speed;
        const auto begin = steady_clock::now();
        m_wake.wait_for(
            lock, duration<double, std::milli>(left / speed), [&] { return changed() || m_stepsWanted > 0 || m_status.speed != speed; });
        left -= duration<double, std::milli>(steady_clock::now() - begin).count() * speed;
    }
    m_wake.wait(lock, [&] { return changed() || !m_status.paused || m_stepsWanted > 0; });
    if (m_stepsWanted > 0)
        --m_stepsWanted;
    return !changed();
}

void ScenarioPlayer::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        if (!m_scenario) {
            m_wake.wait(lock, [this] { return m_ending || m_scenario; });
            continue;
        }
        const Scenario scenario = *m_scenario;
        const int generation = m_generation;
        const auto perform = [&](const ScenarioStep &step, int number) {
            lock.unlock();
            performAndTell(step, number);
            lock.lock();
            return !m_ending && m_generation == generation;
        };
        bool going = true;
        for (qsizetype i = 0; going && i < scenario.setup.size(); ++i)
            going = perform(scenario.setup[i], 0);
        do {
            for (qsizetype i = 0; going && i < scenario.steps.size(); ++i) {
                const ScenarioStep &step = scenario.steps[i];
                const bool isWait = step.action == "wait"_L1;
                going = pauseFor(lock, isWait ? step.parameters.value(u"ms"_s).toLongLong() : 0, generation);
                if (going && !isWait)
                    going = perform(step, int(i) + 1);
            }
        } while (going && scenario.repeat && !scenario.steps.isEmpty());
        if (going && m_generation == generation) { // played to its end
            m_scenario.reset();
            m_status.scenario.clear();
            const std::function<void(const Status &)> listener = m_listener;
            const Status status = m_status;
            lock.unlock();
            if (listener)
                listener(status);
            lock.lock();
        }
    }
}

} // namespace Lockstep::Lab
