// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/lookup/lookupwords.h"

namespace Lockstep::Logs {

using namespace History;
using Inspection::LineTells;

namespace {

LineTells tells(const HandledUpdate &)
{
    return LineTells::Handling;
}
LineTells tells(const UpdateContent &)
{
    return LineTells::Content;
}
LineTells tells(const History::SigningKeys &)
{
    return LineTells::SigningKeys;
}
LineTells tells(const BatchVerdict &)
{
    return LineTells::Verdict;
}
LineTells tells(const UpdateDecision &)
{
    return LineTells::Verdict;
}
LineTells tells(const IgnoredUpdate &)
{
    return LineTells::Ignored;
}
LineTells tells(const ResyncOutcome &what)
{
    switch (what.step) {
    case ResyncOutcome::Started:
        return LineTells::FetchStarted;
    case ResyncOutcome::Device:
        return LineTells::FetchedDevice;
    case ResyncOutcome::Skipped:
        return LineTells::FetchSkipped;
    case ResyncOutcome::Succeeded:
        return LineTells::Fetched;
    case ResyncOutcome::Failed:
    case ResyncOutcome::TooMany:
        return LineTells::FetchFailed;
    }
    return LineTells::Unknown;
}
template <typename Other>
LineTells tells(const Other &)
{
    return LineTells::Unknown;
}

} // namespace

void describe(const Observation &what, Inspection::RowLine &line)
{
    std::visit(
        [&](const auto &value) {
            line.tells = tells(value);
            if constexpr (requires { value.origin; })
                line.origin = value.origin;
            if constexpr (requires { value.transaction; })
                line.transaction = value.transaction;
        },
        what);
}

} // namespace Lockstep::Logs
