// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/version.h"

#include <QString>

namespace Lockstep::Synapse {

namespace {

constexpr qsizetype longestNumber = 6;

/// Takes the number at the beginning of \a text; -1 if there is none, or one that no version has.
int takeNumber(QStringView &text)
{
    qsizetype length = 0;
    while (length < text.size() && text.at(length) >= u'0' && text.at(length) <= u'9')
        ++length;
    if (length == 0 || length > longestNumber)
        return -1;
    const int number = text.first(length).toInt();
    text = text.sliced(length);
    return number;
}

} // namespace

std::optional<Version> Version::parse(QStringView text)
{
    text = text.trimmed();
    if (text.startsWith(u'v'))
        text = text.sliced(1);
    Version version;
    for (size_t i = 0; i < version.numbers.size(); ++i) {
        if (i > 0) {
            if (!text.startsWith(u'.'))
                break;
            text = text.sliced(1);
        }
        const int number = takeNumber(text);
        if (number < 0)
            return {};
        version.numbers[i] = number;
        if (i == 0 && !text.startsWith(u'.'))
            return {};
    }
    for (const QStringView mark : {QStringView(u"rc"), QStringView(u"~rc"), QStringView(u"-rc")}) {
        if (!text.startsWith(mark))
            continue;
        text = text.sliced(mark.size());
        if (text.startsWith(u'.'))
            text = text.sliced(1);
        version.candidate = std::max(0, takeNumber(text));
    }
    return version;
}

} // namespace Lockstep::Synapse
