// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "ui/words/incidentwords.h"

#include <QCoreApplication>

#include <algorithm>

namespace Lockstep::IncidentWords {

using namespace Inspection;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(IncidentWords)
};

constexpr qsizetype longestArgument = 300, longestText = 600;

QString sentence(EvidenceFact fact)
{
    switch (fact) {
    case EvidenceFact::ServerFails:
        return Words::tr("The homeserver's row of this server in its table destinations says that it fails since then.");
    case EvidenceFact::MarkedOutOfDate:
        return Words::tr("The homeserver marked the list of %1 as out of date.");
    case EvidenceFact::FetchFailed:
        return Words::tr("The fetch of the list of %1 failed: %2.");
    case EvidenceFact::ListDropped:
        return Words::tr("The list of %1 came and was dropped, because it is too long.");
    case EvidenceFact::FetchedAgain:
        return Words::tr("The list of %1 was fetched %2 times without an update between.");
    case EvidenceFact::PrevIdUnknown:
        return Words::tr("An update of %1 names a prev_id that was never received.");
    case EvidenceFact::MalformedUpdate:
        return Words::tr("A malformed update of %1.");
    case EvidenceFact::UpdateRewound:
        return Words::tr("Update %1 of %2 is not above the last one and names no prev_id.");
    case EvidenceFact::UpdateRebuilt:
        return Words::tr("Update %1 of %2 names no prev_id and bears a new signing key.");
    case EvidenceFact::UpdatePruned:
        return Words::tr("Update %1 of %2 names no prev_id after more than a day without one.");
    case EvidenceFact::UpdateRestarted:
        return Words::tr("Update %1 of %2 names no prev_id although earlier ones came.");
    case EvidenceFact::WrongSignature:
        return Words::tr("An update for %1 bears a wrong signature.");
    case EvidenceFact::WrongSender:
        return Words::tr("An update for %1 came from another server.");
    case EvidenceFact::MasterKeyChanged:
        return Words::tr("The master key became another one.");
    case EvidenceFact::DeviceKeyChanged:
        return Words::tr("The ed25519 key of %1 became another one.");
    case EvidenceFact::MessageQueued:
        return Words::tr("The oldest message to devices there was queued.");
    case EvidenceFact::UpdateQueued:
        return Words::tr("The oldest update of a user of ours was queued.");
    case EvidenceFact::ConversionBehind:
        return Words::tr("device_lists_changes_converted_stream_position is %1, and the newest change is %2.");
    case EvidenceFact::StreamBehind:
        return Words::tr("Stream %1 of the process %2 is at %3, and the newest row of %4 is %5.");
    case EvidenceFact::ListDiffers:
        return Words::tr("The list of %1 was not what %2 said when both were compared.");
    case EvidenceFact::Unknown:
        break;
    }
    return {};
}

} // namespace

QString factText(const Evidence &evidence)
{
    QString text = sentence(evidence.fact);
    QStringList args;
    for (const QString &arg : evidence.args)
        args.append(displayable(arg, longestArgument));
    // Another program's facts may have other places than are known here.
    const auto places = std::count(text.cbegin(), text.cend(), u'%');
    if (text.isEmpty() || places != args.size())
        return displayable(evidence.text, longestText);
    switch (args.size()) {
    case 0:
        return text;
    case 1:
        return text.arg(args.at(0));
    case 2: // what a server said may have its own full stop
        if (text.endsWith(QLatin1StringView("%2.")) && args.at(1).endsWith(u'.'))
            text.chop(1);
        return text.arg(args.at(0), args.at(1));
    case 5:
        return text.arg(args.at(0), args.at(1), args.at(2), args.at(3), args.at(4));
    default:
        return displayable(evidence.text, longestText);
    }
}

} // namespace Lockstep::IncidentWords
