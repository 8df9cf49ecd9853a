// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/files/filetask.h"
#include "model/history/historymodel.h"

/// A user's history as a graph in a text that other programs read; FORMAT.md beside this says what is in it.
namespace Lockstep::GraphText {

/// What the rows are of. Nothing of it is secret.
struct Heading
{
    UserId user;
    ServerName server = {}; ///< whose view it is; may be empty
    QString source = {}; ///< where its rows come from, in words
    qint64 written = 0; ///< ms
    qint64 updates = 0; ///< that the rows stand for
    qint64 known = 0; ///< that are loaded, whatever is shown
    qint64 recorded = 0; ///< that there are, as far as is known; those that are no longer kept are not among them
    qint64 noLongerKept = 0; ///< older ones that there were
    HistoryFilter filter = {};
    /// All that, as it is to be read; one line each.
    QStringList words = {};
};

enum class Format { Dot, Json };

/// Rows of the model, from its row \a first; the count is clamped to what there is. In one pass, of any length; a model that is made anew
/// meanwhile ends it. \a label: what stands in a node, plain text with line feeds. The model outlives the job.
FileTask::Job job(HistoryModel *model, int first, int count, const Heading &heading, Format format, std::function<QString(int row)> label);

/// In quotes, for DOT: no text ends them or means something to Graphviz. Control characters are made visible.
QByteArray dotQuoted(const QString &text);

} // namespace Lockstep::GraphText
