// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/series.h"

#include "inspection/wirepages.h"

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
struct Wire<SeriesPoint>
{
    static constexpr QStringView path = u"series.point";
    static constexpr auto members = std::tuple(as<Integer>(u"at", &SeriesPoint::at), //
        as<Integer>(u"min", &SeriesPoint::min), //
        as<Integer>(u"max", &SeriesPoint::max), //
        as<Integer>(u"last", &SeriesPoint::last), //
        as<Integer>(u"sum", &SeriesPoint::sum), //
        as<Integer>(u"minutes", &SeriesPoint::minutes));
};

template <>
struct Wire<Series>
{
    static constexpr QStringView path = u"series";
    static constexpr auto members = std::tuple(as<Text>(u"kind", &Series::kind), //
        as<LooseText>(u"subject", &Series::subject), //
        as<Parts>(u"points", &Series::points));
};

template <>
struct Wire<SeriesTotal>
{
    static constexpr QStringView path = u"series.total";
    static constexpr auto members = std::tuple(as<Text>(u"subject", &SeriesTotal::subject), as<Integer>(u"sum", &SeriesTotal::sum));
};

template <>
struct Wire<SeriesUntold>
{
    static constexpr QStringView path = u"series.untold";
    static constexpr auto members = std::tuple(as<Integer>(u"at", &SeriesUntold::at), as<Integer>(u"sum", &SeriesUntold::sum));
};

template <>
struct Wire<SeriesAnswer>
{
    static constexpr QStringView path = u"series";
    static constexpr auto members = std::tuple(as<Integer>(u"from", &SeriesAnswer::from), //
        as<Integer>(u"to", &SeriesAnswer::to), //
        as<Integer>(u"step", &SeriesAnswer::step), //
        as<Number>(u"every", &SeriesAnswer::every), //
        as<Time>(u"next", &SeriesAnswer::next), //
        as<Parts>(u"series", &SeriesAnswer::series), //
        as<Number>(u"kept", &SeriesAnswer::kept), //
        as<Number>(u"left_out", &SeriesAnswer::leftOut), //
        as<LooseParts>(u"totals", &SeriesAnswer::totals), //
        as<Count>(u"subjects", &SeriesAnswer::subjects), //
        as<LooseParts>(u"untold", &SeriesAnswer::untold), //
        as<Count>(u"untold_sum", &SeriesAnswer::untoldSum), //
        as<TextOrNull>(u"problem", &SeriesAnswer::problem));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(SeriesPoint);
LOCKSTEP_ON_THE_WIRE(Series);
LOCKSTEP_ON_THE_WIRE(SeriesTotal);
LOCKSTEP_ON_THE_WIRE(SeriesUntold);
LOCKSTEP_ON_THE_WIRE(SeriesAnswer);

bool isCounted(SeriesKind kind)
{
    return kind == SeriesKind::Updates || kind == SeriesKind::Resyncs || kind == SeriesKind::Failures;
}

SeriesKind depthSeries(QueueKind kind)
{
    switch (kind) {
    case QueueKind::Inbox:
        return SeriesKind::InboxDepth;
    case QueueKind::Outbox:
        return SeriesKind::OutboxDepth;
    case QueueKind::Updates:
        return SeriesKind::UpdatesDepth;
    case QueueKind::Unknown:
        break;
    }
    return SeriesKind::Unknown;
}

} // namespace Lockstep::Inspection
