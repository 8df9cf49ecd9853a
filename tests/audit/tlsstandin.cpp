// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/audit/tlsstandin.h"

#include <QMap>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

namespace Lockstep::Tests {

namespace {

template <typename T>
using Freed = std::unique_ptr<T, void (*)(T *)>;

int boundTo(int type, quint16 &port)
{
    const int fd = ::socket(AF_INET, type, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr *>(&address), length);
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length);
    port = ntohs(address.sin_port);
    return fd;
}

bool isReadable(int fd)
{
    pollfd polled{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&polled, 1, 50) > 0;
}

} // namespace

struct TlsStandin::Private
{
    Answer answer;
    int fd = -1;
    quint16 port = 0;
    SSL_CTX *context = nullptr;
    QByteArray pem;
    std::atomic<bool> isOver = false;
    mutable std::mutex mutex;
    QList<Asked> asked;
    std::vector<std::thread> serving; ///< of the accepting thread
    std::thread thread;

    void makeCertificate(const QStringList &names)
    {
        const Freed<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
        const Freed<X509> certificate(X509_new(), X509_free);
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_time_adj_ex(X509_getm_notBefore(certificate.get()), -1, 0, nullptr);
        X509_time_adj_ex(X509_getm_notAfter(certificate.get()), 30, 0, nullptr);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME *name = X509_get_subject_name(certificate.get());
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("standin"), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), name);
        X509_EXTENSION *extension
            = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.join(QLatin1Char(',')).toLatin1().constData());
        X509_add_ext(certificate.get(), extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        SSL_CTX_use_certificate(context, certificate.get());
        SSL_CTX_use_PrivateKey(context, key.get());
        const Freed<BIO> bio(BIO_new(BIO_s_mem()), BIO_free_all);
        PEM_write_bio_X509(bio.get(), certificate.get());
        char *data = nullptr;
        const long size = BIO_get_mem_data(bio.get(), &data);
        pem = QByteArray(data, size);
    }

    void serve(int client)
    {
        const Freed<SSL> ssl(SSL_new(context), SSL_free);
        SSL_set_fd(ssl.get(), client);
        if (SSL_accept(ssl.get()) == 1) {
            QByteArray head;
            std::array<char, 4096> buffer{};
            while (!head.contains("\r\n\r\n")) {
                const int got = SSL_read(ssl.get(), buffer.data(), int(buffer.size()));
                if (got <= 0)
                    break;
                head.append(buffer.data(), got);
            }
            reply(ssl.get(), head);
            SSL_shutdown(ssl.get());
        }
        ::close(client);
    }

    void reply(SSL *ssl, const QByteArray &head)
    {
        if (!head.contains("\r\n\r\n"))
            return;
        Asked one;
        one.sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        one.all = head;
        const QByteArrayList lines = head.split('\n');
        one.method = lines.value(0).split(' ').value(0);
        one.target = lines.value(0).split(' ').value(1);
        for (const QByteArray &line : lines) {
            if (line.toLower().startsWith("host:"))
                one.host = line.mid(5).trimmed();
            else if (line.toLower().startsWith("authorization:"))
                one.authorization = line.mid(14).trimmed();
        }
        {
            const std::lock_guard lock(mutex);
            asked.append(one);
        }
        const QByteArray text = answer(one);
        if (!text.isEmpty())
            SSL_write(ssl, text.constData(), int(text.size()));
        while (text.isEmpty() && !isOver)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
};

TlsStandin::TlsStandin(const QStringList &names, Answer answer)
    : d(std::make_unique<Private>())
{
    d->answer = std::move(answer);
    std::signal(SIGPIPE, SIG_IGN); // clients go away when they have enough
    d->context = SSL_CTX_new(TLS_server_method());
    d->makeCertificate(names);
    d->fd = boundTo(SOCK_STREAM, d->port);
    ::listen(d->fd, 64);
    d->thread = std::thread([this] {
        while (!d->isOver) {
            if (!isReadable(d->fd))
                continue;
            if (const int client = ::accept(d->fd, nullptr, nullptr); client >= 0)
                d->serving.emplace_back([this, client] { d->serve(client); });
        }
    });
}

TlsStandin::~TlsStandin()
{
    d->isOver = true;
    d->thread.join();
    for (std::thread &thread : d->serving)
        thread.join();
    ::close(d->fd);
    SSL_CTX_free(d->context);
}

quint16 TlsStandin::port() const
{
    return d->port;
}

QByteArray TlsStandin::certificate() const
{
    return d->pem;
}

QList<TlsStandin::Asked> TlsStandin::asked() const
{
    const std::lock_guard lock(d->mutex);
    return d->asked;
}

void TlsStandin::forget()
{
    const std::lock_guard lock(d->mutex);
    d->asked.clear();
}

QByteArray TlsStandin::ok(const QByteArray &body, const QByteArray &headers)
{
    return status(200, headers, body);
}

QByteArray TlsStandin::status(int status, const QByteArray &headers, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " x\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

struct DnsStandin::Private
{
    Answer answer;
    int fd = -1;
    quint16 port = 0;
    std::atomic<bool> isOver = false;
    std::thread thread;

    void run()
    {
        std::array<char, 1500> buffer{};
        while (!isOver) {
            if (!isReadable(fd))
                continue;
            sockaddr_in from{};
            socklen_t length = sizeof from;
            const ssize_t got = ::recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr *>(&from), &length);
            if (got < 12)
                continue;
            const QByteArray text = reply(QByteArray(buffer.data(), got));
            if (!text.isEmpty())
                ::sendto(fd, text.constData(), size_t(text.size()), 0, reinterpret_cast<sockaddr *>(&from), length);
        }
    }

    QByteArray reply(const QByteArray &question)
    {
        QByteArrayList labels;
        qsizetype at = 12;
        while (at < question.size() && question[at] != 0) {
            labels.append(question.mid(at + 1, uchar(question[at])));
            at += 1 + uchar(question[at]);
        }
        const int type = uchar(question[at + 1]) << 8 | uchar(question[at + 2]);
        const Reply said = answer(labels.join('.'), type);
        if (said.code == -1)
            return {};
        if (said.code == -2)
            return question.first(2) + QByteArray("\x81\x80\0\1\xff\xff\0\0\0\0\xc0\x0c\xc0\x0c", 14);
        QByteArray text = question.first(2) + char(0x81) + char(0x80 | said.code) + QByteArray("\0\1", 2);
        text += char(said.records.size() >> 8);
        text += char(said.records.size());
        text += QByteArray("\0\0\0\0", 4) + question.mid(12, at + 5 - 12);
        for (const Record &record : said.records) {
            text += QByteArray("\xc0\x0c\0", 3) + char(record.type) + QByteArray("\0\1\0\0\0\x3c", 6);
            text += char(record.data.size() >> 8);
            text += char(record.data.size()) + record.data;
        }
        return text;
    }
};

DnsStandin::DnsStandin(Answer answer)
    : d(std::make_unique<Private>())
{
    d->answer = std::move(answer);
    d->fd = boundTo(SOCK_DGRAM, d->port);
    d->thread = std::thread([this] { d->run(); });
}

DnsStandin::~DnsStandin()
{
    d->isOver = true;
    d->thread.join();
    ::close(d->fd);
}

QString DnsStandin::address() const
{
    return QStringLiteral("127.0.0.1:%1").arg(d->port);
}

DnsStandin::Record DnsStandin::address4(const QByteArray &dotted)
{
    QByteArray data;
    for (const QByteArray &part : dotted.split('.'))
        data += char(part.toInt());
    return {.type = 1, .data = data};
}

DnsStandin::Record DnsStandin::service(int priority, int weight, int port, const QByteArray &target)
{
    QByteArray data;
    for (const int number : {priority, weight, port}) {
        data += char(number >> 8);
        data += char(number);
    }
    for (const QByteArray &label : target.split('.')) {
        if (!label.isEmpty())
            data += char(label.size()) + label;
    }
    return {.type = 33, .data = data + '\0'};
}

} // namespace Lockstep::Tests
