// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QScrollArea;
class QString;
class QWidget;

namespace Lockstep {

/// An area without a frame that is scrolled where there is too little room. \a name: for screen readers, as the keyboard reaches it.
QScrollArea *scrolled(const QString &name, QWidget *parent);

} // namespace Lockstep
