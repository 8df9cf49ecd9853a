// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

/// The loggers whose messages are read.
bool isReadLogger(std::string_view name);

/// Where in a line the first text stands that begins a message this program understands; npos if there is none.
size_t findMessage(std::string_view line);

/// What a message turned out to be.
enum class MessageKind : quint8 {
    Other, ///< none that this program understands
    Read,
    NoInterest, ///< known, and says nothing that another one does not say
    NotUnderstood, ///< begins like one that this program understands, and is not whole
};

/// Reads one message of Synapse, without anything before it. Texts and arguments are those of synapse/handlers/device.py,
/// handlers/e2e_keys.py, federation/transport/server/federation.py, federation/federation_server.py, http/client.py and
/// http/matrixfederationclient.py (1.60 to 1.160).
MessageKind readMessage(std::string_view message, qint64 at, std::vector<History::Observation> &out);

/// For messages that tell who sent the transaction, or the EDU, that a request brought: that server. Empty for others.
std::string_view senderTold(std::string_view message);

} // namespace Lockstep::Synapse
