// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/openedfiles.h"

#include <QJsonObject>
#include <QTemporaryDir>

namespace Lockstep {

/// A folder with files as people attach them, and the window's view of what was opened.
class CaptureWorld
{
public:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString write(const QString &name, const QByteArray &bytes) const;
    static QByteArray gzip(const QByteArray &bytes);

    /// Lines of Synapse's default format, a second apart, from 2026-11-20 07:00:00 on: "device | message" becomes that logger's line.
    static QByteArray log(const QStringList &messages, int from = 0);
    /// "11 <- 10" of a user's device, as synapse.handlers.device tells of it at DEBUG.
    static QString handling(const QString &user, const QString &device, int id, const QString &prev);
    static QString verdict(const QString &user, const QString &devices, bool resync);
    /// A chain 11, 12, 13 of @bob:remote.example, and one whose predecessor was lost: 20 <- 19.
    static QStringList lostUpdate();

    /// What a window asks, with the token.
    static QJsonObject get(const Capture::OpenedFiles &opened, const QByteArray &path);
    /// "11<-10 12<-11 20<-19(gap)" of a user; resyncs are "R".
    static QString graph(const Capture::OpenedFiles &opened, const QString &user);
    static QStringList users(const Capture::OpenedFiles &opened);
    static Result<std::unique_ptr<Capture::OpenedFiles>> open(const QStringList &paths);

private:
    QTemporaryDir m_folder;
};

} // namespace Lockstep
