// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/searching.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Gateway {

Searching::Searching(Inspection::Source *source, const QString &historyPath)
    : indexer(source, {.path = pathBeside(historyPath)})
    , desk(source, &indexer)
{
    indexer.start();
}

QString Searching::pathBeside(const QString &historyPath)
{
    QString path = historyPath;
    for (const auto &end : {".sqlite"_L1, ".history"_L1}) {
        if (path.endsWith(end))
            path.chop(end.size());
    }
    return path + u".search.sqlite"_s;
}

} // namespace Lockstep::Gateway
