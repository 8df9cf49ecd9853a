// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

Checks checkConfiguration(const Context &context)
{
    const Subject &subject = context.subject;
    const Synapse::SynapseSettings &settings = subject.settings;
    Findings found(CheckArea::Configuration);
    found.ok(u"settings"_s, u"%1, client API %2."_s.arg(settings.serverName.toString(), shown(settings.clientApi)),
        subject.homeserverConfigs.isEmpty() ? u"the gateway's own options"_s : subject.homeserverConfigs.join(u", "_s));
    for (const QString &warning : subject.warnings)
        found.warn(u"options"_s, warning, {});
    for (const QString &contradiction : subject.contradictions)
        found.warn(u"options"_s, contradiction, u"Leave one of the two out."_s);
    for (const Mistake &mistake : subject.roleMistakes)
        found.warn(mistake.subject, mistake.sentence, mistake.remedy);
    if (settings.logs.isEmpty() && subject.tap.isEmpty())
        found.warn(u"sources"_s,
            u"No log is named and no tap is open, so that updates are only noticed by polling the database, without stream_id and prev_id."_s,
            u"Give Synapse's log with --log (journal:matrix-synapse.service where it logs to the journal), or mirror federation traffic to --tap."_s);
    if (settings.readOnly)
        found.ok(u"--read-only"_s, u"Refresh is off, as was asked for."_s);
    if (subject.signingKey)
        found.fault(subject.signingKey->subject, subject.signingKey->sentence, subject.signingKey->remedy);
    else if (subject.hasSigningKey)
        found.ok(u"--signing-key"_s, u"The key can be read: audits may ask lists' origins."_s);
    return found.all();
}

} // namespace Lockstep::Checking
