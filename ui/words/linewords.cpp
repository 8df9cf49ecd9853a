// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/linewords.h"

#include "core/log.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

using namespace Inspection;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

constexpr qsizetype longestPath = 1000;

} // namespace

QString lineText(LineTells tells)
{
    switch (tells) {
    case LineTells::Content:
        return Words::tr("the update as it came");
    case LineTells::Handling:
        return Words::tr("work on it began");
    case LineTells::SigningKeys:
        return Words::tr("the signing keys");
    case LineTells::Verdict:
        return Words::tr("what was decided");
    case LineTells::Ignored:
        return Words::tr("it was ignored");
    case LineTells::FetchStarted:
        return Words::tr("the resync began");
    case LineTells::FetchedDevice:
        return Words::tr("a fetched device was stored");
    case LineTells::FetchSkipped:
        return Words::tr("the fetched list is the stored one");
    case LineTells::Fetched:
        return Words::tr("the resync succeeded");
    case LineTells::FetchFailed:
        return Words::tr("the resync failed");
    case LineTells::Unknown:
        break;
    }
    return Words::tr("unknown");
}

QString unreadText(const UnreadLog &log)
{
    const QString path = displayable(log.path, longestPath);
    switch (log.reason) {
    case UnreadReason::BeginsLater:
        return Words::tr("What is left of %1 begins after this update, at %2: its line was rotated away.").arg(path, absoluteTime(log.begins));
    case UnreadReason::Journal:
        return Words::tr("%1 is a journal of systemd, in which lines are not looked for yet; journalctl shows what it has of that time.").arg(path);
    case UnreadReason::Pipe:
        return Words::tr("What came through the pipe %1 cannot be read again.").arg(path);
    case UnreadReason::Missing:
        return Words::tr("%1 is not there any more.").arg(path);
    case UnreadReason::Unreadable:
        return Words::tr("%1 could not be read: %2").arg(path, displayable(log.detail, longestPath));
    case UnreadReason::TooMuch:
        return Words::tr("%1 holds more than one search reads; its rest was not looked at.").arg(path);
    case UnreadReason::Unknown:
        break;
    }
    return Words::tr("%1 was not looked at.").arg(path);
}

QStringList linesSummary(const RowLines &found)
{
    if (!found.isFromLog)
        return {Words::tr("None of the logs that are followed tells of this update: it was recorded from another source.")};
    QStringList sentences;
    if (found.lines.isEmpty())
        sentences << Words::tr("None of %n file(s) that were searched has the line that told of this update.", nullptr, int(found.files));
    else if (found.isMore)
        sentences << Words::tr("This row was read from more than %n line(s) of the log.", nullptr, int(found.lines.size()));
    else
        sentences << Words::tr("This row was read from %n line(s) of the log.", nullptr, int(found.lines.size()));
    for (const UnreadLog &log : found.unread)
        sentences << unreadText(log);
    return sentences;
}

QString linePlace(const RowLine &line)
{
    return displayable(line.path, longestPath) + u':' + QString::number(line.offset);
}

} // namespace Lockstep::Presentation
