// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/auditdesk.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/wire.h"
#include "server/desks/auditdeskparts.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSet>
#include <QUuid>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr int idLength = 12;
const QString needsOperator = u"The gateway was started anew, and refreshes as an operator, whose token it does not keep: resume it."_s;

tl::unexpected<Error> invalid(const QString &text)
{
    return failure(Error::BadInput, text, 400, u"M_INVALID_PARAM"_s);
}

/// What a request asks for, beside the audit itself.
struct Asked
{
    OpenAudit audit;
    QList<History::AuditTask> tasks; ///< of those named or brought
};

Result<void> readUsers(const QList<UserId> &users, const ServerName &own, Asked &asked)
{
    if (users.size() > AuditRequest::maxUsers)
        return invalid(u"users names at most %1 users."_s.arg(AuditRequest::maxUsers));
    QSet<UserId> seen;
    for (const UserId &user : users) {
        if (!user.isValid() || user.server() == own)
            return invalid(u"\"%1\" is no user of another server."_s.arg(displayable(user.toString())));
        if (!seen.contains(user))
            asked.tasks.append({.position = asked.tasks.size() + 1, .user = user, .brought = {}});
        seen.insert(user);
    }
    return {};
}

Result<void> readWitness(const QJsonObject &witness, const ServerName &own, qint64 now, Asked &asked)
{
    JsonReader in(witness, u"witness"_s);
    const ServerName origin(in.string(u"origin"));
    asked.audit.readAt = in.integer(u"read_at");
    const QJsonArray lists = in.array(u"lists");
    if (!in.ok())
        return invalid(in.error().text);
    if (!origin.isValid() || origin == own)
        return invalid(u"witness.origin has to be the name of another server."_s);
    if (asked.audit.readAt <= 0 || asked.audit.readAt > now + 60'000)
        return invalid(u"witness.read_at has to be the time when the lists were read, in milliseconds since 1970."_s);
    if (lists.isEmpty() || lists.size() > AuditDesk::mostBrought)
        return invalid(u"witness.lists has to be between one list and %1."_s.arg(AuditDesk::mostBrought));
    QSet<UserId> seen;
    for (const QJsonValue &value : lists) {
        const UserId user(value.toObject().value("user_id"_L1).toString());
        if (!user.isValid() || user.server() == own || seen.contains(user))
            return invalid(
                u"witness.lists holds a list twice, or one of no user of another server: \"%1\"."_s.arg(displayable(user.toString())));
        seen.insert(user);
        asked.tasks.append(
            {.position = asked.tasks.size() + 1, .user = user, .brought = QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)});
    }
    asked.audit.witness = origin.toString();
    return {};
}

/// The number that a place of a list is; nothing if it is none.
std::optional<qint64> placeOf(const QString &after)
{
    if (after.isEmpty())
        return 0;
    bool isNumber = false;
    const qint64 n = after.toLongLong(&isNumber);
    return isNumber && n > 0 ? std::optional(n) : std::nullopt;
}

tl::unexpected<Error> noSuchPlace()
{
    return invalid(u"after is not a value that this list gave out; start again without it."_s);
}

} // namespace

qint64 AuditDesk::Private::now() const
{
    return options.parts.clock ? options.parts.clock() : QDateTime::currentMSecsSinceEpoch();
}

History::AuditRow AuditDesk::Private::rowOf(const OpenAudit &audit) const
{
    QJsonObject body = toJson(audit.audit);
    body[u"_own"_s] = QJsonObject{
        {u"read_at"_s, audit.readAt}, {u"witness"_s, audit.witness}, {u"seed"_s, QString::number(audit.seed)}, {u"lists"_s, audit.lists}};
    const bool isOver = audit.audit.state == AuditState::Finished || audit.audit.state == AuditState::Cancelled;
    return {.n = audit.audit.n, .id = audit.audit.id, .isOver = isOver, .body = QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

Result<OpenAudit> AuditDesk::Private::readRow(const History::AuditRow &row) const
{
    const auto object = parseJsonObject(row.body);
    auto audit = object ? fromJson<Audit>(*object) : Result<Audit>(failure(object.error()));
    if (!audit)
        return failure(audit.error());
    const QJsonObject own = object->value("_own"_L1).toObject();
    return OpenAudit{.audit = std::move(*audit),
        .readAt = own.value("read_at"_L1).toInteger(),
        .witness = own.value("witness"_L1).toString(),
        .seed = own.value("seed"_L1).toString().toULongLong(),
        .lists = own.value("lists"_L1).toInteger(),
        .caller = {}};
}

void AuditDesk::Private::tell(const Audit &audit) const
{
    options.parts.source->events().publish(EventType::Audit, {{u"audit_id"_s, audit.id}, {u"state"_s, toApiName(audit.state)}});
}

AuditDesk::AuditDesk(Options options, History::Audits *kept)
    : d(std::make_unique<Private>(std::move(options), kept))
{
}

AuditDesk::~AuditDesk()
{
    stop();
}

Result<void> AuditDesk::start()
{
    const auto last = d->kept->lastN();
    const auto rows = d->kept->openAudits();
    if (!last || !rows)
        return failure(last ? rows.error() : last.error());
    d->lastN = *last;
    for (const History::AuditRow &row : *rows) {
        auto read = d->readRow(row);
        if (!read) {
            qCWarning(lcInspection) << "The audit" << row.id << "of the history cannot be read, and is left out:" << read.error().text;
            continue;
        }
        if (read->audit.method == AuditMethod::Refresh && read->audit.state == AuditState::Running) {
            read->audit.state = AuditState::Paused;
            read->audit.detail = needsOperator;
        }
        d->open.emplace(row.n, std::move(*read));
    }
    d->thread = std::thread([this] { d->run(); });
    return {};
}

void AuditDesk::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        if (d->cutOff)
            d->cutOff->cut();
    }
    d->wake.notify_all();
    if (d->thread.joinable())
        d->thread.join();
}

Result<Audit> AuditDesk::begin(const AuditRequest &request, const RefreshCaller &caller)
{
    const int narrowed = (request.users.isEmpty() ? 0 : 1) + (request.witness ? 1 : 0) + (request.sample != 0 || !request.server.isEmpty());
    if (request.method == AuditMethod::Unknown)
        return invalid(u"method must be one of %1."_s.arg(apiNames<AuditMethod>().join(u", ")));
    if ((request.method == AuditMethod::Witness) != request.witness.has_value())
        return invalid(u"witness belongs to the method witness, and that one needs it."_s);
    if (narrowed > 1)
        return invalid(u"Name users, or a server and a sample, but not both."_s);
    if (request.sample < 0)
        return invalid(u"sample must be a number of lists, or 0 for all."_s);
    if (!request.server.isEmpty() && (!ServerName(request.server).isValid() || ServerName(request.server) == d->options.serverName))
        return invalid(u"server must be the name of another server."_s);
    if (request.method == AuditMethod::Federation && !d->options.federation.available)
        return failure(Error::Unsupported, d->options.federation.reason);
    Asked asked;
    if (const auto users = readUsers(request.users, d->options.serverName, asked); !users)
        return failure(users.error());
    if (request.witness) {
        if (const auto brought = readWitness(*request.witness, d->options.serverName, d->now(), asked); !brought)
            return failure(brought.error());
    }
    OpenAudit &open = asked.audit;
    open.seed = d->options.seed ? d->options.seed : QRandomGenerator::system()->generate64();
    open.audit = {.id = QUuid::createUuid().toString(QUuid::Id128).left(idLength),
        .method = request.method,
        .server = request.server,
        .sample = request.sample,
        .named = asked.tasks.size(),
        .by = caller.user,
        .state = AuditState::Running,
        .started = d->now()};
    if (request.method == AuditMethod::Refresh)
        open.caller = caller;
    const std::unique_lock lock(d->mutex);
    if (d->open.size() >= size_t(mostOpen))
        return failure(
            Error::RateLimited, u"%1 audits are under way or paused: end one of them first."_s.arg(mostOpen), 429, u"M_LIMIT_EXCEEDED"_s);
    open.audit.n = ++d->lastN;
    if (!asked.tasks.isEmpty())
        open.audit.chosen = open.audit.population = asked.tasks.size();
    auto saved = d->kept->save(d->rowOf(open));
    if (saved && !asked.tasks.isEmpty())
        saved = d->kept->addTasks(open.audit.n, asked.tasks);
    if (!saved)
        return failure(saved.error());
    const Audit begun = open.audit;
    d->open.emplace(begun.n, std::move(open));
    d->tell(begun);
    d->wake.notify_all();
    return begun;
}

Result<Audit> AuditDesk::perform(const QString &id, AuditDeed deed, const RefreshCaller &caller)
{
    const std::unique_lock lock(d->mutex);
    const auto found = std::find_if(d->open.begin(), d->open.end(), [&](const auto &one) { return one.second.audit.id == id; });
    if (found == d->open.end()) {
        const auto known = d->kept->audit(id);
        return known ? invalid(u"This audit is over."_s) : failure(known.error());
    }
    OpenAudit changed = found->second;
    Audit &audit = changed.audit;
    if (deed == AuditDeed::Resume) {
        if (audit.method == AuditMethod::Federation && !d->options.federation.available)
            return failure(Error::Unsupported, d->options.federation.reason);
        audit.state = AuditState::Running;
        if (audit.method == AuditMethod::Refresh)
            changed.caller = caller;
    } else if (deed == AuditDeed::Pause) {
        audit.state = AuditState::Paused;
    } else {
        audit.state = AuditState::Cancelled;
        audit.finished = d->now();
    }
    audit.detail.clear();
    if (const auto saved = d->kept->save(d->rowOf(changed)); !saved)
        return failure(saved.error());
    if (deed != AuditDeed::Resume && d->running == audit.n)
        d->cutOff->cut();
    const Audit now = audit;
    if (now.state == AuditState::Cancelled) {
        d->open.erase(found);
        ++d->doneAudits[now.state];
    } else {
        found->second = std::move(changed);
    }
    d->tell(now);
    d->wake.notify_all();
    return now;
}

Result<Page<Audit>> AuditDesk::page(const PageQuery &query) const
{
    const auto before = placeOf(query.after);
    if (!before)
        return noSuchPlace();
    const auto rows = d->kept->audits(*before, query.limit + 1);
    if (!rows)
        return failure(rows.error());
    Page<Audit> page;
    const std::lock_guard lock(d->mutex);
    for (const History::AuditRow &row : rows->first(std::min<qsizetype>(query.limit, rows->size()))) {
        const auto open = d->open.find(row.n);
        if (open != d->open.end())
            page.items.append(open->second.audit);
        else if (const auto read = d->readRow(row))
            page.items.append(read->audit);
    }
    if (rows->size() > query.limit)
        page.next = QString::number(rows->at(query.limit - 1).n);
    return page;
}

Result<Audit> AuditDesk::audit(const QString &id) const
{
    const auto row = d->kept->audit(id);
    if (!row)
        return failure(row.error());
    const std::lock_guard lock(d->mutex);
    if (const auto open = d->open.find(row->n); open != d->open.end())
        return open->second.audit;
    const auto read = d->readRow(*row);
    return read ? Result<Audit>(read->audit) : failure(read.error());
}

Result<Page<AuditedList>> AuditDesk::lists(const QString &id, const AuditedListQuery &query) const
{
    const auto after = placeOf(query.after);
    if (!after)
        return noSuchPlace();
    const auto row = d->kept->audit(id);
    const auto rows = row ? d->kept->lists(row->n, query.outcome ? toApiName(*query.outcome) : QString(), *after, query.limit + 1)
                          : failure(row.error());
    if (!rows)
        return failure(rows.error());
    Page<AuditedList> page;
    for (const History::AuditedRow &one : rows->first(std::min<qsizetype>(query.limit, rows->size()))) {
        const auto object = parseJsonObject(one.body);
        auto read = object ? fromJson<AuditedList>(*object) : Result<AuditedList>(failure(object.error()));
        if (!read)
            return failure(Error::Database, u"A result of the audit %1 cannot be read: %2"_s.arg(id, read.error().text));
        page.items.append(std::move(*read));
    }
    if (rows->size() > query.limit)
        page.next = QString::number(rows->at(query.limit - 1).n);
    return page;
}

Result<std::optional<LastAudit>> AuditDesk::last(const UserId &user) const
{
    const auto row = d->kept->last(user);
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::nullopt;
    return LastAudit{.outcome = fromApiName<ListOutcome>((*row)->outcome),
        .at = (*row)->at,
        .origin = (*row)->origin,
        .method = fromApiName<AuditMethod>((*row)->method),
        .auditId = (*row)->audit};
}

Result<AuditTotals> AuditDesk::totals() const
{
    const auto totals = d->kept->totals();
    if (!totals)
        return failure(totals.error());
    return AuditTotals{.lists = totals->lists, .differ = totals->differ, .oldest = totals->oldest, .newest = totals->newest};
}

Result<AuditDesk::Figures> AuditDesk::figures() const
{
    const auto known = totals();
    if (!known)
        return failure(known.error());
    Figures figures{.totals = *known, .now = d->now(), .lists = {}, .ended = {}};
    const std::lock_guard lock(d->mutex);
    for (const auto &[n, open] : d->open) {
        const Audit &audit = open.audit;
        ++(audit.state == AuditState::Paused ? figures.paused : n == d->running ? figures.running : figures.waiting);
        figures.left += std::max<qint64>(0, audit.chosen - audit.compared() - audit.notCompared);
    }
    figures.lists = d->doneLists;
    figures.ended = d->doneAudits;
    return figures;
}

Availability AuditDesk::availability() const
{
    return d->options.federation;
}

} // namespace Lockstep::Server
