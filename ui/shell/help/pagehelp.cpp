// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/help/pagehelp.h"

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
struct Help
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

PageHelp overview()
{
    return {.shown = {Help::tr("Incidents: what is wrong, each cause once, the worst first, with whom it touches and since when."),
                Help::tr("What is known to be right, and what is not known.")},
        .from = {Help::tr("The gateway looks at the homeserver's database and log about twice a minute and joins what has one cause."),
            Help::tr("An update that was lost without any later one leaves no trace: an audit finds it.")},
        .doable = {Help::tr("Enter opens an incident: why, whom it touches, and what helps."),
            Help::tr("Acknowledge it, mute its kind for its subject, refresh the users that it names, or end a wait.")},
        .terms = {u"device_list"_s, u"stale"_s, u"backoff"_s}};
}

PageHelp users()
{
    return {.shown = {Help::tr("Users of other servers whose device lists the homeserver keeps a copy of, and the state of each copy."),
                Help::tr("Of one user: devices with their keys and signatures, the history of updates as a graph, findings.")},
        .from
        = {Help::tr("The list and its states come from the homeserver's database, the history from its log or a mirror of its traffic."),
            Help::tr("The history begins when recording began; what was before is not known.")},
        .doable = {Help::tr("Search by any words, or narrow down: state:stale server:example.org devices>10 updated<1d."),
            Help::tr("Refresh fetches the whole list from the user's server; Check compares without changing anything."),
            Help::tr("Ctrl+D keeps a user on top of all lists.")},
        .keys = {Help::tr("n, p: the next older, the next newer break."),
            Help::tr("Ctrl+Down, Ctrl+Up: to the update that this one names, and to the one that names it."),
            Help::tr("Alt+Left, Alt+Right: back to where you were, of other users too, and forward again."),
            Help::tr("w: why is this list as it is; Space: keep lit where the row came from; Esc ends it."),
            Help::tr("f: fold or unfold all; Left, Right: this run."),
            Help::tr("t: when, how long ago, how long after the row below; u: UTC; m: count times from this row."),
            Help::tr("x: the axis of time; r: only the time from the marked row to here; Esc: the whole history."),
            Help::tr("Ctrl+click on a second row compares the two; Enter goes to the details."),
            Help::tr("Ctrl+F: find; Ctrl+C: copy the row; Ctrl+Shift+G: export the graph; Ctrl+P: print it.")},
        .terms
        = {u"device_list"_s, u"edu"_s, u"stream_id"_s, u"prev_id"_s, u"resync"_s, u"gap"_s, u"fork"_s, u"stale"_s, u"cross_signing"_s}};
}

PageHelp queues()
{
    return {.shown = {Help::tr("Inbox: send-to-device messages that wait for devices of this homeserver."),
                Help::tr("Outbox: those that wait for other servers. Updates: changes of our users' devices that others do not know yet.")},
        .from = {Help::tr("The homeserver's tables. Looking at a queue takes nothing out of it."),
            Help::tr("Where counting stopped at a limit, the number has a ≥ before it.")},
        .doable = {Help::tr("Show messages reads sender and type; contents are shown only when asked for, and that is recorded."),
            Help::tr("Narrow down: messages>100 known:no seen>30d.")},
        .terms = {u"to_device"_s, u"edu"_s, u"backoff"_s}};
}

PageHelp servers()
{
    return {.shown = {Help::tr("Other servers: whether they answer, when the next try is due, and how many of their users are tracked."),
                Help::tr("When each could be reached, as a strip; times when nobody looked are hatched.")},
        .from = {Help::tr("The homeserver's own record of its tries; Lockstep asks other servers only when you press a button.")},
        .doable = {Help::tr("End the wait makes the homeserver try again at once."),
            Help::tr("Refresh the stale users of a server, or show them."), Help::tr("Narrow down: failing>1h stale>0.")},
        .terms = {u"federation"_s, u"backoff"_s, u"stale"_s}};
}

PageHelp activity()
{
    return {.shown
        = {Help::tr("What was started from this window and how it ended, and the trail: who did what, on whom, and what came of it.")},
        .from = {Help::tr("The trail is kept by the gateway and cannot be changed from here.")},
        .doable
        = {Help::tr("Stop what still waits, try again what failed, open on whom it was."), Help::tr("Narrow down: outcome:failed at<1d.")},
        .terms = {u"resync"_s}};
}

PageHelp audit()
{
    return {.shown = {Help::tr("Comparisons of device lists with what their own servers say, and each difference.")},
        .from = {Help::tr("The homeserver's signed question to the user's server, or another witness that you choose.")},
        .doable
        = {Help::tr("Begin an audit of a sample, a server or chosen users; pause or cancel it."), Help::tr("Refresh what differs.")},
        .terms = {u"device_list"_s, u"federation"_s, u"gap"_s}};
}

PageHelp sources()
{
    return {
        .shown = {Help::tr("Everything that the pages rest on: database, logs, mirror, heads; whether it works and how far it is behind.")},
        .from = {Help::tr("The gateway's own checks of what it reads.")},
        .doable = {Help::tr("Check all of it runs every check now and says what to set, and where.")},
        .terms = {u"edu"_s}};
}
} // namespace

PageHelp helpOf(const QString &page)
{
    static const QHash<QString, PageHelp (*)()> pages{{u"overview"_s, overview}, {u"users"_s, users}, {u"queues"_s, queues},
        {u"servers"_s, servers}, {u"activity"_s, activity}, {u"audit"_s, audit}, {u"sources"_s, sources}};
    if (const auto found = pages.constFind(page); found != pages.cend())
        return (*found)();
    return {.shown = {Help::tr("Whether a Matrix homeserver's copy of every remote device list is in step.")},
        .from = {Help::tr("A gateway beside the homeserver reads its database and log; the window asks the gateway.")},
        .doable = {Help::tr("Connect to a homeserver, open a capture, or start the lab, which needs no server.")},
        .terms = {u"device_list"_s, u"edu"_s, u"stream_id"_s, u"prev_id"_s, u"resync"_s}};
}

HelpTerm helpTerm(const QString &key)
{
    if (key == u"device_list")
        return {Help::tr("Device list"),
            Help::tr("All devices of a user with their keys. Who wants to send encrypted messages encrypts for each of them; a wrong list "
                     "means messages that cannot be read, or that are encrypted for a device that is gone.")};
    if (key == u"edu")
        return {u"m.device_list_update"_s,
            Help::tr("The message by which a server tells others that one device changed. It is sent once and is not kept: one that is "
                     "lost is noticed only by the next one.")};
    if (key == u"stream_id")
        return {u"stream_id"_s,
            Help::tr("The number that the sender gives an update. It rises for each user; a receiver may not rely on anything else.")};
    if (key == u"prev_id")
        return {u"prev_id"_s,
            Help::tr("The numbers of the updates that come right before this one. A receiver that lacks one has missed something.")};
    if (key == u"resync")
        return {Help::tr("Resync"),
            Help::tr("Fetching the whole list from the user's server, because something was missed: GET /user/devices.")};
    if (key == u"gap")
        return {Help::tr("Gap"), Help::tr("An update names a prev_id that never arrived: it was lost on the way.")};
    if (key == u"fork")
        return {Help::tr("Fork and merge"),
            Help::tr(
                "Two updates name the same one before them: writers that did not see each other. An update that names both joins them.")};
    if (key == u"stale")
        return {Help::tr("Stale"), Help::tr("The homeserver knows that its copy is out of date and has not been able to fetch it yet.")};
    if (key == u"backoff")
        return {Help::tr("Backoff"),
            Help::tr("A server that does not answer is tried less and less often. Until the next try nothing is sent to it.")};
    if (key == u"to_device")
        return {Help::tr("Send-to-device message"),
            Help::tr("A message for one device, most often a key of a room. It waits until that device asks for it.")};
    if (key == u"federation")
        return {Help::tr("Federation"),
            Help::tr(
                "How homeservers talk to each other: signed requests, and transactions of up to 50 events and 100 short-lived messages.")};
    if (key == u"cross_signing")
        return {Help::tr("Cross-signing"),
            Help::tr("A user's own keys sign the keys of their devices, so that others need to verify only the user.")};
    return {};
}

} // namespace Lockstep
