// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <algorithm>

namespace Lockstep::Matrix {

/// Whether the text can be an access or refresh token: visible ASCII, so that it cannot break a header, at most 64 KiB.
inline bool isToken(const QString &text)
{
    return !text.isEmpty() && text.size() <= 64 * 1024
        && std::all_of(text.begin(), text.end(), [](QChar c) { return c > QChar(u' ') && c < QChar(0x7f); });
}

} // namespace Lockstep::Matrix
