// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/incidents.h"
#include "inspection/ownuser.h"

#include <QByteArray>

/// One user as one server sees it, and the file that an operator hands to another one.
///
/// A case file is one JSON object in UTF-8: plain, or compressed as gzip does it ("zcat" shows what it says), with the comment "Lockstep
/// case" in the header. Its members: "lockstep_case" (the version: 1, or 2 if "redacted" is true, see redaction.h), "server_name", "kind",
/// "server_version", "made" and "made_by", "user_id", "sources" (what the gateway reads, and in which state it is: no paths), and one of
/// "sender" (as GET /_lockstep/v1/own/users/{id} has it) and "receiver" ("at", "user" as GET …/users/{id}, "updates", newest first, as GET
/// …/users/{id}/updates, "updates_whole", "recorded_since", "history"), "incidents" that the user's findings belong to. It holds public
/// keys and names of devices; no tokens, no messages, no addresses.
namespace Lockstep::Inspection {

/// A remote user's list as the homeserver holds it, and what was recorded of the updates to it.
struct ReceiversView
{
    qint64 at = 0; ///< when this was read, ms since the epoch
    UserDetails details = {};
    Availability history = {};
    QList<DeviceListUpdate> updates = {}; ///< newest first, the newest part
    bool isWhole = false; ///< they are all that were recorded
    qint64 recordedSince = 0; ///< when the gateway's history begins, ms since the epoch
};

/// What one server's gateway knows of one user: a local one's sender's view, a remote one's receiver's view. Neither where the gateway has
/// no view of the user, and why says so.
struct Case
{
    static constexpr int version = 1;
    static constexpr int redactedVersion = 2; ///< who does not know of it must not take its names for real ones
    /// Updates that a case holds; more of a history tells nothing more of where an update was lost.
    static constexpr int mostUpdates = 1'000;

    ServerName server = {};
    ServerKind kind = ServerKind::Unknown;
    QString serverVersion = {};
    UserId userId = {};
    qint64 made = 0; ///< ms since the epoch
    QString madeBy = {}; ///< the program's version
    QList<SourceStatus> sources = {}; ///< without details
    std::optional<OwnUser> sender = {};
    std::optional<ReceiversView> receiver = {};
    QString why = {}; ///< why there is no view; empty if there is one
    QList<Incident> incidents = {}; ///< that its findings belong to
    bool isRedacted = false; ///< names, IDs and keys are made up, and so are no signatures to be checked
};

/// The file's bytes, plain.
QByteArray toCaseFile(const Case &file);
/// And compressed. Of one case they are always the same.
QByteArray toCompressedCaseFile(const Case &file);
/// What a file of this name is written as: plain if it is called ".json".
QByteArray toCaseFile(const Case &file, const QString &path);

/// Whether bytes begin as a case file does, and are no other JSON or gzip. \a head: the first KiB or more.
bool isCaseFile(QByteArrayView head);

/// No larger file is read, compressed or not.
constexpr qint64 largestCaseFile = 32LL * 1024 * 1024;

/// Error (BadInput, one sentence that says what is wrong with it): not a case file, made by a newer version, cut off, too large, or one
/// that contradicts itself: of a user that the server has not the view of, with identifiers that are none, with more than a list can hold.
/// Everything in it is somebody else's word.
Result<Case> fromCaseFile(const QByteArray &bytes);
/// The same from disk; Io if it cannot be read.
Result<Case> readCaseFile(const QString &path);

} // namespace Lockstep::Inspection
