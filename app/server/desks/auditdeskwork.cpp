// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/interval.h"
#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/wire.h"
#include "server/desks/auditdeskparts.h"

#include <QElapsedTimer>
#include <QJsonDocument>

#include <algorithm>
#include <random>

// How audits are carried out, one after the other, on the desk's thread; lists are compared by workers that live as long as one audit runs.

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr qint64 mostShort = 20; ///< lists by name that go before all else
constexpr int walkedAtOnce = 10'000;
constexpr int tasksAtOnce = 2'000;
constexpr qsizetype fewTasks = 1'000; ///< so many left, and more are taken up
constexpr std::chrono::milliseconds slice(200);
constexpr qint64 tellEveryMs = 1'000;
constexpr std::chrono::seconds afterFailure(30);

QString plural(qint64 count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(count);
}

/// What is to be said of an audit that is over.
QString remarks(const Audit &audit, int deadServers)
{
    QStringList parts;
    if (audit.notCompared > 0)
        parts.append(plural(audit.notCompared, u"One list could not be compared, and the figures do not speak for it"_s,
            u"%1 lists could not be compared, and the figures do not speak for them"_s));
    if (deadServers > 0)
        parts.append(plural(deadServers, u"one server did not answer"_s, u"%1 servers did not answer"_s));
    return parts.isEmpty() ? QString() : parts.join(u": "_s) + u'.';
}

} // namespace

template <typename Change>
OpenAudit AuditDesk::Private::change(qint64 n, const Change &how)
{
    const std::lock_guard lock(mutex);
    const auto found = open.find(n);
    if (found == open.end())
        return {};
    how(found->second);
    return found->second;
}

bool AuditDesk::Private::goesOn(qint64 n) const
{
    const std::lock_guard lock(mutex);
    const auto found = open.find(n);
    return !stopping && found != open.end() && found->second.audit.state == AuditState::Running && !givesWay(n);
}

/// Under the lock. Whoever checks a few lists by name waits for them; an audit of thousands can wait for that.
bool AuditDesk::Private::givesWay(qint64 n) const
{
    const auto isShort = [](const OpenAudit &one) { return one.audit.named > 0 && one.audit.named <= mostShort; };
    if (isShort(open.at(n)))
        return false;
    return std::any_of(open.cbegin(), open.cend(),
        [&](const auto &other) { return other.second.audit.state == AuditState::Running && isShort(other.second); });
}

/// Under the lock.
std::optional<qint64> AuditDesk::Private::nextRunnable() const
{
    for (const auto &[n, audit] : open) {
        if (audit.audit.state == AuditState::Running && !givesWay(n))
            return n;
    }
    return {};
}

void AuditDesk::Private::run()
{
    while (!stopping) {
        std::optional<qint64> next;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [&] { return stopping || nextRunnable(); });
            if (stopping)
                return;
            next = nextRunnable();
            running = *next;
            cutOff = std::make_shared<Http::CutOff>();
            for (auto &[n, audit] : open) {
                if (audit.audit.state == AuditState::Running)
                    audit.audit.detail = n == *next ? QString() : u"It waits until another audit is over."_s;
            }
        }
        runOne(*next);
        const std::lock_guard lock(mutex);
        running = 0;
    }
}

void AuditDesk::Private::runOne(qint64 n)
{
    if (const auto chosen = choose(n); !chosen)
        return fail(n, chosen.error());
    ListCheck::Way way;
    std::shared_ptr<Http::CutOff> cut;
    {
        const std::lock_guard lock(mutex);
        const auto found = open.find(n);
        if (found == open.end() || found->second.audit.state != AuditState::Running)
            return;
        const OpenAudit &audit = found->second;
        way = {.method = audit.audit.method,
            .witness = audit.witness,
            .readAt = audit.readAt,
            .caller = audit.caller.value_or(RefreshCaller())};
        cut = cutOff;
        tell(audit.audit);
    }
    if (const auto done = work(n, way, cut.get()); !done)
        return fail(n, done.error());
    if (!goesOn(n))
        return;
    if (const auto over = conclude(n); !over)
        fail(n, over.error());
}

/// What cannot be done now is tried again after a while: the homeserver's database may come back.
void AuditDesk::Private::fail(qint64 n, const Error &error)
{
    qCWarning(lcInspection) << "An audit cannot go on:" << error.text;
    const OpenAudit audit
        = change(n, [&](OpenAudit &one) { one.audit.detail = u"It cannot go on now, and tries again: %1"_s.arg(displayable(error.text)); });
    if (audit.audit.n > 0)
        tell(audit.audit);
    std::unique_lock lock(mutex);
    // Not in the way of what somebody waits for.
    wake.wait_for(lock, afterFailure, [&] { return stopping || (open.contains(n) && givesWay(n)); });
}

Result<qint64> AuditDesk::Private::walk(const QString &server, const std::function<Result<void>(const UserId &)> &take) const
{
    qint64 population = 0;
    for (UserId after; !stopping;) {
        const auto users = options.parts.source->trackedUsers(after, walkedAtOnce);
        if (!users)
            return failure(users.error());
        for (const UserId &user : *users) {
            if (!server.isEmpty() && user.server().toString() != server)
                continue;
            ++population;
            if (const auto taken = take(user); !taken)
                return failure(taken.error());
        }
        if (users->size() < walkedAtOnce)
            return population;
        after = users->constLast();
    }
    return failure(Error::Cancelled, u"The gateway ends."_s);
}

/// Each of them alike likely, without knowing beforehand how many there are (Vitter's algorithm R).
Result<void> AuditDesk::Private::chooseSome(OpenAudit &audit)
{
    std::mt19937_64 chance(audit.seed);
    QList<UserId> sample;
    qint64 seen = 0;
    const auto population = walk(audit.audit.server, [&](const UserId &user) -> Result<void> {
        ++seen;
        if (sample.size() < audit.audit.sample) {
            sample.append(user);
        } else if (const qint64 place = std::uniform_int_distribution<qint64>(0, seen - 1)(chance); place < sample.size()) {
            sample[place] = user;
        }
        return {};
    });
    if (!population)
        return failure(population.error());
    std::shuffle(sample.begin(), sample.end(), chance);
    QList<History::AuditTask> tasks;
    for (const UserId &user : std::as_const(sample))
        tasks.append({.position = tasks.size() + 1, .user = user, .brought = {}});
    audit.audit.population = *population;
    audit.audit.chosen = tasks.size();
    return kept->addTasks(audit.audit.n, tasks);
}

Result<void> AuditDesk::Private::chooseAll(OpenAudit &audit)
{
    QList<History::AuditTask> tasks;
    qint64 position = 0;
    const auto population = walk(audit.audit.server, [&](const UserId &user) -> Result<void> {
        tasks.append({.position = ++position, .user = user, .brought = {}});
        return tasks.size() < walkedAtOnce ? Result<void>() : kept->addTasks(audit.audit.n, std::exchange(tasks, {}));
    });
    if (!population)
        return failure(population.error());
    audit.audit.population = audit.audit.chosen = *population;
    return kept->addTasks(audit.audit.n, tasks);
}

/// Which lists: once, and from then on they are kept.
Result<void> AuditDesk::Private::choose(qint64 n)
{
    OpenAudit audit = change(n, [](OpenAudit &) {});
    if (audit.audit.n == 0 || audit.audit.chosen >= 0)
        return {};
    auto done = kept->clearTasks(n);
    if (done)
        done = audit.audit.sample > 0 ? chooseSome(audit) : chooseAll(audit);
    if (!done)
        return stopping ? Result<void>() : done;
    const std::lock_guard lock(mutex);
    const auto found = open.find(n);
    if (found == open.end())
        return kept->clearTasks(n); // it was cancelled meanwhile
    found->second.audit.population = audit.audit.population;
    found->second.audit.chosen = audit.audit.chosen;
    return kept->save(rowOf(found->second));
}

Result<void> AuditDesk::Private::work(qint64 n, const ListCheck::Way &way, Http::CutOff *cut)
{
    // What is compared with lists at hand asks nobody.
    AuditLanes lanes(way.method == AuditMethod::Witness ? AuditLanes::Limits{.perServer = {}, .inAll = {}} : options.limits);
    Finished finished;
    std::vector<std::thread> workers;
    for (int i = 0; i < options.workers; ++i) {
        workers.emplace_back([&] {
            while (auto job = lanes.next()) {
                const qint64 position = job->task.position;
                ListCheck::Outcome outcome = check.look(*job, way, cut);
                auto list = lanes.done(std::move(*job), std::move(outcome));
                if (!list)
                    continue;
                const std::lock_guard lock(finished.mutex);
                finished.lists.emplace_back(position, std::move(*list));
                finished.changed.notify_one();
            }
        });
    }
    Result<void> done;
    qint64 taken = 0;
    bool isAll = false;
    QElapsedTimer told;
    told.start();
    while (done && goesOn(n)) {
        if (!isAll && lanes.pending() < fewTasks) {
            const auto tasks = kept->tasks(n, taken, tasksAtOnce);
            if (!tasks) {
                done = failure(tasks.error());
                break;
            }
            isAll = tasks->size() < tasksAtOnce;
            taken = tasks->isEmpty() ? taken : tasks->constLast().position;
            QList<ListCheck::Job> jobs;
            for (const History::AuditTask &task : *tasks)
                jobs.append({.task = task});
            lanes.add(std::move(jobs));
        }
        // Before the results are taken: what is done by then is among them.
        const bool isLast = isAll && lanes.pending() == 0;
        std::vector<std::pair<qint64, AuditedList>> lists;
        {
            std::unique_lock lock(finished.mutex);
            if (finished.lists.empty() && !isLast)
                finished.changed.wait_for(lock, slice);
            lists.swap(finished.lists);
        }
        if (!lists.empty())
            done = keep(n, std::move(lists));
        if (isLast)
            break;
        if (told.hasExpired(tellEveryMs)) {
            told.start();
            if (const Audit now = change(n, [](OpenAudit &) {}).audit; now.n > 0)
                tell(now);
        }
        std::this_thread::sleep_for(slice / 4); // several results are one transaction
    }
    lanes.stop();
    if (!goesOn(n) || !done)
        cut->cut();
    for (std::thread &worker : workers)
        worker.join();
    if (done && !finished.lists.empty())
        done = keep(n, std::move(finished.lists));
    const int dead = lanes.deadServers();
    change(n,
        [&](OpenAudit &one) { one.audit.detail = one.audit.state == AuditState::Running ? remarks(one.audit, dead) : one.audit.detail; });
    return done;
}

Result<void> AuditDesk::Private::keep(qint64 n, std::vector<std::pair<qint64, AuditedList>> lists)
{
    OpenAudit audit = change(n, [](OpenAudit &) {});
    if (audit.audit.n == 0)
        return {}; // it was cancelled meanwhile
    QList<History::AuditedRow> rows;
    QList<History::LastAuditedRow> last;
    for (auto &[position, list] : lists) {
        list.n = ++audit.lists;
        qint64 &count = list.outcome == ListOutcome::Same ? audit.audit.same
            : list.outcome == ListOutcome::Differs        ? audit.audit.differ
            : list.outcome == ListOutcome::Known          ? audit.audit.known
                                                          : audit.audit.notCompared;
        ++count;
        rows.append({.n = list.n,
            .position = position,
            .user = list.userId,
            .outcome = toApiName(list.outcome),
            .body = QJsonDocument(toJson(list)).toJson(QJsonDocument::Compact)});
        if (list.outcome != ListOutcome::NotCompared)
            last.append({.user = list.userId,
                .outcome = toApiName(list.outcome),
                .at = list.at,
                .origin = list.origin,
                .method = toApiName(audit.audit.method),
                .audit = audit.audit.id,
                .isGrave = isGrave(list)});
    }
    // One lock for both: or somebody pauses it in between, and that is written over.
    const std::lock_guard lock(mutex);
    const auto found = open.find(n);
    if (found == open.end())
        return {};
    audit.audit.state = found->second.audit.state;
    audit.audit.detail = found->second.audit.detail;
    const auto saved = kept->saveLists(rowOf(audit), rows, last);
    if (!saved)
        return saved;
    found->second.audit = audit.audit;
    found->second.lists = audit.lists;
    for (const auto &[position, list] : lists) {
        ++doneLists[list.outcome];
        if (list.outcome == ListOutcome::Differs)
            options.parts.source->events().publish(EventType::User, {{u"user_id"_s, list.userId.toString()}});
    }
    return {};
}

Result<void> AuditDesk::Private::conclude(qint64 n)
{
    const std::lock_guard lock(mutex);
    const auto found = open.find(n);
    if (found == open.end() || found->second.audit.state != AuditState::Running)
        return {};
    OpenAudit ended = found->second;
    Audit &audit = ended.audit;
    audit.state = AuditState::Finished;
    audit.finished = now();
    if (audit.named == 0) {
        const auto interval = Audits::differing({.population = audit.population,
            .compared = audit.compared(),
            .differ = audit.differ,
            .isRandom = audit.sample > 0 && audit.sample < audit.population});
        audit.leastPpm = interval ? interval->leastPpm : -1;
        audit.mostPpm = interval ? interval->mostPpm : -1;
    }
    const auto saved = kept->save(rowOf(ended)); // otherwise it is found open, without tasks, and ends once more
    if (saved) {
        ++doneAudits[audit.state];
        open.erase(found);
        tell(audit);
    }
    return saved;
}

} // namespace Lockstep::Server
