// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

/// Numbers of an outline's form, for the two directions.
namespace Lockstep::Inspection::OutlineFormat {

inline constexpr quint64 verdictFactor = 16;
inline constexpr quint64 flagsFactor = 256;
inline constexpr quint64 sourcesFactor = 4096;
enum Flag : quint64 { Deleted = 1, ContentKnown = 2, VerifiedKnown = 4, Verified = 8 };

// Differences wrap, so that any two numbers have one and every number comes out again.
inline qint64 difference(qint64 from, qint64 to)
{
    return qint64(quint64(from) - quint64(to));
}

struct Previous
{
    qint64 n = 0;
    qint64 received = 0;
    qint64 stream = 0;
};

} // namespace Lockstep::Inspection::OutlineFormat
