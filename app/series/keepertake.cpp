// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "series/keeperparts.h"

#include <algorithm>

// How looks are taken.

namespace Lockstep::Series {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 hourMs = 3'600'000;
/// An empty queue that stays so is not followed any longer: by then no plot but that of the year shows it.
constexpr qint64 zeroKeptMs = 31 * 24 * hourMs;
/// A step of the clock that is no pause of ours: nothing is dropped because of it before it went on from there for so many rounds.
constexpr qint64 jumpMs = 24 * hourMs;
constexpr qint64 roundsAfterJump = 6 * 60;
/// Where nothing can be written: memory is no place for more than this.
constexpr qint64 mostUnwrittenMs = 6 * hourMs;
constexpr qsizetype longestSubject = 600;

/// Of what there is no value in an empty queue.
bool isOldest(SeriesKind kind)
{
    return kind == SeriesKind::OutboxOldest || kind == SeriesKind::UpdatesOldest;
}

} // namespace

Keeper::Keeper(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Keeper::~Keeper() = default;

std::unique_ptr<Keeper> Keeper::open(const QString &path, Options options)
{
    auto d = std::make_unique<Private>();
    d->options = options;
    auto file = SeriesFile::open(path.isEmpty() ? Sql::inMemory : path, d->notice);
    if (file) {
        d->file = std::move(*file);
        d->restore();
    } else {
        d->problem = u"Series are held in memory alone: %1"_s.arg(displayable(file.error().text));
        qCWarning(lcInspection) << d->problem;
    }
    if (!d->notice.isEmpty())
        qCWarning(lcInspection) << d->notice;
    return std::unique_ptr<Keeper>(new Keeper(std::move(d)));
}

/// What an earlier process wrote down.
void Keeper::Private::restore()
{
    const auto subjects = file->subjects();
    const auto frames = file->frames();
    const auto last = file->newest();
    if (!subjects || !frames || !last) {
        problem = u"What was kept of series cannot be read: %1"_s.arg(displayable((!subjects ? subjects.error()
                : !frames                                                                    ? frames.error()
                                                                                             : last.error())
                                                                                      .text));
        qCWarning(lcInspection) << problem;
        return;
    }
    for (const Subject &subject : *subjects) {
        ids.insert({int(subject.kind), subject.name}, subject.id);
        names.insert(subject.id, subject);
        lastId = std::max(lastId, subject.id);
    }
    newest = *last;
    for (const Frame &frame : *frames) {
        recent.apply(frame);
        recentSince = recentSince == 0 ? frame.minute : std::min(recentSince, frame.minute);
        newest = std::max(newest, frame.minute);
    }
    // What was followed goes on, so that it is known to be empty where a look does not name it.
    for (const SeriesId id : recent.ids()) {
        const auto subject = names.constFind(id);
        const auto value = recent.present(id);
        if (subject != names.cend() && value)
            kinds[subject->kind].live.insert(id, {.value = *value, .zeroSince = *value == 0 ? newest : 0});
    }
}

SeriesId Keeper::Private::idOf(SeriesKind kind, const QString &subject)
{
    const std::pair key(int(kind), subject);
    if (const auto known = ids.constFind(key); known != ids.cend())
        return *known;
    const Subject made{.id = ++lastId, .kind = kind, .name = subject};
    ids.insert(key, made.id);
    names.insert(made.id, made);
    fresh.append(made);
    return made.id;
}

/// What a look changes; brings \c kinds up to date.
Frame::Part Keeper::Private::partOf(const Look &look, qint64 minute)
{
    Frame::Part part{.kind = look.kind};
    KindNow &now = kinds[look.kind];
    now.leftOut = look.leftOut;
    if (now.lookedAt != minute)
        now.wholeBefore = now.wholeAt;
    now.lookedAt = minute;
    const bool sawAllBefore = now.wholeBefore > 0 && now.wholeBefore < minute && minute - now.wholeBefore <= 3 * std::max(every, minuteMs);
    const auto note = [&](SeriesId id, Live &live, bool isNew, qint64 value) {
        if (isNew || live.value != value || isKeyDue)
            part.entries.append({.id = id, .isThere = true, .value = value});
        if (isNew && sawAllBefore && value != 0 && !isOldest(look.kind))
            part.entries.last().zeroAt = now.wholeBefore;
        live.zeroSince = value != 0 ? 0 : live.zeroSince == 0 ? minute : live.zeroSince;
        live.value = value;
        live.round = round;
    };
    qsizetype taken = 0;
    for (const auto &[subject, value] : look.values) {
        const bool isLeftOut = taken >= options.mostSubjects && !lookedAt.contains({int(look.kind), subject});
        if (subject.size() > longestSubject || isLeftOut) {
            ++now.leftOut;
            continue;
        }
        const SeriesId id = idOf(look.kind, subject);
        const bool isNew = !now.live.contains(id);
        Live &live = now.live[id];
        if (!isNew && live.round == round)
            continue;
        ++taken;
        note(id, live, isNew, value);
    }
    // What is left out is not known to be empty.
    const bool isWhole = look.isWhole && now.leftOut == 0;
    for (auto it = now.live.begin(); it != now.live.end();) {
        const bool isGone = it->round != round
            && (!isWhole || isOldest(look.kind) || (it->zeroSince > 0 && minute - it->zeroSince > zeroKeptMs)
                || (it->value == 0 && now.live.size() > 2 * options.mostSubjects));
        if (isGone) {
            part.entries.append({.id = it.key(), .isThere = false});
            it = now.live.erase(it);
            continue;
        }
        if (it->round != round)
            note(it.key(), *it, false, 0);
        ++it;
    }
    now.wholeAt = isWhole ? minute : 0;
    std::sort(part.entries.begin(), part.entries.end(), [](const Entry &a, const Entry &b) { return a.id < b.id; });
    return part;
}

void Keeper::take(qint64 time, const QList<Look> &looks, qint64 planned)
{
    const std::lock_guard lock(d->mutex);
    const qint64 minute = floorTo(time, minuteMs);
    if (minute <= 0)
        return; // a clock that was never set
    if (d->newest > 0 && minute - d->newest > jumpMs)
        d->steadyRounds = 0;
    else if (d->steadyRounds >= 0)
        ++d->steadyRounds;
    const bool isOtherHour = d->recentSince != 0 && floorTo(d->recentSince, hourMs) != floorTo(minute, hourMs);
    if (isOtherHour || d->recent.size() > d->options.mostHeld)
        d->flush(minute);
    ++d->round;
    Frame frame{.minute = minute, .isKey = d->isKeyDue};
    for (const Look &look : looks)
        frame.parts.append(d->partOf(look, minute));
    // Steps begin at whole minutes: looks 100 s apart may stand 120 s apart there.
    d->every = std::max<qint64>(1, (planned + minuteMs - 1) / minuteMs) * minuteMs;
    d->newest = std::max(d->newest, minute);
    d->recentSince = d->recentSince == 0 ? minute : std::min(d->recentSince, minute);
    d->recent.apply(frame);
    d->keep(frame);
}

/// Writes a minute down; where that fails, the next one says all.
void Keeper::Private::keep(const Frame &frame)
{
    if (!file) {
        isKeyDue = false;
        return;
    }
    const auto done = file->append(frame, fresh);
    isKeyDue = !done;
    if (done)
        fresh.clear();
    const QString now = done ? QString() : u"Series cannot be written, and are held in memory: %1"_s.arg(displayable(done.error().text));
    if (!now.isEmpty() && problem.isEmpty())
        qCWarning(lcInspection) << now;
    problem = now;
}

/// The hour is over: frames become steps. What cannot be written stays in memory for some hours.
void Keeper::Private::flush(qint64 minute)
{
    Result<void> done;
    bool isWritten = false;
    if (file) {
        QList<Line> lines;
        for (const SeriesId id : recent.ids())
            lines.append({.id = id, .steps = recent.steps(id, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max())});
        std::sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.id < b.id; });
        done = file->flush(lines, fresh);
        isWritten = bool(done);
        if (isWritten)
            fresh.clear();
        for (Result<bool> rolled = done ? file->roll(minute) : Result<bool>(false); !rolled || *rolled; rolled = file->roll(minute)) {
            if (!rolled) {
                done = failure(rolled.error());
                break;
            }
        }
        const bool mayPrune = steadyRounds < 0 || steadyRounds > roundsAfterJump;
        if (done && mayPrune && (minute < prunedAt || minute - prunedAt >= windowMs)) {
            QSet<SeriesId> live;
            for (const auto &[kind, now] : kinds) {
                for (auto it = now.live.keyBegin(); it != now.live.keyEnd(); ++it)
                    live.insert(*it);
            }
            done = file->prune(minute, live);
            prunedAt = minute;
        }
        if (!done)
            qCWarning(lcInspection) << "Series could not be rolled up:" << done.error().text;
    }
    const bool isTooMuch = minute - recentSince > mostUnwrittenMs || minute < recentSince || recent.size() > 2 * options.mostHeld;
    if (file && !isWritten && !isTooMuch) // what is in the file must not be in memory, too
        return;
    recent.clear();
    recentSince = 0;
    isKeyDue = true;
}

Keeper::Status Keeper::status() const
{
    const std::lock_guard lock(d->mutex);
    Status status{.kept = 0, .leftOut = 0, .problem = d->problem, .notice = d->notice};
    for (const auto &[kind, now] : d->kinds) {
        status.kept += now.live.size();
        // Depth, bytes and oldest are of the same queues.
        if (kind == SeriesKind::InboxDepth || kind == SeriesKind::OutboxDepth || kind == SeriesKind::UpdatesDepth)
            status.leftOut += now.leftOut;
    }
    return status;
}

QList<Keeper::Top> Keeper::top(SeriesKind kind, qsizetype most) const
{
    const std::lock_guard lock(d->mutex);
    QList<Top> all;
    const auto now = d->kinds.find(kind);
    if (now == d->kinds.end())
        return all;
    for (auto it = now->second.live.cbegin(); it != now->second.live.cend(); ++it) {
        const QString &subject = d->names.find(it.key())->name;
        if (it->value > 0 && !subject.isEmpty())
            all.append({subject, it->value});
    }
    const auto end = all.begin() + std::min(most, all.size());
    std::partial_sort(all.begin(), end, all.end(),
        [](const Top &a, const Top &b) { return a.value != b.value ? a.value > b.value : a.subject < b.subject; });
    return all.mid(0, most);
}

} // namespace Lockstep::Series
