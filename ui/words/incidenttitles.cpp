// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "inspection/apiwords.h"
#include "ui/words/findinghelp.h"
#include "ui/words/findingwords.h"
#include "ui/words/incidentwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::IncidentWords {

using namespace Inspection;
using Kind = IncidentKind;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(IncidentWords)
};

constexpr qsizetype maxSubject = 120;
constexpr qsizetype maxText = 400;

/// \a name: a name at the beginning stays as it is written.
QString asSentence(QString text, const QString &name = {})
{
    if (text.isEmpty())
        return text;
    if (name.isEmpty() || !text.startsWith(name))
        text[0] = text.at(0).toUpper();
    return text.endsWith(u'.') ? text : text + u'.';
}

QString subjectOf(const Incident &incident)
{
    return displayable(incident.subject, maxSubject);
}

QString unreachable(const Incident &incident, const QString &server)
{
    switch (incident.cause.value_or(FetchCause::Unknown)) {
    case FetchCause::Refused:
        return Words::tr("%1 does not answer (connection refused)").arg(server);
    case FetchCause::NameUnknown:
        return Words::tr("%1 does not answer (no address in DNS)").arg(server);
    case FetchCause::Tls:
        return Words::tr("%1 does not answer (no TLS connection)").arg(server);
    case FetchCause::TimedOut:
        return Words::tr("%1 does not answer (time-out)").arg(server);
    case FetchCause::ServerError:
        return Words::tr("%1 answers with an error of its own").arg(server);
    default:
        return Words::tr("%1 does not answer").arg(server);
    }
}

/// What makes a fetch fail is told as it is told of a user.
bool isAboutFetches(Kind kind)
{
    switch (kind) {
    case Kind::ServerUnreachable:
    case Kind::ServerDeclines:
    case Kind::UnusableAnswer:
    case Kind::OwnBlock:
    case Kind::TooManyDevices:
        return true;
    default:
        return false;
    }
}
} // namespace

QString kindText(Kind kind)
{
    switch (kind) {
    case Kind::Unknown:
        break;
    case Kind::ServerUnreachable:
        return Words::tr("server does not answer");
    case Kind::ServerDeclines:
        return Words::tr("server refuses to give lists");
    case Kind::UnusableAnswer:
        return Words::tr("answers that are no device lists");
    case Kind::OwnBlock:
        return Words::tr("blocked by the own configuration");
    case Kind::NoNetwork:
        return Words::tr("no way to other servers");
    case Kind::TooManyDevices:
        return Words::tr("lists that are too long");
    case Kind::LostUpdate:
        return Words::tr("lost update");
    case Kind::ListStale:
        return Words::tr("lists out of date without a known cause");
    case Kind::ResyncLoop:
        return Words::tr("loop of fetches");
    case Kind::LeftoverMarkers:
        return Words::tr("fetches that nobody needs");
    case Kind::UnusableKeys:
        return Words::tr("keys that clients refuse");
    case Kind::CrossSigningBroken:
        return Words::tr("cross-signing that does not hold");
    case Kind::IdentityReset:
        return Words::tr("identity reset");
    case Kind::DeviceKeyChanged:
        return Words::tr("other keys under a device's ID");
    case Kind::SenderPruned:
        return Words::tr("collapsed queue of a sender");
    case Kind::SenderRestarted:
        return Words::tr("restart of a sender");
    case Kind::SenderRewound:
        return Words::tr("sender restored from a backup");
    case Kind::SenderRebuilt:
        return Words::tr("sender set up again");
    case Kind::ForgedUpdates:
        return Words::tr("forged updates");
    case Kind::MalformedUpdates:
        return Words::tr("malformed updates");
    case Kind::SourceFailing:
        return Words::tr("failing source");
    case Kind::OutboxWaits:
        return Words::tr("messages that wait without backoff");
    case Kind::UpdatesWait:
        return Words::tr("updates that wait without backoff");
    case Kind::InboxUnread:
        return Words::tr("inboxes that nobody reads");
    case Kind::InboxOrphaned:
        return Words::tr("inboxes of devices that are gone");
    case Kind::StreamStandsStill:
        return Words::tr("a stream that stands still");
    case Kind::FanOutStopped:
        return Words::tr("changes that are not sent");
    case Kind::ListsDiffer:
        return Words::tr("lists that are not their origin's");
    }
    return Words::tr("another kind");
}

QString title(const Incident &incident)
{
    const QString subject = subjectOf(incident);
    switch (incident.kind) {
    case Kind::Unknown:
        break;
    case Kind::ServerUnreachable:
        return unreachable(incident, subject);
    case Kind::ServerDeclines:
        return Words::tr("%1 refuses to give its users' lists").arg(subject);
    case Kind::UnusableAnswer:
        return Words::tr("%1 answers with something that is no device list").arg(subject);
    case Kind::OwnBlock:
        return incident.cause == FetchCause::OwnIpRange ? Words::tr("ip_range_blacklist of the homeserver itself blocks %1").arg(subject)
            : incident.cause == FetchCause::OwnWhitelist
            ? Words::tr("federation_domain_whitelist of the homeserver itself leaves %1 out").arg(subject)
            : Words::tr("The homeserver's own configuration blocks %1").arg(subject);
    case Kind::NoNetwork:
        return Words::tr("The homeserver has no way to other servers");
    case Kind::TooManyDevices:
        return Words::tr("%1 has users with more devices than the homeserver takes").arg(subject);
    case Kind::LostUpdate:
        return Words::tr("An update of %1 was lost, and no resync put the list right").arg(subject);
    case Kind::ListStale:
        return Words::tr("Lists of %1 are out of date and not fetched, and nothing tells why").arg(subject);
    case Kind::ResyncLoop:
        return Words::tr("Lists of %1 are fetched again and again without any update").arg(subject);
    case Kind::LeftoverMarkers:
        return Words::tr("%1 is asked again and again for lists that nobody needs").arg(subject);
    case Kind::UnusableKeys:
        return Words::tr("%1 has users with devices whose keys clients refuse").arg(subject);
    case Kind::CrossSigningBroken:
        return Words::tr("%1 has users whose cross-signing does not hold").arg(subject);
    case Kind::IdentityReset:
        return Words::tr("%1 has a new master key").arg(subject);
    case Kind::DeviceKeyChanged:
        return Words::tr("%1 has other keys under the ID of a device").arg(subject);
    case Kind::SenderPruned:
        return Words::tr("%1 collapsed what it could not deliver").arg(subject);
    case Kind::SenderRestarted:
        return Words::tr("%1 was restarted").arg(subject);
    case Kind::SenderRewound:
        return Words::tr("%1 was restored from a backup: its stream_ids run backwards").arg(subject);
    case Kind::SenderRebuilt:
        return Words::tr("%1 was set up again, with a new signing key").arg(subject);
    case Kind::ForgedUpdates:
        return incident.subjectKind == IncidentSubject::Server ? Words::tr("%1 sends updates for users of other servers").arg(subject)
                                                               : Words::tr("Updates came whose senders are not who they say");
    case Kind::MalformedUpdates:
        return incident.subjectKind == IncidentSubject::Server ? Words::tr("%1 sends malformed updates").arg(subject)
                                                               : Words::tr("Malformed updates come in, and nothing tells from where");
    case Kind::SourceFailing:
        return Words::tr("The source %1 does not work").arg(Presentation::sourceKindText(fromApiName<SourceKind>(incident.subject)));
    case Kind::OutboxWaits:
        return Words::tr("Messages to %1 wait although it is not in backoff").arg(subject);
    case Kind::UpdatesWait:
        return Words::tr("Updates of our users wait for %1 although it is not in backoff").arg(subject);
    case Kind::InboxUnread:
        return Words::tr("Messages wait for devices that do not fetch them");
    case Kind::InboxOrphaned:
        return Words::tr("Messages wait for devices that do not exist any more");
    case Kind::StreamStandsStill:
        return Words::tr("What a process of the homeserver has written is not seen by the others");
    case Kind::FanOutStopped:
        return Words::tr("Changes of our users' lists are not turned into updates");
    case Kind::ListsDiffer:
        return Words::tr("Lists of %1 were not what it said when they were compared").arg(subject);
    }
    QString text = displayable(incident.text, maxText);
    while (text.endsWith(u'.'))
        text.chop(1);
    return text.isEmpty() ? subject : asSentence(text, subject).chopped(1);
}

QString explanation(const Incident &incident)
{
    if (isAboutFetches(incident.kind) && incident.cause)
        return asSentence(FindingWords::causeText(incident.cause, incident.error, incident.subject), subjectOf(incident));
    const QString error = displayable(incident.error, maxText);
    return error.isEmpty() ? QString() : Words::tr("The homeserver got: “%1”.").arg(error);
}

QString advice(const Incident &incident)
{
    const QString subject = subjectOf(incident);
    switch (incident.kind) {
    case Kind::Unknown:
        break;
    case Kind::ServerUnreachable:
    case Kind::ServerDeclines:
    case Kind::UnusableAnswer:
    case Kind::OwnBlock:
    case Kind::TooManyDevices:
        return asSentence(FindingWords::helpText(incident.cause, incident.subject, incident.nextTry > 0), incident.subject);
    case Kind::NoNetwork:
        return Words::tr("Look at the homeserver's own network: its routes, its firewall, its name resolution.");
    case Kind::LostUpdate:
        return Words::tr("Refresh its users: that fetches the whole lists.");
    case Kind::ListStale:
        return Words::tr("A refresh shows what %1 answers; the homeserver's log at INFO level tells it, too.").arg(subject);
    case Kind::ResyncLoop:
        return Words::tr("Messages from a device that the fetched list lacks can do this: ask who sends them.");
    case Kind::LeftoverMarkers:
        return Words::tr("It does no harm but requests; an answer, or the removal of the rows in device_lists_remote_resync, ends it.");
    case Kind::UnusableKeys:
        return Words::tr("A refresh shows whether their server says the same; if it does, they have to sign in anew on those devices.");
    case Kind::CrossSigningBroken:
        return Words::tr("A refresh fetches keys that got lost; if it brings none, they have to set up or reset their identity.");
    case Kind::IdentityReset:
        return Words::tr("Whoever verified them has to do so again; ask them whether they did it.");
    case Kind::DeviceKeyChanged:
        return Words::tr("Clients that knew the old keys and saw no sign-out in between refuse the new ones: the user has to sign that "
                         "device out and in again, under a new ID.");
    case Kind::SenderPruned:
        return Words::tr("Nothing is to be done: the update makes the homeserver fetch the whole list, by design.");
    case Kind::SenderRestarted:
        return Words::tr(
            "Nothing is to be done: the update makes the homeserver fetch the whole list. What was lost just before would not show.");
    case Kind::SenderRewound:
        return Words::tr("Lists of its other users may hold devices that it no longer knows: refresh its users.");
    case Kind::SenderRebuilt:
        return Words::tr("Lists of its other users may hold devices that do not exist any more: refresh its users.");
    case Kind::ForgedUpdates:
        return incident.subjectKind == IncidentSubject::Server
            ? Words::tr("The homeserver dropped them, and no list changed: ask its operators, or shut that server out.")
            : Words::tr("The homeserver dropped them, and no list changed; its log or the proxy's names who sent them.");
    case Kind::MalformedUpdates:
        return incident.subjectKind == IncidentSubject::Server
            ? Words::tr("Only the operators of %1 can mend it; what it sends beside them waits until it gives them up.").arg(subject)
            : Words::tr("The traceback in the homeserver's log tells what they lack; a mirror of the federation traffic (--tap) tells who "
                        "sends them.");
    case Kind::SourceFailing:
        return Words::tr("Less is known than seems. The page Sources says what to set.");
    case Kind::OutboxWaits:
        return Words::tr("Either nobody there takes them, which the homeserver's log tells at INFO level before it counts as a failure, or "
                         "nothing woke the sender: one more message to that server does.");
    case Kind::UpdatesWait:
        return Words::tr("Nothing woke the sender, or nobody there takes them: one message to that server sends them too.");
    case Kind::InboxUnread:
        return Words::tr("A device that was set up and never used, as by a bot or a script, or that was left behind, gathers messages "
                         "until it is signed out.");
    case Kind::InboxOrphaned:
        return Words::tr("Nobody will ever read them; Synapse removes them with the device, so look for a removal that failed.");
    case Kind::StreamStandsStill:
        return Words::tr("A writer that exists no more holds the stream back: remove its row in stream_positions while Synapse is stopped, "
                         "or start that process again.");
    case Kind::ListsDiffer:
        return Words::tr("Refresh its users: that fetches the whole lists. The audit tells what differed, and why it was missed.");
    case Kind::FanOutStopped:
        return Words::tr(
            "Look in the homeserver's log for _handle_new_device_update_async: it fails or hangs, and a restart begins it anew. "
            "Where the position is above the newest change, as after a restored backup, it has to be set back while Synapse is "
            "stopped.");
    }
    return asSentence(displayable(incident.advice, maxText), subject);
}

} // namespace Lockstep::IncidentWords
