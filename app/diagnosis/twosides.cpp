// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/twosides.h"

#include "core/log.h"
#include "diagnosis/brokenchain.h"

#include <algorithm>
#include <tuple>

namespace Lockstep::Diagnosis {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

QString ed25519Of(const QJsonObject &keys, const QString &device)
{
    return keys.value(u"keys").toObject().value(u"ed25519:"_s + device).toString();
}

/// The one public key of a cross-signing key.
QString publicPart(const QJsonObject &key)
{
    const QJsonObject keys = key.value(u"keys").toObject();
    return keys.size() == 1 ? keys.begin()->toString() : QString();
}

QJsonObject withoutSignatures(QJsonObject keys)
{
    keys.remove(u"signatures"_s);
    keys.remove(u"unsigned"_s);
    return keys;
}

Likeness likenessOf(const UserId &user, const Device &there, const Device &here)
{
    if (withoutSignatures(there.keys) != withoutSignatures(here.keys))
        return Likeness::KeyDiffers;
    const auto signatures = [&](const Device &device) { return device.keys.value(u"signatures").toObject().value(user.toString()); };
    if (signatures(there) != signatures(here))
        return Likeness::SignaturesDiffer;
    // A homeserver may keep names to itself, and its own database holds them all the same.
    if (!here.displayName.isEmpty() && !there.displayName.isEmpty() && here.displayName != there.displayName)
        return Likeness::NameDiffers;
    return Likeness::Same;
}

SidesRow rowOf(const UserId &user, const Device *there, const Device *here)
{
    SidesRow row{.device = (there ? there : here)->deviceId};
    if (there) {
        row.thereName = there->displayName;
        row.thereKey = ed25519Of(there->keys, row.device.toString());
    }
    if (here) {
        row.hereName = here->displayName;
        row.hereKey = ed25519Of(here->keys, row.device.toString());
    }
    if (there && here)
        row.likeness = likenessOf(user, *there, *here);
    else if (!there)
        row.likeness = Likeness::OnlyHere;
    else if (!there->keys.isEmpty()) // updates tell of a device without keys, and whole lists leave it out
        row.likeness = Likeness::OnlyThere;
    return row;
}

/// Both lists are ordered by device ID.
QList<SidesRow> devicesOf(const UserId &user, QList<Device> there, QList<Device> here)
{
    const auto byId = [](const Device &a, const Device &b) { return a.deviceId < b.deviceId; };
    std::stable_sort(there.begin(), there.end(), byId);
    std::stable_sort(here.begin(), here.end(), byId);
    QList<SidesRow> rows;
    auto a = there.cbegin();
    auto b = here.cbegin();
    while (a != there.cend() || b != here.cend()) {
        const bool onlyA = b == here.cend() || (a != there.cend() && a->deviceId < b->deviceId);
        const bool onlyB = !onlyA && (a == there.cend() || b->deviceId < a->deviceId);
        rows += rowOf(user, onlyB ? nullptr : &*a, onlyA ? nullptr : &*b);
        if (!onlyB)
            ++a;
        if (!onlyA)
            ++b;
    }
    return rows;
}

void addSigning(QList<SidesRow> &rows, SidesRow::Subject subject, const QJsonObject &there, const QJsonObject &here)
{
    SidesRow row{.subject = subject, .thereKey = publicPart(there), .hereKey = publicPart(here)};
    row.device = DeviceId(row.thereKey.isEmpty() ? row.hereKey : row.thereKey);
    if (row.thereKey == row.hereKey)
        row.likeness = Likeness::Same;
    else
        row.likeness = row.hereKey.isEmpty() ? Likeness::OnlyThere : row.thereKey.isEmpty() ? Likeness::OnlyHere : Likeness::KeyDiffers;
    if (!row.device.isEmpty())
        rows += row;
}

Side sideOf(Station station)
{
    switch (station) {
    case Station::InStep:
        return Side::Neither;
    case Station::NeverSent:
    case Station::SenderForgot:
        return Side::Sender;
    case Station::LostBetween:
        return Side::Between;
    case Station::LostHere:
        return Side::Receiver;
    case Station::CannotTell:
        break;
    }
    return Side::Unknown;
}

/// The whole stands where the first change stopped of which that is known.
void conclude(TwoSides &sides)
{
    const SidesRow *first = nullptr;
    const auto rank = [](const SidesRow &row) { return std::tuple(row.station == Station::CannotTell, row.change == 0, row.change); };
    for (const SidesRow &row : std::as_const(sides.rows)) {
        if (row.likeness == Likeness::Same)
            continue;
        ++sides.differing;
        if (first && (first->station != row.station || first->ground != row.ground))
            sides.isMixed = true;
        if (!first || rank(row) < rank(*first))
            first = &row;
    }
    sides.station = first ? first->station : Station::InStep;
    sides.ground = first ? first->ground : Ground::None;
    sides.side = sideOf(sides.station);
    std::stable_sort(sides.rows.begin(), sides.rows.end(), [](const SidesRow &a, const SidesRow &b) {
        return std::tuple(a.likeness == Likeness::Same, a.subject != SidesRow::Device, a.device)
            < std::tuple(b.likeness == Likeness::Same, b.subject != SidesRow::Device, b.device);
    });
}

void addSender(TwoSides &sides, const OwnUser &own)
{
    sides.senderAt = own.at;
    sides.answers = own.streamId;
    if (!own.changes.isEmpty())
        sides.newestChange = own.changes.constFirst().streamId;
}

void addReceiver(TwoSides &sides, const ReceiversView &view)
{
    sides.receiverAt = view.at;
    sides.held = view.details.summary.streamId;
    sides.recordedSince = view.recordedSince;
    for (const Finding &finding : view.details.summary.findings) {
        if (finding.id == "stale"_L1 && !finding.error.isEmpty())
            sides.error = finding.error;
    }
}

bool cannotTell(TwoSides &sides, Ground ground)
{
    sides.station = Station::CannotTell;
    sides.side = Side::Unknown;
    sides.ground = ground;
    return false;
}

} // namespace

Result<TwoSides> compareSides(const Case &one, const std::optional<Case> &other)
{
    const auto isSenders = [](const Case &file) { return file.userId.server() == file.server; };
    if (other && (one.isRedacted || other->isRedacted))
        return failure(Error::BadInput, u"A redacted case cannot be compared: its names and keys are made up. Ask for one that is not."_s);
    if (other && one.userId != other->userId)
        return failure(Error::BadInput,
            u"The two sides are of different users: %1 and %2."_s.arg(
                displayable(one.userId.toString()), displayable(other->userId.toString())));
    if (other && isSenders(one) == isSenders(*other))
        return failure(Error::BadInput,
            isSenders(one) ? u"Both are views of the user's own server %1; the other side is a server that keeps a copy of the list."_s.arg(
                displayable(one.server.toString()))
                           : u"Both are views of servers that keep a copy, %1 and %2; the other side is the user's own server %3."_s.arg(
                               displayable(one.server.toString()), displayable(other->server.toString()),
                               displayable(one.userId.server().toString())));
    const Case *const sender = isSenders(one) ? &one : other ? &*other : nullptr;
    const Case *const receiver = !isSenders(one) ? &one : other ? &*other : nullptr;

    TwoSides sides{.user = one.userId, .sender = one.userId.server()};
    if (receiver)
        sides.receiver = receiver->server;
    if (sender && sender->sender)
        addSender(sides, *sender->sender);
    if (receiver && receiver->receiver)
        addReceiver(sides, *receiver->receiver);
    if (!sender || !sender->sender)
        return cannotTell(sides, Ground::NoSendersView), sides;
    if (!receiver)
        return cannotTell(sides, Ground::NoReceiversView), sides;
    if (!receiver->receiver)
        return cannotTell(sides, Ground::NotTracked), sides;
    const OwnUser &own = *sender->sender;
    const ReceiversView &view = *receiver->receiver;
    const auto told = std::find_if(own.destinations.cbegin(), own.destinations.cend(),
        [&](const ToldServer &server) { return server.destination == receiver->server; });
    const ToldServer *const server = own.destinationsAvailable.available && told != own.destinations.cend() ? &*told : nullptr;
    if (server) {
        sides.confirmed = server->confirmed;
        sides.waiting = server->updates;
        sides.why = server->why;
    }
    if (view.details.summary.states.contains(UserState::Untracked) || view.details.summary.states.contains(UserState::Orphaned))
        return cannotTell(sides, Ground::NotTracked), sides;
    if (!own.listAvailable.available || own.isPartial)
        return cannotTell(sides, Ground::SendersListUnread), sides;

    sides.rows = devicesOf(sides.user, own.devices, view.details.devices);
    addSigning(sides.rows, SidesRow::Master, own.crossSigning.master, view.details.crossSigning.master);
    addSigning(sides.rows, SidesRow::SelfSigning, own.crossSigning.selfSigning, view.details.crossSigning.selfSigning);
    const BrokenChain chain(own, server, view, receiver->sources);
    for (SidesRow &row : sides.rows) {
        if (row.likeness != Likeness::Same)
            chain.explain(row);
    }
    conclude(sides);
    return sides;
}

} // namespace Lockstep::Diagnosis
