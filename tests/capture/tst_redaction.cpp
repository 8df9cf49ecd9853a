// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/signatures.h"
#include "inspection/casefiles/casebytes.h"
#include "inspection/casefiles/redaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Inspection;

/// A case about somebody becomes one about nobody, and tells the same.
class TestRedaction : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLeft();
    void sendersViewToo();
    void tellsTheSame();
    void isConsistent();
    void isAnotherOneEachTime();
    void staysACase();
    void textsOfOthersGo_data();
    void textsOfOthersGo();
};

namespace {

const QString bob = u"@bob.mcsecret:hidden-host.example"_s;
const QByteArray seed(32, 'k');

/// Everything in it that is somebody's name.
struct Names
{
    QStringList all;
    QString add(const QString &name)
    {
        all += name;
        return name;
    }
};

Device deviceOf(Names &names, const QString &id, const QString &name)
{
    Device device;
    device.deviceId = DeviceId(names.add(id));
    device.displayName = name.isEmpty() ? QString() : names.add(name);
    const auto key = SigningKey::fromSeed(seed);
    const QString text = QString::fromLatin1(key->publicKey().toBase64(QByteArray::OmitTrailingEquals));
    const QJsonObject plain{{u"user_id"_s, bob}, {u"device_id"_s, id},
        {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, names.add(u"com.hidden.algorithm"_s)}},
        {u"keys"_s, QJsonObject{{u"ed25519:"_s + id, names.add(text)}, {u"curve25519:"_s + id, text}}},
        {names.add(u"com.hidden.extra"_s), QJsonObject{{names.add(u"deep-secret"_s), names.add(u"deeper-secret"_s)}}}};
    device.keys = *signJson(plain, bob, u"ed25519:"_s + id, *key);
    names.add(device.keys[u"signatures"][bob][u"ed25519:"_s + id].toString());
    device.selfSignature = SignatureState::Valid;
    device.crossSignature = CrossSignatureState::NotCrossSigned;
    return device;
}

/// With a name in every place that has room for one.
Case aCase(Names &names)
{
    names.all += {u"bob.mcsecret"_s, u"mcsecret"_s, u"hidden-host.example"_s, u"hidden-host"_s, bob};
    Case file{.server = ServerName(names.add(u"our-own.example:8448"_s)), .kind = ServerKind::Synapse, .userId = UserId(bob)};
    file.serverVersion = u"1.160.0 (b=develop,"_s + names.add(u"secretbranch"_s) + u')';
    file.made = 1'763'200'020'000;
    file.madeBy = u"0.1.0"_s;
    file.sources = {SourceStatus{SourceKind::Log, SourceState::Ok, names.add(u"/var/log/secret/place.log"_s), 0}};
    ReceiversView &view = file.receiver.emplace();
    view.at = file.made - 1;
    view.details.summary.userId = file.userId;
    view.details.summary.states = {UserState::Gap, UserState::Stale};
    view.details.summary.streamId = StreamId(u"13"_s);
    view.details.summary.findings = {
        Finding{.id = u"gap"_s,
            .severity = Severity::Error,
            .text = u"An update names a prev_id that was never received (19): at least one update from hidden-host.example was lost."_s,
            .n = 3,
            .since = 77,
            .incident = names.add(u"incident-hidden-host"_s)},
        Finding{.id = u"stale"_s,
            .severity = Severity::Error,
            .text
            = u"The whole list could not be fetched: hidden-host.example answers \"403: bob.mcsecret is gone\"; see hidden-host.example."_s,
            .count = 4,
            .cause = FetchCause::Declined,
            .error
            = u"403: M_FORBIDDEN Dr. "_s + names.add(u"Mustermann"_s) + u" at 203.0.113.77 says %40bob.mcsecret%3Ahidden-host.example"_s}};
    names.all += {u"203.0.113.77"_s, u"%40bob"_s};
    view.details.devices = {deviceOf(names, u"PHONEOFBOB"_s, u"Bob's pocket"_s), deviceOf(names, u"deadbeef_tablet"_s, {})};
    view.details.crossSigning.master = {{u"user_id"_s, bob}, {u"usage"_s, QJsonArray{u"master"_s}},
        {u"keys"_s,
            QJsonObject{{names.add(u"ed25519:bXlNYXN0ZXJLZXlJc1NlY3JldEFuZExvbmdFbm91Z2g"_s),
                names.add(u"bXlNYXN0ZXJLZXlJc1NlY3JldEFuZExvbmdFbm91Z2g"_s)}}}};
    Destination &destination = view.details.destination.emplace();
    destination.destination = UserId(bob).server();
    destination.failingSince = 55;
    for (int i = 1; i <= 4; ++i) {
        DeviceListUpdate update;
        update.n = i;
        update.received = 1000 * i;
        update.streamId = StreamId(i == 2 ? names.add(u"stream-of-bob"_s) : QString::number(10 + i));
        update.prevIds = {StreamId(i == 3 ? u"stream-of-bob"_s : QString::number(9 + i))};
        update.deviceId = DeviceId(u"PHONEOFBOB"_s);
        update.displayName = u"Bob's pocket"_s;
        update.contentKnown = true;
        update.keys = view.details.devices.constFirst().keys;
        update.verdict = i == 4 ? Verdict::Resync : Verdict::Applied;
        update.breaks = i == 4 ? Breaks(Break::Gap) : Breaks();
        update.sources = UpdateSource::Log;
        view.updates.prepend(update);
    }
    DeviceListUpdate failed;
    failed.n = 5;
    failed.kind = UpdateKind::Resync;
    failed.verdict = Verdict::Ignored;
    failed.detail = u"502: "_s + names.add(u"proxy-of-bob.internal"_s) + u" is down"_s;
    view.updates.prepend(failed);
    Incident incident;
    incident.id = u"incident-hidden-host"_s;
    incident.kind = IncidentKind::ServerDeclines;
    incident.severity = Severity::Error;
    incident.subjectKind = IncidentSubject::Server;
    incident.subject = u"hidden-host.example"_s;
    incident.text = u"hidden-host.example answers no."_s;
    incident.error = u"403: go away, bob.mcsecret"_s;
    incident.firstUsers = {UserId(bob), UserId(names.add(u"@carolsecret:hidden-host.example"_s))};
    incident.acknowledged = {UserId(names.add(u"@adminsecret:our-own.example:8448"_s)), 99, names.add(u"ask Heinz-Otto"_s)};
    Evidence evidence;
    evidence.kind = EvidenceKind::Log;
    evidence.fact = EvidenceFact::FetchFailed;
    evidence.user = UserId(bob);
    evidence.args = {bob, u"403: go away, bob.mcsecret"_s};
    evidence.text = u"the fetch for bob.mcsecret failed"_s;
    incident.evidence = {evidence};
    file.incidents = {incident};
    return file;
}

/// Forms in which a name may have stayed.
QByteArrayList formsOf(const QString &name)
{
    const QByteArray plain = name.toUtf8();
    QByteArray reversed = plain;
    std::reverse(reversed.begin(), reversed.end());
    QByteArrayList forms{plain, plain.toLower(), plain.toUpper(), plain.toPercentEncoding(), plain.toHex(), reversed};
    QByteArray dots = plain;
    for (const char c : {'@', ':', '.', '-', '_', '\'', ' '})
        dots.replace(c, '_');
    forms += dots;
    // Base64 of what may stand at any place in it.
    for (int shift = 0; shift < 3; ++shift) {
        const QByteArray encoded = QByteArray(QByteArray(shift, 'x') + plain).toBase64(QByteArray::OmitTrailingEquals);
        const QByteArray middle = encoded.mid(4, encoded.size() - 8);
        if (middle.size() >= 6)
            forms += middle;
    }
    forms += QJsonDocument(QJsonArray{name}).toJson(QJsonDocument::Compact).chopped(2).sliced(2);
    return forms;
}

QString firstLeft(const QByteArray &bytes, const QStringList &names)
{
    const QByteArray lower = bytes.toLower();
    for (const QString &name : names) {
        if (name.size() < 4)
            continue;
        for (const QByteArray &form : formsOf(name)) {
            if (form.size() >= 4 && (bytes.contains(form) || lower.contains(form.toLower())))
                return name + u" as "_s + QString::fromUtf8(form);
        }
    }
    return {};
}

} // namespace

void TestRedaction::nothingIsLeft()
{
    Names names;
    const Case file = aCase(names);
    // The check finds what is there.
    QVERIFY(!firstLeft(toCaseFile(file), names.all).isEmpty());
    const Case redacted = redactedCase(file);
    const QByteArray bytes = toCaseFile(redacted);
    QVERIFY2(firstLeft(bytes, names.all).isEmpty(), qPrintable(firstLeft(bytes, names.all) + u'\n' + QString::fromUtf8(bytes)));
    const QByteArray compressed = toCompressedCaseFile(redacted);
    QVERIFY(firstLeft(compressed, names.all).isEmpty());
    QCOMPARE(*CaseBytes::uncompressed(compressed, largestCaseFile), bytes);
    QVERIFY(redacted.receiver && redacted.isRedacted && redacted.why.isEmpty());
}

void TestRedaction::sendersViewToo()
{
    Names names;
    names.all += {u"carla.geheim"_s, u"mine.example"_s, u"theirs-secret.example"_s};
    Case file{.server = ServerName(u"mine.example"_s), .kind = ServerKind::Synapse, .userId = UserId(u"@carla.geheim:mine.example"_s)};
    OwnUser &own = file.sender.emplace();
    own.userId = file.userId;
    own.listAvailable = own.changesAvailable = own.destinationsAvailable = {.available = true, .reason = {}};
    Device device;
    device.deviceId = DeviceId(names.add(u"LAPTOPOFCARLA"_s));
    own.devices = {device};
    own.changes = {OwnChange{.deviceId = device.deviceId, .streamId = 9, .at = 5}};
    ToldServer told{.destination = ServerName(u"theirs-secret.example"_s), .updates = 1};
    told.waiting = {WaitingChange{.deviceId = device.deviceId, .streamId = 10, .queued = 3}};
    told.why.reason = WaitReason::Backoff;
    told.why.error = u"connection to theirs-secret.example refused"_s;
    told.why.evidence = u"destinations: theirs-secret.example"_s;
    told.transactions = {SentTransaction{.at = 4, .txnId = names.add(u"txn1763200000"_s), .status = 200}};
    own.destinations = {told};
    const Case redacted = redactedCase(file);
    const QByteArray bytes = toCaseFile(redacted);
    QVERIFY2(firstLeft(bytes, names.all).isEmpty(), qPrintable(firstLeft(bytes, names.all) + u'\n' + QString::fromUtf8(bytes)));
    QVERIFY(redacted.sender);
    QCOMPARE(redacted.sender->changes.constFirst().deviceId, redacted.sender->devices.constFirst().deviceId);
    QCOMPARE(redacted.sender->destinations.constFirst().why.reason, WaitReason::Backoff);
    QCOMPARE(redacted.sender->destinations.constFirst().transactions.constFirst().status, 200);
}

void TestRedaction::tellsTheSame()
{
    Names names;
    const Case file = aCase(names);
    const Case redacted = redactedCase(file);
    const ReceiversView &before = *file.receiver, &after = *redacted.receiver;
    QCOMPARE(after.details.summary.states, before.details.summary.states);
    QCOMPARE(after.updates.size(), before.updates.size());
    QHash<StreamId, StreamId> ids;
    for (qsizetype i = 0; i < before.updates.size(); ++i) {
        const DeviceListUpdate &was = before.updates[i], &is = after.updates[i];
        QCOMPARE(is.n, was.n);
        QCOMPARE(is.received, was.received);
        QCOMPARE(is.kind, was.kind);
        QCOMPARE(is.verdict, was.verdict);
        QCOMPARE(is.breaks, was.breaks);
        QCOMPARE(is.sources, was.sources);
        QCOMPARE(is.prevIds.size(), was.prevIds.size());
        ids.insert(was.streamId, is.streamId);
    }
    // The edges lead where they led.
    for (qsizetype i = 0; i < before.updates.size(); ++i) {
        for (qsizetype k = 0; k < before.updates[i].prevIds.size(); ++k)
            QCOMPARE(after.updates[i].prevIds[k], ids.value(before.updates[i].prevIds[k], after.updates[i].prevIds[k]));
    }
    for (qsizetype i = 0; i < before.details.summary.findings.size(); ++i) {
        const Finding &was = before.details.summary.findings[i], &is = after.details.summary.findings[i];
        QCOMPARE(std::tuple(is.id, is.severity, is.n, is.since, is.count, is.cause),
            std::tuple(was.id, was.severity, was.n, was.since, was.count, was.cause));
        QVERIFY2(is.text.size() > 20, qPrintable(is.text));
    }
    QVERIFY(after.details.summary.findings[1].error.contains(u"M_FORBIDDEN"));
    // Signatures cannot be checked any more: what was found is kept.
    for (qsizetype i = 0; i < before.details.devices.size(); ++i) {
        QCOMPARE(after.details.devices[i].selfSignature, before.details.devices[i].selfSignature);
        QCOMPARE(after.details.devices[i].crossSignature, before.details.devices[i].crossSignature);
        QCOMPARE(after.details.devices[i].displayName.isEmpty(), before.details.devices[i].displayName.isEmpty());
    }
    QCOMPARE(redacted.incidents.constFirst().kind, file.incidents.constFirst().kind);
    QCOMPARE(redacted.incidents.constFirst().id, after.details.summary.findings.constFirst().incident);
    QCOMPARE(redacted.kind, file.kind);
    QCOMPARE(redacted.serverVersion, u"1.160.0"_s);
    QCOMPARE(redacted.made, file.made);
}

void TestRedaction::isConsistent()
{
    Names names;
    const Case redacted = redactedCase(aCase(names));
    const UserDetails &details = redacted.receiver->details;
    QCOMPARE(details.summary.userId, redacted.userId);
    QCOMPARE(details.destination->destination, redacted.userId.server());
    QCOMPARE(redacted.incidents.constFirst().subject, redacted.userId.server().toString());
    QCOMPARE(redacted.incidents.constFirst().firstUsers.constFirst(), redacted.userId);
    QVERIFY(redacted.incidents.constFirst().firstUsers.constLast() != redacted.userId);
    const Device &device = details.devices.constFirst();
    QCOMPARE(device.keys[u"user_id"].toString(), redacted.userId.toString());
    QCOMPARE(device.keys[u"device_id"].toString(), device.deviceId.toString());
    const QString keyId = u"ed25519:"_s + device.deviceId.toString();
    QVERIFY(device.keys[u"keys"].toObject().contains(keyId));
    QVERIFY(device.keys[u"signatures"][redacted.userId.toString()].toObject().contains(keyId));
    QCOMPARE(QByteArray::fromBase64(device.keys[u"keys"][keyId].toString().toLatin1()).size(), 32);
    // The same key under two names is the same one still, and so is the same content.
    QCOMPARE(device.keys[u"keys"][keyId], device.keys[u"keys"][u"curve25519:"_s + device.deviceId.toString()]);
    QCOMPARE(redacted.receiver->updates.constLast().keys, device.keys);
    QCOMPARE(redacted.receiver->updates.constLast().deviceId, device.deviceId);
}

void TestRedaction::isAnotherOneEachTime()
{
    Names names;
    const Case file = aCase(names);
    QVERIFY(
        redactedCase(file).receiver->details.devices.constFirst().keys != redactedCase(file).receiver->details.devices.constFirst().keys);
}

void TestRedaction::staysACase()
{
    Names names;
    const auto read = fromCaseFile(toCompressedCaseFile(redactedCase(aCase(names))));
    QVERIFY2(read, read ? "" : qPrintable(read.error().text));
    QVERIFY(read->isRedacted);
    // Once more changes nothing that matters.
    QVERIFY(redactedCase(*read).receiver);
    Case none{.server = ServerName(u"a.example"_s), .userId = UserId(u"@x:b.example"_s), .why = u"@x:b.example is not tracked."_s};
    const Case nobody = redactedCase(none);
    QVERIFY(!nobody.why.contains(u"b.example"));
}

void TestRedaction::textsOfOthersGo_data()
{
    QTest::addColumn<QString>("error");
    for (const char *error :
        {"Hello Jonathan", "@jonathan:x", "jonathan@mail.invalid wrote", "192.0.2.7", "2001:db8::7", "https://secret.invalid/a?b=Jonathan",
            "JONATHAN", "am9uYXRoYW4", "nahtanoj", "syt_jonathan_secret", "/home/jonathan/x", "+49 30 901820"})
        QTest::newRow(error) << QString::fromLatin1(error);
}

void TestRedaction::textsOfOthersGo()
{
    QFETCH(QString, error);
    Names names;
    Case file = aCase(names);
    file.receiver->updates[0].detail = u"403: "_s + error;
    file.receiver->details.summary.findings[1].error = error;
    const QByteArray bytes = toCaseFile(redactedCase(file)).toLower();
    for (const char *part : {"jonathan", "192.0", "2001:db8", "secret", "am9u", "nahta", "901820", "invalid"})
        QVERIFY2(!bytes.contains(part), part);
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
