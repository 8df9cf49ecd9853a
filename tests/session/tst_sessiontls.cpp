// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/matrix/fakeserver.h"
#include "tests/session/sessionrecorder.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTest>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;

template <typename Write>
QByteArray pem(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    write(bio.get());
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return QByteArray(data, size);
}

/// A certificate for 127.0.0.1 that signs itself, valid from \a fromDay to \a toDay, counted from now.
std::pair<QSslCertificate, QSslKey> selfSigned(int fromDay, int toDay)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_time_adj_ex(X509_getm_notBefore(certificate.get()), fromDay, 0, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), toDay, 0, nullptr);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const QByteArray certificatePem = pem([&](BIO *bio) { PEM_write_bio_X509(bio, certificate.get()); });
    const QByteArray keyPem = pem([&](BIO *bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return {QSslCertificate(certificatePem), QSslKey(keyPem, QSsl::Ec)};
}

} // namespace

class TestSessionTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void invalidCertificatesAreRefused_data();
    void invalidCertificatesAreRefused();
    void notTlsAtAll();
};

void TestSessionTls::invalidCertificatesAreRefused_data()
{
    QTest::addColumn<int>("fromDay");
    QTest::addColumn<int>("toDay");
    QTest::newRow("self-signed") << -1 << 30;
    QTest::newRow("expired") << -30 << -1;
}

void TestSessionTls::invalidCertificatesAreRefused()
{
    QFETCH(int, fromDay);
    QFETCH(int, toDay);
    FakeServerOn<QSslServer> server;
    const auto [certificate, key] = selfSigned(fromDay, toDay);
    QVERIFY(!certificate.isNull());
    QVERIFY(!key.isNull());
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(certificate);
    configuration.setPrivateKey(key);
    server.server().setSslConfiguration(configuration);

    const QTemporaryDir dir;
    MemorySecretStore secrets;
    SessionRecorder recorder(dir.filePath(u"s.ini"_s), &secrets);
    ConnectRequest request;
    request.server = server.url().toString();
    request.user = u"op"_s;
    request.password = u"password"_s;
    recorder.session.connectTo(request);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, patience);
    QCOMPARE(recorder.failure.kind, Error::Tls);
    const QString sentence = recorder.failure.text;
    QVERIFY2(sentence.contains(u"No secure connection to https://127.0.0.1:%1"_s.arg(server.port())), qPrintable(sentence));
    QVERIFY2(sentence.contains("certificate"_L1), qPrintable(sentence));
    QVERIFY2(sentence.contains("Lockstep does not go on without a valid certificate"_L1), qPrintable(sentence));
    QCOMPARE(server.seen, QStringList()); // not one request got through
}

void TestSessionTls::notTlsAtAll()
{
    FakeServer server;
    const QTemporaryDir dir;
    MemorySecretStore secrets;
    SessionRecorder recorder(dir.filePath(u"s.ini"_s), &secrets);
    ConnectRequest request;
    QUrl url = server.url();
    url.setScheme(u"https"_s);
    request.server = url.toString();
    request.user = u"op"_s;
    request.password = u"password"_s;
    QTimer::singleShot(300, &server.server(), [&] { server.goDown(); }); // it would wait for a request for ever
    recorder.session.connectTo(request);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, patience);
    QVERIFY2(recorder.failure.text.contains("127.0.0.1"_L1), qPrintable(recorder.failure.text));
    QCOMPARE(server.seen, QStringList());
}

QTEST_GUILESS_MAIN(TestSessionTls)
#include "tst_sessiontls.moc"
