// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace Lockstep::Inspection {

enum class Right {
    Refresh, ///< every local user that is not a guest
    Inspect, ///< server admins
};

/// Who may call. Thread-safe; may block for as long as the homeserver takes.
class Access
{
public:
    virtual ~Access() = default;
    /// The owner of \a token, if that user has the \a right. \a token is not empty. Errors: Unauthorized (http 401, errcode M_UNKNOWN_TOKEN
    /// or M_USER_LOCKED), Forbidden (http 403), RateLimited, Network or BadAnswer where the homeserver cannot be asked.
    virtual Result<UserId> authorise(const QString &token, Right right) = 0;
};

struct HomeserverAccessOptions
{
    QUrl clientApi; ///< base of the homeserver's client API, a path prefix is kept
    QList<UserId> admins; ///< may inspect whatever the homeserver says
    int goodForMs = 60'000; ///< how long an answer is kept
    int badForMs = 5'000; ///< how long a refusal is kept
    int brokenForMs = 1'000; ///< how long "the homeserver cannot be asked" is kept
    int timeoutMs = 10'000; ///< of one question to the homeserver
    int maxCached = 4096;
};

/// Asks the homeserver whose token it is (whoami) and whether that user is a server admin. Keeps answers under a salted hash of the
/// token, never the token; questions about one token that come at once are asked once.
class HomeserverAccess : public Access
{
public:
    explicit HomeserverAccess(HomeserverAccessOptions options);
    ~HomeserverAccess() override;
    Result<UserId> authorise(const QString &token, Right right) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Inspection
