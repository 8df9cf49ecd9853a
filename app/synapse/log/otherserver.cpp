// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/otherserver.h"

#include <algorithm>
#include <array>
#include <cctype>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

/// Rust's tracing writes "LEVEL name_of_crate::module: message", with spans between.
constexpr std::array<std::pair<std::string_view, const char *>, 4> crates{
    {{"continuwuity", "continuwuity"}, {"conduwuit", "conduwuit or continuwuity"}, {"tuwunel", "Tuwunel"}, {"conduit", "Conduit"}}};

bool isOfName(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Whether \a crate, or a name that begins so, stands in \a line as a path of Rust's.
bool hasPath(std::string_view line, std::string_view crate)
{
    for (size_t at = line.find(crate); at != std::string_view::npos; at = line.find(crate, at + 1)) {
        const auto end = std::find_if_not(line.begin() + std::ptrdiff_t(at), line.end(), isOfName);
        if ((at == 0 || !isOfName(line[at - 1])) && line.substr(size_t(end - line.begin())).starts_with("::"))
            return true;
    }
    return false;
}

bool hasRustsLevel(std::string_view line)
{
    return std::ranges::any_of(std::array<std::string_view, 5>{" INFO ", " WARN ", " ERROR ", " DEBUG ", " TRACE "},
        [line](std::string_view level) { return line.substr(0, 64).find(level) != std::string_view::npos; });
}

/// Go's logrus, with the place in the source that Dendrite always gives.
bool isDendrites(std::string_view line)
{
    const bool isGo = line.find("level=") != std::string_view::npos || line.find("[github.com/") != std::string_view::npos;
    return isGo && line.find("github.com/") != std::string_view::npos && line.find("/dendrite/") != std::string_view::npos;
}

} // namespace

QString otherServer(std::string_view head)
{
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        // What Synapse says of other servers names them, too.
        if (line.find("synapse.") != std::string_view::npos)
            return {};
        if (isDendrites(line))
            return u"Dendrite"_s;
        if (!hasRustsLevel(line))
            continue;
        const auto found = std::ranges::find_if(crates, [line](const auto &crate) { return hasPath(line, crate.first); });
        if (found != crates.end())
            return QString::fromLatin1(found->second);
    }
    return {};
}

} // namespace Lockstep::Synapse
