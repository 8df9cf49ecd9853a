// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/diagnose.h"
#include "domain/apiwords.h"
#include "inspection/apiwords.h"

#include <QTest>

/// Facts and incidents as lines of text. A line of facts is a word, what it is about, and name=value; times are seconds:
///   now 1000
///   failing s.test since=900 retry=1500 stale=2 tracked=7
///   user @bob:s.test stale since=880 cause=connection_refused tries=3 error=Connection_was_refused
///   user @bob:s.test gap n=7 at=890            (a second line about a user adds to the first)
///   outbox s.test 25 oldest=700 · updates s.test 3 oldest=700 · inbox @a:own.test DEV 5 [seen=9] [unknown]
///   source log failing no_line_for_an_hour
///   row @bob:s.test 9 rewound at=995 [stream=21]
///   key @bob:s.test DEV AAA at=990 [before=BBB [out]] · identity @bob:s.test MMM at=990 [before=NNN]
///   forged @bob:s.test 3 at=990 · unread lists
namespace FactsText {

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Diagnosis;
using namespace Qt::StringLiterals;

inline const QMap<QString, QString> &texts(const QStringList &words, QMap<QString, QString> &into)
{
    for (const QString &word : words) {
        const qsizetype equals = word.indexOf(u'=');
        into.insert(equals < 0 ? word : word.left(equals), equals < 0 ? QString() : word.mid(equals + 1).replace(u'_', u' '));
    }
    return into;
}

inline void addUser(Facts &facts, const UserId &id, const QString &state, const QMap<QString, QString> &values, const QString &cause)
{
    const auto ms = [&](const QString &name) { return values.value(name).toLongLong() * 1000; };
    auto place = std::find_if(facts.users.begin(), facts.users.end(), [&](const UserSummary &user) { return user.userId == id; });
    if (place == facts.users.end()) {
        UserSummary made;
        made.userId = id;
        facts.users.append(made);
        place = facts.users.end() - 1;
    }
    const auto known = knownApiValue<UserState>(state);
    if (known)
        place->states.append(*known);
    place->staleSince = std::max(place->staleSince, ms(u"since"_s));
    Finding finding{.id = state == "differs"_L1 ? u"list_differs"_s : state,
        .severity = state == "keys_gap"_L1 ? Severity::Warning : Severity::Error,
        .text = {}};
    finding.n = values.value(u"n"_s).toLongLong();
    finding.since = ms(values.contains(u"at"_s) ? u"at"_s : u"since"_s);
    finding.last = ms(values.contains(u"at"_s) ? u"at"_s : u"last"_s);
    finding.count = values.value(u"tries"_s).toLongLong();
    if (!cause.isEmpty())
        finding.cause = fromApiName<FetchCause>(cause);
    finding.error = values.value(u"error"_s);
    place->findings.append(finding);
}

inline Facts facts(const QString &text)
{
    Facts facts;
    facts.now = 1'000'000;
    facts.own = ServerName(u"own.test"_s);
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.simplified().split(u' ', Qt::SkipEmptyParts);
        if (words.isEmpty())
            continue;
        const QString what = words.at(0), about = words.value(1), third = words.value(2);
        QMap<QString, QString> values;
        texts(words.mid(2), values);
        QString cause;
        for (const QString &word : words) {
            if (word.startsWith("cause="_L1))
                cause = word.mid(6);
        }
        const auto ms = [&](const QString &name) { return values.value(name).toLongLong() * 1000; };
        const auto number = [&](const QString &name) { return values.contains(name) ? values.value(name).toLongLong() : -1; };
        if (what == "now"_L1) {
            facts.now = about.toLongLong() * 1000;
        } else if (what == "failing"_L1) {
            facts.failing.append({.destination = ServerName(about),
                .failingSince = ms(u"since"_s),
                .retryInterval = 600'000,
                .retryAt = ms(u"retry"_s),
                .usersTracked = number(u"tracked"_s),
                .usersStale = number(u"stale"_s)});
        } else if (what == "user"_L1) {
            addUser(facts, UserId(about), third, values, cause);
        } else if (what == "outbox"_L1) {
            facts.outbox.append({.destination = ServerName(about),
                .messages = third.toLongLong(),
                .oldestQueued = ms(u"oldest"_s),
                .failingSince = ms(u"failing"_s),
                .retryAt = ms(u"retry"_s)});
        } else if (what == "updates"_L1) {
            facts.updates.append({.destination = ServerName(about), .updates = third.toLongLong(), .oldest = ms(u"oldest"_s)});
        } else if (what == "inbox"_L1) {
            facts.inbox.append({.userId = UserId(about),
                .deviceId = DeviceId(third),
                .messages = words.value(3).toLongLong(),
                .deviceKnown = !values.contains(u"unknown"_s),
                .lastSeen = ms(u"seen"_s)});
        } else if (what == "source"_L1) {
            facts.sources.append({.kind = fromApiName<SourceKind>(about),
                .state = fromApiName<SourceState>(third),
                .detail = words.value(3).replace(u'_', u' '),
                .behind = 0});
        } else if (what == "lag"_L1) {
            facts.ownSide.emplace();
            facts.ownSide->conversion
                = {.available = {.available = true, .reason = {}}, .changes = about.toLongLong(), .since = ms(u"since"_s)};
            facts.ownSide->conversion.isAhead = values.contains(u"ahead"_s);
        } else if (what == "stream"_L1) {
            facts.ownSide.emplace();
            facts.ownSide->streams.append({.stream = about, .writer = third, .position = 3, .newest = 9, .since = ms(u"since"_s)});
        } else if (what == "unread"_L1) {
            facts.unread.insert(about == "lists"_L1 ? Part::Lists : about == "queues"_L1 ? Part::Queues : Part::Servers);
        } else {
            NewRow row{.user = UserId(about), .row = {}, .before = {}};
            row.row.received = ms(u"at"_s);
            row.row.n = third.toLongLong();
            row.row.streamId = StreamId(values.value(u"stream"_s));
            if (what == "row"_L1) {
                row.row.breaks = flagsFromApiNames<Break>({words.value(3)});
            } else if (what == "forged"_L1) {
                row.row.verdict = Verdict::Ignored;
                row.row.detail = u"sent by another server than the user's"_s + (words.size() > 4 ? u": "_s + words.at(4) : QString());
            } else if (what == "key"_L1) {
                const auto keys = [&](const QString &key) { return QJsonObject{{u"keys"_s, QJsonObject{{u"ed25519:"_s + third, key}}}}; };
                row.row.n = 1;
                row.row.deviceId = DeviceId(third);
                row.row.keys = keys(words.value(3));
                if (values.contains(u"before"_s)) {
                    row.before = row.row;
                    row.before->keys = keys(values.value(u"before"_s));
                }
                row.wasSignedOut = words.contains(u"out"_s);
            } else {
                const auto keys = [&](const QString &key) {
                    return QJsonObject{{u"master_key"_s, QJsonObject{{u"keys"_s, QJsonObject{{u"ed25519:"_s + key, key}}}}}};
                };
                row.row.n = 1;
                row.row.kind = UpdateKind::SigningKeys;
                row.row.keys = keys(third);
                if (values.contains(u"before"_s)) {
                    row.before = row.row;
                    row.before->keys = keys(values.value(u"before"_s));
                }
            }
            facts.rows.append(row);
        }
    }
    return facts;
}

/// "error server_unreachable s.test since 900 cause connection_refused: 1 user, 25 messages".
inline QString line(const Incident &incident)
{
    QString text = toApiName(incident.severity) + u' ' + toApiName(incident.kind) + u' ' + incident.subject + u" since "_s
        + QString::number(incident.since / 1000);
    if (incident.cause)
        text += u" cause "_s + toApiName(*incident.cause);
    if (incident.ended > 0)
        text += u" ended "_s + QString::number(incident.ended / 1000);
    QStringList counts;
    for (const auto &[count, name] : {std::pair(incident.users, "users"), std::pair(incident.devices, "devices"),
             std::pair(incident.messages, "messages"), std::pair(incident.updates, "updates")}) {
        if (count != 0)
            counts.append(QString::number(count) + u' ' + QString::fromLatin1(name));
    }
    return counts.isEmpty() ? text : text + u": "_s + counts.join(u", "_s);
}

inline QStringList lines(QList<Incident> incidents)
{
    std::sort(incidents.begin(), incidents.end(), [](const Incident &a, const Incident &b) { return isWorse(a, b); });
    QStringList all;
    for (const Incident &incident : incidents)
        all.append(line(incident));
    return all;
}

} // namespace FactsText
