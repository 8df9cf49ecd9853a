// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/rowlines.h"

#include "inspection/wirepages.h"

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
struct Wire<RowLine>
{
    static constexpr QStringView path = u"lines";
    static constexpr auto members = std::tuple(as<Text>(u"path", &RowLine::path), //
        as<Integer>(u"offset", &RowLine::offset), //
        as<Number>(u"length", &RowLine::length), //
        as<LooseText>(u"text", &RowLine::text), //
        as<Time>(u"at", &RowLine::at), //
        as<Text>(u"tells", &RowLine::tells), //
        as<TextOrNull>(u"origin", &RowLine::origin), //
        as<TextOrNull>(u"transaction", &RowLine::transaction), //
        as<Flag>(u"forgeable", &RowLine::isForgeable));
};

template <>
struct Wire<UnreadLog>
{
    static constexpr QStringView path = u"unread";
    static constexpr auto members = std::tuple(as<Text>(u"path", &UnreadLog::path), //
        as<Text>(u"reason", &UnreadLog::reason), //
        as<TextOrNull>(u"detail", &UnreadLog::detail), //
        as<Time>(u"begins", &UnreadLog::begins));
};

template <>
struct Wire<RowLines>
{
    static constexpr QStringView path = u"lines";
    static constexpr auto members = std::tuple(as<Flag>(u"from_log", &RowLines::isFromLog), //
        as<Parts>(u"lines", &RowLines::lines), //
        as<Flag>(u"more", &RowLines::isMore), //
        as<LooseParts>(u"unread", &RowLines::unread), //
        as<Number>(u"files", &RowLines::files), //
        as<Number>(u"bytes", &RowLines::bytes));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(RowLine);
LOCKSTEP_ON_THE_WIRE(UnreadLog);
LOCKSTEP_ON_THE_WIRE(RowLines);

} // namespace Lockstep::Inspection
