// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "domain/apiwords.h"
#include "domain/signatures.h"
#include "history/recording/recorder.h"
#include "history/store.h"
#include "inspection/apiwords.h"
#include "sql/database.h"
#include "synapse/configwatch.h"
#include "synapse/lists/fetchledger.h"
#include "synapse/lists/keycheck.h"
#include "synapse/log/logline.h"
#include "synapse/synapsesource.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Sql;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

namespace {

const UserId ann{u"@ann:remote.example"_s};
const QByteArray device = "synapse.handlers.device - 1501 - ";
const QByteArray http = "synapse.http.client - 218 - ";

/// A line of Synapse's log, \a seconds after a fixed moment.
QByteArray line(int seconds, const QByteArray &what)
{
    const QDateTime at(QDate(2026, 11, 20), QTime(10, 0), QTimeZone::utc());
    return at.addSecs(seconds).toString(u"yyyy-MM-dd hh:mm:ss"_s).toUtf8() + ",972 - " + what;
}

QByteArray failed(int seconds, const QByteArray &error)
{
    return line(seconds, device + "WARNING - retry-1 - Failed to handle device list update for @ann:remote.example: " + error);
}

std::optional<Finding> find(const QList<Finding> &findings, const QString &id)
{
    for (const Finding &finding : findings) {
        if (finding.id == id)
            return finding;
    }
    return {};
}

} // namespace

/// What goes wrong with fetching lists, and with lists that clients refuse, as the API tells it: from the database and the log alone.
class TestCauses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void answers_data();
    void answers();
    void theConfigurationTellsBeforeTheLog();
    void aChangedConfigurationIsReadAnew();
    void anotherCauseIsAnotherTrouble();
    void whatWasMendedIsForgotten();
    void droppedListsOutliveTheGateway();
    void whatFailedIsOverWithTheMarker();
    void breaksOfTheListAndOfTheUser();
    void nobodysList();
    void forgedResyncs();
    void textAloneHealsNoGap();
    void whatWasMendedIsInThePast();
    void leftoverMarkers();
    void resyncLoop();
    void loopsOutliveTheGateway();
    void malformedUpdates();
    void keys();
    void keyCheckIsBounded();
    void aNewFailureIsListedAtOnce();
    void whoIsNotTracked();

private:
    void openSource(std::optional<QList<ServerName>> whitelist = {});
    /// "severity id" of the user's findings in the list of users, if the user's own page has them, too.
    QStringList findingsInBoth(const UserId &user);
    void tell(const QByteArrayList &lines, bool isText = false);
    /// As a tap receives it, with a signature that holds.
    void receive(int id, const QJsonArray &prev, const QString &key = {});
    QStringList usersIn(UserState state, int limit = 100);
    Overview overview();

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<History::Store> m_store;
    std::unique_ptr<History::Recorder> m_recorder;
    std::unique_ptr<SynapseSource> m_source;
};

void TestCauses::init()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    m_dir = std::make_unique<QTemporaryDir>();
    auto store = History::Store::open(m_dir->filePath(u"history.sqlite"_s));
    QVERIFY(store);
    m_store = std::move(*store);
    openSource();
}

void TestCauses::openSource(std::optional<QList<ServerName>> whitelist)
{
    m_source.reset();
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_database->uri();
    settings.whitelist = std::move(whitelist);
    auto opened = SynapseSource::open(settings, m_store);
    QVERIFY2(opened, qUtf8Printable(opened ? QString() : opened.error().text));
    m_source = std::move(*opened);
    m_recorder = std::make_unique<History::Recorder>(m_store.get());
    m_recorder->setWitness(m_source->witness());
}

void TestCauses::cleanup()
{
    m_source.reset();
    m_recorder.reset();
    m_store.reset();
    m_database.reset();
}

void TestCauses::tell(const QByteArrayList &lines, bool isText)
{
    LogLineParser parser(QTimeZone::utc());
    QList<History::Observation> all;
    for (const QByteArray &text : lines) {
        std::vector<History::Observation> out;
        parser.parse(std::string_view(text.constData(), size_t(text.size())), out);
        all += QList<History::Observation>(out.begin(), out.end());
    }
    QVERIFY(m_recorder->record({.source = UpdateSource::Log, .stream = u"homeserver.log"_s, .isForgeable = isText}, all));
}

void TestCauses::receive(int id, const QJsonArray &prev, const QString &key)
{
    const History::UpdateContent content{.user = ann,
        .content = {{u"device_id"_s, u"ANNPC"_s}, {u"stream_id"_s, id}, {u"prev_id"_s, prev}},
        .at = QDateTime(QDate(2026, 11, 20), QTime(10, 0, 30), QTimeZone::utc()).toMSecsSinceEpoch(),
        .origin = {},
        .transaction = QString::number(id),
        .index = 0,
        .verified = true,
        .signingKey = key};
    QVERIFY(m_recorder->record({.source = UpdateSource::Tap, .stream = {}}, {content}));
}

QStringList TestCauses::usersIn(UserState state, int limit)
{
    QStringList all;
    UserQuery query;
    query.state = state;
    query.limit = limit;
    for (int pages = 0; pages < 1000; ++pages) {
        const auto page = m_source->users(query);
        if (!page)
            return {page.error().text};
        for (const UserSummary &user : page->items)
            all += user.userId.toString();
        if (page->next.isEmpty())
            return all;
        query.after = page->next;
    }
    return {u"endless"_s};
}

Overview TestCauses::overview()
{
    const auto found = m_source->overview();
    return found ? *found : Overview();
}

void TestCauses::answers_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    QTest::addColumn<FetchCause>("cause");
    QTest::addColumn<QString>("says"); ///< a part of the finding's text
    QTest::addColumn<int>("count");
    const auto repeated = [](const QByteArray &error) {
        QByteArrayList lines;
        for (int i = 0; i < 6; ++i)
            lines += failed(i * 30, error);
        return lines;
    };
    const QByteArray send = "Failed to send request: ";
    QTest::newRow("moved") << repeated("301: Moved Permanently") << FetchCause::Declined << u"answers \"301: Moved Permanently\""_s << 6;
    QTest::newRow("not found") << repeated("404: Not Found") << FetchCause::Declined << u"gets the same answer until the operators of"_s
                               << 6;
    QTest::newRow("forbidden") << repeated("403: Forbidden") << FetchCause::Declined << u"answers \"403: Forbidden\""_s << 6;
    QTest::newRow("forbidden, pretending to be ours")
        << repeated("403: Federation denied with remote.example") << FetchCause::Declined << u"remote.example answers"_s << 6;
    QTest::newRow("error of the server") << repeated(send + "HttpResponseException: 500: Internal Server Error") << FetchCause::ServerError
                                         << u"answers, with an error of its own, \"500: Internal Server Error\""_s << 6;
    QTest::newRow("refused") << repeated(send + "ConnectionRefusedError: Connection was refused by other side: 111: Connection refused.")
                             << FetchCause::Refused << u"refuses the connection"_s << 6;
    QTest::newRow("no such name") << repeated(send + "DNSLookupError: DNS lookup failed: no results for hostname lookup: remote.example.")
                                  << FetchCause::NameUnknown << u"DNS has no address for remote.example"_s << 6;
    QTest::newRow("no network") << repeated(send + "OSError: [Errno 101] Network is unreachable") << FetchCause::NoNetwork
                                << u"own network"_s << 6;
    QTest::newRow("certificate") << repeated(send
        + "ResponseNeverReceived:[<twisted.python.failure.Failure OpenSSL.SSL.Error: [('SSL routines', '', 'certificate verify failed')]>]")
                                 << FetchCause::Tls << u"no TLS connection to remote.example"_s << 6;
    QTest::newRow("time-out") << repeated(
        send + "ResponseNeverReceived:[<twisted.python.failure.Failure twisted.internet.defer.CancelledError: >]")
                              << FetchCause::TimedOut << u"did not answer in time"_s << 6;
    QTest::newRow("no list") << repeated("'stream_id'") << FetchCause::Unusable << u"no device list"_s << 6;
    QTest::newRow("something else") << repeated("who knows") << FetchCause::Unknown << u"who knows"_s << 6;

    QByteArrayList lines;
    for (int i = 0; i < 3; ++i)
        lines << line(i * 30, device + "DEBUG - retry-1 - Attempting to resync the device list for @ann:remote.example")
              << line(i * 30, device + "INFO - retry-1 - 403: Federation denied with remote.example.");
    QTest::newRow("own whitelist") << lines << FetchCause::OwnWhitelist << u"own federation_domain_whitelist leaves remote.example out"_s
                                   << 3;
    lines.removeIf([](const QByteArray &one) { return one.contains("DEBUG"); });
    QTest::newRow("own whitelist, default level") << lines << FetchCause::OwnWhitelist << u"neither time nor a refresh helps"_s << 3;
    lines = repeated(send + "DNSLookupError: DNS lookup failed: no results for hostname lookup: remote.example.");
    lines.prepend(line(0, http + "INFO - sentinel - Blocked 10.0.0.7 from DNS resolution to remote.example"));
    QTest::newRow("own ip range") << lines << FetchCause::OwnIpRange << u"own ip_range_blacklist forbids"_s << 6;
    // A server whose well-known names another host: that is what is looked up.
    lines = repeated(send + "DNSLookupError: DNS lookup failed: no results for hostname lookup: matrix.remote.example.");
    lines.prepend(line(0, http + "INFO - sentinel - Blocked 10.0.0.7 from DNS resolution to Matrix.remote.example"));
    QTest::newRow("own ip range, delegated") << lines << FetchCause::OwnIpRange << u"forbids the address of remote.example"_s << 6;
    lines = repeated(send + "DNSLookupError: DNS lookup failed: no results for hostname lookup: remote.example.");
    lines.prepend(QByteArray());
    // Nothing that is said of another server counts.
    lines[0] = line(0, http + "INFO - sentinel - Blocked 10.0.0.7 from DNS resolution to other.example");
    QTest::newRow("another one's address") << lines << FetchCause::NameUnknown << u"DNS has no address"_s << 6;
}

void TestCauses::answers()
{
    QFETCH(QByteArrayList, lines);
    QFETCH(FetchCause, cause);
    QFETCH(QString, says);
    QFETCH(int, count);
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1763632800000)"_s);
    tell(lines);
    const auto details = m_source->user(ann);
    QVERIFY(details);
    UserQuery query;
    query.search = ann.toString();
    const auto page = m_source->users(query);
    QVERIFY(page && page->items.size() == 1);
    for (const QList<Finding> &findings : {details->summary.findings, page->items.constFirst().findings}) {
        const auto stale = find(findings, u"stale"_s);
        QVERIFY(stale);
        QCOMPARE(stale->severity, Severity::Error);
        QCOMPARE(stale->cause, cause);
        QVERIFY2(stale->text.contains(says), qUtf8Printable(stale->text));
        QCOMPARE(stale->count, count);
        QCOMPARE(stale->since, qint64(1'763'632'800'000));
        QCOMPARE(
            stale->last - QDateTime(QDate(2026, 11, 20), QTime(10, 0), QTimeZone::utc()).toMSecsSinceEpoch(), (count - 1) * 30'000 + 972);
        // One trouble is one line.
        QVERIFY(!find(findings, u"resync_failed"_s));
        // No sentence promises what another one takes back.
        const bool futile = stale->text.contains("neither time nor a refresh"_L1) || stale->text.contains("the same answer"_L1);
        for (const Finding &finding : findings)
            QVERIFY2(!futile || !finding.text.contains("a refresh tries now"_L1), qUtf8Printable(finding.text));
    }
    const Overview counts = overview();
    const auto trouble = std::find_if(counts.troubles.cbegin(), counts.troubles.cend(),
        [&](const Trouble &one) { return one.server == ann.server() && one.cause == cause; });
    QVERIFY(trouble != counts.troubles.cend());
    QCOMPARE(trouble->state, UserState::Stale);
}

/// Synapse takes half a minute to say of a marker that it may not ask.
void TestCauses::theConfigurationTellsBeforeTheLog()
{
    openSource(QList<ServerName>{ServerName(u"other.example"_s)});
    auto details = m_source->user(ann);
    QVERIFY(details);
    QVERIFY(!find(details->summary.findings, u"stale"_s)); // a list that nobody needs to fetch is not blocked
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1763632800000)"_s);
    details = m_source->user(ann);
    QVERIFY(details);
    const auto stale = find(details->summary.findings, u"stale"_s);
    QVERIFY(stale);
    QCOMPARE(stale->cause, FetchCause::OwnWhitelist);
    QVERIFY2(stale->text.contains(u"own federation_domain_whitelist leaves remote.example out"_s), qUtf8Printable(stale->text));
    // What the log tells, of a homeserver that runs with another configuration than the file has by now, is nearer.
    tell({failed(30, "404: Not Found")});
    details = m_source->user(ann);
    QVERIFY(details);
    QCOMPARE(find(details->summary.findings, u"stale"_s)->cause, FetchCause::Declined);
    openSource(QList<ServerName>{ServerName(u"remote.example"_s)});
    details = m_source->user(ann);
    QVERIFY(details);
    QVERIFY(find(details->summary.findings, u"stale"_s)->cause != FetchCause::OwnWhitelist);
}

void TestCauses::aChangedConfigurationIsReadAnew()
{
    const QString path = m_dir->filePath(u"homeserver.yaml"_s);
    const auto write = [&path](const QByteArray &more, int second) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("server_name: home.example\n" + more);
        file.flush();
        QVERIFY(file.setFileTime(QDateTime(QDate(2026, 11, 20), QTime(10, 0, second)), QFileDevice::FileModificationTime));
    };
    write({}, 0);
    SynapseSettings given;
    given.database = u"sqlite:/nowhere"_s;
    given.clientApi = QUrl(u"http://127.0.0.1:8008"_s);
    given.logs = {u"-"_s};
    const auto read = readHomeserverConfig({path}, given);
    QVERIFY(read);
    FetchLedger ledger;
    ConfigWatch watch(*read, ledger);
    qint64 now = 1'000'000;
    const auto cause = [&] {
        watch.step(now += ConfigWatch::lookEveryMs);
        return ledger.userTrouble(ann).cause;
    };
    QCOMPARE(cause(), FetchCause::Unknown);
    write("federation_domain_whitelist: [other.example]\n", 1);
    QCOMPARE(cause(), FetchCause::OwnWhitelist);
    // Half written, and gone for a moment: what is known stays.
    write("federation_domain_whitelist: [other.example\n", 2);
    QCOMPARE(cause(), FetchCause::OwnWhitelist);
    QVERIFY(QFile::remove(path));
    QCOMPARE(cause(), FetchCause::OwnWhitelist);
    write("federation_domain_whitelist: [remote.example]\n", 3);
    QCOMPARE(cause(), FetchCause::Unknown);
    write("federation_domain_whitelist: [other.example]\n", 4);
    watch.step(now + 1); // not yet time for a look
    QCOMPARE(ledger.userTrouble(ann).cause, FetchCause::Unknown);
    QCOMPARE(cause(), FetchCause::OwnWhitelist);
    write({}, 5);
    QCOMPARE(cause(), FetchCause::Unknown);
}

void TestCauses::anotherCauseIsAnotherTrouble()
{
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1763632800000)"_s);
    tell({line(0, device + "DEBUG - retry-1 - Attempting to resync the device list for @ann:remote.example"),
        line(0, device + "INFO - retry-1 - 403: Federation denied with remote.example."),
        line(60, device + "DEBUG - retry-1 - Attempting to resync the device list for @ann:remote.example"),
        failed(61, "Failed to send request: DNSLookupError: DNS lookup failed: no results for hostname lookup: remote.example.")});
    const auto details = m_source->user(ann);
    QVERIFY(details);
    QCOMPARE(find(details->summary.findings, u"stale"_s)->cause, FetchCause::NameUnknown);
    QCOMPARE(find(details->summary.findings, u"stale"_s)->count, 1);
    const auto updates = m_store->updates(ann, 0, 100, false);
    QVERIFY(updates);
    QCOMPARE(updates->size(), 2);
    QVERIFY(updates->at(0).detail.contains("Federation denied"_L1));
    QVERIFY(updates->at(1).detail.contains("DNSLookupError"_L1));
    QCOMPARE(updates->at(1).received - updates->at(0).received, 61'000);
}

void TestCauses::whatWasMendedIsForgotten()
{
    // The population's keys are no keys, and that would be told, too.
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1763632800000)"_s);
    tell({failed(0, "404: Not Found"),
        line(30, device + "INFO - retry-1 - Skipping device list resync for @ann:remote.example, as our cache matches already")});
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@ann:remote.example'"_s);
    auto details = m_source->user(ann);
    QVERIFY(details);
    QVERIFY(details->summary.states.contains(UserState::InStep));
    QVERIFY(!find(details->summary.findings, u"stale"_s));
    // A list that is too long is dropped without a marker: only the log tells, and a refresh does not help.
    tell({line(60, device + "WARNING - resync-1 - Ignoring device list snapshot for @ann:remote.example as it has >1K devs (1337)")});
    details = m_source->user(ann);
    QVERIFY(details);
    QCOMPARE(details->summary.states, QList{UserState::TooManyDevices});
    const auto finding = find(details->summary.findings, u"too_many_devices"_s);
    QVERIFY(finding && finding->severity == Severity::Error);
    QVERIFY2(finding->text.contains("1,337 devices"_L1) && finding->text.contains("neither time nor a refresh helps"_L1),
        qUtf8Printable(finding->text));
    for (const Finding &other : details->summary.findings)
        QVERIFY2(!other.text.contains("tries"_L1), qUtf8Printable(other.text));
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList{ann.toString()});
    QCOMPARE(overview().states.value(UserState::TooManyDevices), 1);
    tell({line(90, device + "INFO - retry-1 - Skipping device list resync for @ann:remote.example, as our cache matches already")});
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList());
}

QStringList TestCauses::findingsInBoth(const UserId &user)
{
    UserQuery query;
    query.search = user.toString();
    const auto page = m_source->users(query);
    const auto details = m_source->user(user);
    if (!page || page->items.size() != 1 || !details)
        return {u"not listed"_s};
    QStringList all;
    for (const Finding &finding : page->items.constFirst().findings)
        all += toApiName(finding.severity) + u' ' + finding.id
            + (find(details->summary.findings, finding.id) ? QString() : u" (only in the list)"_s);
    return all;
}

void TestCauses::droppedListsOutliveTheGateway()
{
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    const QByteArray dropped = "WARNING - resync-1 - Ignoring device list snapshot for @ann:remote.example as it has >1K devs (1337)";
    tell({line(0, device + dropped)});
    // The homeserver has no marker for it and logs it no second time.
    openSource();
    auto details = m_source->user(ann);
    QVERIFY(details);
    QCOMPARE(details->summary.states, QList{UserState::TooManyDevices});
    QVERIFY(find(details->summary.findings, u"too_many_devices"_s)->text.contains("1,337 devices"_L1));
    QVERIFY(!find(details->summary.findings, u"resync_failed"_s));
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList{ann.toString()});
    QCOMPARE(findingsInBoth(ann), QStringList{u"error too_many_devices"_s});
    // At its default level Synapse does not log that it took the next one: what is stored tells.
    const auto head = [&](const QString &id) {
        const History::HeadSeen seen{.user = ann, .streamId = StreamId(id), .at = QDateTime::currentMSecsSinceEpoch()};
        QVERIFY(m_recorder->record({.source = UpdateSource::Database, .stream = u"heads"_s}, {seen}));
    };
    m_recorder = std::make_unique<History::Recorder>(m_store.get(), History::Recorder::Options{.headGraceMs = 0});
    m_recorder->setWitness(m_source->witness());
    head(u"100"_s);
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList{ann.toString()});
    head(u"120"_s);
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList());
    QVERIFY(m_recorder->tick());
    openSource();
    QCOMPARE(m_source->user(ann)->summary.states, QList{UserState::InStep});
}

void TestCauses::whatFailedIsOverWithTheMarker()
{
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    tell({failed(0, "502: Bad Gateway")});
    const auto details = m_source->user(ann);
    QVERIFY(details);
    QCOMPARE(details->summary.states, QList{UserState::InStep});
    QCOMPARE(details->summary.findings.size(), 0);
}

void TestCauses::breaksOfTheListAndOfTheUser()
{
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    const auto handled = [](int seconds, const QByteArray &id, const QByteArray &prev) {
        return line(
            seconds, device + "DEBUG - PUT-1 - Handling update '@ann:remote.example'/'ANNPC', ID: '" + id + "', prev: [" + prev + "] ");
    };
    tell({handled(0, "36", "'34'"), handled(10, "41", "")});
    QCOMPARE(findingsInBoth(ann), QStringList{u"info restarted"_s});
    tell({handled(20, "30", "")});
    QCOMPARE(findingsInBoth(ann), (QStringList{u"warning rewound"_s, u"info restarted"_s}));
    const auto signedBy = [&](const QString &key, int id) {
        const History::UpdateContent content{.user = ann,
            .content = {{u"device_id"_s, u"ANNPC"_s}, {u"stream_id"_s, id}, {u"prev_id"_s, QJsonArray()}},
            .at = QDateTime::currentMSecsSinceEpoch(),
            .origin = {},
            .transaction = QString::number(id),
            .index = 0,
            .verified = true,
            .signingKey = key};
        QVERIFY(m_recorder->record({.source = UpdateSource::Tap, .stream = {}}, {content}));
    };
    signedBy(u"ed25519:a_old"_s, 50);
    signedBy(u"ed25519:a_new"_s, 2);
    QVERIFY(findingsInBoth(ann).contains(u"warning rebuilt"_s));
    openSource();
    QVERIFY(findingsInBoth(ann).contains(u"warning rebuilt"_s));
}

/// A leftover marker that was answered makes Synapse keep the list of somebody whom nobody here knows.
void TestCauses::nobodysList()
{
    const UserId ghost(u"@ghost:left.example"_s);
    m_database->run(u"INSERT INTO device_lists_remote_extremeties VALUES ('@ghost:left.example', '40')"_s);
    const auto details = m_source->user(ghost);
    QVERIFY(details);
    QCOMPARE(details->summary.states, QList{UserState::InStep});
    QCOMPARE(findingsInBoth(ghost), QStringList{u"info empty_list"_s});
}

/// A remote server writes lines into a text log, by a transaction ID that holds line feeds, about the fetch of another server's list.
void TestCauses::forgedResyncs()
{
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1763632800000)"_s);
    tell({failed(0, "404: Not Found")});
    const QByteArray received = "synapse.federation.transport.server.federation - 1 - INFO - PUT-7 - Received txn ";
    const QByteArrayList lies{
        line(40, device + "INFO - retry-8 - Skipping device list resync for @ann:remote.example, as our cache matches already"),
        line(40, device + "DEBUG - retry-8 - Handling resync update '@ann:remote.example'/'ANNPC', ID: 200"),
        line(40, device + "DEBUG - retry-8 - Successfully resynced the device list for @ann:remote.example")};
    for (const QByteArray &lie : lies) {
        tell({line(40, received + "x from evil.example. (PDUs: 0, EDUs: 1)"), lie,
                 line(40, received + "y from evil.example. (PDUs: 0, EDUs: 1)")},
            true);
        const auto details = m_source->user(ann);
        QVERIFY(details->summary.states.contains(UserState::Stale));
        QVERIFY(!details->summary.states.contains(UserState::InStep));
        QVERIFY(!usersIn(UserState::InStep).contains(ann.toString()));
        // Nor does it take the cause away.
        QCOMPARE(find(details->summary.findings, u"stale"_s)->cause, FetchCause::Declined);
    }
    // Nor is a list taken that was dropped as too long.
    tell({line(60, device + "WARNING - resync-1 - Ignoring device list snapshot for @ann:remote.example as it has >1K devs (1337)")});
    tell(lies, true);
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList{ann.toString()});
    openSource();
    QCOMPARE(usersIn(UserState::TooManyDevices), QStringList{ann.toString()});
}

/// What a text log says of a fetch mends nothing, until the database says so, too.
void TestCauses::textAloneHealsNoGap()
{
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    receive(105, {104});
    receive(112, {110});
    const QStringList gap{u"error gap"_s};
    QCOMPARE(findingsInBoth(ann), gap);
    const QByteArrayList lies{line(38, device + "DEBUG - resync-8 - Attempting to resync the device list for @ann:remote.example"),
        line(39, device + "INFO - PUT-8 - Received device list update for @ann:remote.example, requiring resync: False. Devices: ANNPC"),
        line(40, device + "INFO - resync-8 - Skipping device list resync for @ann:remote.example, as our cache matches already"),
        line(41, device + "DEBUG - resync-8 - Handling resync update '@ann:remote.example'/'ANNPC', ID: 104"),
        line(42, device + "DEBUG - resync-8 - Handling resync update '@ann:remote.example'/'ANNPC', ID: 120"),
        line(43, device + "DEBUG - resync-8 - Successfully resynced the device list for @ann:remote.example"),
        line(44, device + "WARNING - PUT-8 - Got device list update edu for '@ann:remote.example'/'ANNPC', but don't share a room")};
    const auto isPolled = [&] {
        const auto info = m_source->info();
        return info && info->sources.size() > 1 && info->sources.at(1).state == SourceState::Ok;
    };
    for (const bool afterRestart : {false, true}) {
        for (const QByteArray &lie : lies) {
            tell({lie}, true);
            QCOMPARE(findingsInBoth(ann), gap);
        }
        QCOMPARE(usersIn(UserState::Gap), QStringList{ann.toString()});
        QCOMPARE(overview().states.value(UserState::Gap), 1);
        m_source->startPolling(m_recorder.get());
        QTRY_VERIFY_WITH_TIMEOUT(isPolled(), 60'000);
        QCOMPARE(findingsInBoth(ann), gap);
        m_source->stopPolling();
        if (!afterRestart)
            openSource();
    }
    // The true one, told before the database shows it.
    m_source->startPolling(m_recorder.get());
    tell({line(60, device + "DEBUG - resync-9 - Attempting to resync the device list for @ann:remote.example"),
             line(61, device + "DEBUG - resync-9 - Handling resync update '@ann:remote.example'/'ANNPC', ID: 113"),
             line(61, device + "DEBUG - resync-9 - Successfully resynced the device list for @ann:remote.example")},
        true);
    QCOMPARE(findingsInBoth(ann), gap);
    m_database->run(u"UPDATE device_lists_remote_extremeties SET stream_id = '113' WHERE user_id = '@ann:remote.example'"_s);
    QTRY_COMPARE_WITH_TIMEOUT(findingsInBoth(ann), QStringList(), 60'000);
    QVERIFY(find(m_source->user(ann)->summary.findings, u"gap_healed"_s));
    QCOMPARE(usersIn(UserState::Gap), QStringList());
    m_source->stopPolling();
}

/// What a whole list made good is told as what was.
void TestCauses::whatWasMendedIsInThePast()
{
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    const auto resync = [](int seconds, const QByteArray &id) {
        return line(seconds, device + "DEBUG - resync-1 - Handling resync update '@ann:remote.example'/'ANNPC', ID: " + id);
    };
    receive(36, {34});
    receive(31, {});
    QCOMPARE(findingsInBoth(ann), QStringList{u"warning rewound"_s});
    tell({resync(10, "31")}, true);
    QCOMPARE(findingsInBoth(ann), QStringList{u"warning rewound"_s}); // by anybody's word
    // The database had a mark, which is gone: the log tells why.
    tell({line(11, device + "INFO - PUT-1 - Received device list update for @ann:remote.example, requiring resync: True. Devices: ANNPC")});
    const History::Feed database{.source = UpdateSource::Database, .stream = u"markers"_s};
    QVERIFY(m_recorder->record(database, {History::MarkerSeen{.user = ann, .isMarked = true, .at = 1}}));
    tell({line(12, device + "INFO - retry-1 - Skipping device list resync for @ann:remote.example, as our cache matches already")}, true);
    QCOMPARE(findingsInBoth(ann), QStringList{u"warning rewound"_s});
    QVERIFY(m_recorder->record(database, {History::MarkerSeen{.user = ann, .isMarked = false, .at = 2}}));
    QCOMPARE(findingsInBoth(ann), QStringList{u"info rewound_healed"_s});
    receive(28, {});
    QCOMPARE(findingsInBoth(ann), QStringList{u"warning rewound"_s});
    tell({resync(20, "32")});
    QCOMPARE(findingsInBoth(ann), QStringList{u"info rewound_healed"_s});
    openSource();
    QCOMPARE(findingsInBoth(ann), QStringList{u"info rewound_healed"_s});
    const auto details = m_source->user(ann);
    QVERIFY2(find(details->summary.findings, u"rewound_healed"_s)->text.contains("ran backwards, because"_L1), "in the past");
    receive(50, {32}, u"ed25519:a_old"_s);
    receive(2, {}, u"ed25519:a_new"_s);
    QVERIFY(findingsInBoth(ann).contains(u"warning rebuilt"_s));
    // A failed one and one of too many devices bring nothing.
    tell({failed(30, "404: Not Found")});
    QVERIFY(findingsInBoth(ann).contains(u"warning rebuilt"_s));
    tell({resync(40, "3")});
    QCOMPARE(findingsInBoth(ann), (QStringList{u"info rewound_healed"_s, u"info rebuilt_healed"_s}));
    receive(1, {}, u"ed25519:a_new"_s);
    QCOMPARE(findingsInBoth(ann), (QStringList{u"warning rewound"_s, u"info rebuilt_healed"_s}));
}

void TestCauses::leftoverMarkers()
{
    const qint64 old = QDateTime::currentMSecsSinceEpoch() - qint64(250) * 24 * 60 * 60 * 1000;
    QStringList rows;
    for (int i = 0; i < 3001; ++i)
        rows += u"('@gone%1:left.example', %2)"_s.arg(i, 5, 10, QChar(u'0')).arg(old + i / 2);
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES "_s + rows.join(u','));
    // A user whose join is a moment old, and one who waits since long and is in a room.
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@new:left.example', %1), ('@gil:other.example', %2)"_s
                        .arg(QDateTime::currentMSecsSinceEpoch())
                        .arg(old));
    const QByteArray first = "@gone00000:left.example";
    tell({line(0, device + "WARNING - retry-1 - Failed to handle device list update for " + first + ": 403: Forbidden"),
        line(30, device + "WARNING - retry-1 - Failed to handle device list update for " + first + ": 403: Forbidden")});

    for (const int limit : {100, 1000}) {
        const QStringList all = usersIn(UserState::LeftoverMarker, limit);
        QCOMPARE(all.size(), 3001);
        QCOMPARE(QSet<QString>(all.cbegin(), all.cend()).size(), 3001);
    }
    QCOMPARE(usersIn(UserState::Queued).size(), 4);
    const auto user = m_source->user(UserId(QString::fromLatin1(first)));
    QVERIFY(user);
    QCOMPARE(user->summary.states, QList{UserState::LeftoverMarker});
    const auto finding = find(user->summary.findings, u"leftover_marker"_s);
    QVERIFY(finding);
    QCOMPARE(finding->severity, Severity::Warning);
    for (const QString &part :
        {u"for 250 days"_s, u"no local user shares a room"_s, u"answers \"403: Forbidden\""_s, u"every 30 seconds"_s})
        QVERIFY2(finding->text.contains(part), qUtf8Printable(finding->text));
    QCOMPARE(finding->since, old);
    QCOMPARE(finding->count, 2);
    QVERIFY(!find(user->summary.findings, u"resync_failed"_s));

    const Overview counts = overview();
    QCOMPARE(counts.states.value(UserState::LeftoverMarker), 3001);
    QCOMPARE(counts.states.value(UserState::Queued), 4);
    QVERIFY(counts.troubles.size() >= 2);
    QCOMPARE(counts.troubles.at(0).state, UserState::LeftoverMarker);
    QCOMPARE(counts.troubles.at(0).server.toString(), u"left.example"_s);
    QCOMPARE(counts.troubles.at(0).users, 3000);
    QCOMPARE(counts.troubles.at(0).since, old);
    const auto refused = std::find_if(
        counts.troubles.cbegin(), counts.troubles.cend(), [](const Trouble &trouble) { return trouble.cause == FetchCause::Declined; });
    QVERIFY(refused != counts.troubles.cend());
    QCOMPARE(refused->error, u"403: Forbidden"_s);
}

void TestCauses::resyncLoop()
{
    const auto fetchedAt = [](int seconds) {
        return line(seconds, device + "INFO - retry-1 - Skipping device list resync for @ann:remote.example, as our cache matches already");
    };
    QByteArrayList lines;
    for (int i = 0; i < 4; ++i)
        lines += fetchedAt(i * 60);
    tell(lines);
    QCOMPARE(usersIn(UserState::ResyncLoop), QStringList());
    lines.clear();
    for (int i = 4; i < 12; ++i)
        lines += fetchedAt(i * 60);
    tell(lines);
    QCOMPARE(usersIn(UserState::ResyncLoop), QStringList{ann.toString()});
    QCOMPARE(overview().states.value(UserState::ResyncLoop), 1);
    const auto user = m_source->user(ann);
    QVERIFY(user);
    QVERIFY(!user->summary.states.contains(UserState::InStep));
    const auto finding = find(user->summary.findings, u"resync_loop"_s);
    QVERIFY(finding);
    QCOMPARE(finding->count, 12);
    QCOMPARE(finding->last - finding->since, 11 * 60'000);
    QVERIFY2(finding->text.contains("12 times"_L1), qUtf8Printable(finding->text));
    // An update ends it: what follows is another run.
    tell({line(800, device + "DEBUG - PUT-1 - Handling update '@ann:remote.example'/'ANNPC', ID: '105', prev: ['104'] "), fetchedAt(860)});
    QCOMPARE(usersIn(UserState::ResyncLoop), QStringList());
}

void TestCauses::loopsOutliveTheGateway()
{
    const auto fetchedAt = [](int seconds) {
        return line(seconds, device + "INFO - retry-1 - Skipping device list resync for @ann:remote.example, as our cache matches already");
    };
    QByteArrayList lines{
        line(0, device + "DEBUG - PUT-1 - Handling update '@ann:remote.example'/'ANNPC', ID: '105', prev: ['104'] "), fetchedAt(10)};
    for (int i = 0; i < 6; ++i)
        lines += fetchedAt(3'700 + i * 60); // the first one is too long ago to belong to them
    tell(lines);
    for (const bool restart : {false, true}) {
        if (restart)
            openSource();
        QCOMPARE(usersIn(UserState::ResyncLoop), QStringList{ann.toString()});
        QCOMPARE(overview().states.value(UserState::ResyncLoop), 1);
        const auto finding = find(m_source->user(ann)->summary.findings, u"resync_loop"_s);
        QVERIFY(finding);
        QCOMPARE(finding->count, 6);
        QCOMPARE(finding->last - finding->since, 5 * 60'000);
    }
    tell({fetchedAt(4'100)});
    QCOMPARE(find(m_source->user(ann)->summary.findings, u"resync_loop"_s)->count, 7);
    // Long after it nothing of it is left, nor after an update.
    tell({line(10'000, device + "DEBUG - PUT-1 - Handling update '@bob:remote.example'/'BOBPC', ID: '9', prev: ['8'] ")});
    openSource();
    QCOMPARE(usersIn(UserState::ResyncLoop), QStringList());
    lines.clear();
    for (int i = 0; i < 6; ++i)
        lines += fetchedAt(10'100 + i * 60);
    tell(lines << line(10'500, device + "DEBUG - PUT-1 - Handling update '@ann:remote.example'/'ANNPC', ID: '106', prev: ['105'] "));
    openSource();
    QCOMPARE(usersIn(UserState::ResyncLoop), QStringList());
}

void TestCauses::malformedUpdates()
{
    const QByteArray debug = "synapse.8631_debug - 1 - DEBUG - PUT-1 - received transaction [";
    const QByteArray error = "synapse.federation.federation_server - 1 - ERROR - PUT-1 - Error handling EDU of type m.device_list_update";
    const auto sent = [&](const QByteArray &transaction, const QByteArray &content) {
        return line(0, debug + transaction + "] including device list updates: [{" + content + ", 'user_id': '@ann:remote.example'}]");
    };
    tell({sent("1", "'device_id': 'A', 'stream_id': 11, 'prev_id': None"), line(0, error),
        sent("1", "'device_id': 'A', 'stream_id': 11, 'prev_id': None"), line(1, error),
        sent("2", "'device_id': 'B', 'stream_id': 12, 'prev_id': 11"), line(2, error), sent("3", "'device_id': 'C', 'prev_id': [12]"),
        line(3, error), sent("4", "'stream_id': 13, 'prev_id': [12]"), line(4, error)});
    const auto updates = m_store->updates(ann, 0, 100, false);
    QVERIFY(updates);
    QCOMPARE(updates->size(), 4);
    for (const DeviceListUpdate &update : *updates) {
        QCOMPARE(update.verdict, Verdict::Ignored);
        QVERIFY2(update.detail.startsWith("malformed: "_L1), qUtf8Printable(update.detail));
        QCOMPARE(update.breaks, Breaks());
    }
    const auto user = m_source->user(ann);
    QVERIFY(user);
    const auto finding = find(user->summary.findings, u"malformed_update"_s);
    QVERIFY(finding);
    QCOMPARE(finding->count, 4);
    QVERIFY2(finding->text.contains("repeats it"_L1), qUtf8Printable(finding->text));
    QVERIFY(findingsInBoth(ann).contains(u"warning malformed_update"_s));
    // What the sender sends next shows that it got on.
    tell({line(60, device + "DEBUG - PUT-9 - Handling update '@ann:remote.example'/'ANNPC', ID: '14', prev: ['12'] ")});
    QVERIFY(!find(m_source->user(ann)->summary.findings, u"malformed_update"_s));
    QVERIFY(!findingsInBoth(ann).contains(u"warning malformed_update"_s));
    // Whether it goes on is told as long as it may: what is long over is no failing source.
    const auto told = [&] {
        const auto info = m_source->info();
        QStringList details;
        for (const SourceStatus &source : info->sources) {
            if (source.kind == SourceKind::Updates && source.state == SourceState::Failing)
                details.append(source.detail);
        }
        return details.join(u'\n');
    };
    QCOMPARE(told(), QString());
    tell({QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd hh:mm:ss"_s).toUtf8() + ",972 - " + error});
    QVERIFY2(told().contains("6 device list updates"_L1), qUtf8Printable(told()));
}

void TestCauses::keys()
{
    // A user with proper keys, one whose device lost its own signature, one without a self-signing key, one whose self-signing key is
    // unsigned.
    const auto member = [](const QByteArray &key) { return QString::fromLatin1(key.toBase64(QByteArray::OmitTrailingEquals)); };
    const auto add = [&](const QString &name, bool deviceSigned, bool hasSelfSigning, bool selfSigningSigned) {
        const SigningKey own = SigningKey::generate(), master = SigningKey::generate(), selfSigning = SigningKey::generate();
        const QString masterId = member(master.publicKey()), selfId = member(selfSigning.publicKey());
        QJsonObject keys{{u"user_id"_s, name}, {u"device_id"_s, u"DEV"_s}, {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s}},
            {u"keys"_s, QJsonObject{{u"ed25519:DEV"_s, member(own.publicKey())}}}};
        if (deviceSigned)
            keys = *signJson(keys, name, u"ed25519:DEV"_s, own);
        if (hasSelfSigning)
            keys = *signJson(keys, name, u"ed25519:"_s + selfId, selfSigning);
        QJsonObject masterKey{
            {u"user_id"_s, name}, {u"usage"_s, QJsonArray{u"master"_s}}, {u"keys"_s, QJsonObject{{u"ed25519:"_s + masterId, masterId}}}};
        QJsonObject selfKey{
            {u"user_id"_s, name}, {u"usage"_s, QJsonArray{u"self_signing"_s}}, {u"keys"_s, QJsonObject{{u"ed25519:"_s + selfId, selfId}}}};
        if (selfSigningSigned)
            selfKey = *signJson(selfKey, name, u"ed25519:"_s + masterId, master);
        const auto text = [](const QJsonObject &object) { return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)); };
        static int stream = 1000;
        m_database->run(u"INSERT INTO device_lists_remote_extremeties VALUES ('%1', '5')"_s.arg(name));
        m_database->run(u"INSERT INTO device_lists_remote_cache VALUES ('%1', 'DEV', '%2')"_s.arg(
            name, text({{u"device_id"_s, u"DEV"_s}, {u"keys"_s, keys}})));
        m_database->run(u"INSERT INTO e2e_cross_signing_keys (user_id, keytype, keydata, stream_id) VALUES ('%1', 'master', '%2', %3)"_s
                            .arg(name, text(masterKey))
                            .arg(++stream));
        if (hasSelfSigning)
            m_database->run(
                u"INSERT INTO e2e_cross_signing_keys (user_id, keytype, keydata, stream_id) VALUES ('%1', 'self_signing', '%2', %3)"_s
                    .arg(name, text(selfKey))
                    .arg(++stream));
    };
    // The population's own keys are no keys: they would be found, too.
    m_database->run(u"DELETE FROM device_lists_remote_cache"_s);
    m_database->run(u"DELETE FROM e2e_cross_signing_keys"_s);
    m_database->run(u"DELETE FROM device_lists_remote_resync"_s);
    add(u"@good:keys.example"_s, true, true, true);
    add(u"@nosig:keys.example"_s, false, false, false);
    m_database->run(u"DELETE FROM e2e_cross_signing_keys WHERE user_id = '@nosig:keys.example'"_s);
    add(u"@masteronly:keys.example"_s, true, false, false);
    add(u"@unsignedkey:keys.example"_s, true, true, false);

    // Before the check nothing is claimed.
    QVERIFY(!overview().keyCheck.isComplete());
    m_source->startPolling(nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(overview().keyCheck.isComplete(), 20'000);
    m_source->stopPolling();
    const Overview counts = overview();
    QCOMPARE(counts.keyCheck.checked, counts.trackedUsers);
    QCOMPARE(counts.keyCheck.total, counts.trackedUsers);
    QVERIFY(QDateTime::currentMSecsSinceEpoch() - counts.keyCheck.finished < 60'000);
    QCOMPARE(counts.states.value(UserState::UnusableKeys), 1);
    QCOMPARE(counts.states.value(UserState::CrossSigningBroken), 2);
    QCOMPARE(usersIn(UserState::UnusableKeys), QStringList{u"@nosig:keys.example"_s});
    QCOMPARE(usersIn(UserState::CrossSigningBroken), (QStringList{u"@masteronly:keys.example"_s, u"@unsignedkey:keys.example"_s}));
    UserQuery query;
    query.server = u"keys.example"_s;
    const auto page = m_source->users(query);
    QVERIFY(page);
    QStringList lines;
    for (const UserSummary &user : page->items) {
        QStringList ids;
        for (const Finding &finding : user.findings)
            ids += finding.id;
        lines += user.userId.toString() + u' ' + toApiNames(user.states).join(u',') + u' ' + ids.join(u',');
    }
    QCOMPARE(lines,
        (QStringList{u"@good:keys.example in_step "_s, u"@masteronly:keys.example cross_signing_broken cross_signing_broken"_s,
            u"@nosig:keys.example unusable_keys unusable_keys"_s,
            u"@unsignedkey:keys.example cross_signing_broken cross_signing_broken"_s}));
    // The user's own page names the device, and says it once.
    const auto nosig = m_source->user(UserId(u"@nosig:keys.example"_s));
    QVERIFY(nosig);
    QCOMPARE(nosig->summary.states, QList{UserState::UnusableKeys});
    QCOMPARE(nosig->summary.findings.size(), 1);
    QCOMPARE(nosig->summary.findings.constFirst().id, u"signature_missing"_s);
    // What a page sees anew counts at once.
    m_database->run(u"DELETE FROM device_lists_remote_cache WHERE user_id = '@nosig:keys.example'"_s);
    QVERIFY(m_source->user(UserId(u"@nosig:keys.example"_s)));
    QCOMPARE(usersIn(UserState::UnusableKeys), QStringList());
}

void TestCauses::keyCheckIsBounded()
{
    Database database(*DatabaseAddress::parse(m_database->uri()), {.access = Access::ReadOnly});
    int loaded = 0;
    Synapse::KeyCheck check(database, [&](const UserId &user) -> Result<DeviceList> {
        ++loaded;
        std::this_thread::sleep_for(std::chrono::milliseconds(user == ann ? 100 : 5));
        return DeviceList{.userId = user, .streamId = {}, .devices = {}, .crossSigning = {}};
    });
    // ann comes first and costs three steps' worth; then each step checks a few lists, never all.
    QVERIFY(check.step());
    QCOMPARE(loaded, 1);
    QCOMPARE(check.progress().checked, 1);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(check.step());
        QCOMPARE(loaded, 1);
    }
    int before = loaded, steps = 0;
    for (; check.progress().finished == 0 && steps < 500; ++steps) {
        QElapsedTimer clock;
        clock.start();
        QVERIFY(check.step());
        QVERIFY(loaded - before <= 1 + Synapse::KeyCheck::budgetMs / 5);
        before = loaded;
    }
    QCOMPARE(loaded, 255);
    QVERIFY(steps > 255 * 5 / (Synapse::KeyCheck::budgetMs + 5));
    QCOMPARE(check.progress().checked, 255);
    // Then it rests, but for what changed.
    QVERIFY(check.step());
    QCOMPARE(loaded, 255);
    check.changed({UserId(u"@zoe:remote.example"_s)});
    QVERIFY(check.step());
    QCOMPARE(loaded, 256);
}

void TestCauses::aNewFailureIsListedAtOnce()
{
    const auto names = [&](bool failingOnly) {
        QStringList all;
        DestinationQuery query;
        query.failingOnly = failingOnly;
        const auto page = m_source->destinations(query);
        for (const Destination &destination : page ? page->items : QList<Destination>()) {
            if (destination.failingSince > 0)
                all += destination.destination.toString();
        }
        all.sort();
        return all;
    };
    QCOMPARE(names(true), (QStringList{u"dead.example"_s, u"deader.example"_s}));
    m_database->run(u"UPDATE destinations SET retry_last_ts = 1763632800000, retry_interval = 600000, failure_ts = 1763632800000"
                    " WHERE destination = 'remote.example'"_s);
    QVERIFY(names(false).contains(u"remote.example"_s));
    // Who was looked at is in the list of failing ones at once, too.
    QVERIFY(m_source->user(ann));
    QVERIFY(names(true).contains(u"remote.example"_s));
    m_database->run(
        u"UPDATE destinations SET retry_last_ts = 0, retry_interval = 0, failure_ts = NULL WHERE destination = 'remote.example'"_s);
    QVERIFY(m_source->user(ann));
    QVERIFY(!names(true).contains(u"remote.example"_s));
}

void TestCauses::whoIsNotTracked()
{
    const auto text = [&](const QString &user) {
        const auto found = m_source->user(UserId(user));
        return found || found.error().kind != Error::NotFound ? QString() : found.error().text;
    };
    // gil is in a room, and nobody needed the list; kim is in none.
    QVERIFY2(text(u"@gil:other.example"_s).contains("shares a room with them, and nobody here has needed"_L1),
        qUtf8Printable(text(u"@gil:other.example"_s)));
    QVERIFY2(text(u"@kim:other.example"_s).contains("no local user shares a room"_L1), qUtf8Printable(text(u"@kim:other.example"_s)));
}

QTEST_GUILESS_MAIN(TestCauses)
#include "tst_causes.moc"
