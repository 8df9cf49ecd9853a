// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"
#include "domain/xmatrix.h"
#include "vectors.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

FederationRequest requestOf(const QJsonObject &entry)
{
    FederationRequest request;
    request.method = entry.value("method"_L1).toString().toUtf8();
    request.target = entry.value("uri"_L1).toString().toUtf8();
    request.origin = ServerName(entry.value("origin"_L1).toString());
    request.destination = ServerName(entry.value("destination"_L1).toString());
    if (entry.value("has_content"_L1).toBool())
        request.body = QJsonDocument(entry.value("content"_L1).toObject()).toJson(QJsonDocument::Indented);
    return request;
}

QByteArray publicKeyOf(const QString &keyId)
{
    const QString text = Tests::vectors(u"request_signing"_s).value("public_keys"_L1).toObject().value(keyId).toString();
    return decodeUnpaddedBase64(text.toUtf8()).value_or(QByteArray());
}

QJsonObject caseOf(const QString &id)
{
    for (const QJsonValue item : Tests::vectors(u"request_signing"_s).value("cases"_L1).toArray()) {
        if (item.toObject().value("id"_L1) == QJsonValue(id))
            return item.toObject();
    }
    return {};
}

} // namespace

class XMatrixTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headers_data();
    void headers();
    void requests_data();
    void requests();
    void mustFail_data();
    void mustFail();
    void refusesBodies();
    void saysWhichStepFailed();
    void serverKeys();
};

void XMatrixTest::headers_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QJsonValue>("expected");
    int rows = 0;
    for (const QJsonValue item : Tests::vectors(u"x_matrix_header"_s).value("cases"_L1).toArray())
        QTest::addRow("vector %d", ++rows) << item.toObject().value("header"_L1).toString().toUtf8() << item.toObject().value("expect"_L1);
    QVERIFY(rows >= 9);
    const auto malformed = [](const char *name, const QByteArray &header) { QTest::addRow("%s", name) << header << QJsonValue(); };
    malformed("open quote", "X-Matrix origin=\"a.test,key=\"k\",sig=\"s");
    malformed("ends in a backslash", "X-Matrix origin=a,key=k,sig=\"s\\");
    malformed("twice", "X-Matrix origin=a,origin=b,key=k,sig=s");
    malformed("no name", "X-Matrix =a,origin=a,key=k,sig=s");
    malformed("no value", "X-Matrix origin,key=k,sig=s");
    malformed("text after a value", "X-Matrix origin=\"a\"b,key=k,sig=s");
    malformed("no space", "X-Matrixorigin=a,key=k,sig=s");
    malformed("empty", "");
    malformed("huge", "X-Matrix origin=a,key=k,sig=s,x=" + QByteArray(100'000, 'x'));
    QTest::addRow("empty elements, scheme in lower case")
        << "x-matrix ,, origin=a,, key=k ,sig = s,"_ba
        << QJsonValue(QJsonObject{{u"origin"_s, u"a"_s}, {u"destination"_s, QJsonValue::Null}, {u"key"_s, u"k"_s}, {u"sig"_s, u"s"_s}});
}

void XMatrixTest::headers()
{
    QFETCH(QByteArray, header);
    QFETCH(QJsonValue, expected);
    const auto parsed = parseXMatrix(header);
    QCOMPARE(parsed.has_value(), expected.isObject());
    if (!parsed)
        return;
    const QJsonObject fields = expected.toObject();
    QCOMPARE(parsed->origin.toString(), fields.value("origin"_L1).toString());
    QCOMPARE(parsed->destination.toString(), fields.value("destination"_L1).toString());
    QCOMPARE(parsed->key, fields.value("key"_L1).toString());
    QCOMPARE(parsed->signature, fields.value("sig"_L1).toString().toUtf8());
    const auto again = parseXMatrix(formatXMatrix(*parsed));
    QVERIFY(again);
    QCOMPARE(again->origin, parsed->origin);
    QCOMPARE(again->signature, parsed->signature);
}

void XMatrixTest::requests_data()
{
    QTest::addColumn<QJsonObject>("entry");
    const QJsonArray cases = Tests::vectors(u"request_signing"_s).value("cases"_L1).toArray();
    QVERIFY(cases.size() >= 6);
    for (const QJsonValue item : cases)
        QTest::addRow("%s", qPrintable(item.toObject().value("id"_L1).toString())) << item.toObject();
}

void XMatrixTest::requests()
{
    QFETCH(QJsonObject, entry);
    const FederationRequest request = requestOf(entry);
    QCOMPARE(signedBytes(request).value_or("refused"), entry.value("signed_bytes_text"_L1).toString().toUtf8());

    const QString keyId = entry.value("key_id"_L1).toString();
    const QString label = keyId == "ed25519:a_1"_L1 ? u"server-alpha-1"_s : u"server-beta-1"_s;
    const QString seed = Tests::vectors(u"server_keys"_s).value("seed_unpadded_base64"_L1).toObject().value(label).toString();
    const auto key = SigningKey::fromSeed(decodeUnpaddedBase64(seed.toUtf8()).value_or(QByteArray()));
    QVERIFY(key);
    const QByteArray authorization = signRequest(request, keyId, *key).value_or("refused");
    QCOMPARE(authorization, entry.value("authorization_header"_L1).toString().toUtf8());
    const auto header = parseXMatrix(authorization);
    QVERIFY(header);
    const Result<void> verified = verifyRequest(request, *header, publicKeyOf(keyId));
    QVERIFY2(verified, verified ? "" : qPrintable(verified.error().text));
}

void XMatrixTest::mustFail_data()
{
    QTest::addColumn<QJsonObject>("entry");
    const QJsonArray cases = Tests::vectors(u"request_signing"_s).value("must_fail"_L1).toArray();
    QVERIFY(cases.size() >= 6);
    for (const QJsonValue item : cases)
        QTest::addRow("%s", qPrintable(item.toObject().value("id"_L1).toString())) << item.toObject();
}

void XMatrixTest::mustFail()
{
    QFETCH(QJsonObject, entry);
    QJsonObject altered = caseOf(entry.value("based_on"_L1).toString());
    QVERIFY(!altered.isEmpty());
    const auto header = parseXMatrix(altered.value("authorization_header"_L1).toString().toUtf8());
    QVERIFY(header);
    const QString keyId = altered.value("key_id"_L1).toString();
    QVERIFY(verifyRequest(requestOf(altered), *header, publicKeyOf(keyId)));
    const QJsonObject changes = entry.value("verify_with"_L1).toObject();
    QVERIFY(!changes.isEmpty());
    for (auto change = changes.begin(); change != changes.end(); ++change)
        altered.insert(change.key(), change.value());
    if (changes.contains("content"_L1))
        altered.insert(u"has_content"_s, true);
    const Result<void> verified = verifyRequest(requestOf(altered), *header, publicKeyOf(keyId));
    QVERIFY(!verified);
    QCOMPARE(verified.error().http, 401);
    QCOMPARE(verified.error().errcode, u"M_UNAUTHORIZED"_s);
}

void XMatrixTest::refusesBodies()
{
    FederationRequest request = requestOf(caseOf(u"put-device-list-update"_s));
    for (const char *body :
        {"", "[]", "1", "{\"a\":1.5}", "{},\"uri\":\"/x\"", "{\"a\":1,\"a\":1}", "{\"a\":-0}", "{\"a\":9007199254740992}"}) {
        request.body = body;
        QVERIFY2(!signedBytes(request), body);
    }
}

void XMatrixTest::saysWhichStepFailed()
{
    const QJsonObject entry = caseOf(u"put-device-list-update"_s);
    const FederationRequest request = requestOf(entry);
    const auto header = parseXMatrix(entry.value("authorization_header"_L1).toString().toUtf8());
    QVERIFY(header);
    const QByteArray key = publicKeyOf(entry.value("key_id"_L1).toString());
    const auto text = [&](auto change) -> QString {
        XMatrixHeader altered = *header;
        change(altered);
        const Result<void> result = verifyRequest(request, altered, key);
        return result ? u"verified"_s : result.error().text;
    };
    QCOMPARE(text([](XMatrixHeader &) {}), u"verified"_s);
    QVERIFY(text([](XMatrixHeader &h) { h.origin = ServerName(u"evil.test"_s); }).contains(u"another server than its origin"));
    QVERIFY(text([](XMatrixHeader &h) { h.destination = ServerName(u"evil.test"_s); }).contains(u"another server than this one"));
    QVERIFY(text([](XMatrixHeader &h) { h.signature = "!"; }).contains(u"base64"));
    QVERIFY(text([](XMatrixHeader &h) { h.signature = QByteArray(86, 'A'); }).contains(u"does not match"));
    QCOMPARE(text([](XMatrixHeader &h) { h.destination = {}; }), u"verified"_s);
}

void XMatrixTest::serverKeys()
{
    const QJsonObject group = Tests::vectors(u"server_keys"_s);
    const QJsonObject response = group.value("response"_L1).toObject();
    const ServerName alpha(u"alpha.test:8448"_s);
    const Result<ServerKeys> keys = readServerKeys(Tests::compact(response), alpha);
    QVERIFY2(keys, keys ? "" : qPrintable(keys.error().text));
    QCOMPARE(keys->verifyKeys.keys(), QStringList{u"ed25519:a_1"_s}); // an old key authenticates no request
    QCOMPARE(keys->verifyKeys.value(u"ed25519:a_1"_s), publicKeyOf(u"ed25519:a_1"_s));
    QCOMPARE(keys->usableUntil(1'700'000'000'000), 1'700'604'800'000);
    QCOMPARE(keys->usableUntil(keys->validUntil - 1000), keys->validUntil);

    QVERIFY(!readServerKeys(Tests::compact(response), ServerName(u"beta.test"_s)));
    QVERIFY(!readServerKeys(Tests::compact(group.value("unsigned_object"_L1).toObject()), alpha));
    QVERIFY(!readServerKeys("{}", alpha));
    QVERIFY(!readServerKeys("", alpha));
    QJsonObject altered = response;
    altered.insert(u"valid_until_ts"_s, qint64(1'900'000'000'001));
    QVERIFY(!readServerKeys(Tests::compact(altered), alpha));
    altered = response;
    altered.insert(u"verify_keys"_s, QJsonObject());
    QVERIFY(!readServerKeys(Tests::compact(altered), alpha));
}

QTEST_GUILESS_MAIN(XMatrixTest)

#include "tst_xmatrix.moc"
