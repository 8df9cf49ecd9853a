// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyviewtext.h"

#include "core/log.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::HistoryText {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryText)
};

constexpr qsizetype idLength = 80;

QString gapText(GapState state)
{
    switch (state) {
    case GapState::NeverReceived:
        return Words::tr("never received");
    case GapState::ArrivedLater:
        return Words::tr("arrived later");
    case GapState::BeforeRecord:
        return Words::tr("before the record begins");
    case GapState::NoLongerKept:
        return Words::tr("no longer kept");
    }
    return {};
}

/// A sentence that becomes part of another one.
QString withoutStop(QString text)
{
    while (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

QString resyncText(const HistoryItem &item)
{
    bool isCount = false;
    const int devices = item.detail.toInt(&isCount);
    const QString stream = displayable(item.streamId.toString(), idLength);
    if (!item.detail.isEmpty() && !isCount)
        return Words::tr("resync failed: %1").arg(withoutStop(displayable(item.detail)));
    if (!isCount)
        return stream.isEmpty() ? Words::tr("resync") : Words::tr("resync: stream %1").arg(stream);
    const QString count = Words::tr("resync: %n device(s)", nullptr, devices);
    return stream.isEmpty() ? count : Words::tr("%1, stream %2").arg(count, stream);
}

QString foldText(const HistoryItem &item)
{
    if (item.resyncs == 0)
        return Words::tr("+%n update(s)", nullptr, item.count());
    const QString resyncs = Words::tr("%n resync(s)", nullptr, item.resyncs);
    //: the first is "+3 updates", the second "2 resyncs"
    return item.resyncs == item.count()
        ? u'+' + resyncs
        : Words::tr("%1, %2").arg(Words::tr("+%n update(s)", nullptr, item.count() - item.resyncs), resyncs);
}

QString keysText(HistoryChanges changes)
{
    const bool ed25519 = changes.testFlag(HistoryChange::Ed25519Changed);
    const bool curve25519 = changes.testFlag(HistoryChange::Curve25519Changed);
    if (ed25519 && curve25519)
        return Words::tr("ed25519 and curve25519 keys changed");
    return ed25519 ? Words::tr("ed25519 key changed") : curve25519 ? Words::tr("curve25519 key changed") : Words::tr("keys changed");
}

/// Old and new, where both are known.
QString renamedText(const HistoryItem &item)
{
    const auto shown = [](const QString &name) { return name.isEmpty() ? Words::tr("no name") : displayable(name, idLength); };
    //: the name of a device before and after
    return Words::tr("renamed: %1 \u2192 %2").arg(shown(*item.nameBefore), shown(item.displayName));
}

QString changeText(const HistoryItem &item, bool knowsTheStart)
{
    if (item.type == HistoryItem::Gap)
        return gapText(item.gap);
    if (item.type == HistoryItem::Fold)
        return foldText(item);
    switch (item.kind) {
    case UpdateKind::Resync:
        return resyncText(item);
    case UpdateKind::SigningKeys:
        return Words::tr("cross-signing keys");
    case UpdateKind::Head:
        return Words::tr("stream_id seen to change");
    case UpdateKind::Update:
        break;
    }
    if (!item.nameBefore)
        return changes(item.changes, knowsTheStart && item.newDevice);
    const HistoryChanges others = item.changes & ~HistoryChanges(HistoryChange::Renamed);
    const QString other = changes(others, knowsTheStart && item.newDevice);
    return other.isEmpty() ? renamedText(item) : other + u", "_s + renamedText(item);
}

QString verdictText(const HistoryItem &item)
{
    if (item.type == HistoryItem::Gap || item.kind == UpdateKind::Head || item.kind == UpdateKind::Resync)
        return {};
    return item.verdict == Verdict::Unknown ? QString() : Presentation::verdictText(item.verdict);
}
} // namespace

QString columnTitle(int column, const RowTimes &style)
{
    switch (column) {
    case HistoryModel::Graph:
        return Words::tr("Graph");
    case HistoryModel::Stream:
        return Words::tr("Stream");
    case HistoryModel::Device:
        return Words::tr("Device");
    case HistoryModel::Change:
        return Words::tr("What changed");
    case HistoryModel::Received:
        return timesTitle(style);
    case HistoryModel::VerdictColumn:
        return Words::tr("Verdict");
    default:
        return {};
    }
}

QString changes(HistoryChanges changes, bool knowsTheStart)
{
    const std::pair<HistoryChange, QString> words[] = {
        {HistoryChange::FirstSeen, knowsTheStart ? Words::tr("first seen") : Words::tr("changed or first seen here")},
        {HistoryChange::Returned, Words::tr("back again")},
        {HistoryChange::Removed, Words::tr("removed")},
        {HistoryChange::KeysAdded, Words::tr("keys uploaded")},
        {HistoryChange::KeysGone, Words::tr("no keys any more")},
        {HistoryChange::KeysChanged, keysText(changes)},
        {HistoryChange::Renamed, Words::tr("renamed")},
        {HistoryChange::OthersChanged, Words::tr("other properties changed")},
        {HistoryChange::Signed, Words::tr("signature added")},
        {HistoryChange::SignaturesChanged,
            changes.testFlag(HistoryChange::SignatureRemoved) ? Words::tr("signature removed") : Words::tr("signatures changed")},
        {HistoryChange::Same, Words::tr("nothing new")},
        {HistoryChange::ContentUnknown, Words::tr("content not recorded")},
        {HistoryChange::NotYetKnown, u"…"_s},
    };
    QStringList texts;
    for (const auto &[flag, text] : words) {
        if (changes.testFlag(flag))
            texts << text;
    }
    return texts.join(u", "_s);
}

QString cell(const HistoryItem &item, int column, bool knowsTheStart, const RowTimes &style)
{
    switch (column) {
    case HistoryModel::Stream:
        return item.kind == UpdateKind::SigningKeys ? QString() : displayable(item.streamId.toString(), idLength);
    case HistoryModel::Device:
        if (item.type == HistoryItem::Gap)
            return item.gap == GapState::NoLongerKept ? Words::tr("older") : Words::tr("gap");
        return item.type == HistoryItem::Fold ? u"…"_s : displayable(item.deviceId.toString(), idLength);
    case HistoryModel::Change:
        return changeText(item, knowsTheStart);
    case HistoryModel::Received:
        return item.type == HistoryItem::Gap ? QString() : clock(item.received, style.utc);
    case HistoryModel::VerdictColumn:
        return verdictText(item);
    default:
        return {};
    }
}

QString copy(const HistoryItem &item, int column, bool knowsTheStart, const RowTimes &style)
{
    if (column == HistoryModel::Graph)
        return item.type == HistoryItem::Update ? Presentation::breaksText(item.breaks) : QString();
    if (column == HistoryModel::Received)
        return item.type == HistoryItem::Gap ? QString() : exactTime(item.received, style.utc);
    if (column == HistoryModel::Stream)
        return item.streamId.toString();
    if (column == HistoryModel::Device && item.type == HistoryItem::Update)
        return item.deviceId.toString();
    return cell(item, column, knowsTheStart);
}

QString copyRow(const HistoryModel &model, int row, const RowTimes &style)
{
    const HistoryItem item = model.item(row);
    const bool knowsTheStart = model.knowsTheStart();
    QStringList cells;
    for (int column = HistoryModel::Stream; column < HistoryModel::ColumnCount; ++column)
        cells << copy(item, column, knowsTheStart, style);
    cells << copy(item, HistoryModel::Graph, knowsTheStart);
    if (style.times != Times::Clock)
        cells << shownTime(model, row, style);
    return cells.join(u'\t');
}

QString spoken(const HistoryItem &item, bool knowsTheStart, const QString &time)
{
    QStringList parts;
    const QString stream = cell(item, HistoryModel::Stream, knowsTheStart);
    if (item.type == HistoryItem::Gap)
        return Words::tr("Gap: update %1, %2").arg(stream, gapText(item.gap));
    if (!stream.isEmpty())
        parts << Words::tr("Update %1").arg(stream);
    if (item.type == HistoryItem::Update && item.head)
        parts << head();
    if (item.type == HistoryItem::Update)
        parts << Presentation::breaksText(item.breaks);
    for (const int column : {HistoryModel::Device, HistoryModel::Change, HistoryModel::VerdictColumn})
        parts << cell(item, column, knowsTheStart);
    parts << (time.isNull() ? cell(item, HistoryModel::Received, knowsTheStart) : time);
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

QString heading(const HistoryItem &item, bool knowsTheStart)
{
    const QString stream = cell(item, HistoryModel::Stream, knowsTheStart);
    if (item.type == HistoryItem::Gap)
        return Words::tr("Update %1: %2").arg(stream, gapText(item.gap));
    QString what = changeText(item, knowsTheStart);
    // What nobody vouches for is compared with nothing, and nothing is said of what it changed.
    if (what.isEmpty())
        what = Words::tr("not verified");
    const QString plain = what;
    what.replace(0, 1, what.at(0).toUpper());
    if (item.type == HistoryItem::Fold || item.kind != UpdateKind::Update)
        return what;
    //: what happened to a device, and the number of the update: "BOBPHONE: renamed (update 17)"
    return Words::tr("%1: %2 (update %3)").arg(displayable(item.deviceId.toString(), idLength), plain, stream);
}

QString explanation(const HistoryGround &ground, bool complete, bool utc)
{
    QStringList sentences;
    const auto counted = [](qint64 count) { return int(std::min<qint64>(count, INT_MAX)); };
    const QString applied = Words::tr("%n update(s) applied after that", nullptr, counted(ground.applied));
    if (ground.list)
        sentences << Words::tr("The list is as it is by the whole list fetched at %1 (stream %2) and %3.")
                         .arg(exactTime(ground.listReceived, utc), displayable(ground.listStream.toString(), idLength), applied);
    else if (complete)
        sentences << Words::tr("No fetch of the whole list is recorded: the list is as it is by what was known before %1 and %2.")
                         .arg(exactTime(ground.since, utc), applied);
    else
        sentences << Words::tr("Among what is loaded so far, down to %1, is no fetch of the whole list: %2.")
                         .arg(exactTime(ground.since, utc), applied);
    if (ground.missing > 0)
        sentences << Words::tr("It may lack what was never received: %n update(s) since name one.", nullptr, counted(ground.missing));
    if (ground.failed > 0)
        sentences << Words::tr("%n attempt(s) to fetch it failed since.", nullptr, counted(ground.failed));
    if (ground.ignored > 0)
        sentences << Words::tr("%n update(s) were ignored.", nullptr, counted(ground.ignored));
    if (ground.unknown > 0)
        sentences << Words::tr("What became of %n update(s) is not recorded.", nullptr, counted(ground.unknown));
    return sentences.join(u' ');
}

QString head()
{
    return Words::tr("head");
}

QString headExplanation()
{
    return Words::tr("head: the sender's next update should name this one as the one before it.");
}

QString end(qint64 updates, qint64 until, bool utc)
{
    const QString count = Presentation::count(updates);
    if (until <= 0)
        return Words::tr("Older updates are no longer kept (%1)").arg(count);
    return Words::tr("Older updates are no longer kept (%1, until %2)")
        .arg(count, QLocale().toString(day(until, utc), QLocale::ShortFormat));
}

QString unverified()
{
    return Words::tr("unverified");
}

QStringList explanations(const HistoryItem &item)
{
    if (item.type == HistoryItem::Gap) {
        switch (item.gap) {
        case GapState::NeverReceived:
            return {Words::tr("The update above names this one as the one before it, but it was never received: an update was lost, unless "
                              "a change of cross-signing keys took its number.")};
        case GapState::ArrivedLater:
            return {Words::tr("The update above names this one, which arrived only after it.")};
        case GapState::BeforeRecord:
            return {Words::tr("The update above names this one. It may have been received before recording began.")};
        case GapState::NoLongerKept:
            return {Words::tr("The update above names this one. It is older than what this gateway keeps.")};
        }
    }
    if (item.type == HistoryItem::Fold)
        return {item.resyncs == 0 ? Words::tr("Updates in unbroken order. Press Right to see them.")
                                  : Words::tr("Updates in unbroken order and the resyncs that follow them. Press Right to see them.")};
    QStringList lines;
    if (item.head)
        lines << headExplanation();
    for (int bit = 0; bit < 16; ++bit) {
        const auto flag = Break(1 << bit);
        if (item.breaks.testFlag(flag) && !Presentation::breakText(flag).isEmpty())
            lines << Presentation::breakText(flag) + u": "_s + Presentation::breakExplanation(flag);
    }
    if (item.verified && !*item.verified)
        lines << Words::tr("not verified: the signature of the server that sent it does not hold.");
    if (item.kind == UpdateKind::Resync && item.verdict == Verdict::Ignored)
        lines << Words::tr("The homeserver asked the remote server for the whole list and did not get it: what was known before stays.");
    else if (item.kind == UpdateKind::Resync)
        lines << Words::tr("The homeserver asked the remote server for the whole list. From here on its stream_id is what is known.");
    else if (item.kind == UpdateKind::Head)
        lines << Words::tr("The homeserver's stored stream_id changed and no other source told why.");
    else
        lines << Presentation::verdictExplanation(item.verdict);
    return lines;
}

} // namespace Lockstep::HistoryText
