// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"

namespace Lockstep::Http {

/// What an answer's head says beside the answer itself.
struct AnswerFraming
{
    bool closes = false; ///< the connection ends with this answer
    bool withoutBody = false; ///< to a HEAD: its length is told, itself not
    bool cors = true; ///< Matrix's Access-Control headers
};

/// The answer as it goes over the wire.
QByteArray answerText(const OutgoingAnswer &answer, const AnswerFraming &framing);

/// The answer, in Matrix form, to a request that is no good as HTTP: 400, 408, 413, 414, 415, 431, 500, 501.
OutgoingAnswer transportError(int status);

} // namespace Lockstep::Http
