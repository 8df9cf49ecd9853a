// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/replication/tlschannel.h"

#include <QFile>
#include <QFileInfo>
#include <QHostAddress>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

struct ContextEnd
{
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
struct SessionEnd
{
    void operator()(SSL *session) const { SSL_free(session); }
};
using Context = std::unique_ptr<SSL_CTX, ContextEnd>;
using Session = std::unique_ptr<SSL, SessionEnd>;

QString newestProblem()
{
    char text[256] = {};
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    return QString::fromLatin1(text);
}

tl::unexpected<Error> failed(const RedisAddress &address, const QString &why)
{
    return failure(Error::Tls, u"Redis at %1 cannot be reached through TLS: %2."_s.arg(address.describe(), why));
}

Result<Context> makeContext(const RedisAddress &address)
{
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return failed(address, newestProblem());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const QByteArray ca = QFile::encodeName(address.caFile);
    const bool isFolder = QFileInfo(address.caFile).isDir();
    const bool trusted = ca.isEmpty()
        ? SSL_CTX_set_default_verify_paths(context.get()) == 1
        : SSL_CTX_load_verify_locations(context.get(), isFolder ? nullptr : ca.constData(), isFolder ? ca.constData() : nullptr) == 1;
    if (!trusted)
        return failed(address, u"the file of trusted certificates %1 does not work"_s.arg(address.caFile));
    if (address.certificateFile.isEmpty())
        return context;
    const QByteArray certificate = QFile::encodeName(address.certificateFile);
    const QByteArray key = QFile::encodeName(address.keyFile.isEmpty() ? address.certificateFile : address.keyFile);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.constData()) != 1
        || SSL_CTX_use_PrivateKey_file(context.get(), key.constData(), SSL_FILETYPE_PEM) != 1)
        return failed(address, u"the certificate %1 or its key does not work"_s.arg(address.certificateFile));
    return context;
}

} // namespace

struct TlsChannel::Private
{
    Context context;
    Session session;

    ssize_t outcome(int done) const
    {
        if (done > 0)
            return done;
        const int why = SSL_get_error(session.get(), done);
        if (why == SSL_ERROR_ZERO_RETURN)
            return 0;
        errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN
            : why == SSL_ERROR_SYSCALL && errno != 0                      ? errno
                                                                          : EPROTO;
        return -1;
    }
};

TlsChannel::TlsChannel(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

TlsChannel::~TlsChannel() = default;

Result<std::unique_ptr<TlsChannel>> TlsChannel::open(
    const RedisAddress &address, int socket, const std::function<Result<void>(bool toWrite)> &wait)
{
    ERR_clear_error();
    auto context = makeContext(address);
    if (!context)
        return failure(context.error());
    auto d = std::make_unique<Private>();
    d->context = std::move(*context);
    d->session.reset(SSL_new(d->context.get()));
    SSL *session = d->session.get();
    const QByteArray name = address.host.toUtf8();
    if (QHostAddress(address.host).isNull()) {
        SSL_set_tlsext_host_name(session, name.constData());
        SSL_set1_host(session, name.constData());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.constData());
    }
    SSL_set_fd(session, socket);
    for (;;) {
        const int done = SSL_connect(session);
        if (done == 1)
            return std::unique_ptr<TlsChannel>(new TlsChannel(std::move(d)));
        const int why = SSL_get_error(session, done);
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
            const long verdict = SSL_get_verify_result(session);
            return failed(address,
                verdict == X509_V_OK ? newestProblem()
                                     : u"its certificate is not trusted: "_s + QString::fromLatin1(X509_verify_cert_error_string(verdict)));
        }
        if (const auto ready = wait(why == SSL_ERROR_WANT_WRITE); !ready)
            return failure(ready.error());
    }
}

ssize_t TlsChannel::read(char *buffer, size_t size)
{
    errno = 0;
    return d->outcome(SSL_read(d->session.get(), buffer, int(std::min<size_t>(size, INT_MAX))));
}

ssize_t TlsChannel::write(const char *buffer, size_t size)
{
    errno = 0;
    return d->outcome(SSL_write(d->session.get(), buffer, int(std::min<size_t>(size, INT_MAX))));
}

} // namespace Lockstep::Synapse
