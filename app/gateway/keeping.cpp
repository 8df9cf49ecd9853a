// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/keeping.h"

#include "core/counted.h"
#include "core/log.h"

#include <QDateTime>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 msOfDay = 24LL * 60 * 60 * 1000;
constexpr qint64 mostDays = 36'500;
/// Rounds; there is one in an hour.
constexpr int failuresUntilFailing = 3;
constexpr qint64 mostUpdates = 1'000'000'000;

Result<qint64> readNumber(const QString &name, const QString &value, qint64 least, qint64 most)
{
    if (value.isEmpty())
        return 0;
    bool isNumber = false;
    const qint64 read = value.toLongLong(&isNumber);
    if (isNumber && read >= least && read <= most)
        return read;
    return failure(Error::BadInput,
        u"%1 \"%2\" is not a number from %3 to %4; leave it out to keep everything."_s.arg(
            name, displayable(value), grouped(least), grouped(most)));
}

} // namespace

Result<qint64> readKeepDays(const QString &value)
{
    return readNumber(u"history-keep-days"_s, value, 1, mostDays);
}

Result<qint64> readKeepUpdates(const QString &value)
{
    return readNumber(u"history-keep-updates"_s, value, History::KeepRules::leastRows, mostUpdates);
}

History::KeepRules keepRules(qint64 days, qint64 updates)
{
    return {.ms = days * msOfDay, .rows = updates};
}

QString described(const History::KeepRules &rules)
{
    QStringList parts;
    if (rules.ms > 0)
        parts += rules.ms == msOfDay ? u"the last day"_s : u"the last %1 days"_s.arg(grouped(rules.ms / msOfDay));
    if (rules.rows > 0)
        parts += u"about %1 updates of a user"_s.arg(grouped(rules.rows));
    return parts.join(u", at most "_s);
}

std::unique_ptr<History::Retention> makeRetention(const History::KeepRules &rules, History::Store *store)
{
    if (rules.isAll())
        return nullptr;
    History::Retention::Options retaining;
    retaining.rules = rules;
    auto made = std::make_unique<History::Retention>(store, std::move(retaining));
    made->start();
    return made;
}

QString describedHeld(qint64 users)
{
    return u"Of %1 more is kept, because it is of the last day, something of it is still open, or no place to cut was found."_s.arg(
        counted(users, u"user"_s, u"users"_s));
}

QList<Inspection::SourceStatus> statusOf(const History::Retention *retention)
{
    if (!retention)
        return {};
    return {statusOf(retention->rules(), retention->status())};
}

Inspection::SourceStatus statusOf(const History::KeepRules &rules, const History::RetentionStatus &status)
{
    using namespace Inspection;
    QStringList sentences{u"Of updates are kept: %1."_s.arg(described(rules))};
    if (status.lastRound > 0 || status.updates > 0)
        sentences += u"%1 older ones were let go since this gateway began%2."_s.arg(grouped(status.updates),
            status.lastRound > 0 ? u", in rounds of which the last one ended at "_s
                    + QDateTime::fromMSecsSinceEpoch(status.lastRound).toUTC().toString(Qt::ISODate)
                                 : QString());
    if (status.isRunning)
        sentences += u"A round is under way."_s;
    if (status.held > 0)
        sentences += describedHeld(status.held);
    if (!status.error.isEmpty())
        sentences += u"The last round could not be ended, and is tried again: "_s + status.error;
    // What could not be let go of once harms nobody yet, and updates are recorded all the same. What stays for good fills the disk.
    const bool isFailing = !status.error.isEmpty() && (status.isLasting || status.failures >= failuresUntilFailing);
    return {.kind = SourceKind::Updates,
        .state = isFailing           ? SourceState::Failing
            : status.error.isEmpty() ? SourceState::Ok
                                     : SourceState::CatchingUp,
        .detail = sentences.join(u' '),
        .behind = 0};
}

} // namespace Lockstep::Gateway
