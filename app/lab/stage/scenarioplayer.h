// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "lab/stage/scenario.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace Lockstep::Lab {

class Actors;
class Lab;

/// Plays scenarios on its own thread. Thread-safe.
class ScenarioPlayer
{
public:
    struct Status
    {
        QString scenario; ///< empty: none
        int step = 0; ///< of the current round, from 1
        int steps = 0;
        bool paused = false;
        double speed = 1;
        QString lastAction; ///< in words, with the error if it failed
    };

    explicit ScenarioPlayer(Lab *lab);
    ~ScenarioPlayer();

    void play(const Scenario &scenario);
    void stop();
    void setPaused(bool paused);
    /// The next step, then pause again.
    void step();
    /// 0.1 to 100; waits are divided by it.
    void setSpeed(double speed);
    Status status() const;
    /// Called on the player's thread after each step.
    void onChange(std::function<void(const Status &)> listener);

    /// One step at once, on the caller's thread: what the dock's buttons do.
    Result<void> perform(const ScenarioStep &step);

private:
    void run();
    bool pauseFor(std::unique_lock<std::mutex> &lock, qint64 ms, int generation);
    void performAndTell(const ScenarioStep &step, int number);

    Lab *m_lab;
    std::unique_ptr<Actors> m_actors;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Scenario> m_scenario;
    Status m_status;
    std::function<void(const Status &)> m_listener;
    int m_generation = 0;
    int m_stepsWanted = 0;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace Lockstep::Lab
