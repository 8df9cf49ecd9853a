// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace Lockstep {

/// Makes few readings of many changes: the first one that is asked for after a rest times out at once, nearly, and those that follow are
/// spaced. A steady stream of changes does not put the reading off for ever.
class SpacedTimer : public QTimer
{
public:
    explicit SpacedTimer(int spacingMs, QObject *parent = nullptr)
        : QTimer(parent)
        , m_spacing(spacingMs)
    {
        setSingleShot(true);
        connect(this, &QTimer::timeout, this, [this] { m_fired.start(); });
    }

    void setSpacing(int ms) { m_spacing = ms; }
    void ask()
    {
        if (isActive())
            return;
        const qint64 rest = m_fired.isValid() ? m_spacing - m_fired.elapsed() : 0;
        start(int(std::clamp<qint64>(rest, std::min(together, m_spacing), m_spacing)));
    }

private:
    /// What changes together is told within this time.
    static constexpr int together = 40;

    int m_spacing;
    QElapsedTimer m_fired;
};

} // namespace Lockstep
