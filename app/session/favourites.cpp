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
    m_known = QSet<QString>(m_ids.cbegin(), m_ids.cend());
}

bool Favourites::set(const QStringList &ids, bool isFavourite)
{
    QStringList all = m_ids;
    QSet<QString> known = m_known;
    for (const QString &id : ids) {
        if (id.isEmpty() || id.size() > maxId || known.contains(id) == isFavourite)
            continue;
        if (!isFavourite) {
            all.removeAll(id);
            known.remove(id);
        } else if (all.size() < maxFavourites) {
            all.append(id);
            known.insert(id);
        } else {
            return false;
        }
    }
    if (all != m_ids)
        m_settings->setPreference(m_key, all); // which tells everybody, this one too
    return true;
}

} // namespace Lockstep
