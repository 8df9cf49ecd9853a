// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>

namespace Lockstep {

/// Something that tells the person at the desktop one thing at a time, outside of the program's windows. GUI thread.
class Notifier : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Plain texts; the next one takes the place of this one. \a key: comes back by activated().
    virtual void notify(const QString &summary, const QString &body, const QString &key) = 0;

Q_SIGNALS:
    void activated(const QString &key);
};

} // namespace Lockstep
