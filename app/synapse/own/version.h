// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

#include <array>
#include <compare>
#include <optional>

namespace Lockstep::Synapse {

/// A version of Synapse: "1.160.0", "1.157.0rc2", and what packagers and builds put behind it ("1.139.1+deb", "1.99.0 (b=main,abc)").
struct Version
{
    std::array<int, 3> numbers = {}; ///< what is left out is 0
    int candidate = finalRelease; ///< of a release candidate its number; of a release, finalRelease

    static constexpr int finalRelease = 1'000'000;

    /// Nothing for what does not begin with two numbers.
    static std::optional<Version> parse(QStringView text);

    friend auto operator<=>(const Version &, const Version &) = default;
};

} // namespace Lockstep::Synapse
