// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "domain/device.h"
#include "domain/devicelistupdate.h"
#include "domain/fetchtrouble.h"
#include "domain/findings.h"
#include "domain/stalemessages.h"

/// The words that the inspection API has for the enumerations of this room; toApiName() and fromApiName() read them.
namespace Lockstep {

template <>
struct ApiWords<UpdateKind>
{
    static constexpr auto otherwise = UpdateKind::Update;
    static constexpr std::pair<UpdateKind, const char *> table[]{
        {UpdateKind::Update, "update"},
        {UpdateKind::SigningKeys, "signing_keys"},
        {UpdateKind::Resync, "resync"},
        {UpdateKind::Head, "head"},
    };
};

template <>
struct ApiWords<Verdict>
{
    static constexpr auto otherwise = Verdict::Unknown;
    static constexpr std::pair<Verdict, const char *> table[]{
        {Verdict::Unknown, "unknown"},
        {Verdict::Applied, "applied"},
        {Verdict::Resync, "resync"},
        {Verdict::Duplicate, "duplicate"},
        {Verdict::Ignored, "ignored"},
    };
};

template <>
struct ApiWords<Break>
{
    static constexpr auto otherwise = Break(0); ///< no break: a later program's are not told
    static constexpr std::pair<Break, const char *> table[]{
        {Break::First, "first"},
        {Break::Gap, "gap"},
        {Break::Pruned, "pruned"},
        {Break::Placeholder, "placeholder"},
        {Break::Fork, "fork"},
        {Break::Merge, "merge"},
        {Break::OutOfOrder, "out_of_order"},
        {Break::Duplicate, "duplicate"},
        {Break::NeedlessResync, "needless_resync"},
        {Break::Restarted, "restarted"},
        {Break::Rewound, "rewound"},
        {Break::Rebuilt, "rebuilt"},
    };
};

template <>
struct ApiWords<UpdateSource>
{
    static constexpr auto otherwise = UpdateSource::Unknown;
    static constexpr std::pair<UpdateSource, const char *> table[]{
        {UpdateSource::Log, "log"},
        {UpdateSource::Tap, "tap"},
        {UpdateSource::Database, "database"},
        {UpdateSource::File, "file"},
        {UpdateSource::Lab, "lab"},
    };
};

template <>
struct ApiWords<SignatureState>
{
    static constexpr auto otherwise = SignatureState::Unchecked;
    static constexpr std::pair<SignatureState, const char *> table[]{
        {SignatureState::Unchecked, "unchecked"},
        {SignatureState::NoKeys, "no_keys"},
        {SignatureState::Valid, "valid"},
        {SignatureState::Missing, "missing"},
        {SignatureState::Invalid, "invalid"},
        {SignatureState::IdMismatch, "id_mismatch"},
    };
};

template <>
struct ApiWords<CrossSignatureState>
{
    static constexpr auto otherwise = CrossSignatureState::Unchecked;
    static constexpr std::pair<CrossSignatureState, const char *> table[]{
        {CrossSignatureState::Unchecked, "unchecked"},
        {CrossSignatureState::NoKeys, "no_keys"},
        {CrossSignatureState::NoCrossSigning, "no_cross_signing"},
        {CrossSignatureState::CrossSigningIncomplete, "cross_signing_incomplete"},
        {CrossSignatureState::CrossSigningInvalid, "cross_signing_invalid"},
        {CrossSignatureState::NotCrossSigned, "not_cross_signed"},
        {CrossSignatureState::CrossSignatureInvalid, "cross_signature_invalid"},
        {CrossSignatureState::RefuseIdCollision, "refuse_id_collision"},
        {CrossSignatureState::CrossSigned, "cross_signed"},
    };
};

template <>
struct ApiWords<FetchCause>
{
    static constexpr auto otherwise = FetchCause::Unknown;
    static constexpr std::pair<FetchCause, const char *> table[]{
        {FetchCause::Unknown, "unknown"},
        {FetchCause::Refused, "connection_refused"},
        {FetchCause::NameUnknown, "name_unknown"},
        {FetchCause::Tls, "tls"},
        {FetchCause::TimedOut, "timed_out"},
        {FetchCause::NoNetwork, "no_network"},
        {FetchCause::ServerError, "server_error"},
        {FetchCause::Declined, "declined"},
        {FetchCause::Unusable, "unusable_answer"},
        {FetchCause::OwnWhitelist, "own_whitelist"},
        {FetchCause::OwnIpRange, "own_ip_range"},
        {FetchCause::TooManyDevices, "too_many_devices"},
    };
};

template <>
struct ApiWords<Severity>
{
    static constexpr auto otherwise = Severity::Unknown;
    static constexpr std::pair<Severity, const char *> table[]{
        {Severity::Error, "error"},
        {Severity::Warning, "warning"},
        {Severity::Info, "info"},
    };
};

template <>
struct ApiWords<StaleKind>
{
    static constexpr auto otherwise = StaleKind::Unknown;
    static constexpr std::pair<StaleKind, const char *> table[]{
        {StaleKind::CancelledKeyRequest, "cancelled_key_request"},
        {StaleKind::RepeatedKeyRequest, "repeated_key_request"},
        {StaleKind::CancelledSecretRequest, "cancelled_secret_request"},
        {StaleKind::CancelledVerification, "cancelled_verification"},
        {StaleKind::ExpiredVerification, "expired_verification"},
        {StaleKind::AskerGone, "asker_gone"},
    };
};

} // namespace Lockstep
