// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/favourites.h"

#include "session/settings.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype maxId = 512; ///< longer than any that is valid
}

Favourites::Favourites(Settings *settings, const ServerName &homeserver, Kind kind, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_key(u"favourites/"_s + QString::fromLatin1(QUrl::toPercentEncoding(homeserver.toString()))
          + (kind == Kind::Users ? u"/users"_s : u"/servers"_s))
{
    read();
    connect(settings, &Settings::preferenceChanged, this, [this](const QString &key) {
        if (key != m_key)
            return;
        read();
        Q_EMIT changed();
    });
}

void Favourites::read()
{
    m_ids = m_settings->preference(m_key).toStringList().mid(0, maxFavourites);
}

void Favourites::set(const QString &id, bool isFavourite)
{
    if (id.isEmpty() || id.size() > maxId || contains(id) == isFavourite)
        return;
    QStringList ids = m_ids;
    if (isFavourite)
        ids.append(id);
    else
        ids.removeAll(id);
    while (ids.size() > maxFavourites)
        ids.removeFirst();
    m_settings->setPreference(m_key, ids); // which tells everybody, this one too
}

} // namespace Lockstep
