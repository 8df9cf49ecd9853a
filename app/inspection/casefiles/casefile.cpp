// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casefile.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/casefiles/casebytes.h"
#include "inspection/wirepages.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

// Their tables are in the other files of the wire.
extern template QJsonObject toJson(const OwnUser &);
extern template Result<OwnUser> fromJson<OwnUser>(const QJsonObject &);
extern template QJsonObject toJson(const UserDetails &);
extern template Result<UserDetails> fromJson<UserDetails>(const QJsonObject &);
extern template QJsonObject toJson(const DeviceListUpdate &);
extern template Result<DeviceListUpdate> fromJson<DeviceListUpdate>(const QJsonObject &);
extern template QJsonObject toJson(const Availability &);
extern template Result<Availability> fromJson<Availability>(const QJsonObject &);
extern template QJsonObject toJson(const Incident &);
extern template Result<Incident> fromJson<Incident>(const QJsonObject &);
extern template QJsonObject toJson(const SourceStatus &);
extern template Result<SourceStatus> fromJson<SourceStatus>(const QJsonObject &);

namespace WireDetail {

template <>
struct Wire<ReceiversView>
{
    static constexpr QStringView path = u"receiver";
    static constexpr auto members = std::tuple(as<Time>(u"at", &ReceiversView::at), //
        as<Part>(u"user", &ReceiversView::details), //
        as<Part>(u"history", &ReceiversView::history), //
        as<LooseParts>(u"updates", &ReceiversView::updates), //
        as<Flag>(u"updates_whole", &ReceiversView::isWhole), //
        as<Time>(u"recorded_since", &ReceiversView::recordedSince));
};

template <>
struct Wire<Case>
{
    static constexpr QStringView path = u"case";
    static constexpr auto members = std::tuple(as<Text>(u"server_name", &Case::server), //
        as<LooseText>(u"kind", &Case::kind), //
        as<TextOrNull>(u"server_version", &Case::serverVersion), //
        as<Text>(u"user_id", &Case::userId), //
        as<Integer>(u"made", &Case::made), //
        as<LooseText>(u"made_by", &Case::madeBy), //
        as<LooseParts>(u"sources", &Case::sources), //
        as<OptionalPart>(u"sender", &Case::sender), //
        as<OptionalPart>(u"receiver", &Case::receiver), //
        as<TextOrNull>(u"why", &Case::why), //
        onlyIf([](const Case &file) { return !file.incidents.isEmpty(); }, as<LooseParts>(u"incidents", &Case::incidents)), //
        onlyIf([](const Case &file) { return file.isRedacted; }, as<Flag>(u"redacted", &Case::isRedacted)));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(ReceiversView);
LOCKSTEP_ON_THE_WIRE(Case);

namespace {

constexpr QStringView versionName = u"lockstep_case";
constexpr qsizetype mostDevices = 20'000;
constexpr qsizetype mostOthers = 5'000;
constexpr qsizetype longestText = 4'096;

Error unusable(const QString &what)
{
    return {.kind = Error::BadInput, .text = what};
}

/// What no reader of members sees: numbers that are too many, and parts that do not belong together.
QString contradiction(const Case &file)
{
    if (!file.server.isValid())
        return u"\"%1\" is not a server name"_s.arg(displayable(file.server.toString().left(80)));
    if (!file.userId.isValid())
        return u"\"%1\" is not a user ID"_s.arg(displayable(file.userId.toString().left(80)));
    const bool isOwn = file.userId.server() == file.server;
    if (file.sender && (!isOwn || file.sender->userId != file.userId))
        return u"it has a sender's view of somebody who is no user of %1"_s.arg(displayable(file.server.toString()));
    if (file.receiver && (isOwn || file.receiver->details.summary.userId != file.userId))
        return u"it has a receiver's view of another user than %1"_s.arg(displayable(file.userId.toString()));
    if (file.sender
        && (file.sender->devices.size() > mostDevices || file.sender->changes.size() > mostOthers
            || file.sender->destinations.size() > mostOthers))
        return u"it has more devices, changes or destinations than a case has"_s;
    if (file.receiver && (file.receiver->details.devices.size() > mostDevices || file.receiver->updates.size() > mostOthers))
        return u"it has more devices or updates than a case has"_s;
    if (file.sources.size() > mostOthers || file.incidents.size() > mostOthers || file.serverVersion.size() > longestText
        || file.madeBy.size() > longestText)
        return u"it has longer lists or texts than a case has"_s;
    return {};
}

} // namespace

QByteArray toCaseFile(const Case &file)
{
    Case told = file;
    for (SourceStatus &source : told.sources)
        source.detail.clear();
    QJsonObject object = toJson(told);
    object.insert(versionName, file.isRedacted ? Case::redactedVersion : Case::version);
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

QByteArray toCompressedCaseFile(const Case &file)
{
    return CaseBytes::compressed(toCaseFile(file));
}

QByteArray toCaseFile(const Case &file, const QString &path)
{
    return path.endsWith(".json"_L1, Qt::CaseInsensitive) ? toCaseFile(file) : toCompressedCaseFile(file);
}

bool isCaseFile(QByteArrayView head)
{
    if (CaseBytes::isCompressed(head))
        return true;
    const QByteArrayView trimmed = head.trimmed();
    return trimmed.startsWith('{') && trimmed.first(std::min<qsizetype>(trimmed.size(), 1024 * 1024)).contains("\"lockstep_case\"");
}

static Result<Case> fromPlainCaseFile(const QByteArray &bytes)
{
    QJsonParseError wrong;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &wrong);
    if (wrong.error != QJsonParseError::NoError) {
        const bool isCut = bytes.contains("\"lockstep_case\"") || bytes.trimmed().startsWith('{');
        return failure(
            unusable(isCut ? u"The case file is damaged or cut off at byte %1: ask for it again."_s.arg(wrong.offset)
                           : u"This is not a case file of Lockstep: those are made by \"lockstep-gateway case\" or \"Save Case…\"."_s));
    }
    const QJsonValue version = document.object().value(versionName);
    if (!version.isDouble())
        return failure(unusable(u"This is not a case file of Lockstep: those are made by \"lockstep-gateway case\" or \"Save Case…\"."_s));
    if (version.toInteger() != Case::version && version.toInteger() != Case::redactedVersion)
        return failure(unusable(u"The case file has version %1, made by another version of Lockstep; this one reads versions %2 and %3."_s
                                    .arg(version.toDouble(), 0, 'g', 6)
                                    .arg(Case::version)
                                    .arg(Case::redactedVersion)));
    Result<Case> file = fromJson<Case>(document.object());
    if (!file)
        return failure(unusable(u"The case file is not usable: %1."_s.arg(displayable(file.error().text.left(300)))));
    file->isRedacted = version.toInteger() == Case::redactedVersion;
    if (const QString wrongly = contradiction(*file); !wrongly.isEmpty())
        return failure(unusable(u"The case file is not usable: %1."_s.arg(wrongly)));
    return file;
}

Result<Case> fromCaseFile(const QByteArray &file)
{
    if (file.size() > largestCaseFile)
        return failure(unusable(u"The case file is larger than %1 MiB; no case is."_s.arg(largestCaseFile / 1024 / 1024)));
    const auto plain = CaseBytes::uncompressed(file, largestCaseFile);
    return plain ? fromPlainCaseFile(*plain) : failure(plain.error());
}

Result<Case> readCaseFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Io, u"%1 cannot be read: %2."_s.arg(displayable(path), file.errorString()));
    return fromCaseFile(file.read(largestCaseFile + 1));
}

} // namespace Lockstep::Inspection
