// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QObject>
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
    /// The oldest ones make room.
    static constexpr int maxFavourites = 200;

    /// \a settings outlives this.
    Favourites(Settings *settings, const ServerName &homeserver, Kind kind, QObject *parent = nullptr);

    QStringList all() const { return m_ids; } ///< the newest last
    bool contains(const QString &id) const { return m_ids.contains(id); }
    void set(const QString &id, bool isFavourite);

Q_SIGNALS:
    void changed();

private:
    void read();

    Settings *m_settings;
    QString m_key;
    QStringList m_ids;
};

} // namespace Lockstep
