// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/configwatch.h"

#include "core/log.h"
#include "synapse/lists/fetchledger.h"

#include <QFileInfo>

namespace Lockstep::Synapse {

ConfigWatch::ConfigWatch(SynapseSettings settings, FetchLedger &ledger)
    : m_settings(std::move(settings))
    , m_ledger(ledger)
    , m_stamps(stamps())
{
    m_ledger.setWhitelist(m_settings.whitelist);
}

/// A directory's stamp is that of its list of files: a new file in conf.d is seen, and one that is written in place is not.
QHash<QString, QDateTime> ConfigWatch::stamps() const
{
    QHash<QString, QDateTime> stamps;
    for (const QString &file : m_settings.configFiles)
        stamps.insert(file, QFileInfo(file).lastModified());
    return stamps;
}

void ConfigWatch::step(qint64 now)
{
    if (m_settings.configFiles.isEmpty() || (m_looked > 0 && now - m_looked < lookEveryMs && now >= m_looked))
        return;
    m_looked = now;
    const QHash<QString, QDateTime> stamps = this->stamps();
    if (stamps == m_stamps)
        return;
    const auto read = readHomeserverConfig(m_settings.configFiles, m_settings);
    if (!read)
        return; // somebody is writing it: the next look sees it whole
    m_stamps = stamps;
    m_ledger.setWhitelist(read->whitelist);
    qCInfo(lcSynapse) << "The homeserver's configuration was changed; what it may ask was read anew, the rest is as it was at the start.";
}

} // namespace Lockstep::Synapse
