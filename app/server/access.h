// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "http/ratelimiter.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace Lockstep::Server {

enum class Right {
    Refresh, ///< a resync of a list, as MSC2638 has it: every local user that is neither a guest nor named as a viewer
    View, ///< all but contents of messages: viewers, operators, admins of the homeserver
    Operate, ///< what acts: operators, and admins of the homeserver that are not named as viewers
    Contents, ///< contents of messages: those who are named for it
};

/// Who may call. Thread-safe; may block for as long as the homeserver takes.
class Access
{
public:
    virtual ~Access() = default;
    /// The owner of \a token, if that user has the \a right. \a token is not empty. Errors: Unauthorized (http 401, errcode M_UNKNOWN_TOKEN
    /// or M_USER_LOCKED), Forbidden (http 403), RateLimited, Network or BadAnswer where the homeserver cannot be asked.
    /// \a from: the address that the call came from, for limits; may be empty.
    virtual Result<UserId> authorise(const QString &token, Right right, const QString &from) = 0;
    /// Whether \a token is \a user's at this moment, whatever was known before; for calls that write. Errors: as authorise().
    virtual Result<void> confirm(const QString &token, const UserId &user) = 0;
    /// Ends questions under way, and fails later ones: the server stops.
    virtual void cutOff() { }
};

struct HomeserverAccessOptions
{
    QUrl clientApi; ///< base of the homeserver's client API, a path prefix is kept
    QList<UserId> viewers; ///< may look, whatever the homeserver says, and may do no more than that
    QList<UserId> operators; ///< may look and act, whatever the homeserver says
    QList<UserId> contents; ///< may look, and read contents of messages
    bool operatorsReadContents = false; ///< who operates may read contents too: the program is theirs alone
    int goodForMs = 60'000; ///< how long an answer is kept
    int badForMs = 5'000; ///< how long a refusal is kept
    int brokenForMs = 1'000; ///< how long "the homeserver cannot be asked" is kept
    int timeoutMs = 10'000; ///< of one question to the homeserver
    int maxCached = 4096;
    /// Questions about tokens that nobody has shown to be good: anybody can invent tokens, and the homeserver shall not hear of each. Less
    /// for one address than for all.
    Http::RateLimit unknownPerAddress = {30, 5};
    Http::RateLimit unknown = {100, 20};
};

/// Asks the homeserver whose token it is (whoami) and whether the token may use Synapse's admin API, which it tries: with the Matrix
/// Authentication Service that is the session's right and not the user's. Keeps answers under a salted hash of the
/// token, never the token; questions about one token that come at once are asked once. Tokens that were good before are always asked about,
/// others as often as the limits allow.
class HomeserverAccess : public Access
{
public:
    explicit HomeserverAccess(HomeserverAccessOptions options);
    ~HomeserverAccess() override;
    Result<UserId> authorise(const QString &token, Right right, const QString &from) override;
    Result<void> confirm(const QString &token, const UserId &user) override;
    void cutOff() override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
