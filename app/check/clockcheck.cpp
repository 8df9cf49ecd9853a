// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr qint64 bearableMs = 3'000;
constexpr qint64 wrongMs = 60'000;

/// \a away: how far ahead of ours the other clock is, ms.
void judge(Findings &found, const QString &whose, qint64 away, const QString &restsOn)
{
    const qint64 far = std::abs(away);
    if (far < bearableMs) {
        found.ok(whose, u"It agrees with this machine's."_s, restsOn);
        return;
    }
    found.add(far >= wrongMs ? CheckState::Fault : CheckState::Warning, whose,
        u"It is %1 %2 this machine's, so that times, the order of lines and the age of waiting messages are wrong by that."_s.arg(
            spell(far), away > 0 ? u"ahead of"_s : u"behind"_s),
        u"Synchronise both clocks (timedatectl set-ntp true)."_s, restsOn);
}

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

Checks checkClock(const Context &context)
{
    Findings found(CheckArea::Clock);
    const qint64 asked = now();
    const Answer answer = ask(context, context.subject.settings.clientApi, "/_matrix/client/versions");
    const QDateTime date = QLocale::c().toDateTime(
        QString::fromLatin1(answer.date.chopped(answer.date.endsWith(" GMT") ? 4 : 0)), u"ddd, dd MMM yyyy hh:mm:ss"_s);
    if (date.isValid()) {
        const qint64 said = QDateTime(date.date(), date.time(), QTimeZone::utc()).toMSecsSinceEpoch();
        // The header has whole seconds, and may be of any moment between question and answer.
        const qint64 away = said + 999 < asked ? said + 999 - asked : std::max<qint64>(said - now(), 0);
        judge(found, u"the homeserver's clock"_s, away, u"the header Date of %1"_s.arg(shown(context.subject.settings.clientApi)));
    } else {
        found.notChecked(u"the homeserver's clock"_s, answer.status ? u"Its answer has no date."_s : u"It does not answer."_s);
    }

    const auto address = Sql::DatabaseAddress::parse(context.subject.settings.database);
    if (!address || address->engine != Sql::Engine::PostgreSql)
        return found.all(); // a file has this machine's time
    const Sql::Database database(*address, {.connections = 1, .deadline = std::chrono::milliseconds(context.stepMs(5'000))});
    if (const auto alive = database.value(u"SELECT 1"_s); !alive) {
        found.notChecked(u"the database's clock"_s, u"The database does not answer."_s);
        return found.all();
    }
    const qint64 before = now();
    const auto there = database.value(u"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"_s);
    if (there)
        judge(found, u"the database's clock"_s, there->toLongLong() - (before + now()) / 2, u"now() of the database"_s);
    else
        found.notChecked(u"the database's clock"_s, there.error().text);
    return found.all();
}

} // namespace Lockstep::Checking
