// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/copylink.h"

#include "session/link.h"
#include "session/session.h"
#include "ui/pages/page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace Lockstep {

QString linkToPlace(const Session *session, const QString &page, const QVariantMap &arguments)
{
    return linkTo({.homeserver = session->info().serverName, .page = page, .arguments = arguments});
}

QAction *addCopyLink(QMenu *menu, const Session *session, const QString &page, const QVariantMap &arguments)
{
    const QString link = linkToPlace(session, page, arguments);
    if (link.isEmpty())
        return nullptr;
    QAction *action = menu->addAction(arguments.contains(u"update"_s) ? Page::tr("Copy link to this update") : Page::tr("Copy link"), menu,
        [link] { QGuiApplication::clipboard()->setText(link); });
    action->setObjectName(u"copyLink"_s);
    return action;
}

} // namespace Lockstep
