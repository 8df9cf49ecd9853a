// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/homeserverfiles.h"

#include "synapse/config/configfiles.h"

namespace Lockstep::Checking {

HomeserverFiles HomeserverFiles::read(const QStringList &files)
{
    const auto config = files.isEmpty() ? failure(Error::BadInput, QString()) : Synapse::readConfigFiles(files);
    if (!config)
        return {};
    const auto text = [&](const char *key) { return Synapse::scalar(Synapse::find(config->shared, key)).value_or(QString()); };
    return {.publicBase = QUrl(text("public_baseurl")), .serverName = text("server_name")};
}

} // namespace Lockstep::Checking
