// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>

class QAction;
class QMenu;

namespace Lockstep {

class Session;

/// "Copy link": puts the lockstep: link to this place of a page on the clipboard. Null where there is no link to it.
QAction *addCopyLink(QMenu *menu, const Session *session, const QString &page, const QVariantMap &arguments);
/// That link; empty if there is none.
QString linkToPlace(const Session *session, const QString &page, const QVariantMap &arguments);

} // namespace Lockstep
