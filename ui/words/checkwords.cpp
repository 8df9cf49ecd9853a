// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/checkwords.h"

#include "core/log.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::CheckWords {

using Inspection::CheckArea;
using Inspection::CheckState;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

constexpr qsizetype longest = 1000;

} // namespace

QString stateText(CheckState state)
{
    switch (state) {
    case CheckState::Fault:
        return Words::tr("fault");
    case CheckState::Warning:
        return Words::tr("warning");
    case CheckState::Ok:
        return Words::tr("well");
    case CheckState::NotChecked:
        return Words::tr("not checked");
    case CheckState::Unknown:
        break;
    }
    return Words::tr("unknown");
}

Tone stateTone(CheckState state)
{
    switch (state) {
    case CheckState::Fault:
        return Tone::Critical;
    case CheckState::Warning:
        return Tone::Warning;
    case CheckState::Ok:
        return Tone::Good;
    case CheckState::NotChecked:
    case CheckState::Unknown:
        break;
    }
    return Tone::Quiet;
}

QIcon stateIcon(CheckState state)
{
    switch (state) {
    case CheckState::Fault:
        return Presentation::icon(u"error"_s, Tone::Critical);
    case CheckState::Warning:
        return Presentation::icon(u"warning"_s, Tone::Warning);
    case CheckState::Ok:
        return Presentation::icon(u"check"_s, Tone::Good);
    case CheckState::NotChecked:
    case CheckState::Unknown:
        break;
    }
    return Presentation::icon(u"state-unknown"_s, Tone::Quiet);
}

QString areaText(CheckArea area)
{
    switch (area) {
    case CheckArea::Configuration:
        return Words::tr("configuration");
    case CheckArea::Homeserver:
        return Words::tr("homeserver");
    case CheckArea::Database:
        return Words::tr("database");
    case CheckArea::Log:
        return Words::tr("logs");
    case CheckArea::Redis:
        return Words::tr("Redis");
    case CheckArea::Tap:
        return Words::tr("federation tap");
    case CheckArea::Proxy:
        return Words::tr("reverse proxy");
    case CheckArea::History:
        return Words::tr("history");
    case CheckArea::Clock:
        return Words::tr("clocks");
    case CheckArea::Gateway:
        return Words::tr("gateway");
    case CheckArea::Unknown:
        break;
    }
    return Words::tr("other");
}

QString summary(const Inspection::CheckReport &report)
{
    const auto number = [&report](CheckState state) {
        return int(std::ranges::count_if(report.checks, [state](const Inspection::Check &check) { return check.state == state; }));
    };
    const int faults = number(CheckState::Fault), warnings = number(CheckState::Warning), unchecked = number(CheckState::NotChecked);
    QStringList parts;
    if (faults > 0)
        parts << Words::tr("%n fault(s)", nullptr, faults);
    if (warnings > 0)
        parts << Words::tr("%n warning(s)", nullptr, warnings);
    //: how many of the things that were looked at
    parts << Words::tr("%n in order", nullptr, number(CheckState::Ok));
    if (unchecked > 0)
        parts << Words::tr("%n not checked", nullptr, unchecked);
    return parts.join(u", "_s);
}

QString wholeText(const Inspection::CheckReport &report)
{
    QString text = Presentation::absoluteTime(report.at) + u", "_s + summary(report) + u'\n';
    for (const Inspection::Check &check : report.checks) {
        text += u'\n' + stateText(check.state) + u" · "_s + areaText(check.area) + u" · "_s + displayable(check.subject, longest) + u": "_s
            + displayable(check.text, longest) + u'\n';
        if (!check.restsOn.isEmpty())
            //: %1: a file, an address, "its last lines"
            text += u"  "_s + Words::tr("Known from: %1").arg(displayable(check.restsOn, longest)) + u'\n';
        if (!check.remedy.isEmpty())
            //: %1: what to do
            text += u"  "_s + Words::tr("To do: %1").arg(displayable(check.remedy, longest)) + u'\n';
    }
    return text;
}

} // namespace Lockstep::CheckWords
