// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/diagnose.h"
#include "diagnosis/incidentbook.h"

#include <QElapsedTimer>
#include <QTextStream>

/// What the diagnosis of a large homeserver costs: bench_incidents [failing servers] [listed users]
///
/// Prints the time of the first look, of a look at which nothing changed, and of one at which every server was tried again; beside them,
/// as a peer, what it takes to copy and sort the same facts.
using namespace Lockstep;
using namespace Lockstep::Diagnosis;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

Facts factsOf(int servers, int users, qint64 tries)
{
    Facts facts;
    facts.now = 2'000'000'000;
    facts.own = ServerName(u"own.test"_s);
    for (int i = 0; i < servers; ++i)
        facts.failing.append({.destination = ServerName(u"s%1.test"_s.arg(i)),
            .failingSince = 1'900'000'000,
            .retryInterval = 600'000,
            .retryAt = 2'000'100'000 + tries,
            .usersTracked = 50,
            .usersStale = i % 4 == 0 ? 3 : 0});
    for (int i = 0; i < users; ++i) {
        UserSummary user;
        user.userId = UserId(u"@user%1:s%2.test"_s.arg(i, 6, 10, QChar(u'0')).arg(i % servers));
        user.states = {UserState::Stale, UserState::RemoteFailing};
        user.staleSince = 1'900'000'100;
        Finding stale{.id = u"stale"_s, .severity = Severity::Error, .text = u"text"_s};
        stale.cause = FetchCause::Refused;
        stale.error = u"ConnectionRefusedError: Connection was refused by other side: 111"_s;
        stale.count = tries;
        user.findings = {stale};
        facts.users.append(user);
    }
    return facts;
}

double ms(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char *argv[])
{
    const int servers = argc > 1 ? QByteArray(argv[1]).toInt() : 2'000;
    const int users = argc > 2 ? QByteArray(argv[2]).toInt() : 1'000;
    if (servers < 1 || users < 1) {
        QTextStream(stderr) << "usage: bench_incidents [failing servers] [listed users]\n";
        return 2;
    }
    QTextStream out(stdout);
    IncidentBook book;
    const auto look = [&](const char *what, qint64 tries) {
        const Facts facts = factsOf(servers, users, tries);
        QElapsedTimer timer;
        timer.start();
        const auto news = book.update(diagnose(facts), facts);
        const double took = ms(timer);
        Facts copy = facts;
        timer.start();
        copy.failing.detach();
        std::sort(copy.failing.begin(), copy.failing.end(),
            [](const Destination &a, const Destination &b) { return a.destination.toString() < b.destination.toString(); });
        copy.users.detach();
        std::sort(copy.users.begin(), copy.users.end(), [](const UserSummary &a, const UserSummary &b) { return a.userId < b.userId; });
        const double peer = ms(timer);
        out << what << ": " << took << " ms, " << news.size() << " changed, " << book.open().size() << " open; copy and sort " << peer
            << " ms (" << took / peer << " times)\n";
    };
    look("first look", 1);
    look("nothing changed", 1);
    look("all tried again", 2);
    return 0;
}
