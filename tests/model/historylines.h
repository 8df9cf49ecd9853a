// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/apiwords.h"
#include "model/history/historymodel.h"

/// A history's model as lines: what a person would see.
namespace Lockstep::Test {

using namespace Qt::StringLiterals;

inline QString words(HistoryChanges changes)
{
    static const std::pair<HistoryChange, QString> names[] = {{HistoryChange::FirstSeen, u"first-seen"_s},
        {HistoryChange::Renamed, u"renamed"_s}, {HistoryChange::KeysChanged, u"keys"_s}, {HistoryChange::KeysAdded, u"keys-added"_s},
        {HistoryChange::KeysGone, u"keys-gone"_s}, {HistoryChange::OthersChanged, u"others"_s}, {HistoryChange::Signed, u"signed"_s},
        {HistoryChange::SignaturesChanged, u"signatures"_s}, {HistoryChange::Removed, u"removed"_s},
        {HistoryChange::Returned, u"returned"_s}, {HistoryChange::Same, u"same"_s}, {HistoryChange::ContentUnknown, u"unknown"_s},
        {HistoryChange::NotYetKnown, u"…"_s}};
    QStringList found;
    for (const auto &[flag, name] : names) {
        if (changes.testFlag(flag))
            found << name;
    }
    return found.join(u'+');
}

inline QString printed(const HistoryItem &item)
{
    if (item.type == HistoryItem::Gap) {
        const QString state = item.gap == GapState::NeverReceived ? u"never received"_s
            : item.gap == GapState::ArrivedLater                  ? u"arrived later"_s
            : item.gap == GapState::NoLongerKept                  ? u"no longer kept"_s
                                                                  : u"before the record"_s;
        return u"! "_s + item.streamId.toString() + u' ' + state;
    }
    if (item.type == HistoryItem::Fold)
        return u"+%1 %2"_s.arg(item.count()).arg(item.streamId.toString())
            + (item.resyncs ? u" (%1 resyncs)"_s.arg(item.resyncs) : QString());
    if (item.kind == UpdateKind::SigningKeys)
        return u"k signing keys"_s;
    if (item.kind == UpdateKind::Resync)
        return u"<> resync %1 %2"_s.arg(item.streamId.toString(), item.detail);
    if (item.kind == UpdateKind::Head)
        return u"^ head "_s + item.streamId.toString();
    return u"o %1 %2 %3 %4"_s.arg(item.streamId.toString(), item.deviceId.toString(), words(item.changes), toApiName(item.verdict));
}

inline QStringList printed(const HistoryModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row)
        lines << printed(model.item(row));
    return lines;
}

} // namespace Lockstep::Test
