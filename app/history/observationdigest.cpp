// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/observationdigest.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <cstring>

namespace Lockstep::History {

namespace {

/// Members with their lengths before them, so that no two lists of them are the same bytes.
class Digest
{
public:
    Digest(int kind, UpdateSource source)
        : m_hash(QCryptographicHash::Sha1)
    {
        add(qint64(kind));
        add(qint64(source));
    }
    void add(qint64 value) { m_hash.addData(QByteArrayView(reinterpret_cast<const char *>(&value), sizeof value)); }
    void add(const QByteArray &bytes)
    {
        add(qint64(bytes.size()));
        m_hash.addData(bytes);
    }
    void add(const QString &text) { add(text.toUtf8()); }
    void add(const QJsonObject &json) { add(QJsonDocument(json).toJson(QJsonDocument::Compact)); }
    void add(const QList<StreamId> &ids)
    {
        add(qint64(ids.size()));
        for (const StreamId &id : ids)
            add(id.toString());
    }
    quint64 value() const
    {
        quint64 first = 0;
        std::memcpy(&first, m_hash.result().constData(), sizeof first);
        return first == 0 ? 1 : first;
    }

private:
    QCryptographicHash m_hash;
};

void addTo(Digest &digest, const HandledUpdate &what)
{
    digest.add(what.device.toString());
    digest.add(what.streamId.toString());
    digest.add(what.prevIds);
}

void addTo(Digest &digest, const UpdateContent &what)
{
    digest.add(what.content);
    digest.add(what.transaction);
    digest.add(qint64(what.index));
    digest.add(qint64(what.verified ? 1 + int(*what.verified) : 0));
}

void addTo(Digest &digest, const SigningKeys &what)
{
    digest.add(what.masterKey);
    digest.add(what.selfSigningKey);
    digest.add(what.transaction);
    digest.add(qint64(what.index));
    digest.add(qint64(what.verified ? 1 + int(*what.verified) : 0));
}

void addTo(Digest &digest, const BatchVerdict &what)
{
    digest.add(qint64(what.requiringResync));
    digest.add(what.devices);
}

void addTo(Digest &digest, const UpdateDecision &what)
{
    digest.add(what.device.toString());
    digest.add(what.streamId.toString());
    digest.add(what.prevIds);
    digest.add(what.transaction);
    digest.add(qint64(what.index));
    digest.add(qint64(what.verdict));
}

void addTo(Digest &digest, const ResyncOutcome &what)
{
    digest.add(qint64(what.step));
    digest.add(what.streamId.toString());
    digest.add(what.devices);
    digest.add(what.error);
}

void addTo(Digest &digest, const IgnoredUpdate &what)
{
    digest.add(what.device.toString());
    digest.add(qint64(what.reason));
    digest.add(what.origin.toString());
}

} // namespace

quint64 digestOf(const Observation &what, UpdateSource source)
{
    if (source == UpdateSource::Database)
        return 0;
    return std::visit(
        [&](const auto &value) -> quint64 {
            Digest digest(int(what.index()), source);
            if constexpr (requires { addTo(digest, value); }) {
                digest.add(value.user.toString());
                digest.add(value.at);
                addTo(digest, value);
                return digest.value();
            } else {
                return 0;
            }
        },
        what);
}

} // namespace Lockstep::History
