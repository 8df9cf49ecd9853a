// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/report.h"

#include <QMap>

using namespace Qt::StringLiterals;
using namespace Lockstep::Inspection;

namespace Lockstep::Checking {

namespace {

QString title(CheckArea area)
{
    switch (area) {
    case CheckArea::Configuration:
        return u"Configuration"_s;
    case CheckArea::Homeserver:
        return u"Homeserver"_s;
    case CheckArea::Database:
        return u"Database"_s;
    case CheckArea::Log:
        return u"Logs"_s;
    case CheckArea::Redis:
        return u"Redis"_s;
    case CheckArea::Tap:
        return u"Tap"_s;
    case CheckArea::Proxy:
        return u"Reverse proxy"_s;
    case CheckArea::History:
        return u"History"_s;
    case CheckArea::Clock:
        return u"Clocks"_s;
    case CheckArea::Gateway:
        return u"Gateway"_s;
    case CheckArea::Unknown:
        break;
    }
    return u"Other"_s;
}

struct Look
{
    QString word;
    QString colour; ///< of a terminal
};

Look lookOf(CheckState state)
{
    switch (state) {
    case CheckState::Ok:
        return {u"ok"_s, u"32"_s};
    case CheckState::Warning:
        return {u"warning"_s, u"33"_s};
    case CheckState::Fault:
        return {u"FAULT"_s, u"31"_s};
    case CheckState::NotChecked:
    case CheckState::Unknown:
        break;
    }
    return {u"not checked"_s, u"2"_s};
}

} // namespace

QString toText(const CheckReport &report, bool inColour)
{
    constexpr int width = 12;
    QString text;
    QMap<CheckState, int> counts;
    CheckArea area = CheckArea::Unknown;
    for (const Check &check : report.checks) {
        ++counts[check.state];
        if (check.area != area) {
            area = check.area;
            text += (text.isEmpty() ? QString() : u"\n"_s) + title(area) + u'\n';
        }
        const Look look = lookOf(check.state);
        const QString padded = look.word.leftJustified(width);
        text += u"  "_s + (inColour ? u"\x1b[%1m%2\x1b[0m"_s.arg(look.colour, padded) : padded) + check.subject + u": "_s + check.text
            + u'\n';
        const QString below = u' ' + QString(width + 1, u' ');
        if (!check.restsOn.isEmpty() && check.state != CheckState::Ok)
            text += below + u"known from "_s + check.restsOn + u'\n';
        else if (!check.restsOn.isEmpty())
            text.insert(text.size() - 1, u" ["_s + check.restsOn + u']');
        if (!check.remedy.isEmpty())
            text += below + u"→ "_s + check.remedy + u'\n';
    }
    text += u"\n%1 faults, %2 warnings, %3 ok, %4 not checked, in %5 s\n"_s.arg(counts.value(CheckState::Fault))
                .arg(counts.value(CheckState::Warning))
                .arg(counts.value(CheckState::Ok))
                .arg(counts.value(CheckState::NotChecked))
                .arg(double(report.tookMs) / 1000, 0, 'f', 1);
    return text;
}

int exitCode(const CheckReport &report)
{
    switch (report.worst()) {
    case CheckState::Fault:
        return 2;
    case CheckState::Warning:
        return 1;
    default:
        return 0;
    }
}

} // namespace Lockstep::Checking
