// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QWidget;

namespace Lockstep {

class Page;
class Session;

/// What the window has to know of a page before there is one. Each page tells its own: SomePage::kind().
struct PageKind
{
    QString name; ///< "users": in links, settings, --page and the names of pictures
    QString title; ///< translated, with the mnemonic that it has in the menu
    QString icon; ///< of resources/icons
    /// Makes the page for a session that is connected; owned by the parent.
    Page *(*make)(Session *session, QWidget *parent);

    /// Without the mnemonic.
    QString plainTitle() const { return QString(title).remove(u'&'); }
};

/// PageKind::make of a page's class.
template <typename T>
Page *makePage(Session *session, QWidget *parent)
{
    return new T(session, parent);
}

} // namespace Lockstep
