// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/source.h"

namespace Lockstep::Capture {

/// What a file on disk does not tell, whatever it is: nothing waits in it, nothing can be done to it.
class FileSource : public Inspection::Source
{
public:
    Result<Inspection::Page<Inspection::InboxQueue>> inbox(const Inspection::InboxQuery &) override { return notTold(); }
    Result<Inspection::Page<Inspection::ToDeviceMessage>> inboxMessages(
        const UserId &, const DeviceId &, const Inspection::MessageQuery &) override
    {
        return notTold();
    }
    Result<Inspection::Page<Inspection::OutboxQueue>> outbox(const Inspection::PageQuery &) override { return notTold(); }
    Result<Inspection::Page<Inspection::ToDeviceMessage>> outboxMessages(const ServerName &, const Inspection::MessageQuery &) override
    {
        return notTold();
    }
    Result<Inspection::Page<Inspection::UpdatesQueue>> updateQueues(const Inspection::PageQuery &) override { return notTold(); }
    Result<void> resetDestination(const ServerName &, const QString &) override { return notTold(); }
    Result<void> mayResync(const UserId &, bool, const UserId &) override { return notTold(); }
    Result<void> resync(const UserId &, const QString &, int) override { return notTold(); }
    Inspection::EventFeed &events() override { return m_events; }

protected:
    /// With what is not there marked so.
    static Inspection::Info emptyInfo()
    {
        Inspection::Info info;
        info.refresh = info.inbox = info.outbox = {.available = false, .reason = reason};
        info.destinations = {.available = true, .reason = {}};
        return info;
    }
    inline static const QString reason = QStringLiteral("This is a file that was opened, and not a homeserver.");
    static tl::unexpected<Error> notTold() { return failure(Error::Unsupported, reason); }

private:
    Inspection::EventFeed m_events;
};

} // namespace Lockstep::Capture
