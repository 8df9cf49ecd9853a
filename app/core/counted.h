// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>
#include <QString>

namespace Lockstep {

/// "1,500": for sentences in English, of commands and of the API. What the window says is counted by tr().
inline QString grouped(qint64 number)
{
    return QLocale(QLocale::English).toString(number);
}

/// "1 user", "1,500 users".
inline QString counted(qint64 number, const QString &one, const QString &many)
{
    return grouped(number) + u' ' + (number == 1 ? one : many);
}

} // namespace Lockstep
