// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/presentation.h"

#include <QCoreApplication>

namespace Lockstep::Presentation {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};
} // namespace

QString signatureText(SignatureState state)
{
    switch (state) {
    case SignatureState::Unchecked:
        return Words::tr("not checked");
    case SignatureState::NoKeys:
        return Words::tr("no keys");
    case SignatureState::Valid:
        return Words::tr("valid");
    case SignatureState::Missing:
        return Words::tr("missing");
    case SignatureState::Invalid:
        return Words::tr("invalid");
    case SignatureState::IdMismatch:
        return Words::tr("ids differ");
    }
    return {};
}

QString signatureExplanation(SignatureState state)
{
    switch (state) {
    case SignatureState::Unchecked:
        return Words::tr("The device's own signature was not checked.");
    case SignatureState::NoKeys:
        return Words::tr("The device has no end-to-end keys; nothing can be encrypted for it.");
    case SignatureState::Valid:
        return Words::tr("The device's own signature over its keys verifies.");
    case SignatureState::Missing:
        return Words::tr("The device's keys are not signed by the device; clients ignore such a device.");
    case SignatureState::Invalid:
        return Words::tr("The device's signature over its keys does not verify; clients ignore such a device.");
    case SignatureState::IdMismatch:
        return Words::tr("The keys name another user or device than the list does; clients ignore such a device.");
    }
    return {};
}

Tone signatureTone(SignatureState state)
{
    switch (state) {
    case SignatureState::Valid:
        return Tone::Good;
    case SignatureState::Missing:
    case SignatureState::Invalid:
    case SignatureState::IdMismatch:
        return Tone::Critical;
    case SignatureState::Unchecked:
    case SignatureState::NoKeys:
        break;
    }
    return Tone::Quiet;
}

QString crossSignatureText(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::Unchecked:
        return Words::tr("not checked");
    case CrossSignatureState::NoKeys:
        return Words::tr("no keys");
    case CrossSignatureState::NoCrossSigning:
        return Words::tr("no cross-signing");
    case CrossSignatureState::CrossSigningIncomplete:
        return Words::tr("keys incomplete");
    case CrossSignatureState::CrossSigningInvalid:
        return Words::tr("keys invalid");
    case CrossSignatureState::NotCrossSigned:
        return Words::tr("not signed");
    case CrossSignatureState::CrossSignatureInvalid:
        return Words::tr("invalid");
    case CrossSignatureState::RefuseIdCollision:
        return Words::tr("id collides");
    case CrossSignatureState::CrossSigned:
        return Words::tr("signed");
    }
    return {};
}

QString crossSignatureExplanation(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::Unchecked:
        return Words::tr("The cross-signature was not checked.");
    case CrossSignatureState::NoKeys:
        return Words::tr("The device has no end-to-end keys that could be signed.");
    case CrossSignatureState::NoCrossSigning:
        return Words::tr("The user has no cross-signing keys.");
    case CrossSignatureState::CrossSigningIncomplete:
        return Words::tr("The user's master key or self-signing key is missing on this homeserver.");
    case CrossSignatureState::CrossSigningInvalid:
        return Words::tr("The user's self-signing key is not signed by the master key.");
    case CrossSignatureState::NotCrossSigned:
        return Words::tr("The user's self-signing key has not signed this device; others see it as unverified.");
    case CrossSignatureState::CrossSignatureInvalid:
        return Words::tr("The self-signing key's signature over this device does not verify.");
    case CrossSignatureState::RefuseIdCollision:
        return Words::tr("The device ID equals a cross-signing public key; clients must refuse that.");
    case CrossSignatureState::CrossSigned:
        return Words::tr("The user's self-signing key has signed this device.");
    }
    return {};
}

Tone crossSignatureTone(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::CrossSigned:
        return Tone::Good;
    case CrossSignatureState::NotCrossSigned:
    case CrossSignatureState::CrossSigningIncomplete:
        return Tone::Warning;
    case CrossSignatureState::CrossSigningInvalid:
    case CrossSignatureState::CrossSignatureInvalid:
    case CrossSignatureState::RefuseIdCollision:
        return Tone::Critical;
    case CrossSignatureState::Unchecked:
    case CrossSignatureState::NoKeys:
    case CrossSignatureState::NoCrossSigning:
        break;
    }
    return Tone::Quiet;
}

} // namespace Lockstep::Presentation
