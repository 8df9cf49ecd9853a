// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/scenariowords.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace Lockstep {

namespace {
// Scenarios are data; here they are named for the translations. A test compares the two.
const char *const texts[] = {
    QT_TRANSLATE_NOOP("Scenario", "A clustered sender"),
    QT_TRANSLATE_NOOP(
        "Scenario", "Two writers of one server do not see each other's newest update, so the graph forks, and the next update merges."),
    QT_TRANSLATE_NOOP("Scenario", "A dead destination"),
    QT_TRANSLATE_NOOP("Scenario",
        "gamma is gone. What alpha's users send there, messages and device list updates, waits and is tried less and less often."),
    QT_TRANSLATE_NOOP("Scenario", "Life and trouble"),
    QT_TRANSLATE_NOOP("Scenario",
        "A bit of everything, over and over. beta loses an update now and then, a clustered sender forks, gamma goes down and comes back, "
        "one sender knows placeholders only, one device never syncs."),
    QT_TRANSLATE_NOOP("Scenario", "Healthy traffic"),
    QT_TRANSLATE_NOOP("Scenario", "Devices come, go and get new names; every update names the one before it, and nothing is lost."),
    QT_TRANSLATE_NOOP("Scenario", "Hostile names"),
    QT_TRANSLATE_NOOP("Scenario",
        "Device names with control characters, text that runs the other way, markup, and far too much of it. Names are remote text and may "
        "hold anything."),
    QT_TRANSLATE_NOOP("Scenario", "An identity reset"),
    QT_TRANSLATE_NOOP("Scenario", "Ira has new cross-signing keys; devices that were signed by the old ones are signed again, one by one."),
    QT_TRANSLATE_NOOP("Scenario", "A device that never syncs"),
    QT_TRANSLATE_NOOP("Scenario", "Messages to a device that does not come back wait in its inbox, and nothing ever takes them away."),
    QT_TRANSLATE_NOOP("Scenario", "A lost update"),
    QT_TRANSLATE_NOOP("Scenario",
        "One transaction from beta never arrives at alpha. The next update names a prev_id that alpha never received, so alpha fetches the "
        "whole list."),
    QT_TRANSLATE_NOOP("Scenario", "A user with 1,500 devices"),
    QT_TRANSLATE_NOOP("Scenario", "More than Synapse would take in one list; the lab takes them."),
    QT_TRANSLATE_NOOP("Scenario", "A placeholder sender"),
    QT_TRANSLATE_NOOP("Scenario",
        "Some servers always say stream_id 1, no prev_id and a device \"placeholder\", to make the receiver fetch the list each time. By "
        "design, but it costs."),
    QT_TRANSLATE_NOOP("Scenario", "Receiver down for a day"),
    QT_TRANSLATE_NOOP("Scenario",
        "alpha is away while beta's users change much. After a day beta collapses what waits to one update a user without prev_id, so that "
        "alpha fetches the whole list."),
    QT_TRANSLATE_NOOP("Scenario", "Remote down during a resync"),
    QT_TRANSLATE_NOOP("Scenario",
        "An update is lost and the next one arrives, but alpha cannot reach gamma to fetch the whole list. The list stays stale until it "
        "can."),
};
} // namespace

QString scenarioWords(const QString &text)
{
    return QCoreApplication::translate("Scenario", text.toUtf8().constData());
}

bool isKnownScenarioText(const QString &text)
{
    return std::any_of(std::begin(texts), std::end(texts), [&text](const char *known) { return text == QString::fromUtf8(known); });
}

} // namespace Lockstep
