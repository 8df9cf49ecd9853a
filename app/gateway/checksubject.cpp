// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/checksubject.h"

#include "check/homeserverfiles.h"
#include "gateway/keeping.h"
#include "gateway/origins.h"
#include "gateway/roles.h"
#include "gateway/sharedhistory.h"

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

Checking::Subject checkSubject(const GatewayOptions &options, const Synapse::SynapseSettings &settings, const QString &historyPath)
{
    Checking::Subject subject;
    subject.settings = settings;
    subject.homeserverConfigs = options.homeserverConfigs;
    const auto files = Checking::HomeserverFiles::read(options.homeserverConfigs);
    subject.publicBase = files.publicBase;
    subject.listen = options.listen;
    subject.tap = options.tap;
    subject.notary = options.notary;
    subject.historyPath = historyPath;
    subject.keeps = described(keepRules(options.historyKeepDays, options.historyKeepUpdates));
    if (isSharedHistory(options.history)) {
        subject.sharedHistory = options.history;
        subject.sharedHistoryRead = options.historyRead;
    } else if (!options.historyRead.isEmpty() || !options.historySpool.isEmpty()) {
        subject.contradictions += u"--history-read and --history-spool are of no use without a database in --history."_s;
    }
    const Roles roles = readRoles(options, settings.serverName);
    subject.viewers = roles.viewers;
    subject.operators = roles.operators;
    subject.readers = roles.contents;
    subject.roleMistakes = roles.mistakes;
    if (!files.serverName.isEmpty() && !options.serverName.isEmpty() && files.serverName != options.serverName)
        subject.contradictions += u"--server-name says %1, and homeserver.yaml %2."_s.arg(options.serverName, files.serverName);
    if (options.readOnly && !options.markerDatabase.isEmpty())
        subject.contradictions += u"--marker-database is of no use with --read-only."_s;
    if (options.tap.isEmpty() && !options.notary.isEmpty())
        subject.contradictions += u"--notary is of no use without --tap."_s;
    if (const auto opened = openOrigins(options, settings.serverName); !opened) {
        subject.signingKey = Checking::Mistake{.subject = u"--signing-key"_s,
            .sentence = opened.error().text,
            .remedy
            = u"Name the file that signing_key_path of homeserver.yaml names, and let the gateway's user read it; or leave the option out."_s};
    } else {
        subject.hasSigningKey = opened->availability.available;
        subject.warnings += opened->warnings;
    }
    return subject;
}

} // namespace Lockstep::Gateway
