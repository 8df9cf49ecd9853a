// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/audited.h"
#include "inspection/types.h"
#include "model/history/historymodel.h"
#include "model/typed/filterlanguage.h"

#include <QJsonObject>

#include <functional>

namespace Lockstep {

/// One column of an export: a member of the API's object, under the API's own name, whatever the language of the window.
struct ExportColumn
{
    enum Kind {
        Text, ///< what strangers wrote may be in it
        Number,
        Time, ///< ms since the epoch
        Texts, ///< a list, separated by spaces
        Flag,
    };
    QString key;
    Kind kind = Text;
};

/// A list of the server's that can be written to a file: all rows that a filter lets through, page by page, whether a view has loaded
/// them or not.
struct ExportSource
{
    using Rows = Inspection::Page<QJsonObject>;

    QString name; ///< "users", "history", …: of files
    QString subject; ///< whose: a user ID; empty for none
    QList<ExportColumn> columns;
    /// Reads the page after a cursor; as Inspection::Client. The client outlives the export.
    std::function<Http::CallHandle(const QString &after, QObject *context, Http::Done<Rows> done)> read;
    /// Which rows the file gets; all, if it is empty.
    std::function<bool(const QJsonObject &row)> accepts = {};
};

ExportSource exportOfUsers(Inspection::Client *client, const Inspection::UserQuery &query);
/// Newest first. Rows that a filter lets through; folds and gaps are the window's.
ExportSource exportOfHistory(Inspection::Client *client, const UserId &user, const HistoryFilter &filter);
/// \a search: text within the names that the view searches; the same for those below.
ExportSource exportOfInbox(Inspection::Client *client, bool byDepth, const QString &search);
ExportSource exportOfOutbox(Inspection::Client *client, const QString &search);
ExportSource exportOfUpdateQueues(Inspection::Client *client, const QString &search);
/// \a search: in who did it, and on whom.
ExportSource exportOfTrail(Inspection::Client *client, std::optional<Inspection::TrailAction> action, const QString &search);
ExportSource exportOfDestinations(Inspection::Client *client, bool failingOnly, const QString &search);

/// The lists of an audit that came to this outcome; nothing: all.
ExportSource exportOfAuditedLists(Inspection::Client *client, const QString &audit, std::optional<Inspection::ListOutcome> outcome);

/// Lets through only what fits; \a searched: the members that words are looked for in.
void filterExport(ExportSource *source, const Filter &filter, const QStringList &searched);

/// "lockstep-users-hs.example-2026-11-26.csv": letters, digits, dots, dashes and underscores alone, whatever the server is called.
QString exportFileName(const ExportSource &source, const ServerName &server, const QDate &day, const QString &suffix);

} // namespace Lockstep
