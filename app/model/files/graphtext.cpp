// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/files/graphtext.h"

#include "core/log.h"
#include "domain/apiwords.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPersistentModelIndex>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::GraphText {

namespace {
constexpr qsizetype longest = 500; ///< characters of a stranger's text in DOT
constexpr int rowsAtOnce = 64;

QString gapName(GapState state)
{
    switch (state) {
    case GapState::NeverReceived:
        return u"never_received"_s;
    case GapState::ArrivedLater:
        return u"arrived_later"_s;
    case GapState::NoLongerKept:
        return u"no_longer_kept"_s;
    case GapState::BeforeRecord:
        break;
    }
    return u"before_record"_s;
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject headingObject(const Heading &heading)
{
    QJsonObject object{{u"user_id"_s, heading.user.toString()}, {u"written"_s, heading.written}, {u"updates"_s, heading.updates},
        {u"known"_s, heading.known}, {u"recorded"_s, heading.recorded}};
    if (!heading.server.isEmpty())
        object.insert(u"server"_s, heading.server.toString());
    if (!heading.source.isEmpty())
        object.insert(u"source"_s, heading.source);
    if (heading.noLongerKept > 0)
        object.insert(u"no_longer_kept"_s, heading.noLongerKept);
    QJsonObject filter;
    if (heading.filter.breaksOnly)
        filter.insert(u"breaks_only"_s, true);
    if (!heading.filter.text.isEmpty())
        filter.insert(u"text"_s, heading.filter.text);
    if (heading.filter.hasRange()) {
        filter.insert(u"from"_s, heading.filter.from);
        filter.insert(u"to"_s, heading.filter.to);
    }
    if (!filter.isEmpty())
        object.insert(u"filter"_s, filter);
    return object;
}

QJsonObject rowObject(const HistoryModel &model, int row)
{
    const HistoryItem item = model.item(row);
    QJsonObject object;
    const auto add = [&object](const QString &name, const QString &text) {
        if (!text.isEmpty())
            object.insert(name, text);
    };
    if (item.type == HistoryItem::Gap) {
        return {{u"row"_s, u"gap"_s}, {u"stream_id"_s, item.streamId.toString()}, {u"state"_s, gapName(item.gap)}};
    }
    if (item.type == HistoryItem::Fold) {
        object = {{u"row"_s, u"fold"_s}, {u"newest_n"_s, item.n}, {u"oldest_n"_s, model.oldestIn(row)}, {u"received"_s, item.received},
            {u"updates"_s, item.count()}, {u"resyncs"_s, item.resyncs}};
    } else {
        object = {{u"row"_s, u"update"_s}, {u"n"_s, item.n}, {u"received"_s, item.received}, {u"kind"_s, toApiName(item.kind)},
            {u"verdict"_s, toApiName(item.verdict)}};
        add(u"stream_id"_s, item.streamId.toString());
        add(u"device_id"_s, item.deviceId.toString());
        add(u"display_name"_s, item.displayName);
        add(u"detail"_s, item.detail);
        if (item.deleted)
            object.insert(u"deleted"_s, true);
        if (item.head)
            object.insert(u"head"_s, true);
        if (item.breaks)
            object.insert(u"breaks"_s, QJsonArray::fromStringList(toApiNames(item.breaks)));
        if (item.verified)
            object.insert(u"verified"_s, *item.verified);
    }
    QJsonArray parents;
    for (const HistoryModel::Edge &edge : model.edges(row)) {
        QJsonObject parent;
        if (!edge.stream.isEmpty())
            parent.insert(u"stream_id"_s, edge.stream.toString());
        if (edge.isGap)
            parent.insert(u"missing"_s, true);
        else if (edge.row >= 0)
            parent.insert(u"n"_s, model.item(edge.row).n);
        else if (edge.hidden == 0)
            parent.insert(u"not_loaded"_s, true);
        if (edge.hidden > 0)
            parent.insert(u"hidden"_s, edge.hidden);
        parents.append(parent);
    }
    if (!parents.isEmpty())
        object.insert(u"parents"_s, parents);
    return object;
}

QByteArray missingName(const StreamId &stream)
{
    return dotQuoted(u"missing "_s + stream.toString());
}

QByteArray nodeName(const HistoryItem &item)
{
    return item.type == HistoryItem::Gap ? missingName(item.streamId) : "u" + QByteArray::number(item.n);
}

QByteArray attribute(const char *name, const QString &text)
{
    return text.isEmpty() ? QByteArray() : QByteArray(", ") + name + '=' + dotQuoted(text);
}

QByteArray dotRow(const HistoryModel &model, int row, const QString &label)
{
    const HistoryItem item = model.item(row);
    const QByteArray name = nodeName(item);
    QByteArray text = "  " + name + " [label=" + dotQuoted(label);
    if (item.type == HistoryItem::Gap) {
        text += ", style=dashed, color=\"#b3261e\"" + attribute("state", gapName(item.gap));
    } else if (item.type == HistoryItem::Fold) {
        text += ", shape=box3d" + attribute("n", QString::number(item.n)) + attribute("fold", QString::number(item.count()));
    } else {
        text += item.kind == UpdateKind::Resync ? ", shape=diamond" : item.kind == UpdateKind::Update ? "" : ", shape=note";
        text += attribute("n", QString::number(item.n)) + attribute("kind", toApiName(item.kind)) + attribute("device_id", item.deviceId.toString())
            + attribute("display_name", item.displayName) + attribute("verdict", toApiName(item.verdict))
            + attribute("breaks", toApiNames(item.breaks).join(u','));
        if (item.verified)
            text += attribute("verified", *item.verified ? u"true"_s : u"false"_s);
    }
    if (item.received > 0)
        text += attribute("received", QString::number(item.received));
    text += attribute("stream_id", item.streamId.toString()) + "];\n";
    int loose = 0;
    for (const HistoryModel::Edge &edge : model.edges(row)) {
        QByteArray target;
        if (edge.isGap) {
            target = missingName(edge.stream);
        } else if (edge.row >= 0) {
            target = nodeName(model.item(edge.row));
        } else {
            // Leads out of what is written.
            target = '"' + QByteArray::number(item.n) + " older " + QByteArray::number(++loose) + '"';
            text += "  " + target + " [shape=point, label=\"\"" + attribute("stream_id", edge.stream.toString()) + "];\n";
        }
        text += "  " + name + " -> " + target;
        if (edge.hidden > 0)
            text += " [style=dotted, label=\"" + QByteArray::number(edge.hidden) + "\", hidden=" + QByteArray::number(edge.hidden) + ']';
        else if (edge.isGap)
            text += " [style=dashed]";
        text += ";\n";
    }
    return text;
}

QByteArray begin(const Heading &heading, Format format)
{
    if (format == Format::Json)
        return "{\"format\":\"lockstep-history-graph\",\"version\":1,\"heading\":" + compact(headingObject(heading)) + ",\"rows\":[\n";
    return "digraph " + dotQuoted(heading.user.toString()) + " {\n  graph [labelloc=t, labeljust=l, fontname=\"sans-serif\", label="
        + dotQuoted(heading.words.join(u'\n')) + "];\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n";
}
} // namespace

QByteArray dotQuoted(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        QString safe = displayable(line, longest);
        // What escapes and entities begin with, in the order that makes none of another's.
        safe.replace(u'&', u"&amp;"_s).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
        lines << safe;
    }
    return '"' + lines.join(u"\\n"_s).toUtf8() + '"';
}

FileTask::Job job(HistoryModel *model, int first, int count, const Heading &heading, Format format, std::function<QString(int row)> label)
{
    struct State
    {
        QPersistentModelIndex next;
        QByteArray text;
        int count = 0;
        int done = 0;
    };
    const auto state = std::make_shared<State>();
    state->count = std::clamp(count, 0, model->rowCount() - first);
    state->next = model->index(first, 0);
    state->text = begin(heading, format);
    FileTask::Job job;
    job.work = [=, label = std::move(label)](QIODevice &file, QString &problem) {
        QByteArray text = std::exchange(state->text, {});
        const int end = std::min(state->count, state->done + rowsAtOnce);
        if (state->done < end && !state->next.isValid()) {
            problem = QCoreApplication::translate("GraphText", "the rows that are shown became others meanwhile. Export again when the history has come to rest");
            return FileTask::Step::Failed;
        }
        for (; state->done < end; ++state->done) {
            const int row = state->next.row();
            if (format == Format::Json)
                text += (state->done > 0 ? ",\n" : "") + compact(rowObject(*model, row));
            else
                text += dotRow(*model, row, label(row));
            if (row + 1 < model->rowCount())
                state->next = model->index(row + 1, 0);
            else if (state->done + 1 < state->count)
                state->count = state->done + 1; // a run was folded meanwhile
        }
        const bool isDone = state->done >= state->count;
        if (isDone)
            text += format == Format::Json ? "\n]}\n" : "}\n";
        // An error is the file's to tell.
        file.write(text);
        return isDone ? FileTask::Step::Done : FileTask::Step::More;
    };
    job.progress = [state] { return state->count > 0 ? double(state->done) / state->count : 1.0; };
    return job;
}

} // namespace Lockstep::GraphText
