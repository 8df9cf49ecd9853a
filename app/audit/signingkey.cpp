// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/signingkey.h"

#include "core/canonicaljson.h"
#include "core/log.h"
#include "domain/xmatrix.h"

#include <QFile>
#include <QFileInfo>

#include <sodium.h>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 64 * 1024;
const QByteArray listPath = "/_matrix/federation/v1/user/devices/";

/// Bytes that are wiped when they are not needed any more. Never shared, or a copy would stay behind.
class Secret
{
public:
    explicit Secret(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret() { sodium_memzero(m_bytes.data(), size_t(m_bytes.size())); }
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

QString permissionsWarning(const QString &path)
{
    const QFileDevice::Permissions permissions = QFileInfo(path).permissions();
    if (permissions & (QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::WriteGroup))
        return u"Others than its owner and group may read or write the signing key %1: chmod 640 it."_s.arg(path);
    return {};
}

} // namespace

struct HomeserverKey::Private
{
    ServerName homeserver;
    QString id;
    QString warning;
    SigningKey key;
};

HomeserverKey::HomeserverKey(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

HomeserverKey::~HomeserverKey() = default;

Result<std::unique_ptr<const HomeserverKey>> HomeserverKey::read(const QString &path, const ServerName &homeserver)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return failure(Error::Io, u"The signing key %1 cannot be read: %2."_s.arg(path, file.errorString()));
    const auto bad
        = [&](const QString &why) { return failure(Error::BadInput, u"%1 is no signing key of Synapse's: %2."_s.arg(path, why)); };
    const Secret content(file.read(longestFile));
    for (qsizetype from = 0, number = 1; from < content.bytes().size(); ++number) {
        qsizetype to = content.bytes().indexOf('\n', from);
        to = to < 0 ? content.bytes().size() : to;
        const Secret line(QByteArray(content.bytes().constData() + from, to - from).simplified());
        from = to + 1;
        if (line.bytes().isEmpty())
            continue;
        const qsizetype first = line.bytes().indexOf(' '), second = line.bytes().indexOf(' ', first + 1);
        if (first < 0 || second < 0 || line.bytes().indexOf(' ', second + 1) >= 0)
            return bad(u"line %1 is not made of an algorithm, a version and a key"_s.arg(number));
        if (QByteArrayView(line.bytes()).first(first) != "ed25519")
            return bad(u"the algorithm in line %1 is not ed25519"_s.arg(number));
        const QString id = u"ed25519:"_s + QString::fromUtf8(QByteArrayView(line.bytes()).sliced(first + 1, second - first - 1));
        if (!isServerKeyId(id))
            return bad(u"the version in line %1 is none"_s.arg(number));
        const Secret encoded(QByteArray(line.bytes().constData() + second + 1, line.bytes().size() - second - 1));
        const Secret seed(decodeUnpaddedBase64(encoded.bytes()).value_or(QByteArray()));
        auto key = SigningKey::fromSeed(seed.bytes());
        if (!key)
            return bad(u"the key in line %1 is not 32 bytes in base64"_s.arg(number));
        return std::unique_ptr<const HomeserverKey>(
            new HomeserverKey(std::make_unique<Private>(Private{homeserver, id, permissionsWarning(path), *key})));
    }
    return bad(u"it is empty"_s);
}

QString HomeserverKey::id() const
{
    return d->id;
}

QString HomeserverKey::warning() const
{
    return d->warning;
}

Result<HomeserverKey::ListRequest> HomeserverKey::requestFor(const UserId &user) const
{
    if (!user.isValid())
        return failure(Error::BadInput, u"\"%1\" is not a user ID."_s.arg(displayable(user.toString())));
    if (user.server() == d->homeserver)
        return failure(Error::BadInput, u"%1 is a user of this homeserver, which need not ask itself."_s.arg(user.toString()));
    const FederationRequest request{.method = "GET",
        .target = listPath + encodePathSegment(user.toString()),
        .origin = d->homeserver,
        .destination = user.server(),
        .body = {}};
    const auto header = signRequest(request, d->id, d->key);
    if (!header)
        return failure(header.error());
    return ListRequest{.target = request.target, .authorization = *header};
}

} // namespace Lockstep::Audits
