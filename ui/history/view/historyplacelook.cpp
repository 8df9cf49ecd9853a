// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyplacelook.h"

#include "ui/history/view/historyviewtext.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>
#include <QPalette>

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryText)
};

const Break allBreaks[] = {Break::Gap, Break::Rewound, Break::Rebuilt, Break::NeedlessResync, Break::OutOfOrder, Break::Fork, Break::Merge,
    Break::Restarted, Break::Pruned, Break::Placeholder, Break::Duplicate, Break::First};
} // namespace

HistoryPlaceLook HistoryPlaceLook::of(const HistoryPlace &place, const QPalette &palette)
{
    using Presentation::Tone;
    if (place.breaks == 0)
        return {};
    Tone worst = Tone::Quiet;
    const auto take = [&worst](Tone tone) { worst = std::max(worst, tone); };
    for (const Break flag : allBreaks) {
        if (place.kinds.testFlag(flag))
            take(Presentation::breakTone(flag));
    }
    if (place.failedResync || place.unverified)
        take(Tone::Warning);
    else if (place.resync)
        take(Tone::Notice);
    return {int(worst) + 1, Presentation::toneColor(worst, palette)};
}

QString HistoryText::breaksIn(const HistoryPlace &place)
{
    QStringList kinds;
    for (const Break flag : allBreaks) {
        if (place.kinds.testFlag(flag))
            kinds << Presentation::breakText(flag);
    }
    if (place.failedResync)
        kinds << Words::tr("resync failed");
    else if (place.resync)
        kinds << Words::tr("resync");
    if (place.unverified)
        kinds << HistoryText::unverified();
    const int count = int(std::min<quint32>(place.breaks, INT_MAX));
    return Words::tr("%n break(s): %1", nullptr, count).arg(kinds.join(u", "_s));
}

} // namespace Lockstep
