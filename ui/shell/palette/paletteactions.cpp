// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/palette/paletteactions.h"

#include "core/log.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// "&&" is an ampersand, a single one marks the letter after it.
QString withoutMnemonic(QString text)
{
    for (qsizetype at = text.indexOf(u'&'); at >= 0; at = text.indexOf(u'&', at + 1))
        text.remove(at, 1);
    return displayable(text);
}

} // namespace

QList<PaletteEntry> paletteEntries(const QMenu *menu, const QString &where)
{
    QList<PaletteEntry> entries;
    const auto actions = menu->actions();
    for (QAction *action : actions) {
        if (action->isSeparator() || !action->isVisible() || !action->isEnabled())
            continue;
        // Keys after a tabulator are shown in the menu and belong to the view that has the focus.
        const QString text = withoutMnemonic(action->text().section(u'\t', 0, 0));
        if (action->menu()) {
            entries += paletteEntries(action->menu(), where + u" › "_s + text);
            continue;
        }
        const QString keys
            = action->shortcut().isEmpty() ? action->text().section(u'\t', 1) : action->shortcut().toString(QKeySequence::NativeText);
        entries.append({.id = u"action/"_s + (action->objectName().isEmpty() ? where + u'/' + text : action->objectName()),
            .title = text,
            .detail = where,
            .keys = keys,
            .icon = action->icon(),
            .run = [action = QPointer(action)] {
                if (action)
                    action->trigger();
            }});
    }
    return entries;
}

QList<PaletteEntry> paletteEntries(const QMenuBar *bar)
{
    QList<PaletteEntry> entries;
    const auto menus = bar->actions();
    for (const QAction *menu : menus) {
        if (menu->menu() && menu->isEnabled())
            entries += paletteEntries(menu->menu(), withoutMnemonic(menu->text()));
    }
    return entries;
}

} // namespace Lockstep
