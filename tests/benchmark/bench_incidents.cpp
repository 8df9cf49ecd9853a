// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/diagnose.h"
#include "diagnosis/incidentbook.h"
#include "history/recording/recorder.h"
#include "history/store.h"
#include "server/desks/newrows.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTextStream>

/// What the diagnosis of a large homeserver costs: bench_incidents [failing servers] [listed users]
///
/// Prints the time of the first look, of a look at which nothing changed, and of one at which every server was tried again; beside them,
/// as a peer, what it takes to copy and sort the same facts. Then what it takes to find the rows that the evidence rests on, look by look,
/// in a history in which each server's user has failed for sixty rows, and how many looks it takes; its peer is the look at which nothing
/// changed.
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

constexpr int rowsOfEach = 60;

UserId userOf(int server)
{
    return UserId(u"@user:s%1.test"_s.arg(server));
}

/// Each server's user: a fetch that failed, and updates since.
std::unique_ptr<History::Store> historyOf(int servers)
{
    auto store = std::move(*History::Store::openInMemory());
    History::Recorder recorder(store.get());
    for (int server = 0; server < servers; ++server) {
        QList<History::Observation> all;
        all.append(History::ResyncOutcome{
            .user = userOf(server), .step = History::ResyncOutcome::Failed, .error = u"404: Not Found"_s, .at = 1'000});
        for (int row = 1; row < rowsOfEach; ++row)
            all.append(History::UpdateContent{.user = userOf(server),
                .content = {{u"user_id"_s, userOf(server).toString()}, {u"device_id"_s, u"A"_s}, {u"stream_id"_s, row},
                    {u"prev_id"_s, QJsonArray{row - 1}}},
                .at = 1'000 + row,
                .origin = {},
                .transaction = {},
                .verified = {}});
        if (!recorder.record({.source = UpdateSource::Log, .stream = u"log"_s}, all))
            return nullptr;
    }
    return store;
}

QList<Incident> failedFetches(int servers)
{
    QList<Incident> incidents(servers);
    for (int server = 0; server < servers; ++server) {
        Evidence fact{.kind = EvidenceKind::Log, .at = 5'000, .text = userOf(server).toString(), .user = userOf(server)};
        fact.fact = EvidenceFact::FetchFailed;
        fact.args = {userOf(server).toString(), u"404: Not Found"_s};
        incidents[server].evidence = {fact};
    }
    return incidents;
}

/// \a peer: ms of a look at which nothing changed.
void lookUpRows(QTextStream &out, int servers, double peer)
{
    const auto history = historyOf(servers);
    if (!history)
        return;
    Server::NewRows rows(history.get());
    double longest = 0, all = 0;
    int looks = 0, found = 0;
    for (int before = -1; found > before; ++looks) {
        QList<Incident> incidents = failedFetches(servers);
        QElapsedTimer timer;
        timer.start();
        rows.place(incidents, 10'000 + looks);
        const double took = ms(timer);
        longest = std::max(longest, took);
        all += took;
        before = found;
        found = int(std::count_if(incidents.begin(), incidents.end(), [](const Incident &one) { return one.evidence.constFirst().n > 0; }));
    }
    out << "rows of the evidence: " << found << " of " << servers << " found in " << looks << " looks, longest " << longest << " ms ("
        << longest / peer << " times a look at which nothing changed), all " << all << " ms\n";
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
    double last = 0;
    const auto look = [&](const char *what, qint64 tries) {
        const Facts facts = factsOf(servers, users, tries);
        QElapsedTimer timer;
        timer.start();
        const auto news = book.update(diagnose(facts), facts);
        const double took = last = ms(timer);
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
    const double unchanged = last;
    look("all tried again", 2);
    lookUpRows(out, servers, unchanged);
    return 0;
}
