// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/updategraph.h"

#include "domain/apiwords.h"

#include <QStringList>

namespace Lockstep::Tests {

/// Histories as text, entries separated by ";":
///
///   7 <- 6,5         an update with stream_id 7 and two prev_ids; "7" has none
///   7 <- 6 =b        with content b; without it, the content goes with the stream_id, "=?" is not known
///   7 <- 6 applied   with a verdict: applied, resync, duplicate, ignored
///   7 +25h           25 hours after the entry before it; without it, a second
///   7 heard          another user of the sender's server was heard of just before
///   7 newkey         the first one with a new signing key
///   7 unproven       not believed
///   resync 9         a successful resync; "resync ?" of an unknown stream_id, "resync failed", "resync running"
///   resync 9 over 2  the same, and the two entries behind it came before it ended
///   head 9           the stored stream_id was seen to be 9
///   keys             m.signing_key_update
/// Here times are since the entry before, and a resync's end counts from its row.
inline GraphNode graphNode(const QString &entry)
{
    using namespace Qt::StringLiterals;
    QStringList words = entry.split(u' ', Qt::SkipEmptyParts);
    GraphNode node;
    const auto takeTime = [&](const QString &word) { node.received = word.mid(1).chopped(1).toLongLong() * 60 * 60 * 1000; };
    const QString first = words.takeFirst();
    if (first == "keys"_L1) {
        node.kind = UpdateKind::SigningKeys;
        return node;
    }
    if (first == "head"_L1 || first == "resync"_L1) {
        node.kind = first == "head"_L1 ? UpdateKind::Head : UpdateKind::Resync;
        const QString what = words.takeFirst();
        if (what == "running"_L1)
            return node;
        node.verdict = what == "failed"_L1 ? Verdict::Ignored : node.kind == UpdateKind::Resync ? Verdict::Applied : Verdict::Unknown;
        if (what != "?"_L1 && what != "failed"_L1)
            node.streamId = StreamId(what);
        if (words.value(0) == "over"_L1)
            node.rowsAtEnd = words.value(1).toInt();
        if (!words.isEmpty() && words.last().startsWith(u'+'))
            takeTime(words.last());
        return node;
    }
    node.streamId = StreamId(first);
    node.contentHash = quint64(qHash(first, 1)) | 1;
    while (!words.isEmpty()) {
        const QString word = words.takeFirst();
        if (word == "<-"_L1) {
            for (const QString &id : words.takeFirst().split(u','))
                node.prevIds.append(StreamId(id));
        } else if (word.startsWith(u'+')) {
            takeTime(word);
        } else if (word == "heard"_L1) {
            node.serverWasHeard = true;
        } else if (word == "newkey"_L1) {
            node.newSigningKey = true;
        } else if (word == "unproven"_L1) {
            node.isOutside = true;
        } else if (word.startsWith(u'=')) {
            node.contentHash = word == "=?"_L1 ? 0 : quint64(qHash(word, 2)) | 1;
        } else {
            node.verdict = fromApiName<Verdict>(word);
        }
    }
    return node;
}

inline QString kindText(const GraphNode &node)
{
    using namespace Qt::StringLiterals;
    switch (node.kind) {
    case UpdateKind::Update:
        return node.streamId.toString();
    case UpdateKind::SigningKeys:
        return u"keys"_s;
    case UpdateKind::Resync:
        return node.verdict == Verdict::Ignored ? u"failed"_s : u"resync"_s;
    case UpdateKind::Head:
        return u"head"_s;
    }
    return {};
}

/// A row with its breaks: "7 gap(6) fork".
inline QString rowText(const UpdateGraph &graph, const QList<GraphNode> &nodes, int row)
{
    QStringList words{kindText(nodes[row])};
    for (const QString &name : toApiNames(graph.breaks(row))) {
        QStringList ids;
        for (const auto &[id, where] : graph.missing()) {
            if (where == row)
                ids.append(id.toString());
        }
        words.append(name == QLatin1StringView("gap") ? name + u'(' + ids.join(u',') + u')' : name);
    }
    return words.join(u' ');
}

/// A row with what it leads to, by row: "7 -> 0,-".
inline QString edgeText(const UpdateGraph &graph, const QList<GraphNode> &nodes, int row)
{
    QStringList parents;
    for (const int parent : graph.parents(row))
        parents.append(parent == UpdateGraph::notReceived ? QStringLiteral("-") : QString::number(parent));
    const QString name = kindText(nodes[row]);
    return parents.isEmpty() ? name : name + QStringLiteral(" -> ") + parents.join(u',');
}

struct GraphText
{
    QList<GraphNode> nodes;
    UpdateGraph graph;

    explicit GraphText(const QString &text)
    {
        qint64 time = 1'000'000'000'000;
        for (const QString &entry : text.split(u';', Qt::SkipEmptyParts)) {
            GraphNode node = graphNode(entry);
            time += node.received == 0 ? 1000 : node.received;
            node.received = time;
            if (node.rowsAtEnd > 0)
                node.rowsAtEnd += int(nodes.size()) + 1;
            nodes.append(node);
            graph.append(node);
        }
    }
    QString breaks() const
    {
        QStringList lines;
        for (int row = 0; row < graph.size(); ++row)
            lines.append(rowText(graph, nodes, row));
        return lines.join(QStringLiteral("; "));
    }
    QString edges() const
    {
        QStringList lines;
        for (int row = 0; row < graph.size(); ++row)
            lines.append(edgeText(graph, nodes, row));
        return lines.join(QStringLiteral("; "));
    }
};

inline QString idsText(const QList<StreamId> &ids)
{
    QStringList texts;
    for (const StreamId &id : ids)
        texts.append(id.toString());
    return texts.join(u',');
}

} // namespace Lockstep::Tests
