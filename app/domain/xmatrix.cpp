// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/xmatrix.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qsizetype maxHeader = 16 * 1024;
constexpr qint64 week = qint64(7) * 24 * 3600 * 1000;
constexpr qsizetype mostOldKeys = 100, longestKeyId = 255;

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

/// Reads the comma-separated name=value pairs of RFC 9110, section 11.4.
class ParameterReader
{
public:
    explicit ParameterReader(QByteArray text)
        : m_text(std::move(text))
    {
    }

    /// Names in lower case; nothing if the text is malformed or says something twice.
    std::optional<QHash<QByteArray, QByteArray>> read()
    {
        QHash<QByteArray, QByteArray> result;
        while (skipSpaceAndCommas()) {
            const QByteArray name = readUntil("= \t,\"\\").toLower();
            skipSpace();
            if (name.isEmpty() || !take('=') || result.contains(name))
                return std::nullopt;
            skipSpace();
            const std::optional<QByteArray> value = take('"') ? readQuoted() : std::optional(readUntil(" \t,\"\\"));
            if (!value)
                return std::nullopt;
            result.insert(name, *value);
            skipSpace();
            if (m_at < m_text.size() && m_text[m_at] != ',')
                return std::nullopt;
        }
        return result;
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
    }
    bool skipSpaceAndCommas()
    {
        while (m_at < m_text.size() && (isSpace(m_text[m_at]) || m_text[m_at] == ','))
            ++m_at;
        return m_at < m_text.size();
    }
    bool take(char wanted)
    {
        if (m_at >= m_text.size() || m_text[m_at] != wanted)
            return false;
        ++m_at;
        return true;
    }
    QByteArray readUntil(const char *stops)
    {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && !QByteArrayView(stops).contains(m_text[m_at]))
            ++m_at;
        return m_text.sliced(from, m_at - from);
    }
    std::optional<QByteArray> readQuoted()
    {
        QByteArray value;
        while (m_at < m_text.size()) {
            char c = m_text[m_at++];
            if (c == '"')
                return value;
            if (c == '\\') {
                if (m_at >= m_text.size())
                    break;
                c = m_text[m_at++];
            }
            value.append(c);
        }
        return std::nullopt;
    }

    QByteArray m_text;
    qsizetype m_at = 0;
};

tl::unexpected<Error> unauthorized(const QString &text)
{
    return failure(Error::Unauthorized, text, 401, u"M_UNAUTHORIZED"_s);
}

} // namespace

std::optional<XMatrixHeader> parseXMatrix(const QByteArray &header)
{
    constexpr QByteArrayView scheme = "X-Matrix";
    const QByteArray text = header.size() <= maxHeader ? header.trimmed() : QByteArray();
    if (text.size() <= scheme.size() || text.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0 || text[scheme.size()] != ' ')
        return std::nullopt;
    const auto parameters = ParameterReader(text.sliced(scheme.size())).read();
    if (!parameters)
        return std::nullopt;
    XMatrixHeader result{
        .origin = ServerName(QString::fromUtf8(parameters->value("origin"))),
        .destination = ServerName(QString::fromUtf8(parameters->value("destination"))),
        .key = QString::fromUtf8(parameters->value("key")),
        .signature = parameters->value("sig"),
    };
    if (result.origin.isEmpty() || result.key.isEmpty() || result.signature.isEmpty())
        return std::nullopt;
    return result;
}

QByteArray formatXMatrix(const XMatrixHeader &header)
{
    // No value needs escaping: the grammars of server names, key IDs and base64 have neither quotes nor backslashes.
    return "X-Matrix origin=\"" + header.origin.toString().toUtf8() + "\",destination=\"" + header.destination.toString().toUtf8()
        + "\",key=\"" + header.key.toUtf8() + "\",sig=\"" + header.signature + '"';
}

namespace {

template <typename Encode>
Result<QByteArray> bytesOf(const FederationRequest &request, Encode encode)
{
    const QJsonObject object{
        {u"destination"_s, request.destination.toString()},
        {u"method"_s, QString::fromUtf8(request.method)},
        {u"origin"_s, request.origin.toString()},
        {u"uri"_s, QString::fromUtf8(request.target)},
    };
    Result<QByteArray> bytes = canonicalJson(object);
    if (!bytes || !request.body)
        return bytes;
    const Result<QByteArray> content = encode(*request.body);
    if (!content)
        return content;
    if (!content->startsWith('{'))
        return failure(Error::BadInput, u"The request cannot be signed: its body is not a JSON object."_s);
    // "content" sorts before the other members. Joined as text, so that the body's numbers pass through no other type.
    return QByteArray("{\"content\":" + *content + ',' + bytes->sliced(1));
}

} // namespace

Result<QByteArray> signedBytes(const FederationRequest &request)
{
    return bytesOf(request, [](const QByteArray &body) { return canonicalJson(body); });
}

Result<QByteArray> signRequest(const FederationRequest &request, const QString &keyId, const SigningKey &key)
{
    const Result<QByteArray> bytes = signedBytes(request);
    if (!bytes)
        return failure(bytes.error());
    return formatXMatrix({request.origin, request.destination, keyId, encodeUnpaddedBase64(key.sign(*bytes))});
}

Result<void> verifyRequest(const FederationRequest &request, const XMatrixHeader &header, const QByteArray &publicKey)
{
    if (header.origin != request.origin)
        return unauthorized(u"The request is signed by another server than its origin."_s);
    if (!header.destination.isEmpty() && header.destination != request.destination)
        return unauthorized(u"The request is signed for another server than this one."_s);
    const std::optional<QByteArray> signature = decodeUnpaddedBase64(header.signature);
    if (!signature)
        return unauthorized(u"The request's signature is not base64."_s);
    // Deployed homeservers sign and check what the specification would not have signed, such as a stream_id of 2^60.
    const Result<QByteArray> bytes = bytesOf(request, canonicalJsonOfAnyInteger);
    if (!bytes)
        return failure(Error::BadInput, bytes.error().text, 401, u"M_UNAUTHORIZED"_s);
    if (!verifySignature(publicKey, *bytes, *signature))
        return unauthorized(u"The request's signature does not match its content and the origin's key."_s);
    return {};
}

qint64 ServerKeys::usableUntil(qint64 fetched) const
{
    return std::min(validUntil, fetched + week);
}

Result<ServerKeys> readServerKeys(const QByteArray &json, const ServerName &expected)
{
    const Result<QJsonObject> object = parseJsonObject(json);
    if (!object)
        return failure(object.error());
    JsonReader in(*object, u"server keys"_s);
    ServerKeys keys;
    keys.server = ServerName(in.string(u"server_name"));
    keys.validUntil = in.integer(u"valid_until_ts");
    const QJsonObject verifyKeys = in.objectAt(u"verify_keys");
    if (!in.ok())
        return failure(in.error());
    const QJsonObject oldKeys = object->value("old_verify_keys"_L1).toObject();
    for (auto key = oldKeys.begin(); key != oldKeys.end() && keys.oldKeyIds.size() < mostOldKeys; ++key) {
        if (isServerKeyId(key.key()) && key.key().size() <= longestKeyId)
            keys.oldKeyIds += key.key();
    }
    if (keys.server != expected)
        return failure(Error::BadAnswer, u"The keys are of another server than %1."_s.arg(expected.toString()));
    for (auto key = verifyKeys.begin(); key != verifyKeys.end(); ++key) {
        // Other algorithms may come: they are passed over, not refused.
        if (!isServerKeyId(key.key()))
            continue;
        const auto publicKey = decodeUnpaddedBase64(key.value().toObject().value("key"_L1).toString().toUtf8());
        if (!publicKey || verifyJson(json, expected.toString(), key.key(), *publicKey) != SignatureState::Valid)
            return failure(Error::BadAnswer, u"The keys of %1 are not signed by each of them."_s.arg(expected.toString()));
        keys.verifyKeys.insert(key.key(), *publicKey);
    }
    if (keys.verifyKeys.isEmpty())
        return failure(Error::BadAnswer, u"The server %1 publishes no Ed25519 key."_s.arg(expected.toString()));
    return keys;
}

} // namespace Lockstep
