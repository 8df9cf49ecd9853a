// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/places.h"

#include "check/homeserverfiles.h"
#include "core/placeprobe.h"
#include "gateway/gateway.h"
#include "gateway/historylock.h"
#include "gateway/sharedhistory.h"
#include "logs/journalplace.h"

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

QStringList configurationIn(const QStringList &arguments)
{
    constexpr auto option = "--config"_L1;
    QStringList files;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == option)
            files += arguments.value(i + 1);
        else if (arguments[i].startsWith(option) && arguments[i][option.size()] == u'=')
            files += arguments[i].mid(option.size() + 1);
    }
    return files;
}

QStringList configurationPlaces(const GatewayOptions &options)
{
    return options.homeserverConfigs + QStringList{options.signingKey}; // "auto" is there, or is not
}

QStringList namedPlaces(const GatewayOptions &options)
{
    return Checking::HomeserverFiles::namedBy(options.homeserverConfigs, !options.signingKey.isEmpty());
}

QStringList dataPlaces(const GatewayOptions &options, const Synapse::SynapseSettings &settings)
{
    const QString &history = isSharedHistory(options.history) ? options.historySpool : options.history;
    QStringList places{history.isEmpty() ? defaultHistoryPath(settings.serverName) : history};
    constexpr auto sqlite = "sqlite:"_L1;
    if (settings.database.startsWith(sqlite))
        places += settings.database.mid(sqlite.size());
    // They are followed behind the gateway's back; but whether one is a file is asked before. Of a pattern nothing is.
    for (const QString &log : settings.logs) {
        if (!Logs::JournalPlace::isJournal(log) && !log.contains(u'*') && !log.contains(u'?') && !log.contains(u'['))
            places += log;
    }
    return places;
}

Result<void> placesAnswer(const QStringList &places)
{
    const QStringList hanging = placesThatHang(places);
    if (hanging.isEmpty())
        return {};
    return failure(Error::Io, hangs(hanging.constFirst()) + u' ' + hangsRemedy());
}

Result<Synapse::SynapseSettings> readSettings(const GatewayOptions &options)
{
    for (const auto &places : {configurationPlaces, namedPlaces}) {
        if (const auto answer = placesAnswer(places(options)); !answer)
            return failure(answer.error());
    }
    return settingsOf(options);
}

} // namespace Lockstep::Gateway
