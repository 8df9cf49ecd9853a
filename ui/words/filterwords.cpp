// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/filterwords.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::FilterWords {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

constexpr qsizetype longestShown = 40;

QString valuesOf(const QString &key, const QList<FilterField> &fields)
{
    const auto field = std::ranges::find(fields, key, &FilterField::key);
    return field == fields.end() ? QString() : field->values.join(u", "_s);
}
} // namespace

QString problemText(const FilterProblem &problem, const QList<FilterField> &fields)
{
    const QString at = QString::number(problem.at + 1);
    const QString text = displayable(problem.text, longestShown);
    switch (problem.kind) {
    case FilterProblem::UnknownKey:
        //: %1: where in the text, %2: what stands there, %3: what may have been meant
        return Words::tr("Character %1: the list cannot be filtered by “%2”. Did you mean “%3”?").arg(at, text, problem.suggestion);
    case FilterProblem::UnknownValue:
        if (!problem.suggestion.isEmpty())
            return Words::tr("Character %1: “%2” is no “%3”. Did you mean “%4”?").arg(at, text, problem.key, problem.suggestion);
        return Words::tr("Character %1: “%2” is no “%3”. There are: %4.").arg(at, text, problem.key, valuesOf(problem.key, fields));
    case FilterProblem::NoValue:
        return Words::tr("Character %1: a value is missing after “%2”.").arg(at, text);
    case FilterProblem::NoNumber:
        return Words::tr("Character %1: “%2” is no number as 10, 5k or 2M are.").arg(at, text);
    case FilterProblem::NoTime:
        return Words::tr("Character %1: “%2” is no span of time as 30s, 5m, 2h, 1d or 3w are.").arg(at, text);
    case FilterProblem::NoFlag:
        return Words::tr("Character %1: “%2” is neither yes nor no.").arg(at, text);
    case FilterProblem::NoOrder:
        return Words::tr("Character %1: “%2” knows no more and no less. Write “%2:”.").arg(at, problem.key);
    case FilterProblem::OpenQuote:
        return Words::tr("Character %1: the quotation mark is not closed.").arg(at);
    case FilterProblem::TooLong:
        return Words::tr("Character %1: the filter is too long from here on.").arg(at);
    }
    return {};
}

QString fieldText(const QString &key)
{
    const QHash<QString, QString> texts{
        {u"state"_s, Words::tr("state")},
        {u"server"_s, Words::tr("server, its whole name")},
        {u"name"_s, Words::tr("name of a device")},
        {u"device"_s, Words::tr("ID of a device")},
        {u"key"_s, Words::tr("beginning of a device key")},
        {u"devices"_s, Words::tr("number of devices")},
        {u"updated"_s, Words::tr("how long ago its last update was")},
        {u"stale"_s, Words::tr("how long it has been stale")},
        {u"failing"_s, Words::tr("how long it has not answered")},
        {u"retry"_s, Words::tr("how long until the next try")},
        {u"users"_s, Words::tr("number of users")},
        {u"tracked"_s, Words::tr("number of its users that are tracked")},
        {u"user"_s, Words::tr("user ID")},
        {u"messages"_s, Words::tr("number of messages")},
        {u"updates"_s, Words::tr("number of updates")},
        {u"bytes"_s, Words::tr("size in bytes")},
        {u"oldest"_s, Words::tr("how long the oldest has waited")},
        {u"seen"_s, Words::tr("how long ago the device was seen")},
        {u"known"_s, Words::tr("whether the device still exists")},
        {u"by"_s, Words::tr("who did it")},
        {u"on"_s, Words::tr("on whom it was done")},
        {u"action"_s, Words::tr("what was done")},
        {u"outcome"_s, Words::tr("what came of it")},
        {u"at"_s, Words::tr("how long ago it was")},
        {u"differences"_s, Words::tr("number of differences")},
    };
    return texts.value(key);
}

QString helpText(const QList<FilterField> &fields)
{
    QStringList lines{
        Words::tr("Words find what contains them. These narrow the list down, together or alone; a minus before one means “not”:")};
    for (const FilterField &field : fields) {
        const QString relation = field.kind == FilterField::Number ? u">"_s : field.kind == FilterField::Time ? u"<"_s : u":"_s;
        const QString value = field.kind == FilterField::Number ? u"10"_s
            : field.kind == FilterField::Time                   ? u"1d"_s
            : field.kind == FilterField::Flag                   ? u"yes"_s
            : field.kind == FilterField::Word                   ? field.values.value(0)
                                                                : u"…"_s;
        lines << field.key + relation + value + u"  "_s + fieldText(field.key);
    }
    lines << Words::tr("Ctrl+Space shows what can be written at the cursor.");
    return lines.join(u'\n');
}

} // namespace Lockstep::FilterWords
