// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

#include <QJsonObject>

#include <optional>

namespace Lockstep::Lab {

class BodyShape;

/// Reads a JSON object of that shape. If it is none, what to answer: 400 with M_NOT_JSON, M_BAD_JSON or M_MISSING_PARAM.
std::optional<Http::OutgoingAnswer> readBody(const Http::IncomingRequest &request, const BodyShape &shape, QJsonObject *body);
/// 429 with the time to wait.
Http::OutgoingAnswer tooMany(qint64 waitMs);
/// An Error as a Matrix error answer.
Http::OutgoingAnswer answerOf(const Error &error);

} // namespace Lockstep::Lab
