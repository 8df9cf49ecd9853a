// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/recorder.h"

#include "engine.h"

#include "domain/apiwords.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId bob(u"@bob:remote.example"_s);

QList<StreamId> ids(const QString &text)
{
    QList<StreamId> list;
    for (const QString &id : text.split(u' ', Qt::SkipEmptyParts))
        list.append(StreamId(id));
    return list;
}

/// A line of a scenario: "TIME WHAT ARGUMENTS", TIME in seconds.
///   handled DEVICE ID <- PREV…   content DEVICE ID <- PREV… [txn=T] [name=N] [key=K: its signature was verified with it]
///   verdict True|False DEVICES   decided VERDICT DEVICE ID <- PREV… [txn=T] [why=WORD]
///   ignored DEVICE   resync started|device|skipped|failed|many|ok|all ARG [DEVICES]   head ID   keys MASTER [txn=T]
Observation observation(const QString &line)
{
    QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    const qint64 at = words.takeFirst().toLongLong() * 1000;
    const QString what = words.takeFirst();
    QString transaction, name, signingKey, why;
    for (qsizetype i = words.size() - 1; i >= 0; --i) {
        if (words[i].startsWith(u"txn="_s))
            transaction = words.takeAt(i).mid(4);
        else if (words[i].startsWith(u"key="_s))
            signingKey = words.takeAt(i).mid(4);
        else if (words[i].startsWith(u"why="_s))
            why = words.takeAt(i).mid(4);
        else if (words[i].startsWith(u"name="_s))
            name = words.takeAt(i).mid(5);
    }
    const auto prev = [&] { return ids(QStringList(words.mid(words.indexOf(u"<-"_s) + 1)).join(u' ')); };
    if (what == u"marked" || what == u"unmarked")
        return MarkerSeen{.user = bob, .isMarked = what == u"marked", .at = at};
    if (what == u"handled")
        return HandledUpdate{.user = bob, .device = DeviceId(words[0]), .streamId = StreamId(words[1]), .prevIds = prev(), .at = at};
    if (what == u"content" || what == u"forged") {
        QJsonArray prevIds;
        for (const StreamId &id : prev())
            prevIds.append(*id.toInteger());
        const auto number = [](const QString &text) { return text.endsWith(u".0"_s) ? StreamId(text.chopped(2)) : StreamId(text); };
        QJsonObject content{{u"user_id"_s, bob.toString()}, {u"device_id"_s, words[0]}, {u"stream_id"_s, *number(words[1]).toInteger()},
            {u"prev_id"_s, prevIds}};
        if (!name.isEmpty())
            content.insert(u"device_display_name"_s, name);
        std::optional<bool> verified;
        if (what == u"forged")
            verified = false;
        else if (!signingKey.isEmpty())
            verified = true;
        return UpdateContent{.user = bob,
            .content = content,
            .at = at,
            .origin = {},
            .transaction = transaction,
            .index = 0,
            .verified = verified,
            .signingKey = signingKey};
    }
    if (what == u"verdict")
        return BatchVerdict{.user = bob, .requiringResync = words[0] == u"True", .devices = QStringList(words.mid(1)).join(u' '), .at = at};
    if (what == u"decided") {
        return UpdateDecision{.user = bob,
            .device = DeviceId(words[1]),
            .streamId = StreamId(words[2]),
            .prevIds = prev(),
            .transaction = transaction,
            .index = 0,
            .verdict = fromApiName<Verdict>(words[0]),
            .why = why,
            .at = at};
    }
    if (what == u"ignored")
        return IgnoredUpdate{.user = bob, .device = DeviceId(words[0]), .reason = IgnoredUpdate::NoSharedRoom, .at = at};
    if (what == u"head")
        return HeadSeen{.user = bob, .streamId = StreamId(words[0]), .at = at};
    if (what == u"keys")
        return SigningKeys{.user = bob,
            .masterKey = {{u"k"_s, words[0]}},
            .selfSigningKey = {},
            .at = at,
            .origin = {},
            .transaction = transaction,
            .index = 0,
            .verified = signingKey.isEmpty() ? std::nullopt : std::optional(true)};
    ResyncOutcome outcome{.user = bob, .step = ResyncOutcome::Started, .streamId = {}, .devices = -1, .error = {}, .at = at};
    const QString step = words.takeFirst();
    if (step == u"device") {
        outcome.step = ResyncOutcome::Device;
        outcome.streamId = StreamId(words[0]);
    } else if (step == u"skipped") {
        outcome.step = ResyncOutcome::Skipped;
    } else if (step == u"failed") {
        outcome.step = ResyncOutcome::Failed;
        outcome.error = words.join(u' ');
    } else if (step == u"many") {
        outcome.step = ResyncOutcome::TooMany;
        outcome.devices = words[0].toInt();
    } else if (step == u"ok") {
        outcome.step = ResyncOutcome::Succeeded;
    } else if (step == u"all") {
        outcome.step = ResyncOutcome::Succeeded;
        outcome.streamId = StreamId(words[0]);
        outcome.devices = words[1].toInt();
    }
    return outcome;
}

QString line(const DeviceListUpdate &update)
{
    QStringList words{QString::number(update.n), toApiName(update.kind)};
    if (!update.streamId.isEmpty())
        words += update.streamId.toString();
    if (!update.prevIds.isEmpty()) {
        words += u"<-"_s;
        for (const StreamId &id : update.prevIds)
            words += id.toString();
    }
    if (!update.deviceId.isEmpty())
        words += update.deviceId.toString();
    if (!update.displayName.isNull())
        words += u"name="_s + update.displayName;
    words += toApiName(update.verdict);
    if (update.breaks)
        words += u"["_s + toApiNames(update.breaks).join(u' ') + u"]"_s;
    if (update.contentKnown)
        words += u"content"_s;
    if (!update.detail.isEmpty())
        words += u"("_s + update.detail + u")"_s;
    words += u"{"_s + toApiNames(update.sources).join(u'+') + u"}"_s;
    return words.join(u' ');
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void scenario_data()
    {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *name, const char *steps, const char *rows) {
            QTest::newRow(name) << QString::fromLatin1(steps) << QString::fromLatin1(rows);
        };
        row("content, handling, verdict are one", "1 content A 7 <- 6 txn=t name=x|1 handled A 7 <- 6|1 verdict False A",
            "1 update 7 <- 6 A name=x applied content {log}");
        row("another worker's content comes later", "1 handled A 7 <- 6|1 verdict False A|1 w2 content A 7 <- 6 txn=t name=x",
            "1 update 7 <- 6 A name=x applied content {log}");
        row("ids only", "1 handled A 7 <- 6|1 verdict False A|2 handled A 8 <- 7|2 verdict False A",
            "1 update 7 <- 6 A applied {log}|2 update 8 <- 7 A applied {log}");
        row("a batch, another waits", "1 handled A 7 <- 6|1 handled B 8 <- 7|1 verdict False A, B",
            "1 update 7 <- 6 A applied {log}|2 update 8 <- 7 B applied {log}");
        row("left over before a restart", "1 handled A 7 <- 6|9 handled B 8 <- 7|9 verdict False B|10 verdict False A",
            "1 update 7 <- 6 A unknown {log}|2 update 8 <- 7 B applied {log}");
        row("left over with the same device", "1 handled A 7 <- 6|9 handled A 7 <- 6|9 verdict False A",
            "1 update 7 <- 6 A unknown {log}|2 update 7 <- 6 A applied [duplicate] {log}");
        row("device IDs with separators", "1 handled A, 7 <- 6|1 handled B 8 <- 7|1 verdict False A,, B",
            "1 update 7 <- 6 A, applied {log}|2 update 8 <- 7 B applied {log}");
        row("another stream's verdict", "1 handled A 7 <- 6|1 w2 verdict True A|1 verdict False A", "1 update 7 <- 6 A applied {log}");
        row("INFO only", "1 verdict False A|2 verdict True A|2 resync skipped",
            "1 update A applied {log}|2 update A resync {log}|3 resync applied {log}");
        row("INFO only, a batch", "1 verdict False A, B|5 verdict True A",
            "1 update A applied {log}|2 update B applied {log}|3 update A resync {log}");
        row("INFO only, then DEBUG", "1 verdict True A|2 handled A 7 <- 6|2 verdict False A|3 handled A 8 <- 7|3 verdict False A",
            "1 update A resync {log}|2 update 7 <- 6 A applied {log}|3 update 8 <- 7 A applied {log}");
        row("INFO only, and a tap that is late",
            "1 verdict False A|1 verdict False A|2 tap content A 7 <- 6 txn=t key=one|2 tap content A 8 <- 7 txn=u key=one",
            "1 update 7 <- 6 A applied content {log+tap}|2 update 8 <- 7 A applied content {log+tap}");
        row("content, but handling is not logged", "1 content A 7 <- 6 txn=t|1 verdict False A", "1 update 7 <- 6 A applied content {log}");
        // Synapse looks things up before it appends to its batch: updates that come together may overtake each other.
        row("one batch, handled in another order",
            "1 content A 7 <- 6 txn=t name=x|1 content B 8 <- 7 txn=u name=y|1 handled B 8 <- 7|1 handled A 7 <- 6|1 verdict True B, A",
            "1 update 7 <- 6 A name=x resync [gap] content {log}|2 update 8 <- 7 B name=y resync content {log}");
        row("two batches, handled in another order",
            "1 content A 7 <- 6 txn=t|1 content B 8 <- 7 txn=u|1 handled B 8 <- 7|1 verdict True B|1 handled A 7 <- 6|1 verdict False A",
            "1 update 7 <- 6 A applied content {log}|2 update 8 <- 7 B resync [needless_resync] content {log}");
        row("one device twice, handled in another order",
            "1 content A 7 <- 6 txn=t|1 content A 8 <- 7 txn=u|1 handled A 8 <- 7|1 verdict True A|1 handled A 7 <- 6|1 verdict False A",
            "1 update 7 <- 6 A applied content {log}|2 update 8 <- 7 A resync [needless_resync] content {log}");
        row("another order than arrived, handling is not logged",
            "1 content A 7 <- 6 txn=t|1 content B 8 <- 7 txn=u|1 content C 9 <- 8 txn=v|1 verdict True C, A, B",
            "1 update 7 <- 6 A resync [gap] content {log}|2 update 8 <- 7 B resync content {log}|3 update 9 <- 8 C resync content {log}");
        row("placeholders",
            "1 content P 1 <- txn=a|1 handled P 1 <-|1 verdict True P|2 content P 1 <- txn=b|2 handled P 1 <-|2 verdict True P",
            "1 update 1 P resync [first] content {log}|2 update 1 P resync [placeholder] content {log}");
        row("placeholders, content from another worker in one go",
            "1 handled P 1 <-|1 verdict True P|2 handled P 1 <-|2 verdict True P|1 w2 content P 1 <- txn=a|2 w2 content P 1 <- txn=b",
            "1 update 1 P resync [first] content {log}|2 update 1 P resync [placeholder] content {log}");
        row("transaction sent again", "1 content A 7 <- 6 txn=t|1 handled A 7 <- 6|1 verdict False A|5 content A 7 <- 6 txn=t",
            "1 update 7 <- 6 A applied content {log}");
        row("tap and log", "1 tap content A 7 <- 6 txn=t key=k|1 content A 7 <- 6 txn=t|1 handled A 7 <- 6|1 verdict False A",
            "1 update 7 <- 6 A applied content {log+tap}");
        row("tap after log", "1 content A 7 <- 6 txn=t|1 handled A 7 <- 6|1 tap content A 7 <- 6 txn=t key=k|1 verdict False A",
            "1 update 7 <- 6 A applied content {log+tap}");
        row("forged", "1 tap forged A 7 <- 6|2 content A 7 <- 6 txn=t|2 handled A 7 <- 6|2 verdict False A",
            "1 update 7 <- 6 A ignored content {tap}|2 update 7 <- 6 A applied content {log}");
        row("ignored", "1 content A 7 <- 6 txn=t|1 ignored A|2 ignored B",
            "1 update 7 <- 6 A ignored content (no room is shared with this user) {log}|"
            "2 update B ignored (no room is shared with this user) {log}");
        row("ignored, content of another worker later", "1 ignored A|1 w2 content A 7 <- 6 txn=t",
            "1 update 7 <- 6 A ignored content (no room is shared with this user) {log}");
        row("lost update and resync",
            "1 handled A 7 <- 6|1 verdict False A|2 handled A 9 <- 8|2 verdict True A|2 resync started|3 resync device 10|3 resync device "
            "10|4 handled A 11 <- 10|4 verdict False A",
            "1 update 7 <- 6 A applied {log}|2 update 9 <- 8 A resync [gap] {log}|3 resync 10 applied (2) {log}|4 update 11 <- 10 A "
            "applied {log}");
        row("resync that needs no change", "1 handled A 7 <-|1 verdict True A|1 resync started|1 resync skipped",
            "1 update 7 A resync [first] {log}|2 resync applied {log}");
        row("resync fails again and again",
            "1 resync started|1 resync failed 404: no|31 resync started|31 resync failed 404: no|61 resync started|61 resync device 5",
            "1 resync ignored (404: no) {log}|2 resync 5 applied (1) {log}");
        row("two resyncs of one id", "1 resync started|1 resync device 5|2 resync started|2 resync device 5",
            "1 resync 5 applied (1) {log}|2 resync 5 applied (1) {log}");
        row("too many devices", "1 resync started|1 resync many 1200",
            "1 resync ignored (the list has 1200 devices, more than the homeserver takes; it was dropped) {log}");
        row("retry finds no devices", "1 resync started|1 resync ok|2 resync ok", "1 resync applied {log}");
        row("resync ends while another update is here",
            "1 resync started|1 content A 7 <- 6 txn=t|2 resync device 7|2 handled A 7 <- 6|2 verdict True A",
            "1 resync 7 applied (1) {log}|2 update 7 <- 6 A resync content {log}");
        row("resync ends while another update is here, and an update was before",
            "0 handled A 3 <-|0 verdict True A|1 resync started|1 content A 7 <- 6 txn=t|2 resync device 7|2 handled A 7 <- 6|2 verdict "
            "True A",
            "1 update 3 A resync [first] {log}|2 resync 7 applied (1) {log}|3 update 7 <- 6 A resync [gap] content {log}");
        row("nobody tells how the first fetch ended", "1 resync started|400 content A 7 <- 6 txn=t|400 handled A 7 <- 6|400 verdict True A",
            "1 resync unknown {log}|2 update 7 <- 6 A resync content {log}");
        row("long after that", "1 resync started|700 content A 7 <- 6 txn=t|700 handled A 7 <- 6|700 verdict True A",
            "1 resync unknown {log}|2 update 7 <- 6 A resync [gap] content {log}");
        row("first head is a base", "1 head 5|20 tick", "");
        row("head that nobody told", "1 head 5|2 head 8|20 tick|30 head 8|60 tick", "1 head 8 unknown {database}");
        row("head that the log told", "1 head 5|2 head 8|3 handled A 8 <- 5|3 verdict False A|20 tick", "1 update 8 <- 5 A applied {log}");
        row("log told before", "1 handled A 8 <- 5|2 head 8|30 tick", "1 update 8 <- 5 A unknown {log}");
        row("log catches up",
            "1 head 5|100 head 9|120 tick|50 handled A 7 <- 5|50 verdict False A|51 handled A 9 <- 7|51 verdict False A|140 tick",
            "1 update 7 <- 5 A applied {log}|2 update 9 <- 7 A applied {log}");
        row("log catches up, but not to the head", "1 head 5|100 head 9|120 tick|50 handled A 7 <- 5|50 verdict False A|140 tick",
            "1 update 7 <- 5 A applied {log}|2 head 9 unknown {database}");
        row("signing keys of all sides", "1 tap keys K txn=t key=k|1 keys K txn=t|1 keys K|2 keys L|5 keys K txn=t",
            "1 signing_keys unknown content {log+tap}|2 signing_keys unknown content {log}");
        row("signing keys under both names", "1 keys M|1 keys M|1 keys S|1 keys S",
            "1 signing_keys unknown content {log}|2 signing_keys unknown content {log}");
        row("the same signing keys much later", "1 keys M|2000 keys M",
            "1 signing_keys unknown content {log}|2 signing_keys unknown content {log}");
        row("an id with a fraction", "1 content A 2015.0 <- 6 txn=t|1 handled A 2015.0 <- 6|1 verdict False A|2 handled A 2016 <- 2015.0",
            "1 update 2015 <- 6 A applied content {log}|2 update 2016 <- 2015 A unknown {log}");
        row("an update during a resync: told, and healed by its end",
            "1 handled A 7 <-|1 verdict True A|1 resync started|2 handled B 12 <- 10|2 verdict True B|5 resync device 13|5 resync device "
            "13|"
            "9 handled A 14 <- 13|9 verdict False A",
            "1 update 7 A resync [first] {log}|2 resync 13 applied (2) {log}|3 update 12 <- 10 B resync [gap] {log}|"
            "4 update 14 <- 13 A applied {log}");
        row("restarted, not pruned", "1 handled A 36 <- 34|1 verdict False A|540 handled B 41 <-|540 verdict True B",
            "1 update 36 <- 34 A applied {log}|2 update 41 B resync [restarted] {log}");
        row("pruned after more than a day", "1 handled A 36 <- 34|1 verdict False A|90000 handled B 41 <-|90000 verdict True B",
            "1 update 36 <- 34 A applied {log}|2 update 41 B resync [pruned] {log}");
        row("what no signature proves is shown and does nothing",
            "1 handled A 7 <- 6|1 verdict False A|2 tap content A 9 <- 8 txn=f|3 handled A 8 <- 7|3 verdict False A",
            "1 update 7 <- 6 A applied {log}|2 update 9 <- 8 A unknown content {tap}|3 update 8 <- 7 A applied {log}");
        row("unproven, then the homeserver's log tells the same: its ids, not its content",
            "1 tap content A 7 <- 6 txn=t name=x|1 handled A 7 <- 6|1 verdict False A", "1 update 7 <- 6 A applied {log}");
        row("unproven, then proven", "1 tap content A 7 <- 6 txn=t name=x|1 tap content A 7 <- 6 txn=t name=y key=k",
            "1 update 7 <- 6 A name=y unknown content {tap}");
        row("an unproven copy of what is known", "1 handled A 7 <- 6|1 tap content A 7 <- 6 txn=t name=x|1 verdict False A",
            "1 update 7 <- 6 A applied {log}");
        row("decided by name", "1 lab content A 7 <- 6 txn=t|1 lab decided applied A 7 <- 6 txn=t",
            "1 update 7 <- 6 A applied content {lab}");
        row("decided later, and in another order",
            "1 lab content A 7 <- 6 txn=t|2 lab content B 8 <- 7 txn=u|3 lab decided applied B 8 <- 7 txn=u|3 lab decided resync A 7 <- 6 "
            "txn=t",
            "1 update 7 <- 6 A resync [gap] content {lab}|2 update 8 <- 7 B applied content {lab}");
        row("the same ids again: the transaction tells which",
            "1 lab content A 7 <- 6 txn=t|1 lab decided applied A 7 <- 6 txn=t|2 lab content A 7 <- 6 txn=u|2 lab decided duplicate A 7 <- "
            "6 txn=u",
            "1 update 7 <- 6 A applied content {lab}|2 update 7 <- 6 A duplicate [duplicate] content {lab}");
        row("a decision for what nobody told of", "1 lab content A 7 <- 6 txn=t|1 lab decided resync A 7 <- 6 txn=other",
            "1 update 7 <- 6 A unknown content {lab}");
        row("decided with a reason", "1 lab content A 7 <- 6 txn=t|9 lab decided ignored A 7 <- 6 txn=t why=left",
            "1 update 7 <- 6 A ignored content (left) {lab}");
        row("a resync with its start and end, told whole",
            "1 lab resync started|2 lab content A 7 <- 6 txn=t|3 lab resync all 7 2|3 lab decided applied A 7 <- 6 txn=t",
            "1 resync 7 applied (2) {lab}|2 update 7 <- 6 A applied content {lab}");
        row("told whole after failures",
            "1 lab resync started|2 lab resync failed x|3 lab resync started|4 lab resync failed x|"
            "5 lab resync started|6 lab resync all 9 0",
            "1 resync ignored (x) {lab}|2 resync 9 applied (0) {lab}");
        row("an unproven one takes no verdict", "1 tap content A 7 <- 6 txn=t|1 verdict True A|2 ignored A",
            "1 update 7 <- 6 A unknown content {tap}|2 update A resync {log}|3 update A ignored (no room is shared with this user) {log}");
    }

    void scenario()
    {
        QFETCH(QString, steps);
        QFETCH(QString, rows);
        const QStringList lines = steps.split(u'|');
        // Restarting between any two steps, and not waiting for what is written, must make no difference.
        enum Way { Waiting, Restarting, Behind };
        for (const Way way : {Waiting, Restarting, Behind}) {
            const bool restart = way == Restarting;
            QTemporaryDir dir;
            auto store = Test::openStore(dir.filePath(u"history"_s));
            QVERIFY2(store, store ? "" : qPrintable(store.error().text));
            qint64 now = 0;
            const Recorder::Options options{
                .headGraceMs = 10'000, .cachedRows = restart ? 0 : 1000, .unverifiedPerHour = 10, .clock = [&] { return now; }};
            auto recorder = std::make_unique<Recorder>(store->get(), options);
            for (QString step : lines) {
                Feed feed{.source = UpdateSource::Log, .stream = u"one"_s};
                QStringList words = step.split(u' ');
                now = std::max(now, words[0].toLongLong() * 1000);
                if (words[1] == u"tick") {
                    QVERIFY(recorder->tick());
                    continue;
                }
                if (words[1] == u"w2" || words[1] == u"tap" || words[1] == u"lab") {
                    feed = words[1] == u"w2" ? Feed{.source = UpdateSource::Log, .stream = u"two"_s}
                                             : Feed{.source = fromApiName<UpdateSource>(words[1]), .stream = {}};
                    words.removeAt(1);
                    step = words.join(u' ');
                }
                const auto what = observation(step);
                const bool isPolled = std::holds_alternative<HeadSeen>(what) || std::holds_alternative<MarkerSeen>(what);
                const auto done
                    = way == Behind && !isPolled ? recorder->recordBehind({{.feed = feed, .what = what}}) : recorder->record(feed, {what});
                QVERIFY2(done, done ? "" : qPrintable(done.error().text));
                if (restart && !std::holds_alternative<HeadSeen>(what)) {
                    const bool heads = steps.contains(u"head"_s);
                    if (!heads) // pending heads come again with the next poll, which a scenario does not have
                        recorder = std::make_unique<Recorder>(store->get(), options);
                }
            }
            QVERIFY(recorder->flush());
            const auto updates = (*store)->updates(bob, 0, 100, false);
            QVERIFY(updates);
            QStringList printed;
            for (const DeviceListUpdate &update : *updates)
                printed += line(update);
            QCOMPARE(printed.join(u'|'), rows);
        }
    }

    void anotherLengthOfAnOutage()
    {
        const auto store = Test::openStoreInMemory();
        QVERIFY(store);
        Recorder recorder(store->get(), {.outageMs = 0});
        const auto record
            = [&](const QString &step) { QVERIFY(recorder.record({.source = UpdateSource::Lab, .stream = {}}, {observation(step)})); };
        record(u"1 content A 36 <- 34 txn=t"_s);
        record(u"1 content B 41 <- txn=u"_s); // in a world in which days last no time, and nobody restarts
        QCOMPARE((*store)->update(bob, 2)->breaks, Breaks(Break::Pruned));
    }

    void unprovenCountsNowhere()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get());
        const Feed log{.source = UpdateSource::Log, .stream = u"one"_s};
        QVERIFY(recorder.record(log, {observation(u"1 handled A 7 <- 6"_s), observation(u"1 verdict False A"_s)}));
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}},
            {observation(u"5 content A 90 <- 80 txn=f"_s), observation(u"5 forged A 91 <- 81"_s)}));
        const Feed text{.source = UpdateSource::Log, .stream = u"two"_s, .isUnproven = true};
        QVERIFY(recorder.record(text,
            {observation(u"5 handled A 93 <- 83"_s), observation(u"5 verdict True A"_s), observation(u"5 resync started"_s),
                observation(u"6 resync device 95"_s)}));
        QCOMPARE((*store)->userHistory(bob)->openGap, 0);
        QCOMPARE((*store)->userHistory(bob)->lastReceived, 1000);
        QCOMPARE(*(*store)->countUsersWithOpenGap(), 0);
        QCOMPARE((*store)->updates(bob, 0, 10, false)->size(), 4);
        // Nor does it take away what is believed.
        QVERIFY(recorder.record(log, {observation(u"7 handled A 9 <- 8"_s), observation(u"7 verdict True A"_s)}));
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}}, {observation(u"8 content A 8 <- 7 txn=g"_s)}));
        QCOMPARE((*store)->userHistory(bob)->openGap, 5);
    }

    void aNewSigningKeyIsRebuilt()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get());
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}},
            {observation(u"1 content A 36 <- 34 txn=a key=one"_s), observation(u"2 content A 41 <- txn=b key=two"_s),
                observation(u"3 content A 42 <- 41 txn=c key=two"_s), observation(u"4 content A 45 <- txn=d key=two"_s)}));
        QStringList breaks;
        const auto updates = (*store)->updates(bob, 0, 10, false);
        QVERIFY(updates);
        for (const DeviceListUpdate &update : *updates)
            breaks += toApiNames(update.breaks).join(u' ');
        QCOMPARE(breaks.join(u'|'), u"|rebuilt||restarted"_s);
    }

    void gapsAreHealedByTheEnd()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        const Feed log{.source = UpdateSource::Log, .stream = u"one"_s};
        const auto record = [&](std::initializer_list<const char *> steps) {
            // Another process each time: what it needs is in the store.
            Recorder recorder(store->get());
            QList<Observation> all;
            for (const char *step : steps)
                all.append(observation(QString::fromLatin1(step)));
            return bool(recorder.record(log, all));
        };
        QVERIFY(record({"1 handled A 7 <-", "1 verdict True A", "1 resync started"}));
        QVERIFY(record({"2 handled B 12 <- 10", "2 verdict True B"}));
        QCOMPARE((*store)->userHistory(bob)->openGap, 3);
        QVERIFY(record({"5 resync device 13"}));
        QCOMPARE((*store)->userHistory(bob)->openGap, 0);
        QCOMPARE(*(*store)->countUsersWithOpenGap(), 0);
        QVERIFY(record({"6 handled B 15 <- 14", "6 verdict True B"}));
        QCOMPARE((*store)->userHistory(bob)->openGap, 4);
    }

    void aUserWithMoreRowsThanTheCache()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get(), {.cachedRows = 100});
        const Feed log{.source = UpdateSource::Log, .stream = u"one"_s};
        for (int from = 1; from <= 2000; from += 100) {
            QList<Observation> all;
            for (int id = from; id < from + 100; ++id) {
                all.append(observation(u"%1 content A %1 <- %2 txn=%1"_s.arg(id).arg(id - 1)));
                all.append(observation(id % 3 == 0 ? u"%1 ignored A"_s.arg(id) : u"%1 verdict False A"_s.arg(id)));
            }
            QVERIFY(recorder.record(log, all));
        }
        const auto rows = (*store)->updates(bob, 0, 3000, false);
        QCOMPARE(rows->size(), 2000);
        for (const DeviceListUpdate &update : *rows)
            QCOMPARE(update.verdict, update.n % 3 == 0 ? Verdict::Ignored : Verdict::Applied);
    }

    /// Nor is he read again for what is about nobody, or about others: a row in the file can go, and is known all the same.
    void aHugeUserIsNotReadAgain()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        auto store = Test::openStore(path);
        Recorder recorder(store->get(), {.cachedRows = 100});
        const Feed log{.source = UpdateSource::Log, .stream = u"one"_s};
        QList<Observation> all;
        for (int id = 1; id <= 150; ++id)
            all.append(observation(u"%1 handled A %1 <- %2"_s.arg(id).arg(id - 1)));
        QVERIFY(recorder.record(log, all));
        {
            QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"huge"_s);
            file.setDatabaseName(path);
            QVERIFY(file.open());
            QVERIFY(QSqlQuery(file).exec(u"DELETE FROM updates WHERE n = 75"_s));
        }
        QSqlDatabase::removeDatabase(u"huge"_s);
        QVERIFY(recorder.tick());
        HandledUpdate other = std::get<HandledUpdate>(observation(u"151 handled A 1 <-"_s));
        other.user = UserId(u"@ann:remote.example"_s);
        QVERIFY(recorder.record(log, {other}));
        QVERIFY(recorder.tick());
        QVERIFY(recorder.record(log, {observation(u"152 handled A 151 <- 75"_s)}));
        const auto rows = (*store)->updates(bob, 150, 10, false);
        QCOMPARE(rows->size(), 1);
        QVERIFY(!rows->constFirst().breaks.testFlag(Break::Gap));
    }

    void gapsThatOnlyTextTells_data()
    {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<qint64>("openGap");
        const auto row
            = [](const char *name, const QByteArray &steps, qint64 gap) { QTest::newRow(name) << QString::fromLatin1(steps) << gap; };
        row("JSON", "json handled A 7 <- 6|json handled A 9 <- 8", 2);
        row("text", "handled A 7 <- 6|handled A 9 <- 8", 0);
        row("an unproven copy agrees", "tap content A 7 <- 6 txn=a|handled A 7 <- 6|tap content A 9 <- 8 txn=b|handled A 9 <- 8", 0);
        row("a proven copy agrees", "handled A 7 <- 6|handled A 9 <- 8|tap content A 9 <- 8 txn=b key=k", 2);
        row("the head agrees", "handled A 7 <- 6|handled A 9 <- 8|json head 9", 2);
        row("the head agreed before", "json head 7|json head 9|handled A 7 <- 6|handled A 9 <- 8", 2);
        row("the head names what follows", "handled A 7 <- 6|handled A 9 <- 8|handled B 10 <- 9|json head 10", 2);
        row("the head names another one", "handled A 7 <- 6|handled A 9 <- 8|json head 7", 0);
        row("the database marks the list", "handled A 7 <- 6|handled A 9 <- 8|verdict True A|json marked", 2);
        row("the database marked it before", "handled A 7 <- 6|json marked|handled A 9 <- 8|verdict True A", 2);
        row("the database marks it no more", "handled A 7 <- 6|json marked|json unmarked|handled A 9 <- 8|verdict True A", 0);
        row("marked, and no resync was due", "handled A 7 <- 6|handled A 9 <- 8|verdict False A|json marked", 0);
        row("another log agrees", "handled A 7 <- 6|json content A 9 <- 8 txn=t|handled A 9 <- 8", 2);
        // A line can be made up to be what was lost.
        const QByteArray lost = "tap content A 7 <- 6 txn=a key=k|tap content A 9 <- 8 txn=b key=k|";
        row("text tells of what was lost", lost + "handled A 8 <- 7", 2);
        row("text tells of what was lost, before", "tap content A 7 <- 6 txn=a key=k|handled A 8 <- 7|tap content A 9 <- 8 txn=b key=k", 3);
        row("and a list brings the head there", lost + "handled A 9 <- 8|verdict True A|handled A 8 <- 7|json head 9", 2);
        row("and what names it was applied", lost + "handled A 9 <- 8|verdict False A|handled A 8 <- 7|json head 9", 0);
        row("and the head is what text tells of", lost + "handled A 8 <- 7|json head 8", 0);
        row("text alone: of what was lost, and a list was asked for",
            "handled A 7 <- 6|verdict False A|handled A 9 <- 8|verdict True A|json head 9|handled A 8 <- 7|verdict False A", 2);
        row("text alone: of what came before",
            "handled A 7 <- 6|verdict False A|handled A 8 <- 7|handled A 9 <- 8|verdict True A, A|json head 9", 0);
        // Two rows of one id, of which one is made up.
        row("a made-up twin of the head", lost + "handled A 9 <- 8|verdict True A|handled A 8 <- 7|handled Z 9 <- 8|json head 9", 2);
        row("a made-up twin of what is named",
            "tap content A 6 <- 5 txn=a key=k|tap content A 7 <- 6 txn=b key=k|handled Z 7 <- 1|tap content A 8 <- 7 txn=c key=k", 0);
        row("and it was applied, and is the head",
            "tap content A 6 <- 5 txn=a key=k|tap content A 7 <- 6 txn=b key=k|handled Z 7 <- 1|tap content A 8 <- 7 txn=c key=k|"
            "handled A 8 <- 7|verdict False A|json head 8",
            0);
        row("a made-up twin comes first, and the other after what names it",
            "tap content A 6 <- 5 txn=a key=k|handled Z 7 <- 1|tap content A 8 <- 7 txn=c key=k|tap content A 7 <- 6 txn=b key=k", 0);
        row("a made-up twin comes first",
            "tap content A 6 <- 5 txn=a key=k|handled Z 7 <- 1|tap content A 7 <- 6 txn=b key=k|tap content A 8 <- 7 txn=c key=k", 0);
        row("and a proven copy comes", lost + "handled A 8 <- 7|tap content A 8 <- 7 txn=c key=k", 0);
        row("another log agrees later", "handled A 7 <- 6|handled A 9 <- 8|json content A 9 <- 8 txn=t", 2);
        row("text does not hide", "json handled A 7 <- 6|json handled A 9 <- 8|handled A 20 <- 19", 2);
        row("a resync heals", "json handled A 7 <- 6|json handled A 9 <- 8|json resync started|json resync device 9|handled A 20 <- 19", 0);
    }

    void gapsThatOnlyTextTells()
    {
        QFETCH(QString, steps);
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        QVERIFY(store);
        Recorder recorder(store->get(), {.clock = [] { return qint64(1000); }});
        for (QString step : steps.split(u'|')) {
            const bool isJson = step.startsWith(u"json "_s);
            Feed feed{.source = UpdateSource::Log, .stream = isJson ? u"json"_s : u"text"_s, .isForgeable = !isJson};
            if (step.startsWith(u"tap "_s)) {
                feed = {.source = UpdateSource::Tap, .stream = {}};
                step = step.mid(4);
            }
            QVERIFY(recorder.record(feed, {observation(u"1 "_s + (isJson ? step.mid(5) : step))}));
        }
        const auto history = (*store)->userHistory(bob);
        QVERIFY(history);
        QTEST(history->openGap, "openGap");
    }

    void resyncsThatOnlyTextTells_data()
    {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<qint64>("openGap");
        // A gap that a tap tells of, after the database was seen to stand at 7.
        const QByteArray gap = "db head 7|tap content A 7 <- 6 txn=a key=k|tap content A 9 <- 8 txn=b key=k|";
        const QByteArray seven = "db head 7|tap content A 7 <- 6 txn=a key=k|";
        const auto row
            = [](const char *name, const QByteArray &steps, qint64 open) { QTest::newRow(name) << QString::fromLatin1(steps) << open; };
        row("the list was right", gap + "resync started|resync skipped", 2);
        row("a list came", gap + "resync started|resync device 10|resync device 10|resync ok", 2);
        row("a list that is the stored one", gap + "resync started|resync device 7", 2);
        row("a list that the stored one builds on", gap + "resync device 6", 2);
        row("many", gap + "resync skipped|resync device 10|resync skipped|resync device 7", 2);
        row("no start", gap + "resync skipped", 2);
        row("and a text gap behind it that it heals", gap + "handled A 20 <- 19|verdict True A|resync started|resync skipped", 2);
        row("a JSON log says so, too", gap + "resync skipped|json resync started|json resync skipped", 0);
        row("a start that text tells, an end that JSON tells", gap + "one resync started|onejson resync skipped", 0);
        row("a start that JSON tells, an end that text tells", gap + "onejson resync started|one resync skipped", 2);
        row("the head is the list", gap + "resync started|resync device 10|db head 10", 0);
        row("the head was the list before", gap + "db head 10|resync started|resync device 10", 0);
        row("the list is the update with the gap", gap + "resync started|resync device 9|db head 9", 0);
        row("the head is another list", gap + "resync started|resync device 10|db head 8", 2);
        row("the head builds on it", gap + "resync device 10|tap content A 11 <- 10 txn=c key=k|db head 11", 0);
        row("the head builds on it, as text tells", gap + "resync device 10|handled A 11 <- 10|verdict False A|db head 11", 0);
        row("the head builds on it and was there before the log",
            gap + "tap content A 11 <- 10 txn=c key=k|db head 11|resync started|resync device 10", 0);
        row("the mark went", gap + "db marked|resync started|resync skipped|db unmarked", 0);
        row("the mark went before the log told", gap + "db marked|db unmarked|resync started|resync skipped", 0);
        row("the mark stays", gap + "db marked|resync started|resync skipped", 2);
        row("the mark went before the gap", "db marked|db unmarked|" + gap + "resync skipped", 2);
        row("the mark went, and no resync was told", gap + "db marked|resync failed 404|db unmarked", 2);
        row("an older resync and a mark that went", seven + "resync skipped|tap content A 9 <- 8 txn=b key=k|db marked|db unmarked", 3);
        row("the mark of an earlier gap went",
            gap
                + "db marked|resync skipped|db unmarked|tap content A 19 <- 18 txn=c key=k|json verdict True A|resync started|resync "
                  "skipped",
            4);
        // What it says cannot explain a prev_id.
        row("its list is named", seven + "resync device 8|tap content A 9 <- 8 txn=b key=k", 3);
        row("its list is named by the head", seven + "resync device 8|tap content A 9 <- 8 txn=b key=k|db head 9", 0);
        row("its list is a received update", seven + "resync device 7|tap content A 8 <- 7 txn=b key=k", 0);
        row("it says nothing", seven + "resync skipped|tap content A 9 <- 8 txn=b key=k", 3);
        row("its list holds it", seven + "resync device 9|tap content A 9 <- 8 txn=b key=k", 3);
        row("its list holds it, and is the head", seven + "resync device 9|tap content A 9 <- 8 txn=b key=k|db head 9", 0);
        row("the history begins with it", "resync started|resync skipped|tap content A 9 <- 8 txn=b key=k", 0);
        // Nor what else takes a gap away.
        row("applied", gap + "verdict False A", 2);
        row("applied, and the head", gap + "verdict False A|db head 9", 0);
        row("applied, and the head was there before", gap + "db head 9|verdict False A", 0);
        row("applied, and the head builds on it", gap + "verdict False A|tap content A 10 <- 9 txn=c key=k|db head 10", 0);
        row("applied, as JSON tells", gap + "json verdict False A", 0);
        row("nobody's", seven + "tap content B 9 <- 8 txn=b key=k|ignored B", 2);
        row("nobody's, as JSON tells", seven + "tap content B 9 <- 8 txn=b key=k|json ignored B", 0);
        // Text alone, as most have it.
        const QByteArray text = "db head 7|handled A 7 <- 6|verdict False A|handled A 9 <- 8|verdict True A|";
        row("text: the mark stays", text + "db marked|resync started|resync device 10", 2);
        row("text: the mark went", text + "db marked|resync started|resync skipped|db unmarked", 0);
        row("text: the head moved", text + "db marked|resync started|resync device 10|db head 10", 0);
        row("text: nobody agrees to anything", text + "resync started|resync device 10", 0);
        row("text: and goes on", text + "db marked|db head 10|resync device 10|db unmarked|handled A 11 <- 10|verdict False A|db head 11",
            0);
    }

    void resyncsThatOnlyTextTells()
    {
        QFETCH(QString, steps);
        for (const bool restarts : {false, true}) {
            QTemporaryDir dir;
            auto store = Test::openStore(dir.filePath(u"history"_s));
            QVERIFY(store);
            const auto start = [&] {
                return std::make_unique<Recorder>(
                    store->get(), Recorder::Options{.headGraceMs = 3'600'000, .clock = [] { return qint64(1000); }});
            };
            auto recorder = start();
            QString head;
            bool isMarked = false;
            const auto tell = [&](const QString &who, const QString &what) {
                Feed feed{.source = UpdateSource::Log, .stream = u"text"_s, .isForgeable = who != u"json"_s && who != u"onejson"_s};
                if (who == u"tap"_s || who == u"db"_s)
                    feed = {.source = who == u"tap"_s ? UpdateSource::Tap : UpdateSource::Database, .stream = {}};
                else if (who == u"json"_s)
                    feed.stream = u"json"_s;
                QVERIFY(recorder->record(feed, {observation(u"1 "_s + what)}));
            };
            // What a poller tells when it begins, and of open gaps after a while.
            const auto poll = [&] {
                if (!head.isEmpty())
                    tell(u"db"_s, u"head "_s + head);
                tell(u"db"_s, isMarked ? u"marked"_s : u"unmarked"_s);
            };
            for (const QString &step : steps.split(u'|')) {
                const QString who = step.section(u' ', 0, 0);
                const bool named = QStringList{u"tap"_s, u"db"_s, u"json"_s, u"one"_s, u"onejson"_s}.contains(who);
                const QString what = named ? step.section(u' ', 1) : step;
                if (what.startsWith(u"head "_s))
                    head = what.section(u' ', 1);
                if (what == u"marked"_s || what == u"unmarked"_s)
                    isMarked = what == u"marked"_s;
                tell(named ? who : u"text"_s, what);
                if (restarts) {
                    recorder = start();
                    poll();
                }
            }
            poll();
            const auto history = (*store)->userHistory(bob);
            QVERIFY(history);
            QTEST(history->openGap, "openGap");
            // What was decided is the same for whoever reads it later.
            recorder = start();
            QVERIFY(recorder->record({.source = UpdateSource::Tap, .stream = {}}, {observation(u"1 keys K txn=k key=k"_s)}));
            QTEST((*store)->userHistory(bob)->openGap, "openGap");
            QCOMPARE(*(*store)->countUsersWithOpenGap(), qint64(history->openGap > 0));
        }
    }

    void publishes()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get());
        QStringList events;
        recorder.setPublisher([&](const UserId &user, qint64 n) { events += user.localpart() + QString::number(n); });
        const Feed feed{.source = UpdateSource::Log, .stream = u"one"_s};
        QVERIFY(recorder.record(feed, {observation(u"1 handled A 7 <- 6"_s), observation(u"1 handled A 8 <- 7"_s)}));
        QVERIFY(recorder.record(feed, {observation(u"1 verdict False A, A"_s)}));
        QCOMPARE(events.join(u' '), u"bob1 bob2 bob1 bob2"_s);
    }

    void forgedAreLimited()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        qint64 now = 10'000'000;
        Recorder recorder(store->get(), {.unverifiedPerHour = 3, .clock = [&] { return now; }});
        for (int i = 0; i < 10; ++i)
            QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}}, {observation(u"1 forged A %1 <-"_s.arg(i))}));
        QCOMPARE((*store)->extent()->first, 3);
        now += 4'000'000;
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}}, {observation(u"1 forged A 77 <-"_s)}));
        QCOMPARE((*store)->extent()->first, 4);
    }

    void invalidUsersAreNotRecorded()
    {
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get());
        HandledUpdate handled{.user = UserId(u"bob"_s), .device = {}, .streamId = StreamId(1), .prevIds = {}, .at = 1};
        QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = {}}, {handled}));
        QCOMPARE((*store)->extent()->first, 0);
    }

    void malformedContent_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no device") << QByteArray(R"({"stream_id":1})");
        QTest::newRow("no stream_id") << QByteArray(R"({"device_id":"A"})");
        QTest::newRow("fraction") << QByteArray(R"({"device_id":"A","stream_id":1.5})");
        QTest::newRow("prev_id is no list") << QByteArray(R"({"device_id":"A","stream_id":1,"prev_id":7})");
        QTest::newRow("prev_id of objects") << QByteArray(R"({"device_id":"A","stream_id":1,"prev_id":[{}]})");
    }

    void malformedContent()
    {
        QFETCH(QByteArray, json);
        QTemporaryDir dir;
        auto store = Test::openStore(dir.filePath(u"history"_s));
        Recorder recorder(store->get());
        UpdateContent content{.user = bob,
            .content = QJsonDocument::fromJson(json).object(),
            .at = 1,
            .origin = {},
            .transaction = {},
            .index = 0,
            .verified = {}};
        // Told twice it is one row, outside the graph, that says what it is.
        QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = {}}, {content}));
        QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = {}}, {content}));
        const auto updates = (*store)->updates(bob, 0, 10, false);
        QVERIFY(updates);
        QCOMPARE(updates->size(), 1);
        QCOMPARE(updates->constFirst().verdict, Verdict::Ignored);
        QVERIFY2(updates->constFirst().detail.startsWith(u"malformed"_s), qPrintable(updates->constFirst().detail));
        QCOMPARE(toApiNames(updates->constFirst().breaks), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
