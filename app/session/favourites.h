// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QObject>
#include <QSet>
#include <QStringList>

namespace Lockstep {

class Settings;

/// The users or the servers that the operator of one homeserver has given a star, kept in the settings. All objects of one homeserver and
/// kind say the same. GUI thread.
class Favourites : public QObject
{
    Q_OBJECT
public:
    enum class Kind : quint8 { Users, Servers };
    static constexpr int maxFavourites = 200;

    /// \a settings outlives this.
    Favourites(Settings *settings, const ServerName &homeserver, Kind kind, QObject *parent = nullptr);

    QStringList all() const { return m_ids; } ///< the newest last
    bool contains(const QString &id) const { return m_known.contains(id); }
    /// All at once. False: there is no room for so many, and nothing was changed.
    bool set(const QStringList &ids, bool isFavourite);

Q_SIGNALS:
    void changed();

private:
    void read();

    Settings *m_settings;
    QString m_key;
    QStringList m_ids;
    QSet<QString> m_known; ///< the same: lists ask for every row
};

} // namespace Lockstep
