// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QByteArray>

/// The bytes of a compressed case file: gzip (RFC 1952) with the comment "Lockstep case", without a time, so that the same case is always
/// the same file.
namespace Lockstep::Inspection::CaseBytes {

/// Whether bytes begin as a compressed case does.
bool isCompressed(QByteArrayView head);
QByteArray compressed(const QByteArray &plain);
/// What is inside; bytes that are not compressed as they are. BadInput, a sentence: cut off, damaged, larger than \a most inside. Never
/// needs more memory than that.
Result<QByteArray> uncompressed(const QByteArray &bytes, qint64 most);

} // namespace Lockstep::Inspection::CaseBytes
