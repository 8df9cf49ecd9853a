// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/presentation.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

namespace {
struct HistoryWords
{
    Q_DECLARE_TR_FUNCTIONS(HistoryWords)
};

/// Loudest first.
constexpr std::array allBreaks = {Break::Gap, Break::Rewound, Break::Rebuilt, Break::NeedlessResync, Break::OutOfOrder, Break::Fork,
    Break::Merge, Break::Restarted, Break::Pruned, Break::Placeholder, Break::Duplicate, Break::First};
} // namespace

QString kindText(UpdateKind kind)
{
    switch (kind) {
    case UpdateKind::Update:
        return HistoryWords::tr("update");
    case UpdateKind::SigningKeys:
        return HistoryWords::tr("signing keys");
    case UpdateKind::Resync:
        return HistoryWords::tr("resync");
    case UpdateKind::Head:
        return HistoryWords::tr("seen in the database");
    }
    return {};
}

QString verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Unknown:
        return HistoryWords::tr("unknown");
    case Verdict::Applied:
        return HistoryWords::tr("applied");
    case Verdict::Resync:
        return HistoryWords::tr("resync");
    case Verdict::Duplicate:
        return HistoryWords::tr("duplicate");
    case Verdict::Ignored:
        return HistoryWords::tr("ignored");
    }
    return {};
}

QString verdictExplanation(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Unknown:
        return HistoryWords::tr("No source told what the homeserver did with it.");
    case Verdict::Applied:
        return HistoryWords::tr("The homeserver applied it to its copy of the list.");
    case Verdict::Resync:
        return HistoryWords::tr("The homeserver fetched the whole list instead of applying it.");
    case Verdict::Duplicate:
        return HistoryWords::tr("The homeserver had it already.");
    case Verdict::Ignored:
        return HistoryWords::tr("The homeserver dropped it: it shares no room with the user, or it came from the wrong server.");
    }
    return {};
}

Tone verdictTone(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Applied:
        return Tone::Good;
    case Verdict::Resync:
        return Tone::Notice;
    case Verdict::Ignored:
        return Tone::Warning;
    case Verdict::Unknown:
    case Verdict::Duplicate:
        break;
    }
    return Tone::Quiet;
}

QString breakText(Break flag)
{
    switch (flag) {
    case Break::First:
        return HistoryWords::tr("first");
    case Break::Gap:
        return HistoryWords::tr("gap");
    case Break::Pruned:
        return HistoryWords::tr("pruned");
    case Break::Placeholder:
        return HistoryWords::tr("placeholder");
    case Break::Fork:
        return HistoryWords::tr("fork");
    case Break::Merge:
        return HistoryWords::tr("merge");
    case Break::OutOfOrder:
        return HistoryWords::tr("out of order");
    case Break::Duplicate:
        return HistoryWords::tr("duplicate");
    case Break::NeedlessResync:
        return HistoryWords::tr("needless resync");
    case Break::Restarted:
        return HistoryWords::tr("restarted");
    case Break::Rewound:
        return HistoryWords::tr("rewound");
    case Break::Rebuilt:
        return HistoryWords::tr("rebuilt");
    }
    return {};
}

QString breakExplanation(Break flag)
{
    switch (flag) {
    case Break::First:
        return HistoryWords::tr("It names no earlier update, and none had come before.");
    case Break::Gap:
        return HistoryWords::tr("It names an earlier update that was never received: an update was lost, unless the cross-signing keys changed just before it.");
    case Break::Pruned:
        return HistoryWords::tr(
            "It names no earlier update, after more than a day without one: the sender collapses what it could not deliver. By design.");
    case Break::Placeholder:
        return HistoryWords::tr(
            "The sender always says the same stream_id and names no earlier update, so each one leads to a resync. By design.");
    case Break::Fork:
        return HistoryWords::tr("Another update names the same earlier one: the sender has several writers.");
    case Break::Merge:
        return HistoryWords::tr("It names several earlier updates: branches of the sender's stream come together.");
    case Break::OutOfOrder:
        return HistoryWords::tr("It names an update that arrived only later.");
    case Break::Duplicate:
        return HistoryWords::tr("The same content came before.");
    case Break::NeedlessResync:
        return HistoryWords::tr("The homeserver fetched the whole list although it knew every update that this one names.");
    case Break::Restarted:
        return HistoryWords::tr("It names no earlier update: the first one since the sender's server was restarted. By design; a loss just "
                                "before it does not show.");
    case Break::Rewound:
        return HistoryWords::tr(
            "It names no earlier update, and its stream_id is not above the last one: the sender's server was restored from a backup.");
    case Break::Rebuilt:
        return HistoryWords::tr("It names no earlier update, and the sender's server signs with a new key: it was set up anew.");
    }
    return {};
}

Tone breakTone(Break flag)
{
    switch (flag) {
    case Break::Gap:
        return Tone::Critical;
    case Break::OutOfOrder:
    case Break::NeedlessResync:
    case Break::Rewound:
    case Break::Rebuilt:
        return Tone::Warning;
    case Break::Fork:
    case Break::Merge:
        return Tone::Notice;
    case Break::First:
    case Break::Pruned:
    case Break::Restarted:
    case Break::Placeholder:
    case Break::Duplicate:
        break;
    }
    return Tone::Quiet;
}

QString breaksText(Breaks breaks)
{
    QStringList texts;
    for (const Break flag : allBreaks) {
        if (breaks.testFlag(flag))
            texts << breakText(flag);
    }
    return texts.join(u", "_s);
}

QString contentText(const DeviceListUpdate &update)
{
    if (update.kind == UpdateKind::SigningKeys)
        return HistoryWords::tr("cross-signing keys");
    if (update.kind == UpdateKind::Resync)
        return HistoryWords::tr("the whole list");
    if (update.kind == UpdateKind::Head || !update.contentKnown)
        return HistoryWords::tr("content not known");
    if (update.deleted)
        return HistoryWords::tr("deleted");
    const bool named = !update.displayName.isNull();
    if (update.keys.isEmpty())
        return named ? HistoryWords::tr("name") : HistoryWords::tr("no name, no keys");
    return named ? HistoryWords::tr("name and keys") : HistoryWords::tr("keys");
}

} // namespace Lockstep::Presentation
