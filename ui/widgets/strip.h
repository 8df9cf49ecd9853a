// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/words/presentation.h"

#include <QFrame>

namespace Lockstep {

/// The ground of a strip that tells something: an edge in the tone's colour at the left, and a tint of it behind the rest.
class Strip : public QFrame
{
    Q_OBJECT
public:
    using QFrame::QFrame;

    static constexpr int edge = 3; ///< its width, which contents stay clear of

protected:
    Presentation::Tone tone() const { return m_tone; }
    void setTone(Presentation::Tone tone);
    void paintEvent(QPaintEvent *event) override;

private:
    Presentation::Tone m_tone = Presentation::Tone::Notice;
};

} // namespace Lockstep
