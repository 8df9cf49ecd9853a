// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QTextStream>
#include <QThread>

#include <algorithm>
#include <ctime>

namespace Lockstep::Benchmark {

inline qint64 threadNs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// Times every event that the event loop hands out. Events with no pause between them are one turn: nothing else came through.
class TurnClock : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        // Every thread's events come here.
        if (QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        if (m_depth++ > 0 || !m_clock.isValid()) {
            const bool result = QApplication::notify(receiver, event);
            --m_depth;
            return result;
        }
        const qint64 beginCpu = threadNs();
        const qint64 begin = m_clock.nsecsElapsed();
        // Read before: a deferred delete takes the receiver with it.
        const QByteArray name = receiver->metaObject()->className() + QByteArray(" event ") + QByteArray::number(int(event->type()));
        const bool result = QApplication::notify(receiver, event);
        --m_depth;
        const qint64 end = m_clock.nsecsElapsed();
        const qint64 cpu = threadNs() - beginCpu;
        if (cpu > m_longestCpu) {
            m_longestCpu = cpu;
            m_cpuName = name;
        }
        m_cpuOver += cpu > 16'000'000 ? 1 : 0;
        if (end - begin > m_longest) {
            m_longest = end - begin;
            m_name = name;
        }
        constexpr qint64 pauseNs = 50'000;
        m_turn = begin - m_last < pauseNs ? m_turn + (end - m_last) : end - begin;
        m_last = end;
        m_longestTurn = std::max(m_longestTurn, m_turn);
        m_over += end - begin > 16'000'000 ? 1 : 0;
        return result;
    }

    void begin()
    {
        m_longest = m_longestTurn = m_turn = m_longestCpu = 0;
        m_cpuOver = 0;
        m_last = 0;
        m_over = 0;
        m_name.clear();
        m_clock.start();
    }
    void report(const QString &what)
    {
        QTextStream(stdout) << what << ": " << m_clock.elapsed() << " ms in all; longest event " << double(m_longest) / 1e6 << " ms ("
                            << m_name << "), longest turn " << double(m_longestTurn) / 1e6 << " ms, events over 16 ms: " << m_over
                            << "; longest by the thread's own processor time " << double(m_longestCpu) / 1e6 << " ms (" << m_cpuName
                            << "), over 16 ms: " << m_cpuOver << Qt::endl;
        m_clock.invalidate();
    }

private:
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
    qint64 m_longestTurn = 0;
    qint64 m_turn = 0;
    qint64 m_last = 0;
    int m_over = 0;
    int m_depth = 0;
    QByteArray m_name;
    // A machine that is busy with other things makes every event seem long.
    qint64 m_longestCpu = 0;
    int m_cpuOver = 0;
    QByteArray m_cpuName;
};

} // namespace Lockstep::Benchmark
