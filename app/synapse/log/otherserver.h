// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <string_view>

namespace Lockstep::Synapse {

/// The homeserver that has written \a head, the first lines of a log, if it is one that is known and is not Synapse; otherwise empty. By
/// the form that its logging library gives every line: a name alone may stand in anybody's log.
QString otherServer(std::string_view head);

} // namespace Lockstep::Synapse
