// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/checksubject.h"

#include "check/homeserverfiles.h"

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
    for (const auto &[given, taken] : {std::pair(&options.viewers, &subject.viewers), std::pair(&options.operators, &subject.operators),
             std::pair(&options.contents, &subject.readers)}) {
        for (const QString &user : *given)
            taken->append(UserId(user));
    }
    for (const QString &user : options.viewers) {
        if (options.operators.contains(user))
            subject.contradictions += u"--viewer and --operator both name %1, and --operator counts."_s.arg(user);
    }
    if (!files.serverName.isEmpty() && !options.serverName.isEmpty() && files.serverName != options.serverName)
        subject.contradictions += u"--server-name says %1, and homeserver.yaml %2."_s.arg(options.serverName, files.serverName);
    if (options.readOnly && !options.markerDatabase.isEmpty())
        subject.contradictions += u"--marker-database is of no use with --read-only."_s;
    if (options.tap.isEmpty() && !options.notary.isEmpty())
        subject.contradictions += u"--notary is of no use without --tap."_s;
    return subject;
}

} // namespace Lockstep::Gateway
