// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/devicelistfetch.h"
#include "core/jsonreader.h"
#include "domain/wholelist.h"
#include "lab/state/peers.h"

namespace Lockstep::Lab {

/// Lists' origins, for an audit of a server of the lab: its own network, and its own key.
class LabOrigins : public Audits::Origins
{
public:
    LabOrigins(const Peers *peers, int timeoutMs)
        : m_peers(peers)
        , m_timeoutMs(timeoutMs)
    {
    }
    /// A server of the lab that answers at all does so at once: there is nothing to cut off.
    Result<DeviceList> list(const UserId &user, Http::CutOff *) override
    {
        const auto answer = m_peers->request(
            user.server(), "GET", "/_matrix/federation/v1/user/devices/" + encodePathSegment(user.toString()), {}, m_timeoutMs);
        return answer ? readDeviceList(*answer, user, Audits::FederationOrigins::mostDevices) : failure(answer.error());
    }

private:
    const Peers *m_peers;
    const int m_timeoutMs;
};

} // namespace Lockstep::Lab
