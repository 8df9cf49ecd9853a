// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QComboBox>

namespace Lockstep::Presentation {

/// What is chosen in a box that has no label of its own, for screen readers. Qt tells them on Linux the chosen value in the place of the
/// name (QAccessibleComboBox), so that what it is the value of has to be told as the description.
inline void nameChoice(QComboBox *box, const QString &name)
{
    box->setAccessibleName(name);
    box->setAccessibleDescription(name);
}

} // namespace Lockstep::Presentation
